"""What the pages ask of the plan: rhythms in words, a series before it is queued, drafts, what is in the way."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max

from scheduler.accounts.models import Account
from scheduler.channels.base import Channel
from scheduler.domain.jobsfile import JobEntry
from scheduler.domain.timing.rules import words
from scheduler.errors import Problem
from scheduler.library import services as library
from scheduler.plan.models import Campaign, Job, Message, Slot
from scheduler.plan.services import accepting, finding, holding, jobs_file, listing, outlets, queueing
from scheduler.plan.services.desk import PRACTISED_AGAIN
from scheduler.plan.services.going_live import was_stopped
from scheduler.plan.services.slots import OTHER_RHYTHM


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A rhythm as a person reads it."""

    name: str
    sentence: str
    state: str
    sends: str
    channels: list[Account]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What queueing would do; nothing of it is kept. `left_out`: dates on which nothing goes out, with the reason;
    `after`: the series of the rhythm that go out before, with their last dates."""

    tips: int
    placed: int
    slots: int
    unplaced: list[dict[str, str]]
    entries: list[listing.Entry]
    left_out: list[tuple[datetime, str]]
    after: list[tuple[str, datetime]]

    @property
    def told(self) -> str:
        """As `queueing.placed_words`."""
        return queueing.placed_words(self.placed, self.tips, self.slots)


@dataclass(frozen=True, slots=True)
class Series:
    """A queued series as its page shows it. `waiting`: how many of its posts and issues wait for an OK."""

    campaign: Campaign
    entries: list[listing.Entry]
    waiting: int
    held: list[str]


def series(ref: str) -> Series:
    """The series c12 with all its posts and issues; Problem when there is none."""
    campaign = finding.campaign(ref)
    found = campaign.messages.exclude(state="void").select_related("account", "campaign")
    entries = listing.entries(found.order_by("at", "account__position", "pk"))
    scopes = {"instance:", f"job:{campaign.job}", f"campaign:{campaign.pk}"}
    waiting = sum(entry.state == "draft" for entry in entries)
    return Series(campaign, entries, waiting, list(holding.held(scopes).values()))


def running(article_id: int, job: str) -> str:
    """The series (c12) in which this article is queued under the rhythm already; "" when it is not."""
    found = Campaign.objects.filter(article=article_id, job=job, state__in=("active", "paused")).first()
    return found.ref if found else ""


def running_of(article_id: int) -> list[Campaign]:
    """The series of this article that still have something to send."""
    return list(Campaign.objects.filter(article=article_id, state__in=("active", "paused")).order_by("queued_at", "pk"))


def running_series() -> list[Campaign]:
    """Series that still have something to send, newest first."""
    return list(Campaign.objects.filter(state__in=("active", "paused")).order_by("-queued_at", "-pk"))


def rhythms(sends: str = "") -> list[Rhythm]:
    """Every rhythm of the accepted plan, or those that send tips, announcements or posts."""
    plan = accepting.require()
    states = dict(Job.objects.values_list("name", "state"))
    accounts = {account.name: account for account in Account.objects.all()}
    return [
        _rhythm(job, states.get(name, "enabled"), accounts)
        for name, job in plan.jobs.items()
        if sends in ("", job.send)
    ]


def _rhythm(job: JobEntry, state: str, accounts: dict[str, Account]) -> Rhythm:
    return Rhythm(job.name, words(job.rule), state, job.send, [accounts[name] for name in job.to if name in accounts])


def sentence_of(job: JobEntry) -> str:
    """When a rhythm goes out, as a person says it."""
    return words(job.rule)


def propose(article_id: int, job: str, channels: Collection[str], now: datetime) -> Proposal:
    """Queue, look, and take it all back: the dates shown are those that queueing will give."""
    with transaction.atomic():
        queued = queueing.result(queueing.laid_out(article_id, job, by="", now=now, channels=channels))
        found = queued.campaign.messages.exclude(state="void").select_related("account", "campaign")
        entries = listing.entries(found.order_by("at", "account__position", "pk"))
        left_out, after = _left_out(job, entries, now), _before(queued.campaign)
        proposal = Proposal(queued.tips, queued.placed, queued.slots, queued.unplaced, entries, left_out, after)
        transaction.set_rollback(True)
    return proposal


def _left_out(job: str, entries: list[listing.Entry], now: datetime) -> list[tuple[datetime, str]]:
    """Dates up to the last of these that quiet times or a closure take away."""
    last = max((entry.at for entry in entries), default=now)
    found = Slot.objects.filter(job=job, state="skipped", at__gt=now, at__lt=last).exclude(why=OTHER_RHYTHM)
    return list(found.order_by("at").values_list("at", "why"))


def _before(series: Campaign) -> list[tuple[str, datetime]]:
    """What stands in line before a series: others of its rhythm with something to send, on its channels."""
    waiting = Message.objects.filter(job=series.job, state__in=finding.OPEN, account__name__in=series.channels)
    waiting = waiting.exclude(slot=None).exclude(campaign=series.pk).exclude(campaign=None)
    return list(waiting.values_list("campaign__title").annotate(last=Max("at")).order_by("last"))


def elsewhere(message: Message) -> list[Message]:
    """The same tip of its series on other channels, or what else goes out on its date, by time."""
    found = Message.objects.exclude(state="void").exclude(account=message.account_id)
    if message.tip_id and message.campaign_id:
        found = found.filter(tip=message.tip_id, campaign=message.campaign_id)
    elif message.slot_id:
        found = found.filter(slot=message.slot_id)
    else:
        return []
    return list(found.select_related("account").order_by("at", "account__position", "pk"))


def comes_again(message: Message) -> bool:
    """Was it only practised, so that going live puts its tip back? (DESIGN section 1.)"""
    tip, series = message.tip, message.campaign
    if message.state != "rehearsed" or message.reason == PRACTISED_AGAIN:
        return False
    if message.account.live_since is not None or tip is None or series is None:
        return False
    return tip.state != "retired" and not was_stopped(series)


def channel_of(account: Account) -> Channel:
    """The channel as this account has it: counts and previews by its own limits."""
    return outlets.configured(account, accepting.require())


def payloads(message: Message, variant: str = "default") -> list[dict[str, Any]]:
    """The stored payloads of one of the message's variants, one per part: what is approved and sent."""
    rows = message.variants.filter(name=variant).order_by("part").values_list("payload_id", flat=True)
    return [json.loads(library.load_blob(sha256)) for sha256 in rows]


