"""The words of a tip or of a post's opening: its sentences, paragraphs and lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from scheduler.domain.compose.facts import Content
from scheduler.domain.tips import roles
from scheduler.domain.tips.fit import Sentence
from scheduler.domain.tips.instructions import is_how_to
from scheduler.domain.tips.openings import ALONE, opening
from scheduler.domain.tips.sentences import sentences

_ENDS = re.compile(r"[.!?…][\W_]*$")


def sentences_of(content: Content) -> list[str]:
    """The sentences of the tip, then the one it is printed with, or those of a post's opening."""
    text = f"{content.tip.text}\n{content.tip.companion}" if content.tip else content.opening
    return [text[start:end] for start, end, _ in _spans(text, content.language)]


def judged(text: str, language: str) -> list[Sentence]:
    """The sentences of a text as `fit` needs them: which may stand first, which limit advice, which are steps."""
    found: list[Sentence] = []
    last = 0
    spans = list(_spans(text, language))
    cautions = _cautions(text, [(start, end) for start, end, _ in spans])
    for start, end, item in spans:
        said = text[start:end]
        opens = opening(said)[0] == ALONE
        found.append(Sentence(said, text[last:start], opens, start in cautions, item or is_how_to(said)))
        last = end
    return found


def _cautions(text: str, spans: Sequence[tuple[int, int]]) -> set[int]:
    """Where the sentences begin that limit advice, also those that only their neighbours explain: "Sore knees? …"."""
    found: set[int] = set()
    line: list[roles.Sentence] = []
    for place, (start, end) in enumerate(spans):
        line.append(roles.sentence_at(text, start, end, 0))
        last = place + 1 == len(spans)
        if last or "\n" in text[end : spans[place + 1][0]]:
            found |= {said.start for said in roles.in_company(line) if said.role == roles.CAVEAT}
            found |= {said.start for said in line if roles.is_caveat(said.text) or roles.is_in_doubt(said)}
            line = []
    return found


def _spans(text: str, language: str) -> Iterator[tuple[int, int, bool]]:
    """Start, end and whether it stands in a list, of every sentence; none runs over the end of a line."""
    items = {line for part in parts(lines(text)) if part["list"] for line in part["lines"]}
    start = 0
    for line in text.split("\n"):
        for first, last in sentences(text, start, start + len(line), language.partition("-")[0].lower()):
            yield first, last, line.strip() in items
        start += len(line) + 1


def lines(text: str) -> list[str]:
    """Paragraphs and items, one each."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def parts(of: Sequence[str]) -> list[dict[str, Any]]:
    """The lines as paragraphs and lists: `{"list": bool, "lines": [...]}`, a paragraph has one line.

    A list is what follows a line that ends with a colon, or two lines and more without a full stop.
    """
    found: list[dict[str, Any]] = []
    for line in of:
        item = _is_item(line, found)
        if item and found and found[-1]["list"]:
            found[-1]["lines"].append(line)
        else:
            found.append({"list": item, "lines": [line]})
    return [part if len(part["lines"]) > 1 else {**part, "list": False} for part in found]


def _is_item(line: str, before: Sequence[dict[str, Any]]) -> bool:
    if line.endswith(":"):
        return False
    led_in = bool(before) and (before[-1]["list"] or before[-1]["lines"][-1].endswith(":"))
    return led_in or not _ENDS.search(line)
