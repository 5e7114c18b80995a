"""The ledger: the only writer of a delivery's state. Once, or ask. (DESIGN sections 2.4 and 3; rules 6.)

    claim → begin → (the network) → record        each a short transaction, durable before the next step

A claim gives the rows a token. Every later statement asks for that token, so a sender that was given up (its
heartbeat stopped: `recover`) finds that its rows are no longer its own and changes nothing. Nothing is written to the
network for a row that `begin` did not change; what `begin` changed and nobody recorded is `unknown`, never sent again
without proof. Results that come late, after such a row was given up, are proof too, and are recorded.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from scheduler.audience.sql import LEFT_OUT_REASON, MAY_BE_SENT
from scheduler.domain.outcomes import Accepted, Outcome, Refused, Retry, Unknown
from scheduler.domain.retry import next_look, next_try
from scheduler.outbox import records
from scheduler.outbox.faults import point
from scheduler.outbox.sql import change, change_many, instant, marks, nows, rows, skip_locked, unjson
from scheduler.outbox.tallies import Moves

BY_HAND = "by_hand"
"""Reason of a `waiting` row whose reminder has gone out: it is due only when a person says that she has posted."""

ASK_A_PERSON = "ask"
"""Reason of an `unknown` row that no network can settle. The others are looked up when they are due."""

PRACTICE = "practice"
"""Detail of a `sending` row of a rehearsal: nothing can have left this machine."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a sender needs to know of the message it drains. `scopes`: every hold that would cover it.

    `people`: a copy per person, otherwise one per account and part. `rehearsal`: the account practises.
    `by_hand`: the network's Accepted only means that a person was asked. `looks`: the network can be asked later.
    """

    message_id: int
    account_id: int
    tip_id: int | None
    scopes: tuple[str, ...]
    people: bool = False
    rehearsal: bool = False
    by_hand: bool = False
    looks: bool = False

    @property
    def account_state(self) -> str:
        """The state the account must be in."""
        return "rehearsing" if self.rehearsal else "ready"


@dataclass(frozen=True, slots=True)
class Row:
    """A claimed delivery. `attempts`: those before this one."""

    id: int
    key: str
    destination: str
    part: int
    variant: str
    subscriber_id: int | None
    attempts: int
    token: str
    holes: dict[str, str] = field(hash=False)
    memo: dict[str, Any] = field(hash=False)


class ClaimLost(Exception):
    """These rows were given up in this sender's name, or taken back: it must not write to the network for them."""


Fill = Callable[[Sequence[Row]], dict[int, dict[str, str]]]

_COLUMNS = "id, key, destination, part, variant, subscriber_id, attempts, claim_token, holes, memo"

_IN_LINE = f"""SELECT d.state, {", ".join(f"d.{name}" for name in _COLUMNS.split(", "))} FROM outbox_delivery d
    WHERE d.message_id = %s AND d.id > %s AND d.state IN ('queued', 'waiting') AND d.due_at <= %s
      AND d.reason <> '{BY_HAND}'
      AND (d.part = 1 OR EXISTS (
        SELECT 1 FROM outbox_delivery before WHERE before.message_id = d.message_id
          AND before.destination = d.destination AND before.part = d.part - 1
          AND before.state IN ('sent', 'rehearsed')))
    ORDER BY d.id LIMIT %s"""


def claim(target: Target, worker: str, after: int, limit: int, fill: Fill, now: datetime) -> list[Row]:
    """Take up to `limit` due rows with an id beyond `after`. Rows that have no holes yet get those `fill` answers,
    once and for all their tries."""
    with transaction.atomic():
        found = rows(f"{_IN_LINE} {skip_locked()}", [target.message_id, after, instant(now), limit])
        taken = _take(target, worker, found)
        _fill(taken, fill)
        point("claim.before_commit")
    point("claim.committed")
    return taken


def claim_waiting(target: Target, worker: str, where: str, params: Sequence[Any]) -> list[Row]:
    """Take the rows that were tried before and that `where` names, due or not."""
    columns = ", ".join(f"d.{name}" for name in _COLUMNS.split(", "))
    with transaction.atomic():
        found = rows(
            f"SELECT d.state, {columns} FROM outbox_delivery d WHERE d.message_id = %s AND d.state = 'waiting'"
            f" AND {where} ORDER BY d.id {skip_locked()}",
            [target.message_id, *params],
        )
        return _take(target, worker, found)


def _take(target: Target, worker: str, found: Sequence[Sequence[Any]]) -> list[Row]:
    token = uuid.uuid4().hex
    taken = [_row(values, token) for _, *values in found]
    change(
        f"UPDATE outbox_delivery SET state = 'claimed', reason = '', worker = %s, claim_token = %s"
        f" WHERE id IN ({marks(taken)})",
        [worker, token, *(row.id for row in taken)],
    )
    moves = Moves()
    for state, *_ in found:
        moves.add(target.message_id, state, "claimed")
    moves.save()
    return taken


