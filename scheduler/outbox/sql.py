"""Small helpers for the ledger's raw SQL, which SQLite (3.40) and PostgreSQL (15) both read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from scheduler.audience.sql import instant, nows

__all__ = [
    "among",
    "as_json",
    "aware",
    "change",
    "each",
    "ids",
    "instant",
    "json_text",
    "marks",
    "nows",
    "rows",
    "skip_locked",
    "unjson",
]


def rows(sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """All rows of a SELECT, or of a statement with RETURNING."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def change(sql: str, params: Sequence[Any] = ()) -> int:
    """How many rows the statement changed."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)


def marks(values: Iterable[object]) -> str:
    """`%s, %s, …`, one for each value; `NULL`, which equals nothing, for none."""
    return ", ".join("%s" for _ in values) or "NULL"


def among() -> str:
    """`id {among()}`: is it one of `ids(…)`? The same text for any number of them, so that it is understood once."""
    return "= ANY(%s)" if connection.vendor == "postgresql" else "IN (SELECT value FROM json_each(%s))"


def ids(found: Iterable[int]) -> Any:
    """The parameter of `among()`."""
    return list(found) if connection.vendor == "postgresql" else json.dumps(list(found))


def each(text: str) -> str:
    """A table of the columns key (text) and value, from an expression that is a JSON object."""
    return f"json_each({text}::json)" if connection.vendor == "postgresql" else f"json_each({text})"


def as_json(value: str) -> str:
    """What an object column takes, of an object among the values of `each`."""
    return f"{value}::jsonb" if connection.vendor == "postgresql" else value


def json_text(value: str) -> str:
    """The text of a text among the values of `each`."""
    return f"{value} #>> '{{}}'" if connection.vendor == "postgresql" else value


def aware(value: datetime | None) -> datetime | None:
    """An instant as raw SQL hands it out: SQLite's have no zone, and are UTC."""
    return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


def unjson(value: Any) -> dict[str, Any]:
    """An object column as raw SQL hands it out."""
    if value == "{}":
        return {}
    found = json.loads(value) if isinstance(value, str) else value
    return dict(found or {})


def skip_locked() -> str:
    """Two claims do not wait for each other where rows can be locked; SQLite's transactions come one by one."""
    return "FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""


def random_key() -> str:
    """32 hexadecimal digits, new for each row."""
    postgresql = connection.vendor == "postgresql"
    return "REPLACE(gen_random_uuid()::text, '-', '')" if postgresql else "lower(hex(randomblob(16)))"
