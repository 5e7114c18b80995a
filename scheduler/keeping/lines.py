"""A file beside the database that only grows, one JSON object a line."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any


def append(target: Path, rows: Iterable[dict[str, Any]]) -> None:
    """On the disk when it returns, and readable by nobody else."""
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(b"".join(json.dumps(row, ensure_ascii=True).encode() + b"\n" for row in rows))
        file.flush()
        os.fsync(file.fileno())


def read(target: Path) -> Iterator[dict[str, Any]]:
    """In the order they were written; none without a file. A line that was cut off by a crash is passed over: the
    database still had it."""
    try:
        rows = target.read_bytes().splitlines()
    except OSError:
        return
    for row in rows:
        try:
            value = json.loads(row)
        except ValueError:
            continue
        if isinstance(value, dict):
            yield value
