from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from scheduler.accounts.models import Account
from scheduler.audience import services as audience
from scheduler.audience.models import Subscriber
from scheduler.config import Clock
from scheduler.errors import Problem
from scheduler.insights import people
from scheduler.outbox import services as outbox
from scheduler.outbox import tallies
from scheduler.outbox.models import Delivery
from scheduler.outbox.virtual import VirtualClock
from scheduler.plan import services as plan
from scheduler.plan.models import Message
from tests import builders
from tests.fakes.recording import a_message
from tests.integration.planning import NOW, WEEK, accept, article_of, local

pytestmark = pytest.mark.django_db
OWNER = "owner@willow.example"
WELCOME = """\
jobs:
  welcome:
    send: tip
    to: [newsletter]
    every: 7 days after sign-up at 09:00
"""


@pytest.fixture
def series() -> str:
    accept(WELCOME)
    ref = plan.queue(article_of(3).pk, "welcome", OWNER, NOW).campaign.ref
    plan.approve(ref, OWNER, NOW)
    return ref


def _person(confirmed: datetime) -> int:
    return builders.a_subscriber(confirmed_at=confirmed).pk


def _dues(now: datetime) -> list[tuple[int, str]]:
    return sorted((due.subscriber_id, local(due.due_at)) for due in plan.people_due(now))


def test_there_is_one_standing_message_per_tip_and_no_date(series: str) -> None:
    standing = Message.objects.filter(campaign__pk=int(series[1:]))
    assert standing.count() == 3
    assert not standing.exclude(slot=None).exists()
    assert plan.calendar(NOW) == []
    plan.refresh(NOW)
    assert Message.objects.exclude(state="void").count() == 3


def test_each_person_has_dates_of_their_own_counted_from_confirmation(series: str) -> None:
    ana, ben = _person(NOW + timedelta(hours=1)), _person(NOW + timedelta(days=2))
    assert _dues(NOW + timedelta(days=6)) == [(ana, "02-17 09:00")]
    assert _dues(NOW + timedelta(days=8)) == [(ana, "02-17 09:00"), (ben, "02-19 09:00")]
    assert plan.next_person_due(NOW + timedelta(days=3)) == datetime.fromisoformat("2027-02-17T14:00:00+00:00")


def test_people_who_were_there_before_get_nothing(series: str) -> None:
    _person(NOW - timedelta(days=3))
    assert _dues(NOW + WEEK) == []


def test_what_is_not_approved_goes_to_nobody_and_the_next_keeps_its_own_date() -> None:
    accept(WELCOME)
    queued = plan.queue(article_of(2).pk, "welcome", OWNER, NOW).campaign
    second = queued.messages.order_by("position")[1]
    plan.approve(second.ref, OWNER, NOW)
    person = _person(NOW)
    assert _dues(NOW + timedelta(days=5)) == []
    assert _dues(NOW + timedelta(days=13)) == [(person, "02-24 09:00")]


def test_each_copy_goes_once_at_its_own_time_and_the_message_stays_open(series: str) -> None:
    Account.objects.update(state="ready", live_since=NOW)
    _person(NOW + timedelta(hours=1))
    clock = VirtualClock(NOW)
    for _ in range(12):
        _pass(clock)
        clock.move(min(outbox.next_due(clock.now()) or NOW + 6 * WEEK, clock.now() + WEEK))
    sent = Delivery.objects.filter(state="sent").order_by("ended_at")
    assert [local(row.ended_at) for row in sent if row.ended_at] == ["02-17 09:00", "02-24 09:00", "03-03 09:00"]
    assert [row.message.position for row in sent] == [1, 2, 3]
    assert set(Message.objects.values_list("state", flat=True)) == {"approved"}


