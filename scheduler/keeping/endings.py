"""What ended: review links and earlier passwords, one line each in endings.jsonl of the home, beside the database.

A backup knows nothing of a link that was ended, or of a password that was changed, after it was made. So that a restore
does not bring either back to life, both are also written down here within a wake-up of the clock (as leavings.jsonl
does for those who left): fingerprints only, and of a password the fingerprint of its salted hash. The file only grows:
a hundred bytes for each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import DatabaseError

from scheduler.accounts import services as accounts
from scheduler.audience.hashing import address_hash as fingerprint
from scheduler.keeping import lines
from scheduler.plan import services as plan

WRITTEN = "endings-written"


@dataclass(slots=True)
class Endings:
    """`links`: of review links that somebody ended. `passwords`: whose newest password is which. `whole`: there was a
    file; without one nobody can say what ended."""

    links: set[str] = field(default_factory=set)
    passwords: dict[str, str] = field(default_factory=dict)
    whole: bool = False


def path(home: Path) -> Path:
    """Where it lies."""
    return home / "endings.jsonl"


def write_down(home: Path, now: datetime) -> int:
    """Append what ended since the last time; answers how many. A line twice does no harm."""
    before = accounts.remembered(WRITTEN)
    here = _here(now)
    fresh = [
        *({"link": each} for each in sorted(here.links.difference(before.get("links", ())))),
        *({"who": who, "password": mark} for who, mark in here.passwords.items() - before.get("passwords", {}).items()),
    ]
    if fresh:
        lines.append(path(home), fresh)
        accounts.remember(WRITTEN, {"links": sorted(here.links), "passwords": here.passwords})
    return len(fresh)


def _here(now: datetime) -> Endings:
    passwords = {fingerprint(who): fingerprint(password) for who, password in accounts.passwords().items()}
    return Endings(set(plan.ended_links(now)), passwords)


def known(home: Path, now: datetime) -> Endings:
    """What the file and the database, if it can be read, say together; the database knows the newest."""
    found = _of(lines.read(path(home)))
    found.whole = path(home).exists()
    with suppress(DatabaseError):
        here = _here(now)
        found.links |= here.links
        found.passwords |= here.passwords
    return found


def _of(rows: Iterable[dict[str, object]]) -> Endings:
    found = Endings()
    for row in rows:
        if "link" in row:
            found.links.add(str(row["link"]))
        elif "who" in row and "password" in row:
            found.passwords[str(row["who"])] = str(row["password"])
    return found


def end_again(endings: Endings, now: datetime) -> list[str]:
    """What a database that is older than these does not know. Answers whose password holds no longer."""
    plan.end_links(endings.links if endings.whole else None, now)
    old = list(_with_an_old_password(endings))
    accounts.void_passwords(old)
    return old


def _with_an_old_password(endings: Endings) -> Iterator[str]:
    for who, password in accounts.passwords().items():
        newest = endings.passwords.get(fingerprint(who))
        if newest is not None and newest != fingerprint(password):
            yield who
