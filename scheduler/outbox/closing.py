"""When every copy of a message has ended, it is over; and only when the sums match. (DESIGN section 2.4.)"""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction

from scheduler.outbox import ledger, tallies
from scheduler.outbox.faults import point
from scheduler.outbox.reactions import hold_back, tell
from scheduler.plan.models import Message

logger = logging.getLogger(__name__)

UNDER_WAY = ("queued", "claimed", "sending", "waiting")
_BROKEN_THREAD = """part > 1 AND EXISTS (SELECT 1 FROM outbox_delivery before
    WHERE before.message_id = outbox_delivery.message_id AND before.destination = outbox_delivery.destination
      AND before.part = outbox_delivery.part - 1
      AND before.state IN ('refused', 'missed', 'cancelled', 'suppressed'))"""


def outcome(figures: dict[str, int]) -> str:
    """What a message became whose copies ended so; empty while one is under way.

    A copy nobody is certain about ends a message only when others were sent: a single post stays open until its
    fate is known.
    """
    if any(figures.get(state) for state in UNDER_WAY) or (figures.get("unknown") and not figures.get("sent")):
        return ""
    for state, becomes in (("sent", "sent"), ("refused", "sent"), ("rehearsed", "rehearsed"), ("missed", "missed")):
        if figures.get(state):
            return becomes
    return "cancelled" if figures.get("cancelled") else "skipped"


def close(message: Message, now: datetime) -> str:
    """End the message if all its copies have ended; answers what it became, or nothing."""
    standing = message.slot_id is None and message.kind == "tip"  # closes with its series
    if standing or not Message.objects.filter(pk=message.pk, state="approved").exclude(frozen_at=None).exists():
        return ""
    if message.parts > 1:
        _end_broken_threads(message, now)
    kept = tallies.kept(message.pk)
    figures = tallies.by_state(kept)
    became = outcome(figures)
    if not became:
        return ""
    counted = tallies.counted(message.pk)
    if counted != kept:
        logger.error("%s: the sums do not match: %s kept, %s counted", message.ref, kept, counted)
        hold_back(message, "its figures do not agree with its copies; run `studio check`, which counts anew.", now)
        return ""
    return became if _close(message, became, figures, now) else ""


def _end_broken_threads(message: Message, now: datetime) -> None:
    for _ in range(1, message.parts):
        ledger.end(message.pk, "cancelled", "part_failed", _BROKEN_THREAD, [], now)


def _close(message: Message, became: str, figures: dict[str, int], now: datetime) -> bool:
    with transaction.atomic():
        closed = Message.objects.filter(pk=message.pk, state="approved").update(
            state=became, closed_at=now, reason=_reason(became, figures)
        )
        if closed:
            tell(f"{became}", sentence(message, became, figures), message, now)
        point("close.before_commit")
    point("close.committed")
    return bool(closed)


def _reason(became: str, figures: dict[str, int]) -> str:
    if became != "skipped":
        return ""
    return "Everybody was left out." if figures.get("suppressed") else "There is nobody on the list yet."


def sentence(message: Message, became: str, figures: dict[str, int]) -> str:
    """What the owner reads: “Rolling the feet” went out to 812 people; 3 refused, 85 left out."""
    what, where = f"“{message.title}”", message.account.name
    total = figures.get("sent", 0) + figures.get("rehearsed", 0)
    people = f"{total} {'person' if total == 1 else 'people'}" if _is_mail(message) else where
    first = {
        "sent": f"{what} went out to {people}" if figures.get("sent") else f"{what} was refused by {where}",
        "rehearsed": f"{what} was practised for {people}: look into the rehearsal folder",
        "missed": f"{what} on {where} did not go out in time",
        "cancelled": f"{what} on {where} was stopped",
        "skipped": f"{what} on {where} went to nobody. {_reason(became, figures)[:-1]}",
    }[became]
    words = (
        ("refused", "refused"),
        ("unknown", "not certain"),
        ("missed", "missed"),
        ("cancelled", "stopped"),
        ("suppressed", "left out"),
    )
    rest = [f"{figures[state]} {word}" for state, word in words if figures.get(state) and _is_mail(message)]
    return f"{first}{'; ' + ', '.join(rest) if rest else ''}."


def _is_mail(message: Message) -> bool:
    return message.deliveries.exclude(subscriber=None).exists()
