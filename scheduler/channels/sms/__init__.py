"""SMS: 160 GSM-7 septets or 70 UTF-16 units in one part; README has the sources."""

from __future__ import annotations

from scheduler.channels.base import Channel, Count
from scheduler.domain.text.sms import segments


class Sms(Channel):
    """Counter and limits only."""

    kind = "sms"
    name = "SMS"
    limit = 160
    unit = "septets (GSM-7)"

    def count(self, text: str) -> Count:
        """Length in the encoding that the text needs; it fits when one part carries it."""
        counted = segments(text)
        limit, unit = (160, self.unit) if counted.encoding == "GSM-7" else (70, "UTF-16 units (UCS-2)")
        return Count(counted.length, limit, unit, counted.segments <= 1)


channel = Sms()
