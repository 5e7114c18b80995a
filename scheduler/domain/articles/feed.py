"""RSS and Atom: the entries of a feed, each with a key that stays the same when the feed repeats or edits it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import regex

from scheduler.domain.articles import clean
from scheduler.domain.articles.builder import Draft
from scheduler.domain.articles.html import read_fragment
from scheduler.domain.articles.meta import Meta
from scheduler.domain.articles.model import UnreadableArticle

CUT_SHORT = regex.compile(
    r"(?:\[…\]|\[\.\.\.\]|…|\.\.\.|(?:continue reading|read more|lire la suite)[^<]{0,80})\s*(?:</?[^>]{1,100}>\s*)*$",
    regex.I,
)
MOST = 200


@dataclass(frozen=True)
class Entry:
    """One article of a feed.

    key: the entry's id, else its address, else its title: the same entry has the same key, however it is edited.
    html: its content. whole: False where the feed only has the beginning; then fetch `url`.
    """

    key: str
    title: str
    url: str
    html: str
    whole: bool
    date: datetime | None
    author: str = ""


def entries(data: bytes, source: str) -> tuple[Entry, ...]:
    """The feed's entries, newest first, each key once. Raises UnreadableArticle when it is no feed."""
    import feedparser  # only when a feed is read: it is large

    # As a stream: given bytes, feedparser would take them for the name of a file.
    feed = feedparser.parse(BytesIO(data), sanitize_html=False, response_headers={"content-location": _base(source)})
    found = [_entry(entry) for entry in feed.entries[: MOST * 2]]
    if not found and not feed.version:
        raise UnreadableArticle(f"{source} is no feed that can be read; check its address in a browser.")
    found.sort(key=lambda entry: entry.date or datetime.min.replace(tzinfo=UTC), reverse=True)
    first: dict[str, Entry] = {}
    for entry in found:
        if entry.key:
            first.setdefault(entry.key, entry)
    return tuple(first.values())[:MOST]


def read_feed(data: bytes, source: str) -> tuple[Draft, Meta, str]:
    """The draft of the newest entry."""
    found = entries(data, source)
    if not found:
        raise UnreadableArticle(f"{source} has no entries yet; try again when something has been published.")
    draft, meta = read_entry(found[0])
    return draft, meta, found[0].html


def read_entry(entry: Entry) -> tuple[Draft, Meta]:
    """The draft of one entry."""
    draft, title = read_fragment(entry.html, entry.title)
    return draft, Meta(title=entry.title or title, date=entry.date, author=entry.author, url=entry.url)


def _base(source: str) -> str:
    return source if source.startswith(("http://", "https://")) else ""


def _entry(entry: Any) -> Entry:
    contents = [str(part.get("value") or "") for part in entry.get("content") or []]
    summary = str(entry.get("summary") or "")
    html = max([*contents, summary], key=len)
    url = str(entry.get("link") or "")
    title = clean.words(regex.sub(r"<[^>]{1,200}>", "", str(entry.get("title") or "")))[:300]
    return Entry(
        key=str(entry.get("id") or url or title)[:500],
        title=title,
        url=url if url.startswith(("http://", "https://")) else "",
        html=html,
        whole=bool(contents) and bool(html.strip()) and CUT_SHORT.search(html[-300:]) is None,
        date=_date(entry.get("published_parsed") or entry.get("updated_parsed")),
        author=clean.words(str(entry.get("author") or ""))[:100],
    )


def _date(parsed: Any) -> datetime | None:
    """feedparser gives times in UTC."""
    try:
        year, month, day, hour, minute, second = parsed[:6]
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except (TypeError, ValueError):
        return None
