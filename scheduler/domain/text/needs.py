"""What words must a text have for a pattern to match? Read from the pattern itself, so that nobody keeps a list.

A pattern is costly to search for and seldom matches. A text is looked at once, word by word; a pattern is then tried
only where the text has what it needs: from each of some sets of words at least one. The subset of syntax that the
rules of this project use is understood; whatever else a pattern has needs nothing. What is found is never too much: a
text without these words cannot match (a test tries it on all articles and wordings).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import regex

Need = frozenset[str]  # "word", or "wor*" for every word that begins so: the text has one of them
MOST = 200  # strings that a part of a pattern is written out to
EDGE, OPEN = "|", "?"  # a place between two words; a place of which nothing is known
EDGES = (" ", EDGE)
_OFTEN = (
    "a an and are as at be but by can de do en et for from have i if in is it la le les more my no not of on one or "
    "our so some that the their them there these they this to un une up was we what when will with you your"
)
COMMON = frozenset(_OFTEN.split())
PIECE = regex.compile(
    r"(?P<no_word>\(\?!\[\\w[^\]]*\]\))|(?P<opens>\((?:\?(?:P<\w+>|[-a-z]*:|<?[=!]))?)|(?P<closes>\))|(?P<or>\|)|"
    r"(?P<edge>\\b|[\^$])|(?P<blank>\\[sWnt])|(?P<any>\.|\\[wdSDpP1-9](?:\{\^?\w+\})?)|\\(?P<escaped>.)|"
    r"\[(?P<set>\^?(?:\\.(?:\{\w+\})?|[^\]])+)\]|(?P<times>[?*+]|\{\d*,?\d*\})(?P<lazy>[?+]?)|(?P<literal>[^\\()\[\]|?*+{}.^$]+(?![?*+{])|.)",
    regex.S,
)
LETTERS_OR_RANGE = regex.compile(r"\\[wdpPSD]|\w-\w")


def alternatives(pattern: str) -> list[str]:
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


class Needs:
    """The needs of many patterns, each with a bit, and which of them a word meets."""

    def __init__(self) -> None:
        self._bits: dict[Need, int] = {}
        self._words: dict[str, int] = {}
        self._stems: dict[str, int] = {}

    def bit(self, need: Need) -> int:
        """The bit of a text that has one of these words."""
        bit = self._bits.get(need)
        if bit is None:
            bit = self._bits[need] = 1 << len(self._bits)
            for word in need:
                known, entry = (self._stems, word[:-1]) if word.endswith("*") else (self._words, word)
                known[entry] = known.get(entry, 0) | bit
        return bit

    def mask(self, needs: Iterable[Need]) -> int:
        """The bits of several needs."""
        found = 0
        for need in needs:
            found |= self.bit(need)
        return found

    def met_by(self, word: str) -> int:
        """The bits of the needs that a word (letters only, lower case) meets."""
        found = self._words.get(word, 0)
        for length in range(1, len(word) + 1):
            found |= self._stems.get(word[:length], 0)
        return found


class Part(NamedTuple):
    """What is known of a part of a pattern.

    texts: all it can match, written out, with a space for whatever is no letter; None when they are too many. Then
    needs: what it needs; starts, ends: does it begin and end beside or with something that is no letter?
    nothing: can it match nothing?
    """

    texts: frozenset[str] | None
    needs: tuple[Need, ...] = ()
    starts: bool = False
    ends: bool = False
    nothing: bool = False


ANYTHING = Part(None)
NOTHING = Part(frozenset({""}))


def needs_of(pattern: str) -> tuple[Need, ...]:
    """The sets of words of which any text that the pattern matches has one each."""
    part = _Reader(pattern).alternatives(False)
    return _distinct(part.needs if part.texts is None else _need(part.texts, OPEN, OPEN))


class _Reader:
    """Reads a pattern once, from left to right."""

    def __init__(self, pattern: str) -> None:
        self._pieces = [(str(found.lastgroup), found) for found in PIECE.finditer(pattern)]
        self._at = 0

    def alternatives(self, after_edge: bool) -> Part:
        """Up to the end of the group. after_edge: does it stand where a word can only begin?"""
        found = [self._sequence(after_edge)]
        while self._take("or"):
            found.append(self._sequence(after_edge))
        return _either(found, EDGE if after_edge else OPEN)

    def _take(self, kind: str) -> bool:
        if self._at < len(self._pieces) and self._pieces[self._at][0] == kind:
            self._at += 1
            return True
        return False

    def _sequence(self, after_edge: bool) -> Part:
        row = _Row(after_edge)
        while self._at < len(self._pieces) and self._pieces[self._at][0] not in ("closes", "or"):
            row.add(self._repeated(self._one(row.at_edge), row.at_edge))
        return row.whole()

    def _one(self, after_edge: bool) -> Part:
        kind, found = self._pieces[self._at]
        self._at += 1
        if kind == "opens":
            inner = self.alternatives(after_edge)
            self._take("closes")
            return NOTHING if found.group()[-1] in "=!" else inner
        if kind in ("edge", "no_word"):
            return Part(frozenset({EDGE}))
        if kind in ("literal", "escaped", "blank"):
            text = " " if kind == "blank" else "".join(map(_plain, found.group(kind)))
            return Part(frozenset({text}))
        return _of_set(found.group("set")) if kind == "set" else ANYTHING

    def _repeated(self, part: Part, after_edge: bool) -> Part:
        if self._at >= len(self._pieces) or not self._pieces[self._at][1].group("times"):
            return part
        times = self._pieces[self._at][1].group("times")
        self._at += 1
        least = 0 if times in "?*" or times.startswith(("{0", "{,")) else 1
        if times == "?" or (part.texts is not None and not any(text.strip() for text in part.texts)):
            return part if least else _either([part, NOTHING], OPEN)  # several blanks are as good as one
        if part.texts is not None:
            texts = part.texts
            starts, ends = (all(text[at:][:1] in EDGES for text in texts) for at in (0, -1))
            part = Part(None, _need(texts, EDGE if after_edge else OPEN, OPEN), starts, ends)
        return part if least else part._replace(needs=(), nothing=True)


class _Row:
    """Parts one behind the other."""

    def __init__(self, after_edge: bool) -> None:
        self._texts = frozenset({""})
        self._left = EDGE if after_edge else OPEN
        self._needs: list[Need] = []
        self._starts: bool | None = None  # None: all of it is written out

    @property
    def at_edge(self) -> bool:
        return all((text or self._left)[-1] in EDGES for text in self._texts)

    def add(self, part: Part) -> None:
        if part.texts is not None:
            if len(self._texts) * len(part.texts) <= MOST:
                self._texts = frozenset([one + two for one in self._texts for two in part.texts])
                return
            texts = part.texts
            starts, ends = (all(text[at:][:1] in EDGES for text in texts) for at in (0, -1))
            part = Part(None, _need(texts, EDGE if self.at_edge else OPEN, OPEN), starts, ends)
        edge = part.ends and (not part.nothing or self.at_edge)
        self._close(part.starts and not part.nothing)
        self._needs += part.needs
        self._texts, self._left = frozenset({""}), EDGE if edge else OPEN

    def _close(self, bounded: bool) -> None:
        if self._starts is None:
            self._starts = all(text[:1] in EDGES for text in self._texts)
        self._needs += _need(self._texts, self._left, EDGE if bounded else OPEN)

    def whole(self) -> Part:
        if self._starts is None:
            return Part(self._texts)
        ends = self.at_edge
        self._close(False)
        return Part(None, tuple(self._needs), bool(self._starts), ends)


def _either(parts: list[Part], left: str) -> Part:
    """One of several."""
    if len(parts) == 1:
        return parts[0]
    texts = frozenset().union(*(part.texts for part in parts if part.texts is not None))
    if all(part.texts is not None for part in parts) and len(texts) <= MOST:
        return Part(texts)
    each = [part.needs if part.texts is None else _need(part.texts, left, OPEN) for part in parts]
    needs = (frozenset().union(*(min(found, key=_cost) for found in each)),) if all(each) else ()
    starts, ends = (all(_bounded(part, at) for part in parts if part.texts != NOTHING.texts) for at in (0, -1))
    nothing = any(part.nothing or (part.texts is not None and "" in part.texts) for part in parts)
    return Part(None, needs, starts, ends, nothing)


def _bounded(part: Part, at: int) -> bool:
    if part.texts is None:
        return part.ends if at else part.starts
    return all(text[at:][:1] in EDGES for text in part.texts if text)


def _of_set(inside: str) -> Part:
    """A character class: written out when it has single characters only."""
    if inside.startswith("^") or LETTERS_OR_RANGE.search(inside):
        return ANYTHING
    return Part(frozenset(_plain(letter) for letter in inside.replace("\\s", " ").replace("\\", "")))


def _plain(letter: str) -> str:
    return letter.lower() if letter.isalnum() or letter == "_" else " "


def _need(texts: Iterable[str], left: str, right: str) -> tuple[Need, ...]:
    """One word of each text, the rarest; () when a text has none that is whole at its beginning."""
    found = [_word(f"{left}{text}{right}") for text in texts]
    return (frozenset(found),) if all(found) else ()


def _word(text: str) -> str:
    words = [
        word.replace(OPEN, "*")
        for word in text.replace(EDGE, " ").split()
        if not word.startswith(OPEN) and word not in ("d", "l", "qu")  # these are dropped before a word
    ]
    return max(words, key=lambda word: (word.rstrip("*") not in COMMON, len(word)), default="")


def _cost(need: Need) -> tuple[int, int]:
    return sum(word.rstrip("*") in COMMON or len(word) < 3 for word in need), len(need)


def _distinct(needs: Iterable[Need]) -> tuple[Need, ...]:
    return tuple(dict.fromkeys(sorted(needs, key=lambda need: (_cost(need), sorted(need)))))
