from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from scheduler.classes.models import ClassSeries, ClassSession, Timetable
from scheduler.domain.rendering import clean
from scheduler.insights.models import Event
from scheduler.outbox.models import Hold
from scheduler.plan import services as plan
from scheduler.plan.models import Mention, Message
from tests.integration.planning import CHANNELS, NOW, TUESDAYS, WEEK, accept, close, laid, local, queued

pytestmark = pytest.mark.django_db
OWNER = "owner@willow.example"
BLOCK = (
    TUESDAYS
    + """\
  new-classes:
    send: announcement
    classes: classes.ics
    to: [newsletter, bluesky]
    as: block
    when: {14 days before: "10:00"}
"""
)
OWN_MAIL = BLOCK.replace("as: block", "as: own mail")


def a_class(title: str, starts: datetime, *, new: bool = True, weeks: int = 6, uid: str = "") -> ClassSeries:
    timetable, _ = Timetable.objects.get_or_create(
        source="classes.ics", defaults={"baseline_at": NOW - WEEK, "read_at": NOW, "listed": True}
    )
    series = ClassSeries.objects.create(
        timetable=timetable, uid=uid or f"{title}@willow", title=title, teacher="Ana", new=new, first_seen_at=NOW,
        description="Slow and quiet." if new else "",
    )  # fmt: skip
    ClassSession.objects.bulk_create(
        ClassSession(series=series, recurrence=str(n), starts_at=starts + n * WEEK, ends_at=starts + n * WEEK)
        for n in range(weeks)
    )
    return series


IN_MARCH = datetime.fromisoformat("2027-03-11T23:00:00+00:00")  # Thursday, 18:00 in Toronto


def _issues() -> list[Message]:
    found = Message.objects.filter(account__name="newsletter", state__in=("draft", "approved"))
    return list(found.order_by("at"))


def test_an_issue_carries_the_classes_of_its_week() -> None:
    accept()
    a_class("Yin", NOW + timedelta(days=1), new=False)
    queued(1)
    text = plan.payloads(_issues()[0])[0]["text"]
    assert "Yin" in text
    assert "Thursday 18 February" in text
    assert "Slow and quiet." not in text


def test_a_draft_follows_the_timetable_until_it_is_approved() -> None:
    accept()
    yin = a_class("Yin", NOW + timedelta(days=1), new=False)
    queued(1)
    ClassSession.objects.filter(series=yin).update(state="cancelled")
    plan.refresh(NOW)
    issue = _issues()[0]
    assert plan.payloads(issue)[0]["rows"] == []
    ClassSession.objects.filter(series=yin).update(state="scheduled")
    plan.refresh(NOW)
    plan.approve(issue.ref, OWNER, NOW)
    ClassSession.objects.filter(series=yin).update(state="cancelled")
    plan.refresh(NOW)
    assert plan.payloads(issue)[0]["rows"] == ["Yin@willow"]


def test_a_row_that_is_no_longer_true_goes_at_sending_and_nothing_else_changes() -> None:
    accept()
    yin = a_class("Yin", NOW + timedelta(days=1), new=False)
    a_class("Pilates", NOW + timedelta(days=2), new=False)
    queued(1)
    issue = _issues()[0]
    plan.approve(issue.ref, OWNER, NOW)
    approved, before = issue.approvals.get().payload_hash, plan.payloads(issue)[0]
    ClassSession.objects.filter(series=yin).update(state="cancelled")
    issue.refresh_from_db()
    assert plan.remove_untrue_rows(issue, issue.at) == ["Yin@willow"]
    after = plan.payloads(issue)[0]
    issue.refresh_from_db()
    assert issue.payload_hash == approved
    assert after["rows"] == ["Pilates@willow"]
    assert set(clean(after["text"]).split("\n")) < set(clean(before["text"]).split("\n"))
    assert "Roll your feet for a minute" in after["text"]
    assert "“Yin” was taken out of “Rolling the feet 1”: it is cancelled." in Event.objects.get(kind="row-removed").text
    assert plan.remove_untrue_rows(issue, issue.at) == []


