"""A month of the calendar: everything that goes out, day by day, with closures, holidays and free dates."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from scheduler.domain.jobsfile import Plan
from scheduler.domain.timing.quiet import day_off
from scheduler.domain.timing.zones import resolve, to_local
from scheduler.errors import Problem
from scheduler.plan.models import Message, Slot
from scheduler.plan.services import finding
from scheduler.plan.services.accepting import require
from scheduler.plan.services.crowding import Crowd, crowded
from scheduler.plan.services.holding import held
from scheduler.plan.services.listing import scopes
from scheduler.plan.services.reasons import why_date, why_tip
from scheduler.plan.services.slots import OTHER_RHYTHM

MOST = 1_500
A_DAY = timedelta(days=1)
_READ = (
    "slot", "account__name", "account__position", "job", "kind", "campaign__title", "campaign__job", "campaign__state",
    "tip__worth", "tip__article", "title", "why", "at", "late_after", "moved_by", "words", "state", "position", "of",
    "frozen_at", "series", "slot__job", "slot__rule_time", "slot__at", "slot__local", "slot__why", "slot__moved_by",
    "slot__state",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Copy:
    """What goes to one channel. `begun`: it is going out now, or is over. `stop`: why it does not go out, or ""."""

    id: str
    channel: str
    at: datetime
    state: str
    begun: bool
    stop: str

    @property
    def open(self) -> bool:
        """Still to go out."""
        return self.state in finding.OPEN and not self.begun


@dataclass(frozen=True, slots=True)
class Dated:
    """The same tip, class or post on all its channels on one day. `at` is local, of the first of them. `crowd`:
    who would miss its mail, if anybody."""

    at: datetime
    title: str
    kind: str
    why_date: str
    why_tip: str
    moved_by: str
    copies: list[Copy] = field(default_factory=list)
    crowd: list[Crowd] = field(default_factory=list)

    @property
    def id(self) -> str:
        """Names it in addresses: the first copy that can still be moved, else the first."""
        return next((copy.id for copy in self.copies if copy.open), self.copies[0].id)

    @property
    def movable(self) -> bool:
        """Is there anything in it that has not begun?"""
        return any(copy.open for copy in self.copies)

    @property
    def states(self) -> list[str]:
        """The states in it, each once."""
        return list(dict.fromkeys(copy.state for copy in self.copies))

    @property
    def stop(self) -> str:
        """Why it does not go out now; "" when nothing is in its way."""
        return next((copy.stop for copy in self.copies if copy.open and copy.stop), "")


@dataclass(frozen=True, slots=True)
class Free:
    """A date of a rhythm with nothing on it. `skipped`: why nothing goes out then; "" when it waits for a tip."""

    at: datetime
    job: str
    skipped: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day, with what is in it in order of time. `off`: the holiday's name, or that the studio is closed."""

    date: date
    off: str
    inside: bool
    entries: list[Dated] = field(default_factory=list)
    free: list[Free] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CalendarMonth:
    """Whole weeks from Monday. `cut`: there was more than can be shown. `count`: posts and issues of the month.
    `next`: of a month without any, the day of the first thing planned after it."""

    first: date
    today: date
    days: list[Day]
    cut: bool
    next: date | None = None

    @property
    def before(self) -> date:
        """The first of the month before."""
        return (self.first - A_DAY).replace(day=1)

    @property
    def after(self) -> date:
        """The first of the month after."""
        return (self.first + timedelta(days=32)).replace(day=1)

    @property
    def count(self) -> int:
        """How many posts and issues lie in the month itself."""
        return sum(len(entry.copies) for day in self.days if day.inside for entry in day.entries)


def calendar_month(now: datetime, month: str = "", channels: Collection[str] = ()) -> CalendarMonth:
    """The month `2027-02` (this one when empty), on all channels or only those; Problem for what is no month."""
    plan = require()
    today = to_local(now, plan.studio.timezone).date()
    first = _first_day(month) if month else today.replace(day=1)
    start = first - timedelta(days=first.weekday())
    end = _last_day(first)
    days = {
        day: Day(day, day_off(day, plan.quiet), day.month == first.month)
        for day in (start + A_DAY * n for n in range((end - start).days + 1))
    }
    listed = list(_messages(plan, start, end, channels)[: MOST + 1])
    for entry in grouped(plan, listed[:MOST], crowded(now, _span(plan, start, end)[1])):
        days[entry.at.date()].entries.append(entry)
    for free in _free_dates(plan, start, end, now, channels):
        days[free.at.date()].free.append(free)
    found = CalendarMonth(first, today, list(days.values()), len(listed) > MOST)
    return found if found.count else replace(found, next=_next(plan, found.after, channels))


def _next(plan: Plan, since: date, channels: Collection[str]) -> date | None:
    """The day of the first post or issue from that day on."""
    first = _messages(plan, since, date(2199, 12, 31), channels).first()
    return to_local(first.at, plan.studio.timezone).date() if first else None


