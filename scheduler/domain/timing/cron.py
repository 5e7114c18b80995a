"""Five-field cron expressions as crontab(5) has them: 0 and 7 are Sunday, names MON-SUN and JAN-DEC.

Our own because APScheduler counts weekdays from Monday, in `from_crontab` as well (rules 5.1).
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, time

_MONTHS = {name.upper(): number for number, name in enumerate(calendar.month_abbr) if name}
_DAYS = {name: number for number, name in enumerate(("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"))}
MOST_A_DAY = 24


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    low: int
    high: int
    names: dict[str, int]


_FIELDS = (
    _Field("minute", 0, 59, {}),
    _Field("hour", 0, 23, {}),
    _Field("day of the month", 1, 31, {}),
    _Field("month", 1, 12, _MONTHS),
    _Field("day of the week", 0, 7, _DAYS),
)


@dataclass(frozen=True, slots=True)
class Cron:
    """`cron: "0 9 * * 2"`. Weekdays here are 0 = Sunday … 6, as cron has them."""

    text: str
    times: tuple[time, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    either: bool

    def falls_on(self, day: date) -> bool:
        """crontab(5): when day of month and day of week are both restricted, either one is enough."""
        if day.month not in self.months:
            return False
        in_month, in_week = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        return (in_month or in_week) if self.either else (in_month and in_week)


def parse_cron(value: object) -> Cron:
    """A cron expression, or ValueError with one sentence."""
    fields = str(value).split()
    if len(fields) != 5:
        raise ValueError(
            f'“{value}” has {len(fields)} fields, cron has five: minute, hour, day, month, weekday, as in "0 9 * * 2".'
        )
    minutes, hours, days, months, weekdays = (
        _numbers(text, field) for text, field in zip(fields, _FIELDS, strict=True)
    )
    if len(minutes) * len(hours) > MOST_A_DAY:
        raise ValueError(
            f"“{value}” runs {len(minutes) * len(hours)} times a day: give the minute and the hour as numbers."
        )
    times = tuple(time(hour, minute) for hour in sorted(hours) for minute in sorted(minutes))
    either = not fields[2].startswith("*") and not fields[4].startswith("*")
    cron = Cron(" ".join(fields), times, days, months, frozenset(day % 7 for day in weekdays), either)
    if not _possible(cron):
        raise ValueError(f"“{value}” never happens: no month in it has that day.")
    return cron


def _possible(cron: Cron) -> bool:
    longest = {month: 29 if month == 2 else calendar.monthrange(2027, month)[1] for month in cron.months}
    return cron.either or any(min(cron.days) <= length for length in longest.values())


def _numbers(text: str, field: _Field) -> frozenset[int]:
    found: set[int] = set()
    for part in text.split(","):
        span, _, step = part.partition("/")
        if step and not (step.isascii() and step.isdigit() and 0 < int(step) <= field.high):
            raise ValueError(f"“{part}” is no {field.name}: after “/” stands a number, as in */2.")
        low, high = _span(span, field, open_ended=bool(step))
        found.update(range(low, high + 1, int(step or 1)))
    return frozenset(found)


def _span(text: str, field: _Field, *, open_ended: bool) -> tuple[int, int]:
    if text == "*":
        return field.low, min(field.high, 6) if field.names is _DAYS else field.high
    first, dash, last = text.partition("-")
    low = _number(first, field)
    high = _number(last, field) if dash else field.high if open_ended else low
    if field.names is _DAYS and high == 0 and low:
        high = 7
    if low > high:
        raise ValueError(f"“{text}” runs backwards: write the smaller {field.name} first.")
    return low, high


def _number(text: str, field: _Field) -> int:
    number = (
        field.names.get(text.upper()[:3])
        if text.isalpha()
        else int(text)
        if text.isascii() and text.isdigit()
        else None
    )
    if number is None or not field.low <= number <= field.high:
        raise ValueError(f"“{text}” is no {field.name}: it goes from {field.low} to {field.high}.")
    return number
