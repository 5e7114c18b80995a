"""Where the web addresses stand in a text, for the networks that count or mark them."""

from __future__ import annotations

import re
from collections.abc import Iterator

# An address begins a word: "seehttps://…" is none, on any network.
_URL = re.compile(r"(?<![\w@＠$#＃/])https?://[^\s<>]+", re.IGNORECASE)
_AFTER = ".,;:!?'\"’”»…"


def urls(text: str) -> Iterator[tuple[int, int]]:
    """Half-open ranges (code points) of the http addresses in `text`."""
    for match in _URL.finditer(text):
        url = _without_punctuation(match.group())
        if url.partition("://")[2]:
            yield match.start(), match.start() + len(url)


def _without_punctuation(url: str) -> str:
    """The address without what belongs to the sentence around it: end marks, and a bracket opened before it."""
    bare = url.rstrip(_AFTER)
    surplus = bare.count(")") - bare.count("(")
    while surplus > 0 and bare.endswith(")"):
        bare, surplus = bare[:-1].rstrip(_AFTER), surplus - 1
    return bare
