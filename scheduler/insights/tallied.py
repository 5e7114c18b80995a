"""The figures of posts and issues that the ledger keeps."""

from __future__ import annotations

from django.db.models import Sum

from scheduler.outbox.models import Tally


def delivery_counts(message_ids: list[int]) -> dict[int, dict[str, int]]:
    """How many deliveries of each message are in each state, most first."""
    counts: dict[int, dict[str, int]] = {}
    kept = Tally.objects.filter(message__in=message_ids, count__gt=0).values_list("message", "state")
    for message_id, state, count in kept.annotate(copies=Sum("count")).order_by("message", "-copies", "state"):
        counts.setdefault(message_id, {})[state] = count
    return counts
