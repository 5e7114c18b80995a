"""A list of people as a CSV file: which columns there are, and its rows one by one. Pure; reads as it goes.

Any of `, ; TAB |` between columns (others by csv.Sniffer), UTF-8, UTF-16 or Windows-1252, a header in any order and
case or none. Mailchimp's three exports are known by their columns: all have MEMBER_RATING, LEID or EUID; UNSUB_TIME
stands in the file of the unsubscribed, CLEAN_TIME in that of the cleaned (addresses that refused mail for good).
"""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["list", "mailchimp audience", "mailchimp unsubscribed", "mailchimp cleaned"]
DELIMITERS = ",;\t|"
_EMAIL = ("emailaddress", "email", "emailadresse", "adresseemail", "adressemail", "courriel", "adressecourriel",
          "correo", "correoelectronico", "mail", "emailid", "primaryemail", "clientemail", "address")  # fmt: skip
_FIRST = ("firstname", "first", "fname", "givenname", "prenom", "vorname", "nombre")
_LAST = ("lastname", "last", "lname", "surname", "familyname", "nachname", "apellido", "apellidos")
_FULL = ("fullname", "name", "clientname", "displayname", "nom")
_STATUS = ("state", "status", "emailstatus", "subscriptionstatus", "subscriberstatus", "emailmarketingstatus")
_MAILCHIMP = frozenset(("memberrating", "leid", "euid"))
_END = "\ue000end"
_WORDS = {
    "unsubscribed": ("unsubscribed", "unsubscribe", "optedout", "optout", "left", "blocklisted", "blacklisted"),
    "bounced": ("cleaned", "bounced", "hardbounced", "hardbounce", "invalid", "undeliverable"),
    "complained": ("complained", "complaint", "spam", "spamreported", "abuse", "junk"),
    "erased": ("erased", "deleted"),
}  # fmt: skip
_STATES = {word: state for state, words in _WORDS.items() for word in words}
_GUARDED = re.compile(r"'+[=+\-@\t\r\n\x00＝＋－＠]")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ue000-\uf8ff\ufeff\ufffe\uffff]")


class UnreadableFile(ValueError):
    """No list of people. str() is one sentence for the person."""


@dataclass(frozen=True, slots=True)
class Row:
    """A person as the list has them. `state`: unsubscribed, bounced, complained, erased, or empty; `line`: from 1."""

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
        names = [_plain(column) for column in self.header]
        return names.index(_plain(name)) if _plain(name) in names else None


def read_people(data: bytes) -> PeopleFile:
    """The list in `data`, or UnreadableFile."""
    delimiter, header, start = _header(data)
    names = [_plain(name) for name in header]
    email = _email_column(header, names)
    headed = "@" not in header[email]
    kind = _kind(set(names)) if headed else "list"
    pick = _Picker(names if headed else [], email, kind)
    rows = _records(data, delimiter, start if headed else start - 1)
    return PeopleFile(kind, header if headed else [], map(pick, rows))


def cell(cells: list[str], index: int | None) -> str:
    """What stands in a column; empty when the row ends before it."""
    return cells[index] if index is not None and index < len(cells) else ""


