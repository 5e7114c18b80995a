"""New classes: into the next issue (`as: block`), a mail of their own, or a post of their own. (DESIGN section 5.)

A class enters a rule's message once per channel: the row in `Mention` is the guard. What is announced is a new series,
season or single event, and never what the first reading of a timetable found.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from scheduler.accounts.models import Account
from scheduler.classes import services as classes
from scheduler.classes.models import ClassSeries
from scheduler.domain.jobsfile import JobEntry, Plan
from scheduler.domain.timing.late import BEFORE_CLASS
from scheduler.domain.timing.quiet import place
from scheduler.domain.timing.rules import BeforeClass, before_class, occurrences, words
from scheduler.domain.timing.zones import to_local
from scheduler.plan.models import Mention, Message
from scheduler.plan.services.accepting import still_counts
from scheduler.plan.services.facts import MAIL
from scheduler.plan.services.lateness import OPEN
from scheduler.plan.services.layout import lock
from scheduler.signals import happened

A_WEEK = timedelta(days=7)
APART = timedelta(minutes=10)
TIME_TO_ANSWER = timedelta(hours=24)
OVER = ("void", "missed", "skipped", "cancelled")


@dataclass(frozen=True, slots=True)
class News:
    """A class, the rule that asks to announce it, and the span of time in which that makes sense."""

    series: ClassSeries
    label: str
    at: datetime
    until: datetime


def announce(plan: Plan, now: datetime) -> None:
    """Give every new class its place, on every channel of every announcement rhythm."""
    fresh = classes.announceable(now)
    for job in plan.jobs.values():
        if job.send != "announcement":
            continue
        with transaction.atomic():
            lock()
            if not still_counts(plan):
                return
            news = [one for series in fresh for one in _news(plan, job, series, now)]
            for account in Account.objects.filter(name__in=job.to).exclude(state="off"):
                for one in news:
                    _place(job, account, one, now)


# --- when ---


def _news(plan: Plan, job: JobEntry, series: ClassSeries, now: datetime) -> list[News]:
    """One for each line of `when:`; of the lines whose time is over already only the last, a day from now."""
    first = series.sessions.filter(starts_at__gt=now, state__in=("scheduled", "changed")).order_by("starts_at").first()
    if first is None:
        return []
    zone, until = plan.studio.timezone, first.starts_at - BEFORE_CLASS
    times = _rule_times(job, to_local(first.starts_at, zone).date(), to_local(now, zone).date())
    found = [(label, place(local, zone, plan.quiet, job.on_quiet).at_utc) for label, local in times]
    coming = [News(series, label, at, until) for label, at in found if at is not None and at > now]
    over = [label for label, at in found if at is not None and at <= now]
    if over and not _mentioned_before(job, series, over):
        coming.insert(0, News(series, over[-1], _soon(plan, times[len(over) - 1][1].time(), now), until))
    return [one for one in coming if one.at < one.until]


def _rule_times(job: JobEntry, class_day: date, today: date) -> list[tuple[str, datetime]]:
    if isinstance(job.rule, BeforeClass):
        return before_class(job.rule, class_day)
    following = next(occurrences(job.rule, today + timedelta(days=1), class_day), None)
    return [(words(job.rule)[:60], following)] if following else []


def _mentioned_before(job: JobEntry, series: ClassSeries, labels: list[str]) -> bool:
    return Mention.objects.filter(job=job.name, rule__in=labels[:-1], class_uid=series.uid).exists()


def _soon(plan: Plan, at: time, now: datetime) -> datetime:
    """A day from now at the earliest, so that there is time to say yes, at the rule's own time of day."""
    zone = plan.studio.timezone
    day = to_local(now + TIME_TO_ANSWER, zone)
    local = datetime.combine(day.date() + timedelta(days=int(day.time().replace(tzinfo=None) > at)), at)
    placed = place(local, zone, plan.quiet, "later").at_utc
    return placed or now + TIME_TO_ANSWER


# --- where ---


def _place(job: JobEntry, account: Account, one: News, now: datetime) -> None:
    key: dict[str, Any] = {"job": job.name, "rule": one.label, "class_uid": one.series.uid, "account": account}
    mention = Mention.objects.filter(**key).select_related("message").first()
    if mention is not None and mention.message is not None and not _replaced(mention.message):
        return
    if account.kind == MAIL and job.as_ == "block":
        message = _next_issue(account, one)
    elif account.kind == MAIL:
        message = _own_mail(job, account, one, now)
    else:
        message = _post(job, account, one, now)
    if message is None:
        _tell_no_room(account, one, now)
        return
    Mention.objects.update_or_create(**key, defaults={"message": message})


def _replaced(message: Message) -> bool:
    """Taken back by the plan, or missed: the class looks for another place. What a person left out stays out."""
    return message.state in ("void", "missed") and message.kind != "announcement"


def _next_issue(account: Account, one: News) -> Message | None:
    """The next tip issue after the rule's time that is not approved yet (what is approved stays as it is)."""
    found = Message.objects.filter(account=account, state="draft", frozen_at=None, slot__isnull=False)
    return found.filter(kind__in=("tip", "classes"), at__gte=one.at, at__lt=one.until).order_by("at").first()


def _own_mail(job: JobEntry, account: Account, one: News, now: datetime) -> Message | None:
    """At most one a week: several new classes share it."""
    others = Message.objects.filter(account=account, kind="announcement").exclude(state__in=OVER)
    near = others.filter(at__gt=one.at - A_WEEK, at__lt=one.at + A_WEEK).order_by("at")
    shared = near.filter(state="draft", frozen_at=None, at__lt=one.until).first()
    if shared is not None:
        Message.objects.filter(pk=shared.pk).update(late_after=min(shared.late_after, one.until))
        return shared
    last = near.last()
    at = one.at if last is None else last.at + A_WEEK
    return _message(job, account, one, at, now) if at < one.until else None


def _post(job: JobEntry, account: Account, one: News, now: datetime) -> Message | None:
    """A post of its own, never at the same moment as another one on the same channel."""
    at = one.at
    while Message.objects.filter(account=account, state__in=OPEN, at__gt=at - APART, at__lt=at + APART).exists():
        at += APART
    return _message(job, account, one, at, now) if at < one.until else None


def _message(job: JobEntry, account: Account, one: News, at: datetime, now: datetime) -> Message:
    why = f"{job.name}: a new class, announced {one.label}"
    return Message.objects.create(
        account=account, job=job.name, kind="announcement", series=one.series, title=one.series.title, why=why,
        at=at.astimezone(UTC), late_after=one.until, audience=job.audience, created_at=now,
    )  # fmt: skip


def _tell_no_room(account: Account, one: News, now: datetime) -> None:
    """Only when its time has nearly come: until then an issue may still be queued."""
    if one.at <= now + 2 * TIME_TO_ANSWER:
        text = f"“{one.series.title}” begins soon, and no issue on {account.name} is left to announce it."
        happened.send(sender=None, kind="not-announced", text=text, now=now, link="/plan/", needs_you=True)
