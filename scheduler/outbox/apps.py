from __future__ import annotations

from datetime import datetime

from django.apps import AppConfig

from scheduler.signals import erased, mail_wanted


class OutboxConfig(AppConfig):
    """See DESIGN section 3 for what lives here."""

    name = "scheduler.outbox"
    label = "outbox"

    def ready(self) -> None:
        """Whoever is erased leaves no name or address in the copies they were sent."""
        erased.connect(_empty_holes, dispatch_uid="outbox")
        mail_wanted.connect(_queue, dispatch_uid="outbox")


def _empty_holes(sender: object, *, subscriber_id: int, now: datetime, **_: object) -> None:
    from scheduler.outbox.models import Attempt, Delivery, ReturnedMail, Single

    Attempt.objects.filter(delivery__subscriber_id=subscriber_id).update(reason="")
    Delivery.objects.filter(subscriber_id=subscriber_id).update(holes={}, memo={}, detail="")
    ReturnedMail.objects.filter(delivery__subscriber_id=subscriber_id).update(detail="")
    Single.objects.filter(subscriber_id=subscriber_id).update(words={}, detail="")
    Single.objects.filter(subscriber_id=subscriber_id, state="queued").update(state="suppressed", ended_at=now)


def _queue(sender: object, **mail: object) -> None:
    """Loads the queue when the first mail is asked for."""
    from scheduler.outbox.singles import wanted

    mail.pop("signal", None)
    wanted(sender, **mail)  # type: ignore[arg-type]
