"""What the page shows of a post: the payload's words, and no code from anywhere."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from scheduler.channels import registry
from scheduler.channels.base import Channel, Draft
from tests.channels.jobs import DRAFT, MEDIA, with_picture

DRAWN = {
    kind: channel for kind, channel in registry.channels().items() if (registry.folder(kind) / "preview.html").exists()
}
EACH = pytest.mark.parametrize("channel", DRAWN.values(), ids=DRAWN)
NASTY = '<script>alert(1)</script> "quotes" & https://a.example/"onmouseover=alert(1) {{ 7 * 7 }}'


class Words(HTMLParser):
    """The words of a page, and its tags."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text, self.tags, self.links = "", [], []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags += [tag, *(name for name, _ in attrs)]
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.text += data


def drawn(channel: Channel, draft: Draft, **more: object) -> str:
    environment = Environment(
        loader=FileSystemLoader(registry.folder(channel.kind)), autoescape=True, undefined=StrictUndefined
    )
    preview = channel.preview(channel.payload(draft))
    return environment.get_template("preview.html").render(preview=preview, **more)


@EACH
def test_it_shows_the_words_of_the_payload(channel: Channel) -> None:
    words = Words(drawn(channel, DRAFT)).text
    assert "Roll one foot for a minute. 🦶 Breathe out slowly." in words
    assert "#Yoga" in words


@EACH
def test_pictures_are_described_even_where_they_cannot_be_shown(channel: Channel) -> None:
    page = drawn(channel, with_picture())
    assert MEDIA.alt in Words(page).text
    assert "<img" not in page
    shown = drawn(channel, with_picture(), picture_url=lambda sha256: f"/pictures/{sha256}")
    assert f'<img src="/pictures/{MEDIA.sha256}" alt="{MEDIA.alt}">' in shown


@EACH
def test_outside_words_stay_words(channel: Channel) -> None:
    draft = replace(DRAFT, text=NASTY, link_title=NASTY, link_description=NASTY, images=(replace(MEDIA, alt=NASTY),))
    for draft_ in (draft, replace(draft, images=(), link="https://a.example")):
        page = Words(drawn(channel, draft_, picture_url=lambda sha256: f"/pictures/{sha256}"))
        assert {"script", "onmouseover", "style", "onload"} & set(page.tags) == set()
        assert "<script>alert(1)</script>" in page.text
        assert "{{ 7 * 7 }}" in page.text
        assert all(re.match(r"https?://|/pictures/", link) for link in page.links)


@EACH
def test_the_page_needs_no_style_or_script_of_its_own(channel: Channel) -> None:
    source = (registry.folder(channel.kind) / "preview.html").read_text()
    assert not re.search(r"<style|<script|\bstyle=|\son\w+=|\|\s*safe", source)


def test_bluesky_shows_the_card() -> None:
    channel = DRAWN["bluesky"]
    words = Words(drawn(channel, DRAFT)).text
    assert "willow.example" in words
    assert "Rolling the feet" in words
