"""The path of every copy: claim, begin, record; or let go."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from scheduler.audience.sql import CLASSES_ALONE, LEFT_OUT_REASON, MAY_BE_SENT, wanted_copy
from scheduler.domain.outcomes import Accepted, Outcome, Refused, Retry, Unknown
from scheduler.domain.retry import next_look, next_try
from scheduler.domain.states import ENOUGH, OWN_DATE
from scheduler.outbox import allowance, records
from scheduler.outbox.faults import point
from scheduler.outbox.ledger.rows import (
    AGAIN,
    ASK_A_PERSON,
    BY_HAND,
    COLUMNS,
    PRACTICE,
    TRIED_UNTIL,
    ClaimLost,
    Fill,
    Hands,
    Row,
    Target,
    row_of,
)
from scheduler.outbox.sql import (
    among,
    change,
    each,
    ids,
    instant,
    json_text,
    listed,
    marks,
    nows,
    repeated,
    rows,
    skip_locked,
)
from scheduler.outbox.tallies import Moves

_IN_LINE = f"""SELECT d.state, {", ".join(f"d.{name}" for name in COLUMNS.split(", "))} FROM outbox_delivery d
    WHERE d.message_id = %s AND d.id > %s AND d.ended_at IS NULL AND d.state IN ('queued', 'waiting') AND d.due_at <= %s
      AND d.reason NOT IN ('{BY_HAND}', '{ENOUGH}', '{OWN_DATE}')
      AND (d.part = 1 OR EXISTS (
        SELECT 1 FROM outbox_delivery before WHERE before.message_id = d.message_id
          AND before.destination = d.destination AND before.part = d.part - 1
          AND before.state IN ('sent', 'rehearsed')))
    ORDER BY d.id LIMIT %s"""


def claim(target: Target, hands: Hands, after: int, limit: int, fill: Fill, now: datetime) -> list[Row]:
    """Take up to `limit` due rows with an id beyond `after`. Rows that have no holes yet get those `fill` answers,
    once and for all their tries."""
    with transaction.atomic():
        found = rows(f"{_IN_LINE} {skip_locked()}", [target.message_id, after, instant(now), limit])
        taken = _take(target, hands, found, fill)
        point("claim.before_commit")
    point("claim.committed")
    return taken


def claim_waiting(target: Target, hands: Hands, where: str, params: Sequence[Any]) -> list[Row]:
    """Take the rows that were tried before and that `where` names, due or not."""
    columns = ", ".join(f"d.{name}" for name in COLUMNS.split(", "))
    with transaction.atomic():
        found = rows(
            f"SELECT d.state, {columns} FROM outbox_delivery d WHERE d.message_id = %s AND d.ended_at IS NULL"
            f" AND d.state = 'waiting' AND {where} ORDER BY d.id {skip_locked()}",
            [target.message_id, *params],
        )
        return _take(target, hands, found, lambda _: {})


def _take(target: Target, hands: Hands, found: Sequence[Sequence[Any]], fill: Fill) -> list[Row]:
    if not found:
        return []
    taken = [row_of(values, hands.token) for _, *values in found]
    filled = fill([row for row in taken if not row.holes])
    for row in taken:
        row.holes = filled.get(row.id, row.holes)
    change(
        f"""UPDATE outbox_delivery AS d
        SET state = 'claimed', reason = '', worker = %s, claim_token = %s, holes = v.value
        FROM {each("%s")} AS v WHERE d.id = CAST(v.key AS BIGINT) AND d.id BETWEEN %s AND %s""",
        [hands.worker, hands.token, json.dumps({row.id: row.holes for row in taken}), taken[0].id, taken[-1].id],
    )
    moves = Moves()
    for state, count in Counter(str(state) for state, *_ in found).items():
        moves.add(target.message_id, state, "claimed", count)
    moves.save()
    return taken


_RECEIVED = """EXISTS (SELECT 1 FROM outbox_tipreceived t
    WHERE t.subscriber_id = d.subscriber_id AND t.tip_id = %s)"""


def begin(target: Target, batch: Sequence[Row], now: datetime) -> list[Row]:
    """Commit the intent to send. Answers the rows that may be written to the network; the others were left out
    (consent, suppression, the tip already received) or put back in line (held, stopped, the account not live)."""
    if not batch:
        return []
    with transaction.atomic():
        moves = Moves()
        begun = _begin_or_let_go(target, batch, now, moves)
        moves.save()
        point("begin.before_commit")
    point("begin.committed")
    return begun


def turn(
    target: Target, results: Sequence[tuple[Row, Outcome]], batch: Sequence[Row], now: datetime
) -> tuple[Recorded, list[Row]]:
    """`record` and `begin` in one transaction: the disk is waited for once."""
    with transaction.atomic():
        moves = Moves()
        recorded = _record(target, results, now, moves)
        point("record.before_commit")
        begun = _begin_or_let_go(target, batch, now, moves)
        moves.save()
        point("begin.before_commit")
    point("record.committed")
    point("begin.committed")
    return recorded, begun


def _begin_or_let_go(target: Target, batch: Sequence[Row], now: datetime, moves: Moves) -> list[Row]:
    begun = _begin(target, batch, now)
    rest = [row for row in batch if row.id not in begun]
    moves.add(target.message_id, "claimed", "sending", len(begun))
    if target.per_day:
        allowance.spend(target.account_id, len(begun), now)
    if rest:
        _let_go(target, rest, now, moves)
    going = [row for row in batch if row.id in begun]
    _receive(target, going, now)
    return going


def _begin(target: Target, batch: Sequence[Row], now: datetime) -> set[int]:
    nobody_real = "AND d.destination <> 'account'" if target.people and not target.rehearsal else ""
    found = repeated(
        f"""UPDATE outbox_delivery AS d
        SET state = 'sending', sending_at = %s, attempts = d.attempts + 1, detail = %s
        WHERE d.id {among()} AND d.claim_token = %s AND d.state = 'claimed'
          AND NOT EXISTS (SELECT 1 FROM outbox_hold h
            WHERE h.released_at IS NULL AND h.scope IN ({marks(target.scopes)}))
          AND EXISTS (SELECT 1 FROM plan_message m JOIN accounts_account a ON a.id = m.account_id
            WHERE m.id = %s AND m.state IN ('approved', 'sent') AND a.state = %s)
          AND NOT {_RECEIVED} {nobody_real} AND {wanted_copy(target.kind)} AND {MAY_BE_SENT}
        RETURNING id""",
        [
            instant(now),
            PRACTICE if target.rehearsal else "",
            ids(row.id for row in batch),
            batch[0].token,
            *target.scopes,
            target.message_id,
            target.account_state,
            target.tip_id,
            *nows(MAY_BE_SENT, now),
        ],
    )
    return {int(delivery) for (delivery,) in found}


def _receive(target: Target, begun: Sequence[Row], now: datetime) -> None:
    if target.tip_id is not None and target.people and not target.rehearsal:
        people = [row.subscriber_id for row in begun if row.subscriber_id and row.variant != CLASSES_ALONE]
        change(
            f"""INSERT INTO outbox_tipreceived (subscriber_id, tip_id, at)
            SELECT v.value, %s, %s FROM {listed()} WHERE 1 = 1 ON CONFLICT DO NOTHING""",
            [target.tip_id, instant(now), ids(people)],
        )


def _let_go(target: Target, batch: Sequence[Row], now: datetime, moves: Moves) -> None:
    """Claimed rows that were not begun: left out for good, or back in line."""
    these = ids(row.id for row in batch)
    mine = f"d.id {among()} AND d.claim_token = %s AND d.state = 'claimed'"
    left_out = f"""UPDATE outbox_delivery AS d SET state = 'suppressed', reason = {{0}}, ended_at = %s, claim_token = ''
        WHERE {mine} AND {{1}} RETURNING reason"""
    gone = rows(
        left_out.format(LEFT_OUT_REASON, f"NOT {MAY_BE_SENT}"),
        [*nows(LEFT_OUT_REASON, now), instant(now), these, batch[0].token, *nows(MAY_BE_SENT, now)],
    )
    gone += rows(left_out.format("'topic'", f"NOT {wanted_copy(target.kind)}"), [instant(now), these, batch[0].token])
    gone += rows(left_out.format("'received'", _RECEIVED), [instant(now), these, batch[0].token, target.tip_id])
    for reason, count in Counter(str(reason) for (reason,) in gone).items():
        moves.add(target.message_id, "claimed", "suppressed", count, reason)
    back = change(
        f"UPDATE outbox_delivery AS d SET state = 'queued', claim_token = '', worker = '' WHERE {mine}",
        [these, batch[0].token],
    )
    moves.add(target.message_id, "claimed", "queued", back)


def let_go(target: Target, batch: Sequence[Row], now: datetime) -> None:
    """Give claimed rows back, nothing of them having been written."""
    if not batch:
        return
    with transaction.atomic():
        moves = Moves()
        _let_go(target, batch, now, moves)
        moves.save()
        point("let_go.before_commit")


def give_back(target: Target, batch: Sequence[Row]) -> None:
    """Put begun rows back in line: their owner knows that not one byte of them was written."""
    with transaction.atomic():
        moves = Moves()
        for row in batch:
            _change(target, row, {"state": "queued", "claim_token": "", "attempts": row.attempts}, moves)
            _forget_receipt(target, row)
        moves.save()


def save_memo(row: Row, memo: dict[str, Any], state: str) -> None:
    """Keep a channel's notes before its next request; ClaimLost when the row is no longer this sender's."""
    kept = change(
        "UPDATE outbox_delivery SET memo = %s WHERE id = %s AND claim_token = %s AND state = %s",
        [json.dumps(memo), row.id, row.token, state],
    )
    if not kept:
        raise ClaimLost(f"delivery {row.id} is no longer in these hands")


@dataclass(slots=True)
class Recorded:
    """What `record` made of a batch: the rows in each state, and what the account must be told. `day_spent`: the server
    takes no more mails today."""

    states: dict[str, list[Row]] = field(default_factory=dict)
    stops: list[tuple[str, str, datetime | None]] = field(default_factory=list)
    bounced: list[tuple[Row, Refused]] = field(default_factory=list)
    day_spent: bool = False


def record(target: Target, results: Sequence[tuple[Row, Outcome]], now: datetime) -> Recorded:
    """Commit what the network answered. A row that was given up as unknown in the meantime takes its answer too."""
    with transaction.atomic():
        moves = Moves()
        recorded = _record(target, results, now, moves)
        moves.save()
        point("record.before_commit")
    point("record.committed")
    return recorded


def _record(target: Target, results: Sequence[tuple[Row, Outcome]], now: datetime, moves: Moves) -> Recorded:
    recorded = Recorded()
    taken = _taken(target, results, now, moves)
    for row, outcome in results:
        if row.id not in taken:
            _record_one(target, recorded, row, outcome, moves, now)
            continue
        recorded.states.setdefault("sent", []).append(row)
        if row.attempts:
            records.attempt(row.id, row.attempts + 1, outcome, now)
    return recorded


def _record_one(target: Target, recorded: Recorded, row: Row, outcome: Outcome, moves: Moves, now: datetime) -> None:
    values = _values(target, row, outcome, now)
    if not _change(target, row, values, moves):
        return
    _tell_apart(recorded, row, outcome, str(values["state"]))
    if values["state"] not in ("sent", "unknown"):
        _forget_receipt(target, row)
    was_a_try = "attempts" not in values
    if was_a_try and (row.attempts or not isinstance(outcome, Accepted)):
        records.attempt(row.id, row.attempts + 1, outcome, now)


def _taken(target: Target, results: Sequence[tuple[Row, Outcome]], now: datetime, moves: Moves) -> set[int]:
    """What a mail server took, of one claim, by one statement. Rows that it did not change are looked at one by one."""
    mails = [(row, outcome) for row, outcome in results if isinstance(outcome, Accepted) and not outcome.url]
    if not target.people or target.rehearsal or target.by_hand or len({row.token for row, _ in mails}) != 1:
        return set()
    replies = {row.id: outcome.remote_id[:300] for row, outcome in mails}
    taken = repeated(
        f"""UPDATE outbox_delivery AS d
        SET state = 'sent', ended_at = %s, remote_id = {json_text("v.value")}, remote_url = '', detail = ''
        FROM {each("%s")} AS v
        WHERE d.id = CAST(v.key AS BIGINT) AND d.claim_token = %s AND d.state = 'sending' RETURNING id""",
        [instant(now), json.dumps(replies), mails[0][0].token],
    )
    moves.add(target.message_id, "sending", "sent", len(taken))
    return {int(delivery) for (delivery,) in taken}


def _values(target: Target, row: Row, outcome: Outcome, now: datetime) -> dict[str, Any]:
    """The columns that an outcome sets."""
    tries = row.attempts + 1
    match outcome:
        case Accepted():
            state = "rehearsed" if target.rehearsal else "sent"
            taken = {"remote_id": outcome.remote_id[:300], "remote_url": outcome.url[:500], "detail": ""}
            if target.by_hand and not target.rehearsal:
                return {"state": "waiting", "reason": BY_HAND, **taken}
            return {"state": state, "ended_at": instant(now), **taken}
        case Refused(stops_account=True):
            return {"state": "queued", "detail": outcome.reason[:500], "due_at": instant(now)}
        case Refused():
            reason = "hard_bounce" if outcome.suppress else "refused"
            detail = f"{outcome.code} {outcome.reason}".strip()[:500]
            return {"state": "refused", "reason": reason, "detail": detail, "ended_at": instant(now)}
        case Retry(untouched=True):
            return {"state": "queued", "claim_token": "", "attempts": row.attempts}
        case Retry():
            due = next_try(tries, row.key, outcome.not_before, now)
            reason = AGAIN if due.isoformat() < str(row.memo.get(TRIED_UNTIL, "")) else "retry"
            return {"state": "waiting", "reason": reason, "detail": outcome.reason[:500], "due_at": instant(due)}
        case Unknown():
            look = next_look(0, now) if target.looks else None
            asked = {"reason": "no_reply", "due_at": instant(look)} if look else {"reason": ASK_A_PERSON}
            return {"state": "unknown", "detail": outcome.reason[:500], **asked}


def _change(target: Target, row: Row, values: dict[str, Any], moves: Moves) -> bool:
    """Move a row that this sender has begun, or that was given up in its name; False when a person was faster."""
    for old in ("sending", "unknown"):
        new = {**values, "state": "queued"} if old == "unknown" and values["state"] == "waiting" else values
        columns = ", ".join(f"{name} = %s" for name in new)
        changed = change(
            f"UPDATE outbox_delivery SET {columns} WHERE id = %s AND claim_token = %s AND state = %s",
            [*new.values(), row.id, row.token, old],
        )
        if changed:
            moves.add(target.message_id, old, str(new["state"]))
            return True
    return False


def _tell_apart(recorded: Recorded, row: Row, outcome: Outcome, state: str) -> None:
    recorded.states.setdefault(state, []).append(row)
    if isinstance(outcome, Refused) and outcome.stops_account:
        recorded.stops.append((outcome.account_state, outcome.reason, None))
        recorded.day_spent |= outcome.account_state == "cooling"
    elif isinstance(outcome, Retry) and outcome.cools_account:
        recorded.stops.append(("cooling", outcome.reason, outcome.not_before))
    elif isinstance(outcome, Refused):
        recorded.bounced.append((row, outcome))


def _forget_receipt(target: Target, row: Row) -> None:
    if target.tip_id is not None and row.subscriber_id is not None:
        change(
            "DELETE FROM outbox_tipreceived WHERE subscriber_id = %s AND tip_id = %s",
            [row.subscriber_id, target.tip_id],
        )
