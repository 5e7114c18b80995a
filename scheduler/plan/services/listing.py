"""What goes out when, as commands and pages show it. (DESIGN section 6, `studio plan`.)"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from scheduler.domain.timing.zones import to_local
from scheduler.plan.models import Message
from scheduler.plan.services.accepting import require
from scheduler.plan.services.holding import held

LOOK_BACK = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Entry:
    """One message. `at` is local, with its offset. `hold`: why it waits, "" when nothing is in its way."""

    id: str
    at: datetime
    job: str
    channel: str
    kind: str
    title: str
    state: str
    why: str
    hold: str = ""
    subject: str = ""
    slot: str = ""

    @property
    def open(self) -> bool:
        """Still to go out."""
        return self.state in {"draft", "approved"}

    def as_json(self) -> dict[str, str]:
        """The stable keys that scripts rely on."""
        keys = ("id", "job", "channel", "kind", "title", "state", "why")
        found = {"id": self.id, "at": self.at.isoformat(), **{key: getattr(self, key) for key in keys[1:]}}
        return {**found, "kind": "announcement" if self.kind == "classes" else self.kind}


def calendar(now: datetime, weeks: int = 8) -> list[Entry]:
    """Everything from twelve hours ago to `weeks` ahead, in order of time; what was replaced is not shown."""
    span = Q(at__gte=now - LOOK_BACK, at__lte=now + timedelta(weeks=weeks))
    found = Message.objects.filter(span).exclude(state="void").exclude(kind="tip", slot=None)
    return entries(found.select_related("account", "campaign").order_by("at", "account__position", "pk"))


def entries(messages: Iterable[Message]) -> list[Entry]:
    """Messages as lines of the calendar."""
    listed = list(messages)
    zone = require().studio.timezone
    holds = held({scope for message in listed for scope in scopes(message)})
    return [_entry(message, zone, holds) for message in listed]


def scopes(message: Message) -> list[str]:
    """Every hold that would cover the message, the widest first."""
    return [
        "instance:", f"account:{message.account_id}", f"job:{message.job}",
        *([f"campaign:{message.campaign_id}"] if message.campaign_id else []),
        *([f"slot:{message.slot_id}"] if message.slot_id else []), f"message:{message.pk}",
    ]  # fmt: skip


def _entry(message: Message, zone: str, holds: dict[str, str]) -> Entry:
    reasons = [holds[scope] for scope in scopes(message) if scope in holds]
    return Entry(
        id=message.ref, at=to_local(message.at, zone), job=message.job, channel=message.account.name,
        kind=message.kind, title=str(message.words.get("title") or message.title), state=message.state, why=message.why,
        hold=reasons[0] if reasons else "", subject=message.subject,
        slot=f"s{message.slot_id}" if message.slot_id else "",
    )  # fmt: skip
