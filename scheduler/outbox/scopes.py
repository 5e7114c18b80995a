"""Which holds would cover a message, and which stand. (The holds themselves: plan/services/holding.py.)"""

from __future__ import annotations

from scheduler.outbox.models import Hold
from scheduler.plan.models import Message


def scopes_of(message: Message) -> tuple[str, ...]:
    """Every scope that covers it, widest first."""
    found = ["instance:", f"account:{message.account_id}", f"job:{message.job}"]
    if message.campaign_id:
        found.append(f"campaign:{message.campaign_id}")
    if message.slot_id:
        found.append(f"slot:{message.slot_id}")
    return (*found, f"message:{message.pk}")


def held(message: Message) -> bool:
    """Does any hold cover it?"""
    return Hold.objects.filter(scope__in=scopes_of(message), released_at=None).exists()