def _row(values: Sequence[Any], token: str) -> Row:
    delivery, key, destination, part, variant, subscriber, attempts, _old, holes, memo = values
    return Row(
        id=int(delivery),
        key=str(key),
        destination=str(destination),
        part=int(part),
        variant=str(variant),
        subscriber_id=subscriber,
        attempts=int(attempts),
        token=token,
        holes=unjson(holes),
        memo=unjson(memo),
    )


def _fill(taken: Sequence[Row], fill: Fill) -> None:
    filled = fill([row for row in taken if not row.holes])
    for row in taken:
        row.holes.update(filled.get(row.id, {}))
    change_many(
        "UPDATE outbox_delivery SET holes = %s WHERE id = %s",
        [(json.dumps(holes), delivery) for delivery, holes in filled.items()],
    )


_RECEIVED = """EXISTS (SELECT 1 FROM outbox_tipreceived t
    WHERE t.subscriber_id = d.subscriber_id AND t.tip_id = %s)"""


def begin(target: Target, batch: Sequence[Row], now: datetime) -> list[Row]:
    """Commit the intent to send. Answers the rows that may be written to the network; the others were left out
    (consent, suppression, the tip already received) or put back in line (held, stopped, the account not live)."""
    if not batch:
        return []
    with transaction.atomic():
        begun = _begin(target, batch, now)
        rest = [row for row in batch if row.id not in begun]
        moves = Moves()
        moves.add(target.message_id, "claimed", "sending", len(begun))
        if rest:
            _let_go(target, rest, now, moves)
        moves.save()
        _receive(target, begun, now)
        point("begin.before_commit")
    point("begin.committed")
    return [row for row in batch if row.id in begun]


def _begin(target: Target, batch: Sequence[Row], now: datetime) -> set[int]:
    nobody_real = "AND d.destination <> 'account'" if target.people and not target.rehearsal else ""
    found = rows(
        f"""UPDATE outbox_delivery AS d
        SET state = 'sending', sending_at = %s, attempts = d.attempts + 1, detail = %s
        WHERE d.id IN ({marks(batch)}) AND d.claim_token = %s AND d.state = 'claimed'
          AND NOT EXISTS (SELECT 1 FROM outbox_hold h
            WHERE h.released_at IS NULL AND h.scope IN ({marks(target.scopes)}))
          AND EXISTS (SELECT 1 FROM plan_message m JOIN accounts_account a ON a.id = m.account_id
            WHERE m.id = d.message_id AND m.state IN ('approved', 'sent') AND a.state = %s)
          AND NOT {_RECEIVED} {nobody_real} AND {MAY_BE_SENT}
        RETURNING id""",
        [
            instant(now),
            PRACTICE if target.rehearsal else "",
            *(row.id for row in batch),
            batch[0].token,
            *target.scopes,
            target.account_state,
            target.tip_id,
            *nows(MAY_BE_SENT, now),
        ],
    )
    return {int(delivery) for (delivery,) in found}


def _receive(target: Target, begun: set[int], now: datetime) -> None:
    if target.tip_id is not None and target.people and not target.rehearsal:
        change(
            f"""INSERT INTO outbox_tipreceived (subscriber_id, tip_id, at)
            SELECT subscriber_id, %s, %s FROM outbox_delivery
            WHERE id IN ({marks(begun)}) AND subscriber_id IS NOT NULL ON CONFLICT DO NOTHING""",
            [target.tip_id, instant(now), *begun],
        )


