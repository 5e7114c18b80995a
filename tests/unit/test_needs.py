"""The words that a pattern needs are read from it: a text without them never matches."""

from __future__ import annotations

import gc
import re
from pathlib import Path

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.articles import junk
from scheduler.domain.collector import uncollected
from scheduler.domain.text.needs import needs_of
from scheduler.domain.tips import lexicon
from scheduler.domain.tips.lexicon.base import Guarded, Leading, Way
from scheduler.domain.tips.lexicon.vocabulary import hear

HERE = Path(__file__).parents[1]
FILES = [*(HERE / "wordings").glob("*.txt"), *(HERE / "gold").rglob("*.md"), *(HERE / "gold").rglob("*.txt")]
LINES = sorted({line.strip() for file in FILES for line in file.read_text("utf-8", "replace").splitlines()} - {""})
TEXTS = sorted(
    {*LINES, *(part for line in LINES for part in re.split(r"(?<=[.!?]) |, ", line)), *map(str.upper, LINES)}
)
WORDS = sorted({word for line in LINES for word in line.split()})


def _ways() -> list[Way]:
    rules = [getattr(lexicon, name) for name in lexicon.__all__]
    starts = [*(one.start for one in rules if isinstance(one, Guarded) and one.start), *rules]
    return [way for one in starts if isinstance(one, Leading) for way in one.ways] + [
        way for one in rules if isinstance(one, Guarded) for way in one.anywhere
    ]


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (r"\bsee our\b", [{"see"}]),
        (r"\b(?:read|tap) (?:here|more)\b", [{"read", "here", "tap", "more"}]),
        (r"\bpromo code\w*", [{"promo"}]),
        (r"\bstrengthen\w*", [{"strengthen*"}]),
        (r"\bpractis?ing\b", [{"practising", "practiing"}]),
        (r"^(?:please )?book\b", [{"please", "book"}]),
        (r"\bone\b[^.]{0,9}\btwo\b", [{"two"}, {"one"}]),
        (r"\bso (?:\w+ ){0,3}important", [{"important*"}, {"so"}]),
        (r"whole|\bword", []),  # "whole" may end a longer word
        (r"[^.]*", []),
        (r"\b(?!not)[a-z]+\b", []),
        (r"(?<=the )\bend\b(?= of)", [{"end"}]),
        (r"\bl'avant\b", [{"avant"}]),
    ],
)
def test_a_pattern_tells_which_words_it_needs(pattern: str, words: list[set[str]]) -> None:
    found = [set(need) for need in needs_of(pattern)]
    if pattern.startswith(r"\b(?:read"):
        assert len(found) == 1
        assert found[0] <= words[0]
    elif pattern.startswith("^(?:please"):
        assert found == [{"please", "book"}]
    else:
        assert found == words


def test_what_a_pattern_of_the_lexicon_needs_is_in_every_text_that_it_matches() -> None:
    matched = 0
    for way in _ways():
        for text in TEXTS:
            if way.pattern.search(text):
                matched += 1
                assert hear(text).signs & way.mask == way.mask, (way.pattern.pattern, text)
    assert matched > 5000


def test_a_rule_finds_the_same_as_its_pattern_in_one_piece() -> None:
    rules = {name: getattr(lexicon, name) for name in ("BENEFIT", "CONSEQUENCE", "ANATOMY", "READER", "FELT")}
    for name, guarded in rules.items():
        whole = regex.compile("|".join(f"(?:{way.pattern.pattern})" for way in guarded.anywhere), regex.I)
        for text in TEXTS:
            one, other = guarded.search(text), whole.search(text)
            assert (one and one.span()) == (other and other.span()), (name, text)


@given(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))
def test_any_words_in_any_order_match_only_where_the_needs_are_met(text: str) -> None:
    signs = hear(text).signs
    for way in _ways():
        if signs & way.mask != way.mask:
            assert not way.pattern.search(text)


@given(st.one_of(st.sampled_from(LINES), st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join)))
def test_a_line_is_furniture_by_the_short_way_when_it_is_by_the_long_one(line: str) -> None:
    assert junk.may_be_furniture(line) == (junk.RULE.fullmatch(line) is not None)


@pytest.mark.parametrize("on", [True, False])
def test_the_collector_is_left_as_it_was(on: bool) -> None:
    before = gc.isenabled()
    (gc.enable if on else gc.disable)()
    try:
        with uncollected():
            assert not gc.isenabled()
        assert gc.isenabled() is on
    finally:
        (gc.enable if before else gc.disable)()
