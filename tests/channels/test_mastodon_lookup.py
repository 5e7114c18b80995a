"""Knowing one's own post again in the HTML that a server makes of it."""

from __future__ import annotations

import pytest

from scheduler.channels.mastodon.lookup import moment, same
from tests.fakes.mastodon import rendered

LONG = "https://studio.example/classes/spring-flow?utm_source=mastodon&utm_campaign=spring"
SHORTENED = f'<p>Join us <a href="{LONG.replace("&", "&amp;")}">studio.example/classes/spring…</a></p>'


@pytest.mark.parametrize(
    "text",
    [
        "One line",
        "Two\nlines & <marks>",
        f"A link {LONG} in between\n\nand a second paragraph",
        "Breathe 🧘‍♀️ in… “slowly” #yoga #pilates",
        "🧘‍♀️🧘‍♀️",
        "Café 30分 नमस्ते",
    ],
)
def test_it_knows_its_own_post(text: str) -> None:
    assert same(rendered(text), text)


def test_it_knows_a_link_that_was_shortened_for_good() -> None:
    assert same(SHORTENED, f"Join us {LONG}")
    assert not same(SHORTENED, "Join us https://studio.example/classes/spring-flow")


def test_it_knows_a_mention_whose_server_is_left_out() -> None:
    link = '<a href="https://m.example/@studio" class="u-url mention">@<span>studio</span></a>'
    assert same(f'<p>Ask <span class="h-card">{link}</span> today</p>', "Ask @studio@mastodon.social today")


def test_it_knows_a_post_whose_marks_became_formatting() -> None:
    assert same("<p>Roll <em>slowly</em>, it's “soft”</p>", 'Roll *slowly*, it\'s "soft"')


@pytest.mark.parametrize("content", ["<p>Another tip</p>", "", "<p>One line more</p>", "<p>One</p>", "<p>🧘</p>"])
def test_it_takes_no_other_post_for_its_own(content: str) -> None:
    assert not same(content, "One line")
    assert not same(content, "🧘‍♀️🦶")


@pytest.mark.parametrize("value", [None, 7, "", "soon", "2027-02-16T14:00:00", {}])
def test_what_is_no_instant_reads_as_none(value: object) -> None:
    assert moment(value) is None
