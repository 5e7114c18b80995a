"""Backups: one file each, in the folder backups/ of the home, readable by its owner only.

A backup holds the database and what the studio wrote itself (jobs.yaml, posts/, templates/, timetables and pictures
beside them), and about.json, which says what it is. It never holds .env: the saved sign-ins in it stay sealed, and
reading them takes the STUDIO_SECRET_KEY that is kept elsewhere (rules 7, secrets at rest).
"""

from __future__ import annotations

import hmac
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from scheduler import __version__, config
from scheduler.domain.timing.zones import to_local
from scheduler.errors import Problem
from scheduler.keeping import snapshot
from scheduler.keeping.alone import once
from scheduler.plan import services as plan
from scheduler.signals import happened

FORMAT = 1
AT_NIGHT = 3
"""From this hour of the studio's day on; the first one after it when the machine was off."""

KEPT = {"before-upgrade": 5, "before-restore": 5}
FOLDERS = ("posts", "templates")
LOOSE = {".yaml", ".yml", ".ics", ".csv", ".png", ".jpg", ".jpeg", ".svg", ".webp"}
LARGEST_LOOSE = 20 * 1024 * 1024
QUICK = 3
"""Of gzip's levels; a better one takes four times as long for a tenth less."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A file in backups/. `why`: nightly, by-hand, before-upgrade or before-restore."""

    path: Path
    made_at: datetime
    why: str

    def described(self) -> dict[str, Any]:
        """For lists and scripts: `{"file", "made_at", "why", "bytes"}`; the file as seen from the home."""
        name = f"{self.path.parent.name}/{self.path.name}"
        size = self.path.stat().st_size
        return {"file": name, "made_at": self.made_at.isoformat(), "why": self.why, "bytes": size}


def folder(home: Path) -> Path:
    """Where they lie."""
    return home / "backups"


def listed(home: Path) -> list[Backup]:
    """Every backup there is, newest first."""
    found = [_read_name(path) for path in folder(home).glob("studio-*.tar.gz")]
    return sorted((backup for backup in found if backup), key=lambda backup: backup.path.name, reverse=True)


def _read_name(path: Path) -> Backup | None:
    day, _, rest = path.name.removeprefix("studio-").removesuffix(".tar.gz").partition("-")
    at, _, why = rest.partition("-")
    try:
        return Backup(path, datetime.strptime(day + at, "%Y%m%d%H%M%S").replace(tzinfo=UTC), why)
    except ValueError:
        return None


def make(home: Path, why: str, now: datetime) -> Backup:
    """Make one and let go of those that are too old. Raises Problem when it could not be made; then nothing is left
    behind and no older one is gone."""
    target = folder(home) / f"studio-{now.astimezone(UTC):%Y%m%d-%H%M%S}-{why}.tar.gz"
    partial = target.with_name(f".{target.name}.partial")
    try:
        target.parent.mkdir(mode=0o700, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".making-", dir=target.parent) as scratch:
            database = Path(scratch) / snapshot.name()
            snapshot.take(database)
            _pack(partial, database, home, _about(why, now))
        partial.replace(target)
    except OSError as error:
        raise Problem(f"The backup could not be written to {target.parent.name}/: {error.strerror or error}.") from None
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    _prune(home)
    return Backup(target, now, why)


def _about(why: str, now: datetime) -> dict[str, Any]:
    return {
        "format": FORMAT, "made_at": now.isoformat(), "why": why, "version": __version__, "database": snapshot.kind(),
        "key": key_mark(), "tables": sorted(tables()),
    }  # fmt: skip


def key_mark() -> str:
    """Tells whether two studios have the same STUDIO_SECRET_KEY, and nothing else about it."""
    return hmac.digest(config.secret_key().encode(), b"studio-scheduler backup", "sha256").hex()[:16]


def tables() -> list[str]:
    """The migrations that this database has, as `app.name`."""
    applied = MigrationRecorder(connection).applied_migrations()
    return [f"{app}.{name}" for app, name in applied]


def _pack(target: Path, database: Path, home: Path, about: dict[str, Any]) -> None:
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as raw:
        with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=QUICK) as archive:
            described = database.with_name("about.json")
            described.write_text(json.dumps(about, indent=2))
            archive.add(described, "about.json")
            archive.add(database, database.name)
            for path in _own_files(home):
                archive.add(path, f"files/{path.relative_to(home).as_posix()}", recursive=False)
        raw.flush()
        os.fsync(raw.fileno())


def _own_files(home: Path) -> Iterator[Path]:
    """What a person wrote: links are left out, so that nothing outside the home gets in."""
    for name in FOLDERS:
        if not (home / name).is_symlink():
            yield from (path for path in sorted((home / name).rglob("*")) if path.is_file() and not path.is_symlink())
    for path in sorted(home.iterdir()):
        plain = path.is_file() and not path.is_symlink() and path.suffix.lower() in LOOSE
        if plain and path.stat().st_size <= LARGEST_LOOSE:
            yield path


# --- which stay ---


def _prune(home: Path) -> None:
    """Those made by hand stay until a person removes them."""
    limits = {**KEPT, "nightly": max(kept(), 1)}
    for why, most in limits.items():
        for backup in [each for each in listed(home) if each.why == why][most:]:
            backup.path.unlink(missing_ok=True)


def kept() -> int:
    """How many nightly ones stay (BACKUPS_KEPT, 14); 0: none are made."""
    said = config.setting("BACKUPS_KEPT", "14")
    if not said.isdigit():
        raise Problem(f".env: BACKUPS_KEPT is “{said}”; write a number like 14, or 0 for no nightly backups.")
    return int(said)


def nightly(home: Path, now: datetime) -> Backup | None:
    """Tonight's, once: after three in the morning, or as soon as the studio is up. A failure is told, once a day."""
    accepted = plan.accepted()
    if accepted is None or not _due(home, accepted.studio.timezone, now):
        return None
    with once(folder(home) / ".tonight") as mine:
        return _tonight(home, accepted.studio.timezone, now) if mine else None


def _tonight(home: Path, zone: str, now: datetime) -> Backup | None:
    if not _due(home, zone, now):
        return None  # another process made it just now
    try:
        return make(home, "nightly", now)
    except Problem as problem:
        text = f"Last night's backup was not made: {problem}"
        happened.send(sender=None, kind="no-backup", text=text, now=now, needs_you=True)
        return None


def _due(home: Path, zone: str, now: datetime) -> bool:
    if not kept():
        return False
    local = to_local(now, zone)
    if local.hour < AT_NIGHT:
        return False
    newest = next((backup for backup in listed(home) if backup.why == "nightly"), None)
    return newest is None or to_local(newest.made_at, zone).date() < local.date()
