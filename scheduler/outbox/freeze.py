"""Who gets it, written down once: the audience becomes delivery rows when sending starts. (DESIGN section 4.)

Everyone whom the rule names has a row; those who get nothing this time have one too, with the reason. One statement,
under unique keys: two clocks may try, and a sender that dies here leaves nothing behind.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction

from scheduler.audience.models import Subscriber
from scheduler.audience.sql import AUDIENCE_JUDGED, CLASSES_ALONE, TIP_ALONE, wanted
from scheduler.domain.pace import A_WEEK
from scheduler.domain.states import OWN_DATE
from scheduler.outbox import tallies
from scheduler.outbox.faults import point
from scheduler.outbox.ledger import Target
from scheduler.outbox.sql import as_written, change, evaluated_once, instant, nows, random_key, room_for_many, rows
from scheduler.plan.models import Variant
from scheduler.plan.services import PersonDue

_COLUMNS = """message_id, destination, part, variant, subscriber_id, state, reason, detail, due_at, key, holes, memo,
    attempts, worker, claim_token, sending_at, ended_at, remote_id, remote_url"""

_CAPPED = """(SELECT count(*) FROM outbox_delivery r WHERE r.subscriber_id = d.subscriber_id AND r.message_id <> %s
    AND ((r.state IN ('queued', 'claimed', 'sending', 'waiting', 'unknown')
        AND NOT (r.state = 'queued' AND r.reason IN ('capped', 'own_date')))
      OR (r.state = 'sent' AND r.ended_at > %s))) >= %s"""

_MAILS_A_WEEK = """SELECT r.subscriber_id, count(*) AS mails
    FROM outbox_delivery r JOIN plan_message m ON m.id = r.message_id
    WHERE m.id <> %s AND m.frozen_at IS NOT NULL AND (m.closed_at IS NULL OR m.closed_at > %s)
      AND ((r.state IN ('queued', 'claimed', 'sending', 'waiting')
          AND NOT (r.state = 'queued' AND r.reason IN ('capped', 'own_date')))
        OR (r.state = 'unknown' AND r.sending_at > %s) OR (r.state = 'sent' AND r.ended_at > %s))
    GROUP BY r.subscriber_id"""
"""The same for everybody at once. Asked person by person while the rows are being written, PostgreSQL walks them all
for each of them: it has no figures yet about a table that is filled by the same statement."""

_RECEIVED = """EXISTS (SELECT 1 FROM outbox_tipreceived t
    WHERE t.subscriber_id = d.subscriber_id AND t.tip_id = %s)"""


def freeze(target: Target, parts: int, cap: int, also: Callable[[], object], now: datetime) -> bool:
    """Write the copies of an approved message into the ledger; False when that is done already, or not wanted any
    more. `parts`: of a thread. `cap`: mails a person gets at most in a week, over all rhythms. `also`: what else
    happens at this moment and only once, in the same transaction."""
    with room_for_many(), transaction.atomic():
        mine = change(
            "UPDATE plan_message SET frozen_at = %s WHERE id = %s AND frozen_at IS NULL AND state = 'approved'",
            [instant(now), target.message_id],
        )
        if not mine:
            return False
        also()
        as_written()
        count = _freeze_people(target, cap, now) if target.people else 0
        if not target.people or (target.rehearsal and not count):
            _freeze_account(target, parts, now)
        tallies.start(target.message_id)
        point("freeze.before_commit")
    point("freeze.committed")
    return True


def _freeze_people(target: Target, cap: int, now: datetime) -> int:
    mixed = is_mixed(target.message_id)
    count = _write_people(target, cap, mixed, now)
    if mixed:
        change(
            f"""UPDATE outbox_delivery AS d
            SET variant = CASE WHEN t.wants_tips THEN '{TIP_ALONE}' ELSE '{CLASSES_ALONE}' END
            FROM audience_subscriber t WHERE t.id = d.subscriber_id AND d.message_id = %s
              AND NOT (t.wants_tips AND t.wants_classes)""",
            [target.message_id],
        )
    return count


def variant_for(message_id: int, subscriber_id: int) -> str:
    """The variant that this person would get now."""
    topics = Subscriber.objects.filter(pk=subscriber_id).values_list("wants_tips", "wants_classes").first()
    if topics in (None, (True, True)) or not is_mixed(message_id):
        return "default"
    return TIP_ALONE if topics and topics[0] else CLASSES_ALONE


def is_mixed(message_id: int) -> bool:
    """Has it something for those who read of one topic only? Not when every class of it is no longer true."""
    alone = Variant.objects.filter(message=message_id, name=CLASSES_ALONE).select_related("payload").first()
    return alone is not None and bool(json.loads(bytes(alone.payload.bytes)).get("rows"))


def _write_people(target: Target, cap: int, mixed: bool, now: datetime) -> int:
    judged = f"""SELECT d.subscriber_id, d.destination,
        CASE WHEN d.reason <> '' THEN d.reason WHEN NOT {wanted(target.kind, mixed)} THEN 'topic'
             WHEN {_RECEIVED} THEN 'received' WHEN w.mails >= %s THEN 'capped' ELSE '' END AS reason
        FROM ({AUDIENCE_JUDGED}) d LEFT JOIN ({_MAILS_A_WEEK}) w ON w.subscriber_id = d.subscriber_id
        {evaluated_once()}"""
    return change(
        f"""INSERT INTO outbox_delivery ({_COLUMNS})
        SELECT {target.message_id}, j.destination, 1, 'default', j.subscriber_id,
          CASE WHEN j.reason = '' THEN 'queued' ELSE 'suppressed' END, j.reason, '', {_moment()},
          {random_key("j.subscriber_id")}, '{{}}', '{{}}', 0, '', '', NULL,
          CASE WHEN j.reason = '' THEN NULL ELSE {_moment()} END, '', ''
        FROM ({judged}) j WHERE 1 = 1 {_give_way(target.message_id)}""",
        [
            instant(now),
            instant(now),
            target.tip_id,
            cap,
            *nows(AUDIENCE_JUDGED, now),
            target.message_id,
            *[instant(now - A_WEEK)] * 3,
        ],
    )


def _give_way(message_id: int) -> str:
    """Rows that are there already stay. There are none of a message that was never frozen, and PostgreSQL writes each
    row down twice where it may have to give way."""
    found = rows("SELECT 1 FROM outbox_delivery WHERE message_id = %s LIMIT 1", [message_id])
    return "ON CONFLICT (message_id, destination, part) DO NOTHING" if found else ""


def _freeze_account(target: Target, parts: int, now: datetime) -> None:
    for part in range(1, parts + 1):
        change(
            f"""INSERT INTO outbox_delivery ({_COLUMNS})
            VALUES (%s, 'account', %s, 'default', NULL, 'queued', '', '', %s, {random_key()}, '{{}}', '{{}}', 0, '', '',
              NULL, NULL, '', '') ON CONFLICT (message_id, destination, part) DO NOTHING""",
            [target.message_id, part, instant(now)],
        )


def _moment() -> str:
    return "%s::timestamptz" if connection.vendor == "postgresql" else "%s"


def has_enough(subscriber_id: int, message_id: int, cap: int, now: datetime) -> bool:
    """Has that person had `cap` mails within the week, this message apart?"""
    one = f"SELECT {_CAPPED} FROM (SELECT CAST(%s AS BIGINT) AS subscriber_id) d"
    return bool(rows(one, [message_id, instant(now - A_WEEK), cap, subscriber_id])[0][0])


def add_person(message_id: int, person: PersonDue, now: datetime) -> bool:
    """One more person's copy of a standing message (a series that begins with each sign-up), due at their own date;
    missed at once when that is over. When its date comes weekly.py counts their mails of the week. False when they have
    theirs already."""
    late = person.late_after < now
    state, reason = ("missed", "late") if late else ("queued", OWN_DATE)
    with transaction.atomic():
        added = rows(
            f"""INSERT INTO outbox_delivery ({_COLUMNS})
            SELECT {message_id}, s.address_hash, 1, 'default', s.id, '{state}', '{reason}', '',
              {_moment()}, {random_key()}, '{{}}', '{{}}', 0, '', '', NULL,
              {_moment() if late else "NULL"}, '', ''
            FROM audience_subscriber s WHERE s.id = %s
            ON CONFLICT (message_id, destination, part) DO NOTHING RETURNING state""",
            [instant(person.due_at), *([instant(now)] if late else []), person.subscriber_id],
        )
        change("UPDATE plan_message SET frozen_at = %s WHERE id = %s AND frozen_at IS NULL", [instant(now), message_id])
        for (state,) in added:
            tallies.add_one(message_id, str(state))
    return bool(added)
