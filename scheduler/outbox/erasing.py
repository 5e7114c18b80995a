"""When a person is erased, what the ledger knows of them goes too; which copies there were, and how they ended, stays."""

from __future__ import annotations

from typing import Any

from scheduler.outbox.models import Delivery


def forget(sender: object, *, subscriber_id: int, **_: Any) -> None:
    """Listener of `signals.erased`, inside its transaction: empty the values that were printed into their copies."""
    Delivery.objects.filter(subscriber_id=subscriber_id).update(holes={}, memo={}, detail="")
