"""Past its grace a message is missed; late is a decision, and never a burst. (DESIGN promise 6 and section 5.)"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from scheduler.domain.jobsfile import Plan
from scheduler.domain.timing.zones import to_local
from scheduler.plan.models import Message
from scheduler.plan.services.holding import ever_held, lapses_at
from scheduler.signals import happened

OPEN = ("draft", "approved")


def waiting(**where: Any) -> list[Message]:
    """Everything with a time of its own that has not begun; standing messages of a sign-up series have none.

    `where`: further conditions."""
    found = Message.objects.filter(state__in=OPEN, frozen_at=None, **where).exclude(kind="tip", slot=None)
    return list(found.select_related("account", "tip").defer("context").order_by("at", "pk"))


def close_late(plan: Plan, now: datetime) -> list[Message]:
    """What is past its grace is missed; of several that are late together on one channel only the latest goes."""
    late = waiting(at__lte=now)
    lapsed = [message for message in late if message.late_after < now and (lapses_at(message) or now) < now]
    held = ever_held()
    crowded = _all_but_the_latest(m for m in late if m not in lapsed and m.pk not in held)
    missed = [message for message in [*lapsed, *crowded] if close(message, "missed", "Its time had passed.", now)]
    for message in missed:
        _tell_missed(plan, message, now)
    return missed


def _all_but_the_latest(late: Iterable[Message]) -> list[Message]:
    """Of the rhythm's own dates; what a person put there goes out."""
    by_channel: dict[tuple[str, int], list[Message]] = defaultdict(list)
    for message in late:
        if message.kind == "tip" and not message.moved_by:
            by_channel[message.job, message.account_id].append(message)
    return [message for group in by_channel.values() for message in group[:-1]]


def close(message: Message, state: str, reason: str, now: datetime) -> bool:
    """End a message that has not begun; False when it began, or ended, meanwhile."""
    closed = Message.objects.filter(pk=message.pk, state__in=OPEN, frozen_at=None)
    return bool(closed.update(state=state, reason=reason, closed_at=now))


def _tell_missed(plan: Plan, message: Message, now: datetime) -> None:
    job = plan.jobs.get(message.job)
    then = "Its tip takes the next date." if job and message.tip_id and job.late.then == "next slot" else ""
    text = f"“{message.title}” on {message.account.name} was missed: it was due {local_words(plan, message.at)}. {then}"
    tell("missed", text.strip(), now, message)


def local_words(plan: Plan, at: datetime) -> str:
    """`Tuesday 16 February at 09:00`."""
    local = to_local(at, plan.studio.timezone)
    return f"{local:%A} {local.day} {local:%B at %H:%M}"


def tell(kind: str, text: str, now: datetime, message: Message, *, needs_you: bool = False) -> None:
    """News about a message."""
    happened.send(sender=None, kind=kind, text=text, now=now, message_id=message.pk, needs_you=needs_you)
