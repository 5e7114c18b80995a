"""Domain names inside running text, as twitter-text's grammar has them, in linear time.

A run is a stretch of letters, digits, `-`, `_` and dots. Its labels are looked at once, from the right, so that a
hostile text of a million dots costs no more than any other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from scheduler.domain.text.tlds import TLDS

LONGEST_LABEL = 63
_SPACES = r"\t-\r \u0085\u00A0\u1680\u180E\u2000-\u200A\u2028\u2029\u202F\u205F\u3000"
_INVALID = r"\uFFFE\uFEFF\uFFFF"
_DIRECTIONS = r"\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069"
LABEL = rf"[^!-/:-@\[-`{{-~{_SPACES}{_INVALID}{_DIRECTIONS}]"
RUN = rf"(?:{LABEL}|[._\-])+"
BEFORE = rf"[^A-Za-z0-9@＠$#＃{_INVALID}]"
_LATIN = (
    r"\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u024F\u0253\u0254\u0256\u0257\u0259\u025B\u0263\u0268\u026F\u0272\u0289\u028B"
    r"\u02BB\u0300-\u036F\u1E00-\u1EFF"
)
_ASCII_RUN = re.compile(rf"[\-.a-z0-9{_LATIN}]+", re.IGNORECASE)
_VALID_LABEL = re.compile(rf"{LABEL}(?:(?:{LABEL}|[_\-])*{LABEL})?")
_ASCII_TLD = re.compile(r"(?:xn--[\-0-9a-z]+|[a-z0-9]+(?![0-9a-z@+\-]))", re.IGNORECASE)
_GLUED = re.compile(r"[0-9a-zA-Z@+\-]")


@cache
def _foreign_lengths() -> tuple[int, ...]:
    return tuple(sorted({len(tld) for tld in TLDS if not tld.isascii()}, reverse=True))


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a text: where each label starts, and where a domain that starts in it would end (0: nowhere)."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]


def run_of(text: str, start: int, stop: int, tld_stop: int = 0) -> Run:
    """The labels of `text[start:stop]`, looked at from the right; a top-level domain may reach to `tld_stop`."""
    starts, position = [], start
    for label in text[start:stop].split("."):
        starts.append(position)
        position += len(label) + 1
    ends = [0] * len(starts)
    for index in range(len(starts) - 2, -1, -1):
        label = text[starts[index] : starts[index + 1] - 1]
        ends[index] = _end(text, label, starts[index + 1], ends[index + 1], tld_stop or stop)
    return Run(tuple(starts), tuple(ends))


def _end(text: str, label: str, next_start: int, next_end: int, stop: int) -> int:
    """The domain end of a label: that of the next one, or the top-level domain that stands there."""
    if not label or label[-1] in "_-":
        return 0
    if next_end and _VALID_LABEL.match(text[next_start]):
        return next_end
    return 0 if "_" in label else tld_end(text, next_start, stop)


def tld_end(text: str, start: int, stop: int) -> int:
    """Where the top-level domain that begins at `start` ends, or 0. It is not glued to letters, digits, @, + or -."""
    ascii_one = _ASCII_TLD.match(text, start, stop)
    if ascii_one and not _GLUED.match(text, ascii_one.end()):
        word = ascii_one[0].lower()
        if word in TLDS or word.startswith("xn--"):
            return ascii_one.end()
    for length in _foreign_lengths():
        end = start + length
        if end <= stop and text[start:end].lower() in TLDS and not _GLUED.match(text, end):
            return end
    return 0


def ascii_domains(text: str, start: int, stop: int) -> list[tuple[int, int]]:
    """The parts of a domain that count without a protocol: those in Latin letters, digits and hyphens."""
    found = []
    for piece in _ASCII_RUN.finditer(text, start, stop):
        run = run_of(text, piece.start(), piece.end(), stop)
        first = next((index for index, end in enumerate(run.ends) if end), None)
        if first is not None:
            found.append((run.starts[first], run.ends[first]))
    return found


def fits(domain: str) -> bool:
    """Are all labels at most 63 characters long in Punycode?"""
    return all(_encoded_length(label) <= LONGEST_LABEL for label in domain.split("."))


def _encoded_length(label: str) -> int:
    return len(label) if label.isascii() else len("xn--") + len(label.encode("punycode"))
