"""How the patterns of the lexicon are written: either apostrophe, any case, and a guard for the slow ones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import regex

WORD = regex.compile(r"\w+")
STEM = 4  # letters


@lru_cache(maxsize=512)
def _stems(text: str) -> frozenset[str]:
    return frozenset([word[:STEM] for word in WORD.findall(text.lower())])


@dataclass(frozen=True, slots=True)
class Guarded:
    """A large pattern made cheap, with the same matches.

    start: its alternatives that begin with ^, tried once, at the beginning. anywhere: the others, tried only on a
    text that has a word beginning like one of `needs`, or a character of `marks`.
    """

    start: regex.Pattern[str] | None
    anywhere: regex.Pattern[str] | None
    needs: frozenset[str]
    marks: str = ""

    def search(self, text: str) -> regex.Match[str] | None:
        """A match at the start of the text, else the first anywhere."""
        found = self.start.match(text) if self.start else None
        if found or self.anywhere is None or not self._possible(text):
            return found
        return self.anywhere.search(text)

    def _possible(self, text: str) -> bool:
        if not self.needs or not self.needs.isdisjoint(_stems(text)):
            return True
        return bool(self.marks) and any(mark in text for mark in self.marks)


def guarded(needs: str, pattern: str, marks: str = "") -> Guarded:
    """A pattern whose alternatives that may stand anywhere need one of these words (their first letters tell)."""
    parts = _alternatives(pattern)
    start = [part for part in parts if part.startswith("^")]
    anywhere = [part for part in parts if not part.startswith("^")]
    return Guarded(
        rule("|".join(start)) if start else None,
        rule("|".join(anywhere)) if anywhere else None,
        frozenset(word[:STEM] for word in needs.split()),
        marks,
    )


def _alternatives(pattern: str) -> list[str]:
    """The pattern cut at every | that is in no group and no character class."""
    parts, depth, at = [""], 0, 0
    for piece in regex.finditer(r"\\.|\[(?:\\.|[^\]])*\]|[()|]|[^\\\[()|]+", pattern, regex.S):
        depth += (piece.group() == "(") - (piece.group() == ")")
        if piece.group() == "|" and depth == 0:
            parts.append("")
        else:
            parts[-1] += piece.group()
        at = piece.end()
    assert at == len(pattern)
    return parts


def rule(pattern: str) -> regex.Pattern[str]:
    """Compile, with either apostrophe wherever the pattern has one outside a character class."""
    pieces = regex.split(r"(\[[^\]]*\])", pattern)
    either = "".join(piece if piece.startswith("[") else piece.replace("'", "['’]") for piece in pieces)
    return regex.compile(either, regex.I)
