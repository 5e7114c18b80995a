"""Who is in the studio's folder: many at work together, or one alone who puts a backup back.

A lock belongs to the process that holds it and is gone with it, however it ends (flock(2)). It says nothing about
another machine on the same PostgreSQL: there the heartbeats of its senders do.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from scheduler.errors import Problem

LOCK = ".studio.lock"
_mine: dict[Path, int] = {}


def enter(home: Path) -> None:
    """For as long as this process lives. Raises Problem while a backup is being put back."""
    if home not in _mine:
        for descriptor in (_mine.pop(other) for other in tuple(_mine)):
            os.close(descriptor)
        with suppress(OSError):  # who may not write here changes nothing here
            _mine[home] = _opened(home / LOCK)
    if home in _mine and not _locked(_mine[home], fcntl.LOCK_SH):
        raise Problem("A backup is being put back into this studio: wait until that is done, then try again.")


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Nobody else is in, and nobody gets in meanwhile. Raises Problem when somebody is."""
    enter(home)
    if home in _mine and not _locked(_mine[home], fcntl.LOCK_EX):
        raise Problem(
            "The studio is running, or another `studio` command is at work in its folder: stop it first "
            "(`studio run`, its service, a cron job)."
        )
    try:
        yield
    finally:
        if home in _mine:
            _locked(_mine[home], fcntl.LOCK_SH)


@contextmanager
def once(file: Path) -> Iterator[bool]:
    """Whether nobody else does what `file` stands for at this moment. Where no lock can be written, all may: doing it
    will say what is wrong."""
    try:
        file.parent.mkdir(mode=0o700, exist_ok=True)
        descriptor = _opened(file)
    except OSError:
        yield True
        return
    try:
        yield _locked(descriptor, fcntl.LOCK_EX)
    finally:
        os.close(descriptor)


def _opened(file: Path) -> int:
    return os.open(file, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)


def _locked(descriptor: int, how: int) -> bool:
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
