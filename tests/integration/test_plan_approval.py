from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

import pytest

from scheduler.errors import Problem
from scheduler.insights.models import Event
from scheduler.library import services as library
from scheduler.plan import services as plan
from scheduler.plan.models import Message
from tests import builders
from tests.integration.planning import CHANNELS, HEAD, NOW, TUESDAYS, WEEK, accept, laid, queued, with_lines

pytestmark = pytest.mark.django_db
OWNER = "owner@willow.example"


def _first(account: str = "newsletter") -> Message:
    return Message.objects.filter(account__name=account).exclude(state="void").order_by("at")[0]


def test_what_is_approved_is_the_fingerprint_of_the_stored_payload() -> None:
    accept()
    queued(1)
    message = _first()
    plan.approve(message.ref, OWNER, NOW)
    approval = message.approvals.get()
    stored = library.load_blob(message.variants.get().payload_id)
    inner = hashlib.sha256(stored).hexdigest()
    assert approval.payload_hash == hashlib.sha256(f"default\x001\x00{inner}\n".encode()).hexdigest()
    assert (approval.account, approval.audience, approval.who, approval.at) == (
        message.account, "everyone", OWNER, NOW,
    )  # fmt: skip
    assert "Roll your feet for a minute, number 1." in plan.payloads(message)[0]["text"]


def test_a_whole_series_is_approved_at_once() -> None:
    accept()
    series = queued(3)
    assert plan.approve(series.ref, OWNER, NOW) == 6
    assert not series.messages.filter(state="draft").exists()


def test_an_edit_voids_the_ok_and_shows_the_new_words() -> None:
    accept()
    queued(1)
    message = _first()
    plan.approve(message.ref, OWNER, NOW)
    plan.subject(message.ref, "  A new   subject ", "ana@willow.example", NOW)
    message.refresh_from_db()
    assert (message.state, message.subject) == ("draft", "A new subject")
    assert message.words["by"] == "ana@willow.example"
    assert not message.approvals.filter(voided_at=None).exists()


def test_an_edit_taken_back_still_needs_a_new_ok() -> None:
    accept()
    queued(1)
    message = _first()
    before = message.subject
    plan.approve(message.ref, OWNER, NOW)
    plan.subject(message.ref, "Another one", OWNER, NOW)
    plan.subject(message.ref, before, OWNER, NOW)
    message.refresh_from_db()
    assert message.state == "draft"


def test_a_rebuild_with_the_same_content_keeps_the_ok() -> None:
    accept()
    queued(2)
    plan.approve(_first("bluesky").ref, OWNER, NOW)
    job = "jobs:\n  weekly-tip: {send: tip, to: [newsletter], every: tuesday at 09:00}\n"
    accept(job)
    plan.refresh(NOW)
    assert laid("bluesky") == []
    accept()
    plan.refresh(NOW)
    assert _first("bluesky").state == "approved"


def test_a_change_of_time_keeps_the_ok() -> None:
    accept()
    queued(1)
    message = _first()
    plan.approve(message.ref, OWNER, NOW)
    plan.move(message.ref, datetime(2027, 2, 17, 18, 30), OWNER, NOW)
    message.refresh_from_db()
    assert message.state == "approved"
    assert plan.calendar(NOW)[-1].at.isoformat() == "2027-02-17T18:30:00-05:00"


def test_a_time_that_is_over_is_refused_in_one_sentence() -> None:
    accept()
    queued(1)
    with pytest.raises(Problem, match="2027-02-09 18:30 is over already"):
        plan.move(_first().ref, datetime(2027, 2, 9, 18, 30), OWNER, NOW)


def test_moving_a_date_moves_all_that_goes_out_then() -> None:
    accept()
    queued(1)
    slot = _first().slot
    assert slot
    plan.move(f"s{slot.pk}", datetime(2027, 2, 18, 8, 0), OWNER, NOW)
    plan.refresh(NOW)
    assert laid("newsletter") == laid("bluesky") == [("Rolling the feet 1", "02-18 08:00")]


def test_an_ok_can_be_taken_back() -> None:
    accept()
    queued(1)
    message = _first()
    plan.approve(message.ref, OWNER, NOW)
    plan.unapprove(message.ref, OWNER, NOW)
    plan.refresh(NOW)
    message.refresh_from_db()
    assert message.state == "draft"
    with pytest.raises(Problem, match="nothing here that is approved"):
        plan.unapprove(message.ref, OWNER, NOW)


def test_what_has_begun_can_only_be_stopped() -> None:
    accept()
    queued(1)
    message = _first()
    Message.objects.filter(pk=message.pk).update(state="approved", frozen_at=NOW)
    for act in (lambda: plan.skip(message.ref, OWNER, NOW), lambda: plan.subject(message.ref, "No", OWNER, NOW)):
        with pytest.raises(Problem, match="already going out"):
            act()


def test_stopping_a_series_takes_back_what_has_not_begun() -> None:
    accept()
    series = queued(3)
    assert plan.stop(series.ref, OWNER, NOW) == 6
    plan.refresh(NOW)
    series.refresh_from_db()
    assert (series.state, laid()) == ("finished", [])


@pytest.mark.parametrize("ref", ["m999", "c999", "x1", "m", "m1; drop table", "m" + "9" * 40])
def test_a_name_that_stands_for_nothing_is_one_sentence(ref: str) -> None:
    accept()
    with pytest.raises(Problem):
        plan.approve(ref, OWNER, NOW)


