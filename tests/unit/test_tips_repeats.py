"""Cautions beside a tip: said once, the nearest first, and never left out for being short."""

from __future__ import annotations

import pytest

from scheduler.domain.articles import read
from scheduler.domain.tips import split
from scheduler.domain.tips.repeats import without


def _beside(text: str, part: str) -> tuple[str, ...]:
    found = split(read(text.encode(), source="article.md"))
    return next(tip for tip in found.tips if part in tip.text).caveats


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Stop if it hurts.", "If anything hurts, please stop."),
        ("Stop if you feel any pain.", "Please stop if you feel pain!"),
        ("Avoid the twist if you are pregnant.", "If you are pregnant, avoid twists."),
        ("Arrêtez si ça fait mal.", "Si ça fait mal, arrêtez."),
    ],
)
def test_the_same_in_other_words_is_printed_once_as_it_stands_nearest(one: str, other: str) -> None:
    assert without([one, other]) == [0]
    assert without([other, one]) == [0]
    assert without([one], already=[other]) == []


def test_what_another_says_with_more_beside_it_is_not_printed() -> None:
    more = "If it hurts, stop, and see your doctor."
    assert without(["Stop if it hurts.", more]) == [1]
    assert without([more, "Stop if it hurts."]) == [0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Stop if it hurts.", "Stop if your knee hurts."),  # of any part, of one
        ("Stop if it hurts.", "If you are pregnant, stop if it hurts."),  # of everybody, of some
        ("Skip the twist if you are pregnant.", "Skip the twist and the fold if you have a hernia."),
        ("Do not stop if it hurts.", "Stop if it hurts."),
        ("Avoid the plank.", "Avoid the twist."),
        ("Hold for ten breaths at most.", "Hold for five breaths at most."),
        ("Not on the left knee.", "Not on the right knee."),
        (
            "If pregnant, skip the twist; if it hurts, skip the fold.",
            "If pregnant, skip the fold; if it hurts, skip the twist.",
        ),
    ],
)
def test_what_says_something_of_its_own_stays(one: str, other: str) -> None:
    assert without([one, other]) == [0, 1]
    assert without([other, one]) == [0, 1]


ARTICLE = """\
# Floor

## Before you start

Ask your doctor first if you have a heart condition.

If anything hurts, please stop.

## Bridge

Lie down and lift your hips. Press your feet into the floor. Hold for five breaths. Lower slowly. Breathe out.

Skip the bridge if you have a slipped disc. Stop if it hurts. Keep your head still if your neck is sore.

## Twist

Sit tall and turn to the left. Breathe five times and come back slowly.
"""


def test_the_nearest_cautions_come_first_and_those_of_the_whole_article_last() -> None:
    beside = _beside(ARTICLE, "lift your hips")
    assert beside[-1] == "Ask your doctor first if you have a heart condition."
    assert beside[0] == "Skip the bridge if you have a slipped disc."
    assert sum("hurts" in caution for caution in beside) == 1


def test_elsewhere_the_caution_that_holds_there_is_still_printed() -> None:
    beside = _beside(ARTICLE, "turn to the left")
    assert "Ask your doctor first if you have a heart condition." in beside
    assert "If anything hurts, please stop." in beside
    assert not any("slipped disc" in caution for caution in beside)
