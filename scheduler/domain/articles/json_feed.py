"""JSON Feed, versions 1 and 1.1 (https://jsonfeed.org/version/1.1): its items, in the shape that feedparser gives.

The format is read as it is found, not only as it is written down: numbers for ids, slashes that are escaped, `author`
of version 1, HTML entities in titles. What is of the wrong kind is as good as not there.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from html import escape, unescape
from time import struct_time
from typing import Any
from urllib.parse import urljoin

import regex

LOOKS = regex.compile(r"\s*\{")
VERSION = regex.compile(r'"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/version', regex.I)
HALVES = regex.compile(r"\p{Cs}")  # of a character; a JSON string may hold one by itself
BLANK_LINE = regex.compile(r"\n[^\S\n]*\n\s*")


def is_json_feed(text: str) -> bool:
    """A JSON object that says it is a feed."""
    return LOOKS.match(text) is not None and VERSION.search(text) is not None


def items(text: str, source: str, most: int) -> list[dict[str, Any]]:
    """The first `most` items of a feed. Raises ValueError or RecursionError when it is no JSON that can be read.

    source: the feed's address, which addresses without a host are taken to belong to.
    """
    feed = json.loads(text)
    found = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(found, list):
        raise ValueError("no list of items")
    base = _address(_said(feed, "home_page_url"), source) or source
    return [_item(item, base, _author(feed)) for item in found[:most] if isinstance(item, dict)]


def _item(item: dict[str, Any], base: str, author: str) -> dict[str, Any]:
    name = _id(item.get("id"))
    html, plain = _said(item, "content_html"), _said(item, "content_text")
    content = html or _paragraphs(plain)
    date = _date(_said(item, "date_published")) or _date(_said(item, "date_modified"))
    return {
        "id": name,
        # `external_url` is what the item speaks of: somebody else's page
        "link": _address(_said(item, "url"), base) or (name if name.startswith(("https://", "http://")) else ""),
        "title": unescape(_said(item, "title")),
        "content": [{"value": content}] if content else [],
        "summary": _paragraphs(_said(item, "summary")),
        "published_parsed": date,
        "author": _author(item) or author,
    }


def _said(thing: dict[str, Any], key: str) -> str:
    found = thing.get(key)
    return HALVES.sub("", found).strip() if isinstance(found, str) else ""


def _id(found: Any) -> str:
    """As text: a reader is to take a number for its digits."""
    if isinstance(found, int | float) and not isinstance(found, bool):
        return str(found)
    return _said({"id": found}, "id")


def _address(address: str, base: str) -> str:
    try:
        found = urljoin(base, address) if address else ""
    except ValueError:
        return ""
    return found if found.startswith(("https://", "http://")) else ""


def _paragraphs(plain: str) -> str:
    parts = [escape(part.strip()).replace("\n", "<br>") for part in BLANK_LINE.split(plain.replace("\r\n", "\n"))]
    return "".join(f"<p>{part}</p>" for part in parts if part)


def _author(thing: dict[str, Any]) -> str:
    """Of version 1.1 the first of `authors`, else `author` of version 1."""
    many = thing.get("authors")
    for author in (*(many if isinstance(many, list) else ()), thing.get("author")):
        if isinstance(author, dict) and (name := _said(author, "name")):
            return name
    return ""


def _date(written: str) -> struct_time | None:
    """RFC 3339, in UTC."""
    try:
        found = datetime.fromisoformat(written)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC).timetuple()
    except (ValueError, OverflowError):
        return None