def has_variants(message: Message) -> bool:
    """Do readers who chose one topic get other words than those who chose both? (A tip's mail with classes in it.)"""
    facts = message.context.get("facts", {})
    return message.kind == "tip" and message.account.kind == "email" and bool(facts.get("classes"))


def drafts_of(ref: str) -> list[Message]:
    """The messages that a reference covers and that have a draft, in the order they go out."""
    return [message for message in finding.messages(ref).order_by("at", "pk") if message.payload_hash]


def without_draft(ref: str) -> list[str]:
    """Why messages that a reference covers have no draft (a mistake in a template, say), each reason once."""
    rows = finding.messages(ref).filter(state="draft", payload_hash="").exclude(reason="")
    return sorted(set(rows.values_list("reason", flat=True)))


def held_by(message: Message) -> list[str]:
    """Why nothing of this message goes out now; empty when nothing is in its way."""
    return holding.reasons(set(listing.scopes(message)))


def resumed_at(message: Message) -> list[tuple[str, str]]:
    """Where the pauses of this message are ended: (all, rhythm or series, its name or c12); none of its own."""
    standing = holding.held(set(listing.scopes(message)))
    campaign = message.campaign.ref if message.campaign else ""
    known = {"instance": ("all", ""), "job": ("rhythm", message.job), "campaign": ("series", campaign)}
    found = [known.get(scope.partition(":")[0]) for scope in listing.scopes(message) if scope in standing]
    return [place for place in found if place is not None]


def practising() -> list[str]:
    """The channels in practice, by name."""
    return list(Account.objects.filter(state="rehearsing").values_list("name", flat=True))


def file_difference(home: Path) -> list[str]:
    """What the home's jobs.yaml would change, in sentences; its mistakes, when it cannot be read."""
    try:
        return accepting.difference(jobs_file.read_file(home))
    except Problem as problem:
        return [str(problem)]