def guard(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula (OWASP ASVS 1.2.10); `unguard` takes it back."""
    risky = text[:1] in tuple("=+-@\t\r\n\x00＝＋－＠") if text else False
    return f"'{text}" if risky or _GUARDED.match(text) else text


def unguard(text: str) -> str:
    """The text without the apostrophe that `guard` put before it."""
    return text[1:] if text[:1] == "'" and _GUARDED.match(text) else text


def clean_name(text: str) -> str:
    """A name on one line, without what cannot be seen, at most 100 characters."""
    text = unguard(text)
    if not (text.isascii() and text.isprintable()):
        text = unicodedata.normalize("NFC", _UNSEEN.sub(" ", text))
    return " ".join(text.split())[:100]


class _Picker:
    """Turns a record into a Row by the columns that the header names."""

    def __init__(self, names: list[str], email: int, kind: Kind) -> None:
        self.email = email
        self.first, self.last, self.full, self.status = (
            _find(names, known) for known in (_FIRST, _LAST, _FULL, _STATUS)
        )
        self.state = {"mailchimp unsubscribed": "unsubscribed", "mailchimp cleaned": "bounced"}.get(kind, "")

    def __call__(self, record: tuple[int, list[str]]) -> Row:
        line, cells = record
        first, last = clean_name(cell(cells, self.first)), clean_name(cell(cells, self.last))
        if not first and self.full is not None and self.last is None:
            first, last = _split_name(clean_name(cell(cells, self.full)))
        state = self.state or (_STATES.get(_plain(cell(cells, self.status)), "") if self.status is not None else "")
        return Row(line, unguard(cell(cells, self.email)), first, last, state, cells)


def _split_name(name: str) -> tuple[str, str]:
    if ", " in name:
        last, _, first = name.partition(", ")
        return first, last
    first, _, last = name.rpartition(" ")
    return first or last, last if first else ""


def _plain(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _find(names: list[str], known: Iterable[str]) -> int | None:
    return next((names.index(name) for name in known if name in names), None)


def _kind(names: set[str]) -> Kind:
    if not names & _MAILCHIMP:
        return "list"
    if "cleantime" in names:
        return "mailchimp cleaned"
    return "mailchimp unsubscribed" if "unsubtime" in names else "mailchimp audience"


def _email_column(header: list[str], names: list[str]) -> int:
    """Where the addresses stand: by name, else (a list without a header) the first cell with an @."""
    found = _find(names, _EMAIL)
    if found is None:
        found = next((place for place, text in enumerate(header) if "@" in text), None)
    if found is None:
        shown = ", ".join(" ".join(name.split())[:30] for name in header[:8])
        raise UnreadableFile(f"No column of this list holds e-mail addresses ({shown}); name that column “email”.")
    return found


def _header(data: bytes) -> tuple[str, list[str], int]:
    """The delimiter, the first line's cells, and how many lines stand above the first row."""
    for number, line in enumerate(itertools.islice(_lines(data), 100), 1):
        text = line.strip("\r\n")
        if re.fullmatch(r"sep=.", text):
            return _below(data, text[4], number)
        if text.strip(f"{DELIMITERS} "):
            delimiter = _delimiter(text)
            return (delimiter, *_below(data, delimiter, number - 1)[1:])
    raise UnreadableFile("This list is empty; export it again as a CSV file.")


def _below(data: bytes, delimiter: str, above: int) -> tuple[str, list[str], int]:
    line, cells = next(_records(data, delimiter, above), (0, []))
    if not cells:
        raise UnreadableFile("This list is empty; export it again as a CSV file.")
    return delimiter, cells, line


def _delimiter(line: str) -> str:
    best = max(DELIMITERS, key=lambda sign: _worth(line, sign))
    if _worth(line, best) > (0, 1):
        return best
    try:
        return csv.Sniffer().sniff(line[:1000], delimiters=":^~\x1f").delimiter if "@" not in line else ","
    except csv.Error:
        return ","


def _worth(line: str, delimiter: str) -> tuple[int, int]:
    cells = next(csv.reader([line], delimiter=delimiter), [])
    found = _find([_plain(name) for name in cells], _EMAIL) is not None
    return int(found), len(cells)


def _records(data: bytes, delimiter: str, skip: int) -> Iterator[tuple[int, list[str]]]:
    """Every record below the first `skip` lines with the line it begins on; blank ones are left out."""
    ended: list[bool] = []
    lines = _with_end(itertools.islice(_lines(data), skip, None), ended)
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    begins = skip + 1
    while True:
        try:
            cells = next(reader, [_END])
        except csv.Error:
            raise UnreadableFile(_unclosed(begins)) from None
        if ended and cells == [_END]:
            return
        if ended and cells and _END in cells[-1]:
            raise UnreadableFile(_unclosed(begins))
        if any(cells) and "".join(cells).strip():
            yield begins, cells
        begins = skip + reader.line_num + 1


def _with_end(lines: Iterable[str], ended: list[bool]) -> Iterator[str]:
    """The lines and one more, which a quotation mark that is never closed would swallow."""
    yield from lines
    ended.append(True)
    yield "\r\n"
    yield _END


def _unclosed(line: int) -> str:
    return f"Line {line}: a quotation mark is opened and never closed; correct it and choose the file again."


def _lines(data: bytes) -> Iterator[str]:
    return iter(io.TextIOWrapper(io.BytesIO(data), encoding=_encoding(data), errors="replace", newline=""))


def _encoding(data: bytes) -> str:
    if data[:4] == b"PK\x03\x04" or data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise UnreadableFile("This is an Excel workbook; open it, save it as CSV, and choose that file.")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    if b"\x00" in data[:4096]:
        raise UnreadableFile("This file is no text; export the list as a CSV file.")
    return "utf-8-sig" if _is_utf8(data) else "cp1252"


def _is_utf8(data: bytes) -> bool:
    decode = codecs.getincrementaldecoder("utf-8")().decode
    view, size = memoryview(data), 1 << 20
    try:
        for start in range(0, len(data), size):
            decode(view[start : start + size], final=start + size >= len(data))
    except UnicodeDecodeError:
        return False
    return True
