from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.tips.fit import MAX_PARTS, Fit, Room, Sentence, fit, words

CAVEAT = "Skip it if it hurts."


def room(limit: int, *, threads: bool = False, closing: str = "") -> Room:
    """A channel that prints title, words and closing, and takes `limit` characters."""

    end = closing

    def render(said: str, /, *, title: bool, closing: bool) -> str:
        parts = ("Feet" if title else "", said, end if closing else "")
        return "\n\n".join(part for part in parts if part)

    return Room(render, lambda text: len(text) <= limit, threads, f"{limit} characters")


def said(text: str, **flags: bool) -> Sentence:
    return Sentence(text, **flags)  # type: ignore[arg-type]


def posts(found: Fit) -> list[str]:
    return [part.text for part in found.parts]


WHY = said("Feet that move feel warm.")
AND = said("That helps the knees.", opens=False)
MORE = said("Shoes make feet lazy.")


def test_a_tip_that_fits_goes_out_whole_with_its_own_breaks() -> None:
    tip = [WHY, Sentence("A new line.", "\n")]
    found = fit(tip, room(100))
    assert (posts(found), found.how, found.reason) == (["Feet that move feel warm.\nA new line."], "whole", "")


def test_a_tip_that_leans_on_its_heading_is_printed_under_it() -> None:
    assert posts(fit([AND], room(100), needs_title=True)) == ["Feet\n\nThat helps the knees."]
    assert posts(fit([WHY], room(100))) == ["Feet that move feel warm."]


def test_a_tip_too_long_shows_its_longest_part_that_opens_and_ends_at_a_thought() -> None:
    found = fit([WHY, AND, MORE], room(50))
    assert (posts(found), found.how) == (["Feet that move feel warm. That helps the knees."], "part")
    assert "longer than 50 characters" in found.reason


def test_a_part_never_begins_with_a_sentence_that_leans_back() -> None:
    assert posts(fit([MORE, said("x" * 60 + "."), AND], room(30))) == ["Shoes make feet lazy."]
    assert fit([said("x" * 60 + "."), AND], room(30)).how == "left out"


def test_a_part_never_ends_where_the_next_sentence_takes_it_back() -> None:
    but = said("But not in winter, when the floor is cold.", opens=False)
    assert fit([WHY, but], room(30)).how == "left out"


def test_a_part_never_ends_with_a_question_or_a_lead_in() -> None:
    for hanging in ("What do feet need?", "Feet need:"):
        assert fit([said(hanging), said("Room for every single toe, all day.")], room(20)).how == "left out"


def test_a_part_under_a_heading_keeps_the_heading_only_when_it_begins_the_tip() -> None:
    tip = [AND, MORE, said("y" * 50 + ".")]
    assert posts(fit(tip, room(50), needs_title=True)) == ["Feet\n\nThat helps the knees. Shoes make feet lazy."]
    assert posts(fit([said("z" * 60 + ".", opens=False), MORE], room(50), needs_title=True)) == [
        "Shoes make feet lazy."
    ]


def test_a_caution_in_the_tip_is_in_every_part_of_it() -> None:
    tip = [MORE, WHY, said(CAVEAT, opens=False, caveat=True)]
    assert posts(fit(tip, room(50))) == [f"Feet that move feel warm. {CAVEAT}"]
    found = fit([said("x" * 60 + "."), said(CAVEAT, opens=False, caveat=True)], room(50))
    assert (found.how, found.reason) == (
        "left out",
        "It is longer than 50 characters, and the caution in it must stay.",
    )


def test_a_procedure_is_never_cut() -> None:
    steps = [said("Take a ball.", step=True), said("Roll one foot.", step=True), said("Change feet.", step=True)]
    found = fit(steps, room(30))
    assert (found.how, found.reason) == (
        "left out",
        "Its steps belong together, and they are longer than 30 characters.",
    )
    assert posts(fit([*steps, MORE], room(45))) == ["Take a ball. Roll one foot. Change feet."]


def test_a_tip_whose_caution_has_no_room_is_left_out_and_says_so() -> None:
    found = fit([WHY], room(40, closing=CAVEAT), carries_caveats=True)
    assert (found.how, found.parts) == ("left out", ())
    assert found.reason == "With the caution that belongs to it, it is longer than 40 characters."


def test_a_channel_with_threads_gets_the_whole_tip_in_posts_closed_by_the_caution() -> None:
    steps = [said("Take a small ball.", step=True), said("Roll one foot.", step=True), said("Change.", step=True)]
    found = fit(steps, room(45, threads=True, closing=CAVEAT), needs_title=True)
    assert posts(found) == ["Feet\n\nTake a small ball. Roll one foot.", f"Change.\n\n{CAVEAT}"]
    assert (found.how, found.reason) == ("thread", "The tip is longer than 45 characters, so it goes out as 2 posts.")


