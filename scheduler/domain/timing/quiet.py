"""Quiet hours, public holidays and closed days: where a rule time may not stay, and where it goes instead.

Days move whole (the time of day is kept), hours move to the nearest allowed minute (rules 5.2, T8 and T9).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Literal, Protocol

from scheduler.domain.timing.words import WEEKDAYS, join_words
from scheduler.domain.timing.zones import Resolved, require_naive, resolve

OnQuiet = Literal["later", "earlier", "skip", "send"]
_MOST_MOVES = 800  # two years of closed days; whoever is closed longer sends nothing


class QuietTimes(Protocol):
    """What jobs.yaml says under `quiet` (jobsfile.Quiet)."""

    @property
    def hours(self) -> tuple[time, time] | None:
        """From (quiet) and to (allowed again), over midnight when from is later."""

    @property
    def holidays(self) -> str | None:
        """`CA-ON`: public holidays on which nothing goes out."""

    @property
    def closed(self) -> tuple[tuple[date, date], ...]:
        """First and last day of each closure."""


@dataclass(frozen=True, slots=True)
class Placed:
    """When a date really goes out: the instant (None: not at all), what clocks show then, and why, as a sentence."""

    at_utc: datetime | None
    local: datetime
    why: str


Neighbours = tuple[datetime | None, datetime | None]


def place(
    rule_time: datetime, zone: str, quiet: QuietTimes, on_quiet: OnQuiet, neighbours: Neighbours = (None, None)
) -> Placed:
    """Where the rule time `rule_time` (local, naive) goes.

    `neighbours`: the rule's times before and after this one; a move that comes nearer to one of them than to its own
    time is a skip, so that a closed fortnight does not end in a burst.
    """
    at = resolve(require_naive(rule_time), zone)
    reasons = _reasons(_shown(at), quiet)
    if not reasons or on_quiet == "send":
        return Placed(at.utc, at.local, _kept(rule_time, at, reasons))
    moved = None if on_quiet == "skip" else _moved(at, zone, quiet, on_quiet, reasons)
    if moved is None:
        return Placed(None, at.local, f"{_clock(rule_time)}, skipped because of {join_words(reasons)}.")
    if _crowds(rule_time, _shown(moved), neighbours):
        return Placed(None, at.local, f"{_clock(rule_time)}, skipped: {join_words(reasons)} until the next date.")
    return Placed(moved.utc, moved.local, _moved_words(rule_time, _shown(moved), reasons))


def _crowds(rule_time: datetime, local: datetime, neighbours: Neighbours) -> bool:
    own = abs(local - rule_time)
    return any(abs(local - other) < own or _between(rule_time, other, local) for other in neighbours if other)


def _between(rule_time: datetime, other: datetime, local: datetime) -> bool:
    """Did the move reach or pass the neighbour?"""
    return local >= other > rule_time or local <= other < rule_time


def _moved(at: Resolved, zone: str, quiet: QuietTimes, on_quiet: OnQuiet, reasons: list[str]) -> Resolved | None:
    """Step by step to an allowed time; adds to `reasons` what it met on the way."""
    for _ in range(_MOST_MOVES):
        local = _shown(at)
        if _day_reason(local.date(), quiet):
            local += timedelta(days=-1 if on_quiet == "earlier" else 1)
        else:
            local = _out_of_hours(local, quiet, on_quiet)
        at = resolve(local, zone)
        met = _reasons(_shown(at), quiet)
        if not met:
            return at
        reasons += [reason for reason in met if reason not in reasons]
    return None


def _out_of_hours(local: datetime, quiet: QuietTimes, on_quiet: OnQuiet) -> datetime:
    start, end = quiet.hours or (time.min, time.min)
    if on_quiet == "earlier":
        day = local.date() - timedelta(days=1 if local.time() < start else 0)
        return datetime.combine(day, start) - timedelta(minutes=1)
    day = local.date() + timedelta(days=1 if local.time() >= end else 0)
    return datetime.combine(day, end)


def _shown(at: Resolved) -> datetime:
    return at.local.replace(tzinfo=None)


def _reasons(local: datetime, quiet: QuietTimes) -> list[str]:
    day = _day_reason(local.date(), quiet)
    hours = ["quiet hours"] if quiet.hours and is_within(local.time(), quiet.hours) else []
    return [*([day] if day else []), *hours]


def is_within(at: time, hours: tuple[time, time]) -> bool:
    """Is the time in the span from `hours[0]` up to, not including, `hours[1]`?"""
    start, end = hours
    return start <= at < end if start < end else at >= start or at < end


def _day_reason(day: date, quiet: QuietTimes) -> str:
    for first, last in quiet.closed:
        if first <= day <= last:
            return "the closed days" if first != last else "the closed day"
    return holiday(day, quiet.holidays) if quiet.holidays else ""


def day_off(day: date, quiet: QuietTimes) -> str:
    """The name of a day on which nothing goes out: the public holiday's, or `Closed`; "" of all others."""
    closed = any(first <= day <= last for first, last in quiet.closed)
    named = holiday(day, quiet.holidays) if quiet.holidays else ""
    return " · ".join(part for part in (named, "Closed" if closed else "") if part)


def holiday(day: date, code: str) -> str:
    """The name of the public holiday on that day, or nothing. `code`: country, or country and region (`CA-ON`)."""
    return _holidays(code, day.year).get(day, "")


@cache
def _holidays(code: str, year: int) -> dict[date, str]:
    import holidays  # 40 ms: only when jobs.yaml names them

    country, _, region = code.partition("-")
    table = holidays.country_holidays(country, subdiv=region or None, years=year)
    english = next(_english(country, table.supported_languages), None)
    if english and english != table.language:
        table = holidays.country_holidays(country, subdiv=region or None, years=year, language=english)
    return dict(table.items())


def _english(country: str, languages: tuple[str, ...]) -> Iterator[str]:
    return (each for each in (f"en_{country}", "en_US", "en_GB", "en") if each in languages)


def _clock(local: datetime) -> str:
    return f"{WEEKDAYS[local.weekday()]} {local:%H:%M}"


def _kept(rule_time: datetime, at: Resolved, reasons: list[str]) -> str:
    said = _clock(rule_time)
    if at.kind == "gap":
        said += f" does not exist that night: {_shown(at):%H:%M}"
    if at.kind == "fold":
        said += " comes twice that night: the first time"
    return f"{said}, in spite of {join_words(reasons)}." if reasons else f"{said}."


def _moved_words(rule_time: datetime, local: datetime, reasons: list[str]) -> str:
    days = (local.date() - rule_time.date()).days
    if days == 0:
        where = f"{local:%H:%M} the same day"
    elif days == 1 and local.hour < 12 and rule_time.hour >= 12:
        where = f"{local:%H:%M} the next morning"
    else:
        where = f"{WEEKDAYS[local.weekday()]} {local.day} {local:%B}, {local:%H:%M},"
    return f"{_clock(rule_time)}, moved to {where} because of {join_words(reasons)}."
