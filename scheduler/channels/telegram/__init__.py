"""Telegram: messages of at most 4,096 code points; README has the sources."""

from __future__ import annotations

from scheduler.channels.base import Channel, Count
from scheduler.domain.text import units


class Telegram(Channel):
    """Counter and limits only."""

    kind = "telegram"
    name = "Telegram"
    limit = 4096
    unit = "code points"

    def count(self, text: str) -> Count:
        """Length in code points."""
        length = units.code_points(text)
        return Count(length, self.limit, self.unit, length <= self.limit)


channel = Telegram()
