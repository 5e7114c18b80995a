"""People, the evidence of their consent, and who must be left out. (docs: rules of Canada's anti-spam law.)"""

from __future__ import annotations

from django.db import models

from scheduler.domain.states import SUBSCRIBER
from scheduler.fields import empty_dict, state_check, state_field


class Subscriber(models.Model):
    """A person by address. `address_key`: lower case, domain as A-label. `address_hash`: HMAC-SHA256 of the key,
    the only thing that outlives erasure. `token`: 22 random characters (128 bits) in this person's own links.
    `wants_tips`, `wants_classes`: what they chose to read about; asked in the claim."""

    address = models.CharField(max_length=254)
    address_key = models.CharField(max_length=254, unique=True)
    address_hash = models.CharField(max_length=64, unique=True)
    token = models.CharField(max_length=22, unique=True)
    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    state = state_field(SUBSCRIBER, index=False)
    paused_until = models.DateTimeField(null=True)
    wants_tips = models.BooleanField(default=True, db_default=True)
    wants_classes = models.BooleanField(default=True, db_default=True)
    confirmed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    extra = models.JSONField(default=empty_dict)

    class Meta:
        constraints = [state_check(SUBSCRIBER, "subscriber")]
        # Those of a state in the order of the list; and those few who read of one topic only.
        indexes = [
            models.Index("state", "address_key", name="subscriber_by_state"),
            models.Index("address_key", condition=models.Q(wants_tips=False), name="subscriber_no_tips"),
            models.Index("address_key", condition=models.Q(wants_classes=False), name="subscriber_no_classes"),
        ]


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


class Confirmation(models.Model):
    """Somebody was asked by mail whether they want this: to be on the list (`sign-up`), or to get their mail at another
    address (`address`, which `address` holds until then). Kept as evidence: the words they were shown with their
    version, the page, when, and from which network (its fingerprint). The link's token is kept hashed.
    `address_hash`: the mailbox that was asked; it is asked at most once a day. Somebody who was erased signs up
    anew: until they confirm, `address` and `first_name` are known here only."""

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="confirmations")
    kind = models.CharField(max_length=10)
    token_hash = models.CharField(max_length=64, unique=True)
    address = models.CharField(max_length=254, blank=True, default="")
    first_name = models.CharField(max_length=100, blank=True, default="", db_default="")
    address_hash = models.CharField(max_length=64, db_index=True)
    wording = models.TextField(blank=True, default="")
    version = models.CharField(max_length=20, blank=True, default="")
    source = models.CharField(max_length=300, blank=True, default="")
    network = models.CharField(max_length=64, blank=True, default="")
    asked_at = models.DateTimeField(db_index=True)
    expires_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_network = models.CharField(max_length=64, blank=True, default="")


class Knock(models.Model):
    """How often a network asked for sign-ups within an hour; `key` is its fingerprint, or `everyone`."""

    key = models.CharField(max_length=64, unique=True)
    window_start = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)


class Choice(models.Model):
    """Something a person changed about their mails, in a sentence for their own page; deleted with them."""

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="choices")
    at = models.DateTimeField()
    text = models.CharField(max_length=300)


class Bounce(models.Model):
    """A mail to this person came back, or they reported it as spam. `kind`: see domain/bounces.py. `key`: the same
    report read twice counts once. `delivery`: the copy it is about; its state stays what it was."""

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="bounces")
    delivery = models.ForeignKey("outbox.Delivery", null=True, on_delete=models.SET_NULL, related_name="bounces")
    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=20, blank=True, default="")
    detail = models.CharField(max_length=500, blank=True, default="")
    source = models.CharField(max_length=40)
    key = models.CharField(max_length=120, unique=True)
    at = models.DateTimeField()
