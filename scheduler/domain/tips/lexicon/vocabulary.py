"""Words and phrases to look for, as plain lists. A sentence is looked at once, word by word, for all lists together."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import regex

TOKEN = regex.compile(r"\w+(?:'\w+)*")
ELIDED = regex.compile(r"\b(?:d|l|qu)'(?=\w{3})")  # "d'ostéoporose" is spoken of as "ostéoporose"
_all: list[Vocabulary] = []
_Rest = tuple[tuple[str, ...], int]  # the words behind the first, the list's bit
_phrases: dict[str, dict[str, list[_Rest]]] = {}  # first word → second word, or "*" where that is a stem
STEM = 4  # letters
_stem_bits: dict[str, int] = {}  # the first letters of a word → the patterns that need one like it
_needing: list[frozenset[str]] = []


def tokens(text: str) -> list[str]:
    """The words of a text, lower case; a hyphen parts two words, an apostrophe does not."""
    found: list[str] = TOKEN.findall(ELIDED.sub("", text.lower().replace("’", "'")))
    return found


def stem_bit(needs: frozenset[str]) -> int:
    """A bit that `Heard.stems` has when a word of the text begins like one of these; 0 for no needs."""
    if not needs:
        return 0
    if needs not in _needing:
        _needing.append(needs)
    bit = 1 << _needing.index(needs)
    for stem in needs:
        _stem_bits[stem] = _stem_bits.get(stem, 0) | bit
    return bit


class Vocabulary:
    """A set of words and phrases, written one after the other with commas.

    `osteo*`: every word that begins so; `*itis`: every word that ends so.
    """

    def __init__(self, *lists: str) -> None:
        self.bit = 1 << len(_all)
        self._words: set[str] = set()
        self._stems: tuple[str, ...] = ()
        self._tails: tuple[str, ...] = ()
        self._long: dict[str, list[tuple[str, ...]]] = {}
        for entry in ",".join(lists).split(","):
            self._add(tuple(entry.split()))
        _all.append(self)

    def _add(self, words: tuple[str, ...]) -> None:
        if len(words) > 1:
            self._long.setdefault(words[0], []).append(words[1:])
            second = "*" if words[1].endswith("*") else words[1]
            _phrases.setdefault(words[0], {}).setdefault(second, []).append((words[1:], self.bit))
        elif words and words[0].endswith("*"):
            self._stems += (words[0][:-1],)
        elif words and words[0].startswith("*"):
            self._tails += (words[0][1:],)
        elif words:
            self._words.add(words[0])

    def holds(self, word: str) -> bool:
        """Is this one word an entry?"""
        return word in self._words or word.startswith(self._stems) or word.endswith(self._tails)

    def length_at(self, words: Sequence[str], place: int) -> int:
        """How many words, from that place on, are an entry; 0 when none begins there."""
        if place >= len(words):
            return 0
        for rest in self._long.get(words[place], ()):
            if _same(rest, words, place + 1):
                return len(rest) + 1
        return 1 if self.holds(words[place]) else 0


class Heard:
    """Words of a sentence, and for each place the lists that have an entry beginning there."""

    __slots__ = ("all", "marks", "stems", "words")

    def __init__(self, words: Sequence[str], marks: Sequence[int], stems: int = 0) -> None:
        self.words, self.marks, self.stems = words, marks, stems
        self.all = 0
        for mark in marks:
            self.all |= mark

    def has(self, *wanted: Vocabulary) -> bool:
        """Is there an entry of each list?"""
        for vocabulary in wanted:
            if not self.all & vocabulary.bit:
                return False
        return True

    def begins(self, wanted: Vocabulary) -> bool:
        """Does it begin with an entry?"""
        return bool(self.marks) and bool(self.marks[0] & wanted.bit)

    def between(self, start: int, end: int | None = None) -> Heard:
        """A part of it."""
        return Heard(self.words[start:end], self.marks[start:end])


@lru_cache(maxsize=8192)
def hear(text: str) -> Heard:
    """The words of a text with their lists."""
    words = tokens(text)
    marks: list[int] = []
    stems = 0
    for place, word in enumerate(words):
        mark, begun, needed = _lists_of(word)
        stems |= needed
        if begun is not None and place + 1 < len(words):
            mark |= _lists_of_phrases(words, place + 1, begun)
        marks.append(mark)
    return Heard(words, marks, stems)


@lru_cache(maxsize=65536)
def _lists_of(word: str) -> tuple[int, dict[str, list[_Rest]] | None, int]:
    """The lists that have this word, the phrases that begin with it, and the patterns that need one like it."""
    found = 0
    for vocabulary in _all:
        if vocabulary.holds(word):
            found |= vocabulary.bit
    needed = 0
    for part in word.split("'"):
        needed |= _stem_bits.get(part[:STEM], 0)
    return found, _phrases.get(word), needed


def _lists_of_phrases(words: Sequence[str], place: int, begun: dict[str, list[_Rest]]) -> int:
    found = 0
    for rest, bit in begun.get(words[place], ()):
        if _same(rest, words, place):
            found |= bit
    for rest, bit in begun.get("*", ()):
        if _same(rest, words, place):
            found |= bit
    return found


def _same(entry: tuple[str, ...], words: Sequence[str], place: int) -> bool:
    if place + len(entry) > len(words):
        return False
    for part in entry:
        word = words[place]
        if part != word and not (part[-1] == "*" and word.startswith(part[:-1])):
            return False
        place += 1
    return True
