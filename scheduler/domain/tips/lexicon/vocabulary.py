"""Words and phrases to look for, as plain lists. A sentence is looked at once, word by word, for all lists together."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import regex

from scheduler.domain.text.needs import Needs

TOKEN = regex.compile(r"\w+(?:'\w+)*")
ELIDED = regex.compile(r"\b(?:d|l|qu)'(?=\w{3})")  # "d'ostéoporose" is spoken of as "ostéoporose"
_all: list[Vocabulary] = []
_single: dict[str, int] = {}  # an entry of one word → its lists
_with_stems: list[tuple[tuple[str, ...], tuple[str, ...], int]] = []  # beginnings, endings, the list
_Rest = tuple[tuple[str, ...], int]  # the words behind the first, the list's bit
_Second = tuple[int, list[_Rest]]  # the lists that have the two words; longer phrases
_Begun = tuple[dict[str, _Second], list[_Rest], tuple[str, ...]]  # by the second word; by a stem of it; all stems
_phrases: dict[str, _Begun] = {}  # by the first word
NEEDS = Needs()  # of the patterns; Heard.signs has their bits
_leading: list[regex.Pattern[str]] = []
HEAD = 24  # characters


def tokens(text: str) -> list[str]:
    """The words of a text, lower case; a hyphen parts two words, an apostrophe does not."""
    plain = text.lower().replace("’", "'")
    found: list[str] = TOKEN.findall(ELIDED.sub("", plain) if "'" in plain else plain)
    return found


def leading_bit(pattern: regex.Pattern[str]) -> int:
    """A bit of `Heard.first`: the pattern can match at the beginning of a text with this first word."""
    _leading.append(pattern)
    return 1 << (len(_leading) - 1)


@lru_cache(maxsize=16384)
def _may_begin(head: str) -> int:
    """The bits of the leading patterns that a text with these first letters can still match."""
    return sum(1 << at for at, pattern in enumerate(_leading) if pattern.match(head, partial=True))


def _first(text: str) -> int:
    if text[:1].isdigit():
        return -1  # there are too many numbers to remember: all of them
    end = text.find(" ", 0, HEAD)
    return _may_begin(text[: end + 1] if end >= 0 else text[:HEAD])


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
        self._register()

    def _register(self) -> None:
        """Known as a list with beginnings or endings: the others are found by their words alone."""
        if self._stems or self._tails:
            _with_stems.append((self._stems, self._tails, self.bit))

    def _add(self, words: tuple[str, ...]) -> None:
        if len(words) > 1:
            self._long.setdefault(words[0], []).append(words[1:])
            by_second, with_stem, stems = _phrases.get(words[0], ({}, [], ()))
            if words[1].endswith("*"):
                with_stem.append((words[1:], self.bit))
                stems += (words[1][:-1],)
            _phrases[words[0]] = by_second, with_stem, stems
            if words[1].endswith("*"):
                return
            lists, longer = by_second.get(words[1], (0, []))
            if len(words) == 2:
                lists |= self.bit
            else:
                longer.append((words[1:], self.bit))
            by_second[words[1]] = lists, longer
        elif words and words[0].endswith("*"):
            self._stems += (words[0][:-1],)
        elif words and words[0].startswith("*"):
            self._tails += (words[0][1:],)
        elif words:
            self._words.add(words[0])
            _single[words[0]] = _single.get(words[0], 0) | self.bit

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

    __slots__ = ("all", "first", "marks", "signs", "words")

    def __init__(self, words: Sequence[str], marks: Sequence[int], signs: int = 0, first: int = -1) -> None:
        self.words, self.marks, self.signs, self.first = words, marks, signs, first
        self.all = 0
        for mark in marks:
            self.all |= mark

    def has(self, *wanted: Vocabulary) -> bool:
        """Is there an entry of each list?"""
        if len(wanted) == 1:
            return self.all & wanted[0].bit != 0
        return all(self.all & vocabulary.bit for vocabulary in wanted)

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
    signs, last = 0, len(words)
    for place, (own, begun, needed) in enumerate(map(_lists_of, words), start=1):
        mark = own
        signs |= needed
        if begun is not None and place < last:
            by_second, with_stem, begins = begun
            following = words[place]
            if following in by_second:
                both, longer = by_second[following]
                mark |= _longer(words, place, longer) | both if longer else both
            if following.startswith(begins):
                mark |= _longer(words, place, with_stem)
        marks.append(mark)
    return Heard(words, marks, signs, _first(text))


NO_OWNER = frozenset(
    f"{word}'s"
    for word in [
        "it",
        "that",
        "what",
        "there",
        "here",
        "where",
        "who",
        "how",
        "let",
        "he",
        "she",
        "when",
        "this",
        "one",
    ]
)


@lru_cache(maxsize=65536)
def _lists_of(word: str) -> tuple[int, _Begun | None, int]:
    """The lists that have this word, the phrases that begin with it, and the needs that it meets."""
    found = _single.get(word, 0) | (_single.get(word[:-2], 0) if word.endswith("'s") and word not in NO_OWNER else 0)
    for stems, tails, bit in _with_stems if not word.isdecimal() else ():
        if word.startswith(stems) or word.endswith(tails):
            found |= bit
    needed = 0
    for part in word.split("'"):
        needed |= NEEDS.met_by(part)
    return found, _phrases.get(word), needed


def _longer(words: Sequence[str], place: int, entries: Sequence[_Rest]) -> int:
    found = 0
    for rest, bit in entries:
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
