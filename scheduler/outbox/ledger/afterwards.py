"""What ends or settles copies outside of a send: a dead sender's, uncertain ones, late ones, those a person decides."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from scheduler.domain.states import ENOUGH, OWN_DATE
from scheduler.outbox import records
from scheduler.outbox.faults import point
from scheduler.outbox.ledger.rows import AGAIN, ASK_A_PERSON, BY_HAND, COLUMNS, PRACTICE, TRIED_UNTIL, Row, row_of
from scheduler.outbox.sql import among, change, ids, instant, rows
from scheduler.outbox.tallies import Moves

_DEAD = "NOT IN (SELECT w.name FROM outbox_worker w WHERE w.stopped_at IS NULL)"


def recover(now: datetime, silent_since: datetime) -> tuple[int, list[int]]:
    """Give up what senders had in hand whose last heartbeat is older than `silent_since`, or as far ahead of us: then
    the clock was put back, and a dead one's beat would look young for as long.

    Claimed rows go back in line; begun ones become unknown (rehearsed ones go back: nothing can have left). Answers
    how many went back, and which became unknown. The senders' names are struck off, so that they cannot come back.
    """
    with transaction.atomic():
        change(
            "UPDATE outbox_worker SET stopped_at = %s WHERE stopped_at IS NULL AND (beat_at < %s OR beat_at > %s)",
            [instant(now), instant(silent_since), instant(now + (now - silent_since))],
        )
        moves = Moves()
        held = ids(_in_hand())
        back = rows(
            f"""UPDATE outbox_delivery SET state = 'queued', claim_token = '', worker = ''
            WHERE id {among()} AND state = 'claimed' AND worker {_DEAD} RETURNING message_id""",
            [held],
        )
        for (message_id,) in back:
            moves.add(message_id, "claimed", "queued")
        practised = rows(
            f"""UPDATE outbox_delivery SET state = 'queued', claim_token = '', worker = '', attempts = attempts - 1
            WHERE id {among()} AND state = 'sending' AND detail = '{PRACTICE}' AND worker {_DEAD}
            RETURNING message_id""",
            [held],
        )
        for (message_id,) in practised:
            moves.add(message_id, "sending", "queued")
        lost = rows(
            f"""UPDATE outbox_delivery SET state = 'unknown', reason = 'sender_died', due_at = %s,
              detail = 'The program was stopped while this was on its way.'
            WHERE id {among()} AND state = 'sending' AND worker {_DEAD} RETURNING id, message_id""",
            [instant(now), held],
        )
        for _, message_id in lost:
            moves.add(message_id, "sending", "unknown")
        moves.save()
        point("recover.before_commit")
    point("recover.committed")
    return len(back) + len(practised), [delivery for delivery, _ in lost]


def _in_hand() -> list[int]:
    """The copies that senders have taken up. They are taken in the order of their ids, so they are among the first
    open ones of their message, and the walk ends at the last of them: the figures kept say how many there are."""
    found: list[int] = []
    for message_id, count in rows(
        "SELECT message_id, sum(count) FROM outbox_tally WHERE state IN ('claimed', 'sending') AND count > 0"
        " GROUP BY message_id"
    ):
        found += [
            int(delivery)
            for (delivery,) in rows(
                "SELECT id FROM outbox_delivery WHERE message_id = %s AND ended_at IS NULL"
                " AND state IN ('claimed', 'sending') ORDER BY id LIMIT %s",
                [message_id, int(count)],
            )
        ]
    return found


def settle(delivery_id: int, token: str | None, new: str, now: datetime, **columns: str) -> bool:
    """End an unknown, or put it back in line, due now. `token`: what it was looked up with; None: a person decides, who
    needs no token. False when it was settled otherwise in the meantime."""
    again = {"ended_at": None, "due_at": instant(now)} if new == "queued" else {"ended_at": instant(now)}
    values = {"state": new, **again, **columns}
    fence, held = ("", []) if token is None else ("AND claim_token = %s", [token])
    if token is None:
        values["claim_token"] = ""
    with transaction.atomic():
        found = rows(
            f"UPDATE outbox_delivery SET {', '.join(f'{name} = %s' for name in values)}"
            f" WHERE id = %s AND state = 'unknown' {fence} RETURNING message_id",
            [*values.values(), delivery_id, *held],
        )
        moves = Moves()
        for (message_id,) in found:
            moves.add(message_id, "unknown", new)
        moves.save()
        if found and new != "sent":
            records.forget_receipt_of(delivery_id)
    return bool(found)


def again(
    message_id: int, chosen: Sequence[int], by: str, now: datetime, until: datetime
) -> list[tuple[int, int, str]]:
    """A person sends these people's copies again: back in line, due now, tried until `until`. Only what ended without
    being sent, or is uncertain. Answers (copy, tries so far, what it was) of each that was put back."""
    found: list[tuple[int, int, str]] = []
    with transaction.atomic():
        moves = Moves()
        for old in ("refused", "missed", "unknown"):
            back = rows(
                f"""UPDATE outbox_delivery
                SET state = 'queued', reason = '{AGAIN}', detail = %s, due_at = %s, memo = %s,
                  ended_at = NULL, claim_token = '', worker = ''
                WHERE message_id = %s AND id {among()} AND state = %s AND subscriber_id IS NOT NULL
                RETURNING id, attempts""",
                [
                    f"Sent again: decided by {by}."[:500],
                    instant(now),
                    json.dumps({TRIED_UNTIL: until.isoformat()}),
                    message_id,
                    ids(chosen),
                    old,
                ],
            )
            moves.add(message_id, old, "queued", len(back))
            found += [(int(delivery), int(attempts), old) for delivery, attempts in back]
        moves.save()
    return found


def look_again(row: Row, due: datetime | None) -> None:
    """The network could not tell: when to ask it next, or that it is a person's turn."""
    values = {"reason": ASK_A_PERSON} if due is None else {"due_at": instant(due)}
    change(
        f"UPDATE outbox_delivery SET {', '.join(f'{name} = %s' for name in values)}"
        " WHERE id = %s AND claim_token = %s AND state = 'unknown'",
        [*values.values(), row.id, row.token],
    )


