"""X: posts of at most 280 by twitter-text's weighted rule; README has the sources."""

from __future__ import annotations

from scheduler.channels.base import Channel, Count
from scheduler.domain.text.weighted import x_valid, x_weighted


class X(Channel):
    """Counter and limits only."""

    kind = "x"
    name = "X"
    limit = 280
    unit = "weighted characters"

    def count(self, text: str) -> Count:
        """Weighted length. An empty post does not fit, nor does one with a byte order mark or a noncharacter."""
        return Count(x_weighted(text), self.limit, self.unit, x_valid(text))


channel = X()
