"""A mail too many: which of the planned mails some readers would not get, since they have had a week's mails by then.

The ceiling is kept when a mail goes out, reader by reader (outbox/freeze.py); here the same is reckoned ahead, for the
three kinds of readers that topics make: those who read tips, news of classes, or both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef

from scheduler.audience.models import Subscriber
from scheduler.audience.sql import CLASSES_ALONE, TOPICS
from scheduler.domain.jobsfile import MAIL, Plan
from scheduler.domain.pace import A_WEEK, MAILS_A_WEEK
from scheduler.domain.timing.quiet import day_off
from scheduler.domain.timing.zones import resolve, to_local
from scheduler.plan.models import Message, Variant
from scheduler.plan.services import finding
from scheduler.plan.services.accepting import accepted

_READ = ("at", "kind", "job", "title", "words", "state", "frozen_at", "account__kind")
TRIES = 27
"""Days after a mail's own that are tried for it."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """`people`: how many would miss the mail. `most`: how many mails a week they may get. `before`: those that come
    before it, by local time and title. `fits`: a day, at the same time, on which nobody would miss anything."""

    people: int
    most: int
    before: list[tuple[datetime, str]]
    fits: date | None

    @property
    def short(self) -> str:
        """For the calendar's small squares."""
        return f"{_people(self.people)} would miss it: too many mails in a week."

    def short_about(self, title: str) -> str:
        """Beside the button that approves it with the others."""
        return f"{_people(self.people)} would miss “{title}”."

    @property
    def sentence(self) -> str:
        """Who would miss it, why, and what to do now."""
        return self.about("this")

    def about(self, what: str) -> str:
        """The same where the mail itself must be named."""
        others = " and ".join(f"“{title}” ({_day(at)})" for at, title in self.before)
        several = len(self.before) != 1
        move = f"Move it to {_day(self.fits)}, or move" if self.fits else "Move"
        return (
            f"{_people(self.people)} would miss {what}: a reader gets at most "
            f"{'one mail' if self.most == 1 else f'{self.most} mails'} a week, and {others} "
            f"{'come' if several else 'comes'} before it. {move} or skip {'one of those' if several else 'that one'}."
        )


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"


@dataclass(frozen=True, slots=True)
class _Mail:
    """A mail with the time it goes, which may be tried out."""

    at: datetime
    message: Message
    mixed: bool


@dataclass(frozen=True, slots=True)
class _Readers:
    """Those who chose the same."""

    tips: bool
    classes: bool
    people: int

    def want(self, mail: _Mail) -> bool:
        topic = None if mail.mixed else TOPICS.get(mail.message.kind)
        return topic is None or (self.tips if topic == "tips" else self.classes)


@dataclass(slots=True)
class _Missed:
    """What a mail meets: how many people miss it, and the most mails that one of them has had by then."""

    people: int = 0
    before: list[_Mail] = field(default_factory=list)


def crowded(now: datetime, until: datetime | None = None) -> dict[int, Crowd]:
    """The planned mails, by number, that some readers would miss; up to `until`, where it is given."""
    plan = accepted()
    mails = _mails(now, until) if plan else []
    if plan is None or not _may_crowd(plan, mails):
        return {}
    readers = _readers()
    missed = _reckon(plan, mails, readers)
    asked = [mail for mail in mails if until is None or mail.at < until]
    planned = [mail for mail in asked if mail.message.pk in missed and _is_planned(mail.message)]
    return {
        mail.message.pk: _crowd(plan, mail, missed[mail.message.pk], mails, readers, tries=TRIES if number < 20 else 0)
        for number, mail in enumerate(planned)
    }


def _is_planned(message: Message) -> bool:
    return message.state in finding.OPEN and message.frozen_at is None


def _reckon(plan: Plan, mails: Iterable[_Mail], readers: Iterable[_Readers]) -> dict[int, _Missed]:
    """Goes through the mails in order of time; what somebody misses does not count as a mail of theirs."""
    found: dict[int, _Missed] = {}
    ordered = sorted(mails, key=lambda mail: (mail.at, mail.message.pk))
    for group in readers:
        got: list[_Mail] = []
        for mail in (one for one in ordered if group.want(one)):
            week = [one for one in got if one.at > mail.at - A_WEEK]
            if len(week) < _most(plan, mail.message):
                got.append(mail)
                continue
            missed = found.setdefault(mail.message.pk, _Missed())
            missed.people += group.people
            missed.before = max(missed.before, week, key=len)
    return found


def _most(plan: Plan, message: Message) -> int:
    job = plan.jobs.get(message.job)
    return job.max_per_week if job else MAILS_A_WEEK


def _crowd(
    plan: Plan, mail: _Mail, missed: _Missed, mails: list[_Mail], readers: list[_Readers], *, tries: int
) -> Crowd:
    zone = plan.studio.timezone
    said = [(to_local(one.at, zone), _title(one.message)) for one in missed.before]
    others = [one for one in mails if one is not mail]
    now = set(_reckon(plan, others, readers))
    for days in range(1, tries + 1):
        day = to_local(mail.at, zone).date() + timedelta(days=days)
        at = resolve(datetime.combine(day, to_local(mail.at, zone).time()), zone).utc
        if not day_off(day, plan.quiet) and set(_reckon(plan, [*others, replace(mail, at=at)], readers)) <= now:
            return Crowd(missed.people, _most(plan, mail.message), said, day)
    return Crowd(missed.people, _most(plan, mail.message), said, None)


def _title(message: Message) -> str:
    return str(message.words.get("title") or message.title)


def _mails(now: datetime, until: datetime | None) -> list[_Mail]:
    """Sent within the last week, and planned; beyond `until` as far as a day is looked for. A copy with a date of its
    own waits for room, and is no part of this."""
    found = Message.objects.filter(at__gt=now - A_WEEK, account__kind=MAIL, state__in=(*finding.OPEN, "sent"))
    found = found.filter(at__lt=until + timedelta(days=TRIES) + A_WEEK) if until else found
    listed = found.exclude(kind="tip", slot=None).select_related("account").only(*_READ).order_by("at", "pk")
    alone = Variant.objects.filter(message=OuterRef("pk"), name=CLASSES_ALONE)
    return [_Mail(one.at, one, one.mixed) for one in listed.annotate(mixed=Exists(alone))]


def _may_crowd(plan: Plan, mails: Sequence[_Mail]) -> bool:
    """Are there ever more mails within a week than somebody may get?"""
    return any(
        sum(one.at > mail.at - A_WEEK for one in mails[:place]) >= _most(plan, mail.message)
        for place, mail in enumerate(mails)
    )


def _readers() -> list[_Readers]:
    rows = Subscriber.objects.filter(state="active").values("wants_tips", "wants_classes").annotate(n=Count("pk"))
    return [_Readers(row["wants_tips"], row["wants_classes"], int(row["n"])) for row in rows]
