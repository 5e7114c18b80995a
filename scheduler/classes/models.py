"""Timetables as read, their class series and dates."""

from __future__ import annotations

from django.db import models

from scheduler.domain.states import CLASS
from scheduler.fields import state_check, state_field


class Timetable(models.Model):
    """A file or feed. `baseline_at`: the first reading, which announces nothing. `listed`: jobs.yaml names it."""

    source = models.CharField(max_length=1000, unique=True)
    listed = models.BooleanField(default=True)
    baseline_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    failed_since = models.DateTimeField(null=True)
    error = models.CharField(max_length=500, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)


class ClassSeries(models.Model):
    """A class as the timetable names it. `kind`: series, season (has an end) or event (one date).

    `first_seen_at` after the timetable's baseline means: new, may be announced.
    """

    timetable = models.ForeignKey(Timetable, on_delete=models.CASCADE, related_name="series")
    uid = models.CharField(max_length=255)
    kind = models.CharField(max_length=10, default="series")
    title = models.CharField(max_length=300)
    teacher = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    url = models.CharField(max_length=1000, blank=True)
    first_seen_at = models.DateTimeField()
    new = models.BooleanField(default=False)
    state = state_field(CLASS)

    class Meta:
        constraints = [
            state_check(CLASS, "series"),
            models.UniqueConstraint("timetable", "uid", name="series_once"),
        ]


class ClassSession(models.Model):
    """One date of a series. `recurrence`: the local time the rule gives (`once` for a single event), which names
    the date for ever. `changed_at`: when a reading last showed another time or place."""

    series = models.ForeignKey(ClassSeries, on_delete=models.CASCADE, related_name="sessions")
    recurrence = models.CharField(max_length=40)
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField(null=True)
    place = models.CharField(max_length=300, blank=True)
    changed_at = models.DateTimeField(null=True)
    state = state_field(CLASS)

    class Meta:
        constraints = [
            state_check(CLASS, "session"),
            models.UniqueConstraint("series", "recurrence", name="session_once"),
        ]
        ordering = ["starts_at"]
