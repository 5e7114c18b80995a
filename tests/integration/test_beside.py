"""What a person takes from the article: a caution beside a tip, and words that were not used."""

from __future__ import annotations

import pytest
from django.test import Client

from scheduler.errors import Problem
from scheduler.library import services as library
from scheduler.library.models import Article, Tip
from tests.builders import NOW

pytestmark = pytest.mark.django_db
FEET = b"""\
# Happy feet

## Roll the sole

Put one foot on a small ball. Roll slowly from heel to toe for a minute. If you bruise easily, use a soft ball.

## Why it helps

Rolling can wake up tired feet, and you may feel your whole leg relax afterwards.

<iframe src="https://www.youtube.com/embed/abc"></iframe>

## Take care

If you have a wound on your foot, please talk to your doctor before you roll.

## Come and try it

Book your place in our Tuesday class. Roll every evening while the kettle boils, and see what your back says.
"""
CAUTION = "If you bruise easily, use a soft ball."
DOUBTFUL = "Do not rush the exhale."
TO_BE_SAFE = "Those with a new hip will have been given a list of directions."
BREATH = f"""\
# Breath

## Long out

Sit down and breathe in for four. Breathe out for six. {DOUBTFUL} Let the jaw hang.

Put one hand on your belly and the other on your ribs. Feel which of them moves first, for ten breaths.
""".encode()
ANA = "ana@example.org"


@pytest.fixture
def article() -> Article:
    return library.add_article(FEET, source="feet.md", now=NOW)


def why(article: Article) -> Tip:
    return next(tip for tip in article.tips.all() if "Rolling can" in tip.text)


def test_a_caution_of_the_article_can_be_put_beside_a_tip_and_taken_away(article: Article) -> None:
    assert CAUTION in library.cautions(article)
    tip = library.add_caution(why(article).pk, CAUTION, ANA)
    assert CAUTION in tip.caveats
    assert tip.own_words[-1] == {"what": "caution", "text": CAUTION, "by": ANA}
    library.retitle_tip(tip.pk, "Tired feet", ANA)
    library.own_words_back(tip.pk)
    assert CAUTION in why(article).caveats
    assert CAUTION not in library.take_caution(tip.pk, CAUTION).caveats


@pytest.mark.parametrize("words", ["Drink a litre of rum.", "", CAUTION])
def test_only_a_caution_of_the_article_that_is_not_there_yet(article: Article, words: str) -> None:
    tip = next(tip for tip in article.tips.all() if "Put one foot" in tip.text)
    with pytest.raises(Problem):
        library.add_caution(tip.pk, words, ANA)


def test_what_might_be_a_caution_is_shown_beside_the_tips_of_its_section_and_kept_by_a_person() -> None:
    article = library.add_article(BREATH, source="breath.md", now=NOW)
    tip = next(tip for tip in article.tips.all() if DOUBTFUL not in tip.text)
    assert library.doubts(article, [tip]) == {tip.pk: [DOUBTFUL]}
    kept = library.add_caution(tip.pk, DOUBTFUL, ANA)
    assert DOUBTFUL in kept.caveats
    assert library.doubts(article, [kept]) == {tip.pk: []}


def test_the_page_offers_to_keep_what_might_be_a_caution(owner: Client) -> None:
    article = library.add_article(BREATH, source="breath.md", now=NOW)
    shown = owner.get(f"/series/{article.pk}/tips/").content.decode()
    assert "Might be a caution:" in shown
    assert "Keep it beside this tip" in shown


def test_what_the_article_demands_cannot_be_taken_away(article: Article) -> None:
    with pytest.raises(Problem):
        library.take_caution(why(article).pk, CAUTION)


def test_words_that_were_not_used_become_a_tip_of_the_articles_own_words(article: Article) -> None:
    rests = library.rests(article, list(article.tips.all()))
    rest = next(one for one in rests if "Book your place" in one.text)
    assert rest.reason
    assert not rest.restored
    tip = library.restore_rest(article.pk, rest.number, ANA)
    assert tip.text == rest.text
    assert (tip.title, tip.section) == ("Come and try it", ["Come and try it"])
    assert tip.rank == article.tips.count()
    assert next(one for one in library.rests(article, list(article.tips.all())) if one.number == rest.number).restored
    with pytest.raises(Problem):
        library.restore_rest(article.pk, rest.number, ANA)


@pytest.mark.parametrize("number", [-1, 999])
def test_words_that_are_not_there_are_refused(article: Article, number: int) -> None:
    with pytest.raises(Problem):
        library.restore_rest(article.pk, number, ANA)


def test_the_video_of_a_section_is_kept_with_its_tips(article: Article) -> None:
    assert why(article).watch == ["https://www.youtube.com/embed/abc"]


def test_the_page_shows_what_was_not_used_and_takes_each_change(owner: Client, article: Article) -> None:
    page = f"/series/{article.pk}/tips/"
    shown = owner.get(page).content.decode()
    assert "Not used:" in shown
    assert "https://www.youtube.com/embed/abc" in shown
    assert "put here by" not in shown
    tip = why(article)
    owner.post(f"{page}{tip.pk}/", {"do": "caution", "value": CAUTION})
    assert CAUTION in why(article).caveats
    owner.post(f"{page}{tip.pk}/", {"do": "caution-back", "value": CAUTION})
    assert CAUTION not in why(article).caveats
    rest = next(one for one in library.rests(article, list(article.tips.all())) if "Book your place" in one.text)
    answer = owner.post(f"{page}rest/", {"number": rest.number})
    assert answer.status_code == 302
    assert article.tips.filter(text=rest.text).exists()
    assert owner.post(f"{page}rest/", {"number": "x"}).status_code == 400


def test_what_goes_along_only_to_be_safe_can_be_taken_away_and_put_back(owner: Client) -> None:
    article = library.add_article(BREATH.replace(DOUBTFUL.encode(), TO_BE_SAFE.encode()), source="b.md", now=NOW)
    tip = next(tip for tip in article.tips.all() if TO_BE_SAFE not in tip.text)
    assert tip.caveats == [TO_BE_SAFE]
    shown = owner.get(f"/series/{article.pk}/tips/").content.decode()
    assert "to be safe: it might be a caution" in shown
    owner.post(f"/series/{article.pk}/tips/{tip.pk}/", {"do": "caution-back", "value": TO_BE_SAFE})
    tip.refresh_from_db()
    assert tip.caveats == []
    assert library.doubts(article, [tip]) == {tip.pk: [TO_BE_SAFE]}
    assert library.add_caution(tip.pk, TO_BE_SAFE, ANA).caveats == [TO_BE_SAFE]
