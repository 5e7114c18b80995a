"""Is one of an account's newest posts the one whose reply was lost?

Servers hand posts out as HTML, with links rewritten and shortened for the eye and, on some, with formatting of their
own; so texts are compared by their letters and digits, and a link by its address.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import Any

from scheduler.domain.text.links import mentions

SLACK = timedelta(minutes=2)


def match(statuses: Sequence[Mapping[str, Any]], text: str, since: datetime) -> Mapping[str, Any] | None:
    """The post with that text made after `since` (less two minutes, for a server's clock that runs behind)."""
    for status in statuses:
        made = moment(status.get("created_at"))
        if made is not None and made >= since - SLACK and same(str(status.get("content", "")), text):
            return status
    return None


def reaches_back(statuses: Sequence[Mapping[str, Any]], page: int, since: datetime) -> bool:
    """Does the page hold everything made after `since`? Only then is not being on it a proof."""
    made = [moment(status.get("created_at")) for status in statuses]
    return len(statuses) < page or any(when is not None and when < since - SLACK for when in made)


def same(content: str, text: str) -> bool:
    """Is the HTML `content` the post `text`?"""
    reader = _Reader()
    reader.feed(content)
    reader.close()
    return _letters(text) in (_letters("".join(reader.addresses)), _letters("".join(reader.words)))


def moment(value: object) -> datetime | None:
    """An ISO 8601 instant as servers write them; None for anything else or without a zone."""
    try:
        when = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return when if when.tzinfo is not None else None


def _letters(text: str) -> str:
    """Letters and digits only; the whole text where there are none (a row of emoji)."""
    for start, end, user in reversed(list(mentions(text))):  # shown without the server's name
        text = f"{text[:start]}@{user}{text[end:]}"
    plain = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\W_]+", "", plain) or "".join(plain.split())


class _Reader(HTMLParser):
    """Reads HTML twice at once: with a link's words (`words`) and with its address in their place (`addresses`)."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.addresses: list[str] = []
        self._in_link = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A link that is no mention or hashtag reads as its address."""
        found = dict(attrs)
        if tag == "a" and not {"mention", "hashtag"} & set((found.get("class") or "").split()):
            self._in_link = True
            self.addresses.append(found.get("href") or "")
        elif tag in ("br", "p"):
            self._add(" ")

    def handle_endtag(self, tag: str) -> None:
        """Words count again."""
        if tag == "a":
            self._in_link = False

    def handle_data(self, data: str) -> None:
        """Words."""
        self._add(data)

    def _add(self, data: str) -> None:
        self.words.append(data)
        if not self._in_link:
            self.addresses.append(data)
