"""An entry of a feed is known again by its id, its address or its words, whichever the blog has changed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.articles.entry_names import names
from scheduler.domain.articles.feed import entries
from scheduler.domain.articles.model import UnreadableArticle

LONG = "<p>" + " ".join(f"Roll one foot slowly for {n} breaths and let the toes spread." for n in range(9)) + "</p>"
FEED = "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>B</title>{}</channel></rss>"


def item(title: str = "Feet", link: str = "https://willow.example/feet", guid: str = "", html: str = LONG) -> str:
    named = f"<guid isPermaLink='false'>{guid}</guid>" if guid else ""
    link = link.replace("&", "&amp;")
    return (
        f"<item><title>{title}</title><link>{link}</link>{named}"
        f"<content:encoded><![CDATA[{html}]]></content:encoded></item>"
    )


def read(*items: str) -> list[str]:
    return [entry.title for entry in entries(FEED.format("".join(items)).encode(), "https://willow.example/feed")]


@pytest.mark.parametrize(
    "url",
    [
        "http://willow.example/feet",
        "https://www.willow.example/feet/",
        "https://WILLOW.example/feet?utm_source=rss&utm_medium=feed",
        "https://willow.example/feet?fbclid=abc#comments",
        "https://willow.example:443/feet/index.html",
        "https://willow.example/%66eet?ref=home",
    ],
)
def test_an_address_is_the_same_page_whatever_hangs_on_it(url: str) -> None:
    assert names("", url, "", "", False) == names("", "https://willow.example/feet", "", "", False)


def test_what_chooses_the_page_stays_part_of_its_address() -> None:
    assert names("", "https://willow.example/?p=12", "", "", False) != names("", "https://willow.example/?p=13", "", "", False)  # fmt: skip # noqa: E501
    assert names("", "https://willow.example/feet", "", "", False) != names("", "https://oak.example/feet", "", "", False)  # fmt: skip # noqa: E501
    assert names("", "https://willow.example/", "", "", False) == ()


@pytest.mark.parametrize(
    "again",
    [
        item("Feet, edited", guid="1", html="<p>Other words.</p>"),
        item("Feet, edited", link="https://willow.example/moved", guid="1"),
        item("Feet", link="http://www.willow.example/feet?utm_campaign=x", guid="2", html="<p>New.</p>"),
        item("Anything", link="https://new.example/b", guid="9"),  # the same words
        item("Feet", link="", guid="1"),
    ],
)
def test_an_entry_that_comes_again_under_another_name_is_there_once(again: str) -> None:
    assert len(read(item(guid="1"), again)) == 1


def test_what_names_every_entry_names_none() -> None:
    home = "https://willow.example/blog"
    some = [item(f"Tip {n}", home, f"id-{n}", f"<p>{LONG} {n}</p>") for n in range(4)]
    assert len(read(*some)) == 4
    some = [item(f"Tip {n}", f"https://willow.example/{n}", "always", f"<p>{LONG} {n}</p>") for n in range(4)]
    assert len(read(*some)) == 4
    some = [item(f"Tip {n}", "https://willow.example/", "", f"<p>{LONG} {n}</p>") for n in range(4)]
    assert len(read(*some)) == 4


def test_a_beginning_that_all_entries_share_is_no_name() -> None:
    teaser = "<p>" + "Read the whole of this on our page, where there is much more of it to read. " * 3 + "</p>"
    some = [item(f"Tip {n}", f"https://willow.example/{n}", f"{n}", f"{teaser} [...]") for n in range(3)]
    assert len(read(*some)) == 3


def test_long_ids_that_begin_alike_stay_different_and_short_enough() -> None:
    data = FEED.format("".join(item(f"T{n}", "", "x" * 700 + str(n), f"<p>{n}</p>") for n in range(3))).encode()
    keys = [entry.key for entry in entries(data, "f")]
    assert len(set(keys)) == 3
    assert max(map(len, keys)) < 400


def test_halves_of_characters_and_controls_are_left_out_of_what_is_kept() -> None:
    for guid in ("a&#0;b", "a&#7;b", "a\0b", "a\x07b", "a\ud800b"):
        broken = FEED.format(item("Feet &#7;", guid=guid)).encode("utf-8", "surrogatepass")
        for entry in entries(broken, "https://willow.example/feed"):
            f"{entry.key}{entry.title}{entry.url}{entry.names}".encode()
            assert "\0" not in entry.key + entry.title


@pytest.mark.parametrize("reference", ["&#xD800;", "&#x110000;", "&#99999999999;", "&#xZZ;", "&#;"])
def test_a_feed_that_its_parser_stumbles_over_is_refused_or_read_and_never_raises_anything_else(reference: str) -> None:
    data = FEED.format(item(f"Feet {reference} & <", guid="a")).encode()
    try:
        found = entries(data, "https://willow.example/feed")
    except UnreadableArticle:
        found = ()
    assert len(found) <= 1


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=20), st.text(max_size=200), st.booleans())
def test_any_entry_has_names_that_a_table_can_keep(guid: str, url: str, title: str, html: str, whole: bool) -> None:
    for name in names(guid, url, title, html, whole):
        assert "\0" not in name
        name.encode()
