from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest

from scheduler.clock.loop import Loop
from scheduler.config import SystemClock
from scheduler.signals import sooner

pytestmark = pytest.mark.alike

SOON = 20.0


class Work:
    """Counts its turns; the test waits for the n-th."""

    def __init__(self, *answers: datetime | Exception | None) -> None:
        self.answers, self.turns = list(answers), 0
        self._more = threading.Condition()
        self.inside, self.let_go = threading.Event(), threading.Event()
        self.let_go.set()

    def __call__(self) -> datetime | None:
        self.inside.set()
        assert self.let_go.wait(SOON)
        with self._more:
            self.turns += 1
            self._more.notify_all()
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, Exception):
            raise answer
        return answer

    def wait_for(self, turns: int) -> bool:
        with self._more:
            return self._more.wait_for(lambda: self.turns >= turns, SOON)


def now() -> datetime:
    return SystemClock().now()


def test_it_wakes_at_once_and_again_at_the_next_due_moment() -> None:
    due = now() + timedelta(seconds=0.3)
    work = Work(due)
    loop = Loop(SystemClock(), work)
    loop.start()
    try:
        assert work.wait_for(2)
        assert now() >= due
    finally:
        loop.stop()


def test_a_moment_that_has_passed_is_not_forgotten() -> None:
    work = Work(now() - timedelta(hours=3))
    loop = Loop(SystemClock(), work)
    loop.start()
    try:
        assert work.wait_for(2)
    finally:
        loop.stop()


def test_something_due_sooner_wakes_it(caplog: pytest.LogCaptureFixture) -> None:
    work = Work(now() + timedelta(days=1))
    loop = Loop(SystemClock(), work)
    loop.start()
    try:
        assert work.wait_for(1)
        sooner.send(sender=None)
        assert work.wait_for(2)
    finally:
        loop.stop()


def test_a_nudge_during_a_wake_up_is_followed_by_another() -> None:
    work = Work(now() + timedelta(days=1))
    work.let_go.clear()
    loop = Loop(SystemClock(), work)
    loop.start()
    try:
        assert work.inside.wait(SOON)
        loop.nudge()
        work.let_go.set()
        assert work.wait_for(2)
    finally:
        loop.stop()


def test_a_pass_that_fails_does_not_end_the_clock(caplog: pytest.LogCaptureFixture) -> None:
    work = Work(RuntimeError("the disk is full"))
    loop = Loop(SystemClock(), work)
    loop._poll = timedelta(seconds=0.05)
    loop.start()
    try:
        assert work.wait_for(2)
        assert "A pass failed" in caplog.text
    finally:
        loop.stop()


def test_after_a_stop_nothing_wakes() -> None:
    work = Work(now() + timedelta(seconds=0.05))
    loop = Loop(SystemClock(), work)
    loop.start()
    assert work.wait_for(1)
    loop.stop()
    turns = work.turns
    sooner.send(sender=None)
    assert work.turns == turns


def wait_for_shutdown(loop: Loop, stop: threading.Thread) -> None:
    """Until APScheduler holds its locks, as while it waits for a job; or long enough to see that it does not."""
    for _ in range(50):
        if not loop._scheduler._jobstores_lock.acquire(blocking=False):
            return
        loop._scheduler._jobstores_lock.release()
        stop.join(0.01)


def test_a_wake_up_that_asks_for_another_during_a_stop_ends_both() -> None:
    inside, stopping, loops = threading.Event(), threading.Event(), []

    def work() -> None:
        inside.set()
        assert stopping.wait(SOON)
        loops[0].nudge()

    loop = Loop(SystemClock(), work)
    loops.append(loop)
    loop.start()
    assert inside.wait(SOON)
    stop = threading.Thread(target=loop.stop, daemon=True)
    stop.start()
    wait_for_shutdown(loop, stop)
    stopping.set()
    stop.join(SOON)
    assert not stop.is_alive(), "each waits for the other"