def _first_day(month: str) -> date:
    match = re.fullmatch(r"(20\d\d|21\d\d)-(0[1-9]|1[0-2])", month)
    if not match:
        raise Problem(f"“{month[:20]}” is no month: write it like 2027-02.")
    return date(int(match[1]), int(match[2]), 1)


def _last_day(first: date) -> date:
    """The Sunday on or after the month's last day."""
    last = (first + timedelta(days=32)).replace(day=1) - A_DAY
    return last + timedelta(days=6 - last.weekday())


def _span(plan: Plan, start: date, end: date) -> tuple[datetime, datetime]:
    midnight = datetime.min.time()
    return (
        resolve(datetime.combine(start, midnight), plan.studio.timezone).utc,
        resolve(datetime.combine(end + A_DAY, midnight), plan.studio.timezone).utc,
    )


def _messages(plan: Plan, start: date, end: date, channels: Collection[str]) -> QuerySet[Message]:
    since, until = _span(plan, start, end)
    found = Message.objects.filter(at__gte=since, at__lt=until).exclude(state="void").exclude(kind="tip", slot=None)
    return lean(found.filter(account__name__in=channels) if channels else found)


def lean(found: QuerySet[Message]) -> QuerySet[Message]:
    """With all that the calendar says of them, and nothing of what is heavy."""
    related = found.select_related("account", "campaign", "slot", "tip").only(*_READ)
    return related.order_by("at", "account__position", "pk")


def grouped(plan: Plan, messages: Iterable[Message], crowds: Mapping[int, Crowd]) -> list[Dated]:
    """A tip stands once a day, with all its channels. `crowds`: as crowding.crowded gives them."""
    listed = list(messages)
    reasons = held({scope for message in listed for scope in scopes(message)})
    groups: dict[tuple[object, ...], Dated] = {}
    for message in listed:
        local = to_local(message.at, plan.studio.timezone)
        what = message.tip_id or message.title
        key = (local.date(), message.slot_id, what, None if message.slot_id else message.at)
        if key not in groups:
            groups[key] = _dated(plan, message, local)
        stop = next((reasons[scope] for scope in scopes(message) if scope in reasons), "")
        begun = bool(message.frozen_at or message.state not in finding.OPEN)
        groups[key].copies.append(Copy(message.ref, message.account.name, local, message.state, begun, stop))
        groups[key].crowd.extend([crowds[message.pk]] if message.pk in crowds else [])
    return list(groups.values())


def _dated(plan: Plan, message: Message, local: datetime) -> Dated:
    moved_by = message.moved_by or (message.slot.moved_by if message.slot else "")
    title = str(message.words.get("title") or message.title)
    return Dated(local, title, message.kind, why_date(plan, message), why_tip(message), moved_by)


def _free_dates(plan: Plan, start: date, end: date, now: datetime, channels: Collection[str]) -> Iterable[Free]:
    """Coming dates without anything on them: for a tip that is not there, or left out because of a quiet time."""
    since, until = _span(plan, start, end)
    jobs = [name for name, job in plan.jobs.items() if not channels or set(channels) & set(job.to)]
    taken = Message.objects.exclude(state="void").filter(slot__isnull=False).values("slot")
    found = Slot.objects.filter(job__in=jobs, at__gte=max(since, now), at__lt=until).exclude(why=OTHER_RHYTHM)
    for slot in found.exclude(pk__in=taken).order_by("at")[:MOST]:
        skipped = slot.why if slot.state == "skipped" else ""
        yield Free(to_local(slot.at, plan.studio.timezone), slot.job, skipped)


@dataclass(frozen=True, slots=True)
class DatePage:
    """A date's own page. `own`: the rhythm's own time (local), of one that was moved."""

    entry: Dated
    off: str
    own: datetime | None
    tip_article: int | None
    campaign: str


def date_page(ref: str, now: datetime) -> DatePage:
    """The post or issue m34 with the other channels of its day; Problem when there is none."""
    plan, message = require(), finding.message(ref)
    if message.standing or message.state == "void":
        raise Problem(f"“{message.title}” has no date on the calendar.")
    entry = grouped(plan, lean(companions(plan, message)), crowded(now, message.at + A_DAY))[0]
    own = _own_time(message) if entry.moved_by and message.slot else None
    return DatePage(
        entry, day_off(entry.at.date(), plan.quiet), own,
        message.tip.article_id if message.tip else None, message.campaign.ref if message.campaign else "",
    )  # fmt: skip


def _own_time(message: Message) -> datetime | None:
    return datetime.fromisoformat(message.slot.rule_time) if message.slot else None


def companions(plan: Plan, message: Message) -> QuerySet[Message]:
    """The message and the same words on other channels on the same day."""
    day = to_local(message.at, plan.studio.timezone).date()
    since, until = _span(plan, day, day)
    same = Message.objects.filter(at__gte=since, at__lt=until, slot=message.slot_id).exclude(state="void")
    same = same.filter(tip=message.tip_id) if message.tip_id else same.filter(tip=None, title=message.title)
    return same if message.slot_id else same.filter(at=message.at)
