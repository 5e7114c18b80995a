"""When a job runs: the rules of jobs.yaml, and the local times that they give.

A rule time is naive: a wall-clock time of the studio. It names the slot and never changes (DESIGN section 4);
`zones.resolve` makes an instant of it, `quiet.place` moves it out of quiet hours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil.rrule import rrulestr

from scheduler.domain.timing.cron import MOST_A_DAY, Cron, parse_cron
from scheduler.domain.timing.words import (
    WEEKDAYS,
    did_you_mean,
    join_words,
    parse_moment,
    parse_time,
    parse_weekdays,
)

_ANCHOR = datetime(2024, 1, 1)  # noqa: DTZ001  a Monday; INTERVAL counts from here, so that dates never shift
_AFTER = re.compile(r"(\d{1,3})\s*(day|week)s?\s+after\s+sign[- ]?up\s+at\s+(.+)", re.IGNORECASE)
_BEFORE = re.compile(r"(\d{1,3})\s*(day|week)s?\s+before", re.IGNORECASE)
_RRULE_PARTS = {"FREQ", "INTERVAL", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "BYHOUR", "BYMINUTE", "WKST"}
_LONGEST_MONTH = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")


@dataclass(frozen=True, slots=True)
class Weekly:
    """`every: tuesday at 09:00`; days are 0 = Monday."""

    days: tuple[int, ...]
    at: time


@dataclass(frozen=True, slots=True)
class Recurring:
    """`rrule: "FREQ=WEEKLY;BYDAY=TU;BYHOUR=9"` (RFC 5545, 3.3.10), daily at the most often."""

    text: str


@dataclass(frozen=True, slots=True)
class On:
    """`on: 2027-01-05 at 09:00`, or a list of such."""

    moments: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class AfterSignUp:
    """`every: 7 days after sign-up at 09:00`: the n-th tip goes n times `days` after the day of confirmation."""

    days: int
    at: time


@dataclass(frozen=True, slots=True)
class Step:
    """One line of `when:`; `label` (`14 days before`) is the rule label that a class enters once."""

    label: str
    days: int
    at: time


@dataclass(frozen=True, slots=True)
class BeforeClass:
    """`when: {14 days before: "10:00"}`."""

    steps: tuple[Step, ...]


Rule = Weekly | Cron | Recurring | On | AfterSignUp | BeforeClass


def parse_every(value: object) -> Weekly | AfterSignUp:
    """`tuesday at 09:00`, `mondays and thursdays at 09:00`, `weekday at 7:30`, `7 days after sign-up at 09:00`."""
    if not isinstance(value, str):
        raise ValueError(f'{value} is a number, not a day and time: write for example "tuesday at 09:00".')
    if match := _AFTER.fullmatch(value.strip()):
        return AfterSignUp(_days(match[1], match[2], value), parse_time(match[3]))
    days, at, clock = value.strip().rpartition(" at ")
    if not at:
        raise ValueError(f'“{value}” has no time: write for example "tuesday at 09:00".')
    return Weekly(parse_weekdays(days.lower().removeprefix("every ")), parse_time(clock))


def _days(number: str, unit: str, value: object) -> int:
    days = int(number) * (7 if unit.lower() == "week" else 1)
    if not 1 <= days <= 366:
        raise ValueError(f"“{value}”: the number of days goes from 1 to 366.")
    return days


def parse_on(value: object) -> On:
    """One local moment or a list of them, in order of time."""
    values = value if isinstance(value, list | tuple) else [value]
    if not values:
        raise ValueError("“on” is empty: write for example 2027-01-05 at 09:00.")
    return On(tuple(sorted({parse_moment(each) for each in values})))


def parse_when(value: object) -> BeforeClass:
    """`{14 days before: "10:00"}`."""
    if not isinstance(value, dict) or not value:
        raise ValueError('“when” lists days before the class and a time, as in {14 days before: "10:00"}.')
    steps = {_step(str(label), at) for label, at in value.items()}
    return BeforeClass(tuple(sorted(steps, key=lambda step: (-step.days, step.at))))


def _step(label: str, at: object) -> Step:
    match = _BEFORE.fullmatch(label.strip())
    if not match:
        raise ValueError(f"“{label}” is no number of days before a class.{did_you_mean(label, ['14 days before'])}")
    return Step(" ".join(label.split()).lower(), _days(match[1], match[2], label), parse_time(at))


def parse_rrule(value: object) -> Recurring:
    """An RFC 5545 rule with a clock time, at most daily; without COUNT (it would depend on when the job began)."""
    text = str(value).strip().upper().removeprefix("RRULE:").strip(";")
    parts = dict(part.partition("=")[::2] for part in text.split(";"))
    _check_rrule(parts)
    try:
        rrulestr(text, dtstart=_ANCHOR)
    except (ValueError, TypeError, KeyError) as error:
        raise ValueError(f"“{value}” is no recurrence rule (RFC 5545): {error}.") from None
    return Recurring(text)


def _check_rrule(parts: dict[str, str]) -> None:
    if parts.get("FREQ") not in _FREQUENCIES:
        raise ValueError(f"FREQ={parts.get('FREQ', '')} cannot be used here: it is one of {', '.join(_FREQUENCIES)}.")
    if unknown := sorted(set(parts) - _RRULE_PARTS):
        raise ValueError(f"{unknown[0]} cannot be used in “rrule” here.{did_you_mean(unknown[0], _RRULE_PARTS)}")
    if not parts.get("BYHOUR"):
        raise ValueError("The rule has no time: add for example BYHOUR=9, and BYMINUTE=30 for half past.")
    if _many(parts, "BYHOUR") * _many(parts, "BYMINUTE") > MOST_A_DAY:
        raise ValueError(f"The rule runs more than {MOST_A_DAY} times a day: give fewer hours and minutes.")
    if _never(parts):
        raise ValueError("The rule never happens: no month in BYMONTH has the day in BYMONTHDAY.")
    if parts.get("UNTIL", "").endswith("Z"):
        raise ValueError("UNTIL is in the studio's own time here: leave out the Z.")


def _many(parts: dict[str, str], name: str) -> int:
    return len(parts.get(name, "0").split(","))


def _never(parts: dict[str, str]) -> bool:
    """30 February: dateutil would search until the year 9999."""
    months, days = (parts.get(name, "").split(",") for name in ("BYMONTH", "BYMONTHDAY"))
    if not all(text.lstrip("-").isascii() and text.lstrip("-").isdigit() for text in [*months, *days]):
        return False
    longest = max(_LONGEST_MONTH.get(int(month), 31) for month in months)
    return all(abs(int(day)) > longest for day in days)


def occurrences(rule: Rule, start: date, until: date) -> Iterator[datetime]:
    """The local times of a rule from `start` to `until`, both inclusive, in order.

    Nothing for AfterSignUp and BeforeClass: their dates belong to a person or a class.
    """
    if isinstance(rule, Weekly):
        return (datetime.combine(day, rule.at) for day in _dates(start, until) if day.weekday() in rule.days)
    if isinstance(rule, Cron):
        return (datetime.combine(day, at) for day in _dates(start, until) if rule.falls_on(day) for at in rule.times)
    if isinstance(rule, Recurring):
        return _recurring(rule, start, until)
    if isinstance(rule, On):
        return (moment for moment in rule.moments if start <= moment.date() <= until)
    return iter(())


def _dates(start: date, until: date) -> Iterator[date]:
    return (start + timedelta(days=n) for n in range((until - start).days + 1))


def _recurring(rule: Recurring, start: date, until: date) -> Iterator[datetime]:
    first, last = datetime.combine(start, time.min), datetime.combine(until, time.max)
    yield from rrulestr(rule.text, dtstart=_ANCHOR).between(first, last, inc=True)


def before_class(rule: BeforeClass, class_day: date) -> list[tuple[str, datetime]]:
    """(label, local time) of every announcement of a class that begins on `class_day`, earliest first."""
    return [(step.label, datetime.combine(class_day - timedelta(days=step.days), step.at)) for step in rule.steps]


def words(rule: Rule) -> str:
    """The rule as a person says it: `every Tuesday at 09:00`."""
    if isinstance(rule, Weekly):
        return f"every {join_words(WEEKDAYS[day] for day in rule.days)} at {rule.at:%H:%M}"
    if isinstance(rule, Cron):
        return f"cron {rule.text}"
    if isinstance(rule, Recurring):
        return f"rrule {rule.text}"
    if isinstance(rule, On):
        return "on " + join_words(f"{moment:%Y-%m-%d at %H:%M}" for moment in rule.moments)
    if isinstance(rule, AfterSignUp):
        return f"every {rule.days} days after sign-up at {rule.at:%H:%M}"
    return join_words(f"{step.label} a class at {step.at:%H:%M}" for step in rule.steps)


__all__ = [
    "AfterSignUp", "BeforeClass", "Cron", "On", "Recurring", "Rule", "Step", "Weekly", "before_class", "occurrences",
    "parse_cron", "parse_every", "parse_on", "parse_rrule", "parse_when", "words",
]  # fmt: skip
