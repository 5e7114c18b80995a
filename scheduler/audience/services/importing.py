"""A list of people comes in: one transaction, chunks of raw SQL, the same counts when only tried."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from itertools import islice

from django.db import transaction

from scheduler.audience.hashing import address_hash
from scheduler.audience.services.answer import ConsentAnswer
from scheduler.audience.services.chunks import Chunk, Known, Person, known, write
from scheduler.audience.services.people import LEFT, MUTED, consent_window
from scheduler.domain import addresses
from scheduler.domain.consent import Window, window
from scheduler.domain.csv_files import UnreadableFile, cell
from scheduler.domain.dates import UnreadableDate, read_date
from scheduler.domain.people_csv import PeopleFile, Row, clean_name, read_people
from scheduler.domain.timing.zones import to_local
from scheduler.errors import Problem

CHUNK = 1000
_EVIDENCE = ("CONFIRM_TIME", "CONFIRM_IP", "OPTIN_TIME", "OPTIN_IP")


@dataclass
class ImportReport:
    """What a list brought, or would bring. Every row of the list is in exactly one of added, updated, unchanged,
    suppressed (left elsewhere: now left out here), kept_out (left out here already) and refused [(line, why)].

    Of those added, updated and unchanged: no_consent (nothing to rest on: kept, never mailed) and expired (their
    implied consent is over).
    """

    kind: str = "list"
    rows: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    suppressed: int = 0
    kept_out: int = 0
    no_consent: int = 0
    expired: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)

    def __str__(self) -> str:
        """The counts on one line, then a line for each refused row."""
        counts = [
            f"{self.added:,} added", f"{self.updated:,} updated", f"{self.unchanged:,} unchanged",
            f"{self.suppressed:,} left out as they left elsewhere", f"{self.kept_out:,} left out already",
            f"{len(self.refused):,} refused",
        ]  # fmt: skip
        notes = [f"{self.no_consent:,} without consent (never mailed)"] if self.no_consent else []
        notes += [f"{self.expired:,} whose consent is over (not mailed)"] if self.expired else []
        told = f"{self.rows:,} rows: {', '.join(counts)}."
        told += f" Of these: {', '.join(notes)}." if notes else ""
        return "\n".join([told, *(f"Line {line}: {why}" for line, why in self.refused)])


def import_people(data: bytes, answer: ConsentAnswer, *, dry_run: bool, now: datetime, by: str) -> ImportReport:
    """Take in the list in `data` with one answer about consent for all its rows; `dry_run` writes nothing.

    Nobody is overwritten with less: empty names are filled, evidence is added, and who has left stays away. A file
    that cannot be read to its end is a Problem, and nothing of it is kept.
    """
    try:
        file = read_people(data)
        job = _Import(file, answer, now, by)
        with nullcontext() if dry_run else transaction.atomic():
            for chunk in _chunks(file.rows):
                planned = job.plan(chunk)
                if not dry_run:
                    write(planned, now, by)
    except UnreadableFile as error:
        raise Problem(str(error)) from None
    return job.report


def import_one(person: tuple[str, str, str], answer: ConsentAnswer, now: datetime, by: str) -> ImportReport:
    """The same for one `person` whom the studio writes down: address, first and last name. Their evidence names no
    list."""
    job = _Import(PeopleFile("list", [], iter(())), answer, now, by)
    job.where = ""
    with transaction.atomic():
        write(job.plan([Row(1, *person, "", [])]), now, by)
    return job.report


def _chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


class _Import:
    """One run: remembers the report and the addresses seen."""

    def __init__(self, file: PeopleFile, answer: ConsentAnswer, now: datetime, by: str) -> None:
        self.answer, self.now, self.by = answer, now, by
        self.report = ImportReport(kind=file.kind)
        self.seen: dict[str, int] = {}
        self.date = self._date_column(file)
        self.evidence = [(name, place) for name in _EVIDENCE if (place := file.column(name)) is not None]
        self.tags = file.column("TAGS")
        self.fixed = None if answer.column else consent_window(answer, now)
        self.where = f"{answer.source[:120]} (list of {to_local(now, answer.zone):%Y-%m-%d}, line"
        self.dated = lru_cache(100_000)(self._window_of)

    def _date_column(self, file: PeopleFile) -> int | None:
        name = self.answer.column
        place = file.column(name) if name else None
        if name and place is None:
            shown = ", ".join(clean_name(column)[:30] for column in file.header[:30]) or "it has no header"
            raise Problem(f"This list has no column “{name[:40]}”; its columns are: {shown}.")
        return place

    def plan(self, rows: list[Row]) -> Chunk:
        """What is to be written for these rows; counts them."""
        people = [person for row in rows if (person := self._person(row))]
        self.report.rows += len(rows)
        return self._sort(people, known([person.hash for person in people]))

    def _person(self, row: Row) -> Person | None:
        try:
            if "\n" in row.email or "\n" in row.first_name:
                raise addresses.InvalidAddress("a quotation mark on this line is not closed.")
            parsed = addresses.parse(row.email)
            valid = None if row.state else self._window(row)
        except (addresses.InvalidAddress, UnreadableDate) as error:
            self._refuse(row, str(error))
            return None
        if parsed.key in self.seen:
            self._refuse(row, f"“{parsed.key}” is in this list twice, first on line {self.seen[parsed.key]}.")
            return None
        self.seen[parsed.key] = row.line
        return Person(
            parsed.address, parsed.key, address_hash(parsed.key), row.first_name, row.last_name, row.state,
            valid, self._source(row), self._extra(row),
        )  # fmt: skip

    def _refuse(self, row: Row, why: str) -> None:
        self.report.refused.append((row.line, why))

    def _window(self, row: Row) -> Window | None:
        return self.dated(cell(row.cells, self.date).strip()) if self.answer.column else self.fixed

    def _window_of(self, text: str) -> Window | None:
        if not text:
            return None
        event = read_date(text, self.answer.zone)
        valid = window(self.answer.basis, event, self.answer.zone)
        if valid and event.date() > self.now.date() and valid.valid_from > self.now:
            raise UnreadableDate(f"the date “{text[:40]}” is still to come.")
        return valid

    def _source(self, row: Row) -> str:
        if not self.where:
            return self.answer.source[:300]
        proof = "; ".join(f"{name} {text[:40]}" for name, place in self.evidence if (text := cell(row.cells, place)))
        return f"{self.where} {row.line}{f'; {clean_name(proof)}' if proof else ''})"[:300]

    def _extra(self, row: Row) -> str:
        tags = cell(row.cells, self.tags)
        names = [clean_name(tag) for tag in tags.replace('"', "").split(",")] if tags else []
        return json.dumps({"tags": [name for name in names if name]}) if tags else "{}"

    def _sort(self, people: Iterable[Person], here: Known) -> Chunk:
        chunk = Chunk(self.answer)
        for person in people:
            count = self._leaves(person, here, chunk) if person.state else self._joins(person, here, chunk)
            setattr(self.report, count, getattr(self.report, count) + 1)
        return chunk

    def _leaves(self, person: Person, here: Known, chunk: Chunk) -> str:
        row = here.people.get(person.hash)
        if person.hash in here.suppressed and (row is None or (row.state in LEFT and row.state != MUTED)):
            return "kept_out"
        chunk.suppress.append(person)
        if row is None:
            chunk.add.append(person)
        elif row.state not in LEFT or row.state == MUTED:
            chunk.leave.append((row, person))
        return "suppressed"

    def _joins(self, person: Person, here: Known, chunk: Chunk) -> str:
        row = here.people.get(person.hash)
        if person.hash in here.suppressed or (row is not None and row.state in LEFT):
            return "kept_out"
        self.report.no_consent += person.window is None
        self.report.expired += bool(person.window and person.window.until and person.window.until <= self.now)
        if row is None:
            chunk.add.append(person)
            return "added"
        return "updated" if chunk.update(row, person, here.consents) else "unchanged"
