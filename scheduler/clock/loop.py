"""Wakes the services: once at the next due moment, and every few seconds for what other processes have added.

APScheduler owns no due times (the database rows do): one job, in memory, in UTC. It is set anew only after a wake-up
has ended, so that two never overlap, and a wake-up that comes late is still made.
"""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from django.db import close_old_connections

from scheduler.clock.turn import Turn
from scheduler.config import Clock, FileClock, SystemClock
from scheduler.signals import sooner

logger = logging.getLogger(__name__)

POLL = timedelta(seconds=15)
TEST_POLL = timedelta(seconds=0.5)


def run_clock(clock: Clock, stop: threading.Event) -> None:
    """Dispatch what is due until `stop` is set; returns when what was on its way has ended."""
    loop = Loop(clock, Turn(clock, stop.is_set))
    loop.start()
    stop.wait()
    loop.stop()


class Loop:
    """`work` is done at every wake-up and answers when it is needed next (None: nothing is planned)."""

    def __init__(self, clock: Clock, work: Callable[[], datetime | None]) -> None:
        self._clock, self._work = clock, work
        self._poll = TEST_POLL if isinstance(clock, FileClock) else POLL
        self._next: datetime | None = None
        self._again = threading.Event()
        self._planning = threading.Lock()
        self._working = threading.Lock()
        self._stopped = False
        self._job = ""
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            jobstores={"default": MemoryJobStore()},
            executors={"default": ThreadPoolExecutor(1)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._scheduler.add_listener(self._plan, EVENT_JOB_EXECUTED | EVENT_JOB_ERROR)

    def start(self) -> None:
        """The first wake-up is at once."""
        sooner.connect(self.nudge, weak=False, dispatch_uid=id(self))
        self._scheduler.start()
        self._set(timedelta())

    def stop(self) -> None:
        """No further wake-up; waits for one that is under way."""
        sooner.disconnect(dispatch_uid=id(self))
        with self._planning:
            self._stopped = True
        with suppress(JobLookupError):  # a job that comes due during `shutdown` would end its thread with an error
            self._scheduler.remove_job(self._job)
        with self._working:  # `shutdown` holds locks that a wake-up needs when it asks for another
            pass
        self._scheduler.shutdown(wait=True)

    def nudge(self, *_: object, **__: object) -> None:
        """Wake up now, or once more right after the wake-up that is under way."""
        self._again.set()
        with suppress(JobLookupError):  # under way: `_plan` sees the flag
            self._scheduler.modify_job(self._job, next_run_time=SystemClock().now())

    def _wake(self) -> None:
        with self._working:
            if not self._stopped:
                self._turn()

    def _turn(self) -> None:
        self._again.clear()
        self._next = None
        close_old_connections()
        try:
            self._next = self._work()
        except Exception:  # the one place where nothing may end the clock
            logger.exception("A pass failed; the next one follows in a moment.")
        finally:
            close_old_connections()

    def _plan(self, _event: Any) -> None:
        """After a wake-up has ended: the next one. Not during `stop`, which holds locks that `_set` needs."""
        with self._planning:
            if self._stopped:
                return
            wait = self._poll
            if self._next is not None:
                wait = min(max(self._next - self._clock.now(), timedelta()), self._poll)
            self._set(wait)
            if self._again.is_set():
                self.nudge()

    def _set(self, wait: timedelta) -> None:
        """Under a new name each time: APScheduler removes a job that has run, also when it was just added again."""
        at, self._job = SystemClock().now() + wait, uuid.uuid4().hex
        self._scheduler.add_job(self._wake, "date", run_date=at, id=self._job)
