"""How many more copies an account may begin today. Kept in the database, where it counts over all who send."""

from __future__ import annotations

from datetime import datetime

from scheduler.domain.pace import A_DAY
from scheduler.outbox.sql import aware, change, instant, rows


def left(account_id: int, per_day: int, now: datetime) -> int:
    """Copies that may be begun now."""
    return max(per_day - used(account_id, now)[0], 0)


def open_again(account_id: int, now: datetime) -> datetime:
    """When the count begins anew."""
    return used(account_id, now)[1] + A_DAY


def used(account_id: int, now: datetime) -> tuple[int, datetime]:
    """How many were begun in the running 24 hours, and when those began."""
    for count, since in rows("SELECT used, since FROM outbox_allowance WHERE account_id = %s", [account_id]):
        begun = aware(since)
        if begun is not None and now - begun < A_DAY:
            return int(count), begun
    return 0, now


def spend(account_id: int, count: int, now: datetime) -> None:
    """Count copies that are begun, in the caller's transaction."""
    at, day_ago = instant(now), instant(now - A_DAY)
    change(
        """INSERT INTO outbox_allowance (account_id, since, used) VALUES (%s, %s, %s)
        ON CONFLICT (account_id) DO UPDATE SET
          used = CASE WHEN outbox_allowance.since <= %s THEN 0 ELSE outbox_allowance.used END + excluded.used,
          since = CASE WHEN outbox_allowance.since <= %s THEN excluded.since ELSE outbox_allowance.since END""",
        [account_id, at, count, day_ago, day_ago],
    )
