"""What was said on a channel is not said there again in nearly the same words within half a year."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scheduler.cli import main
from scheduler.domain.tips.likeness import COOLDOWN
from scheduler.library import services as library
from scheduler.library.models import Article
from scheduler.plan import services as plan
from scheduler.plan.models import Campaign, Message
from tests import builders
from tests.integration.planning import NOW, TUESDAYS, accept, close, laid

pytestmark = pytest.mark.django_db
OWNER = "owner@willow.example"
PELVIS = (
    "Sit on the floor with your knees bent and let the pelvis roll back. Breathe in, and tilt it forward again until "
    "the lower back is long."
)
AGAIN = PELVIS.replace("Sit on the floor", "Sit on a mat")


def article(title: str, *texts: str) -> Article:
    made = builders.an_article(title)
    for number, text in enumerate(texts, 1):
        builders.a_tip(made, title=f"{title} {number}", text=text)
    return made


def queue(made: Article, job: str = "weekly-tip") -> list[tuple[str, str]]:
    """(title, reason) of what found no place on the newsletter."""
    rows = plan.queue(made.pk, job, OWNER, NOW).unplaced
    return [(row["title"], row["reason"]) for row in rows if row["channel"] == "newsletter"]


def test_what_is_planned_in_nearly_the_same_words_is_not_planned_again() -> None:
    accept()
    queue(article("Pelvis", PELVIS))
    left_out = queue(article("Mat", AGAIN, "Roll the arch of one foot over a ball. Breathe out slowly."))
    assert left_out == [("Mat 1", "It says nearly the same as “Pelvis 1”, which is planned here.")]
    assert [title for title, _ in laid()] == ["Pelvis 1", "Mat 2"]


def test_another_rhythm_does_not_say_it_on_that_channel_either_and_laying_out_again_changes_nothing() -> None:
    accept(TUESDAYS + "  friday-tip: {send: tip, to: [newsletter], every: friday at 09:00}\n")
    queue(article("Pelvis", PELVIS))
    assert [title for title, _ in queue(article("Mat", AGAIN), "friday-tip")] == ["Mat 1"]
    before = list(Message.objects.order_by("pk").values()), list(Campaign.objects.order_by("pk").values())
    plan.refresh(NOW)
    assert before == (list(Message.objects.order_by("pk").values()), list(Campaign.objects.order_by("pk").values()))
    assert [title for title, _ in laid()] == ["Pelvis 1"]


def test_what_went_out_is_named_with_its_day_and_said_again_after_the_cooldown() -> None:
    accept()
    queue(article("Pelvis", PELVIS))
    for message in Message.objects.all():
        close(message, "sent", message.at)
    sent = Message.objects.first().at
    left_out = queue(article("Mat", AGAIN))
    assert left_out == [("Mat 1", "It says nearly the same as “Pelvis 1”, which went out here on 16 February 2027.")]
    plan.refresh(sent + COOLDOWN - timedelta(days=1))
    assert "Mat 1" not in [title for title, _ in laid()]
    plan.refresh(sent + COOLDOWN)
    assert "Mat 1" in [title for title, _ in laid()]


def test_what_a_person_skipped_was_not_said() -> None:
    accept()
    queue(article("Pelvis", PELVIS))
    for message in list(Message.objects.all()):
        plan.skip(message.ref, OWNER, NOW)
    assert queue(article("Mat", AGAIN)) == []


def test_another_channel_has_its_own_memory() -> None:
    accept(TUESDAYS.replace("[newsletter, bluesky]", "[newsletter]") + (
        "  network-tip: {send: tip, to: [bluesky], every: friday at 09:00}\n"
    ))  # fmt: skip
    queue(article("Pelvis", PELVIS))
    plan.queue(article("Mat", AGAIN).pk, "network-tip", OWNER, NOW)
    assert [title for title, _ in laid("bluesky")] == ["Mat 1"]


def test_tips_of_one_article_are_the_writers_own_business() -> None:
    accept()
    assert queue(article("Pelvis", PELVIS, AGAIN)) == []


def test_looking_for_what_was_said_takes_one_question_however_much_there_is() -> None:
    for number in range(3):
        article(f"Pelvis {number}", PELVIS, AGAIN)
    made = article("Mat", AGAIN, PELVIS)
    tips = list(library.tips(made.pk))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = library.likenesses(made.pk, tips)
    assert len(asked) == 1
    assert {tip.pk: found[tip.pk].of for tip in tips} == {tips[0].pk: "Pelvis 0 2", tips[1].pk: "Pelvis 0 1"}


def test_the_page_says_which_tip_was_said_before(owner: Client, studio_plan: Path) -> None:
    article("Pelvis", PELVIS)
    made = article("Mat", AGAIN)
    page = re.sub(r"\s+", " ", owner.get(f"/series/{made.pk}/tips/").content.decode())
    assert "This tip says nearly the same as “Pelvis 1” of" in page


def test_the_command_says_so_too(studio_plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    article("Pelvis", PELVIS)
    (studio_plan / "mat.md").write_text(f"# On the mat\n\n## Tilt\n\n{AGAIN}\n", encoding="utf-8")
    assert main(["queue", str(studio_plan / "mat.md"), "--job", "weekly-tip"]) == 0
    assert "Note: “Tilt” says nearly the same as “Pelvis 1”" in capsys.readouterr().out
