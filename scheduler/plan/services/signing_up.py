"""A series that begins with each sign-up: who gets which tip when. (DESIGN section 4, last lines.)

The outbox asks and writes the copies down; here is only worked out what is due. A copy that waits, since its reader has
had enough mails that week, moves what follows in the series: the order stays, and the distance between two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.audience.models import Subscriber
from scheduler.domain.jobsfile import JobEntry, Plan
from scheduler.domain.states import ENOUGH
from scheduler.domain.timing.quiet import place
from scheduler.domain.timing.rules import AfterSignUp
from scheduler.domain.timing.zones import after_sign_up, to_local
from scheduler.plan.models import Message
from scheduler.plan.services.accepting import accepted, require

LOOK_AHEAD = timedelta(days=2)
LONGEST = timedelta(days=3 * 366)


@dataclass(frozen=True, slots=True)
class PersonDue:
    """One person's date for one standing message. Past `late_after` it is missed for this person."""

    message_id: int
    subscriber_id: int
    due_at: datetime
    late_after: datetime


@dataclass(frozen=True, slots=True)
class _Last:
    """Somebody's latest copy: when it is due (None: it waits for a week with room), and its number in the series."""

    due: datetime | None
    number: int


def people_due(now: datetime) -> list[PersonDue]:
    """Every copy of an approved standing message that is due until two days from now and not written down yet."""
    return [due for due in _all(now) if due.due_at <= now + LOOK_AHEAD]


def next_person_due(now: datetime) -> datetime | None:
    """When the next copy becomes due that is not written down yet."""
    return min((due.due_at for due in _all(now) if due.due_at > now), default=None)


def _all(now: datetime) -> Iterator[PersonDue]:
    plan = accepted()
    if plan is None:
        return
    for name, job in plan.jobs.items():
        if job.send == "tip" and isinstance(job.rule, AfterSignUp):
            for messages in _by_account(name).values():
                yield from _series(plan, job, messages, now)


def _by_account(job: str) -> dict[int, list[Message]]:
    """The standing messages in the order of the series; a tip's place counts, approved or not."""
    found = Message.objects.filter(job=job, kind="tip", slot=None, state__in=("draft", "approved"))
    by_account: dict[int, list[Message]] = {}
    for message in found.select_related("account", "campaign").order_by("campaign__queued_at", "campaign", "position"):
        by_account.setdefault(message.account_id, []).append(message)
    return by_account


def _series(plan: Plan, job: JobEntry, messages: list[Message], now: datetime) -> Iterator[PersonDue]:
    begun = min((m.campaign.queued_at for m in messages if m.campaign and m.campaign.queued_at), default=now)
    people = Subscriber.objects.filter(confirmed_at__gte=max(begun, now - LONGEST), state__in=("active", "paused"))
    confirmed = dict(people.values_list("pk", "confirmed_at"))
    last: dict[int, _Last] = {}
    for number, message in enumerate(messages, 1):
        if message.state != "approved":
            continue
        has = _copies(message, confirmed)
        grace = plan.grace(job.name, message.account.name)
        for person, since in confirmed.items():
            if since is None or person in has:
                continue
            at = _next_date(plan, job, since, number, last.get(person))
            if at is not None:
                yield PersonDue(message.pk, person, at, at + grace)
        last.update({person: _Last(due, number) for person, due in has.items()})


def _copies(message: Message, people: Iterable[int]) -> dict[int, datetime | None]:
    """Who has a copy, by the time it is due; None for one that waits for a week with room."""
    rows = message.deliveries.filter(subscriber__in=people).values_list("subscriber_id", "due_at", "reason", "ended_at")
    return {person or 0: None if (why, ended) == (ENOUGH, None) else due for person, due, why, ended in rows}


def _next_date(plan: Plan, job: JobEntry, since: datetime, number: int, last: _Last | None) -> datetime | None:
    """The date of the n-th copy. Where the one before was put off it keeps the series' distance to it; None while
    nobody knows when that goes."""
    at = _date(plan, job, since, number)
    if at is None or last is None:
        return at
    if last.due is None:
        return None
    own = _date(plan, job, since, last.number)
    if own is not None and last.due <= own:
        return at
    rule, zone = job.rule, plan.studio.timezone
    assert isinstance(rule, AfterSignUp)
    day = to_local(last.due, zone).date() + timedelta(days=rule.days)
    return max(at, place(datetime.combine(day, rule.at), zone, plan.quiet, job.on_quiet).at_utc or at)


def next_try(message_id: int, now: datetime) -> datetime:
    """When a copy of that standing message is looked at again: at the series' time of day, tomorrow or later."""
    message, plan = Message.objects.get(pk=message_id), require()
    job, zone = plan.jobs.get(message.job), plan.studio.timezone
    if job is None or not isinstance(job.rule, AfterSignUp):
        return now + timedelta(days=1)
    for days in range(1, 30):
        local = datetime.combine(to_local(now, zone).date() + timedelta(days=days), job.rule.at)
        at = place(local, zone, plan.quiet, job.on_quiet).at_utc
        if at is not None and at > now:
            return at
    return now + timedelta(days=30)


def _date(plan: Plan, job: JobEntry, since: datetime, number: int) -> datetime | None:
    rule, zone = job.rule, plan.studio.timezone
    assert isinstance(rule, AfterSignUp)
    local = after_sign_up(since, number, rule.days, rule.at, zone).local.replace(tzinfo=None)
    return place(local, zone, plan.quiet, job.on_quiet).at_utc
