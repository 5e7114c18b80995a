"""Calendars are expanded in a process of its own: a rule can be written that never ends (rules section 7, ICS).

The child has a limit on processor time and memory, and knows nothing of the database or of any secret.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import scheduler
from scheduler.domain import timetables
from scheduler.domain.timetables.model import LARGEST, Date, Reading, Series, TimetableError, Window

PROCESSOR_SECONDS = 5
PATIENCE_SECONDS = 30
MEMORY_BYTES = 1 << 30


def read_timetable(data: bytes, name: str, window: Window) -> Reading:
    """The classes in `data`, or TimetableError: one sentence, also for a calendar that never ends."""
    if len(data) > LARGEST or not data.strip() or timetables.format_of(data, name) != "ics":
        return timetables.read(data, name, window)
    return _from_json(_child(data, window))


def _child(data: bytes, window: Window) -> bytes:
    command = [sys.executable, "-m", "scheduler.classes.guarded", window.start.isoformat(), window.zone]
    root = Path(scheduler.__file__).parents[1]
    try:
        done = subprocess.run(  # noqa: S603  our own interpreter and module
            command, input=data, capture_output=True, timeout=PATIENCE_SECONDS, cwd=root, env={}, check=False
        )
    except subprocess.TimeoutExpired:
        done = None
    if done is None or done.returncode != 0:
        raise TimetableError("It has a rule that never comes to an end; look for a class that repeats oddly.")
    return done.stdout


def _from_json(text: bytes) -> Reading:
    found = json.loads(text)
    if "error" in found:
        raise TimetableError(found["error"])
    series = [Series(**{**each, "dates": tuple(_date(date) for date in each["dates"])}) for each in found["series"]]
    return Reading(tuple(series), tuple(found["warnings"]))


def _date(found: dict[str, str]) -> Date:
    ends = datetime.fromisoformat(found["ends"]) if found["ends"] else None
    return Date(found["recurrence"], datetime.fromisoformat(found["starts"]), ends, found["place"], found["state"])


def main() -> None:
    """The child: a calendar on standard input, its reading or its error as JSON on standard output."""
    _limit_itself()
    window = Window(datetime.fromisoformat(sys.argv[1]), sys.argv[2])
    try:
        found = asdict(timetables.read(sys.stdin.buffer.read(), "calendar.ics", window))
    except TimetableError as error:
        found = {"error": str(error)}
    sys.stdout.write(json.dumps(found, default=lambda moment: moment.isoformat()))


def _limit_itself() -> None:
    try:
        import resource
    except ImportError:  # not on Windows: there the patience of the parent is the limit
        return
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


if __name__ == "__main__":
    main()
