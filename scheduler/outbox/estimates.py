"""When an issue would be done, told before it begins. (Newsletter peers 23; rules 3.2.)"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from scheduler.audience.services import active
from scheduler.domain.pace import Pace, finish
from scheduler.outbox import allowance, tallies
from scheduler.outbox.expiry import last_start
from scheduler.outbox.transports import configured
from scheduler.plan.models import Message
from scheduler.plan.services import holding

TO_GO = ("queued", "claimed", "sending", "waiting")


@dataclass(frozen=True, slots=True)
class Estimate:
    """`people`: copies still to go. `per_second`: 0 when nothing is known of the speed; `per_day`: 0 without a limit.
    `done`: when the last one goes, if nothing fails; None when that cannot be told. `late`: it would be too late by
    then for those who are left."""

    people: int
    per_second: float
    per_day: int
    done: datetime | None
    late: bool


def estimate(message: Message, now: datetime, everyone: int | None = None) -> Estimate | None:
    """For an issue that is not over; None for a post, or when nobody is left. `everyone`: how many there are, where
    the caller has counted them."""
    channel = configured(message.account)
    standing = message.slot_id is None and message.kind == "tip"
    if not channel.bulk or standing or message.state not in ("draft", "approved"):
        return None
    figures = tallies.of(message.pk) if message.frozen_at else {}
    people = sum(figures.get(state, 0) for state in TO_GO)
    if not message.frozen_at:
        people = active() if everyone is None else everyone
    if not people:
        return None
    begin = max(message.at, now)
    used = allowance.used(message.account_id, begin) if channel.per_day else (0, begin)
    done = finish(begin, people, Pace(channel.per_second, channel.per_day, *used))
    return Estimate(people, channel.per_second, channel.per_day, done, done is not None and _too_late(message, done))


def _too_late(message: Message, done: datetime) -> bool:
    lapses = holding.lapses_at(message)
    return lapses is not None and done > last_start(message, lapses)
