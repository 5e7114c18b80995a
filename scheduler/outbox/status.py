"""How far things are: of one message, and of everything. (DESIGN section 6, `studio status`.)"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scheduler.accounts.models import Account
from scheduler.audience.services import active
from scheduler.domain.states import DELIVERY
from scheduler.domain.timing.zones import to_local
from scheduler.outbox import tallies
from scheduler.outbox.estimates import estimate
from scheduler.outbox.freeze import variant_for
from scheduler.outbox.models import Delivery, Undo
from scheduler.outbox.sql import rows
from scheduler.outbox.transports import configured
from scheduler.plan.models import Message
from scheduler.plan.services import accepting, holding

REASONS = {
    "unsubscribed": "left",
    "muted": "you write to them no more",
    "bounced": "their address does not work",
    "complained": "reported a mail as spam",
    "erased": "erased at their wish",
    "pending": "have not confirmed yet",
    "suppressed": "are to be left out",
    "paused": "on a break",
    "no_consent": "no valid consent",
    "received": "have had this tip",
    "capped": "have had enough mails this week",
    "topic": "chose to read about other things",
}
SOON = 20


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many got nothing for one reason."""

    count: int
    reason: str


@dataclass(frozen=True, slots=True)
class Progress:
    """A message's copies by state, those of its audience who are left out, and the posts that wait for a hand."""

    total: int
    by_state: dict[str, int]
    left_out: list[LeftOut]
    by_hand: int


def progress(message: Message) -> Progress:
    """From the figures that the ledger keeps."""
    kept = tallies.kept(message.pk)
    figures, why_not = tallies.by_state(kept), tallies.left_out(kept)
    posts = Delivery.objects.filter(message=message, destination="account", state="waiting", reason="by_hand")
    return Progress(
        total=sum(figures.values()),
        by_state={state: figures[state] for state in DELIVERY.names if state in figures},
        left_out=[LeftOut(count, REASONS.get(why, "for another reason")) for why, count in sorted(why_not.items())],
        by_hand=posts.count() if figures.get("waiting") else 0,
    )


def allowed(message: Message) -> list[tuple[str, str, str]]:
    """What can be done with a message now, as buttons: (name, words, look)."""
    if message.state not in ("draft", "approved"):
        return []
    hold = ("resume", "Resume", "plain") if holding.can_resume(message) else ("pause", "Pause", "plain")
    if message.frozen_at:
        return [hold, ("stop", "Stop", "danger")]
    if Undo.objects.filter(message=message).exists():
        return [("undo", "Undo: do not send it now", ""), ("stop", "Stop", "danger")]
    first = [("approve", "Approve", "")] if message.state == "draft" else [("unapprove", "Take the OK back", "plain")]
    return [*first, ("send-now", "Send now", "plain"), ("skip", "Skip", "plain"), hold]


def variant_of(message: Message, subscriber_id: int) -> str:
    """Which variant of an issue a person gets, or got."""
    found = Delivery.objects.filter(message=message, subscriber=subscriber_id).values_list("variant", flat=True).first()
    return found or variant_for(message.pk, subscriber_id)


def status(now: datetime) -> dict[str, Any]:
    """`{"deliveries": {state: n}, "in_flight": n, "unknown": […], "next": […], "channels": […], "held": [reason]}`;
    `held`: why nothing at all goes out."""
    found = dict(rows("SELECT state, sum(count) FROM outbox_tally GROUP BY state"))
    figures = {state: int(found.get(state) or 0) for state in DELIVERY.names}
    return {
        "deliveries": figures,
        "in_flight": figures["sending"],
        "unknown": _unknown(),
        "next": _next(now),
        "channels": [_channel(account) for account in Account.objects.all()],
        "held": list(holding.held({"instance:"}).values()),
    }


def _unknown() -> list[dict[str, Any]]:
    unknown = Delivery.objects.filter(state="unknown", ended_at=None)
    found = unknown.select_related("message__account", "subscriber").order_by("pk")
    return [
        {
            "id": delivery.pk,
            "message": delivery.message.ref,
            "title": delivery.message.title,
            "channel": delivery.message.account.name,
            "to": delivery.subscriber.address if delivery.subscriber else delivery.message.account.name,
            "since": _iso(delivery.sending_at),
            "why": delivery.detail,
            "asked": "a person" if delivery.reason == "ask" else "the network",
        }
        for delivery in found
    ]


def _next(now: datetime) -> list[dict[str, Any]]:
    coming = Message.objects.filter(state__in=("draft", "approved"), frozen_at=None).exclude(kind="tip", slot=None)
    people = active()
    return [
        _one_of_next(message, people, now) for message in coming.select_related("account").order_by("at", "pk")[:SOON]
    ]


def _one_of_next(message: Message, people: int, now: datetime) -> dict[str, Any]:
    """`people`, `done_by`: about how many an issue goes to, and when the last of them has it; null where not known."""
    found = estimate(message, now, people)
    return {
        "id": message.ref,
        "at": _iso(message.at),
        "channel": message.account.name,
        "title": message.title,
        "state": message.state,
        "people": found.people if found else None,
        "done_by": _iso(found.done) if found else None,
    }


def _channel(account: Account) -> dict[str, Any]:
    channel = configured(account)
    return {
        "name": account.name,
        "kind": account.kind,
        "state": account.state,
        "reason": account.reason,
        "until": _iso(account.cooling_until),
        "connections": channel.connections,
        "window": channel.window,
    }


def _iso(instant: datetime | None) -> str | None:
    plan = accepting.accepted()
    return (to_local(instant, plan.studio.timezone) if plan else instant).isoformat() if instant else None
