"""How many more copies an account may begin today. Kept in the database, where it counts over all who send."""

from __future__ import annotations

from datetime import datetime, timedelta

from scheduler.accounts import services as accounts
from scheduler.domain.pace import A_DAY
from scheduler.outbox.sql import aware, change, instant, rows

A_WHILE = timedelta(hours=4)
LEARNT = "The mail server takes no more mails today: {:,} went out in 24 hours. The rest follows, so many in 24 hours."
SPENT_ELSEWHERE = "The mail server takes no more mails today, though none went out from here; it is asked again later."


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


def believe(account_id: int, now: datetime) -> None:
    """The mail server takes no more mails today: as many as have gone out in 24 hours may go out in 24 hours from now
    on, and the account waits until the first of them are a day old. Nothing is learnt where none of ours went out."""
    ((count, first),) = rows(
        """SELECT count(*), min(d.sending_at) FROM outbox_delivery d JOIN plan_message m ON m.id = d.message_id
        WHERE m.account_id = %s AND d.state = 'sent' AND d.sending_at > %s""",
        [account_id, instant(now - A_DAY)],
    )
    if not count:
        accounts.stop_account(account_id, "cooling", SPENT_ELSEWHERE, now, now + A_WHILE)
        return
    since = aware(first if isinstance(first, datetime) else datetime.fromisoformat(first)) or now
    accounts.learn_per_day(account_id, int(count))
    change("DELETE FROM outbox_allowance WHERE account_id = %s", [account_id])
    spend(account_id, int(count), since)
    accounts.stop_account(account_id, "cooling", LEARNT.format(int(count)), now, since + A_DAY)


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
