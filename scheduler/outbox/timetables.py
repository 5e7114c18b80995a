"""The timetables of a simulation: files of the copy, read again as the studio reads its own every hour."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import datetime

from scheduler import config
from scheduler.classes import services as classes
from scheduler.errors import Problem
from scheduler.outbox import happenings
from scheduler.plan import services as plan


def read_again(changes: Iterable[happenings.Happening], zone: str, now: datetime) -> None:
    """Without this a year would run out of classes: a reading reaches only some months ahead.

    `changes`: what events did to classes, done once more since the file does not know of it. Where a timetable is an
    https address nothing is read, since a simulation calls nobody: its classes stay as the studio last read them.
    """
    sources = _sources()
    if not sources or not all((config.home() / source).is_file() for source in sources):
        return
    classes.sync(plan.require(), now, home=config.home())
    for event in changes:
        happenings.apply(event, zone, now)


def replace(name: str) -> None:
    """From now on the timetable of jobs.yaml says what the file `name` says. Problem when that cannot be."""
    sources, home = _sources(), config.home()
    if len(sources) != 1 or sources[0].startswith(("http://", "https://")):
        raise Problem("An event can exchange the timetable only where jobs.yaml names one file.")
    if not (home / name).is_file():
        raise Problem(f"The events name the timetable {name}, which is not in the studio's folder.")
    shutil.copy(home / name, home / sources[0])


def _sources() -> list[str]:
    return sorted({job.classes for job in plan.require().jobs.values() if job.classes})
