"""What will go out and when: the accepted plan, campaigns, slots, messages, approvals."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from scheduler.accounts.models import Account
from scheduler.classes.models import ClassSeries
from scheduler.domain.states import CAMPAIGN, JOB, MESSAGE, SLOT
from scheduler.fields import empty_dict, empty_list, state_check, state_field
from scheduler.library.models import Article, Blob, Tip


class AcceptedPlan(models.Model):
    """A text of jobs.yaml that a person (or a first start) accepted; every process works from the newest row."""

    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    accepted_at = models.DateTimeField()
    accepted_by = models.CharField(max_length=254)


class Job(models.Model):
    """A rhythm's state. What it does stands in the accepted plan."""

    name = models.CharField(max_length=60, unique=True)
    state = state_field(JOB)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [state_check(JOB, "job")]


class Campaign(models.Model):
    """A series from an article: its tips in order under a job (`c12` outside).

    `followed`: how it was before it followed an edit of its article: {"article", "title", "places": [tip ids]}.
    """

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="campaigns")
    job = models.CharField(max_length=60, db_index=True)
    title = models.CharField(max_length=300)
    channels = models.JSONField(default=empty_list)
    state = state_field(CAMPAIGN)
    queued_at = models.DateTimeField(null=True)
    queued_by = models.CharField(max_length=254, blank=True)
    unplaced = models.JSONField(default=empty_list)
    followed = models.JSONField(default=empty_dict)

    class Meta:
        constraints = [state_check(CAMPAIGN, "campaign")]
        ordering = ["queued_at", "id"]

    @property
    def ref(self) -> str:
        """The name that commands and pages use."""
        return f"c{self.pk}"


class CampaignTip(models.Model):
    """A tip's place in a series, 1 first."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="places")
    tip = models.ForeignKey(Tip, on_delete=models.PROTECT, related_name="places")
    position = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint("campaign", "tip", name="tip_once_in_campaign"),
            models.UniqueConstraint("campaign", "position", name="place_once_in_campaign"),
        ]
        ordering = ["position"]


class Slot(models.Model):
    """A date. `rule_time`: the local time the rule gives (`2027-02-16T09:00`), which never changes;
    `local`, `zone` and `at` (UTC) are when it goes."""

    job = models.CharField(max_length=60)
    rule_time = models.CharField(max_length=20)
    local = models.CharField(max_length=20)
    zone = models.CharField(max_length=60)
    at = models.DateTimeField(db_index=True)
    why = models.CharField(max_length=300, blank=True)
    moved_by = models.CharField(max_length=254, blank=True)
    state = state_field(SLOT)

    class Meta:
        constraints = [
            state_check(SLOT, "slot"),
            models.UniqueConstraint("job", "rule_time", name="slot_once"),
        ]
        ordering = ["at"]


class Message(models.Model):
    """Content for one account in one slot (`m34` outside).

    `payload_hash`: SHA-256 of all its variants (what is approved). `context`: what its templates were given.
    `late_after`: past it the message is missed. `frozen_at`: when its audience was written into the ledger.
    `position`, `of`: "tip 2 of 6". `moved_by`: a person chose `at`, so that laying out dates leaves it alone.
    """

    slot = models.ForeignKey(Slot, null=True, on_delete=models.PROTECT, related_name="messages")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="messages")
    job = models.CharField(max_length=60, db_index=True)
    kind = models.CharField(max_length=20)
    campaign = models.ForeignKey(Campaign, null=True, on_delete=models.PROTECT, related_name="messages")
    tip = models.ForeignKey(Tip, null=True, on_delete=models.PROTECT, related_name="messages")
    series = models.ForeignKey(ClassSeries, null=True, on_delete=models.PROTECT, related_name="messages")
    position = models.PositiveIntegerField(default=0)
    of = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=300)
    why = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(db_index=True)
    late_after = models.DateTimeField()
    moved_by = models.CharField(max_length=254, blank=True)
    audience = models.CharField(max_length=100, default="everyone")
    subject = models.CharField(max_length=200, blank=True)
    words = models.JSONField(default=empty_dict)
    context = models.JSONField(default=empty_dict)
    payload_hash = models.CharField(max_length=64, blank=True)
    parts = models.PositiveIntegerField(default=1)
    state = state_field(MESSAGE)
    reason = models.CharField(max_length=300, blank=True)
    frozen_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            state_check(MESSAGE, "message"),
            models.UniqueConstraint(
                "slot", "account", condition=~Q(state__in=("void", "rehearsed")), name="message_once_in_slot"
            ),
            models.UniqueConstraint(
                "campaign",
                "tip",
                "account",
                condition=Q(slot__isnull=True, kind="tip") & ~Q(state="void"),
                name="standing_message_once",
            ),
        ]
        ordering = ["at", "id"]

    @property
    def ref(self) -> str:
        """The name that commands and pages use."""
        return f"m{self.pk}"

    @property
    def standing(self) -> bool:
        """Of a sign-up series: it has no date of its own, each person's copy has one."""
        return self.slot_id is None and self.kind == "tip"


