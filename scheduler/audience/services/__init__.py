"""People: taking them in, their consent, leaving, erasing, exporting. Every `now` is an aware instant in UTC."""

from __future__ import annotations

from scheduler.audience.hashing import address_hash
from scheduler.audience.services.answer import ConsentAnswer
from scheduler.audience.services.exporting import export, export_person
from scheduler.audience.services.importing import ImportReport, import_people
from scheduler.audience.services.people import (
    address_key,
    asked_to_be_left_out,
    break_until,
    counts,
    erase,
    find,
    leave_out,
    subscribe_directly,
    take_break,
    unsubscribe,
)

__all__ = [
    "ConsentAnswer", "ImportReport", "address_hash", "address_key", "asked_to_be_left_out", "break_until", "counts",
    "erase", "export", "export_person", "find", "import_people", "leave_out", "subscribe_directly", "take_break",
    "unsubscribe",
]  # fmt: skip
