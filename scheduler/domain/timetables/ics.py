"""iCalendar (RFC 5545): what calendars and booking services export.

The teacher is what X-TEACHER, X-INSTRUCTOR or a description line `Teacher: …` says; full is what STATUS,
X-AVAILABILITY or a mark in the title says. Times without a zone are the calendar's (X-WR-TIMEZONE), else the
studio's. An event without a time of day is left out: nothing could be said about when it begins.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import icalendar
import recurring_ical_events

from scheduler.domain.text.oneline import one_line
from scheduler.domain.timetables.model import (
    Date,
    Reading,
    Series,
    TimetableError,
    Window,
    not_too_many,
    paragraphs,
    state_of,
    title_and_state,
    web_address,
)
from scheduler.domain.timing.zones import resolve, zone_names

MOST_EVENTS = 5_000
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_TEACHER = re.compile(
    r"^\s*(?:teacher|instructor|enseignante?|professeure?)\s*:\s*(\S.*?)(?:(?<=[^\W\d_]{3})(?<!Prof)\.\s+(.*))?$",
    re.IGNORECASE | re.MULTILINE,
)
"""A name ends with its line, or with a full stop that closes no short form (“Dr. Jo Park. Ten evenings …”)."""


def read_ics(data: bytes, window: Window) -> Reading:
    """The classes of an iCalendar file, or TimetableError. Can take for ever on a hostile rule."""
    text = data.decode("utf-8-sig", errors="replace")
    _check(text)
    try:
        calendar = icalendar.Calendar.from_ical(text)
        events = list(calendar.walk("VEVENT"))
        _check_events(events, text)
        dates = recurring_ical_events.of(calendar, keep_recurrence_attributes=True).between(window.start, window.end)
        return _reading(events, dates, window, _own_zone(calendar))
    except TimetableError:
        raise
    except Exception as error:  # noqa: BLE001  two libraries on hostile bytes raise of everything
        raise TimetableError(f"It cannot be read as a calendar ({_first_line(error)}); export it again.") from None


def _first_line(error: Exception) -> str:
    return one_line(str(error), 80).replace("“", "").replace("”", "") or type(error).__name__


def _check(text: str) -> None:
    lines = text.rstrip().splitlines()
    if not lines or lines[-1].strip().upper() != "END:VCALENDAR":
        raise TimetableError("It ends in the middle (END:VCALENDAR is missing); fetch it again.", len(lines))
    for number, rule in _rules(lines):
        parts = dict(part.partition("=")[::2] for part in rule.upper().split(";"))
        if parts.get("FREQ") not in _FREQUENCIES:
            raise TimetableError(f"No class repeats “{parts.get('FREQ', '')[:20].lower()}”; correct its rule.", number)
        if not parts.get("INTERVAL", "1").isdigit() or int(parts.get("INTERVAL", "1")[:6]) < 1:
            raise TimetableError("A class repeats with an interval of nothing; correct its rule.", number)
        if "BYSECOND" in parts or "," in parts.get("BYMINUTE", ""):
            raise TimetableError("A class repeats many times an hour; correct its rule.", number)


def _rules(lines: list[str]) -> Iterator[tuple[int, str]]:
    """The value of every rule, its folded lines joined, with its line."""
    for number, line in enumerate(lines, 1):
        if line[:5].upper() in ("RRULE", "EXRUL"):
            folded = itertools.takewhile(lambda below: below[:1] in (" ", "\t"), lines[number:])
            yield number, (line + "".join(below[1:] for below in folded)).partition(":")[2].strip()


def _check_events(events: list[Any], text: str) -> None:
    if len(events) > MOST_EVENTS:
        raise TimetableError(f"It holds more than {MOST_EVENTS} events; make a calendar for the classes alone.")
    for index, event in enumerate(events):
        start = event.get("DTSTART")
        begins = _moment(start)
        if begins is None:
            raise TimetableError(f"{_named(event)} has no start that can be read.", _line_of(index, text))
        if "TZID" in start.params and isinstance(begins, datetime) and begins.tzinfo is None:
            zone = one_line(str(start.params["TZID"]), 40)
            raise TimetableError(f"{_named(event)} is in a time zone that is not known: {zone}.", _line_of(index, text))


def _moment(start: Any) -> date | None:
    """What a DTSTART says; None for one that is missing, twice there or broken."""
    try:
        return start.dt if isinstance(start.dt, date) else None
    except Exception:  # noqa: BLE001  a broken property raises an error of its own, which is no AttributeError
        return None


def _named(event: Any) -> str:
    return f"“{one_line(str(event.get('SUMMARY', 'An event')), 60)}”"


def _line_of(index: int, text: str) -> int:
    begins = [number for number, line in enumerate(text.splitlines(), 1) if line.strip().upper() == "BEGIN:VEVENT"]
    return begins[index] if index < len(begins) else 0


def _own_zone(calendar: Any) -> str:
    zone = str(calendar.get("X-WR-TIMEZONE", ""))
    return zone if zone in zone_names() else ""


def _reading(events: list[Any], dates: list[Any], window: Window, own_zone: str) -> Reading:
    masters: dict[str, Any] = {}
    for event in sorted(events, key=lambda event: "RECURRENCE-ID" in event):
        masters.setdefault(_uid(event), event)
    whole_days = {uid for uid, master in masters.items() if not isinstance(master.get("DTSTART").dt, datetime)}
    by_uid: dict[str, list[Any]] = {}
    for each in dates:
        by_uid.setdefault(_uid(each), []).append(each)
    zone = own_zone or window.zone
    series = [
        _series(uid, master, by_uid.get(uid, []), zone) for uid, master in masters.items() if uid not in whole_days
    ]
    warnings = [f"{_named(masters[uid])} has no time of day, so it is left out." for uid in sorted(whole_days)]
    return Reading(not_too_many(series), tuple(warnings[:20]))


def _uid(event: Any) -> str:
    """The event's own name; of one without, its title and start."""
    uid = one_line(str(event.get("UID", "")), 255)
    return uid or one_line(f"{event.get('SUMMARY', '')} {event.get('DTSTART').dt}", 255)


