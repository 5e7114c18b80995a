"""The studio itself stops writing to somebody, and takes that back where it may.

What a person decided, only that person changes: who asked to be left out has left, whoever wrote it down, and comes
back by their own button alone. Where the studio decided it by itself nothing was withdrawn: it may write again, and
they are then what they were before. (CASL s.11(3): a wish to get no more counts by whatever way it comes.)
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from scheduler.audience.models import Choice, Subscriber, Suppression
from scheduler.audience.services.people import MUTED, leave_out
from scheduler.errors import Problem

MAY_BE_STOPPED = ("pending", "active", "paused")
GONE = "There is nobody here: perhaps they were erased. Look them up again on People."


@transaction.atomic
def stop_writing(subscriber_id: int, *, asked: bool, by: str, now: datetime) -> Subscriber:
    """Nothing more to this person, at once. `asked`: they said so, which counts as leaving; otherwise the studio
    decides, and may take it back. Problem for somebody who gets nothing anyway."""
    person = _locked(subscriber_id)
    if person.state not in (*MAY_BE_STOPPED, *((MUTED, "bounced") if asked else ())):
        raise Problem("This person gets nothing already: nothing need be done.")
    if asked:
        leave_out(person.pk, "unsubscribed", f"told to the studio, written down by {by}", now, by)
    else:
        leave_out(person.pk, MUTED, f"decided by {by}", now, by)
        Choice.objects.create(subscriber=person, at=now, text=f"The studio stopped writing to them ({by})."[:300])
    person.refresh_from_db()
    return person


@transaction.atomic
def write_again(subscriber_id: int, by: str, now: datetime) -> Subscriber:
    """Take back that the studio stopped: they are what they were before. Problem for somebody who was not stopped, and
    for who left, reported a mail as spam or whose address failed: only they can come back."""
    person = _locked(subscriber_id)
    if person.state in MAY_BE_STOPPED:
        raise Problem("Nobody stopped writing to this person: there is nothing to take back.")
    kept = Suppression.objects.filter(address_hash=person.address_hash)
    if person.state != MUTED or kept.exclude(reason=MUTED).exists():
        raise Problem("Only this person can change that: they can sign up again on your sign-up page.")
    kept.delete()
    if person.confirmed_at is None:
        person.state = "pending"
    else:
        person.state = "paused" if person.paused_until and person.paused_until > now else "active"
    person.save(update_fields=["state"])
    Choice.objects.create(subscriber=person, at=now, text=f"The studio writes to them again ({by})."[:300])
    return person


def _locked(subscriber_id: int) -> Subscriber:
    person = Subscriber.objects.select_for_update().filter(pk=subscriber_id).exclude(state="erased").first()
    if person is None:
        raise Problem(GONE)
    return person
