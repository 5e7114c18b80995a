"""TikTok: the words below a photo; README has the sources."""

from __future__ import annotations

from scheduler.channels.base import Channel, Count
from scheduler.domain.text import units


class TikTok(Channel):
    """Counter and limits only."""

    kind = "tiktok"
    name = "TikTok"
    limit = 4000
    unit = "UTF-16 units"
    needs_image = True
    links = "none"
    card = "9:16"

    def count(self, text: str) -> Count:
        """Length of the description of a photo in UTF-16 units."""
        length = units.utf16(text)
        return Count(length, self.limit, self.unit, length <= self.limit)


channel = TikTok()
