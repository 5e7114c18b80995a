"""What came back: found to belong to a copy, counted, told. A copy's state stays what it was: a later bounce is an
event on a row that is `sent` (DESIGN section 4). The one exception is an unknown: a report proves that it was taken.

A report is believed only when it names a copy by a mark that nobody can guess (`find`), or when its source proved who
it is (a provider's signed webhook may name an address alone).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from scheduler.audience import services as audience
from scheduler.audience.services import CameBack
from scheduler.domain.bounces import classify
from scheduler.errors import Problem
from scheduler.outbox import ledger, singles
from scheduler.outbox.bouncing import arrived
from scheduler.outbox.models import Delivery, Single
from scheduler.outbox.reactions import hold_back, tell

MANY = 5
OURS = "Their mail servers refuse our mails, which is not the readers’ fault: {0}."

Taken = Literal["counted", "known", "stranger"]


@dataclass(frozen=True, slots=True)
class About:
    """Which mail a report is about; the first that is found counts. `marks`: of the address it was returned to.
    `message_ids`: left sides of Message-IDs. `remote_ids`: a provider's own, as `Accepted` gave them. `address`: only
    from a source that proved who it is."""

    marks: tuple[str, ...] = ()
    message_ids: tuple[str, ...] = ()
    remote_ids: tuple[str, ...] = ()
    address: str = ""


def record_bounce(
    about: About, now: datetime, *, source: str, status: str = "", text: str = "", kind: str = ""
) -> Taken:
    """A mail could not be delivered.

    `source`: mailbox or webhook. `status`: RFC 3463 (`5.1.1`) or empty; `text`: the other server's words. `kind`: one
    of domain.bounces.KINDS where the source has its own classes, otherwise found from status and text. Answers counted;
    known, for a report that was read before; stranger, for a mail that is not ours: then nothing is done.
    """
    return _record(about, kind or classify(status, text), (status, text), source, now)


def record_complaint(about: About, now: datetime, *, source: str, text: str = "") -> Taken:
    """A reader reported a mail as spam: nothing more is ever sent to them. Parameters and answers as above."""
    return _record(about, "complaint", ("", text), source, now)


def _record(about: About, kind: str, said: tuple[str, str], source: str, now: datetime) -> Taken:
    copy = find(about)
    if copy is None or copy.subscriber_id is None:
        return _outside(about, kind, said, source, now)
    report = CameBack(kind, f"d{copy.pk}:{kind}", source, *said, delivery_id=copy.pk)
    new = audience.record_return(copy.subscriber_id, report, now, arrived=arrived(copy.subscriber_id, now))
    if not new:
        return "known"
    if copy.state == "unknown":
        ledger.settle(copy.pk, copy.claim_token, "sent", now, reason="", detail="A report about it came back.")
    if kind in ("sender", "content"):
        _tell_ours(copy, said, now)
    return "counted"


def find(about: About) -> Delivery | None:
    """The copy that is meant: by the key in its marks and Message-IDs, then by the provider's id."""
    copies = Delivery.objects.select_related("message__account")
    keys = [*about.marks, *about.message_ids]
    for found in (copies.filter(key__in=keys) if keys else (), copies.filter(remote_id__in=about.remote_ids)):
        for copy in found[:1]:
            return copy
    return None


def _outside(about: About, kind: str, said: tuple[str, str], source: str, now: datetime) -> Taken:
    """About a single mail, or an address that a proved source names."""
    single = Single.objects.filter(message_id__in=about.message_ids).first()
    if single is not None:
        return _single(single, kind, said, source, now)
    person = _named(about.address)
    if person is None:
        return "stranger"
    key = f"{source}:{person}:{kind}:{now:%Y-%m-%d}"
    new = audience.record_return(person, CameBack(kind, key, source, *said), now, arrived=arrived(person, now))
    return "counted" if new else "known"


def _named(address: str) -> int | None:
    try:
        found = audience.find(address) if address else None
    except Problem:
        return None
    return found.pk if found is not None and found.state != "erased" else None


def _single(single: Single, kind: str, said: tuple[str, str], source: str, now: datetime) -> Taken:
    if single.subscriber_id is None:
        return "stranger"
    asked_elsewhere = single.kind in ("address", "moved")  # that mailbox is not the person's
    if asked_elsewhere:
        return "counted"
    report = CameBack(kind, f"s{single.pk}:{kind}", source, *said)
    new = audience.record_return(single.subscriber_id, report, now)
    if new and kind == "hard":
        singles.address_failed(single.pk, " ".join(said).strip(), now)
    return "counted" if new else "known"


def _tell_ours(copy: Delivery, said: tuple[str, str], now: datetime) -> None:
    """The owner sees what their servers say; from the fifth on, what is not sent yet waits for her."""
    message, why = copy.message, OURS.format(" ".join(part for part in said if part).rstrip(". ")[:200])
    count = Delivery.objects.filter(message=message, bounces__kind__in=("sender", "content")).distinct().count()
    if count == 1:
        tell("mail-blocked", f"“{message.title}” came back: {why}", message, now, needs_you=True)
    if count >= MANY and message.state == "approved":
        hold_back(message, why, now)
