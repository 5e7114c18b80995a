"""What the timetables tell: what comes, what is new, what is still true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from scheduler.classes.models import ClassSeries, ClassSession, Timetable

TAKES_PLACE = ("scheduled", "changed")
Truth = Literal["ok", "cancelled", "full", "moved", "past", "changed"]


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A class with dates to come. `kind`: series, season or event. `starts`: its dates that take place and are not
    full, UTC, in order; those that are full when there are no others (`state` is full then)."""

    uid: str
    title: str
    teacher: str
    place: str
    url: str
    kind: str
    state: str
    starts: tuple[datetime, ...]


def upcoming(now: datetime, until: datetime) -> list[ClassRow]:
    """The classes with a date after `now` and not after `until`, the next one first."""
    return rows_of(sessions_between(now, until))


def sessions_between(now: datetime, until: datetime) -> list[ClassSession]:
    """The dates behind `upcoming`, in order: for whoever asks about many weeks at once."""
    sessions = ClassSession.objects.filter(
        series__timetable__listed=True, starts_at__gt=now, starts_at__lte=until, state__in=(*TAKES_PLACE, "full")
    )
    return list(sessions.select_related("series").order_by("starts_at", "id"))


def rows_of(sessions: Sequence[ClassSession]) -> list[ClassRow]:
    """Dates, in order, as rows of their classes."""
    by_series: dict[int, list[ClassSession]] = {}
    for session in sessions:
        by_series.setdefault(session.series_id, []).append(session)
    return sorted(map(_row, by_series.values()), key=lambda row: (row.starts[0], row.title, row.uid))


def _row(sessions: list[ClassSession]) -> ClassRow:
    series, free = sessions[0].series, [session for session in sessions if session.state != "full"]
    shown = free or sessions
    state = shown[0].state
    place = shown[0].place or series.place
    starts = tuple(session.starts_at for session in shown)
    return ClassRow(series.uid, series.title, series.teacher, place, series.url, series.kind, state, starts)


def row_on(uid: str, dates: Sequence[datetime]) -> ClassRow | None:
    """A class as the timetable tells it now, on those of its dates; None when it has none of them."""
    sessions = ClassSession.objects.filter(series__uid=uid, series__timetable__listed=True, starts_at__in=dates)
    found = list(sessions.select_related("series").order_by("starts_at", "id"))
    return _row(found) if found else None


def announceable(now: datetime) -> list[ClassSeries]:
    """Series, seasons and single events that came after their timetable's first reading and have a date to come, the
    next one first. Never an occurrence; never one that is cancelled or full throughout."""
    sessions = ClassSession.objects.filter(
        series__new=True, series__timetable__listed=True, starts_at__gt=now, state__in=TAKES_PLACE
    ).select_related("series")
    return list({session.series_id: session.series for session in sessions.order_by("starts_at", "id")}.values())


def truth(uid: str, now: datetime, *, since: datetime | None = None, dates: Sequence[datetime] = ()) -> Truth:
    """Is what a message says about a class still true, as far as the timetable tells?

    With `dates` (the instants printed in it) those dates are asked about, else all that are still to come. `moved`:
    a printed date is no longer one of the class's, or a date's time or place changed after `since` (when the message
    was composed; without `since` and `dates`: ever). `past`: nothing of it is still to come. A class nobody knows any
    more is `cancelled`.
    """
    sessions = list(ClassSession.objects.filter(series__uid=uid, series__timetable__listed=True))
    if not sessions:
        return "cancelled"
    coming = [session for session in sessions if session.starts_at > now]
    if dates:
        printed = [at for at in dates if at > now]
        if not printed:
            return "past"
        coming = [session for session in coming if session.starts_at in set(printed)]
        if {session.starts_at for session in coming} != set(printed):
            return "moved"
    if not coming:
        return "past" if any(session.state != "cancelled" for session in sessions) else "cancelled"
    return _truth_of(coming, since, bool(dates))


def _truth_of(coming: list[ClassSession], since: datetime | None, printed: bool) -> Truth:
    """About dates to come: printed ones must all be true, of the others one must be left."""
    every = any if printed else all
    if every(session.state == "cancelled" for session in coming):
        return "cancelled"
    held = [session for session in coming if session.state != "cancelled"]
    if every(session.state == "full" for session in held):
        return "full"
    return "moved" if any(_moved(session, since, printed) for session in held) else "ok"


def _moved(session: ClassSession, since: datetime | None, printed: bool) -> bool:
    if since is not None:
        return session.changed_at is not None and session.changed_at > since
    return session.state == "changed" and not printed


def read_well() -> tuple[bool, str]:
    """Was every timetable of jobs.yaml read, and what is wrong with the first that was not (empty: nothing)?"""
    listed = list(Timetable.objects.filter(listed=True))
    wrong = next((each for each in listed if each.failed_since), None)
    problem = f"{wrong.source} could not be read: {wrong.error}" if wrong else ""
    return bool(listed) and all(each.read_at for each in listed), problem
