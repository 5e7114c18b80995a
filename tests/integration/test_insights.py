from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from scheduler.insights import services as insights
from scheduler.insights.models import Event
from scheduler.plan import services as plan
from scheduler.plan.models import Message
from scheduler.plan.services import accepting
from scheduler.signals import happened
from tests.integration.planning import NOW, TUESDAYS, accept, close, queued

pytestmark = pytest.mark.django_db
OWNER = "owner@willow.example"


def _tell(text: str, kind: str = "news", **more: object) -> None:
    happened.send(sender=None, kind=kind, text=text, now=more.pop("now", NOW), **more)


def test_news_told_by_two_clocks_is_one_line() -> None:
    _tell("The timetable was read.")
    _tell("The timetable was read.")
    assert Event.objects.count() == 1


def test_the_same_news_a_day_later_is_news_again_but_an_open_question_is_asked_once() -> None:
    for day in range(3):
        _tell("Sent.", now=NOW + timedelta(days=day))
        _tell("Sign in again.", needs_you=True, now=NOW + timedelta(days=day))
    assert Event.objects.filter(text="Sent.").count() == 3
    assert Event.objects.filter(text="Sign in again.").count() == 1


def test_of_tips_that_run_out_only_the_newest_is_shown() -> None:
    _tell("None from 2 March.", "tips-running-out", link="/series/new/?job=a", needs_you=True)
    _tell("None from 9 March.", "tips-running-out", link="/series/new/?job=a", needs_you=True)
    _tell("None from 9 March.", "tips-running-out", link="/series/new/?job=b", needs_you=True)
    assert sorted(event.text for event in insights.needs_you()) == ["None from 9 March."] * 2


def test_today_shows_what_went_out_what_is_next_and_what_needs_her() -> None:
    accept()
    queued(8)
    first = Message.objects.filter(account__name="newsletter").order_by("at")[0]
    due = first.at
    plan.answer_due(due - timedelta(hours=2))
    before = insights.today(due - timedelta(hours=2))
    assert before.waiting_for_ok == 16
    assert before.next[0].id == first.ref
    assert [event.kind for event in before.needs_you] == [plan.WAITS_FOR_OK]
    plan.approve(f"c{first.campaign_id}", OWNER, due - timedelta(hours=1))
    close(first, "sent", due)
    after = insights.today(due + timedelta(hours=1))
    assert [row.message.pk for row in after.went_out] == [first.pk]
    assert after.needs_you == []
    assert after.waiting_for_ok == 0


def test_what_she_has_seen_to_is_gone_from_today() -> None:
    _tell("Sign in again.", needs_you=True)
    (event,) = insights.needs_you()
    insights.resolve(event.pk, NOW)
    assert not insights.needs_you().exists()


def test_a_draft_that_could_not_be_made_is_told_until_it_can() -> None:
    accept()
    queued(8)
    message = Message.objects.filter(account__name="newsletter").order_by("at")[0]
    Message.objects.filter(pk=message.pk).update(payload_hash="")
    _tell("There is no draft.", "no-draft", needs_you=True, message_id=message.pk)
    assert insights.needs_you().count() == 1
    plan.refresh(NOW)
    assert insights.needs_you().count() == 0
    assert [event.kind for event in insights.today(NOW + timedelta(days=1)).news] == ["queued"]


def test_accepting_the_changed_file_and_queueing_an_article_answer_what_was_asked() -> None:
    accept()
    _tell("jobs.yaml was changed.", "jobs-file", link="/plan/", needs_you=True)
    _tell("No tip left.", "tips-running-out", link="/series/new/?job=weekly-tip", needs_you=True)
    accept(TUESDAYS.replace("tuesday", "friday"))
    queued(8)
    assert not insights.needs_you().exists()


def test_a_mistake_in_the_file_that_was_mended_asks_for_nothing_more(tmp_path: Path) -> None:
    accept()
    file = tmp_path / "jobs.yaml"
    right = accepting.newest().text  # type: ignore[union-attr]
    file.write_text(right.replace("tuesday", "tusday"))
    plan.start(tmp_path, NOW)
    insights.tell_owner(NOW, tmp_path)
    assert "tusday" in insights.needs_you().get().text
    file.write_text(right)
    insights.tell_owner(NOW, tmp_path)
    assert not insights.needs_you().exists()
