"""What is due now, and when something is due next."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from scheduler.domain.pace import MAILS_A_WEEK
from scheduler.domain.retry import BY_HAND
from scheduler.outbox import singles
from scheduler.outbox.heartbeat import SILENCE
from scheduler.outbox.models import Lane
from scheduler.outbox.sql import aware, change, instant, rows
from scheduler.plan import services as plan
from scheduler.plan.models import Message

GAP = timedelta(minutes=10)
"""Between two posts on one profile when they are late, so that catching up is no burst (rules T6)."""

_STANDING = "(m.kind = 'tip' AND m.slot_id IS NULL)"

_NEW = f"""m.state = 'approved' AND m.frozen_at IS NULL AND NOT {_STANDING}
    AND EXISTS (SELECT 1 FROM accounts_account a WHERE a.id = m.account_id AND a.state IN ('ready', 'rehearsing'))
    AND EXISTS (SELECT 1 FROM plan_approval p WHERE p.message_id = m.id AND p.voided_at IS NULL
      AND p.payload_hash = m.payload_hash AND p.account_id = m.account_id AND p.audience = m.audience)"""

_COPIES = "EXISTS (SELECT 1 FROM outbox_delivery d WHERE d.message_id = m.id AND d.ended_at IS NULL AND {})"
_WAITS = "d.state IN ('queued', 'waiting') AND d.reason <> 'by_hand'"
_ASKED = "d.state = 'waiting' AND d.reason = 'by_hand'"
_IN_LINE = _COPIES.format(f"{_WAITS} AND d.due_at <= %s")
_LATE = f"m.late_after < %s AND {_COPIES.format(_WAITS)}"
_NEVER_POSTED = f"m.late_after < %s AND {_COPIES.format(_ASKED)}"
_FIGURE = "EXISTS (SELECT 1 FROM outbox_tally t WHERE t.message_id = m.id AND t.count > 0 AND t.state {})"
_UNDER_WAY = _FIGURE.format(
    "IN ('queued', 'claimed', 'sending', 'waiting')"
)  # a million copies are not walked for that
_UNKNOWN, _SENT = _FIGURE.format("= 'unknown'"), _FIGURE.format("= 'sent'")
_DONE = f"NOT {_UNDER_WAY} AND (NOT {_UNKNOWN} OR {_SENT})"


def messages(now: datetime) -> list[int]:
    """Messages to look at, oldest first: those whose time has come, those with copies that are due or too late, and
    those that only have to be closed."""
    found = rows(
        f"""SELECT m.id FROM plan_message m WHERE ({_NEW} AND m.at <= %s)
          OR (m.frozen_at IS NOT NULL AND m.state IN ('approved', 'sent') AND {_IN_LINE})
          OR (m.frozen_at IS NOT NULL AND m.state = 'approved' AND NOT {_STANDING}
            AND (({_LATE}) OR ({_NEVER_POSTED}) OR ({_DONE})))
        ORDER BY m.at, m.id""",
        [instant(now), instant(now), instant(now), instant(now - BY_HAND)],
    )
    return [int(message_id) for (message_id,) in found]


def too_soon(message: Message, now: datetime) -> bool:
    """A late post waits until the profile's last one is ten minutes old."""
    if message.frozen_at or now - message.at < GAP:
        return False
    others = Message.objects.filter(account=message.account_id, frozen_at__gt=now - GAP)
    return others.exclude(pk=message.pk).exists()


def cap_of(message: Message) -> int:
    """How many mails a week the message's rhythm allows a person, all rhythms counted."""
    accepted = plan.accepted()
    job = accepted.jobs.get(message.job) if accepted else None
    return job.max_per_week if job else MAILS_A_WEEK


_LATER = "d.ended_at IS NULL AND NOT (d.reason = '')"  # in its index's words: SQLite takes it only then
"""A copy that is due at a later time than its message's has a reason for that; a million that have none are not walked
for it."""

_MOMENTS = f"""
    SELECT min(m.at) FROM plan_message m WHERE {_NEW} AND m.at > %s
    UNION ALL SELECT min(m.frozen_at) FROM plan_message m WHERE m.frozen_at > %s AND EXISTS (
      SELECT 1 FROM plan_message l WHERE l.account_id = m.account_id AND l.frozen_at IS NULL AND l.state = 'approved'
        AND l.at <= %s)
    UNION ALL SELECT min(m.frozen_at) FROM plan_message m WHERE m.frozen_at > %s AND {_UNDER_WAY}
    UNION ALL SELECT min(d.due_at) FROM outbox_delivery d WHERE {_LATER} AND d.due_at > %s
      AND d.state IN ('queued', 'waiting') AND d.reason <> 'by_hand'
    UNION ALL SELECT min(d.due_at) FROM outbox_delivery d WHERE {_LATER} AND d.due_at > %s
      AND d.state = 'unknown' AND d.reason <> 'ask'
    UNION ALL SELECT min(w.beat_at) FROM outbox_worker w WHERE w.stopped_at IS NULL AND EXISTS (
      SELECT 1 FROM outbox_tally t WHERE t.state IN ('claimed', 'sending') AND t.count > 0)
    UNION ALL SELECT min(a.cooling_until) FROM accounts_account a WHERE a.state = 'cooling' AND a.cooling_until > %s"""

_AFTER = (timedelta(), GAP, timedelta(), timedelta(), timedelta(), SILENCE + timedelta(seconds=1), timedelta())


def next_due(now: datetime) -> datetime | None:
    """The next moment after `now` at which a pass has something to do; None when nothing is planned."""
    at = instant(now)
    found = rows(_MOMENTS, [at, instant(now - GAP), at, at, at, at, at])
    moments = [_parse(value) + wait for (value,), wait in zip(found, _AFTER, strict=True) if value is not None]
    others = (plan.next_moment(now), plan.next_person_due(now), singles.next_due(now))
    later = [moment for moment in (*moments, *others) if moment is not None and moment > now]
    return min(later, default=None)


def _parse(value: Any) -> datetime:
    """SQLite hands out what an expression made as text."""
    moment = aware(datetime.fromisoformat(value) if isinstance(value, str) else value)
    assert moment is not None
    return moment


def take_lane(account_id: int, worker: str) -> bool:
    """Become the one sender on a profile; False while another, living one is."""
    with transaction.atomic():
        Lane.objects.get_or_create(account_id=account_id)
    return bool(
        change(
            """UPDATE outbox_lane SET worker = %s WHERE account_id = %s
            AND worker NOT IN (SELECT name FROM outbox_worker WHERE stopped_at IS NULL AND name <> %s)""",
            [worker, account_id, worker],
        )
    )


def leave_lane(account_id: int, worker: str) -> None:
    """Let the next sender on."""
    change("UPDATE outbox_lane SET worker = '' WHERE account_id = %s AND worker = %s", [account_id, worker])
