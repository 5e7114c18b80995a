"""`from:` of a rhythm: the folder posts/, and a blog's feed."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from scheduler.errors import Problem
from scheduler.insights.models import Event
from scheduler.library.models import Article
from scheduler.plan import services as plan
from scheduler.plan.models import Campaign, Message
from tests.builders import NOW

pytestmark = pytest.mark.django_db
JOBS = """\
version: 1
studio: {name: Willow, timezone: America/Toronto, address: 12 Willow Street, contact: hello@willow.example}
channels: {newsletter: {kind: email, from: Willow <hello@willow.example>}}
jobs:
  weekly-tip: {send: tip, to: [newsletter], every: tuesday at 09:00, from: "SOURCE"}
"""
POST = """# Feet on the floor

## Roll one foot

Sit down and put a ball under one foot. Roll it from heel to toes for a minute. Breathe out slowly as you roll.

## Spread your toes

Stand tall and lift all ten toes. Put them down one by one, the little toe first. Do it five times on each foot.
"""
ENTRY = (
    "<entry><id>{key}</id><title>{title}</title><link href='https://willow.example/{key}'/>"
    "<content type='html'>{html}</content></entry>"
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home whose rhythm reads from somewhere."""
    monkeypatch.setenv("SCHEDULER_HOME", str(tmp_path))
    (tmp_path / "posts").mkdir()
    return tmp_path


def accept(source: str) -> None:
    plan.accept(JOBS.replace("SOURCE", source), by="ana@example.org", now=NOW)


def feed(*entries: str) -> bytes:
    return f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Blog</title>{''.join(entries)}</feed>".encode()


def entry(key: str, title: str = "Feet", extra: str = "") -> str:
    html = f"<h2>Roll</h2><p>Sit down and put a ball under one foot. Roll it slowly for a minute.{extra}</p>"
    return ENTRY.format(key=key, title=title, html=html.replace("<", "&lt;").replace(">", "&gt;"))


def test_a_file_new_in_the_folder_is_queued_by_itself_and_once(home: Path) -> None:
    accept("posts/")
    (home / "posts" / "feet.md").write_text(POST)
    plan.take_in(home, NOW)
    plan.take_in(home, NOW)
    assert Campaign.objects.get().state == "active"
    assert Message.objects.exclude(state="void").count() == 2


def test_a_file_that_is_edited_while_its_series_runs_is_told_once_and_is_no_second_series(home: Path) -> None:
    accept("posts/")
    file = home / "posts" / "feet.md"
    file.write_text(POST)
    plan.take_in(home, NOW)
    file.write_text(POST.replace("Do it five times", "Do it six times"))
    for hour in range(2):
        plan.take_in(home, NOW + timedelta(hours=hour + 1))
    series = Campaign.objects.get()
    told = Event.objects.get(kind="new-entry")
    assert (told.needs_you, told.link) == (True, f"/series/{series.ref}/edited/")
    assert plan.edited(series.ref) is not None


def test_a_new_entry_of_the_feed_waits_as_a_series_that_is_not_queued_once_whatever_the_feed_repeats_or_edits(
    home: Path,
) -> None:
    accept("https://willow.example/feed")
    readings = iter([feed(entry("a")), feed(entry("a", extra=" Edited later."), entry("b", "Hands"))])
    for _ in range(2):
        plan.take_in(home, NOW, fetch=lambda _address: next(readings))
    assert list(Campaign.objects.order_by("pk").values_list("title", "state")) == [
        ("Feet", "draft"),
        ("Hands", "draft"),
    ]
    assert not Message.objects.exists()
    assert Event.objects.filter(kind="new-entry", needs_you=True).count() == 2


