"""Who left, one line each in leavings.jsonl of the home: fingerprints only, beside the database and not in it.

A backup knows nothing of those who left after it was made. So that a restore does not write to them again, everybody
who is left out is also written down here within a wake-up of the clock, and read again by `studio restore`
(rules 1, C7). The file only grows: a hundred bytes a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from scheduler.accounts import services as accounts
from scheduler.audience import services as audience
from scheduler.audience.services import Leaving
from scheduler.keeping import lines

WRITTEN = "leavings-written"


def path(home: Path) -> Path:
    """Where it lies."""
    return home / "leavings.jsonl"


def write_down(home: Path) -> int:
    """Append those who left since the last time; answers how many. Several processes may: a line twice does no harm."""
    last = int(accounts.remembered(WRITTEN).get("number", 0))
    fresh = audience.leavings_after(last)
    if fresh:
        lines.append(path(home), map(_row, fresh))
        accounts.remember(WRITTEN, {"number": fresh[-1].number})
    return len(fresh)


def _row(leaving: Leaving) -> dict[str, str]:
    return {
        "who": leaving.address_hash,
        "why": leaving.reason,
        "source": leaving.source,
        "at": leaving.at.isoformat(),
    }


def since(home: Path, moment: datetime) -> list[Leaving]:
    """Those in the file who left at or after the moment, oldest first."""
    return sorted((each for each in _read(home) if each.at >= moment), key=lambda each: each.at)


def _read(home: Path) -> Iterator[Leaving]:
    for number, row in enumerate(lines.read(path(home))):
        with suppress(ValueError, KeyError, TypeError):
            at = datetime.fromisoformat(row["at"])
            yield Leaving(number, str(row["who"]), str(row["why"]), str(row["source"]), at)
