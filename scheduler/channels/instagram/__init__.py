"""Instagram: captions of at most 2,200 with a picture; README has the sources."""

from __future__ import annotations

import re

from scheduler.channels.base import Channel, Count
from scheduler.domain.text import units

MOST_HASHTAGS = 30
_HASHTAG = re.compile(r"(?<![\w&/])[#＃]\w*[^\W\d]\w*")


class Instagram(Channel):
    """Counter and limits only."""

    kind = "instagram"
    name = "Instagram"
    limit = 2200
    unit = "UTF-16 units"
    needs_image = True
    links = "none"
    card = "4:5"

    def count(self, text: str) -> Count:
        """Length in UTF-16 units. More than thirty hashtags do not fit."""
        length = units.utf16(text)
        fits = length <= self.limit and len(_HASHTAG.findall(text)) <= MOST_HASHTAGS
        return Count(length, self.limit, self.unit, fits)


channel = Instagram()
