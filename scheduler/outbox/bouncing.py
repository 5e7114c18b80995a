"""What a refusal or a bounce means for the reader, given what reached them before."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Max

from scheduler.audience import services as audience
from scheduler.audience.services import CameBack
from scheduler.domain.bounces import classify
from scheduler.outbox.models import Delivery

STILL_COMING = timedelta(days=5)
"""A mail may come back within five days (RFC 5321 4.5.4.1): until then nobody knows that it arrived."""


def arrived(subscriber_id: int, now: datetime) -> datetime | None:
    """When a mail last reached them: sent more than five days ago, and nothing came back about it."""
    fine = Delivery.objects.filter(
        subscriber=subscriber_id, state="sent", ended_at__lt=now - STILL_COMING, bounces=None
    )
    newest: datetime | None = fine.aggregate(newest=Max("ended_at"))["newest"]
    return newest


def count_refusal(subscriber_id: int, delivery_id: int, code: str, text: str, now: datetime) -> None:
    """The mail server said a final no in the dialogue, though the address is not bad for good."""
    kind = classify(code, text)
    report = CameBack(kind, f"d{delivery_id}:{kind}", "dialogue", code, text, delivery_id)
    audience.record_return(subscriber_id, report, now, arrived=arrived(subscriber_id, now))
