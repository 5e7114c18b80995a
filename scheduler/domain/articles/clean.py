"""Canonical characters: what every reader does to text before it becomes a block."""

from __future__ import annotations

import unicodedata

import regex

# Zero width characters that carry nothing; ZWJ and ZWNJ stay, emoji and some scripts need them.
INVISIBLE = regex.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffc"
    r"\U000e0000-\U000e007f]"
)
CONTROL = regex.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
SPACES = regex.compile(r"\s+")
BREAKS = regex.compile(r"\r\n?|[\u0085\u2028\u2029\x0b\x0c]")


def lines(text: str) -> str:
    """Every kind of line end as LF."""
    return str(BREAKS.sub("\n", text))


def words(text: str) -> str:
    """One line of canonical text: NFC, nothing invisible, every run of white space one plain space."""
    if text.isascii() and text.isprintable():  # no white space but spaces
        return " ".join(text.split())
    if text.isascii() and "\x00" not in text:
        return str(SPACES.sub(" ", CONTROL.sub("", text))).strip()
    text = INVISIBLE.sub("", CONTROL.sub("", text))
    return unicodedata.normalize("NFC", SPACES.sub(" ", text)).strip()


def word_set(line: str) -> frozenset[str]:
    """The words of a line, for lists that are easier read as one."""
    return frozenset(line.split())
