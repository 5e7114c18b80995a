"""Quoted-printable in pieces that can be joined (RFC 2045 6.7): how a mail is built once and filled many times.

A piece's encoding must not depend on the column where it begins. So what stands before and after a recipient's value
ends with a soft line break (`=CRLF`, the fence), and every piece begins at column 0. A dot at the start of a line is
written `=2E`: nothing ever needs dot-stuffing; `From ` likewise, for old mailbox files.
"""

from __future__ import annotations

import re

FENCE = b"=\r\n"
_LINE = 75
_QUOTED = [chr(byte) if (32 <= byte <= 126 and byte != 61) or byte == 9 else f"={byte:02X}" for byte in range(256)]
_AS_IS = re.compile(r"[A-EG-Za-z0-9/:_~?&+-](?:[!-<>-~ ]{0,73}[!-<>-~])?")


def encode(text: str) -> bytes:
    """Lines of `text` (ends: LF) as quoted-printable lines of at most 76 octets (ends: CRLF)."""
    return "\r\n".join(_line(line) for line in text.split("\n")).encode("ascii")


def fenced(text: str) -> bytes:
    """`encode(text)`, so that whatever follows begins at column 0."""
    data = encode(text)
    return data if not data or data.endswith(b"\r\n") else data + FENCE


def fenced_value(text: str) -> bytes:
    """The same for a recipient's value, which is mostly short and plain."""
    if _AS_IS.fullmatch(text):
        return text.encode("ascii") + FENCE
    return fenced(text)


def _line(line: str) -> str:
    rest = "".join(_QUOTED[byte] for byte in line.encode("utf-8", "replace"))
    if rest.endswith((" ", "\t")):
        rest = rest[:-1] + f"={ord(rest[-1]):02X}"
    pieces: list[str] = []
    while True:
        rest = _guarded(rest)
        if len(rest) <= _LINE:
            return "=\r\n".join([*pieces, rest])
        cut = _LINE - next((back for back in (1, 2) if rest[_LINE - back] == "="), 0)
        pieces.append(rest[:cut])
        rest = rest[cut:]


def _guarded(rest: str) -> str:
    if rest.startswith("."):
        return "=2E" + rest[1:]
    return "=46" + rest[1:] if rest.startswith("From ") else rest
