"""Pinterest: descriptions of at most 800; README has the sources."""

from __future__ import annotations

from scheduler.channels.base import Channel, Count
from scheduler.domain.text import units


class Pinterest(Channel):
    """Counter and limits only."""

    kind = "pinterest"
    name = "Pinterest"
    limit = 800
    unit = "UTF-16 units"
    needs_image = True

    def count(self, text: str) -> Count:
        """Length in UTF-16 units."""
        length = units.utf16(text)
        return Count(length, self.limit, self.unit, length <= self.limit)


channel = Pinterest()
