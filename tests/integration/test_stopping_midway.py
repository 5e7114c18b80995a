"""A channel that has begun several mails is stopped before it has written them all: the rest goes back in line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from scheduler.channels.base import After, Before, Job, Stopped
from scheduler.domain.outcomes import Retry
from scheduler.outbox import services as outbox
from scheduler.outbox.models import Attempt, Delivery, Hold, TipReceived
from scheduler.plan.models import Message
from tests import builders
from tests.fakes.recording import NOW, FixedTransports, RecordingChannel, TestClock, a_message

pytestmark = pytest.mark.django_db


class Eager(RecordingChannel):
    """Begins all of them, asks before each whether it may go on, and does something after the third."""

    def __init__(self, then: Callable[[], Any]) -> None:
        super().__init__()
        self._then = then

    def send_many(self, jobs: Sequence[Job], before: Before, after: After, stopped: Stopped) -> None:
        for job in before(jobs):
            after([(job, Retry("Stopped.", untouched=True) if stopped() else self.send(job))])
            if len(self.taken) == 3:
                self._then()


@pytest.fixture
def message() -> Message:
    for number in range(10):
        builders.a_subscriber(f"p{number}@example.org")
    return a_message(builders.an_account(state="ready"), tip=builders.a_tip())


def assert_the_rest_is_in_line(message: Message, channel: Eager) -> None:
    assert len(channel.taken) == 3
    assert outbox.progress(message).by_state == {"sent": 3, "queued": 7}
    left = Delivery.objects.filter(state="queued")
    assert set(left.values_list("attempts", "claim_token")) == {(0, "")}
    assert not Attempt.objects.exists(), "it was no try"
    assert TipReceived.objects.count() == 3


def test_a_pause_is_seen_within_a_moment_also_by_mails_that_are_begun(message: Message) -> None:
    clock = TestClock()

    def pause() -> None:
        Hold.objects.get_or_create(scope="instance:", reason="wait", defaults={"by": "owner", "at": NOW})
        clock.pass_time(seconds=1)

    channel = Eager(pause)
    outbox.dispatch(clock, FixedTransports(channel))
    assert_the_rest_is_in_line(message, channel)
    Hold.objects.update(released_at=NOW)
    again = RecordingChannel()
    outbox.dispatch(clock, FixedTransports(again))
    assert len(again.taken) == 7
    assert not {job.key for job in again.taken} & {job.key for job in channel.taken}


def test_a_sender_that_fell_asleep_with_begun_mails_writes_none_of_them_when_it_wakes(message: Message) -> None:
    clock = TestClock()
    channel = Eager(lambda: clock.pass_time(minutes=3) if clock.at == NOW else None)
    outbox.dispatch(clock, FixedTransports(channel))
    assert_the_rest_is_in_line(message, channel)


def test_an_untouched_copy_that_was_given_up_meanwhile_is_in_line_too(message: Message) -> None:
    clock = TestClock()

    def others_take_over() -> None:
        if clock.at == NOW:
            clock.pass_time(minutes=3)
            outbox.recover(clock.now())
            assert outbox.progress(message).by_state["unknown"] == 7

    channel = Eager(others_take_over)
    outbox.dispatch(clock, FixedTransports(channel))
    assert_the_rest_is_in_line(message, channel)
