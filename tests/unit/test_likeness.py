"""Which tips say nearly the same."""

from __future__ import annotations

from collections import Counter

import pytest

from scheduler.domain.tips.likeness import POSTED, Likeness, shingles

PELVIS = (
    "Sit on the floor with your knees bent and let the pelvis roll back. Breathe in, and tilt it forward again until "
    "the lower back is long."
)


def alike(one: str, other: str) -> bool:
    known = Likeness()
    known.add(1, 10, one)
    return known.find(2, other) == 10


@pytest.mark.parametrize(
    "other",
    [
        PELVIS,
        PELVIS.upper().replace(",", " –"),
        PELVIS.replace("Sit on the floor", "Sit on a mat"),
        "An old favourite, for tired backs. " + PELVIS + " Do it before lunch.",
        PELVIS.partition(". ")[0] + ".",
    ],
)
def test_the_same_advice_in_nearly_the_same_words_is_found(other: str) -> None:
    assert alike(PELVIS, other)
    assert alike(other, PELVIS)


@pytest.mark.parametrize(
    "other",
    [
        "Lie on your back with your knees bent and let the knees fall to one side. Breathe out, and come back slowly.",
        "Sit on the floor.",
        "",
        "The pelvis is a ring of bones. Every muscle of the lower back ends there.",
    ],
)
def test_other_advice_is_not(other: str) -> None:
    assert not alike(PELVIS, other)


def test_the_same_exercise_for_another_part_of_the_body_is_another_tip() -> None:
    said = "Roll your {} for a minute, over all of it. Breathe out slowly as you roll."
    assert not alike(said.format("feet"), said.format("hands"))


def test_tips_of_one_article_are_never_held_against_each_other() -> None:
    known = Likeness()
    known.add(1, 10, PELVIS)
    assert known.find(1, PELVIS) is None


def test_the_nearest_is_named_and_of_equals_the_first() -> None:
    known = Likeness()
    known.add(1, 10, PELVIS.replace("Sit on the floor", "Sit on a mat"))
    known.add(2, 20, PELVIS)
    known.add(3, 30, PELVIS)
    assert known.find(4, PELVIS) == 20


def test_a_phrase_that_every_tip_has_does_not_make_the_search_longer() -> None:
    known = Likeness()
    for number in range(2000):
        known.add(number, number, f"breathe in and out slowly tip{number} word{number} other{number} last{number}")
    looked: Counter[int] = Counter(known._places(shingles("breathe in and out slowly")))
    assert sum(looked.values()) <= POSTED * len(shingles("breathe in and out slowly"))
    assert known.find(-1, "breathe in and out slowly tip7 word7 other7 last7") == 7