class Variant(models.Model):
    """A payload of a message: the network's own request as JSON in a blob, for one topic or language and one part.

    `approved`: the one that was approved, where rows that were no longer true went out of it since (truth.py).
    """

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="variants")
    name = models.CharField(max_length=40, default="default")
    part = models.PositiveIntegerField(default=1)
    payload = models.ForeignKey(Blob, on_delete=models.PROTECT)
    approved = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("message", "name", "part", name="variant_once")]
        ordering = ["name", "part"]


class Approval(models.Model):
    """(hash, account, audience rule, who, when). Void when an edit changes the hash."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="approvals")
    payload_hash = models.CharField(max_length=64)
    account = models.ForeignKey(Account, on_delete=models.PROTECT)
    audience = models.CharField(max_length=100)
    who = models.CharField(max_length=254)
    at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)


class Mention(models.Model):
    """A class enters a rule's message once."""

    job = models.CharField(max_length=60)
    rule = models.CharField(max_length=60)
    class_uid = models.CharField(max_length=255)
    account = models.ForeignKey(Account, on_delete=models.CASCADE)
    message = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL)

    class Meta:
        constraints = [models.UniqueConstraint("job", "rule", "class_uid", "account", name="mention_once")]


class ReviewLink(models.Model):
    """A way for somebody without an account to see, answer and comment. The token is stored hashed, so that a copy of
    the database opens nothing.

    `scope`: `month` (what goes out between `starts_at` and `ends_at`), a series (`c12`) or a post or issue (`m34`).
    """

    token_hash = models.CharField(max_length=64, unique=True)
    scope = models.CharField(max_length=20)
    label = models.CharField(max_length=80, blank=True)
    may_approve = models.BooleanField(default=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    created_by = models.CharField(max_length=254)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]


class Comment(models.Model):
    """What a reviewer said about a post or issue; `who` is the name they typed. `against`: they ask not to send it.

    `hold_reason`: of the hold that keeps it back until `resolved_at`. `payload_hash`: the words they had seen.
    """

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="comments")
    link = models.ForeignKey(ReviewLink, null=True, on_delete=models.SET_NULL, related_name="comments")
    who = models.CharField(max_length=60)
    text = models.CharField(max_length=2000)
    against = models.BooleanField(default=False)
    payload_hash = models.CharField(max_length=64, blank=True)
    hold_reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    answer = models.CharField(max_length=2000, blank=True)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.CharField(max_length=254, blank=True)

    class Meta:
        ordering = ["at", "id"]


class CalendarLink(models.Model):
    """A secret address at which somebody's own calendar reads what is planned. The token is stored hashed, so that a
    copy of the database opens nothing.."""

    token_hash = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=80, blank=True)
    created_by = models.CharField(max_length=254)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
