"""People go out as files: everybody as CSV, one person's data as JSON (GDPR 15 and 20)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from scheduler.audience.models import Consent, Subscriber
from scheduler.audience.services.people import find
from scheduler.domain.people_csv import guard
from scheduler.errors import Problem

CHUNK = 1000
HEADER = ("email", "first_name", "last_name", "state", "created_at", "consent_kind", "consent_basis", "consent_from",
          "consent_until", "consent_source")  # fmt: skip


def export() -> bytes:
    """Everybody except the erased as CSV (UTF-8 with BOM, RFC 4180), their newest consent beside them. A field that
    a spreadsheet would take for a formula has an apostrophe before it, which the import takes off again."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    writer.writerows([guard(text) for text in row] for row in _rows())
    return out.getvalue().encode("utf-8-sig")


def _rows() -> Iterator[list[str]]:
    people = Subscriber.objects.exclude(state="erased").order_by("id").iterator(CHUNK)
    while chunk := list(islice(people, CHUNK)):
        consents = Consent.objects.filter(subscriber__in=[person.pk for person in chunk]).order_by("id")
        newest = {consent.subscriber_id: consent for consent in consents}
        yield from (_row(person, newest.get(person.pk)) for person in chunk)


def _row(person: Subscriber, consent: Consent | None) -> list[str]:
    names = [person.address, person.first_name, person.last_name, person.state, _day(person.created_at)]
    return names + _evidence(consent)


def _evidence(consent: Consent | None) -> list[str]:
    if consent is None:
        return ["", "", "", "", ""]
    return [consent.kind, consent.basis, _day(consent.valid_from), _day(consent.until), consent.source]


def _day(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def export_person(address: str) -> bytes:
    """All that this app holds about one person, as JSON; what was sent to them is the outbox's to add."""
    person = find(address)
    if person is None or person.state == "erased":
        raise Problem("Nobody with this address is in the list.")
    data = {
        "email": person.address, "first_name": person.first_name, "last_name": person.last_name,
        "state": person.state, "paused_until": _day(person.paused_until), "confirmed_at": _day(person.confirmed_at),
        "created_at": _day(person.created_at), "extra": person.extra,
        "consents": [_as_json(consent) for consent in person.consents.order_by("id")],
    }  # fmt: skip
    return json.dumps(data, ensure_ascii=False, indent=2).encode()


def _as_json(consent: Consent) -> dict[str, str]:
    return {
        "kind": consent.kind, "basis": consent.basis, "source": consent.source, "wording": consent.wording,
        "valid_from": _day(consent.valid_from), "until": _day(consent.until),
        "recorded_at": _day(consent.recorded_at), "recorded_by": consent.recorded_by,
    }  # fmt: skip
