"""Some hundred people at a time, read and written in raw SQL: a list of a million must not take minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from scheduler.audience.hashing import new_token
from scheduler.audience.models import Consent, Subscriber, Suppression
from scheduler.audience.services.answer import ConsentAnswer
from scheduler.audience.sql import instant
from scheduler.domain.consent import Window

# {rows} stands for `(%s, …), (%s, …)`: one statement for all rows, since each one costs PostgreSQL a journey.
_ADD = """INSERT INTO audience_subscriber (address, address_key, address_hash, token, first_name, last_name, state,
    extra, confirmed_at, created_at) VALUES {rows} ON CONFLICT DO NOTHING"""
_CONSENT = """INSERT INTO audience_consent (subscriber_id, kind, basis, wording, source, valid_from, until, recorded_at,
    recorded_by) SELECT s.id, column2, column3, column4, column5, CAST(column6 AS {type}), CAST(column7 AS {type}),
    CAST(column8 AS {type}), column9 FROM (VALUES {rows}) v JOIN audience_subscriber s ON s.address_hash = column1"""
_SUPPRESS = """INSERT INTO audience_suppression (address_hash, reason, source, at) VALUES {rows}
    ON CONFLICT (address_hash) DO NOTHING"""
# What a person decided since they were looked up counts: nobody is brought back, and the erased get no name back.
_LEAVE = """UPDATE audience_subscriber SET state = %s, paused_until = NULL
    WHERE id = %s AND state NOT IN ('complained', 'erased')"""
_NAME = "UPDATE audience_subscriber SET first_name = %s, last_name = %s WHERE id = %s AND state <> 'erased'"
_CONFIRM = "UPDATE audience_subscriber SET state = 'active', confirmed_at = %s WHERE id = %s AND state = 'pending'"
_TYPES = {"postgresql": "timestamptz", "sqlite": "text"}


@dataclass(frozen=True, slots=True)
class Person:
    """A row of a list, checked. `state`: why they left elsewhere, or empty; `window`: None without consent."""

    address: str
    key: str
    hash: str
    first_name: str
    last_name: str
    state: str
    window: Window | None
    source: str
    extra: str


@dataclass(frozen=True, slots=True)
class Here:
    """A person as the database has them."""

    id: int
    state: str
    first_name: str
    last_name: str


@dataclass(frozen=True)
class Known:
    """What the database knows about some fingerprints."""

    people: dict[str, Here]
    suppressed: set[str]
    consents: set[tuple[int, str, str, datetime]]


@dataclass
class Chunk:
    """What is to be written, with the answer that gives its consents' kind, basis and wording."""

    answer: ConsentAnswer
    add: list[Person] = field(default_factory=list)
    leave: list[tuple[Here, Person]] = field(default_factory=list)
    suppress: list[Person] = field(default_factory=list)
    consent: list[Person] = field(default_factory=list)
    names: list[tuple[str, str, int]] = field(default_factory=list)
    confirm: list[int] = field(default_factory=list)

    def update(self, row: Here, person: Person, consents: set[tuple[int, str, str, datetime]]) -> bool:
        """Plan what `person` adds to `row`: a missing name, new evidence. Is there anything?"""
        new = self._is_new(row, person, consents)
        names = _names(row, person)
        if names != (row.first_name, row.last_name):
            self.names.append((*names, row.id))
        elif not new:
            return False
        if new:
            self.consent.append(person)
            self.confirm += [row.id] if row.state == "pending" else []
        return True

    def _is_new(self, row: Here, person: Person, consents: set[tuple[int, str, str, datetime]]) -> bool:
        if person.window is None:
            return False
        return (row.id, self.answer.kind, self.answer.basis, person.window.valid_from) not in consents

    def evidence(self) -> list[tuple[Person, Window]]:
        """Whose consent is to be written, and when it is valid."""
        return [(person, person.window) for person in (*self.add, *self.consent) if person.window]


def _names(row: Here, person: Person) -> tuple[str, str]:
    """The names we have, with what is missing; nothing from a list that calls them otherwise."""
    same = row.first_name in ("", person.first_name) and row.last_name in ("", person.last_name)
    return (
        (person.first_name or row.first_name, person.last_name or row.last_name)
        if same
        else (row.first_name, row.last_name)
    )


def known(hashes: Sequence[str]) -> Known:
    """The people, suppressions and consents that belong to these fingerprints."""
    found = Subscriber.objects.filter(address_hash__in=hashes).values_list(
        "address_hash", "id", "state", "first_name", "last_name"
    )
    people = {hashed: Here(pk, state, first, last) for hashed, pk, state, first, last in found}
    suppressed = set(Suppression.objects.filter(address_hash__in=hashes).values_list("address_hash", flat=True))
    ids = [row.id for row in people.values()]
    consents = Consent.objects.filter(subscriber_id__in=ids).values_list("subscriber_id", "kind", "basis", "valid_from")
    return Known(people, suppressed, set(consents) if ids else set())


def write(chunk: Chunk, now: datetime, by: str) -> None:
    """Write a chunk inside the caller's transaction."""
    at = instant(now)
    _insert(_ADD, [_subscriber(person, at) for person in chunk.add])
    _insert(_CONSENT, [_consent(chunk.answer, *who, at, by) for who in chunk.evidence()])
    _insert(_CONSENT, [_withdrawal(person, at, by) for _, person in chunk.leave])
    _insert(_SUPPRESS, [(person.hash, person.state, person.source, at) for person in chunk.suppress])
    _change(_NAME, chunk.names)
    _change(_CONFIRM, [(at, pk) for pk in chunk.confirm])
    _change(_LEAVE, [(person.state, row.id) for row, person in chunk.leave])


def _change(query: str, rows: Sequence[Sequence[str | int]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(query, rows)


def _insert(query: str, rows: Sequence[Sequence[str | None]]) -> None:
    if rows:
        row = f"({', '.join(['%s'] * len(rows[0]))})"
        text = query.replace("{rows}", ", ".join([row] * len(rows))).replace("{type}", _TYPES[connection.vendor])
        with connection.cursor() as cursor:
            cursor.execute(text, [value for each in rows for value in each])


def _subscriber(person: Person, at: str) -> tuple[str, ...]:
    state = person.state or "active"
    return (
        person.address, person.key, person.hash, new_token(), person.first_name, person.last_name, state,
        person.extra, at, at,
    )  # fmt: skip


def _consent(answer: ConsentAnswer, person: Person, valid: Window, at: str, by: str) -> tuple[str | None, ...]:
    until = instant(valid.until) if valid.until else None
    start = instant(valid.valid_from)
    return (person.hash, answer.kind, answer.basis, answer.wording, person.source, start, until, at, by)


def _withdrawal(person: Person, at: str, by: str) -> tuple[str | None, ...]:
    return (person.hash, "withdrawn", person.state, "", person.source, at, None, at, by)
