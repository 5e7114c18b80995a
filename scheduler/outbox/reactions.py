"""What follows from outcomes besides the copy's own state: the account stops, an address is left out, the owner is
told, a bad list is held."""

from __future__ import annotations

from datetime import datetime, timedelta

from scheduler.accounts import services as accounts
from scheduler.audience import services as audience
from scheduler.outbox import tallies
from scheduler.outbox.bouncing import count_refusal
from scheduler.outbox.ledger import Recorded, Row, Target
from scheduler.outbox.models import Delivery, Hold
from scheduler.plan.models import Message
from scheduler.plan.services.holding import hold
from scheduler.signals import happened

FIRST = 100
MOST_BOUNCES = 5
BAD_LIST = "Too many addresses do not exist."
FAILED = "The program failed while it was sending this; the log says how."
COOLING = timedelta(minutes=15)
BY = "the sender"


def react(message: Message, target: Target, recorded: Recorded, now: datetime) -> bool:
    """Do what follows; True when no more of this message may begin now."""
    for state, reason, until in recorded.stops:
        wait = until or now + COOLING if state == "cooling" else None
        accounts.stop_account(target.account_id, state, reason, now, wait)
    hard = False
    for row, refusal in recorded.bounced:
        if row.subscriber_id is not None and not refusal.suppress:
            count_refusal(row.subscriber_id, row.id, refusal.code, refusal.reason, now)
        elif row.subscriber_id is not None:
            hard = True
            audience.leave_out(row.subscriber_id, "bounced", f"{message.ref}: {refusal.code} {refusal.reason}", now)
    _tell_unknown(message, target, recorded.states.get("unknown", []), now)
    _tell_refused(message, target, recorded, now)
    return bool(recorded.stops) or (hard and _breaker(message, now))


def _breaker(message: Message, now: datetime) -> bool:
    """More than 5 of the first 100 addresses do not exist: somebody imported a bad list. Asked once per message."""
    figures = tallies.of(message.pk)
    tried = figures.get("sent", 0) + figures.get("refused", 0)
    scope = f"message:{message.pk}"
    if tried > FIRST or figures.get("refused", 0) <= MOST_BOUNCES:
        return False
    bounced = Delivery.objects.filter(message=message, state="refused", reason="hard_bounce").count()
    if bounced <= MOST_BOUNCES or Hold.objects.filter(scope=scope, reason=BAD_LIST).exists():
        return False
    hold(scope, BAD_LIST, BY, now)
    text = (
        f"“{message.title}” is paused: {bounced} of the first {tried} addresses do not exist. Look at the list "
        "you imported last; then resume it, or stop it."
    )
    tell("bad-list", text, message, now, needs_you=True)
    return True


def _tell_unknown(message: Message, target: Target, lost: list[Row], now: datetime) -> None:
    """Where the network can be asked, it is asked first."""
    if target.looks:
        return
    for row in lost:
        tell_unknown(message, row.id, now)


def tell_unknown(message: Message, delivery_id: int, now: datetime) -> None:
    """It may have been taken, or not: a person decides."""
    text = (
        f"It is not certain whether “{message.title}” reached {_whom(delivery_id, message)}: the answer was lost. "
        "It is not sent again by itself; please say whether it arrived."
    )
    happened.send(
        sender=None,
        kind="not-certain",
        text=text,
        now=now,
        link=link(message),
        message_id=message.pk,
        delivery_id=delivery_id,
        needs_you=True,
    )


def _whom(delivery_id: int, message: Message) -> str:
    delivery = Delivery.objects.select_related("subscriber").filter(pk=delivery_id).first()
    person = delivery.subscriber if delivery else None
    return person.address if person and person.address else message.account.name


def _tell_refused(message: Message, target: Target, recorded: Recorded, now: datetime) -> None:
    """A refused copy of a mail is counted when the issue is done; a refused post is told at once."""
    if target.people:
        return
    for row in recorded.states.get("refused", []):
        detail = Delivery.objects.get(pk=row.id).detail
        tell("refused", f"{message.account.name} refused “{message.title}”: {detail}", message, now, needs_you=True)


def hold_back(message: Message, why: str, now: datetime) -> None:
    """Nothing more of this message until a person has looked at what is wrong with it."""
    if hold(f"message:{message.pk}", why[:300], BY, now):
        text = f"“{message.title}” on {message.account.name} is paused: {why} Then resume it, or stop it."
        tell("failed", text, message, now, needs_you=True)


def link(message: Message) -> str:
    """The page of a post or issue."""
    return f"/messages/{message.ref}/"


def tell(kind: str, text: str, message: Message, now: datetime, *, needs_you: bool = False) -> None:
    """One piece of news about a message, in the owner's words."""
    happened.send(
        sender=None,
        kind=kind,
        text=text,
        now=now,
        link=link(message),
        message_id=message.pk,
        needs_you=needs_you,
    )
