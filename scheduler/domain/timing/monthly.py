"""A day of every month at a time: `25th at 09:00`, `last day at 18:00`."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from scheduler.domain.timing.words import parse_time
from scheduler.domain.timing.zones import resolve, to_local

_TEXT = re.compile(
    r"(?:on\s+)?(?:the\s+)?(?:(\d{1,2})\s*(?:st|nd|rd|th|\.)?|(last)\s+day)\s+at\s+(\S.*)", re.IGNORECASE
)
LAST = 31


@dataclass(frozen=True, slots=True)
class MonthDay:
    """`day` 1 to 31; in a month that has fewer days, its last one."""

    day: int
    at: time

    def __str__(self) -> str:
        return f"{'last day' if self.day == LAST else ordinal(self.day)} at {self.at:%H:%M}"


def ordinal(number: int) -> str:
    """`1st`, `22nd`, `25th`."""
    ending = "th" if number // 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def parse_month_day(value: object) -> MonthDay | None:
    """`25th at 09:00`, `last day at 09:00`; `never` is None. Raises ValueError that says what would be right."""
    if isinstance(value, str) and value.strip().lower() == "never":
        return None
    match = _TEXT.fullmatch(value.strip()) if isinstance(value, str) else None
    day = (LAST if match[2] else int(match[1])) if match else 0
    if match is None or not 1 <= day <= LAST:
        raise ValueError(f"“{value}” is no day of a month: write for example “25th at 09:00”, “last day at 09:00”.")
    return MonthDay(day, parse_time(match[3]))


def latest(rule: MonthDay, now: datetime, zone: str) -> datetime:
    """The newest of its moments that is not after `now`; both aware, the answer in UTC."""
    return max(moment for moment in _around(rule, now, zone) if moment <= now)


def following(rule: MonthDay, now: datetime, zone: str) -> datetime:
    """The first of its moments after `now`."""
    return min(moment for moment in _around(rule, now, zone) if moment > now)


def _around(rule: MonthDay, now: datetime, zone: str) -> Iterator[datetime]:
    """In the months before, of and after `now`."""
    local = to_local(now, zone)
    first = local.year * 12 + local.month - 1
    for number in (first - 1, first, first + 1):
        year, month = number // 12, number % 12 + 1
        day = min(rule.day, calendar.monthrange(year, month)[1])
        yield resolve(datetime.combine(date(year, month, day), rule.at), zone).utc
