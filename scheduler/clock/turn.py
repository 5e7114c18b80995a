"""What is done at a wake-up: timetables and dates now and then, everything due each time."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from scheduler import config, keeping
from scheduler.accounts import services as accounts
from scheduler.audience import services as audience
from scheduler.classes import services as classes
from scheduler.clock.pulse import Pulse
from scheduler.config import Clock
from scheduler.errors import Problem
from scheduler.insights import services as insights
from scheduler.library import services as library
from scheduler.outbox import services as outbox
from scheduler.plan import services as plan

logger = logging.getLogger(__name__)

TIMETABLES = timedelta(hours=1)
DATES = timedelta(minutes=10)
RETURNED_MAIL = timedelta(minutes=5)
A_MINUTE, A_DAY = timedelta(minutes=1), timedelta(days=1)
BACKUPS = timedelta(minutes=10)
"""Between two tries: on a full disk each one copies the database before it fails."""


class Turn:
    """One process's turns. Any number of processes may take theirs at the same time."""

    def __init__(self, clock: Clock, stopped: Callable[[], bool]) -> None:
        self._clock, self._stopped = clock, stopped
        self._read: datetime | None = None
        self._laid: datetime | None = None
        self._returned: datetime | None = None
        self._backed_up: datetime | None = None
        self._tidied: datetime | None = None
        self._pulse = Pulse()

    def __call__(self) -> datetime | None:
        """Do what is due; answers when something is due next."""
        self._refresh(self._clock.now())
        outbox.run_pass(self._clock, self._stopped)
        self._keep(self._clock.now())
        insights.tell_owner(self._clock.now(), config.home())
        due = outbox.next_due(self._clock.now())
        self._look_for_returned_mail(due, self._clock.now())
        self._pulse.beat(self._clock.now())
        return due

    def _look_for_returned_mail(self, due: datetime | None, now: datetime) -> None:
        """Only while nothing is about to go out: a mailbox may keep us waiting."""
        soon = due is not None and due - now < A_MINUTE
        if not soon and (self._returned is None or abs(now - self._returned) >= RETURNED_MAIL):
            self._returned = now
            outbox.read_returned_mail(now, self._stopped)
            audience.forget_unconfirmed(now)
            audience.forget_old(now)
            accounts.forget_old(now)
            self._forget_payloads(now)

    def _forget_payloads(self, now: datetime) -> None:
        if self._tidied is None or abs(now - self._tidied) >= A_DAY:
            self._tidied = now
            library.forget_unused(now, self._stopped)

    def _refresh(self, now: datetime) -> None:
        accepted = plan.accepted()
        if accepted is not None and (self._read is None or now - self._read >= TIMETABLES):
            self._read = now
            classes.sync(accepted, now, home=config.home())
            plan.take_in(config.home(), now)
        if self._laid is None or now - self._laid >= DATES:
            self._laid = now
            self._lay_out(now)

    def _keep(self, now: datetime) -> None:
        """After what is due: a full disk must not keep a mail from going out."""
        try:
            keeping.write_down(config.home(), now)
            if self._backed_up is None or abs(now - self._backed_up) >= BACKUPS:
                self._backed_up = now
                keeping.nightly(config.home(), now)
        except (OSError, Problem) as problem:
            logger.warning("Keeping the studio safe did not work: %s", problem)

    def _lay_out(self, now: datetime) -> None:
        try:
            plan.refresh(now)
        except Problem as problem:  # what is approved already still goes out
            logger.warning("The dates could not be laid out: %s", problem)
