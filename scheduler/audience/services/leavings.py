"""Who left, as it must outlive the database: by fingerprint only, and taken in again after a restore (rules 1, C7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from scheduler.audience.models import Subscriber, Suppression
from scheduler.audience.services.people import MUTED, forget, leave_out, suppress


@dataclass(frozen=True, slots=True)
class Leaving:
    """`number`: grows with time. `reason`: unsubscribed, bounced, complained, erased, muted, or what an import said.
    What the studio took back since (muted) counts again after a restore: rather no mail than one too many."""

    number: int
    address_hash: str
    reason: str
    source: str
    at: datetime


def leavings_after(number: int) -> list[Leaving]:
    """Those that came later than the one with that number."""
    found = Suppression.objects.filter(pk__gt=number).order_by("pk")
    return [Leaving(row.pk, row.address_hash, row.reason, row.source, row.at) for row in found]


@transaction.atomic
def leave_again(leavings: Iterable[Leaving]) -> int:
    """What a database that is older than these does not know; answers how many it did not. Doing it twice changes
    nothing."""
    return sum(_leave_again(leaving) for leaving in leavings)


def _leave_again(leaving: Leaving) -> bool:
    known = Suppression.objects.filter(address_hash=leaving.address_hash).first()
    if known is not None and known.reason in (leaving.reason, "erased"):
        return False
    person = Subscriber.objects.filter(address_hash=leaving.address_hash).first()
    if leaving.reason == "erased":
        forget(leaving.address_hash, leaving.at, leaving.source)
    elif person is not None and leaving.reason in ("unsubscribed", "bounced", "complained", MUTED):
        leave_out(person.pk, leaving.reason, leaving.source, leaving.at)
    else:
        suppress(leaving.address_hash, leaving.reason, leaving.source, leaving.at)
    return True
