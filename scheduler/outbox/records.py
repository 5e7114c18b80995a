"""What stands beside a delivery: its tries, and that a person has received a tip; in the ledger's transactions."""

from __future__ import annotations

from datetime import datetime

from scheduler.domain.outcomes import Outcome
from scheduler.outbox.sql import change, instant


def attempt(delivery_id: int, number: int, outcome: Outcome, now: datetime) -> None:
    """Write down a try that was not a first one accepted at once."""
    change(
        "INSERT INTO outbox_attempt (delivery_id, number, at, outcome, code, reason) VALUES (%s, %s, %s, %s, %s, %s)",
        [
            delivery_id,
            number,
            instant(now),
            type(outcome).__name__.lower(),
            getattr(outcome, "code", "")[:60],
            getattr(outcome, "reason", "")[:500],
        ],
    )


def decision(delivery_id: int, number: int, words: str, now: datetime) -> None:
    """Write down what a person decided about a copy, among its tries."""
    change(
        "INSERT INTO outbox_attempt (delivery_id, number, at, outcome, code, reason) VALUES (%s, %s, %s, %s, '', %s)",
        [delivery_id, number, instant(now), "decided", words[:500]],
    )


def forget_receipt_of(delivery_id: int) -> None:
    """That copy did not arrive, so its reader may get the tip by another route."""
    change(
        """DELETE FROM outbox_tipreceived WHERE EXISTS (
          SELECT 1 FROM outbox_delivery d JOIN plan_message m ON m.id = d.message_id
          WHERE d.id = %s AND d.subscriber_id = outbox_tipreceived.subscriber_id
            AND m.tip_id = outbox_tipreceived.tip_id)""",
        [delivery_id],
    )
