"""Twice the article is about twice the work: counted in steps (lines run and functions called), never in seconds."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from sentencex import get_sentence_boundaries

from scheduler.domain.articles import UnreadableArticle, read
from scheduler.domain.tips import sentences, split

STEP = "Lift your left knee and breathe out slowly."
CAUTION = "If you are pregnant or feel sharp pain, skip these stretches number {} and ask your doctor."
SHAPES: dict[str, tuple[str, Callable[[int], str]]] = {
    "paragraphs": ("a.txt", lambda n: f"{STEP} It helps the hips let go.\n\n" * n),
    "one paragraph": ("a.txt", lambda n: f"{STEP} " * n),
    "sentences without spaces": ("a.txt", lambda n: "Lift your knee.Breathe out slowly." * n),
    "sections": ("a.txt", lambda n: f"Hips and knees\n\n{STEP}\n\n" * n),
    "headings": ("a.md", lambda n: "# Hips\n\n" * n),
    "nested headings": ("a.md", lambda n: "".join(f"{'#' * (i % 6 + 1)} Hips {i}\n\n{STEP}\n\n" for i in range(n))),
    "different cautions": ("a.txt", lambda n: "".join(f"{STEP}\n\n{CAUTION.format(i)}\n\n" for i in range(n))),
    "items": ("a.txt", lambda n: f"- {STEP}\n" * n),
    "items in Markdown": ("a.md", lambda n: f"- {STEP}\n" * n),
    "items in HTML": ("a.html", lambda n: f"<ul>{f'<li>{STEP}</li>' * n}</ul>"),
    "dots": ("a.txt", lambda n: "a. " * n),
    "only dots": ("a.txt", lambda n: "." * n),
    "brackets": ("a.md", lambda n: "[" * n + "a"),
    "links": ("a.md", lambda n: "[a](b) " * n),
    "stars": ("a.md", lambda n: "*a **b " * n),
    "footnotes": ("a.md", lambda n: "a[^1] " * n + "\n\n" + "[^1]: b\n" * n),
    "nested tags": ("a.html", lambda n: "<div>" * n + STEP),
    "nested containers": ("a.html", lambda n: "<div class='post has-navigation'>" * n + f"<p>{STEP * 20}"),
    "spans": ("a.html", lambda n: "<p>" + f"<span style='color:#111'>{STEP}</span>" * n),
    "line breaks": ("a.html", lambda n: "<p>" + "word<br>" * n),
    "entities": ("a.html", lambda n: "<p>" + "&amp;a " * n),
    "style rules": ("a.html", lambda n: f"<style>{'.a{display:none}' * n}</style><p>{STEP}</p>"),
    "unclosed style rules": ("a.html", lambda n: f"<style>{'@media x{.a{' * n}</style><p>{STEP}</p>"),
    "clauses": ("a.txt", lambda n: "If " + "you, " * n + "."),
    "quotes": ("a.txt", lambda n: "“a” " * n),
    "round brackets": ("a.txt", lambda n: "(" * n + STEP),
    "square brackets": ("a.html", lambda n: "<p>" + "[" * n + STEP),
    "links without an end": ("a.md", lambda n: "[a](" * n),
    "tags without an end": ("a.md", lambda n: "<a " * n),
    "codes": ("a.md", lambda n: "`a``b " * n),
    "tables": ("a.md", lambda n: "|a|b|\n|-|-|\n" + "|a|b|\n" * n),
    "nested bold": ("a.html", lambda n: "<p>" + "<b>a " * n),
    "nested lists": ("a.html", lambda n: "<ul><li>Lift your knee." * n),
    "nested quotes": ("a.md", lambda n: "> " * n + STEP),
    "nested items": ("a.md", lambda n: "- " * n + STEP),
    "short items": ("a.md", lambda n: "- a\n" * n),
    "short items in HTML": ("a.html", lambda n: "<ul>" + "<li>a</li>" * n),
    "short lines": ("a.txt", lambda n: "two words\n" * n),
}


def _steps(text: str, source: str) -> int:
    count = 0

    def line(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += 1
        return line

    before = sys.gettrace()
    sys.settrace(line)
    try:
        found = split(read(text.encode(), source=source))
        found.article.source_span(0, len(found.article.text))
    except UnreadableArticle:
        pass
    finally:
        sys.settrace(before)
    return count


def calls(text: str, source: str) -> int:
    """Functions called, those written in C among them: fewer steps, for articles too large to count every line of."""
    count = 0

    def called(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += 1

    sys.setprofile(called)
    try:
        split(read(text.encode(), source=source))
    except UnreadableArticle:
        pass
    finally:
        sys.setprofile(None)
    return count


def repetitions(shape: str, letters: int) -> int:
    """How many of a shape make an article of so many letters."""
    _source, make = SHAPES[shape]
    return letters * 100 // (len(make(200)) - len(make(100)))


@pytest.mark.parametrize(
    ("shape", "letters"),
    [
        ("brackets", 8_000),
        ("dots", 40_000),
        ("nested tags", 80_000),
        ("items", 40_000),
        ("short items in HTML", 40_000),
    ],
)
def test_so_it_does_with_thousands_of_repetitions(shape: str, letters: int) -> None:
    """Two megabytes of each: `make long` (tests/long/test_two_megabytes.py)."""
    source, make = SHAPES[shape]
    times = repetitions(shape, letters)
    calls(make(2), source)
    small, large = calls(make(times // 4), source), calls(make(times), source)
    assert large < 4 * small * 1.3 + 2000, f"{small} calls, then {large}"


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_the_work_grows_with_the_article_and_not_with_its_square(shape: str) -> None:
    source, make = SHAPES[shape]
    _steps(make(2), source)  # what is loaded once is loaded
    small, large = _steps(make(150), source), _steps(make(600), source)
    assert large < 4 * small * 1.3 + 2000, f"{small} steps, then {large}"


@pytest.mark.parametrize("unit", ["“a ", "`a` b. ", "'a' ", "a? ", "word ", "word", f"{STEP} "])
def test_the_segmenter_is_given_pieces_and_each_letter_at_most_twice(
    unit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own work is no step of ours: for quotes left open it takes time with the square of what it is given."""
    given: list[int] = []

    def counted(language: str, text: str) -> list[dict[str, Any]]:
        given.append(len(text))
        return get_sentence_boundaries(language, text)

    monkeypatch.setattr(sentences, "get_sentence_boundaries", counted)
    text = unit * (200_000 // len(unit))
    sentences.sentences(text, 0, len(text))
    assert max(given) <= sentences.PIECE
    assert sum(given) <= 2 * len(text)


@pytest.mark.parametrize("before", range(0, 60, 7))
def test_a_sentence_that_lies_across_two_pieces_is_one(before: int) -> None:
    text = "x" * before + f" {STEP}" * 300
    found = [text[start:end] for start, end in sentences.sentences(text, 0, len(text))]
    assert found[1:] == [STEP] * 299
