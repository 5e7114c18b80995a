"""A draft as Bluesky's record: links and hashtags in bytes, the one embed, what the preview shows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.channels.base import Draft
from scheduler.channels.bluesky import channel
from scheduler.channels.bluesky.facets import LINK, TAG, facets, segments
from tests.channels.jobs import DRAFT, MEDIA, with_picture
from tests.channels.jobs import LINK as PAGE

CASES = [
    ("no links here", []),
    ("🧘‍♀️ at https://a.example/x today", ["https://a.example/x"]),
    ("(https://a.example/thing_(cool))", ["https://a.example/thing_(cool)"]),
    ("see https://a.example.", ["https://a.example"]),
    ("really https://a.example?!…", ["https://a.example"]),
    ("“https://a.example”", ["https://a.example"]),
    ("seehttps://a.example", []),
    ("https:// alone", []),
    ("HTTPS://A.example", ["HTTPS://A.example"]),
    ("#a #b", ["#a", "#b"]),
    ("works with #🦋 emoji, and #butter🦋fly", ["#🦋", "#butter🦋fly"]),
    ("#yoga, #pilates! ＃massage", ["#yoga", "#pilates", "＃massage"]),
    ("room #12 and #1a", ["#1a"]),
    ("# nothing #️⃣ #...", []),
    ("https://a.example/#top", ["https://a.example/#top"]),
    ("#नमस्ते", ["#नमस्ते"]),
    ("#" + "x" * 64, ["#" + "x" * 64]),
    ("#" + "x" * 65, []),
]


def marked(text: str) -> list[str]:
    data = text.encode()
    return [data[each["index"]["byteStart"] : each["index"]["byteEnd"]].decode() for each in facets(text)]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_it_marks_links_and_hashtags(text: str, expected: list[str]) -> None:
    assert marked(text) == expected


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_a_mark_says_what_it_marks(text: str, expected: list[str]) -> None:
    for words, facet in zip(expected, facets(text), strict=True):
        (feature,) = facet["features"]
        assert feature == ({"$type": TAG, "tag": words[1:]} if words[0] in "#＃" else {"$type": LINK, "uri": words})


@given(st.text(alphabet=st.sampled_from("a é🧘#＃. (),\n") | st.characters(exclude_categories=["Cs"]), max_size=60))
def test_marks_lie_inside_the_text_in_order_and_the_preview_loses_nothing(words: str) -> None:
    text = f"{words} https://a.example/{words.replace(' ', '')} #tag"
    at = 0
    for facet in facets(text):
        start, end = facet["index"]["byteStart"], facet["index"]["byteEnd"]
        assert at <= start < end <= len(text.encode())
        text.encode()[start:end].decode()
        at = end
    assert "".join(piece["text"] for piece in segments(text, facets(text))) == text


def test_long_text_is_marked_in_reasonable_time() -> None:
    assert facets("#" * 100_000 + "http://" * 50_000 + "(" * 100_000) is not None


def embed(draft: Draft) -> Any:
    return channel.payload(draft).get("embed")


def test_a_link_becomes_a_card() -> None:
    assert embed(DRAFT) == {
        "$type": "app.bsky.embed.external",
        "external": {"uri": PAGE, "title": "Rolling the feet", "description": "Six small exercises."},
    }


def test_pictures_or_the_card_but_never_both() -> None:
    assert embed(with_picture())["$type"] == "app.bsky.embed.images"
    assert embed(replace(with_picture(), text="No link here"))["external"]["thumb"]["sha256"] == MEDIA.sha256
    assert (
        embed(replace(DRAFT, link="", images=(MEDIA,) * 5))["images"]
        == [
            {
                "image": {"sha256": MEDIA.sha256, "type": "image/png"},
                "alt": MEDIA.alt,
                "aspectRatio": {"width": 640, "height": 400},
            }
        ]
        * 4
    )
    assert embed(replace(DRAFT, link="")) is None


def test_the_payload_is_what_was_counted() -> None:
    payload = channel.payload(replace(DRAFT, text="Cafe\u0301\r\nyoga\x00  \n"))
    assert payload["text"] == "Café\nyoga"
    assert channel.preview(payload)["count"] == {"length": 9, "limit": 300, "fits": True}


def test_three_thousand_bytes_count_as_well() -> None:
    family = "👨‍👩‍👧‍👦"
    assert channel.count(family * 110).fits
    assert channel.count(family * 130).length == 130
    assert not channel.count(family * 130).fits
    assert not channel.count("x" * 301).fits


def test_the_preview_shows_text_card_and_links() -> None:
    preview = channel.preview(channel.payload(DRAFT))
    assert preview["card"]["title"] == "Rolling the feet"
    assert preview["link"] == PAGE
    assert [piece["link"] for piece in preview["segments"]] == ["", PAGE, "", "https://bsky.app/hashtag/Yoga"]
    assert channel.preview(channel.payload(with_picture()))["images"][0]["alt"] == MEDIA.alt
