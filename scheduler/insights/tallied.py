"""The figures of posts and issues that the ledger keeps."""

from __future__ import annotations

from django.db.models import Sum

from scheduler.outbox.models import Tally


def delivery_counts(message_ids: list[int]) -> dict[int, dict[str, int]]:
    """How many deliveries of each message are in each state."""
    counts: dict[int, dict[str, int]] = {}
    kept = Tally.objects.filter(message__in=message_ids, count__gt=0).order_by("message", "state")
    for message_id, state, count in kept.values_list("message", "state").annotate(copies=Sum("count")):
        counts.setdefault(message_id, {})[state] = count
    return counts
