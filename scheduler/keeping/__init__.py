"""Keeping a studio safe over the years: backups, restoring, upgrades, and a copy that must not send twice.

snapshot   the database as one file, and back        leavings   who left, outside the database
backups    the files in backups/, and which stay     place      is this the studio, or a copy of it?
restoring  a backup back in place, held              upgrading  a backup before the tables change
alone      many at work, or one who restores         endings    what ended, outside the database
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from scheduler.keeping import endings, leavings
from scheduler.keeping.alone import enter
from scheduler.keeping.backups import Backup, listed, make, nightly
from scheduler.keeping.place import look_around
from scheduler.keeping.restoring import Restored, restore
from scheduler.keeping.upgrading import upgrade

__all__ = [
    "Backup",
    "Restored",
    "enter",
    "listed",
    "look_around",
    "make",
    "nightly",
    "restore",
    "upgrade",
    "write_down",
]


def write_down(home: Path, now: datetime) -> None:
    """What a backup that was made before it does not know, beside the database: who left, and what ended."""
    leavings.write_down(home)
    endings.write_down(home, now)
