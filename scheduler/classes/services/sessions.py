"""The dates of one class, as known and as read: who is who, and what became of each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from scheduler.classes.models import ClassSeries, ClassSession
from scheduler.domain.states import CLASS
from scheduler.domain.timetables.model import Date

Names = dict[str, ClassSession]
_FIELDS = ["recurrence", "starts_at", "ends_at", "place", "changed_at", "state"]


class Counts(Protocol):
    """What a sync counts."""

    added: int
    changed: int
    cancelled: int


def lay_sessions(series: ClassSeries, dates: Iterable[Date], now: datetime, counts: Counts) -> None:
    """Bring the rows of `series` to what `dates` say; dates to come that are gone from it are cancelled."""
    known = {session.recurrence: session for session in series.sessions.all()}
    pairs, new = _match(known, dates, now)
    touched = [session for session, date in pairs if _update(session, date, known, now, counts)]
    told = {session.pk for session, _ in pairs}
    gone = [s for s in known.values() if s.pk not in told and s.starts_at > now and s.state != "cancelled"]
    for session in gone:
        session.state = "cancelled"
    counts.cancelled += len(gone)
    counts.added += len(new)
    ClassSession.objects.bulk_update([*touched, *gone], _FIELDS, batch_size=200)
    ClassSession.objects.bulk_create([_new(series, date, known, now) for date in new], batch_size=200)


def _match(known: Names, dates: Iterable[Date], now: datetime) -> tuple[list[tuple[ClassSession, Date]], list[Date]]:
    """Each date with its row: by its name, else by its day (the whole class moved to another hour)."""
    pairs: list[tuple[ClassSession, Date]] = []
    rest: list[Date] = []
    free = dict(known)
    for date in dates:
        session = free.get(date.recurrence)
        if session is None or (session.state == "past" and date.starts > now):
            rest.append(date)
        else:
            pairs.append((free.pop(date.recurrence), date))
    by_day = {session.starts_at.date(): name for name, session in free.items() if session.starts_at > now}
    new: list[Date] = []
    for date in rest:
        name = by_day.pop(date.starts.date(), None)
        if name is None:
            new.append(date)
        else:
            pairs.append((free.pop(name), date))
    return pairs, new


def _new(series: ClassSeries, date: Date, known: Names, now: datetime) -> ClassSession:
    name = date.starts.isoformat() if date.recurrence in known else date.recurrence
    state = "past" if date.starts <= now and date.state != "cancelled" else date.state
    return ClassSession(
        series=series, recurrence=name, starts_at=date.starts, ends_at=date.ends, place=date.place, state=state
    )


def _update(session: ClassSession, date: Date, known: Names, now: datetime, counts: Counts) -> bool:
    """Set the row to what the date says; is anything different?"""
    before = (session.recurrence, session.starts_at, session.ends_at, session.place, session.state)
    moved = (session.starts_at, session.place) != (date.starts, date.place)
    state = _state(session.state, date, moved, now)
    counts.cancelled += state == "cancelled" != session.state
    if moved and date.starts > now:
        session.changed_at = now
        counts.changed += 1
    if date.recurrence not in known:
        session.recurrence = date.recurrence
    session.starts_at, session.ends_at, session.place, session.state = date.starts, date.ends, date.place, state
    return before != (session.recurrence, session.starts_at, session.ends_at, session.place, session.state)


def _state(old: str, date: Date, moved: bool, now: datetime) -> str:
    """What becomes of a date; only along the moves that domain/states.py allows, by way of `scheduled` if need be."""
    if old == "past" or (date.starts <= now and date.state != "cancelled"):
        return "past"
    new = date.state
    if new == "scheduled" and (moved or old == "changed"):
        new = "changed"
    allowed = old == new or CLASS.allows(old, new) or CLASS.allows("scheduled", new)
    return new if allowed else old


def series_state(series: ClassSeries, now: datetime) -> str:
    """What the dates to come say about the whole; without any it stays what it is."""
    states = set(series.sessions.filter(starts_at__gt=now).values_list("state", flat=True))
    if not states:
        return series.state
    held = states - {"cancelled"}
    if not held:
        return "cancelled"
    if held == {"full"}:
        return "full"
    return "changed" if "changed" in held else "scheduled"
