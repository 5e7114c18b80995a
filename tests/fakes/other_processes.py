"""The rows of a test, for processes of their own: their address, their environment, and what they left behind."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from scheduler.outbox.simulation import _copy_rows


def address_of(folder: Path) -> str:
    """An address that other processes can open: of an SQLite file with the same rows, or of the test's own database."""
    if connection.vendor == "sqlite":
        _copy_rows(folder / "studio.sqlite3")
        return f"sqlite://{folder / 'studio.sqlite3'}"
    found = connection.settings_dict
    return f"postgresql://{found['USER']}:{found['PASSWORD']}@{found['HOST']}:{found['PORT']}/{found['NAME']}"


def rows_in(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    """What a query finds there."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(folder / "studio.sqlite3")) as found:
            return list(found.execute(sql))
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def environment(home: Path, url: str) -> dict[str, str]:
    """For a process that opens that address."""
    return {
        **os.environ, "SCHEDULER_HOME": str(home), "DATABASE_URL": url, "SITE_URL": "http://127.0.0.1:8000",
        "STUDIO_SECRET_KEY": settings.SECRET_KEY, "DJANGO_SETTINGS_MODULE": "scheduler.settings",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }  # fmt: skip
