"""The page of the dates says what a person would ask: why so late, why not on that day, which tip of the three."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from scheduler.plan import services as plan
from scheduler.plan.models import Message
from tests.builders import NOW, a_tip, an_article
from tests.integration.planning import accept, article_of, queued

pytestmark = pytest.mark.django_db


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_a_series_behind_another_and_a_closed_day_are_explained(owner: Client, studio_home: Path) -> None:
    accept(quiet="quiet: {closed: [2027-02-28..2027-03-06]}\n")
    queued(2)
    article = article_of(2, "Rolling the hands")
    said = {"job": "weekly-tip", "channel": ["newsletter", "bluesky"]}
    words = words_of(owner.get(f"/series/{article.pk}/dates/", said).content.decode())
    assert "It stands in line behind “Rolling the feet”, whose last date is Tue 23 Feb 2027." in words
    assert "Tue 2 Mar 2027: nothing goes out." in words
    assert words.index("Tue 2 Mar 2027: nothing") < words.index("Rolling the hands 1")


def test_tips_of_one_heading_that_find_no_place_are_told_apart(owner: Client, studio_home: Path) -> None:
    accept()
    article = an_article("Glutes")
    for number, word in enumerate(("One", "Two", "Three"), 1):
        a_tip(article, title="Glutes", text=f"{word} is a muscle of the hip.", worth="know", carries="gap", rank=number)
    queued_now = plan.propose(article.pk, "weekly-tip", ["newsletter", "bluesky"], NOW)
    assert {row["words"] for row in queued_now.unplaced} == {
        f"{w} is a muscle of the hip." for w in ("One", "Two", "Three")
    }
    said = {"job": "weekly-tip", "channel": ["newsletter", "bluesky"]}
    words = words_of(owner.get(f"/series/{article.pk}/dates/", said).content.decode())
    assert "Two is a muscle" in words
    assert "good to know" in words


def test_the_number_on_today_is_the_number_on_the_month(owner: Client, studio_home: Path) -> None:
    accept()
    queued(8)
    assert Message.objects.filter(state="draft").count() == 16
    today, month = (words_of(owner.get(place).content.decode()) for place in ("/", "/month/"))
    found = re.search(
        r"16 posts and issues wait for your OK, (\d+) of them within four weeks. Look at these (\d+)", today
    )
    assert found
    assert f"{found[1]} posts and issues wait for your OK" in month
    assert f"{16 - int(found[1])} more wait for your OK beside these" in month
