"""A backup back in its place: everything is held until a person has looked, and nobody who left since is written to.

checked, before anything is touched → the present state backed up → database and files put back → tables brought
up to date → signed-in people and unused links ended → everything held → those who left since leave again → what was
ended since ended again
"""

from __future__ import annotations

import json
import shutil
import tarfile
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Any

from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import DatabaseError
from django.db.migrations.loader import MigrationLoader
from django.db.models import Q

from scheduler.accounts.models import SignInLink
from scheduler.audience import services as audience
from scheduler.audience.services import Leaving
from scheduler.errors import Problem
from scheduler.keeping import backups, endings, leavings, place, snapshot
from scheduler.keeping.alone import alone
from scheduler.outbox import services as outbox
from scheduler.plan import services as plan
from scheduler.plan.models import CalendarLink, Message
from scheduler.signals import ALL_HELD, happened

LARGEST = 20 * 1024**3
MOST_FILES = 20_000
SNAPSHOTS = {"studio.sqlite3", "studio.pgdump"}
EARLIER = timedelta(hours=1)
"""Leavings are taken from a little before the backup on: twice does no harm, once too few does."""

LOOK_FIRST = "This studio was restored from a backup; nothing goes out until you have looked through it and resume."
PERHAPS_OUT = "It was due after the backup was made, so it may have gone out already. Resume it only if it did not."


@dataclass(frozen=True, slots=True)
class Restored:
    """`made_at`: the instant the studio is back at. `left_again`: people who left since and were taken out anew.
    `new_passwords`: who changed theirs since, or had it changed, and must choose another one. `uncertain`: posts and
    issues that may have gone out since and are paused by themselves. `before`: where the state before the restore is
    kept, or None where it could not be read any more."""

    made_at: datetime
    left_again: int
    new_passwords: list[str]
    uncertain: int
    before: Path | None


def restore(home: Path, file: Path, now: datetime) -> Restored:
    """Put it back. Raises Problem before anything is changed when the backup is not sound, is not this studio's, needs
    a newer program, or when the studio is running or another restore is."""
    with alone(home):
        return _restore(home, file, now)


def _restore(home: Path, file: Path, now: datetime) -> Restored:
    with tempfile.TemporaryDirectory(prefix=".restoring-", dir=_scratch(home)) as folder:
        about = _unpack(file, Path(folder))
        made_at = datetime.fromisoformat(about["made_at"])
        _check(about)
        _nobody_at_work(now)
        before = _keep_what_is(home, now)
        ended = endings.known(home, now)
        left = [*leavings.since(home, made_at - EARLIER), *_left_here()]
        snapshot.put_back(Path(folder) / snapshot.name())
        _put_files_back(Path(folder) / "files", home)
    call_command("migrate", verbosity=0, interactive=False)
    left_again = _settle(left, made_at, now)
    return Restored(made_at, left_again, endings.end_again(ended, now), _hold(now), before)


def _scratch(home: Path) -> Path:
    folder = backups.folder(home)
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


# --- checked first ---


def _unpack(file: Path, into: Path) -> dict[str, Any]:
    """Only plain files, under their own names: a backup that came from elsewhere is as hostile as any file."""
    if not file.exists():
        raise Problem(f"There is no backup {file}; `studio backup --list` shows those there are.")
    try:
        with tarfile.open(file, "r:gz") as archive:
            members = [_known(member, into) for member in archive.getmembers()]
            _must_be_one_of_each(members)
            if len(members) > MOST_FILES or sum(member.size for member in members) > LARGEST:
                raise Problem(f"{file.name} is too large for a backup of a studio; nothing was changed.")
            for member in members:
                _write(archive, member, into / member.name)
        about: dict[str, Any] = json.loads((into / "about.json").read_text())
        datetime.fromisoformat(about["made_at"])
    except (OSError, EOFError, tarfile.TarError, ValueError, KeyError, TypeError):
        raise Problem(f"{file.name} is no backup of a studio, or it is damaged; nothing was changed.") from None
    if not (into / snapshot.name()).is_file():
        raise Problem(
            f"{file.name} was made from a studio on {about.get('database', 'another database')}, and this one is on "
            f"{snapshot.kind()}: set DATABASE_URL as it was then; nothing was changed."
        )
    return about


