"""What is going out at this moment: how far, how fast, how long still. From kept figures only, however many people."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import DatabaseError, connection

from scheduler.config import Clock
from scheduler.domain.states import DELIVERY
from scheduler.outbox import tallies
from scheduler.outbox.sql import change, instant, rows
from scheduler.plan.models import Message

MEASURED = timedelta(seconds=2)
"""A pace is measured over at least as long."""

FRESH = timedelta(seconds=15)
"""An older pace says nothing about now."""

LOOK_EVERY = timedelta(milliseconds=500)
TO_GO = ("queued", "claimed", "sending")


class Pace:
    """How fast one sender gets through a message, kept in its row of `outbox_worker` for whoever watches."""

    def __init__(self, worker: str) -> None:
        self._worker = worker
        self._message_id, self._count = 0, 0
        self._since = datetime.min.replace(tzinfo=UTC)

    def note(self, message_id: int, count: int, now: datetime) -> None:
        """`count` more copies of it have ended. Written every two seconds at most; what cannot be written is only a
        figure less on a page."""
        if message_id != self._message_id:
            self._message_id, self._count, self._since = message_id, 0, now
            return  # how long these took is not known
        self._count += count
        seconds = (now - self._since).total_seconds()
        if seconds < MEASURED.total_seconds():
            return
        with suppress(DatabaseError):
            change(
                "UPDATE outbox_worker SET message_id = %s, per_second = %s, paced_at = %s WHERE name = %s",
                [message_id, self._count / seconds, instant(now), self._worker],
            )
        self._count, self._since = 0, now


@dataclass(frozen=True, slots=True)
class Live:
    """A message under way. `per_second`: copies, all senders together, 0 when none was measured lately;
    `seconds_left`: None when that cannot be told. `left`: copies that have not had their first try."""

    ref: str
    title: str
    channel: str
    total: int
    by_state: dict[str, int]
    left: int
    per_second: float
    seconds_left: int | None

    @property
    def done(self) -> int:
        """Copies whose first try is over, whatever became of it."""
        return self.total - self.left

    @property
    def percent(self) -> int:
        """How far it is; 100 only when nothing is left."""
        return self.done * 100 // self.total if self.total else 100


def of(message: Message, now: datetime, known: Mapping[str, int] | None = None) -> Live:
    """One message, whether it is under way or not. `known`: its figures, where somebody has just asked for them."""
    figures = tallies.of(message.pk) if known is None else known
    left, total = sum(figures.get(state, 0) for state in TO_GO), sum(figures.values())
    pace = _paces(now).get(message.pk, 0.0) if left else 0.0
    return Live(
        ref=message.ref,
        title=message.title,
        channel=message.account.name,
        total=total,
        by_state={state: figures[state] for state in DELIVERY.names if state in figures},
        left=left,
        per_second=pace,
        seconds_left=math.ceil(left / pace) if pace else None,
    )


def under_way(now: datetime) -> list[Live]:
    """Every message that has begun and still has copies to send, oldest first."""
    begun = Message.objects.filter(
        state="approved", frozen_at__isnull=False, tallies__state__in=TO_GO, tallies__count__gt=0
    )
    return [of(message, now) for message in begun.select_related("account").distinct().order_by("at", "pk")]


def watch(clock: Clock, over: threading.Event, show: Callable[[Sequence[Live]], None]) -> None:
    """Show what is under way twice a second until `over`, in a thread of its own."""
    try:
        while not over.is_set():
            with suppress(DatabaseError):
                show(under_way(clock.now()))
            clock.wait_until(clock.now() + LOOK_EVERY, over)
    finally:
        connection.close()


def _paces(now: datetime) -> dict[int, float]:
    found = rows(
        """SELECT message_id, sum(per_second) FROM outbox_worker
        WHERE stopped_at IS NULL AND paced_at > %s AND message_id IS NOT NULL GROUP BY message_id""",
        [instant(now - FRESH)],
    )
    return {int(message_id): float(pace) for message_id, pace in found}
