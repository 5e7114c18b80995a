"""How well passages match hand labels (schema tip-split-gold/1)."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

WHOLE, TOUCHED = 0.97, 0.03  # of a unit's letters
NO_CONTENT = ("heading", "boilerplate")
FURNITURE = ("boilerplate", "call-to-action")


class Passage(NamedTuple):
    """What a splitter gives: the words, the heading it prints with them, the cautions that go along."""

    text: str
    title: str = ""
    caveats: tuple[str, ...] = ()


class Score(NamedTuple):
    """Shares from 0 to 1. boundaries: F1 over pairs of neighbouring sentences, where a cut inside a sentence is one
    false cut more. opens: passages whose first sentence can stand there, or opens its section under its title.
    coverage: sentences of required snippets that are whole in a passage. cautions: those that stand with all the
    advice they limit. furniture: passages with a menu, a price, an invitation. broken: cut inside a sentence."""

    boundaries: float
    opens: float
    coverage: float
    cautions: float
    furniture: float
    broken: float


class _Found(NamedTuple):
    passage: Passage
    whole: set[int]
    touched: set[int]
    cuts: set[int]


def letters(text: str) -> tuple[str, list[int]]:
    """Letters and digits without case and accents, and where each stands."""
    pairs = [
        (letter, at)
        for at, sign in enumerate(text)
        for letter in unicodedata.normalize("NFKD", sign).casefold()
        if letter.isalnum()
    ]
    return "".join(letter for letter, _ in pairs), [at for _, at in pairs]


class Labels:
    """The labels of one article, and passages held against them."""

    def __init__(self, gold: dict[str, Any]) -> None:
        self.gold = gold
        self.units = {unit["i"]: unit for unit in gold["units"]}
        self.content = [i for i, unit in self.units.items() if unit["role"] not in NO_CONTENT]
        self.snippet = {i: n for n, one in enumerate(gold["snippets"]) for i in one["units"]}
        self.required = {i for one in gold["snippets"] if one["tip"] == "required" for i in one["units"]}
        self.flat, places = letters(gold["canonical_text"])
        before = {at: number for number, at in reversed(list(enumerate(places)))}
        ends = sorted(before)
        self.spans = {i: (_at(ends, before, u["start"]), _at(ends, before, u["end"])) for i, u in self.units.items()}

    def score(self, passages: Sequence[Passage]) -> Score:
        """All figures of one article."""
        found, cursor = [], 0
        for passage in passages:
            ranges = self._ranges(passage.text, cursor)
            cursor = ranges[0][0] if ranges else cursor
            found.append(self._found(passage, ranges))
        count = len(found) or 1
        whole = set().union(*(one.whole for one in found)) if found else set()
        return Score(
            self._boundaries(found),
            sum(map(self._opens, found)) / count,
            len(whole & self.required) / max(1, len(self.required)),
            self._cautions(found),
            sum(any(self.units[i]["role"] in FURNITURE for i in one.whole) for one in found) / count,
            sum(bool(one.cuts) for one in found) / count,
        )

    def _ranges(self, text: str, cursor: int) -> list[tuple[int, int]]:
        """Where the words stand: as one piece, else line by line, else sentence by sentence."""
        for parts in ([text], text.split("\n"), re.split(r"(?<=[.!?…:])\s+|\n", text)):
            ranges = []
            for part in filter(None, (letters(part)[0] for part in parts)):
                at = self.flat.find(part, cursor)
                at = at if at >= 0 else self.flat.find(part)
                if at >= 0:
                    ranges.append((at, at + len(part)))
            if ranges and sum(end - start for start, end in ranges) >= WHOLE * len(letters(text)[0]):
                return ranges
        return ranges

    def _found(self, passage: Passage, ranges: list[tuple[int, int]]) -> _Found:
        whole, touched, cuts = set(), set(), set()
        for i, (start, end) in self.spans.items():
            share = sum(max(0, min(end, b) - max(start, a)) for a, b in ranges) / max(1, end - start)
            (whole if share > WHOLE else touched if share > TOUCHED else set()).add(i)
            if i in self.content:
                cuts |= {edge for pair in ranges for edge in pair if start + 1 < edge < end - 1}
        return _Found(passage, whole, touched, cuts)

    def _boundaries(self, found: list[_Found]) -> float:
        owners = {i: {n for n, one in enumerate(found) if i in one.whole | one.touched} for i in self.content}
        right = 0
        wrong = len(set().union(*(one.cuts for one in found))) if found else 0
        for a, b in pairwise(self.content):
            first, second = self.snippet.get(a), self.snippet.get(b)
            if a in self.gold["soft_after"] or (first is None and second is None):
                continue
            wanted = first is None or first != second
            if not owners[a] and not owners[b]:
                wrong += bool({a, b} & self.required)
                continue
            cut = not owners[a] & owners[b]
            right += wanted and cut
            wrong += wanted != cut
        return 2 * right / (2 * right + wrong) if right else 0.0

    def _opens(self, one: _Found) -> bool:
        inside = sorted(i for i in one.whole | one.touched if i in self.content)
        if not inside or inside[0] in one.touched:
            return False
        first = self.units[inside[0]]
        opener = next(i for i in self.content if self.units[i]["section"] == first["section"])
        return bool(first.get("can_open")) or (bool(one.passage.title) and opener == inside[0])

    def _cautions(self, found: list[_Found]) -> float:
        kept = []
        for caveat in self.gold["caveats"]:
            words = letters(self.units[caveat["caveat"]]["text"])[0]
            said = [one for one in found if (one.whole | one.touched) & set(caveat["qualifies"])]
            if said:
                kept.append(all(_carries(one, caveat["caveat"], words) for one in said))
        return sum(kept) / len(kept) if kept else 1.0


def _carries(one: _Found, caveat: int, words: str) -> bool:
    return caveat in one.whole or words in letters(" ".join(one.passage.caveats))[0]


def _at(ends: Sequence[int], before: dict[int, int], offset: int) -> int:
    """How many letters stand before an offset of the canonical text."""
    place = bisect_left(ends, offset)
    return before[ends[place]] if place < len(ends) else before[ends[-1]] + 1


def mean(scores: Iterable[Score]) -> Score:
    """Of all articles, each counting the same."""
    rows = list(scores)
    return Score(*(sum(column) / len(rows) for column in zip(*rows, strict=True)))
