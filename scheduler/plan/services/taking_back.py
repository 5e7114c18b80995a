"""A skip taken back, as long as its date is still to come. (DESIGN section 1, month.)"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from scheduler.errors import Problem
from scheduler.plan.models import Campaign, Message
from scheduler.plan.services import finding
from scheduler.plan.services.approving import SKIPPED
from scheduler.plan.services.composing import compose_drafts
from scheduler.plan.services.layout import lock
from scheduler.signals import sooner

USED = ("draft", "approved", "sent")


def why_not(message: Message, now: datetime) -> str:
    """What speaks against taking the skip of this one back; empty when nothing does."""
    name = f"“{message.title}” on {message.account.name}"
    if message.state != "skipped" or message.frozen_at or not message.reason.startswith(SKIPPED):
        return f"{name} was not skipped by anybody, so there is nothing to take back."
    if message.at <= now:
        return f"The date of {name} is over: queue its tip again."
    if message.tip is not None and message.tip.state == "retired":
        return f"The tip of {name} was dropped since: choose another one."
    if _is_elsewhere(message):
        return f"{name} goes out on another date by now."
    if message.slot is not None and message.slot.state != "planned":
        return f"Nothing goes out on the date of {name} any more: {message.slot.why or 'its rhythm has changed.'}"
    series = message.campaign
    if series is not None and series.state == "finished" and series.messages.filter(state="cancelled").exists():
        return f"The series of {name} was stopped: queue the article again."
    return ""


def _is_elsewhere(message: Message) -> bool:
    same = Message.objects.filter(account=message.account_id, tip=message.tip_id, state__in=USED)
    return message.tip_id is not None and same.exclude(pk=message.pk).exists()


def can_unskip(message: Message, now: datetime) -> bool:
    """Is there a skip to take back?"""
    return message.state == "skipped" and not why_not(message, now)


@transaction.atomic
def unskip(ref: str, by: str, now: datetime) -> Message:
    """It goes out on its date after all, with the OK that it had if its words are the same. Problem when it cannot.
    `by` is not kept: it stands as if nobody had skipped it."""
    lock()
    message = finding.message(ref)
    if reason := why_not(message, now):
        raise Problem(reason)
    seen = message.payload_hash
    Message.objects.filter(pk=message.pk, state="skipped").update(state="draft", reason="", closed_at=None)
    if message.campaign is not None:
        Campaign.objects.filter(pk=message.campaign.pk, state="finished").update(state="active")
    compose_drafts(now)
    _ok_again(message, seen, now)
    transaction.on_commit(_wake)
    message.refresh_from_db()
    return message


def _ok_again(message: Message, seen: str, now: datetime) -> None:
    """The OK of the same words counts on; of others it is void (promise 3)."""
    message.refresh_from_db()
    given = message.approvals.filter(voided_at=None, audience=message.audience)
    if seen and message.payload_hash == seen and given.filter(payload_hash=seen).exists():
        Message.objects.filter(pk=message.pk, state="draft").update(state="approved")
    message.approvals.filter(voided_at=None).exclude(payload_hash=message.payload_hash).update(voided_at=now)


def _wake() -> None:
    sooner.send(sender=None)


@transaction.atomic
def unskip_all(refs: list[str], by: str, now: datetime) -> int:
    """Those of them that were skipped; answers how many. Problem when one of these cannot be taken back."""
    skipped = [ref for ref in refs if finding.message(ref).state == "skipped"]
    for ref in skipped:
        unskip(ref, by, now)
    return len(skipped)
