"""A channel or a rhythm gets another name: the same one with its dates, its OKs and all that went out.

What a new text of jobs.yaml does not do by itself, before it counts and in its transaction: there the old one would be
gone, and another one new.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db.models import Value
from django.db.models.functions import Concat, Left, Substr

from scheduler.accounts import services as accounts
from scheduler.domain import jobsfile
from scheduler.errors import Problem
from scheduler.plan.models import Campaign, Job, Mention, Message, Slot
from scheduler.plan.services import holding
from scheduler.plan.services.accepting import newest, work_from
from scheduler.signals import rhythm_renamed

LONGEST_WHY = 500
_Rename = Callable[[str, str, str], str]


def rename_channel(old: str, new: str, by: str, now: datetime) -> None:
    """The account with its sign-in, and the series that go out on it. Problem for a name that was in use before."""
    if old == new:
        return
    accounts.rename(old, new)
    _in_the_accepted_plan(jobsfile.rename_channel, old, new, by, now)
    for series in Campaign.objects.all():
        if old in series.channels:
            series.channels = [new if name == old else name for name in series.channels]
            series.save(update_fields=["channels"])


def rename_rhythm(old: str, new: str, by: str, now: datetime) -> None:
    """Its state and pauses, its series and dates, what goes out on them and what went, and which classes it told of, so
    that nothing is laid out or announced a second time. Problem for a name that was in use before."""
    if old == new:
        return
    if Job.objects.filter(name=new).exists():
        raise Problem(f"There was a rhythm “{new}” before: choose another name.", "name")
    _in_the_accepted_plan(jobsfile.rename_rhythm, old, new, by, now)
    Job.objects.filter(name=old).update(name=new)
    for model in (Campaign, Slot, Message, Mention):
        model.objects.filter(job=old).update(job=new)
    for mark in (", ", ": "):  # “weekly-tip, every Tuesday at 09:00”, “new-classes: a new class”
        called = Left(Concat(Value(new), Substr("why", len(old) + 1)), LONGEST_WHY)
        Message.objects.filter(job=new, why__startswith=f"{old}{mark}").update(why=called)
    holding.rename_scope(f"job:{old}", f"job:{new}")
    rhythm_renamed.send(sender=None, old=old, new=new)


def _in_the_accepted_plan(rename: _Rename, old: str, new: str, by: str, now: datetime) -> None:
    row = newest()
    if row is not None:
        work_from(rename(row.text, old, new), by, now)
