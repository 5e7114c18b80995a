"""A source read again after an edit: only what changed is split anew, and what a person decided stays decided."""

from __future__ import annotations

import pytest

from scheduler.library import services as library
from scheduler.library.models import Article, Tip
from tests.builders import NOW

pytestmark = pytest.mark.django_db
FEET = """\
# Happy feet

## Roll the sole

Stand tall and put one foot on a small ball. Roll slowly from heel to toe for a minute.

Press the ball with the heel and breathe out slowly. Let the toes hang over it like wet towels.

## Spread the toes

Sit on a chair and lift all ten toes off the floor. Put them down one by one, the little one first.

## Why it helps

Rolling can wake up tired feet, and you may feel your whole leg relax afterwards. Many people sleep better for it.
"""
ANA = "ana@example.org"


def read(text: str = FEET) -> Article:
    return library.add_article(text.encode(), source="posts/feet.md", now=NOW)


def tip(article: Article, part: str) -> Tip:
    return next(one for one in article.tips.all() if part in one.text)


def edited() -> Article:
    """The article with another word in "Spread the toes" and a paragraph more above everything."""
    return read(
        FEET.replace("one by one", "slowly, one by one").replace(
            "# Happy feet\n", "# Happy feet\n\nFeet carry us all day.\n"
        )
    )


def test_the_tips_of_a_section_that_stayed_are_those_a_person_made() -> None:
    before = read()
    roll = tip(before, "Stand tall")
    library.join_next(roll.pk, ANA)
    library.retitle_tip(tip(before, "Rolling can").pk, "Sleep well", ANA)
    after = edited()
    assert after.pk != before.pk
    assert "Press the ball" in tip(after, "Stand tall").text
    assert tip(after, "Rolling can").title == "Sleep well"
    for one in after.tips.all():
        words = " ".join(after.text[start:end] for start, end in one.spans)
        assert words.split() == one.text.split()


def test_only_the_section_that_changed_is_split_anew_and_its_old_tip_is_stale() -> None:
    before = read()
    after = edited()
    assert tip(after, "lift all ten toes").text.endswith("Put them down slowly, one by one, the little one first.")
    assert [one.text for one in before.tips.filter(state="stale")] == [tip(before, "lift all ten toes").text]
    assert set(after.tips.values_list("state", flat=True)) == {"fresh"}


def test_a_dropped_tip_stays_dropped_and_own_words_stay_own() -> None:
    before = read()
    library.drop_tip(tip(before, "Press the ball").pk)
    library.add_line(tip(before, "Rolling can").pk, "We roll on Tuesdays.", ANA)
    library.add_own_tip(before.pk, "At the bus stop", "Rise onto your toes while you wait.", ANA)
    after = edited()
    assert tip(after, "Press the ball").state == "retired"
    assert tip(after, "Rolling can").text.endswith("We roll on Tuesdays.")
    assert tip(after, "Rolling can").own_words[0]["by"] == ANA
    assert tip(after, "Rise onto your toes").title == "At the bus stop"


def test_in_a_section_that_changed_a_tip_with_the_same_words_keeps_what_was_decided() -> None:
    before = read()
    library.retitle_tip(tip(before, "Stand tall").pk, "One minute a foot", ANA)
    after = read(FEET.replace("wet towels", "wet socks"))
    assert tip(after, "Stand tall").title == "One minute a foot"
    assert tip(after, "wet socks").title == "Roll the sole"


def test_the_order_a_person_chose_stays() -> None:
    before = read()
    last = before.tips.order_by("-rank")[0]
    for _ in range(3):
        library.move_tip(last.pk, up=True)
    order = [one.text for one in before.tips.order_by("rank")]
    after = edited()
    now = [one.text for one in after.tips.order_by("rank") if one.text in order]
    assert now == [text for text in order if text in now]
    assert sorted(after.tips.values_list("rank", flat=True)) == list(range(1, after.tips.count() + 1))


def test_pasted_text_has_no_earlier_version() -> None:
    first = library.add_article(FEET.encode(), source="pasted text", now=NOW)
    library.drop_tip(first.tips.all()[0].pk)
    second = library.add_article(edited().text.encode(), source="pasted text", now=NOW)
    assert set(second.tips.values_list("state", flat=True)) == {"fresh"}
