"""LinkedIn: commentary of at most 3,000 before escaping; README has the sources."""

from __future__ import annotations

from scheduler.channels.base import Channel, Count
from scheduler.domain.text import units


class LinkedIn(Channel):
    """Counter and limits only."""

    kind = "linkedin"
    name = "LinkedIn"
    limit = 3000
    unit = "UTF-16 units"

    def count(self, text: str) -> Count:
        """The text before escaping, in UTF-16 units."""
        length = units.linkedin(text)
        return Count(length, self.limit, self.unit, length <= self.limit)


channel = LinkedIn()
