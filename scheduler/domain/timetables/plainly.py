"""A timetable that a person writes (YAML):

    classes:
      - title: Gentle yoga
        teacher: Ana
        every: tuesday at 18:00
        lasts: 60 min
        from: 2027-01-05
        until: 2027-03-30          # a season; without it, a series
        except: [2027-02-16]
        cancelled: [2027-02-23]    # or: true
        full: [2027-03-02]
      - title: Rolling workshop
        on: 2027-02-20 at 14:00    # or a list

A class is named by `id`, else by its title. Words are those of jobs.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from scheduler.domain.jobsfile.reading import Document, JobsFileError
from scheduler.domain.jobsfile.reading import read as read_document
from scheduler.domain.text.oneline import one_line
from scheduler.domain.timetables.model import (
    Date,
    Reading,
    Series,
    TimetableError,
    Window,
    not_too_many,
    paragraphs,
    title_and_state,
    web_address,
)
from scheduler.domain.timing.rules import On, Weekly, parse_every, parse_on
from scheduler.domain.timing.words import did_you_mean, parse_date, parse_duration
from scheduler.domain.timing.zones import resolve, to_local

KEYS = ("id", "title", "teacher", "place", "description", "url", "every", "on", "lasts", "from", "until", "except",
        "cancelled", "full")  # fmt: skip


def read_yaml(data: bytes, window: Window) -> Reading:
    """The classes of a YAML file, or TimetableError with the line."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise TimetableError("It is not text in UTF-8; save it again as UTF-8.") from None
    if not re.search(r"^classes\s*:", text, re.MULTILINE):
        raise TimetableError("A timetable begins with “classes:” and then lists them, each with a “- title:”.", 1)
    document = _document(text)
    entries = document.data.get("classes")
    if not isinstance(entries, list) or set(document.data) != {"classes"}:
        raise TimetableError("A timetable holds “classes:” only, and under it a list of classes.", 1)
    found: dict[str, Series] = {}
    for index, entry in enumerate(entries):
        series = _Entry(entry, index, document, window).series()
        if series.uid in found:
            line = document.key(("classes", index))[0]
            raise TimetableError(f"Two classes are called “{series.uid[:60]}”; give each an “id:” of its own.", line)
        found[series.uid] = series
    return Reading(not_too_many(list(found.values())))


def _document(text: str) -> Document:
    try:
        return read_document(text)
    except JobsFileError as error:
        problem = error.problems[0]
        raise TimetableError(problem.message.replace("jobs.yaml", "timetable"), problem.line) from None


class _Entry:
    """One class of the list."""

    def __init__(self, entry: Any, index: int, document: Document, window: Window) -> None:
        self.path, self.document, self.window = ("classes", index), document, window
        if not isinstance(entry, dict):
            raise self._error("A class is a list of words with values: title, every or on, …")
        for key in entry:
            if key not in KEYS:
                raise self._error(f"“{one_line(str(key), 40)}” is not known here.{did_you_mean(str(key), KEYS)}", key)
        self.entry: dict[str, Any] = entry

    def _error(self, message: str, key: str = "") -> TimetableError:
        path = (*self.path, key) if key else self.path
        return TimetableError(message[:1].upper() + message[1:], self.document.key(path)[0])

    def series(self) -> Series:
        """The class with its dates in the window."""
        title, state = title_and_state(self._text("title", 300))
        if not title:
            raise self._error("This class has no title.")
        starts, kind = self._starts()
        return Series(
            uid=self._text("id", 255) or title.casefold()[:255],
            title=title,
            kind=kind,
            dates=tuple(self._dates(starts, kind, state)),
            teacher=self._text("teacher", 200),
            place=self._text("place", 300),
            description=paragraphs(str(self.entry.get("description") or "")),
            url=web_address(self._text("url", 1000)),
        )

    def _text(self, key: str, limit: int) -> str:
        value = self.entry.get(key)
        if isinstance(value, dict | list):
            raise self._error(f"“{key}” is one line of text.", key)
        return one_line(str(value), limit) if value is not None else ""

    def _parsed(self, key: str, parse: Callable[[Any], Any]) -> Any:
        if self.entry.get(key) is None:
            return None
        try:
            return parse(self.entry[key])
        except (ValueError, OverflowError) as error:
            raise self._error(str(error), key) from None

    def _starts(self) -> tuple[list[datetime], str]:
        """Local times in the window, and the kind."""
        every, on = self._parsed("every", parse_every), self._parsed("on", parse_on)
        if isinstance(on, On) and every is None:
            return list(on.moments), "event" if len(on.moments) == 1 else "season"
        if not isinstance(every, Weekly) or on is not None:
            raise self._error("A class has either “every: tuesday at 18:00” or “on: 2027-02-20 at 14:00”.")
        first, last = self._parsed("from", parse_date), self._parsed("until", parse_date)
        if first and last and last < first:
            raise self._error(f"It ends ({last}) before it begins ({first}).", "until")
        return list(self._weekly(every, first, last)), "season" if last else "series"

    def _weekly(self, every: Weekly, first: date | None, last: date | None) -> Iterator[datetime]:
        day = to_local(self.window.start, self.window.zone).date()
        end = to_local(self.window.end, self.window.zone).date()
        left_out = self._days("except")
        day, end = max(day, first or day), min(end, last or end)
        while day <= end:
            if day.weekday() in every.days and day not in left_out:
                yield datetime.combine(day, every.at)
            day += timedelta(days=1)

    def _days(self, key: str) -> set[date]:
        value = self.entry.get(key)
        days = value if isinstance(value, list) else [value]
        return set(self._parsed(key, lambda _: {parse_date(day) for day in days}) or ())

    def _marked(self, key: str) -> Callable[[date], bool]:
        """Which days the word `key` is about: all, or those it lists."""
        value = self.entry.get(key)
        if isinstance(value, bool) or value in ("yes", "no"):
            return lambda _: value in (True, "yes")
        days = self._days(key)
        return lambda day: day in days

    def _dates(self, starts: list[datetime], kind: str, state: str) -> Iterator[Date]:
        length = self._parsed("lasts", parse_duration)
        cancelled, full = self._marked("cancelled"), self._marked("full")
        years = range(self.window.start.year - 1, self.window.end.year + 2)
        for local in (local for local in starts if local.year in years):
            begins = resolve(local, self.window.zone).utc
            if self.window.has(begins):
                yield Date(
                    recurrence="once" if kind == "event" else local.isoformat(),
                    starts=begins,
                    ends=begins + length if length else None,
                    state="cancelled" if cancelled(local.date()) else "full" if full(local.date()) else state,
                )
