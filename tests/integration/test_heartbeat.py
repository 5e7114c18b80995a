from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler.outbox import ledger
from scheduler.outbox.heartbeat import EVERY, SILENCE, Heartbeat, forget_old, quiet
from scheduler.outbox.models import Worker
from tests.fakes.recording import NOW, TestClock

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


def test_a_sender_beats_by_itself_while_it_works(clock: TestClock) -> None:
    heart = Heartbeat(clock)
    for _ in range(20):
        clock.at += EVERY
        assert heart.alive()
    assert Worker.objects.get().beat_at == clock.at


def test_after_two_silent_minutes_a_sender_is_struck_off_for_good(clock: TestClock) -> None:
    heart = Heartbeat(clock)
    clock.at += SILENCE
    assert not heart.still_mine(clock.now())
    assert not heart.alive()
    clock.at = NOW + EVERY
    assert not heart.alive(), "also when the clock is put back"
    assert Worker.objects.get().beat_at == NOW


def test_a_sender_that_another_gave_up_is_struck_off_at_its_next_beat(clock: TestClock) -> None:
    heart = Heartbeat(clock)
    Worker.objects.update(stopped_at=NOW)
    clock.at += EVERY
    assert not heart.alive()


def test_signing_off_ends_it(clock: TestClock) -> None:
    with quiet(clock) as heart:
        assert heart.alive()
    assert heart.lost
    assert Worker.objects.get().stopped_at == NOW


def test_names_are_forgotten_after_a_day(clock: TestClock) -> None:
    with quiet(clock):
        pass
    forget_old(NOW + timedelta(hours=23))
    assert Worker.objects.exists()
    forget_old(NOW + timedelta(hours=25))
    assert not Worker.objects.exists()


def test_a_living_sender_beats_by_the_new_time_when_the_clock_is_put_back(clock: TestClock) -> None:
    heart = Heartbeat(clock)
    clock.at = NOW - timedelta(hours=1)
    assert heart.alive()
    assert Worker.objects.get().beat_at == clock.at
    assert ledger.recover(clock.now(), clock.now() - SILENCE) == (0, [])
    assert heart.alive()


def test_a_dead_sender_is_given_up_although_the_clock_was_put_back_below_its_last_beat(clock: TestClock) -> None:
    Heartbeat(clock)
    ledger.recover(NOW - timedelta(hours=1), NOW - timedelta(hours=1) - SILENCE)
    assert Worker.objects.get().stopped_at == NOW - timedelta(hours=1)
