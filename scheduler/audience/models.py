"""People, the evidence of their consent, and who must be left out. (docs: rules of Canada's anti-spam law.)"""

from __future__ import annotations

from django.db import models

from scheduler.domain.states import SUBSCRIBER
from scheduler.fields import empty_dict, state_check, state_field


class Subscriber(models.Model):
    """A person by address. `address_key`: lower case, domain as A-label. `address_hash`: HMAC-SHA256 of the key,
    the only thing that outlives erasure. `token`: 22 random characters (128 bits) in this person's own links."""

    address = models.CharField(max_length=254)
    address_key = models.CharField(max_length=254, unique=True)
    address_hash = models.CharField(max_length=64, unique=True)
    token = models.CharField(max_length=22, unique=True)
    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    state = state_field(SUBSCRIBER)
    paused_until = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    extra = models.JSONField(default=empty_dict)

    class Meta:
        constraints = [state_check(SUBSCRIBER, "subscriber")]


class Consent(models.Model):
    """One piece of evidence, never changed or deleted. `kind`: express, implied or withdrawn.

    Valid at an instant t when not withdrawn by a later row and valid_from <= t and (until is null or t < until).
    Implied consent runs from the day after the event to two years (six months for an inquiry) after it (CASL s.10).
    """

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="consents")
    kind = models.CharField(max_length=10)
    basis = models.CharField(max_length=40)
    source = models.CharField(max_length=300)
    wording = models.TextField(blank=True)
    valid_from = models.DateTimeField()
    until = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=254, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=("express", "implied", "withdrawn")), name="consent_kind_known"
            )
        ]


class Suppression(models.Model):
    """An address that is left out, by its hash; asked in the claim of every delivery."""

    address_hash = models.CharField(max_length=64, unique=True)
    reason = models.CharField(max_length=40)
    source = models.CharField(max_length=300)
    at = models.DateTimeField()
