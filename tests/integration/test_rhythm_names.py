"""A rhythm gets another name in the browser and stays the same rhythm: its dates, OKs, pauses and history."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from scheduler.accounts.models import User
from scheduler.insights.models import Event
from scheduler.outbox.models import Delivery, Hold
from scheduler.plan import services as plan
from scheduler.plan.models import Approval, Campaign, Job, Mention, Message, Slot
from scheduler.plan.services import renaming
from scheduler.plan.services.announcing import announce
from scheduler.plan.services.jobs_file import name_of
from scheduler.signals import happened
from tests.builders import NOW
from tests.integration.planning import accept, close, fingerprint, laid, queued
from tests.integration.test_channel_entries import changed, words
from tests.integration.test_plan_classes import BLOCK, a_class
from tests.integration.test_rhythms import keep, text_of

pytestmark = pytest.mark.django_db
NAME = "/rhythm/weekly-tip/name/"
KEPT: tuple[Any, ...] = (Approval, Campaign, Delivery, Hold, Job, Mention, Message, Slot)


def rows() -> dict[str, list[dict[str, Any]]]:
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in KEPT}


def under_another_name(found: dict[str, list[dict[str, Any]]], old: str, new: str) -> dict[str, list[dict[str, Any]]]:
    """The same rows, where nothing but the name is another one."""

    def other(value: object) -> object:
        return re.sub(rf"\b{old}\b", new, value) if isinstance(value, str) else value

    return {
        model: [{key: other(value) if key not in ("context", "words") else value for key, value in row.items()}
                for row in each]
        for model, each in found.items()
    }  # fmt: skip


@pytest.fixture
def begun(studio_series: Campaign) -> Message:
    """The series with a letter that went out, an OK, a date that was moved, and a pause."""
    letters = list(Message.objects.filter(account__name="newsletter", state="draft").order_by("at")[:3])
    plan.approve(letters[1].ref, "ana@example.org", NOW)
    plan.move(letters[2].ref, datetime(2027, 3, 2, 15), "ana@example.org", NOW)
    close(letters[0], "sent", NOW)
    Delivery.objects.create(message=letters[0], destination="p1", state="sent", due_at=NOW, ended_at=NOW, key="k1")
    plan.pause("weekly-tip", "ana@example.org", NOW)
    plan.refresh(NOW)
    return letters[1]


def test_it_is_shown_first_then_everything_stays_and_the_name_comes_back(
    owner: Client, studio_home: Path, begun: Message
) -> None:
    text, before, stamp = text_of(studio_home), rows(), fingerprint()
    looked = words(owner.post(NAME, {"name": "sunday tip"}).content.decode())
    assert "The rhythm “weekly-tip” is called “sunday tip” from now on." in looked
    assert "No date changes." in looked
    assert "1 OK stays" in looked
    assert "is gone" not in looked
    assert (fingerprint(), text_of(studio_home)) == (stamp, text)

    html = keep(owner, NAME, {"name": " sunday  tip"})
    assert "It counts from now on" in html
    assert "<h1>sunday tip</h1>" in html
    assert "It is paused" in html
    [was, now] = changed(text, text_of(studio_home))
    assert was.startswith("-  weekly-tip: ")
    assert now[1:] == was[1:].replace("weekly-tip", '"sunday tip"')
    assert rows() == under_another_name(before, "weekly-tip", "sunday tip")
    plan.refresh(NOW)
    assert rows() == under_another_name(before, "weekly-tip", "sunday tip")
    assert plan.file_difference(studio_home) == []
    assert "no rhythm “weekly-tip”" in owner.get("/rhythm/weekly-tip/").content.decode()

    keep(owner, "/rhythm/sunday tip/name/", {"name": "weekly-tip"})
    plan.refresh(NOW)
    assert (text_of(studio_home), rows()) == (text, before)


def test_a_class_that_was_announced_is_not_announced_again(studio_home: Path) -> None:
    accept(BLOCK)
    a_class("Rope wall", NOW + timedelta(days=20))
    queued(3)
    plan.refresh(NOW)
    before, found = laid("bluesky"), Mention.objects.count()
    assert found
    stale = plan.require()
    renaming.rename_rhythm("new-classes", "class-news", "ana@example.org", NOW)
    announce(stale, NOW)  # a clock that had read the plan a moment before
    plan.refresh(NOW)
    assert (laid("bluesky"), Mention.objects.count()) == (before, found)
    assert set(Mention.objects.values_list("job", flat=True)) == {"class-news"}
    assert Message.objects.filter(kind="announcement", why__startswith="class-news: a new class").exists()


def test_a_clock_that_read_the_plan_before_takes_nothing_back(
    studio_home: Path, begun: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    stale, before = plan.require(), laid()
    renaming.rename_rhythm("weekly-tip", "sunday-tip", "ana@example.org", NOW)
    monkeypatch.setattr("scheduler.plan.services.queueing.accepted", lambda: stale)
    plan.refresh(NOW)
    begun.refresh_from_db()
    assert (begun.state, laid()) == ("approved", before)


def test_news_that_still_count_say_the_new_name_and_are_not_told_twice(studio_home: Path, begun: Message) -> None:
    def told(name: str) -> None:
        text = f"“{name}” has no tip left from Tuesday 4 May on: queue another article."
        more = {"sender": None, "now": NOW, "needs_you": True}
        happened.send(kind="tips-running-out", text=text, link=f"/series/new/?job={name}", **more)
        happened.send(kind="source-unread", text=f"{name}: It was too slow.", **more)

    told("weekly-tip")
    before = list(Event.objects.order_by("pk").values_list("pk", "resolved_at"))
    renaming.rename_rhythm("weekly-tip", "sunday-tip", "ana@example.org", NOW)
    told("sunday-tip")
    assert list(Event.objects.order_by("pk").values_list("pk", "resolved_at")) == before
    assert not Event.objects.filter(resolved_at=None, text__contains="weekly-tip", needs_you=True).exists()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("new-classes", "There is a rhythm “new-classes” already"),
        ("one-off", "cannot be a rhythm’s name"),
        ("a/b", "cannot be a rhythm’s name"),
        ("", "cannot be a rhythm’s name"),
        ("gone", "There was a rhythm “gone” before: choose another name."),
    ],
)
def test_a_name_that_it_cannot_have_is_one_sentence_beside_its_field(
    owner: Client, studio_plan: Path, name: str, said: str
) -> None:
    Job.objects.create(name="gone")
    before, stamp = text_of(studio_plan), fingerprint()
    for more in ({}, {"do": "keep", "seen": name_of(before)}):
        answer = owner.post(NAME, {"name": name, **more})
        html = answer.content.decode()
        assert (answer.status_code, said in html, html.count('role="alert"')) == (400, True, 1)
        assert 'id="name-mistake"' in html
        assert f'value="{name}"' in html
    assert (text_of(studio_plan), fingerprint()) == (before, stamp)


def test_the_same_name_and_a_rhythm_that_is_not_there_change_nothing(owner: Client, studio_plan: Path) -> None:
    before = text_of(studio_plan)
    for place in (NAME, "/channel/bluesky/name/"):
        same = place.split("/")[2]
        assert "it is like this already" in owner.post(place, {"name": same}, follow=True).content.decode()
    owner.post("/rhythm/nobody/name/", {"name": "x", "do": "keep", "seen": name_of(before)})
    assert text_of(studio_plan) == before


@pytest.mark.parametrize("role", ["editor", "viewer"])
def test_only_an_owner_may(client: Client, studio_plan: Path, role: str) -> None:
    client.force_login(User.objects.create(email="eva@example.org", role=role, created_at=NOW))
    before = text_of(studio_plan)
    client.post(NAME, {"name": "sunday-tip", "do": "keep", "seen": name_of(before)})
    assert text_of(studio_plan) == before
    assert plan.require().jobs["weekly-tip"]
