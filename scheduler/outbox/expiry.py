"""Copies whose time has passed: late is a decision, and a retry has an end. (DESIGN promise 6; rules 3.2 and T6.)"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import transaction

from scheduler.domain.outcomes import Accepted, Retry
from scheduler.domain.retry import BY_HAND, deadline
from scheduler.domain.states import OWN_DATE
from scheduler.outbox import ledger, scopes, tallies
from scheduler.outbox.content import content_of
from scheduler.outbox.drain import Drain, Sender, target_of
from scheduler.outbox.models import Delivery
from scheduler.outbox.reactions import tell
from scheduler.outbox.sql import instant, rows
from scheduler.outbox.transports import Road, configured
from scheduler.plan.models import Message
from scheduler.plan.services import holding

NEVER = datetime.max.replace(tzinfo=UTC) - timedelta(days=30)
MOST_TRIES = 23
"""Three days of tries, for a copy that has its own date."""

PRACTISED = "it was being practised when its channel went live; nothing of it was really sent."

_UNTRIED = "attempts = 0 AND reason = ''"
_TRIED = "attempts > 0 AND reason NOT IN ('by_hand', 'again')"


def expire(message: Message, road: Road | None, sender: Sender) -> None:
    """End as missed what may not begin any more. What another sender has in hand is left to it."""
    if not message.frozen_at or not tallies.of(message.pk).keys().isdisjoint(("claimed", "sending")):
        return
    now = sender.clock.now()
    if message.slot_id is None and message.kind == "tip":
        grace = message.late_after - message.at
        new = f"({_UNTRIED} OR reason = '{OWN_DATE}')"
        _miss(message, f"({new} AND due_at < %s) OR attempts > {MOST_TRIES}", [instant(now - grace)], now)
        return
    late = holding.lapses_at(message) or NEVER
    if now > last_start(message, late):
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


def last_start(message: Message, late: datetime) -> datetime:
    """The last instant at which a copy of a begun message may be tried for the first time: when it lapses; three days
    later where the mailbox may send only so many a day."""
    limited = configured(message.account).per_day > 0
    return deadline(message.at, late, mail=limited, timely=message.series_id is not None)


def end_stopped(now: datetime) -> None:
    """A copy that was on its way when its message ended, and that nobody took, is not tried again."""
    found = rows(
        """SELECT DISTINCT d.message_id, m.state FROM outbox_delivery d JOIN plan_message m ON m.id = d.message_id
        WHERE d.ended_at IS NULL AND d.state IN ('queued', 'waiting') AND m.state IN ('cancelled', 'rehearsed')"""
    )
    for message_id, state in found:
        ledger.end(message_id, "cancelled", "stopped" if state == "cancelled" else "practice", "1 = 1", [], now)


def end_practice(message: Message, now: datetime) -> bool:
    """What was begun in practice, and not finished there, never goes on for real: its tip takes a new date."""
    live, begun = message.account.live_since, message.frozen_at
    standing = message.slot_id is None and message.kind == "tip"
    if message.account.state == "rehearsing" or standing or not live or not begun or begun >= live:
        return False
    copies = Delivery.objects.filter(message=message)
    really = copies.filter(state__in=("sent", "refused", "unknown")) | copies.filter(state="sending", detail="")
    if really.exists():
        return False
    with transaction.atomic():
        waiting = Message.objects.filter(pk=message.pk, state="approved")
        ended = bool(waiting.update(state="rehearsed", reason=PRACTISED, closed_at=begun))
        if ended:
            ledger.end(message.pk, "cancelled", "practice", "1 = 1", [], now)
            tell("rehearsed", f"“{message.title}” on {message.account.name}: {PRACTISED}", message, now)
    return ended


def _miss(message: Message, where: str, params: list[str], now: datetime) -> int:
    return ledger.end(message.pk, "missed", "late", f"({where})", params, now)


def _last_look(message: Message, road: Road, sender: Sender, gone: str, params: list[str]) -> None:
    """An earlier try of an idempotent channel may be up although its reply was lost: ask before giving up."""
    target, now = target_of(message, road), sender.clock.now()
    for row in ledger.claim_waiting(target, ledger.Hands(sender.heart.name), gone, params):
        drain = Drain(message, road, sender, content_of(message))
        for begun in ledger.begin(target, [row], now):
            found = road.channel.look_up(drain.job(begun))
            outcome = found if isinstance(found, Accepted) else Retry("Its time had passed.", not_before=now)
            ledger.record(target, [(begun, outcome)], now)
        ledger.let_go(target, [row], now)
