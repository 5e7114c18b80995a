"""Copies whose time has passed: late is a decision, and a retry has an end. (DESIGN promise 6; rules 3.2 and T6.)"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from scheduler.domain.outcomes import Accepted, Retry
from scheduler.domain.retry import BY_HAND, deadline
from scheduler.outbox import ledger, scopes
from scheduler.outbox.content import content_of
from scheduler.outbox.drain import Drain, Sender, target_of
from scheduler.outbox.models import Delivery
from scheduler.outbox.sql import instant
from scheduler.outbox.transports import Road
from scheduler.plan.models import Message
from scheduler.plan.services import holding

NEVER = datetime.max.replace(tzinfo=UTC) - timedelta(days=30)
MOST_TRIES = 23
"""Three days of tries, for a copy that has its own date."""

_UNTRIED = "attempts = 0 AND reason = ''"
_TRIED = "attempts > 0 AND reason NOT IN ('by_hand', 'again')"


def expire(message: Message, road: Road | None, sender: Sender) -> None:
    """End as missed what may not begin any more. What another sender has in hand is left to it."""
    if not message.frozen_at or Delivery.objects.filter(message=message, state__in=("claimed", "sending")).exists():
        return
    now = sender.clock.now()
    if message.slot_id is None and message.kind == "tip":
        grace = message.late_after - message.at
        _miss(message, f"({_UNTRIED} AND due_at < %s) OR attempts > {MOST_TRIES}", [instant(now - grace)], now)
        return
    late = holding.lapses_at(message) or NEVER
    if now > late:
        _miss(message, _UNTRIED, [], now)
    if scopes.held(message) or (road is None and message.account.state != "off"):
        return
    last = deadline(message.at, late, mail=bool(road and road.channel.bulk), timely=message.series_id is not None)
    gone = f"{_TRIED} AND (due_at > %s OR %s > %s)"
    params = [instant(last), instant(now), instant(last)]
    if road is not None and road.channel.idempotent and not road.rehearsal:
        _last_look(message, road, sender, gone, params)
    _miss(message, gone, params, now)
    if now > late + BY_HAND:
        _miss(message, f"reason = '{ledger.BY_HAND}'", [], now)


def _miss(message: Message, where: str, params: list[str], now: datetime) -> int:
    return ledger.end(message.pk, "missed", "late", f"({where})", params, now)


def _last_look(message: Message, road: Road, sender: Sender, gone: str, params: list[str]) -> None:
    """An earlier try of an idempotent channel may be up although its reply was lost: ask before giving up."""
    target, now = target_of(message, road), sender.clock.now()
    for row in ledger.claim_waiting(target, sender.heart.name, gone, params):
        drain = Drain(message, road, sender, content_of(message))
        for begun in ledger.begin(target, [row], now):
            found = road.channel.look_up(drain.job(begun))
            outcome = found if isinstance(found, Accepted) else Retry("Its time had passed.", not_before=now)
            ledger.record(target, [(begun, outcome)], now)
        ledger.let_go(target, [row], now)