@pytest.mark.parametrize("change", [{"starts_at": NOW + timedelta(days=9)}, {"state": "full"}])
def test_a_row_whose_date_moved_or_is_full_goes_too(change: dict[str, object]) -> None:
    accept()
    yin = a_class("Yin", NOW + timedelta(days=8), new=False, weeks=1)
    queued(1)
    issue = _issues()[0]
    plan.approve(issue.ref, OWNER, NOW)
    ClassSession.objects.filter(series=yin).update(**change)
    issue.refresh_from_db()
    assert plan.remove_untrue_rows(issue, issue.at) == ["Yin@willow"]


@pytest.mark.parametrize(
    "change", [{"teacher": "Ben"}, {"title": "Yang"}, {"place": "Upstairs"}, {"url": "https://willow.example/yin"}]
)
def test_a_row_with_another_teacher_name_place_or_address_goes_too(change: dict[str, object]) -> None:
    accept()
    yin = a_class("Yin", NOW + timedelta(days=8), new=False, weeks=1)
    queued(1)
    issue = _issues()[0]
    plan.approve(issue.ref, OWNER, NOW)
    ClassSeries.objects.filter(pk=yin.pk).update(**change)
    issue.refresh_from_db()
    assert plan.remove_untrue_rows(issue, issue.at) == ["Yin@willow"]
    assert "it has changed." in Event.objects.get(kind="row-removed").text


def test_a_new_class_travels_in_the_next_issue_after_its_date_and_in_a_post_of_its_own() -> None:
    accept(BLOCK)
    queued(5)
    a_class("Yin in March", IN_MARCH)
    plan.refresh(NOW)
    carrying = [local(m.at) for m in _issues() if "Slow and quiet." in plan.payloads(m)[0]["text"]]
    assert carrying == ["03-02 09:00"]  # 14 days before is Thursday 25 February
    post = Message.objects.get(account__name="bluesky", kind="announcement")
    assert (post.title, local(post.at)) == ("Yin in March", "02-25 10:00")
    assert "Yin in March" in plan.payloads(post)[0]["text"]
    assert post.late_after == IN_MARCH - timedelta(minutes=30)


def test_looking_again_announces_nothing_twice() -> None:
    accept(BLOCK)
    queued(3)
    a_class("Yin in March", IN_MARCH)
    plan.refresh(NOW)
    before = (Mention.objects.count(), list(Message.objects.order_by("pk").values()))
    plan.refresh(NOW + timedelta(hours=1))
    assert (Mention.objects.count(), list(Message.objects.order_by("pk").values())) == before


def test_what_the_first_reading_found_is_not_announced() -> None:
    accept(BLOCK)
    queued(3)
    a_class("Old class", IN_MARCH, new=False)
    plan.refresh(NOW)
    assert not Message.objects.filter(kind="announcement").exists()
    assert not Mention.objects.exists()


def test_a_class_found_after_its_date_for_announcing_gets_a_day_for_an_ok() -> None:
    accept(BLOCK)
    a_class("Soon", NOW + timedelta(days=5))
    plan.refresh(NOW)
    post = Message.objects.get(account__name="bluesky", kind="announcement")
    assert local(post.at) == "02-11 10:00"


def test_a_class_that_begins_before_anything_could_be_said_is_not_announced() -> None:
    accept(BLOCK)
    a_class("At once", NOW + timedelta(hours=3), weeks=1)
    plan.refresh(NOW)
    assert not Message.objects.filter(kind="announcement").exists()


def test_an_approved_issue_is_not_changed_the_class_takes_the_next_draft() -> None:
    accept(BLOCK)
    queued(6)
    third = _issues()[2]
    plan.approve(third.ref, OWNER, NOW)
    a_class("Yin in March", IN_MARCH)
    plan.refresh(NOW)
    carrying = [local(m.at) for m in _issues() if "Slow and quiet." in plan.payloads(m)[0]["text"]]
    assert carrying == ["03-09 09:00"]
    third.refresh_from_db()
    assert third.state == "approved"


