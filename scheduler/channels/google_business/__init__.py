"""Google Business Profile: posts of at most 1,500; README has the sources."""

from __future__ import annotations

from scheduler.channels.base import Channel, Count
from scheduler.domain.text import units


class GoogleBusiness(Channel):
    """Counter and limits only."""

    kind = "google-business"
    name = "Google Business Profile"
    limit = 1500
    unit = "UTF-16 units"

    def count(self, text: str) -> Count:
        """Length in UTF-16 units."""
        length = units.utf16(text)
        return Count(length, self.limit, self.unit, length <= self.limit)


channel = GoogleBusiness()
