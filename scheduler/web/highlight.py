"""The source with each tip's words marked: pure, from spans."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the source: `tip` is the tip's id, or 0 for words that no tip uses. `heading`: a line that is one."""

    text: str
    tip: int = 0
    number: int = 0
    dropped: bool = False
    first: bool = False
    heading: bool = False


def pieces(
    text: str, tips: Iterable[tuple[int, int, bool, list[list[int]]]], headings: Collection[str] = ()
) -> list[Piece]:
    """Cut `text` at the spans of `tips`: (id, number, dropped, [[start, end], …]) into runs in reading order.

    Spans that overlap an earlier one are shown with the earlier one: a word has one colour.
    """
    spans = sorted((start, end, tip, number, dropped) for tip, number, dropped, parts in tips for start, end in parts)
    found: list[Piece] = []
    seen: set[int] = set()
    at = 0
    for start, end, tip, number, dropped in spans:
        if start < at:
            continue
        if start > at:
            found += _rest(text[at:start], headings)
        found.append(Piece(text[start:end], tip, number, dropped, tip not in seen))
        seen.add(tip)
        at = end
    if at < len(text):
        found += _rest(text[at:], headings)
    return found


def _rest(text: str, headings: Collection[str]) -> list[Piece]:
    """Words that no tip uses, line by line, so that headings can be shown as such."""
    return [Piece(line, heading=line.strip() in headings) for line in text.splitlines(keepends=True)]


def before_lines(text: str, lines: Iterable[dict[str, str]]) -> str:
    """A tip's text without the lines that a person added below it, which are shown in a colour of their own."""
    for line in reversed(list(lines)):
        text = text.removesuffix(line["text"]).rstrip("\n")
    return text
