"""How many copies of a message are in each state, kept in the transaction that changes the states; of those left out,
how many for each reason. A copy that is left out stays so, with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from django.db import connection, transaction

from scheduler.outbox.sql import change, rows

LEFT_OUT = "suppressed"
REASON = f"CASE state WHEN '{LEFT_OUT}' THEN reason ELSE '' END"
"""By what the copies of one state are told apart; an expression on a row of outbox_delivery."""

_ADD = """INSERT INTO outbox_tally (message_id, state, reason, count) VALUES {}
    ON CONFLICT (message_id, state, reason) DO UPDATE SET count = outbox_tally.count + excluded.count"""

Figures = dict[tuple[str, str], int]
"""(state, reason) → copies, none of them zero; the reason is empty but for those left out."""


class Moves:
    """The moves of one transaction, added up; `save()` writes them in a fixed order, so that two never deadlock."""

    def __init__(self) -> None:
        self._changes: Counter[tuple[int, str, str]] = Counter()

    def add(self, message_id: int, old: str, new: str, count: int = 1, reason: str = "") -> None:
        """`count` copies went from `old` to `new`. `reason`: why they are left out now."""
        self._changes[(message_id, old, "")] -= count
        self._changes[(message_id, new, reason)] += count

    def save(self) -> None:
        """Write them, in the caller's transaction."""
        changed = [(*key, count) for key, count in sorted(self._changes.items()) if count]
        if changed:
            _add(changed)


def start(message_id: int) -> None:
    """Count a message's copies when they are made."""
    change("DELETE FROM outbox_tally WHERE message_id = %s", [message_id])
    figures = [(message_id, *key, count) for key, count in counted(message_id).items()]
    if figures:
        _add(figures)


def recount(message_id: int) -> None:
    """Count them anew, whatever was kept; no move of a copy can come in between."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            change("LOCK TABLE outbox_delivery IN SHARE MODE")
        start(message_id)


def add_one(message_id: int, state: str) -> None:
    """One copy more, of a message that people join one by one."""
    _add([(message_id, state, "", 1)])


def of(message_id: int) -> dict[str, int]:
    """The figures kept: state → copies, none of them zero."""
    return by_state(kept(message_id))


def kept(message_id: int) -> Figures:
    """The figures kept, as `counted` has them."""
    return _figures("SELECT state, reason, count FROM outbox_tally WHERE message_id = %s AND count <> 0", message_id)


def counted(message_id: int) -> Figures:
    """The figures as counted from the copies themselves."""
    return _figures(
        f"SELECT state, {REASON}, count(*) FROM outbox_delivery WHERE message_id = %s GROUP BY 1, 2", message_id
    )


def by_state(figures: Mapping[tuple[str, str], int]) -> dict[str, int]:
    """State → copies, whatever the reason."""
    found: Counter[str] = Counter()
    for (state, _), count in figures.items():
        found[state] += count
    return dict(found)


def left_out(figures: Mapping[tuple[str, str], int]) -> dict[str, int]:
    """Reason → copies of those who are left out."""
    return {reason: count for (state, reason), count in figures.items() if state == LEFT_OUT}


def _figures(query: str, message_id: int) -> Figures:
    return {(str(state), str(reason)): int(count) for state, reason, count in rows(query, [message_id])}


def _add(figures: list[tuple[int, str, str, int]]) -> None:
    change(_ADD.format(", ".join(["(%s, %s, %s, %s)"] * len(figures))), [value for row in figures for value in row])
