"""`studio simulate`: a time ahead lived through on a throw-away copy. (DESIGN section 6.)

The studio's tables are copied into an SQLite file, its templates into a folder, and a process of its own runs the real
services there on a virtual clock (`virtual.py`). Nothing of the studio is written to, and nothing leaves.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from scheduler import config
from scheduler.domain.timing.zones import to_local
from scheduler.errors import Problem
from scheduler.outbox import happenings
from scheduler.plan import services as plan

logger = logging.getLogger(__name__)

FINDING = 2
"""The other process says in one sentence why it cannot."""

LONGEST = timedelta(days=3 * 366)
COPIED = (".yaml", ".yml", ".ics", ".csv")
LARGEST_FILE = 5 * 1024 * 1024
REACHED_BY = ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")


def simulate(
    start: date | None, until: date, *, now: datetime, events: str = "", unanswered: bool = False
) -> dict[str, Any]:
    """`{"from", "until", "days": [{"date", "channel", "state", "count"}], "most_in_a_week"}` from `start` (today) to
    `until`, inclusive; `most_in_a_week`: mails that the person with the most of them got within a week.

    `events`: YAML as `happenings.py` describes. `unanswered`: nobody approves; the rhythm's rule applies instead.
    Raises Problem for dates that cannot be and for events that cannot be read.
    """
    zone = plan.require().studio.timezone
    first = start or to_local(now, zone).date()
    _check(first, until)
    with tempfile.TemporaryDirectory(prefix="studio-simulation-") as folder:
        copy = Path(folder)
        _copy_files(config.home(), copy)
        order = {
            "source": _copy_rows(copy / "studio.sqlite3"),
            "from": first.isoformat(), "until": until.isoformat(), "now": now.isoformat(), "unanswered": unanswered,
            "events": [asdict(event) for event in happenings.read(events, zone)],
        }  # fmt: skip
        return _run(copy, order)


def _check(first: date, until: date) -> None:
    if until < first:
        raise Problem(f"{until} is before {first}: give a later last day.")
    if until - first > LONGEST:
        raise Problem(f"From {first} to {until} is more than three years: choose an earlier last day.")


# --- the copy ---


def _copy_files(home: Path, copy: Path) -> None:
    """What composing and timetables read; never the database, secrets or rehearsals."""
    if (home / "templates").is_dir():
        shutil.copytree(home / "templates", copy / "templates")
    for path in home.iterdir() if home.is_dir() else ():
        if path.suffix in COPIED and path.is_file() and path.stat().st_size <= LARGEST_FILE:
            shutil.copy(path, copy / path.name)


def _copy_rows(target: Path) -> dict[str, Any]:
    """By SQLite's own backup. From another database the other process does it: answers how to reach that one."""
    if connection.vendor != "sqlite":
        return {name: connection.settings_dict[name] for name in REACHED_BY}
    if connection.in_atomic_block:
        raise RuntimeError("a simulation cannot begin inside a transaction: the backup would wait for its end")
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as into:
        connection.connection.backup(into)
    return {}


# --- the process ---


def _run(copy: Path, order: dict[str, Any]) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "scheduler.outbox.virtual"],
        input=json.dumps(order, default=str), env=_environment(copy), cwd=copy, check=False, capture_output=True,
        text=True, encoding="utf-8",
    )  # fmt: skip
    if done.returncode == FINDING:
        raise Problem(done.stderr.strip().splitlines()[-1])
    if done.returncode:
        logger.error("The simulation broke off: %s", done.stderr)
        raise Problem("The simulation broke off; nothing of the studio was changed. The log says why.")
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def _environment(copy: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("STUDIO_TEST_", "STUDIO_FAULT"))}
    package = str(Path(__file__).parents[2])
    path = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH", "")]))
    return {
        **kept, "SCHEDULER_HOME": str(copy), "DATABASE_URL": f"sqlite://{copy / 'studio.sqlite3'}",
        "STUDIO_SECRET_KEY": settings.SECRET_KEY, "SITE_URL": config.site().url, "PYTHONPATH": path,
        "DJANGO_SETTINGS_MODULE": "scheduler.settings",
    }  # fmt: skip
