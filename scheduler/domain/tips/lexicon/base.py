"""How the patterns of the lexicon are written: either apostrophe, any case, and a guard for the slow ones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import regex

from scheduler.domain.articles.clean import word_set

WORD = regex.compile(r"\w+")


@lru_cache(maxsize=512)
def _words(text: str) -> frozenset[str]:
    return frozenset(WORD.findall(text.lower()))


@dataclass(frozen=True, slots=True)
class Guarded:
    """A slow pattern, and the words of which a text must have one before the pattern is tried."""

    pattern: regex.Pattern[str]
    needs: frozenset[str]

    def search(self, text: str) -> regex.Match[str] | None:
        """The first match anywhere in the text."""
        if self.needs.isdisjoint(_words(text)):
            return None
        return self.pattern.search(text)


def guarded(needs: str, pattern: str) -> Guarded:
    """A slow pattern that is only tried on a text with one of the words in `needs`."""
    return Guarded(rule(pattern), word_set(needs))


def rule(pattern: str) -> regex.Pattern[str]:
    """Compile, with either apostrophe wherever the pattern has one outside a character class."""
    pieces = regex.split(r"(\[[^\]]*\])", pattern)
    either = "".join(piece if piece.startswith("[") else piece.replace("'", "['’]") for piece in pieces)
    return regex.compile(either, regex.I)
