"""What else of a series reads differently once one of its tips has another place or heading. (DESIGN promise 3.)"""

from __future__ import annotations

from datetime import datetime

from scheduler.plan.models import Campaign, Message


def open_again(campaign: Campaign) -> list[int]:
    """Approved posts and issues of a series become drafts for the moment of a change; answers which.

    So that “tip 2 of 6” and “next time: …” are printed as they are now. `close_again` follows, once composed."""
    approved = campaign.messages.filter(state="approved", frozen_at=None).exclude(slot=None)
    ids = list(approved.values_list("pk", flat=True))
    approved.filter(pk__in=ids).update(state="draft")
    return ids


def close_again(ids: list[int], now: datetime) -> None:
    """The OK of what reads as it did counts on; of what does not, it is void (promise 3)."""
    for message in Message.objects.filter(pk__in=ids, state="draft", frozen_at=None).defer("context"):
        given = message.approvals.filter(voided_at=None, audience=message.audience)
        if given.filter(payload_hash=message.payload_hash).exists():
            Message.objects.filter(pk=message.pk, state="draft").update(state="approved")
        message.approvals.filter(voided_at=None).exclude(payload_hash=message.payload_hash).update(voided_at=now)
