"""Figures for whoever watches the machine, as Prometheus names them. From kept figures; few labels, no person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from scheduler.accounts.models import Account
from scheduler.domain.states import ACCOUNT, DELIVERY
from scheduler.outbox import live
from scheduler.outbox.due import next_due
from scheduler.outbox.models import Worker
from scheduler.outbox.sql import aware, instant, rows

Samples = Sequence[tuple[dict[str, str], float]]


@dataclass(frozen=True, slots=True)
class Family:
    """One figure (a gauge) with its samples: labels → value."""

    name: str
    help: str
    samples: Samples


def figures(now: datetime) -> list[Family]:
    """Every figure; one without samples has nothing to tell now."""
    deliveries = _deliveries()
    return [
        Family("studio_deliveries", "Copies by channel and state.", deliveries),
        Family("studio_deliveries_in_flight", "Copies on their way at this moment.", _only(deliveries, "sending")),
        Family("studio_deliveries_unknown", "Copies that are not certain.", _only(deliveries, "unknown")),
        Family("studio_sending_per_second", "Copies a second, as measured lately.", _speed(now)),
        Family("studio_oldest_due_seconds", "How long the oldest message that is due waits.", [({}, _oldest(now))]),
        Family("studio_senders", "Programs that send at this moment.", [({}, float(len(_ages(now))))]),
        Family("studio_heartbeat_age_seconds", "Age of the oldest sender's last sign of life.", _heart(now)),
        Family("studio_next_due_timestamp_seconds", "When something is due next.", _next(now)),
        Family("studio_channel_state", "1 for the state that a channel is in.", _channels()),
    ]


def _deliveries() -> Samples:
    found = rows(
        """SELECT a.name, t.state, sum(t.count) FROM outbox_tally t JOIN plan_message m ON m.id = t.message_id
        JOIN accounts_account a ON a.id = m.account_id GROUP BY a.name, t.state"""
    )
    counts = {(str(name), str(state)): float(count) for name, state, count in found}
    return [
        ({"channel": name, "state": state}, counts.get((name, state), 0.0))
        for name in _names()
        for state in DELIVERY.names
    ]


def _names() -> list[str]:
    return list(Account.objects.order_by("name").values_list("name", flat=True))


def _only(deliveries: Samples, state: str) -> Samples:
    return [({"channel": labels["channel"]}, count) for labels, count in deliveries if labels["state"] == state]


def _speed(now: datetime) -> Samples:
    speeds = dict.fromkeys(_names(), 0.0)
    for one in live.under_way(now):
        speeds[one.channel] += one.per_second
    return [({"channel": name}, speed) for name, speed in speeds.items()]


def _oldest(now: datetime) -> float:
    found = rows(
        """SELECT m.at FROM plan_message m WHERE m.state = 'approved' AND m.at <= %s
          AND (m.frozen_at IS NULL OR EXISTS (SELECT 1 FROM outbox_tally t WHERE t.message_id = m.id
            AND t.state IN ('queued', 'claimed', 'sending') AND t.count > 0))
        ORDER BY m.at LIMIT 1""",
        [instant(now)],
    )
    at = aware(found[0][0]) if found else None
    return (now - at).total_seconds() if at else 0.0


def _ages(now: datetime) -> list[float]:
    beats = Worker.objects.filter(stopped_at=None).values_list("beat_at", flat=True)
    return [(now - beat).total_seconds() for beat in beats]


def _heart(now: datetime) -> Samples:
    ages = _ages(now)
    return [({}, max(ages))] if ages else []


def _next(now: datetime) -> Samples:
    due = next_due(now)
    return [({}, due.timestamp())] if due else []


def _channels() -> Samples:
    return [
        ({"channel": account.name, "state": state}, float(account.state == state))
        for account in Account.objects.order_by("name")
        for state in ACCOUNT.names
    ]
