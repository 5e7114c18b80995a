"""Facebook page: messages of at most 63,206; README has the sources."""

from __future__ import annotations

from scheduler.channels.base import Channel, Count
from scheduler.domain.text import units


class Facebook(Channel):
    """Counter and limits only."""

    kind = "facebook"
    name = "Facebook"
    limit = 63_206
    unit = "UTF-16 units"

    def count(self, text: str) -> Count:
        """Length in UTF-16 units."""
        length = units.utf16(text)
        return Count(length, self.limit, self.unit, length <= self.limit)


channel = Facebook()
