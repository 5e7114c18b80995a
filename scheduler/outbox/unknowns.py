"""Deliveries whose fate is not certain: the network is asked where it can be, else a person. Never sent on a guess."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from scheduler.domain.outcomes import Accepted, Refused
from scheduler.domain.retry import next_look
from scheduler.outbox import ledger
from scheduler.outbox.content import content_of
from scheduler.outbox.drain import Drain, Sender
from scheduler.outbox.ledger import ClaimLost, Row
from scheduler.outbox.reactions import tell_unknown
from scheduler.outbox.transports import Road, Transports
from scheduler.plan.models import Message

_LOOKS = "_looks"


def look_up(transports: Transports, sender: Sender, counts: Counter[str]) -> None:
    """Every unknown whose next look is due."""
    issue: tuple[Message, Road | None] | None = None  # of a killed sender's many copies it is read once
    for message_id, row in ledger.unknowns(sender.clock.now()):
        if not sender.may_begin():
            return
        if issue is None or issue[0].pk != message_id or issue[1] is None or not issue[1].channel.bulk:
            loaded = Message.objects.select_related("account", "series").get(pk=message_id)
            issue = loaded, transports.for_message(loaded)
        message, road = issue
        if road is not None or message.account.state == "off":
            counts.update(_settle(message, row, road, sender))


def _settle(message: Message, row: Row, road: Road | None, sender: Sender) -> list[str]:
    now = sender.clock.now()
    if road is None or road.rehearsal or not road.looks:
        _ask(message, row, now)
        return []
    if road.channel.idempotent:  # sending it again cannot make a second one
        ledger.settle(row.id, row.token, "queued", now, reason="")
        return []
    try:
        found = road.channel.look_up(Drain(message, road, sender, content_of(message)).job(row, "unknown"))
    except ClaimLost:
        return []
    if isinstance(found, Accepted):
        columns = {"remote_id": found.remote_id[:300], "remote_url": found.url[:500], "reason": ""}
        return ["sent"] if ledger.settle(row.id, row.token, "sent", now, **columns) else []
    if isinstance(found, Refused):
        ledger.settle(row.id, row.token, "queued", now, reason="")
        return []
    _later(message, row, now)
    return []


def _later(message: Message, row: Row, now: datetime) -> None:
    """The network could not tell: ask again later, or a person."""
    looks = int(row.memo.get(_LOOKS, 0)) + 1
    due = next_look(looks, now)
    if due is None:
        _ask(message, row, now)
        return
    ledger.save_memo(row, {**row.memo, _LOOKS: looks}, "unknown")
    ledger.look_again(row, due)


def _ask(message: Message, row: Row, now: datetime) -> None:
    ledger.look_again(row, None)
    tell_unknown(message, row.id, now)
