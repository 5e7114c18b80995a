"""What a mail provider reports about a copy it took: delivered, bounced, reported as spam.

A report counts only when it names a copy of that very channel by its key, which we gave along and nobody can guess;
all others are passed over. Each may come twice, late, or in any order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from scheduler.accounts.models import Account
from scheduler.audience import services as audience
from scheduler.outbox import ledger
from scheduler.outbox.models import Delivery
from scheduler.outbox.returns import About, record_bounce, record_complaint

Kind = Literal["delivered", "bounced", "complained", "left", "dropped"]
SOURCE = "webhook"
DELIVERED = "The mail provider reported that it arrived."
DROPPED = "The mail provider did not send it on: {0}"


@dataclass(frozen=True, slots=True)
class Report:
    """`key`: the copy's. `left`: unsubscribed at the provider; `dropped`: it was not sent on. `status`: RFC 3463, or
    empty; `text`: the other server's words; `cause`: one of domain.bounces.KINDS where the provider names its own."""

    kind: Kind
    key: str
    status: str = ""
    text: str = ""
    cause: str = ""


def take_reports(account: Account, reports: Sequence[Report], now: datetime) -> bool:
    """Do what follows from each; False when one is about a copy whose sender has not said yet what became of it: it
    must come again."""
    taken = [_take(account, report, now) for report in reports]
    return all(taken)


def _take(account: Account, report: Report, now: datetime) -> bool:
    copy = Delivery.objects.filter(key=report.key, message__account=account).first() if report.key else None
    if copy is None:
        return True
    if copy.state == "sending":
        return False
    if report.kind == "delivered":
        _settle(copy, "sent", DELIVERED, now)
    elif report.kind == "dropped" and copy.state == "unknown":
        _settle(copy, "refused", DROPPED.format(report.text)[:500], now)
    elif report.kind in ("bounced", "dropped"):
        about = About(marks=(copy.key,))
        record_bounce(about, now, source=SOURCE, status=report.status, text=report.text[:500], kind=report.cause)
    elif report.kind == "complained":
        record_complaint(About(marks=(copy.key,)), now, source=SOURCE, text=report.text[:500])
    elif copy.subscriber_id is not None:
        audience.leave_out(copy.subscriber_id, "unsubscribed", "the mail provider's own link", now)
    return True


def _settle(copy: Delivery, state: str, detail: str, now: datetime) -> None:
    if copy.state == "unknown":
        ledger.settle(copy.pk, copy.claim_token, state, now, reason="", detail=detail)
