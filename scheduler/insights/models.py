"""What happened, in sentences a person reads on Today."""

from __future__ import annotations

from django.db import models


class Event(models.Model):
    """Something the owner may want to know. `needs_you`: stays on Today until resolved. `kind` groups and dedupes.
    `mail`: the key of the mail that told it; `-` when none need tell it, empty while one is to be written."""

    at = models.DateTimeField(db_index=True)
    kind = models.CharField(max_length=40)
    text = models.CharField(max_length=500)
    link = models.CharField(max_length=200, blank=True)
    message = models.ForeignKey("plan.Message", null=True, on_delete=models.CASCADE, related_name="events")
    delivery = models.ForeignKey("outbox.Delivery", null=True, on_delete=models.CASCADE, related_name="events")
    needs_you = models.BooleanField(default=False)
    resolved_at = models.DateTimeField(null=True)
    mail = models.CharField(max_length=120, blank=True, default="-", db_index=True)

    class Meta:
        indexes = [
            models.Index(fields=["kind"], condition=models.Q(needs_you=True, resolved_at=None), name="event_open")
        ]


class OwnerMail(models.Model):
    """A mail of the system to a person who signs in. `key`: what it is about; each address gets it once.

    `picture`: a PNG (its SHA-256) that the HTML shows; `picture_alt`: the same in words, which the plain text says.
    `not_before`: the next try; `ended_at`: it was taken, written into `rehearsal/`, or given up (`problem` says why).
    """

    key = models.CharField(max_length=120)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    link = models.CharField(max_length=300, blank=True)
    button = models.CharField(max_length=60, blank=True)
    picture = models.CharField(max_length=64, blank=True, default="")
    picture_alt = models.CharField(max_length=500, blank=True, default="", db_default="")
    at = models.DateTimeField()
    not_before = models.DateTimeField(db_index=True)
    tries = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("key", "to", name="owner_mail_once")]


class VisitKey(models.Model):
    """A random key for one day of the studio: what is made with it means nothing any more when it is gone."""

    day = models.DateField(unique=True)
    key = models.CharField(max_length=64)


class LinkVisit(models.Model):
    """Somebody followed a counted link of an issue, kept until the day is over. `visitor`: one household's browser,
    `network`: what is around it, both under the day's key. `machine`: no person, as the request itself shows."""

    message = models.ForeignKey("plan.Message", on_delete=models.CASCADE, related_name="visits")
    token = models.CharField(max_length=22)
    day = models.DateField(db_index=True)
    at = models.DateTimeField()
    visitor = models.CharField(max_length=32)
    network = models.CharField(max_length=32)
    machine = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint("message", "token", "visitor", name="link_visit_once")]


class LinkDay(models.Model):
    """How many people followed a link of an issue on one day, and how many visits were a machine's."""

    message = models.ForeignKey("plan.Message", on_delete=models.CASCADE, related_name="clicks")
    token = models.CharField(max_length=22)
    day = models.DateField(db_index=True)
    people = models.PositiveIntegerField(default=0)
    machines = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint("message", "token", "day", name="link_day_once")]