def json_feed(*keys: str, extra: str = "") -> bytes:
    html = f"<h2>Roll</h2><p>Sit down and put a ball under one foot. Roll it slowly for a minute.{extra}</p>"
    titles = {"a": "Feet", "b": "Hands"}
    items = [
        {"id": key, "title": titles[key], "url": f"https://willow.example/{key}", "content_html": html} for key in keys
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Blog", "items": items}).encode()


def test_a_json_feed_is_read_like_any_other_and_a_blog_that_changes_to_it_sends_nothing_twice(home: Path) -> None:
    accept("https://willow.example/feed")
    readings = iter([feed(entry("a")), json_feed("a", extra=" Edited later."), json_feed("a", "b"), json_feed("b")])
    for _ in range(4):
        plan.take_in(home, NOW, fetch=lambda _address: next(readings))
    assert sorted(Campaign.objects.values_list("title", "state")) == [("Feet", "draft"), ("Hands", "draft")]
    assert not Event.objects.filter(kind="source-unread").exists()


OLD = "https://willow.example/feet"
WORDS = " ".join(f"Put a ball under one foot and roll it for {n} slow breaths." for n in range(12))


def rss(guid: str, link: str, title: str = "Feet", words: str = WORDS, date: str = "01") -> bytes:
    html = f"&lt;h2&gt;Roll&lt;/h2&gt;&lt;p&gt;{words}&lt;/p&gt;"
    return (
        "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>Blog</title>"
        f"<item><title>{title}</title><link>{link}</link><guid>{guid}</guid>"
        f"<pubDate>Mon, {date} Feb 2027 10:00:00 GMT</pubDate><content:encoded>{html}</content:encoded></item>"
        "</channel></rss>"
    ).encode()


def test_an_entry_is_one_draft_whatever_the_blog_changes_step_by_step(home: Path) -> None:
    accept("https://willow.example/feed")
    readings = [
        rss("1", OLD),
        rss("1", OLD, "Feet, edited"),
        rss("1", OLD, "Feet, edited", date="20"),
        rss("https://willow.example/?p=7", OLD),  # another id
        rss("https://willow.example/?p=7", "https://willow.example/2027/feet"),  # then another address
        rss("http://www.willow.example/2027/feet/", "http://willow.example/2027/feet/?utm_source=feed", "Toes", "New."),
        rss("tag:new", "https://new.example/x", "Other", WORDS),  # another blog, the same words
    ]
    for reading in readings:
        plan.take_in(home, NOW, fetch=lambda _address, reading=reading: reading)
    assert Campaign.objects.get().title == "Feet"
    plan.take_in(home, NOW, fetch=lambda _address: rss("2", "https://willow.example/hands", "Hands", "Open a hand."))
    assert Campaign.objects.count() == 2


def test_another_address_of_the_same_feed_brings_nothing_again(home: Path) -> None:
    accept("http://willow.example/feed")
    plan.take_in(home, NOW, fetch=lambda _address: rss("1", OLD))
    accept("https://willow.example/feed/")
    plan.take_in(home, NOW, fetch=lambda _address: rss("1", OLD))
    assert Campaign.objects.count() == 1


def test_an_entry_that_cannot_be_read_keeps_no_other_one_from_being_read(home: Path) -> None:
    accept("https://willow.example/feed")
    empty = "<entry><id>x</id><title>Empty</title><content type='html'>&lt;img src='a.jpg'&gt;</content></entry>"
    gone = (
        "<entry><id>g</id><title>Gone</title><link href='https://willow.example/gone'/>"
        "<summary>Only the beginning …</summary></entry>"
    )

    def page(address: str) -> bytes:
        raise Problem("willow.example answered that there is no such page; open it in a browser.")

    plan.take_in(home, NOW, fetch=lambda _address: feed(empty, gone, entry("a")), page=page)
    assert [series.title for series in Campaign.objects.all()] == ["Feet"]
    assert "Gone" in Event.objects.get(kind="source-unread").text


def test_a_page_is_asked_for_outside_of_any_transaction_and_not_too_many_at_once(home: Path) -> None:
    accept("https://willow.example/feed")
    many = [
        f"<entry><id>{n}</id><title>T{n}</title><link href='https://willow.example/t{n}'/>"
        f"<summary>The beginning of {n} …</summary></entry>"
        for n in range(25)
    ]
    asked: list[str] = []
    depth = len(connection.savepoint_ids)

    def page(address: str) -> bytes:
        asked.append(address)
        assert len(connection.savepoint_ids) == depth
        return f"<h1>{address}</h1><h2>Roll</h2><p>{WORDS} {address}</p>".encode()

    for seen in (10, 20, 25, 25):
        plan.take_in(home, NOW, fetch=lambda _address: feed(*many), page=page)
        assert len(asked) == len(set(asked)) == seen
    assert Campaign.objects.count() == 25


def test_queueing_an_entry_makes_its_waiting_series_the_queued_one(home: Path) -> None:
    accept("https://willow.example/feed")
    plan.take_in(home, NOW, fetch=lambda _address: feed(entry("a")))
    plan.queue(Article.objects.get().pk, "weekly-tip", by="ana@example.org", now=NOW)
    assert Campaign.objects.get().state == "active"


def test_a_feed_that_cannot_be_read_is_told_once_and_changes_nothing(home: Path) -> None:
    accept("https://willow.example/feed")

    def broken(address: str) -> bytes:
        raise Problem(f"{address} does not answer; try again later.")

    plan.take_in(home, NOW, fetch=broken)
    plan.take_in(home, NOW, fetch=broken)
    assert Event.objects.get(kind="source-unread").needs_you
    assert not Campaign.objects.exists()
