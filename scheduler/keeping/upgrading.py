"""Bringing the tables up to date, with a backup of what they were before."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path

from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from scheduler.errors import Problem
from scheduler.keeping import backups, snapshot


def upgrade(home: Path, now: datetime) -> bool:
    """Change the tables where this version needs it; True when it did. Raises Problem, with nothing changed, when the
    backup before it could not be made, or when the tables belong to a newer version of the program."""
    snapshot.make_private()
    executor = MigrationExecutor(connection)
    applied = executor.loader.applied_migrations
    unknown = sorted(".".join(key) for key in applied if key not in executor.loader.disk_migrations and _ours(key[0]))
    if unknown:
        raise Problem(
            f"This database was changed by a newer version of the program ({unknown[-1]}): install that version again."
        )
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    if applied and backups.kept():
        _back_up(home, now)
    _change_tables()
    return True


def _change_tables() -> None:
    """In a process of its own: it takes 20 MB, which the studio would keep for as long as it runs."""
    connections.close_all()
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as other:
        other.submit(call_command, "migrate", verbosity=0, interactive=False).result()


def _ours(app: str) -> bool:
    return app in ("accounts", "library", "audience", "classes", "plan", "outbox", "insights")


def _back_up(home: Path, now: datetime) -> None:
    try:
        backups.make(home, "before-upgrade", now)
    except Problem as problem:
        raise Problem(
            f"The tables must change for this version, but no backup could be made before it: {problem} "
            "(BACKUPS_KEPT=0 goes on without one.)"
        ) from None
