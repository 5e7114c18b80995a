"""A person's own words in a post or issue: kept with her name, and the OK is void. (DESIGN promises 1 and 3.)"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from scheduler.errors import Problem
from scheduler.plan.models import Message
from scheduler.plan.services.accepting import require
from scheduler.plan.services.approving import withdraw
from scheduler.plan.services.composing import compose_drafts
from scheduler.plan.services.finding import changeable
from scheduler.plan.services.finding import message as find


def retitle(ref: str, text: str, by: str, now: datetime) -> Message:
    """Another heading above the tip."""
    return _edit(ref, "title", text, by, now)


def subject(ref: str, text: str, by: str, now: datetime) -> Message:
    """Another subject line."""
    return _edit(ref, "subject", text, by, now)


@transaction.atomic
def _edit(ref: str, what: str, text: str, by: str, now: datetime) -> Message:
    """Keep a named person's words, void the OK, compose anew."""
    words = " ".join(text.split())
    if not words:
        raise Problem("There are no words here: write some, or leave it as it was.")
    message = changeable(ref)
    message.words = {**message.words, what: words[:200], "by": by}
    if what == "title" and message.kind != "tip":
        message.title = words[:200]
    message.save(update_fields=["words", "title"])
    withdraw(message, now)
    forget_approvals(message, now)
    compose_drafts(now, [message])
    message.refresh_from_db()
    return message


def forget_approvals(message: Message, now: datetime) -> None:
    """Of this message, and of its tip's earlier ones on the channel too: an edit voids every OK (promise 3)."""
    message.approvals.filter(voided_at=None).update(voided_at=now)
    if message.tip_id is not None:
        for earlier in Message.objects.filter(tip=message.tip_id, account=message.account_id):
            earlier.approvals.filter(voided_at=None).update(voided_at=now)


def compose_message(ref: str, now: datetime) -> Message:
    """Compose one draft now; Problem when it has none."""
    require()
    found = find(ref)
    compose_drafts(now, [found] if found.state == "draft" else [])
    return found
