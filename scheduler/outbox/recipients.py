"""Who got an issue, who did not and why: one letter's people a page at a time, or all of them as a file.

Many are walked in the order of their addresses, and each is asked for their copy. Few of many – the three that the mail
server refused – are found by the index of those who did not get it, and then sorted. What is kept about the copies says
beforehand how many there are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection

from scheduler.audience import sql
from scheduler.audience.services.paging import Page, Place, bounds, page_of
from scheduler.domain.people_csv import guard
from scheduler.domain.states import DELIVERY, DELIVERY_OPEN, ENOUGH, OWN_DATE
from scheduler.errors import Problem
from scheduler.outbox import tallies
from scheduler.outbox.sql import aware, marks, rows
from scheduler.plan.models import Message

FEW = 5_000
"""So many are sorted in an instant."""

CHUNK = 2_000
LEFT_OUT = tallies.LEFT_OUT
HEADER = ("email", "first_name", "last_name", "state", "outcome", "reason", "why", "at")
WHY = {
    "unsubscribed": "They had left.",
    "muted": "You had stopped writing to them.",
    "bounced": "Their address does not work.",
    "complained": "They had reported a mail as spam.",
    "erased": "They were erased at their wish.",
    "pending": "They had not confirmed yet.",
    "suppressed": "Their address is to be left out.",
    "paused": "They were on a break.",
    "no_consent": "Nothing says that you may write to them.",
    "received": "They have had this tip already.",
    "capped": "They had had enough mails that week.",
    "topic": "They chose to read about other things.",
    "late": "Its time was over before it could go.",
    "stopped": "It was stopped before its turn came.",
    "practice": "It was only practised.",
    OWN_DATE: "It has a date of its own for them.",
}
"""In a sentence, by the reason that a copy has."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Something that became of some copies. `key`: names it in an address: a state, or of those left out the reason;
    `words`, `count`: for the page."""

    key: str
    words: str
    count: int

    @property
    def is_reason(self) -> bool:
        """A part of those who are left out, who are counted already."""
        return "-" in self.key


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person of an issue's audience. `address`: empty of somebody who was erased since. `why`: a sentence, or the
    mail server's own words; `at`: when it ended or was last tried, or when it is due."""

    person: int
    address: str
    first_name: str
    last_name: str
    state: str
    reason: str
    why: str
    at: datetime

    @property
    def outcome(self) -> str:
        """In a word or two."""
        return DELIVERY.word(self.state)


def outcomes(message: Message) -> list[Outcome]:
    """What became of its copies, as far as anything did, from the figures that are kept."""
    kept = tallies.kept(message.pk)
    found = [Outcome(name, DELIVERY.word(name), count) for name, count in tallies.by_state(kept).items()]
    found.sort(key=lambda one: DELIVERY.names.index(one.key))
    why_not = sorted(tallies.left_out(kept).items(), key=lambda one: -one[1])
    return found + [Outcome(f"{LEFT_OUT}-{reason}", _why(LEFT_OUT, reason, ""), count) for reason, count in why_not]


def recipients(message: Message, outcome: str, text: str, place: Place) -> Page[Recipient]:
    """One page of them, by address. `outcome`: the key of one, or empty for everybody; `text`: letters of a name or
    address. Problem for an outcome that there is not."""
    condition, values, few = _condition(message, outcome)
    if text:
        named, letters = sql.named(text)
        condition, values = f"{condition} AND {named}", [*values, *letters]
    beyond, key, end = bounds(place, text)
    query = (_FEW if few else _MANY).format(condition=condition, beyond=beyond, end=end, join=_in_this_order())
    found = [_recipient(row) for row in rows(query, [message.pk, *values, *key])]
    return page_of(found, place, lambda one: one.person)


_COLUMNS = """s.id, s.address, s.first_name, s.last_name, d.state, d.reason, d.detail,
    COALESCE(d.ended_at, d.sending_at, d.due_at)"""
_MANY = f"""SELECT {_COLUMNS} FROM audience_subscriber s {{join}} outbox_delivery d
    WHERE d.subscriber_id = s.id AND d.message_id = %s AND d.part = 1 AND {{condition}} AND {{beyond}} {{end}}"""
_FEW = f"""SELECT {_COLUMNS} FROM outbox_delivery d {{join}} audience_subscriber s
    WHERE d.subscriber_id = s.id AND d.message_id = %s AND d.part = 1 AND {{condition}} AND {{beyond}} {{end}}"""


