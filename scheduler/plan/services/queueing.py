"""An article's tips are queued under a rhythm; every rhythm's dates are laid out again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from scheduler.accounts.models import Account
from scheduler.domain.jobsfile import JobEntry, Plan
from scheduler.domain.timing.words import did_you_mean
from scheduler.errors import Problem
from scheduler.library.models import Article, Tip
from scheduler.plan.models import Campaign, CampaignTip, Message
from scheduler.plan.services.accepting import ONE_OFF, accepted, require, still_counts
from scheduler.plan.services.announcing import announce
from scheduler.plan.services.composing import compose_drafts
from scheduler.plan.services.emptiness import lay_rhythm
from scheduler.plan.services.lateness import OPEN, close_late
from scheduler.plan.services.layout import lock, void
from scheduler.signals import happened


@dataclass(frozen=True, slots=True)
class QueueResult:
    """The series, how many tips and dates it has, and which tip goes nowhere on which channel, with the reason.
    `placed`: how many of its tips go out on at least one channel."""

    campaign: Campaign
    tips: int
    placed: int
    slots: int
    unplaced: list[dict[str, str]] = field(default_factory=list)

    @property
    def told(self) -> str:
        """As `placed_words`."""
        return placed_words(self.placed, self.tips, self.slots)

    def as_json(self) -> dict[str, object]:
        """DESIGN section 6, `studio queue`."""
        return {"campaign": self.campaign.ref, "tips": self.tips, "slots": self.slots, "unplaced": self.unplaced}


def placed_words(placed: int, tips: int, dates: int) -> str:
    """`7 tips on 7 dates`, `6 of 7 tips on 6 dates`; without dates of its own, on each person's."""
    some = f"{placed} of {tips}" if placed < tips else str(tips)
    where = (
        f"{dates} {'date' if dates == 1 else 'dates'}" if dates else "each person’s own dates" if placed else "no date"
    )
    return f"{some} {'tip' if tips == 1 else 'tips'} on {where}"


def queue(
    article_id: int, job: str, by: str, now: datetime, tip_ids: Collection[int] | None = None,
    channels: Collection[str] | None = None,
) -> QueueResult:  # fmt: skip
    """Lay the article's tips onto the next free dates of a rhythm and write their drafts. `tip_ids`, in this order,
    and `channels` choose. Raises Problem when there is nothing to queue, or the rhythm or a channel does not exist.
    """
    series = laid_out(article_id, job, by, now, tip_ids, channels)
    compose_drafts(now)
    series.refresh_from_db()
    return result(series)


def laid_out(
    article_id: int, job: str, by: str, now: datetime, tip_ids: Collection[int] | None = None,
    channels: Collection[str] | None = None,
) -> Campaign:  # fmt: skip
    """The series on its dates, without drafts: writing them takes a while, since pictures are drawn. As `queue`."""
    plan = require()
    entry = _job(plan, job)
    article = Article.objects.filter(pk=article_id).first()
    if article is None:
        raise Problem("There is no such article: read it in first.")
    _no_news(article)
    tips, to = _tips(article, tip_ids), _channels(entry, channels)
    with transaction.atomic():
        _not_twice(article, job)
        series, _ = Campaign.objects.update_or_create(
            {"title": article.title, "channels": to, "state": "active", "queued_at": now, "queued_by": by},
            article=article, job=job, state="draft",
        )  # fmt: skip
        CampaignTip.objects.bulk_create(
            CampaignTip(campaign=series, tip=tip, position=n) for n, tip in enumerate(tips, start=1)
        )
        Article.objects.filter(pk=article.pk, state="draft").update(state="ready")
        text = f"“{series.title}” is queued: {len(tips)} tips under {job}."
        happened.send(sender=None, kind="queued", text=text, now=now, link=f"/series/{series.ref}/")
        lay_rhythm(plan, job, now)  # tells anew when the tips still do not suffice
    series.refresh_from_db()
    return series


def _no_news(article: Article) -> None:
    """News becomes one post, never weekly tips (DESIGN section 4)."""
    if article.kind != "tips":
        what = "news" if article.kind == "news" else "an event"
        raise Problem(
            f"“{article.title}” reads as {what}, not as tips: make one post of it (`--job {ONE_OFF}`), or choose “No, "
            "take its tips” on its page."
        )


def _job(plan: Plan, name: str) -> JobEntry:
    if name not in plan.jobs:
        rhythms = [job.name for job in plan.jobs.values() if job.send == "tip"]
        near = did_you_mean(name, rhythms) or (f" There are: {', '.join(rhythms)}." if rhythms else "")
        raise Problem(f"There is no rhythm “{name}” in jobs.yaml.{near}")
    if plan.jobs[name].send != "tip":
        raise Problem(f"“{name}” sends no tips: choose a rhythm of jobs.yaml with `send: tip`.")
    return plan.jobs[name]


def _tips(article: Article, tip_ids: Collection[int] | None) -> list[Tip]:
    usable = article.tips.exclude(state="retired")
    tips = list(usable.order_by("rank", "position"))
    if tip_ids is not None:
        by_id = {tip.pk: tip for tip in tips}
        tips = [by_id[pk] for pk in tip_ids if pk in by_id]
    if not tips:
        raise Problem(f"“{article.title}” has no tips to queue: choose some, or add a line of your own.")
    return tips


def _channels(job: JobEntry, channels: Collection[str] | None) -> list[str]:
    wanted = list(job.to) if channels is None else [name for name in job.to if name in channels]
    strange = set(channels or ()) - set(job.to)
    if strange:
        raise Problem(f"“{job.name}” does not go to {', '.join(sorted(strange))}: add it under `to:` in jobs.yaml.")
    if not wanted:
        raise Problem("Choose at least one channel.")
    return wanted


def _not_twice(article: Article, job: str) -> None:
    running = Campaign.objects.filter(article=article, job=job, state__in=("active", "paused")).first()
    if running is not None:
        raise Problem(f"“{article.title}” is queued under {job} already, as {running.ref}; stop that series first.")


def result(series: Campaign) -> QueueResult:
    """What became of a series, as of now."""
    going = series.messages.exclude(state="void")
    dates = going.exclude(slot=None).values("slot").distinct().count()
    placed = series.places.filter(tip__in=going.values("tip")).count()
    return QueueResult(series, series.places.count(), placed, dates, series.unplaced)


def refresh(now: datetime) -> None:
    """Dates, messages and drafts of every rhythm, brought up to date. Does nothing where nothing changed; two clocks
    may do it at once. A rhythm that cannot be laid out does not keep the others from it."""
    plan = accepted()
    if plan is None:
        return
    close_late(plan, now)
    _withdraw_strangers(plan, now)
    for name, job in plan.jobs.items():
        if job.send == "tip":
            lay_rhythm(plan, name, now)
    announce(plan, now)
    compose_drafts(now)


@transaction.atomic
def _withdraw_strangers(plan: Plan, now: datetime) -> None:
    """What waits for a channel or a rhythm that is no longer in jobs.yaml is taken back."""
    lock()
    if not still_counts(plan):
        return
    waiting = Message.objects.filter(state__in=OPEN, frozen_at=None).exclude(job=ONE_OFF)
    off = set(Account.objects.filter(state="off").values_list("pk", flat=True))
    void(
        (
            message
            for message in waiting.select_related("account")
            if message.account_id in off
            or message.job not in plan.jobs
            or message.account.name not in plan.jobs[message.job].to
        ),
        now,
    )
