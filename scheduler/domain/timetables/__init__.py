"""Timetables of a studio: iCalendar, CSV and YAML give the same series with their dates. Pure: the window is told."""

from __future__ import annotations

from scheduler.domain.timetables.model import LARGEST, Date, Reading, Series, TimetableError, Window

Format = str


def format_of(data: bytes, name: str) -> Format:
    """ics, csv or yaml, from what stands in it, else from the name (a feed's address may end in anything)."""
    start = data[:2000].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:15].upper() == b"BEGIN:VCALENDAR":
        return "ics"
    if start[:1] == b"<":
        raise TimetableError("It is a web page, not a calendar; use the calendar's own address (often .ics).")
    ending = name.lower().rpartition(".")[2]
    return {"csv": "csv", "tsv": "csv", "txt": "csv", "yaml": "yaml", "yml": "yaml"}.get(ending, "ics")


def read(data: bytes, name: str, window: Window) -> Reading:
    """The classes in `data`, or TimetableError. An iCalendar file may hang here: expand it in a process of its own."""
    if len(data) > LARGEST:
        raise TimetableError("It is larger than 1 MB; make a calendar for the classes alone.")
    if not data.strip():
        raise TimetableError("It is empty; nothing was changed here.")
    kind = format_of(data, name)
    if kind == "ics":
        from scheduler.domain.timetables.ics import read_ics

        return read_ics(data, window)
    if kind == "csv":
        from scheduler.domain.timetables.sheet import read_sheet

        return read_sheet(data, window)
    from scheduler.domain.timetables.plainly import read_yaml

    return read_yaml(data, window)


__all__ = ["Date", "Reading", "Series", "TimetableError", "Window", "format_of", "read"]
