"""Another day or time, by a person: with every channel of that day, or one; and taken back. (DESIGN promise 3.)

The words do not change, so an OK stays. What has begun to go out is never moved.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from scheduler.domain.jobsfile import Plan
from scheduler.domain.timing.quiet import day_off, is_within
from scheduler.domain.timing.zones import resolve, to_local
from scheduler.errors import Problem
from scheduler.plan.models import Message, Slot
from scheduler.plan.services import finding
from scheduler.plan.services.accepting import require
from scheduler.plan.services.approving import move
from scheduler.plan.services.calendar_month import companions
from scheduler.plan.services.emptiness import lay_rhythm
from scheduler.signals import sooner

_MESSAGE = ("at", "late_after", "moved_by", "why")
_SLOT = ("local", "zone", "at", "moved_by", "why", "state")
_TIMES = {"at", "late_after"}
Kept = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Moved:
    """`at`: the new local time of the first of them. `before`: what `move_back` needs, as JSON. `warnings`: what
    speaks against the new time."""

    title: str
    at: datetime
    ok_stays: bool
    before: Kept
    warnings: list[str]


@transaction.atomic
def reschedule(ref: str, to: datetime, by: str, now: datetime, *, only: bool = False) -> Moved:
    """Move the post or issue m34, with the same words on other channels that day unless `only`, to a local time."""
    plan, message = require(), finding.changeable(ref)
    together = [message] if only else _open(companions(plan, message))
    first = min(each.at for each in together)
    slot = message.slot if not only and _whole_date(message, together) else None
    before: Kept = {
        "slot": _kept(slot, _SLOT) if slot else None,
        "messages": [_kept(each, _MESSAGE) for each in together],
    }
    if slot is not None:
        move(f"s{slot.pk}", to - (first - slot.at), by, now)
    else:
        for each in together:
            move(each.ref, to + (each.at - first), by, now)
    before["after"] = _times(together)
    transaction.on_commit(_wake)
    at = to_local(resolve(to, plan.studio.timezone).utc, plan.studio.timezone)
    ok = any(each.state == "approved" for each in together)
    return Moved(message.title, at, ok, before, _against(plan, at))


def _wake() -> None:
    sooner.send(sender=None)


def _open(found: Any) -> list[Message]:
    opened = found.filter(state__in=finding.OPEN, frozen_at=None)
    return list(opened.select_related("account", "slot").order_by("at", "pk"))


def _whole_date(message: Message, together: Iterable[Message]) -> bool:
    """Is this all there is on the date, and nobody chose a time for a part of it?"""
    if message.slot is None:
        return False
    there = {each.pk: each.moved_by for each in message.slot.messages.exclude(state="void")}
    return set(there) == {each.pk for each in together} and not any(there.values())


def _against(plan: Plan, at: datetime) -> list[str]:
    found = []
    if off := day_off(at.date(), plan.quiet):
        found.append(f"{at:%A} {at.day} {at:%B} is a day on which nothing goes out otherwise ({off}).")
    if plan.quiet.hours and is_within(at.time(), plan.quiet.hours):
        start, end = plan.quiet.hours
        found.append(f"{at:%H:%M} lies in your quiet hours, {start:%H:%M} to {end:%H:%M}.")
    return found


# --- back ---


def _kept(row: Message | Slot, names: Iterable[str]) -> Kept:
    return {"pk": row.pk, **{name: _text(getattr(row, name)) for name in names}}


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _times(messages: Iterable[Message]) -> dict[str, str]:
    rows = Message.objects.filter(pk__in=[each.pk for each in messages]).values_list("pk", "at")
    return {str(pk): at.isoformat() for pk, at in rows}


@transaction.atomic
def move_back(before: Kept, now: datetime) -> int:
    """Take the last move back, if nothing has changed since; answers how many posts and issues went back."""
    pks = [row["pk"] for row in before["messages"]]
    there = list(Message.objects.filter(pk__in=pks, state__in=finding.OPEN, frozen_at=None))
    if len(there) != len(pks) or _times(there) != before["after"]:
        raise Problem("It was changed again since, or has begun to go out, so the move cannot be taken back.")
    if any(datetime.fromisoformat(row["at"]) <= now for row in before["messages"]):
        raise Problem("Its earlier time is over by now: choose another one under “Move to”.")
    for row in before["messages"]:
        Message.objects.filter(pk=row["pk"]).update(**_fields(row))
    if before["slot"]:
        Slot.objects.filter(pk=before["slot"]["pk"]).update(**_fields(before["slot"]))
    transaction.on_commit(_wake)
    return len(pks)


def _fields(row: Kept) -> Kept:
    values = {name: value for name, value in row.items() if name != "pk"}
    return {name: datetime.fromisoformat(value) if name in _TIMES else value for name, value in values.items()}


@transaction.atomic
def to_its_own_date(ref: str, now: datetime) -> Message:
    """A moved date goes back to where its rhythm puts it; Problem when that is over, or it has none."""
    plan, message = require(), finding.changeable(ref)
    slot = message.slot
    if slot is None or message.job not in plan.jobs:
        raise Problem(f"“{message.title}” belongs to no rhythm: choose its time under “Move to”.")
    if resolve(datetime.fromisoformat(slot.rule_time), plan.studio.timezone).utc <= now + timedelta(minutes=1):
        raise Problem("The rhythm’s own date is over by now: choose another one under “Move to”.")
    Slot.objects.filter(pk=slot.pk).update(moved_by="")
    slot.messages.filter(state__in=finding.OPEN, frozen_at=None).update(moved_by="")
    lay_rhythm(plan, message.job, now)
    transaction.on_commit(_wake)
    message.refresh_from_db()
    return message
