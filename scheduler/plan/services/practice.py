"""What was practised is practised again before its channel goes live: a whole series on coming dates, or one by itself.

The rehearsal that was stays where it is listed, and gives its tip back (`PRACTISED_AGAIN`); new drafts are composed of
today's words. Nothing is sent: a channel that is live has nothing to practise.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from scheduler.domain.jobsfile import Plan
from scheduler.domain.timing.zones import resolve, to_local
from scheduler.errors import Problem
from scheduler.plan.models import Campaign, Message
from scheduler.plan.services import finding
from scheduler.plan.services.accepting import ONE_OFF, require
from scheduler.plan.services.composing import compose_drafts
from scheduler.plan.services.desk import PRACTISED_AGAIN
from scheduler.plan.services.going_live import let_go_on, was_stopped
from scheduler.plan.services.grace import late_after
from scheduler.plan.services.layout import lock
from scheduler.plan.services.queueing import refresh
from scheduler.plan.services.rewriting import Tried, try_out
from scheduler.signals import sooner

_GONE_ON = ("draft", "approved", "sent")
_COPIED = (
    "slot", "account", "job", "kind", "campaign", "tip", "position", "of", "title", "why", "audience", "words",
)  # fmt: skip


def practised(campaign: Campaign) -> list[Message]:
    """What of a series can be practised again; nothing of one that is paused, was stopped, or is live."""
    plan = require()
    job = plan.jobs.get(campaign.job)
    if job is None or campaign.state not in ("active", "finished") or was_stopped(campaign):
        return []
    here = set(job.to).intersection(campaign.channels)
    found = campaign.messages.filter(_IN_PRACTICE, account__name__in=here).exclude(slot=None)
    return list(found.exclude(reason=PRACTISED_AGAIN).exclude(tip__state="retired").order_by("pk"))


_IN_PRACTICE = Q(state="rehearsed", account__state="rehearsing", account__live_since=None)


def seen_of(found: Iterable[Message]) -> str:
    """Names what is to be practised again, so that a button pressed twice does it once."""
    return hashlib.sha256(" ".join(message.ref for message in found).encode()).hexdigest()


def look_at_series(ref: str, now: datetime) -> tuple[list[Message], Tried]:
    """What would be practised again, and what that does to the calendar; nothing of it is kept."""
    campaign = finding.campaign(ref)
    found = practised(campaign)
    return found, try_out(lambda: _give_back(campaign, found), now)


@transaction.atomic
def practise_series(ref: str, seen: str, now: datetime) -> int:
    """Everything that was practised of a series as drafts on the coming dates; answers how many there were, 0 when it
    was done already. Problem when something else would be practised again than was `seen`."""
    lock()
    campaign = finding.campaign(ref)
    found = practised(campaign)
    if not found:
        return 0
    if seen_of(found) != seen:
        raise Problem("More of it was practised meanwhile: look again at what would happen.")
    _give_back(campaign, found)
    refresh(now)
    transaction.on_commit(lambda: sooner.send(sender=None))
    return len(found)


def _give_back(campaign: Campaign, found: list[Message]) -> None:
    Message.objects.filter(pk__in=[message.pk for message in found]).update(reason=PRACTISED_AGAIN)
    let_go_on([campaign.pk])


def why_not(message: Message) -> str:
    """What speaks against practising this one again by itself; empty when nothing does."""
    name, plan = f"“{message.title}” on {message.account.name}", require()
    if message.state != "rehearsed" or message.reason == PRACTISED_AGAIN:
        return f"{name} was not practised, or is practised again already."
    if message.account.state != "rehearsing" or message.account.live_since is not None:
        return f"{message.account.name} no longer practises."
    if message.campaign is None and message.job != ONE_OFF:
        return f"{name} only filled a date: its rhythm gives another one."
    job = plan.jobs.get(message.job)
    if message.job != ONE_OFF and (job is None or message.account.name not in job.to):
        return f"The rhythm of {name} no longer goes there."
    if message.tip is not None and message.tip.state == "retired":
        return f"The tip of {name} was dropped since."
    if _is_elsewhere(message):
        return f"{name} goes out on another date by now, or something else on its own."
    return ""


def _is_elsewhere(message: Message) -> bool:
    others = Message.objects.filter(account=message.account_id).exclude(pk=message.pk)
    same = others.filter(tip=message.tip_id, state__in=_GONE_ON) if message.tip_id else others.none()
    there = others.filter(slot=message.slot_id).exclude(state__in=("void", "rehearsed"))
    return same.exists() or (message.slot_id is not None and there.exists())


def newest_of(message: Message) -> Message | None:
    """The one that took the place of a rehearsal, when it is practised again."""
    if message.reason != PRACTISED_AGAIN:
        return None
    same = {name: getattr(message, name) for name in ("account", "job", "campaign", "tip")}
    later = Message.objects.filter(**same, pk__gt=message.pk).exclude(state="void")
    later = later if message.tip_id else later.filter(words=message.words)
    return later.order_by("-pk").first()


@transaction.atomic
def practise_one(ref: str, by: str, now: datetime) -> Message:
    """The same post or issue once more, composed of today's words; nothing else moves. It is approved when it reads as
    somebody approved it before (promise 3). Its date: the old one, or tomorrow at the same time when that is over."""
    lock()
    message = finding.message(ref)
    if reason := why_not(message):
        raise Problem(reason)
    Message.objects.filter(pk=message.pk).update(reason=PRACTISED_AGAIN)
    again = Message(**{name: getattr(message, name) for name in _COPIED}, moved_by=by, created_at=now)
    plan = require()
    again.at = _at(plan, message, now)
    again.late_after = late_after(plan, message, again.at)
    again.save()
    compose_drafts(now, [again])
    again.refresh_from_db()
    transaction.on_commit(lambda: sooner.send(sender=None))
    return again


def _at(plan: Plan, message: Message, now: datetime) -> datetime:
    at, job, zone = message.at, plan.jobs.get(message.job), plan.studio.timezone
    if message.slot is not None and job is not None:  # it may have been practised ahead of its date
        at = message.slot.at + job.offset_of(message.account.name)
    if at > now:
        return at
    tomorrow = to_local(now, zone).date() + timedelta(days=1)
    return resolve(datetime.combine(tomorrow, to_local(at, zone).time().replace(tzinfo=None)), zone).utc
