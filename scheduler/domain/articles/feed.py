"""RSS, Atom and JSON Feed: a feed's entries, each with a key that stays the same when it is repeated or edited."""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import regex

from scheduler.domain.articles import clean, json_feed
from scheduler.domain.articles.builder import Draft
from scheduler.domain.articles.encoding import decode
from scheduler.domain.articles.entry_names import names, plain, unreliable
from scheduler.domain.articles.html import read_fragment
from scheduler.domain.articles.meta import Meta
from scheduler.domain.articles.model import UnreadableArticle

CUT_SHORT = regex.compile(
    r"(?:\[…\]|\[\.\.\.\]|…|\.\.\.|(?:continue reading|read more|lire la suite)[^<]{0,80})\s*(?:</?[^>]{1,100}>\s*)*$",
    regex.I,
)
MOST = 200
# What feedparser itself raises for hostile bytes ("&#xD800;" in a broken feed, say).
STUMBLES = (ValueError, OverflowError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)
LONGEST_KEY = 300
MARK = 200  # bytes looked at for the beginning of a JSON object
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True)
class Entry:
    """One article of a feed.

    key: the entry's id, else its address, else its title: the same entry has the same key, however it is edited.
    html: its content. whole: False where the feed only has the beginning; then fetch `url`. names: all that it is
    known by (`entry_names`), since a feed may change its ids as well as its addresses.
    """

    key: str
    title: str
    url: str
    html: str
    whole: bool
    date: datetime | None
    author: str = ""
    names: tuple[str, ...] = ()


def entries(data: bytes, source: str) -> tuple[Entry, ...]:
    """The feed's entries, newest first, each key once. Raises UnreadableArticle when it is no feed."""
    try:
        found = [_entry(entry) for entry in _items(data, source)]
    except STUMBLES:
        raise _no_feed(source) from None
    found.sort(key=lambda entry: entry.date or datetime.min.replace(tzinfo=UTC), reverse=True)
    return _once(found)[:MOST]


def _items(data: bytes, source: str) -> list[Any]:
    """What the feed lists, in feedparser's shape. Raises one of STUMBLES when it is no feed."""
    if data[:MARK].lstrip().lstrip(codecs.BOM_UTF8).lstrip()[:1] == b"{" or data[:2] in UTF_16:
        text, _ = decode(data, source)
        if json_feed.is_json_feed(text):
            return json_feed.items(text, _base(source), MOST * 2)
    import feedparser  # only when such a feed is read: it is large

    # As a stream: given bytes, feedparser would take them for the name of a file.
    feed = feedparser.parse(BytesIO(data), sanitize_html=False, response_headers={"content-location": _base(source)})
    if not feed.entries and not feed.version:
        raise ValueError("no feed")
    return list(feed.entries[: MOST * 2])


def _once(found: list[Entry]) -> tuple[Entry, ...]:
    """Each entry once, by any of its names; what names several different ones names none."""
    bad = unreliable((entry.names, entry.title) for entry in found)
    seen: set[str] = set()
    kept: list[Entry] = []
    for entry in found:
        good = tuple(name for name in entry.names if name not in bad)
        if not good or not seen.isdisjoint(good):
            continue
        seen.update(good)
        kept.append(replace(entry, names=good, key=entry.key if len(good) == len(entry.names) else good[0]))
    return tuple(kept)


def _no_feed(source: str) -> UnreadableArticle:
    return UnreadableArticle(f"{source} is no feed that can be read; check its address in a browser.")


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
    title = plain(clean.words(regex.sub(r"<[^>]{1,200}>", "", str(entry.get("title") or ""))))[:300]
    guid, url = str(entry.get("id") or ""), plain(url)
    whole = bool(contents) and bool(html.strip()) and CUT_SHORT.search(html[-300:]) is None
    return Entry(
        key=_short(plain(guid) or url or title),
        title=title,
        url=url if url.startswith(("http://", "https://")) else "",
        html=html,
        whole=whole,
        names=names(guid, url, title, html, whole) or ((f"title:{title.casefold()}",) if title else ()),
        date=_date(entry.get("published_parsed") or entry.get("updated_parsed")),
        author=clean.words(str(entry.get("author") or ""))[:100],
    )


def _short(key: str) -> str:
    """A key that fits into its row; long ones that begin alike stay different."""
    if len(key) <= LONGEST_KEY:
        return key
    return f"{key[:LONGEST_KEY]}…{hashlib.sha256(key.encode('utf-8', 'replace')).hexdigest()[:16]}"


def _date(parsed: Any) -> datetime | None:
    """feedparser gives times in UTC."""
    try:
        year, month, day, hour, minute, second = parsed[:6]
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except (TypeError, ValueError):
        return None
