"""Links and hashtags of a post, as Bluesky wants them: ranges of UTF-8 bytes (https://docs.bsky.app/docs/advanced-guides/post-richtext).

A server neither finds links by itself nor checks the ranges, so they are computed here from the text that is sent.
Mentions are left as plain words: a facet needs the other account's identifier, which only the network knows.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import regex

from scheduler.channels.links import urls
from scheduler.domain.text.units import graphemes, utf8

LINK = "app.bsky.richtext.facet#link"
TAG = "app.bsky.richtext.facet#tag"

# After the network's own detection (atproto, packages/api/src/rich-text).
_HASHTAG = regex.compile(r"(?:^|(?<=\s))[#＃](?!\ufe0f)([^\s\u00ad\u2060\u200a-\u200d\u20e2]+)")
_WORDLIKE = regex.compile(r"[^\d\p{P}]")


def facets(text: str) -> list[dict[str, Any]]:
    """The facets of `text` in the order they stand, none overlapping."""
    found = sorted([*_links(text), *_tags(text)], key=lambda entry: entry[0])
    return [
        {"index": {"byteStart": utf8(text[:start]), "byteEnd": utf8(text[:end])}, "features": [feature]}
        for start, end, feature in found
    ]


def segments(text: str, marks: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """`text` cut at its facets: `[{"text", "link"}]`, the link empty for plain words."""
    data, at, cut = text.encode(), 0, []
    for mark in marks:
        start, end = mark["index"]["byteStart"], mark["index"]["byteEnd"]
        cut += [(data[at:start], ""), (data[start:end], _target(mark["features"][0]))]
        at = end
    cut.append((data[at:], ""))
    return [{"text": piece.decode(), "link": link} for piece, link in cut if piece]


def _target(feature: Mapping[str, str]) -> str:
    if feature["$type"] == LINK:
        return feature["uri"]
    return "https://bsky.app/hashtag/" + quote(feature["tag"], safe="")


def _links(text: str) -> Iterator[tuple[int, int, dict[str, str]]]:
    for start, end in urls(text):
        yield start, end, {"$type": LINK, "uri": text[start:end]}


def _tags(text: str) -> Iterator[tuple[int, int, dict[str, str]]]:
    for match in _HASHTAG.finditer(text):
        tag = _without_punctuation(match.group(1))
        if _WORDLIKE.search(tag) and graphemes(tag) <= 64 and utf8(tag) <= 640:
            yield match.start(), match.start(1) + len(tag), {"$type": TAG, "tag": tag}


def _without_punctuation(tag: str) -> str:
    end = len(tag)
    while end and unicodedata.category(tag[end - 1]).startswith("P"):
        end -= 1
    return tag[:end]
