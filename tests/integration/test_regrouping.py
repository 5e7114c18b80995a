"""Where a tip ends is a person's decision: still the article's words, and every step can be taken back."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from scheduler.errors import Problem
from scheduler.library import services as library
from scheduler.library.models import Article, Tip
from scheduler.plan.models import Campaign
from tests.builders import NOW

pytestmark = pytest.mark.django_db
FIELDS = ("position", "rank", "title", "text", "spans", "caveats", "worth", "role", "state", "regrouped", "own_words")


@pytest.fixture
def article(studio_plan: Path) -> Article:
    return library.add_post(studio_plan, "desk.md", NOW)


def whole(article: Article) -> list[dict[str, Any]]:
    return list(article.tips.order_by("position").values(*FIELDS))


def verbatim(tip: Tip) -> bool:
    words = " ".join(tip.article.text[start:end] for start, end in tip.spans)
    return words.split() == tip.text.split()


def test_a_tip_is_cut_after_a_sentence_and_made_whole_again(article: Article) -> None:
    before, tip = whole(article), article.tips.get(rank=4)
    first = library.choices(article, list(article.tips.all()))[tip.pk].sentences[0]
    cut = library.split_after(tip.pk, 1, "ana@example.org")
    rest = article.tips.get(rank=5)
    assert cut.text == first
    assert verbatim(cut)
    assert verbatim(rest)
    assert f"{cut.text} {rest.text}".split() == tip.text.split()
    assert rest.caveats == tip.caveats
    assert cut.regrouped[-1]["by"] == "ana@example.org"
    library.regroup_back(tip.pk)
    restored = whole(article)
    for row in (*before, *restored):
        row.pop("rank")
    assert restored == before
    ranks = list(article.tips.order_by("rank").values_list("position", flat=True))
    assert ranks == [row["position"] for row in sorted(before, key=lambda row: ranks.index(row["position"]))]


def test_what_was_cut_can_be_joined_and_both_steps_taken_back(article: Article) -> None:
    tip = article.tips.get(rank=2)
    library.split_after(tip.pk, 2, "ana@example.org")
    joined = library.join_next(tip.pk, "ana@example.org")
    assert joined.text == tip.text
    assert verbatim(joined)
    assert article.tips.filter(state="retired").count() == 1
    library.regroup_back(tip.pk)
    library.regroup_back(tip.pk)
    assert article.tips.count() == 7
    assert Tip.objects.get(pk=tip.pk).text == tip.text


def test_what_was_joined_is_not_put_back_beside_the_tip_that_has_its_words(article: Article) -> None:
    tip = article.tips.get(rank=2)
    library.split_after(tip.pk, 2, "ana@example.org")
    rest = article.tips.get(rank=3)
    library.join_next(tip.pk, "ana@example.org")
    with pytest.raises(Problem, match=f"“{tip.title}” now: take the joining back"):
        library.restore_tip(rest.pk)
    assert Tip.objects.get(pk=rest.pk).state == "retired"
    library.regroup_back(tip.pk)
    assert Tip.objects.get(pk=rest.pk).state == "fresh"


def test_of_two_tips_with_the_same_words_one_can_be_put_back(article: Article) -> None:
    tip = article.tips.get(rank=2)
    library.split_after(tip.pk, 2, "ana@example.org")
    rest = article.tips.get(rank=3)
    library.join_next(tip.pk, "ana@example.org")
    library.drop_tip(tip.pk)
    assert library.restore_tip(rest.pk).state == "fresh"
    with pytest.raises(Problem, match="Its words are in the tip"):
        library.restore_tip(tip.pk)


def test_tips_of_two_sections_are_not_joined(article: Article) -> None:
    with pytest.raises(Problem, match="of one section"):
        library.join_next(article.tips.get(rank=1).pk, "ana@example.org")


@pytest.mark.parametrize("sentence", [0, 99])
def test_a_tip_is_cut_only_between_two_sentences(article: Article, sentence: int) -> None:
    before = whole(article)
    with pytest.raises(Problem, match="another one after it"):
        library.split_after(article.tips.get(rank=1).pk, sentence, "ana@example.org")
    assert whole(article) == before


def test_a_tip_in_own_words_is_neither_cut_nor_joined_until_they_are_taken_back(article: Article) -> None:
    tip = article.tips.get(rank=1)
    library.add_line(tip.pk, "Try it tonight.", "ana@example.org")
    library.retitle_tip(tip.pk, "Mine", "ana@example.org")
    assert library.choices(article, list(article.tips.all()))[tip.pk].sentences == []
    with pytest.raises(Problem):
        library.split_after(tip.pk, 1, "ana@example.org")
    back = library.own_words_back(tip.pk)
    assert (back.text, back.title, back.own_words) == (tip.text, tip.title, [])
    library.split_after(tip.pk, 1, "ana@example.org")


def test_a_part_that_was_changed_since_is_not_thrown_away(article: Article) -> None:
    tip = article.tips.get(rank=1)
    library.split_after(tip.pk, 1, "ana@example.org")
    library.add_line(article.tips.get(rank=2).pk, "Mine.", "ana@example.org")
    with pytest.raises(Problem, match="changed since"):
        library.regroup_back(tip.pk)


def test_tips_change_places(article: Article) -> None:
    order = list(article.tips.order_by("rank").values_list("pk", flat=True))
    library.move_tip(order[1], up=True)
    assert list(article.tips.order_by("rank").values_list("pk", flat=True))[:2] == [order[1], order[0]]
    library.move_tip(order[1], up=False)
    library.move_tip(order[0], up=True)
    library.move_tip(order[-1], up=False)
    assert list(article.tips.order_by("rank").values_list("pk", flat=True)) == order


def test_a_queued_tip_keeps_its_borders(studio_series: Campaign) -> None:
    tip = studio_series.article.tips.get(rank=1)
    with pytest.raises(Problem, match="queued series"):
        library.split_after(tip.pk, 1, "ana@example.org")


def test_what_is_joined_can_do_what_one_of_its_parts_can(article: Article) -> None:
    tip = article.tips.get(rank=2)
    library.split_after(tip.pk, 2, "ana@example.org")
    rest = article.tips.get(rank=3)
    facts = {"worth": "do", "worth_reason": "says what to do: “Roll.”", "carries": "alone", "role": "how-to"}
    Tip.objects.filter(pk=rest.pk).update(**facts)
    Tip.objects.filter(pk=tip.pk).update(worth="know", carries="gap")
    assert library.choices(article, list(article.tips.all()))[tip.pk].join == rest
    made = library.join_next(tip.pk, "ana@example.org")
    assert made.carries == "alone"
    assert library.joined(list(article.tips.all())) == {rest.pk: made}
    library.drop_tip(tip.pk)
    assert library.joined(list(article.tips.all())) == {}


def test_a_joined_tip_stands_once_on_the_page_and_is_taken_apart(owner: Client, article: Article) -> None:
    tip = article.tips.get(rank=2)
    library.split_after(tip.pk, 2, "ana@example.org")
    rest = article.tips.get(rank=3)
    page = f"/series/{article.pk}/tips/"
    count = re.search(r"(\d+) tips · (\d+) good week", owner.get(page).content.decode())
    html = owner.post(f"{page}{tip.pk}/", {"do": "join"}, follow=True).content.decode()
    card = html.partition(f'id="tip-{rest.pk}"')[2].partition("</article>")[0]
    assert "Joined to" in card
    assert "Put back" not in card
    assert "Take apart" in card
    fewer = re.search(r"(\d+) tips · (\d+) good week", html)
    assert count
    assert fewer
    assert int(fewer[1]) == int(count[1]) - 1
    assert int(fewer[2]) <= int(fewer[1])
    owner.post(f"{page}{tip.pk}/", {"do": "regroup-back"})
    rest.refresh_from_db()
    assert rest.state == "fresh"


def test_the_counts_follow_what_is_dropped(owner: Client, article: Article) -> None:
    for tip in article.tips.exclude(rank=1):
        library.drop_tip(tip.pk)
    html = owner.get(f"/series/{article.pk}/tips/").content.decode()
    assert "1 tip · 1 good week in it" in html
    assert "more tip" not in html