def _series(uid: str, master: Any, dates: list[Any], zone: str) -> Series:
    kind, description = _kind(master), paragraphs(str(master.get("DESCRIPTION", "")))
    title, _ = title_and_state(str(master.get("SUMMARY", "")))
    return Series(
        uid=uid,
        title=title or "Class",
        kind=kind,
        dates=_dates(master, dates, kind, zone),
        teacher=_teacher(master, description),
        place=_place(master),
        description=_without_teacher(description),
        url=web_address(str(master.get("URL", ""))),
    )


def _kind(master: Any) -> str:
    rule = master.get("RRULE")
    if rule is None:
        return "season" if "RDATE" in master or "RECURRENCE-ID" in master else "event"
    rules = rule if isinstance(rule, list) else [rule]
    return "season" if all("UNTIL" in each or "COUNT" in each for each in rules) else "series"


def _teacher(master: Any, description: str) -> str:
    said = master.get("X-TEACHER") or master.get("X-INSTRUCTOR")
    match = _TEACHER.search(description)
    return one_line(str(said) if said else match[1] if match else "", 200)


def _without_teacher(description: str) -> str:
    """The rest of it: who teaches is printed by itself."""
    return paragraphs(_TEACHER.sub(lambda said: said[2] or "", description))


def _place(event: Any) -> str:
    return one_line(str(event.get("LOCATION", "")), 300)


def _dates(master: Any, dates: list[Any], kind: str, zone: str) -> tuple[Date, ...]:
    found: dict[str, Date] = {}
    for each in dates:
        starts = each.get("DTSTART").dt
        if isinstance(starts, datetime):
            date_ = _date(master, each, "once" if kind == "event" else _recurrence(each), zone)
            found.setdefault(date_.recurrence, date_)
    return tuple(sorted(found.values(), key=lambda date_: date_.starts))


def _date(master: Any, each: Any, recurrence: str, zone: str) -> Date:
    starts, ends = _instant(each.get("DTSTART").dt, zone), each.get("DTEND")
    state = title_and_state(str(each.get("SUMMARY", "")), _status(each))[1]
    place = _place(each)
    return Date(
        recurrence=recurrence,
        starts=starts,
        ends=_instant(ends.dt, zone) if ends is not None and isinstance(ends.dt, datetime) else None,
        place=place if place != _place(master) else "",
        state=state,
    )


def _status(event: Any) -> str:
    for name in ("STATUS", "X-STATUS", "X-AVAILABILITY"):
        word = str(event.get(name, ""))
        if state_of(word):
            return word
    return ""


def _recurrence(each: Any) -> str:
    named = each.get("RECURRENCE-ID")
    moment = named.dt if named is not None and isinstance(named.dt, datetime) else each.get("DTSTART").dt
    return str(moment.replace(tzinfo=None, microsecond=0).isoformat())


def _instant(moment: datetime, zone: str) -> datetime:
    """In UTC by our own zone data; RFC 5545 and zoneinfo agree on gaps and folds."""
    key = getattr(moment.tzinfo, "key", "") if moment.tzinfo else zone
    if key in zone_names():
        return resolve(moment.replace(tzinfo=None, fold=0), key).utc
    return moment.astimezone(UTC)
