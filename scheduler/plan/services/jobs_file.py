"""jobs.yaml on disk: read as it is now, and written so that no half of it is ever there. (DESIGN section 5.)"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
from pathlib import Path

from scheduler.errors import Problem

NAME = "jobs.yaml"
BY_HAND = "or change it in an editor and let it count on Today"


def read_file(home: Path) -> str:
    """Its text with plain line ends; Problem when it is no text."""
    try:
        return (home / NAME).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise Problem("jobs.yaml is not saved as UTF-8 text: open it in an editor and save it as UTF-8.") from None


def name_of(text: str) -> str:
    """Tells one text from another: SHA-256, hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def why_not_writable(home: Path) -> str:
    """One sentence with the remedy when the pages cannot write the file; "" when they can."""
    path = (home / NAME).resolve()
    if not path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) or not os.access(path, os.W_OK):
        return f"jobs.yaml is write-protected: run `chmod u+w jobs.yaml` in the studio’s folder, {BY_HAND}."
    if not os.access(path.parent, os.W_OK):
        return f"The studio’s folder cannot be written by this program: make it writable for it, {BY_HAND}."
    return ""


def write_file(home: Path, text: str, seen: str) -> None:
    """Put `text` in the place of the file whose `name_of` is `seen`, in one step, with its mode and line ends kept.

    Problem when somebody changed it meanwhile, or it cannot be written; the old file is there then, whole.
    """
    if reason := why_not_writable(home):
        raise Problem(reason)
    path = (home / NAME).resolve()
    before = path.read_bytes()
    data = text.replace("\n", "\r\n").encode() if b"\r\n" in before else text.encode()
    try:
        new = _beside(path, data)
    except OSError as error:
        raise Problem(_cannot(error)) from None
    try:
        if name_of(read_file(home)) != seen:
            raise Problem("jobs.yaml was changed by somebody else meanwhile: look at the difference again.")
        new.replace(path)
    except OSError as error:
        raise Problem(_cannot(error)) from None
    finally:
        with contextlib.suppress(FileNotFoundError):
            new.unlink()


def _beside(path: Path, data: bytes) -> Path:
    """A new file in the same folder, on the disk for certain, that the old one's owner can read as before."""
    old = path.stat()
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{NAME}-")
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        os.fchmod(file.fileno(), stat.S_IMODE(old.st_mode))
        with contextlib.suppress(PermissionError):  # only root may give a file away
            os.fchown(file.fileno(), old.st_uid, old.st_gid)
        file.flush()
        os.fsync(file.fileno())
    return Path(name)


def _cannot(error: OSError) -> str:
    return f"jobs.yaml cannot be written here ({error.strerror}): make its folder writable, {BY_HAND}."