def test_a_copy_of_the_series_is_never_a_third_mail_in_a_week(series: str) -> None:
    Account.objects.update(state="ready", live_since=NOW)
    _person(NOW + timedelta(hours=1))
    account = Account.objects.get(name="newsletter")
    for day in (5, 6):
        a_message(account, at=NOW + timedelta(days=day))
    clock = VirtualClock(NOW)
    for _ in range(9):
        _pass(clock)
        clock.move(clock.now() + timedelta(days=1))
    assert Delivery.objects.filter(state="sent").count() == 2
    waits = Delivery.objects.get(state="queued")
    assert (waits.reason, waits.ended_at) == ("capped", None)
    assert "waits, since they have had enough mails this week" in " ".join(one.what for one in _history())


def test_a_copy_that_meets_the_ceiling_goes_later_and_the_next_one_keeps_its_distance(series: str) -> None:
    Account.objects.update(state="ready", live_since=NOW)
    _person(NOW + timedelta(hours=1))
    account = Account.objects.get(name="newsletter")
    for day in (5, 6):  # Monday and Tuesday at nine: the week is full until the Monday after
        a_message(account, at=NOW + timedelta(days=day))
    clock = VirtualClock(NOW)
    for _ in range(60):
        _pass(clock)
        clock.move(min(outbox.next_due(clock.now()) or NOW + 6 * WEEK, clock.now() + timedelta(days=1)))
    copies = Delivery.objects.filter(message__kind="tip", message__slot=None, message__campaign__isnull=False)
    sent = [local(row.ended_at) for row in copies.order_by("ended_at") if row.ended_at and row.state == "sent"]
    assert sent == ["02-22 09:00", "03-01 09:00", "03-08 09:00"], "asked for the 17th; Monday's left the week"
    assert _most_in_a_week() == 2
    assert _tallies() == _counted()


def test_a_waiting_copy_is_not_let_go_at_an_odd_hour_after_an_outage_nor_missed(series: str) -> None:
    Account.objects.update(state="ready", live_since=NOW)
    _person(NOW + timedelta(hours=1))
    account = Account.objects.get(name="newsletter")
    for day in (5, 6):
        a_message(account, at=NOW + timedelta(days=day))
    clock = VirtualClock(NOW)
    for _ in range(8):
        _pass(clock)
        clock.move(clock.now() + timedelta(days=1))
    clock.move(NOW + timedelta(days=20, hours=4))  # away for twelve days, back at one
    _pass(clock)
    assert not Delivery.objects.exclude(message__campaign=None).filter(state__in=("sent", "missed")).exists()
    clock.move(NOW + timedelta(days=21))
    _pass(clock)
    assert Delivery.objects.exclude(message__campaign=None).filter(state="sent").count() == 1


def test_daily_tips_that_meet_the_ceiling_come_in_order() -> None:
    accept(WELCOME.replace("7 days", "1 day"))
    plan.approve(plan.queue(article_of(3).pk, "welcome", OWNER, NOW).campaign.ref, OWNER, NOW)
    Account.objects.update(state="ready", live_since=NOW)
    a_message(Account.objects.get(name="newsletter"), at=NOW + timedelta(hours=2))
    _person(NOW + timedelta(hours=1))
    clock = VirtualClock(NOW)
    for _ in range(90):
        _pass(clock)
        clock.move(clock.now() + timedelta(hours=6))
    sent = Delivery.objects.filter(state="sent").exclude(message__campaign=None).order_by("ended_at")
    assert [row.message.position for row in sent] == [1, 2, 3]
    assert _most_in_a_week() == 2
    assert _tallies() == _counted()


def test_a_date_moved_by_a_closed_day_moves_only_itself() -> None:
    accept(WELCOME, quiet="quiet: {closed: [2027-02-17]}\n")
    plan.approve(plan.queue(article_of(3).pk, "welcome", OWNER, NOW).campaign.ref, OWNER, NOW)
    Account.objects.update(state="ready", live_since=NOW)
    _person(NOW + timedelta(hours=1))
    clock = VirtualClock(NOW)
    for _ in range(30):
        _pass(clock)
        clock.move(clock.now() + timedelta(days=1))
    sent = Delivery.objects.filter(state="sent").order_by("ended_at")
    assert [local(row.ended_at) for row in sent if row.ended_at] == ["02-18 09:00", "02-24 09:00", "03-03 09:00"]