def _known(member: tarfile.TarInfo, into: Path) -> tarfile.TarInfo:
    inside = (into / member.name).resolve().is_relative_to(into.resolve())
    expected = member.name in {"about.json", *SNAPSHOTS} or member.name.startswith("files/")
    if not (member.isfile() and inside and expected):
        raise tarfile.TarError(member.name)
    return member


def _write(archive: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    """The bytes and nothing else: no owner, no mode. (`extractall` refuses what is dangerous only from Python 3.11.4
    on, and Debian 12 has 3.11.2.)"""
    source = archive.extractfile(member)
    assert source is not None  # it is a plain file
    target.parent.mkdir(parents=True, exist_ok=True)
    with source, target.open("xb") as copy:
        shutil.copyfileobj(source, copy)


def _must_be_one_of_each(members: Sequence[tarfile.TarInfo]) -> None:
    """Of two files under one name, or two databases, nobody could say which is the studio's."""
    names = [PurePosixPath(member.name).as_posix() for member in members]
    if len(set(names)) < len(names) or len(SNAPSHOTS & set(names)) > 1:
        raise tarfile.TarError("twice")


def _check(about: dict[str, Any]) -> None:
    if about.get("key") != backups.key_mark():
        raise Problem(
            "This backup was made with another STUDIO_SECRET_KEY: put that key into .env first, otherwise nobody "
            "who left would be recognised and no channel could sign in. Nothing was changed."
        )
    known = {".".join(key) for key in MigrationLoader(None).disk_migrations}
    if newer := sorted(set(about.get("tables", ())) - known):
        raise Problem(
            f"This backup was made by a newer version of the program ({about.get('version')}, {newer[-1]}): install "
            "that version first. Nothing was changed."
        )


def _nobody_at_work(now: datetime) -> None:
    with suppress(DatabaseError):  # a database that cannot be read is what a restore is for
        if outbox.at_work(now):
            raise Problem("The studio is running: stop it first (`studio run`, its service, or a cron job).")


def _keep_what_is(home: Path, now: datetime) -> Path | None:
    """So that a restore of the wrong file can be taken back."""
    try:
        return backups.make(home, "before-restore", now).path
    except (Problem, DatabaseError):
        if snapshot.kind() == "sqlite" and snapshot.file().exists():
            aside = backups.folder(home) / f"damaged-{now:%Y%m%d-%H%M%S}.sqlite3"
            shutil.copyfile(snapshot.file(), aside)
            aside.chmod(0o600)
        return None


def _left_here() -> Sequence[Leaving]:
    with suppress(DatabaseError):
        return audience.leavings_after(0)
    return []


# --- afterwards ---


def _put_files_back(source: Path, home: Path) -> None:
    """Files that came later stay."""
    for path in sorted(source.rglob("*")):
        if path.is_file():
            target = home / path.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


def _settle(left: Sequence[Leaving], made_at: datetime, now: datetime) -> int:
    """Nobody stays signed in by an old session, no old link opens, and nobody who left is written to."""
    Session.objects.all().delete()
    SignInLink.objects.filter(used_at=None).delete()
    CalendarLink.objects.all().delete()  # one of them may have been ended since; a new one is made in no time
    place.settle_here()
    count = audience.leave_again(each for each in left if each.at >= made_at - EARLIER)
    happened.send(sender=None, kind=ALL_HELD, text=LOOK_FIRST, now=now, needs_you=True)
    return count


def _hold(now: datetime) -> int:
    """Everything; and by itself whatever may have gone out between the backup and now."""
    plan.hold("instance:", LOOK_FIRST, "studio", now)
    own_dates = Q(slot=None, campaign__isnull=False)
    open_ones = Message.objects.filter(Q(at__lte=now) | own_dates, state__in=("draft", "approved"), closed_at=None)
    return sum(plan.hold(f"message:{pk}", PERHAPS_OUT, "studio", now) for pk in open_ones.values_list("pk", flat=True))
