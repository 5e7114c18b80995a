"""How the patterns of the lexicon are written: either apostrophe, any case, and a guard for the slow ones."""

from __future__ import annotations

import regex

from scheduler.domain.tips.lexicon.vocabulary import STEM, beginning_bit, hear, leading_bit, stem_bit

NEVER = r"(?!)"
OPEN_ENDED = ("[^", "^[^", "^(?!.*")


def _has(text: str, needs: int, marks: str) -> bool:
    """Is there one of the words that a pattern needs, or one of the characters?"""
    if needs and hear(text).stems & needs:
        return True
    return bool(marks) and any(mark in text for mark in marks)


class Leading:
    """A pattern for the beginning of a text, tried only behind a first word with which it can begin.

    Sentences begin with few words, so what may follow each is asked once (a partial match) and remembered.
    whole, needs: a larger pattern, tried instead on a text that has a word beginning like one of `needs` or a
    character of `marks`; it has the alternatives that may begin with anything.
    """

    __slots__ = ("_bit", "_marks", "_needs", "pattern", "whole")

    def __init__(
        self, pattern: regex.Pattern[str], whole: regex.Pattern[str] | None = None, needs: int = 0, marks: str = ""
    ) -> None:
        self.pattern, self._bit = pattern, leading_bit(pattern)
        self.whole, self._needs, self._marks = whole, needs, marks

    def match(self, text: str) -> regex.Match[str] | None:
        """A match at the start of the text."""
        if self.whole is not None and _has(text, self._needs, self._marks):
            return self.whole.match(text)
        if not hear(text).first & self._bit:
            return None
        return self.pattern.match(text)


class Guarded:
    """A large pattern made cheap, with the same matches.

    start: its alternatives that begin with ^, tried once, at the beginning. anywhere: the others, tried only on a
    text that has a word beginning like one of `needs`, or a character of `marks`.
    """

    __slots__ = ("_begins", "_bit", "_marks", "anywhere", "start")

    def __init__(
        self, start: Leading | None, anywhere: regex.Pattern[str] | None, needs: frozenset[str], marks: str = ""
    ) -> None:
        self.start, self.anywhere, self._marks = start, anywhere, marks
        self._bit = stem_bit(needs)  # 0: nothing is needed
        begins = anywhere is not None and all(part.startswith(r"\b") for part in _alternatives(anywhere.pattern))
        self._begins = beginning_bit(anywhere) if anywhere is not None and begins else 0

    def search(self, text: str) -> regex.Match[str] | None:
        """A match at the start of the text, else the first anywhere."""
        found = self.start.match(text) if self.start else None
        if found or self.anywhere is None or not self._possible(text):
            return found
        return self.anywhere.search(text)

    def _possible(self, text: str) -> bool:
        if self._begins and not hear(text).heads & self._begins:
            return False
        return not self._bit or _has(text, self._bit, self._marks)


def leading(pattern: str, needs: str = "", marks: str = "") -> Leading:
    """A rule that is tried at the beginning of a text only.

    Its alternatives that may begin with anything ("[^.]…") need one of these words or marks.
    """
    parts = _alternatives(pattern)
    plain = [part for part in parts if not ((needs or marks) and part.startswith(OPEN_ENDED))]
    if plain == parts:
        return Leading(rule(pattern))
    return Leading(rule("|".join(plain) or NEVER), rule(pattern), stem_bit(_stems(needs)), marks)


def labelled(before: str, label: str, pattern: str) -> Guarded:
    """A rule for the beginning of a text, behind an optional label ("Step two: …"), which ends with a colon or a dash.

    before: what may stand first, with {label} where the label's alternative goes.
    """
    plain, whole = (rule(before.replace("{label}", part) + pattern) for part in ("", label))
    return Guarded(Leading(plain, whole, marks=":–—"), None, frozenset())


def _stems(needs: str) -> frozenset[str]:
    return frozenset(word[:STEM] for word in needs.split())


def guarded(needs: str, pattern: str, marks: str = "") -> Guarded:
    """A pattern whose alternatives that may stand anywhere need one of these words (their first letters tell)."""
    parts = _alternatives(pattern)
    start = [part for part in parts if part.startswith("^")]
    anywhere = [part for part in parts if not part.startswith("^")]
    return Guarded(
        leading("|".join(start), needs, marks) if start else None,
        rule("|".join(anywhere)) if anywhere else None,
        _stems(needs),
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
