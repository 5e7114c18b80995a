"""The rubric of a good tip where no other test holds it: of one section, of a tip's size, and not about the article.

The labels are those of people: what a sentence is, and which heading it stands under.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from benchmarks.peers import FOLDERS
from benchmarks.scoring import letters
from scheduler.domain.articles import read
from scheduler.domain.tips import Split, Tip, split
from scheduler.domain.tips.sentences import sentences
from tests.unit.tips_rubric import SPEAKS_OF_THE_ARTICLE, too_large

LABELLED = sorted(path for folder in FOLDERS for path in folder.glob("*.json"))
TELLING = 20  # letters: a shorter sentence may stand in two sections


def _source(labels: Path) -> Path:
    beside = [*labels.parent.glob(f"{labels.stem}.*"), *labels.parents[1].glob(f"{labels.stem}.*")]
    return next(path for path in sorted(beside) if path.is_file() and path.suffix != ".json")


@cache
def _found(labels: Path) -> Split:
    source = _source(labels)
    return split(read(source.read_bytes(), source=source.name))


@cache
def _units(labels: Path) -> list[tuple[str, dict[str, Any]]]:
    """(its letters, the label) of every sentence and item."""
    units = [unit for unit in json.loads(labels.read_text())["units"] if unit["role"] != "heading"]
    return [(letters(unit["text"])[0], unit) for unit in units]


def _cautions(labels: Path) -> str:
    return " ".join(words for words, unit in _units(labels) if unit["role"] == "caveat")


def _sentences(tip: Tip, language: str) -> list[str]:
    return [line[a:b] for line in tip.text.split("\n") for a, b in sentences(line, 0, len(line), language)]


@pytest.mark.parametrize("labels", LABELLED, ids=lambda path: path.stem)
def test_r5_a_tip_speaks_of_its_article_only_in_a_caution_whose_words_are_kept(labels: Path) -> None:
    found = _found(labels)
    cautions = _cautions(labels)
    said = [sentence for tip in found.tips for sentence in _sentences(tip, found.article.language)]
    about = [sentence for sentence in said if SPEAKS_OF_THE_ARTICLE.search(sentence)]
    assert [sentence for sentence in about if letters(sentence)[0] not in cautions] == []


@pytest.mark.parametrize("labels", LABELLED, ids=lambda path: path.stem)
def test_r6_all_of_a_tip_stands_under_one_heading(labels: Path) -> None:
    for tip in _found(labels).tips:
        text = letters(tip.text)[0]
        sections = {unit["section"] for words, unit in _units(labels) if len(words) >= TELLING and words in text}
        assert len(sections) <= 1, tip.text


@pytest.mark.parametrize("labels", LABELLED, ids=lambda path: path.stem)
def test_r10_a_tip_has_five_sentences_or_is_a_list_and_120_words(labels: Path) -> None:
    found = _found(labels)
    assert [tip.text for tip in found.tips if too_large(tip, found)] == []


def test_there_are_labels() -> None:
    assert len(LABELLED) >= 60


@pytest.mark.parametrize(
    ("sentence", "about"),
    [
        ("As mentioned above, breathe out slowly.", True),
        ("In this post you will find three stretches.", True),
        ("Do the following exercises every day.", True),
        ("Last month's article told why.", True),
        ("Click here for more.", True),
        ("Today we’ll look at the hips.", True),
        ("Try the following: three breaths, then a rest.", False),
        ("Lift the arm above your head.", False),
        ("The ache is gone by the following morning.", False),
        ("Recently woken muscles are stiff.", False),
    ],
)
def test_words_about_the_article_are_known_and_others_left_in_peace(sentence: str, about: bool) -> None:
    assert bool(SPEAKS_OF_THE_ARTICLE.search(sentence)) == about


def test_what_is_too_large_is_known() -> None:
    found = split(read(b"Hips\n\nLift your knee. Breathe out. Rest.", source="a.txt"))
    (tip,) = found.tips
    assert not too_large(tip, found)
    assert too_large(tip, found, most_sentences=2)
    assert too_large(tip, found, most_words=5)
