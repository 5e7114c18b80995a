"""How many copies of a message are in each state, kept in the transaction that changes the states."""

from __future__ import annotations

from collections import Counter

from django.db import connection, transaction

from scheduler.domain.states import DELIVERY
from scheduler.outbox.sql import change, rows

_ADD = """INSERT INTO outbox_tally (message_id, state, count) VALUES {}
    ON CONFLICT (message_id, state) DO UPDATE SET count = outbox_tally.count + excluded.count"""


class Moves:
    """The moves of one transaction, added up; `save()` writes them in a fixed order, so that two never deadlock."""

    def __init__(self) -> None:
        self._changes: Counter[tuple[int, str]] = Counter()

    def add(self, message_id: int, old: str, new: str, count: int = 1) -> None:
        """`count` copies went from `old` to `new`."""
        self._changes[(message_id, old)] -= count
        self._changes[(message_id, new)] += count

    def save(self) -> None:
        """Write them, in the caller's transaction."""
        changed = [(*key, count) for key, count in sorted(self._changes.items()) if count]
        if changed:
            change(_ADD.format(", ".join(["(%s, %s, %s)"] * len(changed))), [value for row in changed for value in row])


def start(message_id: int) -> None:
    """Count a message's copies when they are made."""
    change("DELETE FROM outbox_tally WHERE message_id = %s", [message_id])
    for state, count in counted(message_id).items():
        change(_ADD.format("(%s, %s, %s)"), [message_id, state, count])


def recount(message_id: int) -> None:
    """Count them anew, whatever was kept; no move of a copy can come in between."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            change("LOCK TABLE outbox_delivery IN SHARE MODE")
        start(message_id)


def add_one(message_id: int, state: str) -> None:
    """One copy more, of a message that people join one by one."""
    change(_ADD.format("(%s, %s, %s)"), [message_id, state, 1])


def of(message_id: int) -> dict[str, int]:
    """The figures kept: state → copies, none of them zero."""
    found = rows("SELECT state, count FROM outbox_tally WHERE message_id = %s AND count <> 0", [message_id])
    return {str(state): int(count) for state, count in found}


def counted(message_id: int) -> dict[str, int]:
    """The same, counted from the copies themselves. In one walk: SQLite would sort a million of them to group them."""
    each = ", ".join(f"sum(CASE state WHEN '{state}' THEN 1 ELSE 0 END)" for state in DELIVERY.names)
    ((*counts,),) = rows(f"SELECT {each} FROM outbox_delivery WHERE message_id = %s", [message_id])
    return {state: int(count) for state, count in zip(DELIVERY.names, counts, strict=True) if count}
