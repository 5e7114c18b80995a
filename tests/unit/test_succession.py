"""Which tip of an edited article follows which: by the same words, else by most of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.tips.succession import Words, difference, successors

ROLL = "Stand tall and roll one foot over a small ball for a minute."
TOES = "Sit on a chair and lift all ten toes off the floor."


def words(text: str, *section: str) -> Words:
    return Words(section, text)


def test_the_same_words_are_the_same_tip_wherever_they_stand() -> None:
    before = [words(ROLL, "Roll"), words(TOES, "Toes")]
    assert successors(before, [words(TOES, "Lift"), words(ROLL, "Roll")]) == {0: 1, 1: 0}


def test_words_that_changed_are_known_by_those_that_stayed_and_more_easily_under_their_heading() -> None:
    before = [words(TOES, "Toes")]
    assert successors(before, [words("Lie down and lift all ten toes, then rest.", "Toes")]) == {0: 0}
    assert successors(before, [words("Lie down and lift all ten toes, then rest.", "Evening")]) == {}
    assert successors(before, [words(TOES.replace("chair", "stool"), "Evening")]) == {0: 0}


def test_other_words_under_the_same_heading_are_another_tip() -> None:
    assert successors([words(TOES, "Toes")], [words("Warm socks help more than creams do.", "Toes")]) == {}


def test_each_is_followed_once_by_what_is_most_like_it() -> None:
    before = [words(ROLL, "Roll")]
    now = [words(ROLL.replace("minute", "while"), "Roll"), words(ROLL, "Roll")]
    assert successors(before, now) == {1: 0}


TEXTS = st.lists(st.sampled_from([*ROLL.split(), *TOES.split(), "\n", "“", "é"]), max_size=30).map(" ".join)


@given(TEXTS, TEXTS)
def test_a_difference_holds_every_word_of_both(before: str, now: str) -> None:
    pieces = difference(before, now)
    assert "".join(text for kind, text in pieces if kind != "new") == before
    assert "".join(text for kind, text in pieces if kind != "gone") == now


def test_what_is_very_long_is_shown_whole() -> None:
    assert difference("a " * 3000, "b") == [("gone", "a " * 3000), ("new", "b")]


@given(st.lists(TEXTS, max_size=5), st.lists(TEXTS, max_size=5))
def test_nothing_has_two_successors(before: list[str], now: list[str]) -> None:
    found = successors([words(text) for text in before], [words(text) for text in now])
    assert len(set(found.values())) == len(found)
