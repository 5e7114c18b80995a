"""What a person's consent rests on and how long it lasts (CASL s.10; rules section 1.1, C1 and C5). Pure.

Implied consent counts in days of the studio's zone: it begins on the day after the event and its last day is the
same day two years (six months for an inquiry) later; the 29th and 31st fall back to the month's last day.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from scheduler.domain.timing.zones import resolve

Basis = Literal["signed up", "client", "inquiry", "none"]
BASES: tuple[Basis, ...] = ("signed up", "client", "inquiry", "none")
MONTHS = {"client": 24, "inquiry": 6}


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
