"""A list of people as a CSV file: which columns there are, and its rows one by one. Pure; reads as it goes.

A header in any order, case and of four languages, or none. Mailchimp's three exports are known by their columns: all
have MEMBER_RATING, LEID or EUID; UNSUB_TIME stands in the file of the unsubscribed, CLEAN_TIME in that of the cleaned
(addresses that refused mail for good).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from scheduler.domain.csv_files import UnreadableFile, cell, place_of, plain, read_table
from scheduler.domain.text.oneline import one_line

Kind = Literal["list", "mailchimp audience", "mailchimp unsubscribed", "mailchimp cleaned"]
_EMAIL = ("emailaddress", "email", "emailadresse", "adresseemail", "adressemail", "courriel", "adressecourriel",
          "correo", "correoelectronico", "mail", "emailid", "primaryemail", "clientemail", "address")  # fmt: skip
_FIRST = ("firstname", "first", "fname", "givenname", "prenom", "vorname", "nombre")
_LAST = ("lastname", "last", "lname", "surname", "familyname", "nachname", "apellido", "apellidos")
_FULL = ("fullname", "name", "clientname", "displayname", "nom")
_STATUS = ("state", "status", "emailstatus", "subscriptionstatus", "subscriberstatus", "emailmarketingstatus")
_MAILCHIMP = frozenset(("memberrating", "leid", "euid"))
_WENT = {"unsubtime": "unsubscribed", "cleantime": "bounced"}
_WORDS = {
    "unsubscribed": ("unsubscribed", "unsubscribe", "optedout", "optout", "left", "blocklisted", "blacklisted"),
    "bounced": ("cleaned", "bounced", "hardbounced", "hardbounce", "invalid", "undeliverable"),
    "complained": ("complained", "complaint", "spam", "spamreported", "abuse", "junk"),
    "erased": ("erased", "deleted"),
    "muted": ("muted",),
}
_STATES = {word: state for state, words in _WORDS.items() for word in words}
_RISKY = tuple("=+-@\t\r\n\x00＝＋－＠")
_GUARDED = re.compile(r"'+[=+\-@\t\r\n\x00＝＋－＠]")


class Row(NamedTuple):
    """A person as the list has them. `state`: unsubscribed, bounced, complained, erased, muted (in an export of this
    program), or empty; `line`: from 1."""

    line: int
    email: str
    first_name: str
    last_name: str
    state: str
    cells: list[str]


@dataclass(frozen=True)
class PeopleFile:
    """`kind`: what export it is; `header`: its column names; `rows`: read once, raising UnreadableFile on the way."""

    kind: Kind
    header: list[str]
    rows: Iterator[Row]

    def column(self, name: str) -> int | None:
        """The place of the column of that name, without regard to case, spaces and signs."""
        return place_of([plain(column) for column in self.header], [plain(name)])


def read_people(data: bytes) -> PeopleFile:
    """The list in `data`, or UnreadableFile."""
    table = read_table(data, _is_header)
    names = [plain(name) for name in table.header] if _is_header(table.header) else []
    kind = _kind(set(names))
    pick = _Picker(names, _email_column(table.header, names), kind)
    return PeopleFile(kind, table.header if names else [], map(pick, table.rows))


def guard(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula (OWASP ASVS 1.2.10); `unguard` takes it back."""
    return f"'{text}" if text.startswith(_RISKY) or _GUARDED.match(text) else text


def unguard(text: str) -> str:
    """The text without the apostrophe that `guard` put before it."""
    return text[1:] if text[:1] == "'" and _GUARDED.match(text) else text


def clean_name(text: str) -> str:
    """A name on one line, without what cannot be seen, at most 100 characters."""
    return one_line(unguard(text), 100)


class _Picker:
    """Turns a record into a Row by the columns that the header names."""

    def __init__(self, names: list[str], email: int, kind: Kind) -> None:
        self.email = email
        self.first, self.last, self.full, self.status = (place_of(names, k) for k in (_FIRST, _LAST, _FULL, _STATUS))
        self.state = {"mailchimp unsubscribed": "unsubscribed", "mailchimp cleaned": "bounced"}.get(kind, "")
        self.went = [(names.index(name), state) for name, state in _WENT.items() if name in names]

    def __call__(self, record: tuple[int, list[str]]) -> Row:
        line, cells = record
        first, last = clean_name(cell(cells, self.first)), clean_name(cell(cells, self.last))
        if not first and self.full is not None and self.last is None:
            first, last = _split_name(clean_name(cell(cells, self.full)))
        return Row(line, unguard(cell(cells, self.email)), first, last, self.state or self._state(cells), cells)

    def _state(self, cells: list[str]) -> str:
        """By the status column, or by the day somebody went: exports are often cut down by hand."""
        said = _STATES.get(plain(cell(cells, self.status)), "") if self.status is not None else ""
        return said or next((state for place, state in self.went if cell(cells, place).strip()), "")


def _split_name(name: str) -> tuple[str, str]:
    if ", " in name:
        last, _, first = name.partition(", ")
        return first, last
    first, _, last = name.rpartition(" ")
    return first or last, last if first else ""


def _kind(names: set[str]) -> Kind:
    if not names & _MAILCHIMP:
        return "list"
    if "cleantime" in names:
        return "mailchimp cleaned"
    return "mailchimp unsubscribed" if "unsubtime" in names else "mailchimp audience"


def _is_header(cells: list[str]) -> bool:
    place = place_of([plain(name) for name in cells], _EMAIL)
    return place is not None and "@" not in cells[place]


def _email_column(header: list[str], names: list[str]) -> int:
    """Where the addresses stand: by name, else (a list without a header) the first cell with an @."""
    found = place_of(names, _EMAIL)
    if found is None:
        found = next((place for place, text in enumerate(header) if "@" in text), None)
    if found is None:
        shown = ", ".join(one_line(name, 30) for name in header[:8])
        raise UnreadableFile(f"No column of this list holds e-mail addresses ({shown}); name that column “email”.")
    return found
