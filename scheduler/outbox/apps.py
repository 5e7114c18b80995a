from __future__ import annotations

from datetime import datetime

from django.apps import AppConfig

from scheduler.signals import erased


class OutboxConfig(AppConfig):
    """See DESIGN section 3 for what lives here."""

    name = "scheduler.outbox"
    label = "outbox"

    def ready(self) -> None:
        """Whoever is erased leaves no name or address in the copies they were sent."""
        erased.connect(_empty_holes, dispatch_uid="outbox")


def _empty_holes(sender: object, *, subscriber_id: int, now: datetime, **_: object) -> None:
    from scheduler.outbox.models import Attempt, Delivery

    Attempt.objects.filter(delivery__subscriber_id=subscriber_id).update(reason="")
    Delivery.objects.filter(subscriber_id=subscriber_id).update(holes={}, memo={}, detail="")
