"""What a person's consent rests on and how long it lasts (CASL s.10; rules section 1.1, C1 and C5). Pure.

Implied consent counts in days of the studio's zone: it begins on the day after the event and its last day is the
same day two years (six months for an inquiry) later; the 29th and 31st fall back to the month's last day.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from scheduler.domain.timing.zones import resolve, to_local

Basis = Literal["signed up", "client", "inquiry", "none"]
BASES: tuple[Basis, ...] = ("signed up", "client", "inquiry", "none")
MONTHS = {"client": 24, "inquiry": 6}
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMERIC = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_NAMED = re.compile(r"(?:(\d{1,2})\.? ([a-z]{3,9})\.?,? (\d{4})|([a-z]{3,9})\.? (\d{1,2}),? (\d{4}))")
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})")


class UnreadableDate(ValueError):
    """str() is one sentence for the person."""


@dataclass(frozen=True, slots=True)
class Window:
    """From when and until when (exclusive; None: until withdrawn) a consent is valid. Instants in UTC."""

    valid_from: datetime
    until: datetime | None


def window(basis: Basis, event: datetime, zone: str) -> Window | None:
    """How long a consent lasts that rests on `basis` and began at the local time `event` (naive); None: no consent."""
    if basis == "none":
        return None
    if basis == "signed up":
        return Window(resolve(event, zone).utc, None)
    day = event.date()
    return Window(
        _midnight(day + timedelta(days=1), zone), _midnight(later(day, MONTHS[basis]) + timedelta(days=1), zone)
    )


def later(day: date, months: int) -> date:
    """The same day some months later, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _midnight(day: date, zone: str) -> datetime:
    return resolve(datetime.combine(day, time()), zone).utc


def read_date(text: str, zone: str) -> datetime:
    """The local time (naive) of a date as lists write it, or UnreadableDate.

    ISO dates and times (those with an offset are set into the zone), 2025/12/31, 31/12/2025 and 12/31/2025 where only
    one reading is possible, 31 Dec 2025, December 31, 2025.
    """
    text = " ".join(text.split())
    try:
        found = datetime.fromisoformat(text)
        return found if found.tzinfo is None else _local(found, zone)
    except (ValueError, OverflowError):
        pass
    try:
        day = _other_date(text.lower())
    except UnreadableDate:
        raise
    except ValueError:
        day = None
    if day is None:
        raise UnreadableDate(f"the date “{text[:40]}” cannot be read; write it like 2026-05-31.")
    return datetime.combine(day, time())


def _local(moment: datetime, zone: str) -> datetime:
    return to_local(moment.astimezone(UTC), zone).replace(tzinfo=None)


def _other_date(text: str) -> date | None:
    bare = re.sub(r"[ t]\d{1,2}:\d{2}(:\d{2})?( ?[ap]m)?$", "", text)
    if match := _YEAR_FIRST.fullmatch(bare):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := _NUMERIC.fullmatch(bare):
        return _which_first(int(match[1]), int(match[2]), int(match[3]))
    if match := _NAMED.fullmatch(bare):
        day, month, year = (match[1], match[2], match[3]) if match[1] else (match[5], match[4], match[6])
        return date(int(year), _NAMES.index(month[:3]) + 1, int(day))
    return None


def _which_first(first: int, second: int, year: int) -> date | None:
    if first > 12 or first == second:
        return date(year, second, first)
    if second > 12:
        return date(year, first, second)
    raise UnreadableDate(
        f"the date “{first}/{second}/{year}” could be two days (day or month first); write it like 2026-05-31."
    )
