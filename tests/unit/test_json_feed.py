"""JSON Feed (https://jsonfeed.org/version/1.1), also as real and hostile servers write it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.articles import UnreadableArticle, read
from scheduler.domain.articles.feed import Entry, entries

SOURCE = "https://willow.example/feed.json"
VERSION = "https://jsonfeed.org/version/1.1"
HTML = "<h2>Roll</h2><p>Sit down and roll one foot slowly.</p>"


def feed(*items: Any, **more: Any) -> bytes:
    return json.dumps({"version": VERSION, "title": "Blog", "items": list(items), **more}).encode()


def item(**more: Any) -> dict[str, Any]:
    return {"id": "1", "url": "https://willow.example/feet", "title": "Feet", "content_html": HTML, **more}


def one(**more: Any) -> Entry:
    return entries(feed(item(**more)), SOURCE)[0]


def test_entries_come_newest_first_and_each_once() -> None:
    old = item(id="1", date_published="2026-01-01T10:00:00-05:00")
    new = item(id="2", url="https://willow.example/hands", title="Hands", date_published="2026-02-01T10:00:00Z")
    found = entries(feed(old, new, item(id="1", title="Feet, edited")), SOURCE)
    assert [entry.key for entry in found] == ["2", "1"]
    assert found[1].date is not None
    assert found[1].date.isoformat() == "2026-01-01T15:00:00+00:00"
    assert (found[0].whole, found[0].url) == (True, "https://willow.example/hands")


def test_a_feed_is_read_as_its_newest_entry_whatever_its_name() -> None:
    for source in (SOURCE, "feed", "feed.txt"):
        article = read(feed(item(authors=[{"name": "Ana"}])), source=source)
        assert (article.format, article.title, article.author) == ("feed", "Feet", "Ana")
        assert article.text == "Roll\nSit down and roll one foot slowly."


def test_plain_text_is_paragraphs_and_no_markup() -> None:
    said = one(content_html=None, content_text="Sit & roll <b>.\nSlowly.\r\n\r\nThen stand.")
    assert said.html == "<p>Sit &amp; roll &lt;b&gt;.<br>Slowly.</p><p>Then stand.</p>"
    assert said.whole


def test_a_summary_alone_is_not_the_whole_and_somebody_elses_page_is_not_ours() -> None:
    short = one(content_html="", summary="Only the beginning.", external_url="https://other.example/")
    assert (short.whole, short.html, short.url) == (False, "<p>Only the beginning.</p>", "https://willow.example/feet")
    assert one(url=None, external_url="https://other.example/").url == ""


def test_the_same_entry_as_rss_has_the_same_names() -> None:
    rss = (
        "<rss version='2.0'><channel><title>Blog</title><item><title>Feet</title>"
        "<link>https://willow.example/feet</link><guid>https://willow.example/?p=1</guid></item></channel></rss>"
    )
    before = entries(rss.encode(), SOURCE)[0]
    assert set(before.names) & set(one(id="https://willow.example/?p=1").names)
    assert set(before.names) & set(one(id="another").names)


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ({"id": 17}, {"key": "17"}),
        ({"id": None}, {"key": "https://willow.example/feet"}),
        ({"id": "https://willow.example/a", "url": None}, {"url": "https://willow.example/a"}),
        ({"url": "/feet"}, {"url": "https://willow.example/feet"}),
        ({"url": "javascript:alert(1)"}, {"url": ""}),
        ({"url": "https://[bad"}, {"url": ""}),
        ({"title": "Feet &amp; hands &#8217;"}, {"title": "Feet & hands ’"}),
        ({"title": "\ud800Feet\x00"}, {"title": "Feet"}),
        ({"author": {"name": "Bea"}}, {"author": "Bea"}),
        ({"authors": [None, 3, {"name": ""}, {"name": "Ana"}]}, {"author": "Ana"}),
        ({"authors": "Ana"}, {"author": ""}),
        ({"date_published": "yesterday"}, {"date": None}),
        ({"date_published": 1767225600}, {"date": None}),
        ({"date_published": "0001-01-01T00:00:00+14:00"}, {"date": None}),
    ],
)
def test_what_servers_write_is_taken_as_they_mean_it_or_not_at_all(
    more: dict[str, Any], wanted: dict[str, object]
) -> None:
    found = one(**more)
    assert {key: getattr(found, key) for key in wanted} == wanted


def test_escaped_slashes_and_byte_order_marks_are_read() -> None:
    escaped = feed(item()).replace(b"/", b"\\/")
    for data in (
        escaped,
        b"\xef\xbb\xbf" + feed(item()),
        b" \n" + feed(item()),
        feed(item()).decode().encode("utf-16"),
    ):
        assert entries(data, SOURCE)[0].title == "Feet"
        assert read(data, source="feed").format == "feed"


@pytest.mark.parametrize(
    "data",
    [
        b'{"version": "https://jsonfeed.org/version/1.1"}',
        b'{"version": "https://jsonfeed.org/version/1.1", "items": {"id": 1}}',
        b'{"version": "https://jsonfeed.org/version/1.1", "items": [',
        b'{"version": "https://jsonfeed.org/version/1.1", "items": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": ' + b"9" * 10_000 + b"}]}",
        b'["version": "https://jsonfeed.org/version/1.1"]',
        b'{"items": []}',
        b"{",
    ],
)
def test_what_is_no_feed_is_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(UnreadableArticle, match=r"is no feed that can be read; .*\.$"):
        entries(data, SOURCE)


def test_a_feed_without_entries_says_so_and_one_with_thousands_gives_the_first() -> None:
    assert entries(feed(), SOURCE) == ()
    assert entries(feed(None, 3, "x", []), SOURCE) == ()
    many = [item(id=str(n), url=f"https://willow.example/{n}", title=f"Feet {n}") for n in range(3000)]
    assert len(entries(feed(*many), SOURCE)) == 200


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
KEYS = ("id", "url", "external_url", "title", "content_html", "content_text", "summary", "date_published",
    "date_modified", "authors", "author")  # fmt: skip


@settings(max_examples=150)
@given(st.lists(st.dictionaries(st.sampled_from(KEYS), JSON, max_size=8) | JSON, max_size=4), JSON)
def test_whatever_stands_in_it_is_read_or_refused(listed: list[Any], authors: Any) -> None:
    for entry in entries(feed(*listed, authors=authors, home_page_url=authors), SOURCE):
        assert entry.url == "" or entry.url.startswith(("https://", "http://"))
        assert entry.names
        "".join((entry.key, entry.title, entry.author, *entry.names)).encode()
