"""How the patterns of the lexicon are written: either apostrophe, any case, and a guard for the slow ones."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from scheduler.domain.text.needs import Need, alternatives, needs_of
from scheduler.domain.tips.lexicon.vocabulary import NEEDS, Heard, hear, leading_bit

NEVER = r"(?!)"
OPEN_ENDED = ("[^", "^[^", "^(?!.*")
STEM = 4  # letters of a word that tell it from others


class Way:
    """One of a pattern's alternatives: tried only on a text that has the words it needs."""

    __slots__ = ("_pattern", "_source", "loose", "mask", "rarest")

    def __init__(self, source: str, loose: bool = False) -> None:
        self._source, self.loose = source, loose  # loose: at the beginning, behind any first word
        self._pattern: regex.Pattern[str] | None = None
        needs = needs_of(source)
        self.mask = NEEDS.mask(needs)
        self.rarest = NEEDS.bit(needs[0]) if needs else -1

    @property
    def pattern(self) -> regex.Pattern[str]:
        """Compiled when it is wanted first."""
        if self._pattern is None:
            self._pattern = rule(self._source)
        return self._pattern


class Wanted:
    """A hand-written guard: words (their first letters tell) or characters, of which a text must have one."""

    __slots__ = ("_bit", "_marks")

    def __init__(self, needs: str, marks: str) -> None:
        stems: Need = frozenset(word if len(word) < STEM else f"{word[:STEM]}*" for word in needs.split())
        self._bit, self._marks = NEEDS.bit(stems) if stems else 0, marks

    def __bool__(self) -> bool:
        return bool(self._bit or self._marks)

    def met(self, text: str, heard: Heard) -> bool:
        """True where nothing is wanted, too."""
        if heard.signs & self._bit or not self:
            return True
        return bool(self._marks) and any(mark in text for mark in self._marks)


class Leading:
    """A pattern for the beginning of a text, tried only behind a first word with which it can begin.

    Sentences begin with few words, so what may follow each is asked once (a partial match) and remembered.
    wanted: the guard of its loose ways, those that may begin with anything.
    """

    __slots__ = ("_loose", "_wanted", "bit", "ways")

    def __init__(self, ways: list[Way], wanted: Wanted, begins: str) -> None:
        self.ways, self._wanted = ways, wanted
        self._loose = any(way.loose for way in ways)
        self.bit = leading_bit(rule(begins))

    @property
    def any(self) -> int:
        """The needs of the loose ways: of those that are tried, one is met. -1 where one of them needs nothing."""
        return _one_of([way for way in self.ways if way.loose])

    def match(self, text: str, heard: Heard | None = None) -> regex.Match[str] | None:
        """A match at the start of the text."""
        heard = heard or hear(text)
        begins = heard.first & self.bit
        if not begins and not self._loose:
            return None
        loose = self._loose and self._wanted.met(text, heard)
        if not begins and not loose:
            return None
        signs = heard.signs
        for way in self.ways:
            mask = way.mask
            if signs & mask == mask and (loose if way.loose else begins) and (found := way.pattern.match(text)):
                return found
        return None


def _one_of(ways: Sequence[Way]) -> int:
    """The signs of which a text must have one to match any of them; -1: one of them needs nothing."""
    found = 0
    for way in ways:
        found |= way.rarest
    return found


class Guarded:
    """A large pattern made cheap, with the same matches.

    start: its alternatives that begin with ^, tried once, at the beginning. anywhere: the others, each tried only on
    a text that has the words it needs.
    """

    __slots__ = ("_any", "_begins", "_wanted", "anywhere", "start")

    def __init__(self, start: Leading | None, anywhere: list[Way], wanted: Wanted) -> None:
        self.start, self.anywhere, self._wanted = start, anywhere, wanted
        self._any = _one_of(anywhere) | (start.any if start else 0)
        self._begins = start.bit if start else 0

    def search(self, text: str, heard: Heard | None = None) -> regex.Match[str] | None:
        """A match at the start of the text, else the first anywhere. heard: the text, if it was heard already."""
        heard = heard or hear(text)
        if not (heard.signs & self._any or heard.first & self._begins or self._any == -1):
            return None
        found = self.start.match(text, heard) if self.start else None
        if found or not self.anywhere or not self._wanted.met(text, heard):
            return found
        return self._first(text, heard.signs)

    def may_match(self, signs: int) -> bool:
        """False for the signs of a text that has none of the words it needs."""
        return self.start is not None or self._any == -1 or signs & self._any != 0

    def _first(self, text: str, signs: int) -> regex.Match[str] | None:
        """The leftmost match; of two at the same place the one whose alternative is written first."""
        best: regex.Match[str] | None = None
        for way in self.anywhere:
            mask = way.mask
            if signs & mask == mask:
                found = way.pattern.search(text)
                if found and (best is None or found.start() < best.start()):
                    best = found
        return best


def leading(pattern: str, needs: str = "", marks: str = "") -> Leading:
    """A rule that is tried at the beginning of a text only.

    Its alternatives that may begin with anything ("[^.]…") need one of these words or marks.
    """
    guarded_too = bool(needs or marks)
    ways = [Way(part, guarded_too and part.startswith(OPEN_ENDED)) for part in alternatives(pattern)]
    plain = [part for part in alternatives(pattern) if not (guarded_too and part.startswith(OPEN_ENDED))]
    return Leading(ways, Wanted(needs, marks), "|".join(plain) or NEVER)


def labelled(before: str, label: str, pattern: str) -> Guarded:
    """A rule for the beginning of a text, behind an optional label ("Step two: …"), which ends with a colon or a dash.

    before: what may stand first, with {label} where the label's alternative goes.
    """
    plain, whole = (before.replace("{label}", part) + pattern for part in ("", label))
    ways = [Way(whole, loose=True), Way(plain)]
    return Guarded(Leading(ways, Wanted("", ":–—"), plain), [], Wanted("", ""))


def guarded(needs: str, pattern: str, marks: str = "") -> Guarded:
    """A pattern whose alternatives that may stand anywhere need one of these words (their first letters tell)."""
    parts = alternatives(pattern)
    start = [part for part in parts if part.startswith("^")]
    anywhere = [Way(part) for part in parts if not part.startswith("^")]
    return Guarded(leading("|".join(start), needs, marks) if start else None, anywhere, Wanted(needs, marks))


def unguarded(pattern: str) -> Guarded:
    """A pattern to search for, without a guard beyond what its own words tell."""
    return guarded("", pattern)


def rule(pattern: str) -> regex.Pattern[str]:
    """Compile, with either apostrophe wherever the pattern has one outside a character class."""
    pieces = regex.split(r"(\[[^\]]*\])", pattern)
    either = "".join(piece if piece.startswith("[") else piece.replace("'", "['’]") for piece in pieces)
    return regex.compile(either, regex.I)
