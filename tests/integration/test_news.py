"""News and events: one post in the article's own words, never weekly tips."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from django.test import Client

from scheduler.cli import main
from scheduler.errors import Problem
from scheduler.insights import services as insights
from scheduler.library import services as library
from scheduler.library.models import Article
from scheduler.plan import services as plan
from scheduler.plan.models import Campaign, Message
from scheduler.signals import happened
from tests.builders import NOW as STUDIO_NOW
from tests.integration.planning import NOW, accept, article_of, local

pytestmark = pytest.mark.django_db
OWNER = "owner@willow.example"
NEWS = """---
title: New fall classes in KW
canonical_url: https://willow.example/fall
---
We are excited to announce our new fall schedule. Two new classes are for beginners.

Yin with Ana starts on Monday, September 14 at 7 pm in Kitchener.

Place your hands on your hips and breathe out slowly. Your shoulders sink as the ribs come down.

A new Pilates class begins Tuesday, September 15 at 9:30 am. Spots are limited, so register by September 1.
"""
LATER = datetime(2027, 2, 20, 10, 0)


def news(text: str = NEWS, source: str = "posts/fall.md") -> Article:
    article = library.add_article(text.encode(), source=source, now=NOW)
    assert article.kind == "news"
    return article


def test_news_is_one_post_a_channel_with_its_title_its_opening_and_its_link() -> None:
    accept()
    made = plan.post_article(news().pk, None, LATER, OWNER, NOW)
    assert [(m.account.name, m.kind, m.job, m.state) for m in made] == [
        ("newsletter", "post", "one-off", "draft"), ("bluesky", "post", "one-off", "draft"),
    ]  # fmt: skip
    assert [local(message.at) for message in made] == ["02-20 10:00"] * 2
    for message in made:
        shown = json.dumps(plan.payloads(message), ensure_ascii=False)
        assert "We are excited to announce our new fall schedule." in shown
        assert "https://willow.example/fall" in shown
    assert made[0].subject == "New fall classes in KW"
    assert not Campaign.objects.exists()


def test_every_word_of_the_post_stands_in_the_article() -> None:
    accept()
    article = news()
    words = plan.post_article(article.pk, ["newsletter"], LATER, OWNER, NOW)[0].words
    assert words["text"] in article.text
    assert words["title"] == article.title


def test_without_a_time_it_is_tomorrow_at_nine_by_the_studios_clock() -> None:
    accept()
    assert local(plan.post_article(news().pk, ["newsletter"], None, OWNER, NOW)[0].at) == "02-11 09:00"


def test_news_is_never_queued_as_tips() -> None:
    accept()
    with pytest.raises(Problem, match=r"reads as news.*--job one-off.*take its tips"):
        plan.queue(news().pk, "weekly-tip", OWNER, NOW)
    assert not Message.objects.exists()


def test_the_same_news_is_not_posted_twice_unless_the_first_was_skipped() -> None:
    accept()
    article = news()
    first = plan.post_article(article.pk, ["newsletter"], LATER, OWNER, NOW)[0]
    with pytest.raises(Problem, match=f"already, as {first.ref}"):
        plan.post_article(article.pk, ["newsletter"], LATER, OWNER, NOW)
    plan.skip(first.ref, OWNER, NOW)
    assert plan.post_article(article.pk, ["newsletter"], LATER, OWNER, NOW)


def test_an_article_with_tips_is_not_made_one_post() -> None:
    accept()
    with pytest.raises(Problem, match="holds tips"):
        plan.post_article(article_of(1).pk, None, LATER, OWNER, NOW)


def test_a_time_that_is_over_leaves_nothing_behind() -> None:
    accept()
    article = news()
    with pytest.raises(Problem, match="is over already"):
        plan.post_article(article.pk, None, datetime(2027, 2, 1, 9, 0), OWNER, NOW)
    article.refresh_from_db()
    assert (article.state, Message.objects.count()) == ("draft", 0)


def test_it_is_no_news_after_all_and_its_tips_are_queued() -> None:
    accept()
    article = library.take_tips(news().pk)
    assert (article.kind, article.document["opening"]) == ("tips", "")
    assert not any("reads as news" in text for text in article.warnings)
    texts = list(library.tips(article.pk).values_list("text", flat=True))
    assert texts
    assert all(text in article.text for text in texts)
    assert plan.queue(article.pk, "weekly-tip", OWNER, NOW).tips == len(texts)


def test_news_that_is_a_post_is_no_longer_called_not_queued(studio_plan: Path) -> None:
    (studio_plan / "posts" / "fall.md").write_text(NEWS, encoding="utf-8")
    article = library.add_post(studio_plan, "fall.md", STUDIO_NOW)
    assert "fall.md" in [post.name for post in library.not_queued(studio_plan)]
    plan.post_article(article.pk, None, None, OWNER, STUDIO_NOW)
    assert "fall.md" not in [post.name for post in library.not_queued(studio_plan)]
    assert article not in insights.today(STUDIO_NOW).not_queued


def test_a_post_is_no_answer_to_tips_that_run_out() -> None:
    accept()
    happened.send(sender=None, kind="tips-running-out", text="No tip left.", now=NOW, link="/", needs_you=True)
    plan.post_article(news().pk, None, LATER, OWNER, NOW)
    assert "tips-running-out" in [event.kind for event in insights.needs_you()]


# --- on the page ---


def test_step_two_offers_one_post_and_makes_it(owner: Client, studio_plan: Path) -> None:
    article = library.add_article(NEWS.encode(), source="fall.md", now=STUDIO_NOW)
    page = owner.get(f"/series/{article.pk}/tips/").content.decode()
    assert "one post, not weekly tips" in page
    assert "Make it one post" in page
    assert "No, take its tips" in page
    assert "Next: channels and rhythm" not in page
    form = {"channel": ["newsletter"], "at": "2100-02-20T10:00", "link": "https://willow.example/all"}
    answer = owner.post(f"/series/{article.pk}/post/", form)
    message = Message.objects.get()
    assert answer["Location"] == f"/posts/{message.ref}/"
    assert (message.account.name, message.words["link"]) == ("newsletter", "https://willow.example/all")


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"at": "2100-02-20T10:00"}, "Choose at least one channel"),
        ({"channel": "newsletter", "at": "soon"}, "not a date and time"),
        ({"channel": "newsletter", "at": "2100-02-20T10:00", "link": "javascript:alert(1)"}, "begins with https://"),
    ],
)
def test_a_mistake_is_one_sentence_and_makes_no_post(
    owner: Client, studio_plan: Path, form: dict[str, str], says: str
) -> None:
    article = library.add_article(NEWS.encode(), source="fall.md", now=STUDIO_NOW)
    answer = owner.post(f"/series/{article.pk}/post/", form)
    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert f'value="{form["at"]}"' in answer.content.decode()
    assert not Message.objects.exists()


def test_no_take_its_tips_shows_them(owner: Client, studio_plan: Path) -> None:
    article = library.add_article(NEWS.encode(), source="fall.md", now=STUDIO_NOW)
    owner.post(f"/series/{article.pk}/as-tips/")
    page = owner.get(f"/series/{article.pk}/tips/").content.decode()
    assert "Next: channels and rhythm" in page
    assert "one post, not weekly tips" not in page


# --- on the command line ---


def test_the_command_makes_the_post_and_names_it(studio_plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (studio_plan / "fall.md").write_text(NEWS, encoding="utf-8")
    source = str(studio_plan / "fall.md")
    assert main(["queue", source, "--job", "one-off", "--at", "2100-02-16T09:00", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)["messages"]
    assert {row["channel"] for row in made} == set(Message.objects.values_list("account__name", flat=True))
    assert {row["title"] for row in made} == {"New fall classes in KW"}


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["--job", "one-off", "--at", "soon"], "not a date and time"),
        (["--job", "weekly-tip", "--at", "2100-02-16T09:00"], "has its own dates"),
        (["--job", "weekly-tip"], "--job one-off"),
    ],
)
def test_the_command_says_what_to_do_instead(
    studio_plan: Path, capsys: pytest.CaptureFixture[str], more: list[str], says: str
) -> None:
    (studio_plan / "fall.md").write_text(NEWS, encoding="utf-8")
    assert main(["queue", str(studio_plan / "fall.md"), *more]) == 2
    assert says in capsys.readouterr().err
    assert not Message.objects.exists()


UNSURE = """# Spring hips

