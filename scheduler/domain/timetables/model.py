"""What every timetable gives, whatever its format."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.domain.text.oneline import UNSEEN, one_line

LARGEST = 1_000_000
HORIZON = timedelta(days=400)
MOST_DATES = 1_000
MOST_CLASSES = 500
_STATES = {
    "cancelled": ("cancelled", "canceled", "annulé", "annulée"),
    "full": ("fully booked", "sold out", "full", "wait list", "waitlist", "complet"),
}
_WORDS = "|".join(word for words in _STATES.values() for word in words)
_MARK = re.compile(
    rf"^\s*(?:({_WORDS})(?:\s*:|\s+[–—-])\s+|[(\[*]+({_WORDS})[)\]*]+\s*[:–—-]?\s*)(?=\S)"
    rf"|\s*[(\[*]+({_WORDS})[)\]*]+\s*$|\s+[–—-]\s+({_WORDS})\s*$",
    re.IGNORECASE,
)
_TAG = re.compile(r"<(?:br|/p|/div|/li)\s*/?>|</?[a-zA-Z][^<>]{0,300}>")


class TimetableError(ValueError):
    """The timetable cannot be used. str() is one sentence; `line` counts from 1, 0 where there is none."""

    def __init__(self, message: str, line: int = 0) -> None:
        self.line = line
        super().__init__(f"line {line}: {message}" if line else message)


@dataclass(frozen=True, slots=True)
class Date:
    """One date. `recurrence`: the local time its rule gives, or `once`; instants in UTC; `state`: scheduled, full or
    cancelled."""

    recurrence: str
    starts: datetime
    ends: datetime | None = None
    place: str = ""
    state: str = "scheduled"


@dataclass(frozen=True, slots=True)
class Series:
    """A class. `kind`: series (no end), season (has one) or event (one date). `dates` lie in the window asked for."""

    uid: str
    title: str
    kind: str
    dates: tuple[Date, ...]
    teacher: str = ""
    place: str = ""
    description: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """Which dates are wanted: from `start` (aware, UTC) over HORIZON; `zone` is the studio's."""

    start: datetime
    zone: str

    @property
    def end(self) -> datetime:
        """The first instant that is not wanted."""
        return self.start + HORIZON

    def has(self, moment: datetime) -> bool:
        """Does the instant lie in it?"""
        return self.start <= moment < self.end


@dataclass(frozen=True, slots=True)
class Reading:
    """A timetable, read. `warnings`: what was left out, one sentence each."""

    series: tuple[Series, ...]
    warnings: tuple[str, ...] = ()


def title_and_state(title: str, status: str = "") -> tuple[str, str]:
    """The title without a mark such as `(full)`, `CANCELLED: ` or ` - sold out`, and the state that mark or the
    timetable's own status word tells: scheduled, full or cancelled. Nothing else counts as a sign."""
    title = one_line(title, 300)
    match = _MARK.search(title)
    word = next((found for found in match.groups() if found), "") if match else ""
    bare = _MARK.sub("", title, count=1).strip() if match else title
    return bare, state_of(status) or state_of(word) or "scheduled"


def state_of(word: str) -> str:
    """cancelled, full, or empty for any other word."""
    plain = " ".join(word.lower().replace("-", " ").split())
    return next((state for state, words in _STATES.items() if plain in words), "")


def paragraphs(text: str, limit: int = 5000) -> str:
    """A description as plain text: line breaks kept, tags and what cannot be seen taken out."""
    lines = _TAG.sub("\n", text).replace("\r", "\n").split("\n") if "<" in text else text.split("\n")
    return "\n".join(line for line in (" ".join(UNSEEN.sub(" ", line).split()) for line in lines) if line)[:limit]


def web_address(text: str) -> str:
    """The address when it is one of http or https, else nothing."""
    address = one_line(text, 1000)
    return address if re.fullmatch(r"https?://[^\s<>\"]+", address) else ""


def not_too_many(series: list[Series]) -> tuple[Series, ...]:
    """The same, or TimetableError when there is more than a studio can have."""
    if len(series) > MOST_CLASSES:
        raise TimetableError(f"It lists more than {MOST_CLASSES} classes; make a calendar for the classes alone.")
    for each in series:
        if len(each.dates) > MOST_DATES:
            raise TimetableError(f"“{each.title[:60]}” has more than {MOST_DATES} dates in a year; correct its rule.")
    return tuple(series)
