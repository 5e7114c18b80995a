"""Copies that nobody may send any more end: those of a stopped message, and those begun in practice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler.accounts.models import Account
from scheduler.audience import services as audience
from scheduler.channels.base import Job
from scheduler.domain.outcomes import Accepted, Outcome, Retry
from scheduler.errors import Problem
from scheduler.outbox import services as outbox
from scheduler.outbox.models import Delivery
from scheduler.plan import services as plan
from scheduler.plan.models import Message
from tests import builders
from tests.fakes.recording import FixedTransports, RecordingChannel, TestClock, a_message

pytestmark = pytest.mark.django_db
OWNER = "owner@willow.example"


def dispatch(clock: TestClock, channel: RecordingChannel) -> outbox.Pass:
    return outbox.dispatch(clock, FixedTransports(channel))


def states() -> list[tuple[str, str]]:
    return list(Delivery.objects.order_by("pk").values_list("state", "reason"))


def test_a_copy_put_off_by_the_server_while_its_message_was_stopped_ends_and_counts_against_nobodys_week() -> None:
    clock, channel = TestClock(), RecordingChannel(window=1)
    people = [builders.a_subscriber() for _ in range(3)]
    message = a_message(builders.an_account(state="ready"))

    def stops(_job: Job) -> Outcome:
        outbox.stop(message.ref, OWNER, clock.now())
        return Retry("421 try later")

    channel.answers[people[1].address] = stops
    dispatch(clock, channel)
    clock.pass_time(minutes=1)
    dispatch(clock, channel)
    assert states() == [("sent", ""), ("cancelled", "stopped"), ("cancelled", "stopped")]
    channel.answers.clear()
    for _week in range(3):
        a_message(message.account, at=clock.pass_time(days=8))
        dispatch(clock, channel)
    assert channel.addresses.count(people[1].address) == 4


def half_practised(clock: TestClock, channel: RecordingChannel) -> Message:
    people = [builders.a_subscriber() for _ in range(4)]
    message = a_message(builders.an_account(state="rehearsing"))

    def pauses(_job: Job) -> Outcome:
        plan.pause(message.ref, OWNER, clock.now())
        return Accepted()

    channel.answers[people[1].address] = pauses
    dispatch(clock, channel)
    return message


def test_an_issue_begun_in_practice_is_not_finished_for_real_after_go_live() -> None:
    clock, channel = TestClock(), RecordingChannel(window=1)
    message = half_practised(clock, channel)
    practised = len(channel.taken)
    Account.objects.update(state="ready", live_since=clock.pass_time(minutes=1))
    plan.resume(message.ref, OWNER, clock.pass_time(minutes=1))
    dispatch(clock, channel)
    message.refresh_from_db()
    assert len(channel.taken) == practised == 2
    assert states() == [("rehearsed", "")] * 2 + [("cancelled", "practice")] * 2
    assert message.state == "rehearsed"
    assert message.closed_at is not None
    assert message.closed_at < clock.now() - timedelta(minutes=1)


def test_an_issue_begun_for_real_goes_on_after_a_while_in_practice() -> None:
    clock, channel = TestClock(), RecordingChannel(window=1)
    message = half_practised(clock, channel)
    Delivery.objects.filter(state="rehearsed").update(state="sent")
    Account.objects.update(state="ready", live_since=clock.pass_time(minutes=1))
    plan.resume(message.ref, OWNER, clock.pass_time(minutes=1))
    before = len(channel.taken)
    dispatch(clock, channel)
    assert len(channel.taken) == before + 2


def test_a_test_never_goes_to_somebody_who_left(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, channel = TestClock(), RecordingChannel()
    monkeypatch.setattr("scheduler.outbox.transports.live", lambda: FixedTransports(channel))
    message = a_message(builders.an_account(state="ready"))
    ben = builders.a_subscriber("ben@example.org", address_hash=audience.address_hash("ben@example.org"))
    outbox.send_test(message.ref, "ben@example.org", clock.now())
    audience.unsubscribe(ben.token, clock.now(), "the link in a mail")
    with pytest.raises(Problem, match="asked to be left out"):
        outbox.send_test(message.ref, "Ben@Example.org", clock.now())
    assert len(channel.taken) == 1