Our spring classes start Monday, April 6. The new evening class begins on Tuesday at 7 pm.

## Try it before

Stand with your knees bent and roll your hips slowly. Breathe out and lower your shoulders as you bend your knees.
"""


def test_where_it_is_not_sure_it_asks_and_takes_the_answer(owner: Client, studio_plan: Path) -> None:
    article = library.add_article(UNSURE.encode(), source="spring.md", now=STUDIO_NOW)
    assert article.kind == "tips"
    page = f"/series/{article.pk}/tips/"
    assert "Is this news?" in owner.get(page).content.decode()
    owner.post(f"/series/{article.pk}/kind/", {"do": "news"})
    assert "one post, not weekly tips" in owner.get(page).content.decode()
    assert library.article(article.pk).document["opening"].startswith("Our spring classes")
    owner.post(f"/series/{article.pk}/as-tips/")
    shown = owner.get(page).content.decode()
    assert "Is this news?" not in shown
    assert "roll your hips" in shown


def test_an_answer_that_it_has_tips_is_not_asked_again(owner: Client, studio_plan: Path) -> None:
    article = library.add_article(UNSURE.encode(), source="spring.md", now=STUDIO_NOW)
    owner.post(f"/series/{article.pk}/kind/", {"do": "tips"})
    assert "Is this news?" not in owner.get(f"/series/{article.pk}/tips/").content.decode()
