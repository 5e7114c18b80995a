"""What a person's name for a thing (c12, m34, s5) stands for."""

from __future__ import annotations

import re

from django.db.models import QuerySet

from scheduler.errors import Problem
from scheduler.plan.models import Campaign, Message, Slot

OPEN = ("draft", "approved")


def message(ref: str) -> Message:
    """The post or issue m34; Problem when there is none."""
    number = _number(ref, "m")
    found = Message.objects.select_related("account", "slot", "campaign", "tip").filter(pk=number).first()
    if found is None:
        raise Problem(f"There is no post or issue {ref}; `studio plan` lists them.")
    return found


def campaign(ref: str) -> Campaign:
    """The series c12; Problem when there is none."""
    found = Campaign.objects.select_related("article").filter(pk=_number(ref, "c")).first()
    if found is None:
        raise Problem(f"There is no series {ref}; `studio plan` lists what goes out.")
    return found


def slot(ref: str) -> Slot:
    """The date s5; Problem when there is none."""
    found = Slot.objects.filter(pk=_number(ref, "s")).first()
    if found is None:
        raise Problem(f"There is no date {ref}.")
    return found


def messages(ref: str) -> QuerySet[Message]:
    """The messages a reference covers: one post or issue, all of a series, or all of a date."""
    if ref.startswith("c"):
        return campaign(ref).messages.select_related("account", "tip").exclude(state="void")
    if ref.startswith("s"):
        return slot(ref).messages.select_related("account", "tip").exclude(state="void")
    return Message.objects.select_related("account", "tip").filter(pk=message(ref).pk)


def changeable(ref: str) -> Message:
    """The post or issue, when it has not begun to go out and is not over; Problem otherwise."""
    found = message(ref)
    if found.frozen_at:
        raise Problem(f"{found.title} on {found.account.name} is already going out: it can only be stopped.")
    if found.state not in OPEN:
        raise Problem(f"{found.title} on {found.account.name} is over; nothing in it can be changed any more.")
    return found


def at_rest(found: Message) -> Message:
    """The same, unless somebody pressed “Send now” and may still undo it: what it was before is kept with that press,
    so nothing else about its date is changed meanwhile (the row is the outbox's, asked for by name)."""
    if Message.objects.filter(pk=found.pk, undo__isnull=False).exists():
        raise Problem(f"“{found.title}” on {found.account.name} is about to be sent: press Undo there first.")
    return found


def _number(ref: str, letter: str) -> int:
    match = re.fullmatch(rf"{letter}(\d{{1,18}})", ref.strip())
    if not match:
        raise Problem(f"“{ref}” names nothing here: write c12 for a series or m34 for a post or issue.")
    return int(match[1])