def test_who_leaves_while_a_copy_waits_is_not_sent_it(series: str) -> None:
    Account.objects.update(state="ready", live_since=NOW)
    person = _person(NOW + timedelta(hours=1))
    account = Account.objects.get(name="newsletter")
    for day in (5, 6):
        a_message(account, at=NOW + timedelta(days=day))
    clock = VirtualClock(NOW)
    for number in range(20):
        if number == 9:
            audience.leave_out(person, "unsubscribed", "test", clock.now())
        _pass(clock)
        clock.move(clock.now() + timedelta(days=1))
    copies = Delivery.objects.exclude(message__campaign=None)
    assert [(row.state, row.reason) for row in copies] == [("suppressed", "unsubscribed")]


def _history() -> list[people.Moment]:
    return people.timeline(Subscriber.objects.get())


def _most_in_a_week() -> int:
    """Of all mails sent to the one person, the most within seven days less half a day, as the ceiling counts."""
    times = sorted(row.ended_at for row in Delivery.objects.filter(state="sent") if row.ended_at)
    return max(sum(at <= other < at + timedelta(days=6, hours=12) for other in times) for at in times)


def _tallies() -> dict[int, tallies.Figures]:
    return {message.pk: tallies.kept(message.pk) for message in Message.objects.exclude(frozen_at=None)}


def _counted() -> dict[int, tallies.Figures]:
    return {message.pk: tallies.counted(message.pk) for message in Message.objects.exclude(frozen_at=None)}


def _pass(clock: Clock) -> None:
    outbox.dispatch(clock, outbox.recording(lambda _message, _job: None))


def test_a_network_cannot_be_part_of_a_series_after_sign_up() -> None:
    accept(WELCOME.replace("[newsletter]", "[newsletter, bluesky]"))
    answer = plan.queue(article_of(1).pk, "welcome", OWNER, NOW)
    assert [(row["channel"], row["reason"]) for row in answer.unplaced] == [
        ("bluesky", "A series after sign-up goes to people, by e-mail only.")
    ]


def test_a_stopped_series_sends_nobody_anything_more(series: str) -> None:
    _person(NOW)
    plan.stop(series, OWNER, NOW)
    plan.refresh(NOW)
    assert _dues(NOW + WEEK) == []


# --- one post in one's own words ---


def test_a_post_in_ones_own_words_waits_for_an_ok_and_goes_at_its_time() -> None:
    accept()
    at = datetime(2027, 2, 12, 8, 30)
    words = {"subject": "We are closed on Monday"}
    mail, post = plan.post("The studio is closed on Monday.", ["newsletter", "bluesky"], at, OWNER, NOW, words)
    assert (mail.job, mail.kind, local(mail.at), mail.state) == ("one-off", "post", "02-12 08:30", "draft")
    assert mail.subject == "We are closed on Monday"
    assert "The studio is closed on Monday." in plan.payloads(post)[0]["text"]
    plan.approve(mail.ref, OWNER, NOW)
    plan.refresh(NOW)
    assert [entry.id for entry in plan.calendar(NOW)] == [mail.ref, post.ref]
    assert mail.late_after - mail.at == timedelta(hours=6)


@pytest.mark.parametrize(
    ("text", "channels", "day", "says"),
    [
        ("", ["bluesky"], 12, "no words"),
        ("Hello", ["bluesky"], 9, "is over already"),
        ("Hello", ["nowhere"], 12, "at least one channel"),
    ],
)
def test_a_post_that_cannot_be_is_one_sentence(text: str, channels: list[str], day: int, says: str) -> None:
    accept()
    with pytest.raises(Problem, match=says):
        plan.post(text, channels, datetime(2027, 2, day, 8, 30), OWNER, NOW)
    assert not Message.objects.exists()
