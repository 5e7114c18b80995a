"""Discord: messages of at most 2,000 code points; README has the sources."""

from __future__ import annotations

from scheduler.channels.base import Channel, Count
from scheduler.domain.text import units


class Discord(Channel):
    """Counter and limits only."""

    kind = "discord"
    name = "Discord"
    limit = 2000
    unit = "code points"

    def count(self, text: str) -> Count:
        """Length in code points."""
        length = units.code_points(text)
        return Count(length, self.limit, self.unit, length <= self.limit)


channel = Discord()
