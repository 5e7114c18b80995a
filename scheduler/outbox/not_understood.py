"""Mail that came back and was put aside: for a person to look at, quietly, and to put away.

The mails themselves stay in the mailbox. Of each is kept who it names and its subject, until it is put away or ninety
days old: it may name somebody who is on no list.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from scheduler.audience import services as audience
from scheduler.errors import Problem
from scheduler.outbox.models import ReturnedMail

KEPT = timedelta(days=90)
MOST = 100
KINDS = ("unreadable", "stranger")
STRANGER = "It names no mail of this studio: one of another program, or one that is long gone."
_REMEDY = {
    "unreadable": "Open it in your mail program; if it says that a reader’s address fails, leave that out below.",
    "stranger": "If it is about a reader’s address, leave that address out below; otherwise nothing need be done.",
}


@dataclass(frozen=True, slots=True)
class Aside:
    """One mail. `who`: whom it is about, else whom it is from; `folder`: where it lies, as the channel calls it."""

    number: int
    at: datetime
    channel: str
    who: str
    subject: str
    why: str
    remedy: str


def not_understood(now: datetime) -> list[Aside]:
    """The newest hundred of ninety days that nobody has put away."""
    rows = _open(now).select_related("account").order_by("-at", "-pk")[:MOST]
    return [Aside(row.pk, row.at, row.account.name, row.who, row.subject, _why(row), _REMEDY[row.kind]) for row in rows]


def count_not_understood(now: datetime) -> int:
    """How many there are."""
    return _open(now).count()


def put_away(number: int, now: datetime) -> None:
    """It was looked at: it is listed no more, and what it named is forgotten."""
    ReturnedMail.objects.filter(pk=number, kind__in=KINDS).update(seen_at=now, who="", subject="")


def leave_address_out(address: str, by: str, now: datetime) -> str:
    """The person with that address gets nothing more, since it does not work; answers the address. Problem for one that
    is not on the list, or out already."""
    person = audience.find(address)
    if person is None or person.state == "erased":
        raise Problem(f"“{address.strip()[:100]}” is nobody’s address here: copy it from the mail, or do nothing.")
    if person.state in ("unsubscribed", "bounced", "complained"):
        raise Problem(f"{person.address} is left out already: nothing need be done.")
    audience.leave_out(person.pk, "bounced", f"returned mail, read by {by}", now)
    return person.address


def forget_old(now: datetime) -> None:
    """Ninety days are enough."""
    ReturnedMail.objects.filter(at__lt=now - KEPT).exclude(who="", subject="").update(who="", subject="")


def _open(now: datetime) -> QuerySet[ReturnedMail]:
    return ReturnedMail.objects.filter(kind__in=KINDS, seen_at=None, at__gte=now - KEPT)


def _why(row: ReturnedMail) -> str:
    if row.kind == "stranger":
        return STRANGER
    return f"It could not be taken apart: {row.detail or 'no reason was noted'}."
