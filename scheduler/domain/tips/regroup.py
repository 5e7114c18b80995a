"""A person draws the line elsewhere: a tip cut between two sentences, or two made one. Still the article's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.domain.tips import worth
from scheduler.domain.tips.model import Edit, Span
from scheduler.domain.tips.roles import Sentence, in_company, role_of
from scheduler.domain.tips.sentences import sentences
from scheduler.domain.tips.splitter import carries, join, merge


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage judged anew: its words and what they are worth (domain/tips, model)."""

    spans: list[Span]
    text: str
    role: str
    worth: str
    worth_reason: str
    carries: str
    health_claim: bool


def sentence_spans(text: str, spans: Sequence[Span], language: str = "en") -> list[Span]:
    """The sentences at the spans; a line of the canonical text is a block of its own."""
    return [
        found
        for start, end in spans
        for block in _lines(text, start, end)
        for found in sentences(text, *block, language)
    ]


def _lines(text: str, start: int, end: int) -> list[Span]:
    found: list[Span] = []
    for line in text[start:end].splitlines(keepends=True):
        found.append((start, start + len(line)))
        start += len(line)
    return found


def piece(
    text: str, spans: Sequence[Span], edits: Sequence[Edit], title: str, path: Sequence[str] | None = None
) -> Piece:
    """The words of `text` at the spans, and their worth. `path`: the headings above, which may say why."""
    whole = merge(sorted(spans), text)
    said = in_company([_sentence(text, start, end) for start, end in sentence_spans(text, whole)])
    role = worth.role_of_passage(said)
    value, reason = worth.worth_of(said, role)
    words = join(text, whole, edits)
    if value == "know" and path is not None:
        value, reason = worth.by_place(words, path[-1] if path else "", tuple(path)) or (value, reason)
    claim = worth.is_health_claim(f"{title}\n{words}")
    return Piece(whole, words, role, value, reason, carries(value, said), claim)


def _sentence(text: str, start: int, end: int) -> Sentence:
    words = text[start:end]
    return Sentence(start, end, words, role_of(words), 0, len(words.split()))
