"""Holes and class rows in rendered text: private-use characters that no outside text may hold.

- A hole `U+E010 name|fallback U+E011` is filled with a recipient's value at claim (promise 3).
- A row `U+E000 uid U+E001 … U+E002` of a class block may be removed when it is no longer true (promise 9); the uid is
  percent-encoded. `U+E003 … U+E004` stand around the whole block, which goes when its last row goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape as escape_html
from typing import Any, Literal
from urllib.parse import quote, unquote

HOLE_NAMES = ("first_name", "unsubscribe_url", "preferences_url", "address", "view_url", "site_url")

_HOLE = re.compile(f"\ue010({'|'.join(HOLE_NAMES)})\\|([^\ue000-\uf8ff]*)\ue011")
_ROW = re.compile("\ue000([^\ue000-\uf8ff]+)\ue001(.*?)\ue002", re.DOTALL)
_BLOCK = re.compile("\ue003(.*?)\ue004", re.DOTALL)
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ROW_MARKS = re.compile("\ue000[^\ue000-\uf8ff]+\ue001|[\ue002-\ue004]")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")
_LINE_END = re.compile(r"[ \t]+(?=\n|\Z)")


@dataclass(frozen=True, slots=True)
class Hole:
    """A place for a recipient's value: `start`, `end` are half-open offsets into the text it was found in."""

    name: str
    fallback: str
    start: int
    end: int


def strip_private_use(text: str) -> str:
    """Outside text without the characters U+E000 to U+F8FF: readers see boxes there, and our marks are among them."""
    return _PRIVATE.sub("", text)


def outside(text: str) -> str:
    """Outside text as a template may print it: no private-use characters, and none that HTML or UTF-8 cannot hold."""
    return _UNPRINTABLE.sub("", strip_private_use(text))


def hole(name: str, fallback: str) -> str:
    """The mark of a hole."""
    return f"\ue010{name}|{fallback}\ue011"


def row(uid: str, content: str) -> str:
    """A class row with its marks."""
    return f"\ue000{quote(uid, safe='')}\ue001{content}\ue002"


def block(content: str) -> str:
    """A class block with its marks."""
    return f"\ue003{content}\ue004"


def holes_in(text: str) -> list[Hole]:
    """The holes of a rendered text, in order: for splicing values in without searching again."""
    return [Hole(found[1], found[2], *found.span()) for found in _HOLE.finditer(text)]


def fill(text: str, values: Mapping[str, str], escape: Literal["html", "none"] = "none") -> str:
    """`text` with every hole filled. An empty value gives the fallback; a missing one is a KeyError, never a blank
    unsubscribe link. Values are one line: they may end up in a header."""
    quoted = escape_html if escape == "html" else str
    return _HOLE.sub(lambda found: quoted(one_line(values[found[1]]) or found[2]), text)


def one_line(value: str) -> str:
    """A recipient's value as it is printed: in one line, visible, without our own marks."""
    if value.isascii() and value.isprintable():
        return value.strip()
    return _UNSEEN.sub(" ", strip_private_use(value)).strip()


def rows_in(text: str) -> list[str]:
    """The class uids whose rows stand in a rendered text, in order."""
    return [unquote(found[1]) for found in _ROW.finditer(text)]


def without_rows(payload: Mapping[str, Any], uids: Iterable[str]) -> dict[str, Any]:
    """The payload of an issue without the rows of those classes, in html and text alike; other words stay as they are.

    A block whose last row is gone goes with its heading. `rows` of the payload tells what is left.
    """
    gone = {outside(uid) for uid in uids}
    html, text = _drop(payload["html"], gone), tidy(_drop(payload["text"], gone))
    return {**payload, "html": html, "text": text, "rows": rows_in(text)}


def _drop(text: str, gone: set[str]) -> str:
    kept = _ROW.sub(lambda found: "" if unquote(found[1]) in gone else found[0], text)
    return _BLOCK.sub(lambda found: found[0] if _ROW.search(found[1]) else "", kept)


def clean(text: str) -> str:
    """A rendered text without the marks of class rows and blocks, ready for a reader; holes stay."""
    return _BLANK_LINES.sub("\n\n", _ROW_MARKS.sub("", text))


def tidy(text: str) -> str:
    """Plain text without trailing blanks and with one empty line at most between paragraphs."""
    return _BLANK_LINES.sub("\n\n", _LINE_END.sub("", text)).strip("\n")


def broken_mark(text: str) -> bool:
    """Does a mark stand half, nested or unknown in a rendered text?"""
    bare = _ROW.sub(lambda found: found[2], _HOLE.sub("", text))
    return bool(_PRIVATE.search(_BLOCK.sub(lambda found: found[1], bare)))
