"""The weekly ceiling of copies that have a date of their own: a welcome tip waits for a week with room, and then goes.

It stands in line meanwhile (`queued`) and holds no place against an issue, which cannot wait: its reader's mails of the
week are counted when its date comes (OWN_DATE), and then once a day at its series' time until there is room (ENOUGH).
(DESIGN section 5: at most 2 mails a week per person, over all rhythms.)
"""

from __future__ import annotations

from datetime import datetime, timedelta

from scheduler.domain.states import ENOUGH, OWN_DATE
from scheduler.outbox import due, ledger
from scheduler.outbox.freeze import has_enough
from scheduler.outbox.sql import aware, instant, rows
from scheduler.plan import services as plan
from scheduler.plan.models import Message

ON_TIME = timedelta(hours=1)
"""Later than this, after an outage, a copy that waited goes at its series' time of the next day."""


def _one_before_waits(subscriber_id: int, message: Message) -> bool:
    """Is an earlier tip of the series still waiting for this reader? They come in order."""
    found = rows(
        f"""SELECT 1 FROM outbox_delivery d JOIN plan_message m ON m.id = d.message_id
        WHERE d.subscriber_id = %s AND m.job = %s AND m.id < %s AND m.kind = 'tip' AND m.slot_id IS NULL
          AND d.ended_at IS NULL AND d.state = 'queued' AND d.reason = '{ENOUGH}' LIMIT 1""",
        [subscriber_id, message.job, message.pk],
    )
    return bool(found)


def let_go(now: datetime) -> None:
    """Those whose date has come and whose reader has room this week, oldest first; the others wait another day.

    A copy whose own date is over by more than its rhythm allows is left alone: expiry.py ends it as missed.
    """
    found = rows(
        f"""SELECT d.id, d.message_id, d.subscriber_id, d.due_at, d.reason
        FROM outbox_delivery d JOIN plan_message m ON m.id = d.message_id
        WHERE m.kind = 'tip' AND m.slot_id IS NULL AND m.state = 'approved' AND m.frozen_at IS NOT NULL
          AND d.ended_at IS NULL AND d.state = 'queued' AND d.reason IN ('{ENOUGH}', '{OWN_DATE}')
          AND d.due_at <= %s ORDER BY d.due_at, d.id""",
        [instant(now)],
    )
    messages = Message.objects.in_bulk({int(row[1]) for row in found})
    caps = {number: due.cap_of(message) for number, message in messages.items()}
    for copy_id, message_id, subscriber_id, due_at, reason in found:
        message, late = messages[int(message_id)], now - (aware(due_at) or now)
        if reason == OWN_DATE and late > message.late_after - message.at:
            continue
        room = not has_enough(int(subscriber_id), message.pk, caps[message.pk], now)
        room = room and not _one_before_waits(int(subscriber_id), message)
        if room and (reason == OWN_DATE or late <= ON_TIME):
            ledger.open_way(int(copy_id))
        else:
            ledger.put_off(int(copy_id), plan.next_try(message.pk, now))
