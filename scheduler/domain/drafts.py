"""What a template rendered for one channel, before that channel translates it into its own payload."""

from __future__ import annotations

from dataclasses import dataclass

CLIP = 102_000
"""Bytes of decoded HTML after which Gmail cuts a letter off, and with its end the way to leave
(github.com/hteumeuleu/email-bugs/issues/41)."""


@dataclass(frozen=True, slots=True)
class Media:
    """A picture. `alt` is never empty (promise 10); `sha256` names its bytes in the blobs table."""

    sha256: str
    type: str
    alt: str
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """What a channel's template rendered, before it is translated into a payload. Holds no recipient.

    `text` is what the reader sees (social networks, plain-text part); `html` and `subject` only for mail.
    `link` is the article's or the class's page; `link_title`, `link_description` feed a link card.
    """

    text: str
    html: str = ""
    subject: str = ""
    preheader: str = ""
    link: str = ""
    link_title: str = ""
    link_description: str = ""
    images: tuple[Media, ...] = ()
    language: str = "en"
    part: int = 1
    parts: int = 1
