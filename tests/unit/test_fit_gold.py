"""Every tip of the labelled articles in rooms of every size: whole sentences, with all that limits them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from scheduler.domain.articles import read
from scheduler.domain.compose import words
from scheduler.domain.tips import Tip, split
from scheduler.domain.tips.fit import MAX_PARTS, Room, fit

GOLD = Path(__file__).parents[1] / "gold"
PAIRS = ("()", "“”", "«»", "[]")


@cache
def tips() -> list[tuple[str, Tip]]:
    files = [file for file in sorted(GOLD.rglob("*")) if file.suffix in (".md", ".txt", ".html", ".docx")]
    articles = [read(file.read_bytes(), source=file.name) for file in files]
    return [(article.language, tip) for article in articles for tip in split(article).tips]


def room(limit: int, threads: bool) -> Room:
    def render(said: str, /, *, title: bool, closing: bool) -> str:
        return f"{'Heading: ' if title else ''}{said}{' https://a.example/b' if closing else ''}"

    return Room(render, lambda text: len(text) <= limit, threads, f"{limit} characters")


@pytest.mark.parametrize("threads", [False, True])
@pytest.mark.parametrize("limit", [90, 160, 280, 300, 500])
def test_nothing_is_cut_inside_a_sentence_or_ended_by_dots(limit: int, threads: bool) -> None:
    assert len(tips()) > 300
    seen = set()
    for language, tip in tips():
        said = words.judged(tip.text, language)
        found = fit(said, room(limit, threads), tip.needs_title, bool(tip.caveats))
        seen.add(found.how)
        assert (found.how == "left out") == (not found.parts)
        assert len(found.parts) <= MAX_PARTS
        for part in found.parts:
            _holds(part.words, tip.text, [one.text for one in said])
        if found.how == "part":
            must = [one.text for one in said if one.caveat or one.step]
            assert all(text in found.parts[0].words for text in must)
            assert found.parts[0].title == (tip.needs_title and tip.text.startswith(found.parts[0].words))
        if found.how == "thread":
            assert "".join("".join(part.words.split()) for part in found.parts) == "".join(tip.text.split())
    assert seen >= ({"whole", "left out"} if not threads else {"whole", "thread"})


def _holds(part: str, tip: str, sentences: list[str]) -> None:
    assert part in tip
    if part:
        assert any(part.startswith(one) for one in sentences)
        assert any(part.endswith(one) for one in sentences)
    for opens, closes in PAIRS:
        if tip.count(opens) == tip.count(closes):
            assert part.count(opens) == part.count(closes), part


def test_a_caution_that_only_its_neighbour_explains_stays_in_every_part() -> None:
    text = (
        "Kneeling wakes the hips and warms the back. Sore knees? Put a cushion below. Ask your midwife if you are "
        "pregnant. Same goes for you. Many people love it and do it every single evening before they go to bed."
    )
    said = words.judged(text, "en")
    cautions = ["Sore knees?", "Put a cushion below.", "Ask your midwife if you are pregnant.", "Same goes for you."]
    assert [one.text for one in said if one.caveat] == cautions
    for limit in range(40, 260, 10):
        for part in fit(said, room(limit, threads=False)).parts:
            assert all(caution in part.words for caution in cautions)
