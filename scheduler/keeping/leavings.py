"""Who left, one line each in leavings.jsonl of the home: fingerprints only, beside the database and not in it.

A backup knows nothing of those who left after it was made. So that a restore does not write to them again, everybody
who is left out is also written down here within a wake-up of the clock, and read again by `studio restore`
(rules 1, C7). The file only grows: a hundred bytes a person.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from scheduler.accounts import services as accounts
from scheduler.audience import services as audience
from scheduler.audience.services import Leaving

WRITTEN = "leavings-written"


def path(home: Path) -> Path:
    """Where it lies."""
    return home / "leavings.jsonl"


def write_down(home: Path) -> int:
    """Append those who left since the last time; answers how many. Several processes may: a line twice does no harm."""
    last = int(accounts.remembered(WRITTEN).get("number", 0))
    fresh = audience.leavings_after(last)
    if fresh:
        _append(path(home), fresh)
        accounts.remember(WRITTEN, {"number": fresh[-1].number})
    return len(fresh)


def _append(target: Path, fresh: Sequence[Leaving]) -> None:
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(b"".join(_line(leaving) for leaving in fresh))
        file.flush()
        os.fsync(file.fileno())


def _line(leaving: Leaving) -> bytes:
    values = {
        "who": leaving.address_hash,
        "why": leaving.reason,
        "source": leaving.source,
        "at": leaving.at.isoformat(),
    }
    return json.dumps(values, ensure_ascii=True).encode() + b"\n"


def since(home: Path, moment: datetime) -> list[Leaving]:
    """Those in the file who left at or after the moment, oldest first. A line that was cut off by a crash is passed
    over: the database still had it."""
    try:
        lines = path(home).read_bytes().splitlines()
    except OSError:
        return []
    return sorted((each for each in _read(lines) if each.at >= moment), key=lambda each: each.at)


def _read(lines: Sequence[bytes]) -> Iterator[Leaving]:
    for number, line in enumerate(lines):
        try:
            values = json.loads(line)
            at = datetime.fromisoformat(values["at"])
            yield Leaving(number, str(values["who"]), str(values["why"]), str(values["source"]), at)
        except (ValueError, KeyError, TypeError):
            continue
