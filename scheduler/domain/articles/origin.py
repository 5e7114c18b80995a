"""The way back: from an offset in the canonical text to the offset in the decoded source."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from html import unescape

import regex

WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
MARKUP = regex.compile(r"<(?:script|style)\b[^>]*+>.*?</(?:script|style)\s*>|<!--.*?-->|<[^<>]*+>", regex.S | regex.I)
ENTITY = regex.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
NEAR = 400  # code points: the next word is normally this close
BUDGET = 40  # far searches may read the source this often in all, so that alignment stays linear


@dataclass(frozen=True)
class Origin:
    """Pairs of word positions: starts[i]..ends[i] in the canonical text came from sources[i]..source_ends[i]."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    sources: tuple[int, ...]
    source_ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        first = bisect_left(self.ends, start + 1)
        last = bisect_left(self.starts, end) - 1
        if first > last:
            return None
        return self.sources[first], self.source_ends[last]


def align(text: str, raw: str, *, markup: bool = True) -> Origin:
    """Find the words of `text`, in order, in `raw`. Work is bounded by BUDGET times the length of `raw`."""
    shown, offsets = visible(raw) if markup else (raw, list(range(len(raw))))
    found: list[tuple[int, int, int, int]] = []
    cursor, budget = 0, BUDGET * (len(shown) + 1)
    for word in WORD.finditer(text):
        at = shown.find(word.group(), cursor, cursor + NEAR + len(word.group()))
        if at < 0 and budget > 0:
            at = shown.find(word.group(), cursor)
            budget -= (at if at >= 0 else len(shown)) - cursor
        if at < 0:
            continue
        cursor = at + len(word.group())
        found.append((word.start(), word.end(), offsets[at], offsets[cursor - 1] + 1))
    columns = tuple(zip(*found, strict=True)) or ((), (), (), ())
    return Origin(*columns)


def visible(raw: str) -> tuple[str, list[int]]:
    """The source without tags and with entities as their characters, and where each character came from.

    Offsets count code points of `raw`. Composed characters are compared as they stand: the readers normalise to
    NFC, so a source in NFD aligns by its unaccented words only.
    """
    if "<" not in raw and "&" not in raw:
        return raw, list(range(len(raw)))
    blank = MARKUP.sub(lambda m: "\0" * len(m.group()), raw)
    shown: list[str] = []
    offsets: list[int] = []
    last = 0
    for entity in ENTITY.finditer(blank):
        _copy(blank, last, entity.start(), shown, offsets)
        letters = unescape(entity.group())
        shown.append(letters)
        offsets.extend([entity.start()] * len(letters))
        last = entity.end()
    _copy(blank, last, len(blank), shown, offsets)
    return "".join(shown), offsets


def _copy(text: str, start: int, end: int, shown: list[str], offsets: list[int]) -> None:
    shown.append(text[start:end])
    offsets.extend(range(start, end))
