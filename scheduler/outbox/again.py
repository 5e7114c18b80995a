"""Sending again to those who did not get it: a person chooses whom, and that is written down with the copy.

Never to someone who was sent. An uncertain copy may have arrived: the person who chooses it says that it did not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from scheduler.errors import Problem
from scheduler.outbox import ledger, records, tallies
from scheduler.outbox.models import Delivery
from scheduler.plan.models import Message
from scheduler.plan.services import finding
from scheduler.signals import sooner

STATES = ("refused", "missed", "unknown")
SHOWN = 200
FOR = timedelta(hours=72)
"""A copy that is sent again is tried for that long, whatever time the issue itself had."""


@dataclass(frozen=True, slots=True)
class NotReached:
    """Somebody who did not get an issue, or perhaps did not. `tries`: how often it was tried."""

    id: int
    address: str
    state: str
    why: str
    tries: int


def not_reached(message: Message) -> tuple[int, list[NotReached]]:
    """How many there are in all, and the first 200 of them; nobody while the issue cannot be sent any more."""
    figures = tallies.of(message.pk) if message.state in ("approved", "sent") else {}
    if not any(figures.get(state) for state in STATES):
        return 0, []
    copies = Delivery.objects.filter(message=message, state__in=STATES).exclude(subscriber=None)
    shown = [
        NotReached(copy.pk, copy.subscriber.address, copy.state, copy.detail, copy.attempts)
        for copy in copies.select_related("subscriber").order_by("pk")[:SHOWN]
        if copy.subscriber
    ]
    return copies.count() if len(shown) == SHOWN else len(shown), shown


def send_again(ref: str, chosen: Sequence[int], by: str, now: datetime) -> int:
    """Put the chosen copies of an issue back in line, due now; answers how many. Whoever was sent meanwhile, left, or
    was left out since gets nothing. Problem when nobody is chosen, none of them can be, or the issue is over."""
    message = finding.message(ref)
    if message.state not in ("approved", "sent") or not message.frozen_at:
        raise Problem(f"“{message.title}” has not gone out, so nothing of it can be sent again.")
    if not chosen:
        raise Problem("Nobody is chosen: tick those who are to get it again.")
    with transaction.atomic():
        again = ledger.again(message.pk, chosen, by, now, now + FOR)
        for delivery_id, tries, was in again:
            records.decision(delivery_id, tries, f"{by}: send it again; it was {was}", now)
            records.forget_receipt_of(delivery_id)
        if again and message.state == "sent":
            Message.objects.filter(pk=message.pk).update(closed_at=now)  # a mail of this week (freeze.py)
    if not again:
        raise Problem("None of them needs it any more; look at the list again.")
    transaction.on_commit(_sooner)
    return len(again)


def _sooner() -> None:
    sooner.send(sender=None)
