"""How many copies of a message are in each state, kept in the transaction that changes the states."""

from __future__ import annotations

from collections import Counter

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
    change(
        """INSERT INTO outbox_tally (message_id, state, count)
        SELECT message_id, state, count(*) FROM outbox_delivery WHERE message_id = %s GROUP BY message_id, state""",
        [message_id],
    )


def add_one(message_id: int, state: str) -> None:
    """One copy more, of a message that people join one by one."""
    change(_ADD.format("(%s, %s, %s)"), [message_id, state, 1])


def of(message_id: int) -> dict[str, int]:
    """The figures kept: state → copies, none of them zero."""
    found = rows("SELECT state, count FROM outbox_tally WHERE message_id = %s AND count <> 0", [message_id])
    return {str(state): int(count) for state, count in found}


def counted(message_id: int) -> dict[str, int]:
    """The same, counted from the copies themselves."""
    found = rows("SELECT state, count(*) FROM outbox_delivery WHERE message_id = %s GROUP BY state", [message_id])
    return {str(state): int(count) for state, count in found}
