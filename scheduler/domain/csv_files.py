"""A table as a CSV file, as people export them: any encoding and delimiter, a header or none. Pure; reads as it goes.

UTF-8 with or without BOM, UTF-16, Windows-1252; `, ; TAB |` between columns (others by csv.Sniffer), Excel's `sep=;`.
"""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

DELIMITERS = ",;\t|"
_END = "\ue000end"


class UnreadableFile(ValueError):
    """No table. str() is one sentence for the person."""


@dataclass(frozen=True)
class Table:
    """`header`: the first line's cells; `rows`: (line, cells) of the others, read once; blank ones are left out.
    `line` counts from 1. Reading on raises UnreadableFile where a quotation mark is never closed."""

    header: list[str]
    rows: Iterator[tuple[int, list[str]]]


def read_table(data: bytes, is_header: Callable[[list[str]], bool]) -> Table:
    """The table in `data`, or UnreadableFile. `is_header` knows a good header: it tells the right delimiter, and a
    first line that it does not know is both `header` and the first of the rows."""
    delimiter, above = _delimiter_and_place(data, is_header)
    records = _records(data, delimiter, above)
    first = next(records, None)
    if first is None:
        raise UnreadableFile("The file is empty; export it again as CSV.")
    return Table(first[1], records if is_header(first[1]) else itertools.chain([first], records))


def plain(text: str) -> str:
    """A column's name for comparing: lower case, letters and digits only, accents off."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def place_of(names: list[str], known: Iterable[str]) -> int | None:
    """Where the first of the `known` names stands."""
    return next((names.index(name) for name in known if name in names), None)


def cell(cells: list[str], index: int | None) -> str:
    """What stands in a column; empty when the row ends before it."""
    return cells[index] if index is not None and index < len(cells) else ""


def _delimiter_and_place(data: bytes, is_header: Callable[[list[str]], bool]) -> tuple[str, int]:
    """The delimiter, and how many lines stand above the first that says something."""
    for number, line in enumerate(itertools.islice(_lines(data), 100), 1):
        text = line.strip("\r\n")
        if re.fullmatch(r"sep=.", text):
            return text[4], number
        if text.strip(f"{DELIMITERS} "):
            return _delimiter(text, is_header), number - 1
    raise UnreadableFile("The file is empty; export it again as CSV.")


def _delimiter(line: str, is_header: Callable[[list[str]], bool]) -> str:
    def worth(sign: str) -> tuple[bool, int]:
        cells = next(csv.reader([line], delimiter=sign), [])
        return is_header(cells), len(cells)

    best = max(DELIMITERS, key=worth)
    if worth(best) > (False, 1):
        return best
    try:
        return csv.Sniffer().sniff(line[:1000], delimiters=":^~").delimiter if "@" not in line else best
    except csv.Error:
        return best


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
        raise UnreadableFile("This file is no text; export it as a CSV file.")
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
