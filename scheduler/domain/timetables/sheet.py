"""A timetable as a table (CSV): one row is one date. Rows of one `uid`, or without it of one title, are one class.

Columns: title, starts (or date and time), ends (or duration), teacher, place, url, description, status, uid.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from scheduler.domain.csv_files import UnreadableFile, cell, place_of, plain, read_table
from scheduler.domain.dates import UnreadableDate, read_date
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
from scheduler.domain.timing.words import parse_duration, parse_time
from scheduler.domain.timing.zones import resolve

MOST_ROWS = 10_000
_COLUMNS = {
    "title": ("title", "class", "classname", "name", "summary", "event", "eventname", "cours", "titre"),
    "starts": ("starts", "start", "startsat", "startdatetime", "begin", "begins"),
    "date": ("date", "startdate", "day", "jour"),
    "time": ("time", "starttime", "heure"),
    "ends": ("ends", "end", "endsat", "endtime", "enddatetime", "fin"),
    "duration": ("duration", "length", "lasts", "minutes"),
    "teacher": ("teacher", "instructor", "staff", "with", "enseignant", "enseignante", "professeur"),
    "place": ("place", "location", "room", "studio", "where", "lieu", "salle"),
    "url": ("url", "link", "booking", "bookinglink", "website"),
    "description": ("description", "about", "details", "notes"),
    "status": ("status", "state", "availability", "statut"),
    "uid": ("uid", "id", "classid", "eventid"),
}


def read_sheet(data: bytes, window: Window) -> Reading:
    """The classes of a CSV file, or TimetableError with the line."""
    try:
        table = read_table(data, _is_header)
        if not _is_header(table.header):
            raise TimetableError("The first line must name the columns: title, starts (or date and time), …", 1)
        return Reading(not_too_many(_series(_Columns(table.header), table.rows, window)))
    except UnreadableFile as error:
        raise TimetableError(str(error)) from None


def _is_header(cells: list[str]) -> bool:
    names = [plain(name) for name in cells]
    return place_of(names, _COLUMNS["title"]) is not None and any(
        place_of(names, _COLUMNS[name]) is not None for name in ("starts", "date")
    )


class _Columns:
    """Where each column stands."""

    def __init__(self, header: list[str]) -> None:
        names = [plain(name) for name in header]
        self.places = {name: place_of(names, known) for name, known in _COLUMNS.items()}

    def text(self, cells: list[str], name: str, limit: int = 300) -> str:
        """What stands in it, on one line."""
        return one_line(cell(cells, self.places[name]), limit)


def _series(columns: _Columns, rows: Iterable[tuple[int, list[str]]], window: Window) -> list[Series]:
    found: dict[str, Series] = {}
    for count, (line, cells) in enumerate(rows):
        if count >= MOST_ROWS:
            raise TimetableError(f"It has more than {MOST_ROWS} rows; leave out those that are over.", line)
        title, state = title_and_state(columns.text(cells, "title"), columns.text(cells, "status"))
        if not title:
            raise TimetableError("This class has no title.", line)
        uid = columns.text(cells, "uid", 255) or title.casefold()[:255]
        date = replace(_date(columns, cells, line, window.zone), state=state)
        known = found.get(uid) or _of(uid, title, columns, cells)
        found[uid] = _with(known, date, columns.text(cells, "place"))
    return [_in_window(series, window) for series in found.values()]


def _of(uid: str, title: str, columns: _Columns, cells: list[str]) -> Series:
    return Series(
        uid=uid,
        title=title,
        kind="event",
        dates=(),
        teacher=columns.text(cells, "teacher", 200),
        place=columns.text(cells, "place"),
        description=paragraphs(cell(cells, columns.places["description"])),
        url=web_address(columns.text(cells, "url", 1000)),
    )


def _with(series: Series, date: Date, place: str) -> Series:
    date = replace(date, place=place if place != series.place else "")
    if any(date.starts == other.starts for other in series.dates):
        return series
    return replace(series, dates=(*series.dates, date), kind="season" if series.dates else "event")


def _in_window(series: Series, window: Window) -> Series:
    dates = [date for date in sorted(series.dates, key=lambda date: date.starts) if window.has(date.starts)]
    if series.kind == "event":
        dates = [replace(date, recurrence="once") for date in dates]
    return replace(series, dates=tuple(dates))


def _date(columns: _Columns, cells: list[str], line: int, zone: str) -> Date:
    try:
        local = _local(columns, cells, zone)
        starts = resolve(local, zone).utc
        return Date(local.isoformat(), starts, _ends(columns, cells, local, zone))
    except OverflowError:
        raise TimetableError("a date of this class is too far away; correct it.", line) from None
    except ValueError as error:
        raise TimetableError(str(error), line) from None


def _local(columns: _Columns, cells: list[str], zone: str) -> datetime:
    text, clock = columns.text(cells, "starts") or columns.text(cells, "date"), columns.text(cells, "time")
    if not text:
        raise UnreadableDate("this class has no date; write when it starts, like 2027-02-16 18:00.")
    local = read_date(text, zone)
    if clock:
        return datetime.combine(local.date(), parse_time(clock))
    if ":" not in text:
        raise UnreadableDate(f"“{text[:40]}” has no time of day; write it like 2027-02-16 18:00.")
    return local


def _ends(columns: _Columns, cells: list[str], local: datetime, zone: str) -> datetime | None:
    text, length = columns.text(cells, "ends"), columns.text(cells, "duration")
    if not text and not length:
        return None
    if not text:
        return resolve(local + parse_duration(f"{length} min" if length.isdigit() else length), zone).utc
    try:
        end = datetime.combine(local.date(), parse_time(text))
        end += timedelta(days=1) if end <= local else timedelta()
    except ValueError:
        end = read_date(text, zone)
    if end < local:
        raise UnreadableDate(f"this class ends ({text[:40]}) before it starts.")
    return resolve(end, zone).utc
