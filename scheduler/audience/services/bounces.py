"""A mail to a person came back, or was reported as spam: written down, and what follows for their address.

Callers that know only a mail (its Message-ID, a provider's id) use `outbox.services.record_bounce`, which finds whose
it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from scheduler.audience.models import Bounce, Subscriber
from scheduler.audience.services.people import leave_out
from scheduler.domain import bounces
from scheduler.domain.bounces import Failure


@dataclass(frozen=True, slots=True)
class CameBack:
    """`kind`: one of domain.bounces.KINDS. `code`, `detail`: the other server's own words. `source`: mailbox, webhook,
    dialogue. `key`: the same report read twice counts once. `delivery_id`: the copy it is about, where known."""

    kind: str
    key: str
    source: str
    code: str = ""
    detail: str = ""
    delivery_id: int | None = None


@transaction.atomic
def record(subscriber_id: int, report: CameBack, now: datetime, arrived: datetime | None = None) -> bool:
    """Count it, and leave the address out when it has failed often enough (rules 3.3). `arrived`: when a mail last
    reached them, as far as is known: only what failed since counts. False when this report was known."""
    person = Subscriber.objects.select_for_update().get(pk=subscriber_id)
    _, new = Bounce.objects.get_or_create(
        key=report.key[:120],
        defaults={
            "subscriber": person, "delivery_id": report.delivery_id, "kind": report.kind, "code": report.code[:20],
            "detail": report.detail[:500] if person.state != "erased" else "", "source": report.source[:40], "at": now,
        },
    )  # fmt: skip
    if not new:
        return False
    why = f"{report.source}: {report.code} {report.detail}".strip()
    if report.kind == "complaint":
        leave_out(person.pk, "complained", why, now)
    elif report.kind in bounces.AGAINST and bounces.is_dead(_since(person, arrived)):
        leave_out(person.pk, "bounced", why, now)
    return True


def _since(person: Subscriber, arrived: datetime | None) -> list[Failure]:
    """What failed since a mail last arrived, one for each mail."""
    found = person.bounces.filter(kind__in=bounces.AGAINST).order_by("at", "pk")
    rows = found.filter(at__gt=arrived) if arrived else found
    each = {row.delivery_id or row.key: Failure(row.kind, row.at) for row in rows}
    hard = [Failure(row.kind, row.at) for row in rows if row.kind == "hard"]
    return hard or list(each.values())
