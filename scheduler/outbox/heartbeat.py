"""A sender's sign of life. When it stops for two minutes, what the sender had in hand is given up in its name.

A sender that slept (a suspended laptop, SIGSTOP) must find that out by itself before it writes to the network: its
own last beat is then too old, and its name is struck off for good. It goes on under a new one.
"""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import DatabaseError, close_old_connections, connection

from scheduler.config import Clock
from scheduler.outbox.models import Worker
from scheduler.outbox.sql import change, instant

logger = logging.getLogger(__name__)

SILENCE = timedelta(minutes=2)
EVERY = timedelta(seconds=20)


class Heartbeat:
    """One sender's name and its beats. `lost`: struck off; nothing may be sent under this name any more."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.name = uuid.uuid4().hex[:20]
        self.lost = False
        self.last = clock.now()
        Worker.objects.create(name=self.name, started_at=self.last, beat_at=self.last)

    def alive(self) -> bool:
        """May this sender still write to the network? Beats when a beat is due."""
        now = self.clock.now()
        if not self.lost and abs(now - self.last) >= EVERY:  # also when the clock was put back
            self.beat(now)
        return self.still_mine(now)

    def still_mine(self, now: datetime) -> bool:
        """The same from memory, for the last moment before the network."""
        return not self.lost and now - self.last < SILENCE

    def beat(self, now: datetime) -> None:
        """Give a sign of life, unless the silence was so long that others may have taken over."""
        kept = change(
            "UPDATE outbox_worker SET beat_at = %s WHERE name = %s AND stopped_at IS NULL AND beat_at > %s",
            [instant(now), self.name, instant(now - SILENCE)],
        )
        if kept:
            self.last = now
        else:
            self.lost = True

    def window(self, size: int) -> None:
        """How many deliveries this sender may have on their way at once, for the status page."""
        change('UPDATE outbox_worker SET "window" = %s WHERE name = %s', [size, self.name])

    def stop(self) -> None:
        """Sign off: nothing is in these hands any more. A database that is away will know by the silence."""
        self.lost = True
        try:
            change(
                "UPDATE outbox_worker SET stopped_at = %s WHERE name = %s AND stopped_at IS NULL",
                [instant(self.clock.now()), self.name],
            )
        except DatabaseError:
            logger.warning("The database did not take a sender's signing off.")
            connection.close()


@contextmanager
def quiet(clock: Clock) -> Iterator[Heartbeat]:
    """A sender that beats only between its own steps: for one that runs alone, on a clock of its own."""
    heart = Heartbeat(clock)
    try:
        yield heart
    finally:
        heart.stop()


@contextmanager
def beating(clock: Clock) -> Iterator[Heartbeat]:
    """A sender whose heart beats by itself, also while it waits ten minutes for a mail server's last word."""
    heart, done = Heartbeat(clock), threading.Event()

    def keep() -> None:
        while not heart.lost and not done.is_set():
            clock.wait_until(clock.now() + EVERY, done)
            if not done.is_set():
                _beat_or_wait(heart)
        connection.close()

    thread = threading.Thread(target=keep, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield heart
    finally:
        done.set()
        thread.join()
        heart.stop()


def _beat_or_wait(heart: Heartbeat) -> None:
    """A database that cannot be reached costs a beat; enough of them, and the sender knows that it is struck off."""
    close_old_connections()
    try:
        heart.beat(heart.clock.now())
    except DatabaseError:
        logger.warning("The database did not take a heartbeat.")


def at_work(now: datetime) -> bool:
    """Is any sender of this database alive?"""
    return Worker.objects.filter(stopped_at=None, beat_at__gt=now - SILENCE).exists()


def forget_old(now: datetime) -> None:
    """Names that were signed off a day ago go, unless something is in anybody's hands."""
    change(
        """DELETE FROM outbox_worker WHERE stopped_at < %s AND NOT EXISTS (
          SELECT 1 FROM outbox_tally t WHERE t.state IN ('claimed', 'sending') AND t.count > 0)""",
        [instant(now - timedelta(days=1))],
    )
