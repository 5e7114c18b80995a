"""How long a text is: the units that networks count in (rules 4; each function names its source).

Normalise first (`normalise`), count, and send exactly what was counted.
"""

from __future__ import annotations

import re
import unicodedata

import regex

from scheduler.domain.text.links import mentions, urls

_CONTROL = regex.compile(r"[\p{Cc}--[\n\t]]", regex.V1)
_GRAPHEME = regex.compile(r"\X")
_EMOJI = regex.compile(
    r"\p{Emoji_Presentation}|\p{Emoji}\uFE0F|\p{RI}|[0-9#*]\uFE0F?\u20E3|[\p{Emoji}--\p{ASCII}]", regex.V1
)
_LITTLE_TEXT = r"\|{}@[]()<>#*_~"
MASTODON_URL = 23


def normalise(text: str) -> str:
    """N1: NFC, line ends as \\n, no control characters but \\n and \\t, no space at the end."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return str(_CONTROL.sub("", text)).rstrip()


def graphemes(text: str) -> int:
    """Extended grapheme clusters, UAX 29: what a reader calls characters."""
    return sum(1 for _ in _GRAPHEME.finditer(text))


def code_points(text: str) -> int:
    """Unicode code points."""
    return len(text)


def utf16(text: str) -> int:
    """UTF-16 code units: the pessimistic count where a network's rule is not known (N3)."""
    return len(text) + sum(1 for each in text if ord(each) > 0xFFFF)


def utf8(text: str) -> int:
    """Bytes in UTF-8; a lone surrogate counts as the three bytes that would replace it."""
    return len(text.encode("utf-8", "surrogatepass"))


def threads(text: str) -> int:
    """Characters, an emoji as many as its UTF-8 bytes (developers.facebook.com/docs/threads/posts, 2026-04-14).

    A cluster with an emoji is taken as a whole, with joiners and skin tones: the literal reading of that rule.
    """
    return sum(utf8(cluster) if _EMOJI.search(cluster) else len(cluster) for cluster in regex.findall(r"\X", text))


def mastodon(text: str, url_length: int = MASTODON_URL) -> int:
    """Graphemes, where an http(s) address counts `url_length` and `@user@server` counts as `@user`.

    Source: Mastodon's status_length_validator. An address longer than 4,096 or a server name longer than 253
    characters gets no discount.
    """
    pieces, end = [], 0
    for start, stop, short in sorted(_shortened(text, url_length)):
        if start >= end:
            pieces += [text[end:start], short]
            end = stop
    return graphemes("".join([*pieces, text[end:]]))


def _shortened(text: str, url_length: int) -> list[tuple[int, int, str]]:
    addresses = [(start, stop, "-" * url_length) for start, stop in urls(text, bare=False, wide=True)]
    return addresses + [(start, stop, f"@{user}") for start, stop, user in mentions(text)]


def linkedin_escape(text: str) -> str:
    """LinkedIn's little text: `\\ | { } @ [ ] ( ) < > # * _ ~` each behind a backslash (li-lms-2026-05)."""
    return "".join(f"\\{each}" if each in _LITTLE_TEXT else each for each in text)


def linkedin_unescape(text: str) -> str:
    """The text that `linkedin_escape` was made from."""
    return re.sub(r"\\([\\|{}@\[\]()<>#*_~])", r"\1", text)


def linkedin(text: str) -> int:
    """Characters before escaping, in UTF-16 units: the exact unit is not documented, so the larger (N3)."""
    return utf16(text)