def test_a_caution_that_fills_a_post_closes_the_thread_alone() -> None:
    found = fit([WHY, said("A" * 30 + ".", opens=False)], room(35, threads=True, closing="C" * 35))
    assert posts(found) == ["Feet that move feel warm.", "A" * 30 + ".", "C" * 35]


def test_no_thread_when_one_sentence_or_the_caution_is_too_long_for_a_post() -> None:
    assert fit([WHY, said("x" * 60 + ".", opens=False)], room(35, threads=True)).how == "left out"
    assert fit([WHY, AND], room(35, threads=True, closing="C" * 36), carries_caveats=True).how == "left out"
    many = [said("x" * 30 + ".", opens=False) for _ in range(MAX_PARTS + 1)]
    assert fit(many, room(35, threads=True)).how == "left out"


def spreading(limit: int, cautions: tuple[str, ...], end: str = "Read on.") -> Room:
    """A channel with threads whose posts may share the cautions; `end` stands below the last of them."""

    def some(said: str, /, *, title: bool, caveats: Sequence[str], ends: bool) -> str:
        return "\n\n".join(part for part in ("Feet" if title else "", said, *caveats, end if ends else "") if part)

    def render(said: str, /, *, title: bool, closing: bool) -> str:
        return some(said, title=title, caveats=cautions if closing else (), ends=closing)

    return Room(render, lambda text: len(text) <= limit, True, f"{limit} characters", cautions, some)


def test_cautions_that_fill_more_than_a_post_are_spread_each_whole_the_nearest_with_the_tip() -> None:
    cautions = ("Not on a bruise.", "Not if you are dizzy today.", "Ask if you are unsure.")
    found = fit([WHY], spreading(50, cautions), carries_caveats=True)
    assert posts(found) == [
        "Feet that move feel warm.\n\nNot on a bruise.",
        "Not if you are dizzy today.",
        "Ask if you are unsure.\n\nRead on.",
    ]
    assert found.how == "thread"
    assert found.reason == (
        "With the cautions that belong to it, the tip is longer than 50 characters, so it goes out as 3 posts."
    )
    assert [part.closing for part in found.parts] == [False, False, True]


def test_a_caution_too_long_for_a_post_or_too_many_of_them_leave_the_tip_out() -> None:
    for cautions in (("Not now.", "x" * 60 + "."), tuple(f"{number}{'x' * 40}." for number in range(MAX_PARTS))):
        found = fit([WHY], spreading(50, cautions), carries_caveats=True)
        assert (found.how, found.parts) == ("left out", ())


def test_a_book_is_left_out_without_trying_all_its_parts() -> None:
    tried: list[str] = []

    def render(said: str, /, *, title: bool, closing: bool) -> str:
        tried.append(said)
        return said

    book = [said(f"Sentence number {number} of many.") for number in range(3000)]
    assert fit(book, Room(render, lambda _text: False, threads=True)).how == "left out"
    assert len(tried) < 2500


SENTENCES = st.builds(
    Sentence,
    st.text("abc ", min_size=1, max_size=30).map(lambda text: text.strip() + "."),
    st.sampled_from([" ", "\n"]),
    st.booleans(), st.booleans(), st.booleans(),
)  # fmt: skip


@given(st.lists(SENTENCES, min_size=1, max_size=7), st.integers(5, 120), st.booleans(), st.booleans())
def test_whatever_goes_out_is_whole_sentences_in_order_that_fit(
    tip: list[Sentence], limit: int, threads: bool, needs_title: bool
) -> None:
    found = fit(tip, room(limit, threads=threads, closing=CAVEAT), needs_title, carries_caveats=True)
    runs = {words(tip[first:last]) for first in range(len(tip)) for last in range(first, len(tip) + 1)}
    assert all(len(part.text) <= limit and part.words in runs for part in found.parts)
    assert bool(found.parts) != (found.how == "left out")
    assert [part.closing for part in found.parts] == [False] * (len(found.parts) - 1) + [True] * bool(found.parts)
    kept = " ".join(part.words for part in found.parts)
    assert not found.parts or all(item.text in kept for item in tip if item.caveat or item.step)
    if found.how in ("whole", "thread"):
        assert "".join(kept.split()) == "".join(words(tip).split())


@given(
    st.lists(SENTENCES, min_size=1, max_size=4),
    st.lists(st.text("abc ", min_size=1, max_size=30).map(lambda text: text.strip() + "!"), max_size=6, unique=True),
    st.integers(20, 90),
)
def test_however_cautions_are_spread_each_stands_whole_in_a_post_and_in_order(
    tip: list[Sentence], cautions: list[str], limit: int
) -> None:
    found = fit(tip, spreading(limit, tuple(cautions)), carries_caveats=bool(cautions))
    assert all(len(part.text) <= limit for part in found.parts)
    assert len(found.parts) <= MAX_PARTS
    lines = [line for part in found.parts for line in part.text.split("\n\n")]
    if found.parts:
        assert [line for line in lines if line in cautions] == cautions
        assert lines[-1] == "Read on."
        assert lines.count("Read on.") == 1