_WITH_A_REASON = "d.ended_at IS NOT NULL AND NOT d.reason = '' AND d.reason > ''"
"""In the very words of the index delivery_not_got; the last of them lets SQLite choose it."""


def _in_this_order() -> str:
    """SQLite, which counts no rows, walks the tables as they stand here; PostgreSQL knows how many there are."""
    return "CROSS JOIN" if connection.vendor == "sqlite" else ","


def _condition(message: Message, outcome: str) -> tuple[str, list[Any], bool]:
    """On a row `d` of outbox_delivery, with its parameters; and whether it is true of few only."""
    figures = tallies.kept(message.pk)
    state, _, reason = outcome.partition("-")
    if state and state not in DELIVERY.names:
        raise Problem("Nothing like that became of any copy: choose from the list.")
    chosen = {key: count for key, count in figures.items() if state in ("", key[0]) and reason in ("", key[1])}
    few = sum(chosen.values()) <= FEW
    if not state:
        return "1 = 1", [], few
    found_at_once = {"sent": "1 = 1", "rehearsed": "1 = 1"} | dict.fromkeys(DELIVERY_OPEN, "d.ended_at IS NULL")
    condition = found_at_once.get(state, _WITH_A_REASON)
    few = few and (condition != "1 = 1" or sum(figures.values()) <= FEW)
    values = [state, *([reason] if reason else [])]
    return f"{condition} AND d.state = %s" + (" AND d.reason = %s" if reason else ""), values, few


def _recipient(row: tuple[Any, ...]) -> Recipient:
    person, address, first, last, state, reason, detail, at = row
    moment = aware(datetime.fromisoformat(at) if isinstance(at, str) else at)
    assert moment is not None
    return Recipient(int(person), address, first, last, state, reason, _why(state, reason, detail), moment)


def _why(state: str, reason: str, detail: str) -> str:
    if state in ("sent", "rehearsed"):
        return ""
    if state == "queued" and reason == ENOUGH:
        return "They have had enough mails this week: it waits."
    return detail or WHY.get(reason, "For another reason." if state == LEFT_OUT else "")


def as_csv(message: Message, outcome: str, text: str) -> Iterator[bytes]:
    """All of them as CSV (UTF-8 with BOM, RFC 4180), made as it is read. Problem, at once, for an outcome that there
    is not."""
    _condition(message, outcome)
    return _lines(message, outcome, text)


def _lines(message: Message, outcome: str, text: str) -> Iterator[bytes]:
    yield "\ufeff".encode()
    yield _as_lines([HEADER])
    place: Place | None = Place(size=CHUNK)
    while place is not None:
        page = recipients(message, outcome, text, place)
        yield _as_lines([_cells(one) for one in page.rows])
        place = replace(place, after=page.later) if page.later else None


def _cells(one: Recipient) -> tuple[str, ...]:
    why_code = one.reason if one.state not in ("sent", "rehearsed") else ""
    names = (one.address, one.first_name, one.last_name)
    return (*names, one.state, one.outcome, why_code, one.why, one.at.isoformat())


def _as_lines(table: list[tuple[str, ...]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([guard(cell) for cell in row] for row in table)
    return out.getvalue().encode()


@dataclass(frozen=True, slots=True)
class Letter:
    """An issue that has gone out, or is going. `got`: how many it was sent to."""

    ref: str
    title: str
    at: datetime
    got: int
    left_out: int


def letters(number: int = 5) -> list[Letter]:
    """The newest issues whose audience is written down; not those that were only practised."""
    found = Message.objects.filter(frozen_at__isnull=False, account__kind="email").exclude(
        state__in=("void", "rehearsed")
    )
    newest = list(found.order_by("-at", "-pk")[:number])
    if not newest:
        return []
    counts: dict[tuple[int, str], int] = {}
    for message_id, state, count in rows(
        f"SELECT message_id, state, sum(count) FROM outbox_tally WHERE message_id IN ({marks(newest)})"
        " GROUP BY message_id, state",
        [message.pk for message in newest],
    ):
        counts[int(message_id), str(state)] = int(count)
    return [
        Letter(one.ref, one.title, one.at, counts.get((one.pk, "sent"), 0), counts.get((one.pk, LEFT_OUT), 0))
        for one in newest
    ]
