"""The database as one file, taken while the studio works, and put back in its place."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.db import connection, connections

from scheduler.errors import Problem

PAGES = 4000
"""Copied at a time: a sender that wants to write in between need not wait."""

OF_THE_DAY = ("insights_linkvisit", "insights_visitkey")
"""Kept for a day only (docs/clicks.md), so no backup keeps them longer."""


def kind() -> str:
    """`sqlite` or `postgresql`."""
    return str(connection.vendor)


def name() -> str:
    """What the snapshot is called inside a backup."""
    return "studio.sqlite3" if kind() == "sqlite" else "studio.pgdump"


def take(target: Path) -> None:
    """Write the database, as of one instant, to `target`. Raises Problem when that cannot be done or is not sound."""
    if kind() == "sqlite":
        _take_sqlite(target)
    else:
        left_out = [f"--exclude-table-data={table}" for table in OF_THE_DAY]
        _run_postgres("pg_dump", "--format=custom", "--no-owner", *left_out, f"--file={target}")


def put_back(source: Path) -> None:
    """The database becomes what `source` holds; nothing of the present one is left. Nobody may be using it."""
    if kind() == "sqlite":
        _put_back_sqlite(source)
    else:
        _run_postgres(
            "pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error",
            f"--dbname={connection.settings_dict['NAME']}", str(source),
        )  # fmt: skip
    connections.close_all()


def file() -> Path:
    """Where an SQLite database lies."""
    return Path(str(connection.settings_dict["NAME"]))


# --- SQLite ---


def make_private() -> None:
    """A database that is about to be made is its owner's alone to read: it will hold everybody's addresses. SQLite
    gives the files beside it the same mode."""
    if kind() == "sqlite" and file().is_absolute() and not file().exists():
        os.close(_private(file()))


def _private(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)


def _take_sqlite(target: Path) -> None:
    try:
        with closing(sqlite3.connect(file(), timeout=20)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy, pages=PAGES, sleep=0.01)
            _leave_out(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.DatabaseError as error:
        raise Problem(f"The database cannot be read ({error}); if it is damaged, `studio restore latest`.") from None
    _must_be_sound(target)


def _leave_out(copy: sqlite3.Connection) -> None:
    copy.execute("PRAGMA secure_delete = ON")  # otherwise the bytes stay in the file
    there = {str(name) for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for table in there.intersection(OF_THE_DAY):  # before an upgrade they may not be there yet
        copy.execute(f"DELETE FROM {table}")  # noqa: S608  one of our own tables
    copy.commit()


def _must_be_sound(copy: Path) -> None:
    """Otherwise nobody would know before the day on which the backup is needed."""
    with closing(sqlite3.connect(copy)) as database:
        try:
            (said,) = database.execute("PRAGMA integrity_check(1)").fetchone()
        except sqlite3.DatabaseError as error:
            said = str(error)
    if said != "ok":
        raise Problem(f"The database is damaged ({said}): restore the newest good backup with `studio restore`.")


def _put_back_sqlite(source: Path) -> None:
    """First beside the database, on the same disk, so that the last step either happens or does not."""
    connections.close_all()
    target = file()
    beside = target.with_name(f".{target.name}.restoring")
    os.close(_private(beside))
    shutil.copyfile(source, beside)
    _must_be_sound(beside)
    with beside.open("rb+") as written:
        os.fsync(written.fileno())
    for leftover in ("-wal", "-shm"):
        target.with_name(target.name + leftover).unlink(missing_ok=True)
    beside.replace(target)


# --- PostgreSQL ---


def _run_postgres(program: str, *arguments: str) -> None:
    """One of PostgreSQL's own programs; the password travels in its environment, never on its command line."""
    if shutil.which(program) is None:
        raise Problem(f"{program} is not installed: install PostgreSQL's client programs, then try again.")
    reached = connection.settings_dict
    wanted = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    more = {variable: str(reached[key]) for variable, key in wanted.items() if reached.get(key)}
    done = subprocess.run(  # noqa: S603  PostgreSQL's own programs, by name
        [program, *arguments], env={**os.environ, **more}, check=False, capture_output=True, text=True
    )
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise Problem(f"{program} could not do it: {said}")
