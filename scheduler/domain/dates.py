"""Dates as lists and timetables from elsewhere write them. Pure."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from scheduler.domain.timing.zones import to_local

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMERIC = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_NAMED = re.compile(r"(?:(\d{1,2})\.? ([a-z]{3,9})\.?,? (\d{4})|([a-z]{3,9})\.? (\d{1,2}),? (\d{4}))")
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})")
_CLOCK = re.compile(r",?(?: at)? (\d{1,2}):(\d{2})(?::\d{2})?(?: ?([ap])\.?m\.?)?$")

FIRST_YEAR, LAST_YEAR = 1900, 2200


class UnreadableDate(ValueError):
    """str() is one sentence for the person, beginning in lower case: it stands after a place."""


def read_date(text: str, zone: str) -> datetime:
    """The local time (naive; midnight where there is no time) of a date, or UnreadableDate.

    ISO dates and times (those with an offset are set into the zone), 2025/12/31, 31/12/2025 and 12/31/2025 where only
    one reading is possible, 31 Dec 2025, December 31, 2025; each may have a time behind it: 18:00, 6:00 pm.
    """
    found = _read(text, zone)
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise UnreadableDate(f"the date “{text[:40]}” is not of our time; write it like 2026-05-31.")
    return found


def _read(text: str, zone: str) -> datetime:
    text = " ".join(text.split())
    try:
        found = datetime.fromisoformat(text)
        return found if found.tzinfo is None else to_local(found, zone).replace(tzinfo=None)
    except (ValueError, OverflowError):
        pass
    try:
        moment = _other(text.lower())
    except UnreadableDate:
        raise
    except ValueError:
        moment = None
    if moment is None:
        raise UnreadableDate(f"the date “{text[:40]}” cannot be read; write it like 2026-05-31.")
    return moment


def _other(text: str) -> datetime | None:
    clock = _CLOCK.search(text)
    day = _day(text[: clock.start()] if clock else text)
    return datetime.combine(day, _time(clock) if clock else time()) if day else None


def _time(clock: re.Match[str]) -> time:
    hour = int(clock[1])
    if clock[3]:
        hour = hour % 12 + (12 if clock[3] == "p" else 0)
    return time(hour, int(clock[2]))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    if match := _YEAR_FIRST.fullmatch(text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := _NUMERIC.fullmatch(text):
        return _which_first(int(match[1]), int(match[2]), int(match[3]))
    if match := _NAMED.fullmatch(text):
        day, month, year = (match[1], match[2], match[3]) if match[1] else (match[5], match[4], match[6])
        return date(int(year), _NAMES.index(month[:3]) + 1, int(day))
    return None


def _which_first(first: int, second: int, year: int) -> date:
    if first > 12 or first == second:
        return date(year, second, first)
    if second > 12:
        return date(year, first, second)
    raise UnreadableDate(
        f"the date “{first}/{second}/{year}” could be two days (day or month first); write it like 2026-05-31."
    )
