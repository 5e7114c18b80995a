"""What waits for a person: open news, what of it cannot wait, and copies that are settled by a link in a mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core import signing
from django.db import transaction
from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Value

from scheduler.accounts.models import Account
from scheduler.errors import Problem
from scheduler.insights.models import Event
from scheduler.outbox import services as outbox
from scheduler.outbox.models import Hold
from scheduler.plan import services as plan
from scheduler.plan.models import Comment
from scheduler.signals import ALL_HELD

NOT_CERTAIN, SIGN_IN = "not-certain", "sign-in-again"
ANSWERED = (Q(kind=plan.WAITS_FOR_OK) & ~Q(message__state="draft")) | (
    Q(kind="no-draft") & ~Q(message__payload_hash="")
)
UNREAD = Q(resolved_at=None, message__state__in=("draft", "approved"))
READ = Q(kind=plan.COMMENTED) & ~Q(Exists(Comment.objects.filter(UNREAD, message=OuterRef("message"))))
CERTAIN = Q(delivery__isnull=False) & ~Q(delivery__state="unknown")
LINK_LASTS = timedelta(days=7)
BY = "the link in a mail"
GONE = "This link opens nothing any more: sign in and look at Today, where everything that waits for you stands."


@dataclass(frozen=True, slots=True)
class Urgent:
    """What cannot wait: channels (by name) that stopped, copies that are not certain, and whether all is paused.
    `more`: how much else needs a person, which can wait until they look at Today."""

    stopped: tuple[str, ...] = ()
    uncertain: int = 0
    held: str = ""
    more: int = 0

    def __bool__(self) -> bool:
        """Is there anything that cannot wait?"""
        return bool(self.stopped or self.uncertain or self.held)


def needs_you() -> QuerySet[Event]:
    """Open events that wait for a person; not a reminder whose draft was answered meanwhile, nor a question
    about a copy that became certain."""
    return (
        Event.objects.filter(needs_you=True, resolved_at=None).exclude(ANSWERED | CERTAIN | READ).order_by("-at", "-pk")
    )


def urgent() -> Urgent:
    """For the top of every page, in one question to the database. What stands there in its own words is not counted
    again under `more`."""
    stopped = _rows("stopped", "name", Account.objects.filter(state="needs_reconnect").order_by())
    held = _rows("held", "reason", Hold.objects.filter(scope="instance:", released_at=None))
    open_ = Event.objects.filter(needs_you=True, resolved_at=None, kind=NOT_CERTAIN, delivery__state="unknown")
    more = needs_you().exclude(kind__in=(NOT_CERTAIN, ALL_HELD)).order_by()
    parts = (held, _rows("uncertain", "kind", open_), _rows("more", "kind", more))
    found = list(stopped.union(*parts, all=True))
    names = tuple(said for what, said, _count in found if what == "stopped")
    return Urgent(
        stopped=names,
        uncertain=sum(count for what, _said, count in found if what == "uncertain"),
        held=next((said for what, said, _count in found if what == "held"), ""),
        more=sum(count for what, said, count in found if what == "more" and not (names and said == SIGN_IN)),
    )


def _rows(what: str, column: str, found: QuerySet) -> QuerySet:  # type: ignore[type-arg]
    """(`what`, the column's value, how many have it)."""
    named = found.values(column).annotate(what=Value(what, output_field=CharField()), count=Count("pk"))
    rows: QuerySet = named.values_list("what", column, "count")  # type: ignore[type-arg]
    return rows


def _signer() -> signing.Signer:
    return signing.Signer(salt="scheduler.insights.questions")


def link(mail: str, now: datetime) -> str:
    """The path of a page that settles the copies this mail (its key) asks about: for a week, without signing in."""
    return f"/certain/{_signer().sign_object([mail, int((now + LINK_LASTS).timestamp())])}/"


def asked(token: str, now: datetime) -> list[Event]:
    """What the link asks and nobody has answered. Problem when it is none of ours, or over."""
    try:
        mail, until = _signer().unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        raise Problem(GONE) from None
    if now >= datetime.fromtimestamp(until, UTC):
        raise Problem(GONE)
    found = Event.objects.filter(mail=mail, kind=NOT_CERTAIN, resolved_at=None, delivery__state="unknown")
    return list(found.order_by("pk"))


@transaction.atomic
def answer(token: str, event_id: int, decision: str, now: datetime) -> None:
    """Settle one of them, once: should the same copy become uncertain again, it is asked anew."""
    if event_id not in {event.pk for event in asked(token, now)}:
        raise Problem("This was answered already, or became certain by itself.")
    Event.objects.filter(pk=event_id).update(resolved_at=now)
    event = Event.objects.get(pk=event_id)
    outbox.resolve(event.delivery_id or 0, decision, BY, now)