# --- unanswered ---


def test_a_draft_nobody_answered_is_told_a_day_before_and_skipped_at_its_time() -> None:
    accept()
    queued(2)
    due = _first().at
    plan.answer_due(due - timedelta(hours=25))
    assert not Event.objects.filter(kind=plan.WAITS_FOR_OK).exists()
    plan.answer_due(due - timedelta(hours=24))
    plan.answer_due(due - timedelta(hours=23))
    reminder = Event.objects.get(kind=plan.WAITS_FOR_OK)
    assert reminder.needs_you
    assert "“Rolling the feet 1” on newsletter" in reminder.text
    assert "on bluesky" in reminder.text
    plan.answer_due(due)
    assert Message.objects.filter(state="skipped", reason="No OK came in time.").count() == 2
    assert laid()[0] == ("Rolling the feet 1", "02-23 09:00")


def test_unanswered_then_send_lets_the_clock_approve() -> None:
    accept(with_lines('unanswered: "remind 24h, then send"'))
    queued(1)
    message = _first()
    plan.answer_due(message.at)
    message.refresh_from_db()
    assert (message.state, message.approvals.get().who) == ("approved", "the clock")


def test_approve_automatic_needs_nobody_and_reminds_nobody() -> None:
    accept(with_lines("approve: automatic"))
    queued(1)
    message = _first()
    plan.answer_due(message.at - timedelta(hours=1))
    plan.answer_due(message.at)
    message.refresh_from_db()
    assert message.state == "approved"
    assert not Event.objects.filter(kind=plan.WAITS_FOR_OK).exists()


def test_a_health_claim_waits_for_a_person_the_first_time() -> None:
    accept(with_lines("approve: automatic"))
    article = builders.an_article("Backs")
    builders.a_tip(article, title="Backs 1", health_claim=True)
    plan.queue(article.pk, "weekly-tip", OWNER, NOW)
    mail, post = _first("newsletter"), _first("bluesky")
    plan.approve(mail.ref, OWNER, NOW)
    plan.answer_due(mail.at)
    post.refresh_from_db()
    assert post.state == "approved"  # a person saw this tip once
    assert plan.payloads(mail)[0]["text"].count("General information, not medical advice.") == 1


def test_a_health_claim_that_nobody_saw_does_not_go_out_by_itself() -> None:
    accept(with_lines("approve: automatic"))
    article = builders.an_article("Backs")
    builders.a_tip(article, title="Backs 1", health_claim=True)
    plan.queue(article.pk, "weekly-tip", OWNER, NOW)
    plan.answer_due(_first().at)
    assert not Message.objects.filter(state="approved").exists()


def test_a_paused_rhythm_misses_its_date_and_goes_on_when_resumed() -> None:
    accept()
    queued(2)
    plan.approve(f"c{_first().campaign_id}", OWNER, NOW)
    plan.pause("weekly-tip", OWNER, NOW, "holidays")
    assert plan.calendar(NOW)[0].hold == "holidays"
    plan.answer_due(NOW + WEEK)
    plan.resume("weekly-tip", OWNER, NOW + WEEK)
    assert plan.calendar(NOW + WEEK)[0].hold == ""
    assert laid() == [("Rolling the feet 1", "02-23 09:00"), ("Rolling the feet 2", "03-02 09:00")]


def test_a_post_paused_for_itself_keeps_its_date_while_the_others_go_on() -> None:
    accept()
    queued(2)
    plan.approve(f"c{_first().campaign_id}", OWNER, NOW)
    plan.pause(_first().ref, OWNER, NOW)
    plan.answer_due(NOW + WEEK)
    assert laid() == [("Rolling the feet 1", "02-16 09:00"), ("Rolling the feet 2", "02-23 09:00")]


# --- jobs.yaml ---


def test_only_a_first_start_accepts_by_itself(tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "jobs.yaml"
    file.write_text(HEAD + CHANNELS + TUESDAYS)
    plan.start(tmp_path, NOW)
    file.write_text(file.read_text().replace("tuesday", "friday"))
    (change,) = plan.start(tmp_path, NOW)
    assert "every Friday at 09:00, until now every Tuesday at 09:00" in change
    accepted = plan.accepted()
    assert accepted
    assert accepted.jobs["weekly-tip"].rule.days == (1,)
    assert Event.objects.filter(kind="jobs-file", needs_you=True).count() == 1


def test_a_mistake_in_a_changed_file_leaves_the_accepted_plan_in_force(tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "jobs.yaml"
    file.write_text(HEAD + CHANNELS + TUESDAYS)
    plan.start(tmp_path, NOW)
    file.write_text(file.read_text().replace("tuesday", "tusday"))
    assert plan.start(tmp_path, NOW) == []
    assert "tusday" in Event.objects.get(kind="jobs-file").text
    with pytest.raises(Problem, match="line 1"):
        plan.accept(file.read_text(), OWNER, NOW)


def test_accepting_the_same_text_twice_keeps_one_row() -> None:
    accept()
    accept()
    from scheduler.plan.models import AcceptedPlan

    assert AcceptedPlan.objects.count() == 1


def test_before_the_first_start_every_question_has_an_answer() -> None:
    assert plan.accepted() is None
    plan.refresh(NOW)
    plan.answer_due(NOW)
    assert plan.next_moment(NOW) is None
    with pytest.raises(Problem, match="is accepted yet"):
        plan.queue(1, "weekly-tip", OWNER, NOW)
