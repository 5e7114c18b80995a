"""Timetables are read and what changed is marked. A timetable that cannot be read changes nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from django.db import transaction

from scheduler import signals
from scheduler.classes.guarded import read_timetable
from scheduler.classes.models import ClassSeries, ClassSession, Timetable
from scheduler.classes.services.sessions import lay_sessions, series_state
from scheduler.domain.jobsfile import Plan
from scheduler.domain.timetables.model import LARGEST, Reading, Series, TimetableError, Window
from scheduler.domain.timing.zones import to_local
from scheduler.errors import Problem

Fetch = Callable[[str], bytes]
FRESH = timedelta(hours=6)
CALENDARS = ("text/calendar", "text/csv", "text/plain", "text/yaml", "application/yaml", "application/octet-stream")
NEAR = timedelta(days=21)
_SPLIT = re.compile(r"_R\d{8}T\d{6}(?=@|$)")


@dataclass
class SyncReport:
    """`read`: timetables read or unchanged; `new`: titles that may be announced; the other counts are dates.
    `problems` and `warnings`: one sentence each."""

    read: int = 0
    new: list[str] = field(default_factory=list)
    added: int = 0
    changed: int = 0
    cancelled: int = 0
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """What there is to say, a line each."""
        new = f" New: {', '.join(self.new)}." if self.new else ""
        read = "1 timetable" if self.read == 1 else f"{self.read} timetables"
        dates = f"{self.added} dates added, {self.changed} moved, {self.cancelled} cancelled."
        return "\n".join([f"{read} read: {dates}{new}", *self.problems, *self.warnings])


def sync(plan: Plan, now: datetime, *, home: Path | None = None, fetch: Fetch | None = None) -> SyncReport:
    """Read every timetable that a job of the plan names (a path in the home folder or an https address).

    The first good reading of a timetable is its baseline and announces nothing. A reading that fails, or that holds
    nothing to come while we know of something, leaves all as it is and is told once. Only dates still to come are
    ever cancelled for standing in the timetable no longer.
    """
    report = SyncReport()
    sources = sorted({job.classes for job in plan.jobs.values() if job.classes})
    Timetable.objects.exclude(source__in=sources).update(listed=False)
    _begun(now)
    for source in sources:
        _sync_one(source, now, plan.studio.timezone, report, _loader(home, fetch))
    return report


def _loader(home: Path | None, fetch: Fetch | None) -> Fetch:
    def load(source: str) -> bytes:
        if re.match(r"https?://", source):
            return (fetch or _fetch)(source)
        return _from_file((home or _home()) / source, source)

    return load


def _home() -> Path:
    from scheduler import config

    return config.home()


def _fetch(url: str) -> bytes:
    from scheduler.library.fetch import fetch

    return fetch(url, accept=CALENDARS).data


def _from_file(path: Path, source: str) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError:
        raise TimetableError(f"{source} is not there or cannot be opened; put it into the studio's folder.") from None


def _sync_one(source: str, now: datetime, zone: str, report: SyncReport, load: Fetch) -> None:
    timetable, _ = Timetable.objects.get_or_create(source=source)
    try:
        data = load(source)
        digest = sha256(data).hexdigest()
        if not _unchanged(timetable, digest, now):
            reading = read_timetable(data, source, Window(now - timedelta(days=1), zone))
            _require_something(timetable, reading, now)
            _take_over(timetable, reading, now, zone, report)
    except (TimetableError, Problem) as error:
        _failed(timetable, str(error), now, report)
        return
    Timetable.objects.filter(pk=timetable.pk).update(
        listed=True, read_at=now, sha256=digest, failed_since=None, error=""
    )
    if timetable.failed_since:
        text = f"The timetable {source[:200]} can be read again."
        signals.happened.send(sender=None, kind="timetable-read", text=text, now=now)
    report.read += 1


def _unchanged(timetable: Timetable, digest: str, now: datetime) -> bool:
    fresh = timetable.read_at is not None and timetable.read_at <= now < timetable.read_at + FRESH
    return fresh and timetable.listed and timetable.sha256 == digest


def _require_something(timetable: Timetable, reading: Reading, now: datetime) -> None:
    told = any(date.starts > now for series in reading.series for date in series.dates)
    if told:
        return
    if not reading.series:
        raise TimetableError("It has no classes; nothing was changed here. Is it the right calendar?")
    known = ClassSession.objects.filter(series__timetable=timetable, starts_at__gt=now).exclude(state="cancelled")
    if known.exists():
        raise TimetableError("It has no class that is still to come, so nothing was changed here; look at it.")


def _failed(timetable: Timetable, why: str, now: datetime, report: SyncReport) -> None:
    first = timetable.failed_since is None
    text = f"The timetable {timetable.source[:200]} could not be used: {why}"[:500]
    Timetable.objects.filter(pk=timetable.pk).update(
        listed=True, failed_since=timetable.failed_since or now, error=text
    )
    report.problems.append(text)
    if first:
        signals.happened.send(sender=None, kind="timetable-unread", text=text, now=now, needs_you=True)


@transaction.atomic
def _take_over(timetable: Timetable, reading: Reading, now: datetime, zone: str, report: SyncReport) -> None:
    timetable = Timetable.objects.select_for_update().get(pk=timetable.pk)  # two clocks may read at once
    known = {series.uid: series for series in timetable.series.all()}
    heard = _Heard(known, zone)
    for found in reading.series:
        row = known.get(found.uid) or ClassSeries(timetable=timetable, uid=found.uid, first_seen_at=now)
        if found.uid not in known:
            row.new = timetable.baseline_at is not None and heard.is_news(found, now)
            report.new += [found.title] if row.new else []
        _copy(found, row)
        row.save()
        lay_sessions(row, found.dates, now, report)
        row.state = series_state(row, now)
        row.save(update_fields=["state"])
    _vanished(known, {found.uid for found in reading.series}, now, report)
    if timetable.baseline_at is None:
        Timetable.objects.filter(pk=timetable.pk).update(baseline_at=now)
    report.warnings += reading.warnings


def _copy(found: Series, row: ClassSeries) -> None:
    row.kind, row.title, row.teacher, row.place = found.kind, found.title, found.teacher, found.place
    row.description, row.url = found.description, found.url


def _vanished(known: dict[str, ClassSeries], told: set[str], now: datetime, report: SyncReport) -> None:
    for uid, row in known.items():
        if uid not in told and row.state != "cancelled":
            lay_sessions(row, (), now, report)
            row.state = "cancelled"
            row.save(update_fields=["state"])


class _Heard:
    """Is a class that was not known news, or an occurrence under another name?

    Calendars that list every date as an event of its own, and those that split a series when its rest is moved,
    would otherwise have each week announced. An event is an occurrence when one of the same title stands on the same
    weekday within three weeks of it.
    """

    def __init__(self, known: dict[str, ClassSeries], zone: str) -> None:
        self.zone = zone
        self.uids = {_SPLIT.sub("", uid) for uid in known}
        self.times: dict[tuple[str, int], list[datetime]] = {}
        sessions = ClassSession.objects.filter(series__in=[row.pk for row in known.values()])
        for title, starts in sessions.values_list("series__title", "starts_at"):
            self._times(title, starts).append(starts)

    def _times(self, title: str, starts: datetime) -> list[datetime]:
        return self.times.setdefault((title.casefold(), to_local(starts, self.zone).weekday()), [])

    def is_news(self, found: Series, now: datetime) -> bool:
        """Remembers what it was asked."""
        coming = [date.starts for date in found.dates if date.starts > now and date.state != "cancelled"]
        near = any(abs(other - at) <= NEAR for at in coming for other in self._times(found.title, at))
        news = bool(coming) and _SPLIT.sub("", found.uid) not in self.uids and not (found.kind == "event" and near)
        self.uids.add(_SPLIT.sub("", found.uid))
        for at in coming:
            self._times(found.title, at).append(at)
        return news


def _begun(now: datetime) -> None:
    ClassSession.objects.filter(starts_at__lte=now).exclude(state__in=("past", "cancelled")).update(state="past")
