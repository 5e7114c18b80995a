"""A channel gets another name: the same channel with its sign-in, its dates and all that went out."""

from __future__ import annotations

from datetime import datetime

from scheduler.accounts import services as accounts
from scheduler.domain import jobsfile
from scheduler.plan.models import Campaign
from scheduler.plan.services.accepting import newest, work_from


def rename_channel(old: str, new: str, by: str, now: datetime) -> None:
    """What a new text of jobs.yaml does not do by itself, before it counts and in its transaction: there the old
    channel would be gone, and another one new."""
    accounts.rename(old, new)
    row = newest()
    if row is not None:
        work_from(jobsfile.rename_channel(row.text, old, new), by, now)
    for series in Campaign.objects.all():
        if old in series.channels:
            series.channels = [new if name == old else name for name in series.channels]
            series.save(update_fields=["channels"])
