"""`studio simulate`: a time ahead lived through on a throw-away copy. (DESIGN section 6.)

The studio's tables are copied into an SQLite file, its templates into a folder, and a process of its own runs the real
services there on a virtual clock (`virtual.py`). Nothing of the studio is written to, and nothing leaves.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, transaction

from scheduler import config
from scheduler.domain.timing.zones import to_local
from scheduler.errors import Problem
from scheduler.outbox import happenings
from scheduler.plan import services as plan

LONGEST = timedelta(days=3 * 366)
COPIED = (".yaml", ".yml", ".ics", ".csv")
LARGEST_FILE = 5 * 1024 * 1024
APPS = ("accounts", "library", "audience", "classes", "plan", "outbox", "insights")


def simulate(
    start: date | None, until: date, *, now: datetime, events: str = "", unanswered: bool = False
) -> dict[str, Any]:
    """`{"from", "until", "days": [{"date", "channel", "state", "count"}]}` from `start` (today) to `until`, inclusive.

    `events`: YAML as `happenings.py` describes. `unanswered`: nobody approves; the rhythm's rule applies instead.
    Raises Problem for dates that cannot be and for events that cannot be read.
    """
    zone = plan.require().studio.timezone
    first = start or to_local(now, zone).date()
    _check(first, until)
    with tempfile.TemporaryDirectory(prefix="studio-simulation-") as folder:
        copy = Path(folder)
        _copy_files(config.home(), copy)
        _copy_rows(copy / "studio.sqlite3")
        order = {
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


def _copy_rows(target: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(target) as into:
            connection.connection.backup(into)
        into.close()
    else:
        _copy_by_models(target)


def _copy_by_models(target: Path) -> None:
    """From another database: tables by the migrations, rows by the models, in one look at the source."""
    connections.settings["copy"] = {**connections.settings["default"], **_sqlite(target)}
    try:
        call_command("migrate", database="copy", verbosity=0, interactive=False)
        models = [model for label in APPS for model in apps.get_app_config(label).get_models()]
        with transaction.atomic(), connections["copy"].constraint_checks_disabled(), transaction.atomic(using="copy"):
            for model in models:
                rows: Any = model._default_manager.all().iterator(chunk_size=1000)
                model._default_manager.using("copy").bulk_create(rows, batch_size=500)
    finally:
        connections["copy"].close()
        del connections["copy"]
        del connections.settings["copy"]


def _sqlite(target: Path) -> dict[str, Any]:
    from scheduler.settings import database

    return {**database(f"sqlite://{target}"), "USER": "", "PASSWORD": "", "HOST": "", "PORT": ""}


# --- the process ---


def _run(copy: Path, order: dict[str, Any]) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "scheduler.outbox.virtual"],
        input=json.dumps(order, default=str), env=_environment(copy), cwd=copy, check=False, capture_output=True,
        text=True, encoding="utf-8",
    )  # fmt: skip
    if done.returncode:
        raise Problem(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "The simulation stopped early.")
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