def _let_go(target: Target, batch: Sequence[Row], now: datetime, moves: Moves) -> None:
    """Claimed rows that were not begun: left out for good, or back in line."""
    ids = [row.id for row in batch]
    mine = f"d.id IN ({marks(ids)}) AND d.claim_token = %s AND d.state = 'claimed'"
    left_out = f"""UPDATE outbox_delivery AS d SET state = 'suppressed', reason = {{0}}, ended_at = %s, claim_token = ''
        WHERE {mine} AND {{1}} RETURNING id"""
    gone = rows(
        left_out.format(LEFT_OUT_REASON, f"NOT {MAY_BE_SENT}"),
        [*nows(LEFT_OUT_REASON, now), instant(now), *ids, batch[0].token, *nows(MAY_BE_SENT, now)],
    )
    gone += rows(left_out.format("'received'", _RECEIVED), [instant(now), *ids, batch[0].token, target.tip_id])
    moves.add(target.message_id, "claimed", "suppressed", len(gone))
    back = change(
        f"UPDATE outbox_delivery AS d SET state = 'queued', claim_token = '', worker = '' WHERE {mine}",
        [*ids, batch[0].token],
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
    """What `record` made of a batch: the rows in each state, and what the account must be told."""

    states: dict[str, list[Row]] = field(default_factory=dict)
    stops: list[tuple[str, str, datetime | None]] = field(default_factory=list)
    bounced: list[tuple[Row, Refused]] = field(default_factory=list)


def record(target: Target, results: Sequence[tuple[Row, Outcome]], now: datetime) -> Recorded:
    """Commit what the network answered. A row that was given up as unknown in the meantime takes its answer too."""
    recorded = Recorded()
    with transaction.atomic():
        moves = Moves()
        taken = _taken(target, results, now, moves)
        for row, outcome in results:
            values = {"state": "sent"} if row.id in taken else _values(target, row, outcome, now)
            if row.id not in taken and not _change(target, row, values, moves):
                continue
            _tell_apart(recorded, row, outcome, str(values["state"]))
            if values["state"] not in ("sent", "unknown"):
                _forget_receipt(target, row)
            was_a_try = "attempts" not in values
            if was_a_try and (row.attempts or not isinstance(outcome, Accepted)):
                records.attempt(row.id, row.attempts + 1, outcome, now)
        moves.save()
        point("record.before_commit")
    point("record.committed")
    return recorded


def _taken(target: Target, results: Sequence[tuple[Row, Outcome]], now: datetime, moves: Moves) -> set[int]:
    """What a mail server took, of one claim, by one statement. Rows that it did not change are looked at one by one."""
    mails = [(row, outcome) for row, outcome in results if isinstance(outcome, Accepted) and not outcome.url]
    if not target.people or target.rehearsal or target.by_hand or len({row.token for row, _ in mails}) != 1:
        return set()
    taken = rows(
        f"""UPDATE outbox_delivery AS d
        SET state = 'sent', ended_at = %s, remote_id = v.column2, remote_url = '', detail = ''
        FROM (VALUES {", ".join("(%s, %s)" for _ in mails)}) AS v
        WHERE d.id = v.column1 AND d.claim_token = %s AND d.state = 'sending' RETURNING id""",
        [
            instant(now),
            *(value for row, outcome in mails for value in (row.id, outcome.remote_id[:300])),
            mails[0][0].token,
        ],
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
            due = instant(next_try(tries, row.key, outcome.not_before, now))
            return {"state": "waiting", "reason": "retry", "detail": outcome.reason[:500], "due_at": due}
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
    elif isinstance(outcome, Retry) and outcome.cools_account:
        recorded.stops.append(("cooling", outcome.reason, outcome.not_before))
    elif isinstance(outcome, Refused) and outcome.suppress:
        recorded.bounced.append((row, outcome))


def _forget_receipt(target: Target, row: Row) -> None:
    if target.tip_id is not None and row.subscriber_id is not None:
        change(
            "DELETE FROM outbox_tipreceived WHERE subscriber_id = %s AND tip_id = %s",
            [row.subscriber_id, target.tip_id],
        )


_DEAD = "NOT IN (SELECT w.name FROM outbox_worker w WHERE w.stopped_at IS NULL)"


def recover(now: datetime, silent_since: datetime) -> tuple[int, list[int]]:
    """Give up what senders had in hand whose last heartbeat is older than `silent_since`.

    Claimed rows go back in line; begun ones become unknown (rehearsed ones go back: nothing can have left). Answers
    how many went back, and which became unknown. The senders' names are struck off, so that they cannot come back.
    """
    with transaction.atomic():
        change(
            "UPDATE outbox_worker SET stopped_at = %s WHERE stopped_at IS NULL AND beat_at < %s",
            [instant(now), instant(silent_since)],
        )
        moves = Moves()
        back = rows(
            f"""UPDATE outbox_delivery SET state = 'queued', claim_token = '', worker = ''
            WHERE state = 'claimed' AND worker {_DEAD} RETURNING message_id"""
        )
        for (message_id,) in back:
            moves.add(message_id, "claimed", "queued")
        practised = rows(
            f"""UPDATE outbox_delivery SET state = 'queued', claim_token = '', worker = '', attempts = attempts - 1
            WHERE state = 'sending' AND detail = '{PRACTICE}' AND worker {_DEAD} RETURNING message_id"""
        )
        for (message_id,) in practised:
            moves.add(message_id, "sending", "queued")
        lost = rows(
            f"""UPDATE outbox_delivery SET state = 'unknown', reason = 'sender_died', due_at = %s,
              detail = 'The program was stopped while this was on its way.'
            WHERE state = 'sending' AND worker {_DEAD} RETURNING id, message_id""",
            [instant(now)],
        )
        for _, message_id in lost:
            moves.add(message_id, "sending", "unknown")
        moves.save()
        point("recover.before_commit")
    point("recover.committed")
    return len(back) + len(practised), [delivery for delivery, _ in lost]


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
                WHERE message_id = %s AND state = %s AND {where}""",
                [new, reason, instant(now), message_id, old, *params],
            )
            moves.add(message_id, old, new, ended)
            count += ended
        moves.save()
    return count


def unknowns(due: datetime) -> list[tuple[int, Row]]:
    """(message, row) of every unknown whose next look at the network is due."""
    found = rows(
        f"SELECT message_id, {_COLUMNS} FROM outbox_delivery"
        f" WHERE state = 'unknown' AND reason <> '{ASK_A_PERSON}' AND due_at <= %s ORDER BY id",
        [instant(due)],
    )
    return [(int(message_id), _row(values, str(values[7]))) for message_id, *values in found]
