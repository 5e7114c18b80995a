"""The ledger's tables. Delivery state is written by outbox/ledger only, in raw SQL."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from scheduler.domain.states import DELIVERY, DELIVERY_OPEN, SINGLE
from scheduler.fields import empty_dict, one_of, state_check, state_field

_OVER = [name for name in DELIVERY.names if name not in DELIVERY_OPEN]


class Delivery(models.Model):
    """One person's copy, or one post on one account. The row is the queue. Few indexes, and none knows the state: where
    an index names a column that changes, PostgreSQL writes the row into every index anew. `ended_at` is empty as long
    as a copy is queued, claimed, sending, waiting or unknown, to which the database itself sees; every statement that
    looks for such copies says so.

    `destination`: the subscriber's address hash, or `account` for a social post. `holes`: values frozen at the first
    claim and reused by every retry (emptied when the person is erased). `due_at`: not before. `key`: stable over
    retries; Message-ID, TID and Idempotency-Key derive from it. `reason`: a code for suppressed, refused, missed.
    """

    # Neither message nor person is ever deleted while it has copies (PROTECT), and the freeze takes both from their own
    # tables. PostgreSQL would look each of a million up once more, one by one: half of the freeze.
    message = models.ForeignKey(
        "plan.Message", on_delete=models.PROTECT, related_name="deliveries", db_index=False, db_constraint=False
    )
    destination = models.CharField(max_length=64)
    part = models.PositiveIntegerField(default=1)
    variant = models.CharField(max_length=40, default="default")
    subscriber = models.ForeignKey(
        "audience.Subscriber", null=True, on_delete=models.PROTECT, db_index=False, db_constraint=False
    )
    state = models.CharField(max_length=20, default=DELIVERY.initial)
    reason = models.CharField(max_length=60, blank=True, default="")
    detail = models.CharField(max_length=500, blank=True, default="")
    due_at = models.DateTimeField()
    key = models.CharField(max_length=64)
    holes = models.JSONField(default=empty_dict)
    memo = models.JSONField(default=empty_dict)
    attempts = models.PositiveIntegerField(default=0)
    worker = models.CharField(max_length=40, blank=True, default="")
    claim_token = models.CharField(max_length=40, blank=True, default="")
    sending_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    remote_id = models.CharField(max_length=300, blank=True, default="")
    remote_url = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint("message", "destination", "part", name="delivery_once"),
            models.UniqueConstraint("key", name="delivery_key"),
            models.CheckConstraint(
                condition=Q(ended_at=None) & one_of(DELIVERY_OPEN) | Q(ended_at__isnull=False) & one_of(_OVER),
                name="delivery_ended",
            ),
        ]
        indexes = [
            models.Index("message", "id", condition=Q(ended_at=None), name="delivery_open"),
            models.Index("due_at", condition=Q(ended_at=None) & ~Q(reason=""), name="delivery_later"),
            models.Index("subscriber", "message", name="delivery_of_person"),
            # Who did not get it, and why: a sent copy has no reason, so it never enters.
            models.Index(
                "message", "reason", condition=Q(ended_at__isnull=False) & ~Q(reason=""), name="delivery_not_got"
            ),
        ]


class Attempt(models.Model):
    """A try that was not accepted at once; append-only."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="tries")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    outcome = models.CharField(max_length=20)
    code = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=500, blank=True)


class Hold(models.Model):
    """Nothing that it covers is sent while it stands; asked in the claim. `scope` is `instance:`, `account:3`,
    `job:weekly-tip`, `campaign:12`, `slot:5` or `message:34`."""

    scope = models.CharField(max_length=80, db_index=True)
    reason = models.CharField(max_length=300)
    by = models.CharField(max_length=254, blank=True)
    at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("scope", "reason", condition=Q(released_at__isnull=True), name="hold_once")
        ]


class Worker(models.Model):
    """A sender's heartbeat. What it had claimed or begun is given up when the beat is older than 2 minutes.

    `per_second`: how fast it got through `message_id` when that was last measured, at `paced_at`."""

    name = models.CharField(max_length=40, primary_key=True)
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    window = models.PositiveIntegerField(default=1)
    message_id = models.BigIntegerField(null=True)
    per_second = models.FloatField(default=0)
    paced_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)