def confirm(key: str, now: datetime) -> int | None:
    """A person says that she has posted: the row that waited for her is sent. Its message, or None if none waits."""
    with transaction.atomic():
        found = rows(
            f"""UPDATE outbox_delivery SET state = 'sent', ended_at = %s, reason = ''
            WHERE key = %s AND state = 'waiting' AND reason = '{BY_HAND}' RETURNING message_id""",
            [instant(now), key],
        )
        moves = Moves()
        for (message_id,) in found:
            moves.add(message_id, "waiting", "sent")
        moves.save()
    return int(found[0][0]) if found else None


def end(message_id: int, new: str, reason: str, where: str, params: Sequence[Any], now: datetime) -> int:
    """Missed or cancelled: rows in line (and, for cancelled, claimed ones) that `where` names end as `new`."""
    from_states = ("queued", "waiting", "claimed") if new == "cancelled" else ("queued", "waiting")
    count = 0
    with transaction.atomic():
        moves = Moves()
        for old in from_states:
            ended = change(
                f"""UPDATE outbox_delivery SET state = %s, reason = %s, ended_at = %s, claim_token = ''
                WHERE message_id = %s AND ended_at IS NULL AND state = %s AND {where}""",
                [new, reason, instant(now), message_id, old, *params],
            )
            moves.add(message_id, old, new, ended)
            count += ended
        moves.save()
    return count


def unknowns(due: datetime) -> list[tuple[int, Row]]:
    """(message, row) of every unknown whose next look at the network is due."""
    found = rows(
        f"SELECT message_id, claim_token, {COLUMNS} FROM outbox_delivery"
        f" WHERE ended_at IS NULL AND state = 'unknown' AND reason <> '{ASK_A_PERSON}' AND due_at <= %s ORDER BY id",
        [instant(due)],
    )
    return [(int(message_id), row_of(values, str(token))) for message_id, token, *values in found]


_HELD_BY_DATE = f"state = 'queued' AND reason IN ('{ENOUGH}', '{OWN_DATE}')"


def open_way(delivery_id: int) -> None:
    """A copy that waited for its own date, or for a week with room, may be claimed now."""
    change(f"UPDATE outbox_delivery SET reason = '' WHERE id = %s AND {_HELD_BY_DATE}", [delivery_id])


def put_off(delivery_id: int, until: datetime) -> None:
    """Its reader has had enough mails this week: it is looked at again then."""
    change(
        f"UPDATE outbox_delivery SET reason = '{ENOUGH}', due_at = %s WHERE id = %s AND {_HELD_BY_DATE}",
        [instant(until), delivery_id],
    )
