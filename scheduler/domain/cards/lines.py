"""Breaks text into lines of even length, and finds the largest size at which they fit.

Widths are those of size 1, so they are measured once for all sizes. A line never breaks where French wants the two
sides together (before “: ; ! ? »”, after “«”), nor inside a word unless the word alone is wider than the card.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import regex

Measure = Callable[[str], float]
_TOKEN = regex.compile(r"[^\S\u00A0\u202F\u2007]+")
_GLUE_BEFORE = regex.compile(r"[:;!?»›%€$–—/…]")
_GLUE_AFTER = regex.compile(r"[«‹]$")
_WIDE = r"[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303F\uFF00-\uFFEF]"
_PIECE = regex.compile(rf"{_WIDE}|(?:(?!{_WIDE})\S)+")
_NO_START = set("、。，．・：；？！゛゜ヽヾゝゞ々ー’”）〕］｝〉》」』】〙〗〟｠»ゃゅょっャュョッ")
_NO_END = set("‘“（〔［｛〈《「『【〘〖〝｟«")
_CLUSTER = regex.compile(r"\X")
LAST_WORD = 0.35
"""A last line shorter than this share of the others looks left over."""


@dataclass(frozen=True, slots=True)
class Atom:
    """What is never broken. `blank`: a space stands before it."""

    text: str
    blank: bool


def atoms(text: str) -> list[Atom]:
    """The text in pieces between which a line may end."""
    found: list[Atom] = []
    for word in _TOKEN.split(text.strip()):
        for number, piece in enumerate(_PIECE.findall(word)):
            _add(found, piece, blank=number == 0)
    return found


def _add(found: list[Atom], piece: str, *, blank: bool) -> None:
    last = found[-1] if found else None
    if last is None:
        found.append(Atom(piece, False))
    elif blank and (_GLUE_BEFORE.fullmatch(piece[:1]) or _GLUE_AFTER.search(last.text)):
        found[-1] = Atom(f"{last.text} {piece}", last.blank)
    elif not blank and (piece[0] in _NO_START or last.text[-1] in _NO_END):
        found[-1] = Atom(last.text + piece, last.blank)
    else:
        found.append(Atom(piece, blank))


@dataclass(frozen=True, slots=True)
class Setting:
    """Lines at a size in pixels; `leading`: from baseline to baseline, in pixels."""

    lines: tuple[str, ...]
    size: float
    leading: float

    @property
    def height(self) -> float:
        """From the first line's cap to the last baseline, roughly."""
        return self.leading * (len(self.lines) - 1) + self.size


class Paragraph:
    """A text ready to be broken at any width."""

    def __init__(self, text: str, measure: Measure) -> None:
        self._measure = measure
        self._atoms = atoms(text)
        self._blank = measure(" ")
        self._widths = [measure(atom.text) for atom in self._atoms]

    def widest(self) -> float:
        """The longest piece that cannot be broken, at size 1."""
        return max(self._widths, default=0.0)

    def lines(self, width: float) -> tuple[str, ...]:
        """As few lines as fit into `width` (of size 1), as even as they can be."""
        parts = self if self.widest() <= width else self._chopped(width)
        return parts._balanced(width)

    def _chopped(self, width: float) -> Paragraph:
        """Words wider than a line are cut between letters: addresses, and words as only German has them."""
        made = Paragraph("", self._measure)
        for atom, wide in zip(self._atoms, self._widths, strict=True):
            pieces = [atom.text] if wide <= width else _cut(atom.text, width, self._measure)
            made._atoms += [Atom(piece, atom.blank and number == 0) for number, piece in enumerate(pieces)]
        made._widths = [self._measure(atom.text) for atom in made._atoms]
        return made

    def _balanced(self, width: float) -> tuple[str, ...]:
        """The break with the fewest lines, and among those the one with the least uneven edge."""
        count = len(self._atoms)
        best: list[tuple[int, float, int]] = [(0, 0.0, 0)] + [(count + 1, 0.0, 0)] * count
        for end in range(1, count + 1):
            for start in range(end - 1, -1, -1):
                wide = self._width(start, end)
                if wide > width and start < end - 1:
                    break
                lines, cost, _ = best[start]
                choice = (lines + 1, cost + self._unevenness(wide, width, last=end == count), start)
                best[end] = min(best[end], choice)
        return self._read(best)

    @staticmethod
    def _unevenness(wide: float, width: float, *, last: bool) -> float:
        short = max(1 - wide / width, 0.0)
        return short**2 if not last or short <= 1 - LAST_WORD else short**2 * 4

    def _read(self, best: Sequence[tuple[int, float, int]]) -> tuple[str, ...]:
        end, lines = len(self._atoms), []
        while end:
            start = best[end][2]
            lines.append(self._text(start, end))
            end = start
        return tuple(reversed(lines))

    def _text(self, start: int, end: int) -> str:
        first, rest = self._atoms[start], self._atoms[start + 1 : end]
        return first.text + "".join(f" {atom.text}" if atom.blank else atom.text for atom in rest)

    def _width(self, start: int, end: int) -> float:
        blanks = sum(atom.blank for atom in self._atoms[start + 1 : end])
        return sum(self._widths[start:end]) + blanks * self._blank


def _cut(word: str, width: float, measure: Measure) -> list[str]:
    pieces, piece = [], ""
    for cluster in _CLUSTER.findall(word):
        if piece and measure(piece + cluster) > width:
            pieces.append(piece)
            piece = ""
        piece += cluster
    return [*pieces, piece]


def fit(paragraph: Paragraph, width: float, height: float, sizes: Sequence[int], leading: float) -> Setting | None:
    """The largest of `sizes` (falling, in pixels) at which the text fits into width × height; None when none does.

    Words are cut only at the smallest size. `leading`: in sizes.
    """
    for size in sizes:
        if paragraph.widest() * size > width and size != sizes[-1]:
            continue
        setting = Setting(paragraph.lines(width / size), float(size), size * leading)
        if setting.height <= height:
            return setting
    return None
