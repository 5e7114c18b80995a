"""What happened, in sentences a person reads on Today."""

from __future__ import annotations

from django.db import models


class Event(models.Model):
    """Something the owner may want to know. `needs_you`: stays on Today until resolved. `kind` groups and dedupes."""

    at = models.DateTimeField(db_index=True)
    kind = models.CharField(max_length=40)
    text = models.CharField(max_length=500)
    link = models.CharField(max_length=200, blank=True)
    message = models.ForeignKey("plan.Message", null=True, on_delete=models.CASCADE, related_name="events")
    delivery = models.ForeignKey("outbox.Delivery", null=True, on_delete=models.CASCADE, related_name="events")
    needs_you = models.BooleanField(default=False)
    resolved_at = models.DateTimeField(null=True)
