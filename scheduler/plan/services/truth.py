"""The only change after approval: a class row that is no longer true goes out of the issue. (DESIGN promise 9.)"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db import transaction

from scheduler.classes import services as classes
from scheduler.classes.services import Truth
from scheduler.domain.rendering import without_rows
from scheduler.library import services as library
from scheduler.plan.models import Message
from scheduler.plan.services.composing import COMPOSED
from scheduler.plan.services.outlets import canonical
from scheduler.signals import happened

WORDS = {
    "cancelled": "is cancelled",
    "full": "is full",
    "moved": "has moved",
    "past": "is over",
    "changed": "has changed",
}
PRINTED = ("title", "teacher", "place", "url")


def truth_of(message: Message, uid: str, now: datetime) -> Truth:
    """What the timetable says now about a class, as it is printed in the message."""
    printed = next((row for row in message.context.get("facts", {}).get("classes", ()) if row["uid"] == uid), None)
    composed = message.context.get(COMPOSED)
    dates = [datetime.fromisoformat(start) for start in printed["starts"]] if printed else []
    found = classes.truth(uid, now, since=datetime.fromisoformat(composed) if composed else None, dates=dates)
    return "changed" if found == "ok" and printed and _said_otherwise(uid, printed, dates) else found


def _said_otherwise(uid: str, printed: dict[str, Any], dates: list[datetime]) -> bool:
    """Has the class another name, teacher, place or address now than is printed?"""
    row = classes.row_on(uid, dates)
    return row is not None and any(getattr(row, name) != printed[name] for name in PRINTED)


@transaction.atomic
def remove_untrue_rows(message: Message, now: datetime) -> list[str]:
    """Called by the sender in the transaction that writes down who gets an issue. Answers the uids of what went.

    Rows are removed, never changed or added; `payload_hash` stays what was approved, which is kept beside what goes
    out, and each removal is told.
    """
    gone: dict[str, str] = {}
    for variant in message.variants.select_for_update():
        payload = json.loads(library.load_blob(variant.payload_id))
        truth = {uid: truth_of(message, uid, now) for uid in payload.get("rows", ())}
        untrue = {uid: word for uid, word in truth.items() if word != "ok"}
        if untrue:
            variant.approved_id = variant.approved_id or variant.payload_id
            variant.payload_id = library.blob(canonical(without_rows(payload, untrue)), library.JSON)
            variant.save(update_fields=["approved", "payload"])
            gone |= untrue
    if gone:
        _tell(message, gone, now)
    return sorted(gone)


def _tell(message: Message, gone: dict[str, str], now: datetime) -> None:
    titles = {row["uid"]: row["title"] for row in message.context.get("facts", {}).get("classes", ())}
    for uid, word in gone.items():
        text = f"“{titles.get(uid, uid)}” was taken out of “{message.title}”: it {WORDS.get(word, word)}."
        happened.send(sender=None, kind="row-removed", text=text, now=now, message_id=message.pk)