class Tally(models.Model):
    """How many deliveries of a message are in each state; written in the same transaction as the states. `reason`: why
    they are left out; empty for those in any other state."""

    message = models.ForeignKey("plan.Message", on_delete=models.CASCADE, related_name="tallies")
    state = state_field(DELIVERY)
    reason = models.CharField(max_length=60, blank=True, default="", db_default="")
    count = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint("message", "state", "reason", name="tally_once")]


class TipReceived(models.Model):
    """A person gets a tip once, by whatever route. Written with the delivery."""

    # Written for every copy, from a delivery whose person and tip are there: looking both up once more, one by one, and
    # an index that the unique one begins with, made each copy dearer.
    subscriber = models.ForeignKey("audience.Subscriber", on_delete=models.CASCADE, db_index=False, db_constraint=False)
    tip = models.ForeignKey("library.Tip", on_delete=models.CASCADE, db_constraint=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("subscriber", "tip", name="tip_received_once")]


class Lane(models.Model):
    """Who sends on a profile now; an account of mail has no lane."""

    account = models.OneToOneField("accounts.Account", on_delete=models.CASCADE, primary_key=True)
    worker = models.CharField(max_length=40, blank=True, default="")


class Allowance(models.Model):
    """How many copies an account has begun since `since`: 24 hours later it counts anew. Kept where it has a limit."""

    account = models.OneToOneField("accounts.Account", on_delete=models.CASCADE, primary_key=True)
    since = models.DateTimeField()
    used = models.PositiveIntegerField(default=0)


class Undo(models.Model):
    """What a message was before somebody pressed "Send now", for as long as that can be undone."""

    message = models.OneToOneField("plan.Message", on_delete=models.CASCADE, primary_key=True)
    state = models.CharField(max_length=20)
    at = models.DateTimeField()
    late_after = models.DateTimeField()
    moved_by = models.CharField(max_length=254, blank=True)
    until = models.DateTimeField()
    by = models.CharField(max_length=254)


class Single(models.Model):
    """One mail of the studio to one person, outside every issue: please confirm, your address has changed. The row is
    the queue; outbox/singles.py is its only writer. `words`: to whom and what it says, emptied once it has
    ended. `key`: the Message-ID derives from it, hence a report that comes back finds it by `message_id`."""

    kind = models.CharField(max_length=20)
    subscriber = models.ForeignKey("audience.Subscriber", null=True, on_delete=models.SET_NULL)
    address_hash = models.CharField(max_length=64)
    words = models.JSONField(default=empty_dict)
    state = state_field(SINGLE)
    detail = models.CharField(max_length=500, blank=True, default="")
    key = models.CharField(max_length=64, unique=True)
    message_id = models.CharField(max_length=64, unique=True)
    attempts = models.PositiveIntegerField(default=0)
    worker = models.CharField(max_length=40, blank=True, default="")
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [state_check(SINGLE, "single")]
        indexes = [models.Index("due_at", condition=Q(state="queued"), name="single_in_line")]


class Returns(models.Model):
    """How far the mailbox for returned mail was read (IMAP, RFC 3501 2.3.1.1: a UID counts within its UIDVALIDITY)."""

    account = models.OneToOneField("accounts.Account", on_delete=models.CASCADE, primary_key=True)
    uidvalidity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)
    read_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True, default="")
    failing_since = models.DateTimeField(null=True)


class ReturnedMail(models.Model):
    """A mail of that mailbox that is or may be a report, and what was made of it. `kind`: bounce, complaint, delayed,
    stranger (about a mail that we do not know) or unreadable; the mail itself stays in the mailbox. `who`, `subject`:
    of the last two, for the page that lists them until `seen_at`."""

    account = models.ForeignKey("accounts.Account", on_delete=models.CASCADE)
    uidvalidity = models.BigIntegerField()
    uid = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    detail = models.CharField(max_length=500, blank=True, default="")
    who = models.CharField(max_length=200, blank=True, default="", db_default="")
    subject = models.CharField(max_length=200, blank=True, default="", db_default="")
    delivery = models.ForeignKey(Delivery, null=True, on_delete=models.SET_NULL)
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("account", "uidvalidity", "uid", name="returned_mail_once")]
        indexes = [
            models.Index("at", condition=Q(kind__in=("stranger", "unreadable"), seen_at=None), name="returned_aside")
        ]
