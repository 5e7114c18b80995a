"""Small helpers for the ledger's raw SQL, which SQLite (3.40) and PostgreSQL (15) both read."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from scheduler.audience.sql import instant, nows

__all__ = [
    "among",
    "as_written",
    "aware",
    "change",
    "each",
    "evaluated_once",
    "ids",
    "instant",
    "json_text",
    "listed",
    "marks",
    "nows",
    "repeated",
    "rows",
    "skip_locked",
    "unjson",
]


def rows(sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """All rows of a SELECT, or of a statement with RETURNING."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def repeated(sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """`rows` of a long statement that a send repeats in the same words: PostgreSQL plans it once a connection."""
    if connection.vendor != "postgresql":
        return rows(sql, params)
    from psycopg import Cursor

    connection.ensure_connection()
    with CursorWrapper(Cursor(connection.connection), connection) as cursor:  # Django's own binds before it sends
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


def listed() -> str:
    """A table `v` of the column value, from `ids(…)`."""
    return "unnest(%s::bigint[]) AS v(value)" if connection.vendor == "postgresql" else "json_each(%s) AS v"


def each(text: str) -> str:
    """A table of the columns key (text) and value, from an expression that is a JSON object."""
    return f"jsonb_each({text}::jsonb)" if connection.vendor == "postgresql" else f"json_each({text})"


def json_text(value: str) -> str:
    """The text of a text among the values of `each`."""
    return f"{value} #>> '{{}}'" if connection.vendor == "postgresql" else value


def evaluated_once() -> str:
    """At the end of a subquery: what it makes is not worked out anew at each place that names it."""
    return "OFFSET 0" if connection.vendor == "postgresql" else "LIMIT -1"


def aware(value: datetime | None) -> datetime | None:
    """An instant as raw SQL hands it out: SQLite's have no zone, and are UTC."""
    return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


def unjson(value: Any) -> dict[str, Any]:
    """An object column as raw SQL hands it out."""
    if value == "{}":
        return {}
    found: dict[str, Any] = json.loads(value) if isinstance(value, str) else value
    return found or {}


def skip_locked() -> str:
    """Two claims do not wait for each other where rows can be locked; SQLite's transactions come one by one."""
    return "FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""


def random_key(number: str = "") -> str:
    """32 hexadecimal digits, new for each row. With `number`, an expression: the first 8 count on with it from a point
    of chance, so that a million keys fill their index from left to right; the other 24 are chance all the same."""
    postgresql = connection.vendor == "postgresql"
    digits = "REPLACE(gen_random_uuid()::text, '-', '')" if postgresql else "lower(hex(randomblob(16)))"
    if not number:
        return digits
    counted = f"({number} + {secrets.randbits(32)}) & 4294967295"
    first = f"lpad(to_hex({counted}), 8, '0')" if postgresql else f"printf('%%08x', {counted})"
    return f"{first} || substr({digits}, 1, 24)"


def as_written() -> None:
    """Until the end of the transaction PostgreSQL does not compile its statements (JIT): a tenth of a second and more
    before the first row, where the disk is what takes the time."""
    if connection.vendor == "postgresql":
        change("SET LOCAL jit = off")


@contextmanager
def room_for_many() -> Iterator[None]:
    """SQLite keeps 2 MB of pages, and writes each many times over while it fills the indexes of a million rows."""
    if connection.vendor != "sqlite":
        yield
        return
    ((usual,),) = rows("PRAGMA cache_size")
    rows("PRAGMA cache_size = -64000")
    try:
        yield
    finally:
        rows(f"PRAGMA cache_size = {int(usual)}")
        rows("PRAGMA shrink_memory")