def test_own_mail_is_at_most_one_a_week_and_shared() -> None:
    accept(OWN_MAIL)
    a_class("Yin in March", IN_MARCH)
    a_class("Pilates in March", IN_MARCH + timedelta(days=2))
    plan.refresh(NOW)
    mail = Message.objects.get(account__name="newsletter", kind="announcement")
    text = plan.payloads(mail)[0]["text"]
    assert "Yin in March" in text
    assert "Pilates in March" in text
    assert mail.late_after == IN_MARCH - timedelta(minutes=30)
    plan.approve(mail.ref, OWNER, NOW)
    a_class("Flow in March", IN_MARCH + timedelta(days=3))
    plan.refresh(NOW)
    first, second = Message.objects.filter(account__name="newsletter", kind="announcement").order_by("at")
    assert second.at - first.at >= WEEK
    assert "Flow in March" in plan.payloads(second)[0]["text"]


def test_two_posts_never_go_out_at_the_same_minute() -> None:
    accept(BLOCK)
    a_class("Yin in March", IN_MARCH)
    a_class("Pilates in March", IN_MARCH + timedelta(hours=2))
    plan.refresh(NOW)
    times = (
        Message.objects.filter(account__name="bluesky", kind="announcement").order_by("at").values_list("at", flat=True)
    )
    assert [local(at) for at in times] == ["02-25 10:00", "02-25 10:10"]


@pytest.mark.parametrize(("state", "word"), [("cancelled", "is cancelled"), ("full", "is full")])
def test_a_message_about_a_class_that_is_no_longer_true_is_held_and_told(state: str, word: str) -> None:
    accept(BLOCK)
    yin = a_class("Yin in March", IN_MARCH)
    plan.refresh(NOW)
    post = Message.objects.get(account__name="bluesky", kind="announcement")
    plan.approve(post.ref, OWNER, NOW)
    ClassSession.objects.filter(series=yin).update(state=state)
    ClassSeries.objects.filter(pk=yin.pk).update(state=state)
    plan.answer_due(post.at)
    plan.answer_due(post.at)
    hold = Hold.objects.get(released_at=None)
    assert (hold.scope, word in hold.reason) == (f"message:{post.pk}", True)
    assert Event.objects.filter(kind="not-true", needs_you=True).count() == 1
    ClassSession.objects.filter(series=yin).update(state="scheduled")
    plan.answer_due(post.at)
    assert not Hold.objects.filter(released_at=None).exists()
    ClassSeries.objects.filter(pk=yin.pk).update(teacher="Ben")
    plan.answer_due(post.at)
    assert "has changed" in Hold.objects.get(released_at=None).reason


def test_a_class_whose_issue_was_replaced_finds_another_one() -> None:
    accept(BLOCK)
    series = queued(2)
    a_class("Soon", NOW + timedelta(days=16))
    plan.refresh(NOW)
    carrying = Mention.objects.get(account__name="newsletter").message
    assert carrying
    plan.stop(series.ref, OWNER, NOW)
    queued(2, "Rolling the hands")
    Message.objects.filter(pk=carrying.pk).update(state="void")
    plan.refresh(NOW)
    again = Mention.objects.get(account__name="newsletter").message
    assert again
    assert again.state == "draft"
    assert again.pk != carrying.pk


def test_with_no_tip_left_an_issue_has_the_classes_alone() -> None:
    accept()
    series = queued(1)
    a_class("Yin", NOW + timedelta(days=1), new=False, weeks=10)
    for message in series.messages.all():
        close(message, "sent", message.at)
    plan.refresh(NOW + WEEK)
    alone = _issues()[0]
    assert (alone.kind, local(alone.at), alone.subject) == ("classes", "02-23 09:00", "Yin")
    assert plan.calendar(NOW + WEEK)[0].as_json()["kind"] == "announcement"
    assert laid("bluesky") == []
    queued(1, "Rolling the hands", NOW + WEEK)
    assert laid()[0] == ("Rolling the hands 1", "02-23 09:00")


def test_an_announcement_rhythm_may_have_dates_of_its_own() -> None:
    fridays = BLOCK.replace('when: {14 days before: "10:00"}', "every: friday at 10:00")
    accept(fridays, channels=CHANNELS)
    a_class("Yin in March", IN_MARCH)
    plan.refresh(NOW)
    post = Message.objects.get(account__name="bluesky", kind="announcement")
    assert local(post.at) == "02-12 10:00"
    plan.refresh(NOW + WEEK)
    assert Message.objects.filter(kind="announcement").count() == 1
