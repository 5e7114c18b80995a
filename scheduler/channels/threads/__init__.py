"""Threads: posts of at most 500, an emoji as many as its bytes; README has the sources."""

from __future__ import annotations

from scheduler.channels.base import Channel, Count
from scheduler.domain.text import units
from scheduler.domain.text.links import urls

MOST_LINKS = 5


class Threads(Channel):
    """Counter and limits only."""

    kind = "threads"
    name = "Threads"
    limit = 500
    unit = "characters, emoji as bytes"

    def count(self, text: str) -> Count:
        """Characters, an emoji as its bytes in UTF-8. More than five different links do not fit."""
        length = units.threads(text)
        links = {text[start:end] for start, end in urls(text, bare=True)}
        return Count(length, self.limit, self.unit, length <= self.limit and len(links) <= MOST_LINKS)


channel = Threads()
