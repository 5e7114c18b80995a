"""The mail itself: built once for all who get it, then filled for each of them as bytes.

`prepare(payload)` encodes everything that is the same in every copy; `Prepared.message_for(holes)` joins the pieces
with one person's values. tests/channels/test_email_mime.py compares the result with the standard library's slow way.

Layout: multipart/alternative of text and HTML, UTF-8, quoted-printable (a relay without 8BITMIME would re-encode
anything else and break the signature), CRLF. Boundaries come from the payload's hash and contain `=_`, which
quoted-printable never does.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape as escape_html
from typing import Any, Literal

from scheduler.channels.email import headers
from scheduler.channels.email.headers import Unsendable
from scheduler.channels.email.quoted_printable import FENCE, fenced, fenced_value
from scheduler.channels.email.quoted_printable import encode as quoted
from scheduler.domain.rendering import clean, fill, holes_in, one_line, strip_private_use

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LINE_ENDS = re.compile(r"\r\n?")
_BARE = re.compile(rb"(?<!\r)\n|\r(?!\n)")
_UNSAFE_KEY = re.compile(r"[^A-Za-z0-9_-]")
_SIMPLE = re.compile(r"(?!From )[A-Za-z0-9/:_~?+-](?:[A-Za-z0-9/:_~?+., @-]{0,73}[A-Za-z0-9/:_~?+.,@-])?")
"""A value that neither HTML nor quoted-printable changes, at the start of a line."""

_HEADS = 2
"""Pieces before the body."""

Escape = Literal["html", "none"]


@dataclass(frozen=True, slots=True)
class _Hole:
    """Where a recipient's value goes, and what stands there for an empty one."""

    name: str
    fallback: str
    escape: Escape


@dataclass(frozen=True, slots=True)
class Prepared:
    """A newsletter issue, ready to be filled. `body`: its pieces, empty where a value goes; `holes`: which value goes
    where, by the piece's number."""

    sender: headers.Address
    subject: str
    fixed_head: bytes
    body: tuple[bytes, ...] = field(repr=False)
    holes: tuple[tuple[int, _Hole], ...]

    def message_for(self, holes: Mapping[str, str]) -> bytes:
        """One person's mail, as it goes over the wire (no dot-stuffing needed). Raises Unsendable.

        Holes: `to`, `first_name`, `key`, `created_at`, `unsubscribe_url`, `preferences_url`; `message_id` and `date`
        where they are not to be derived from `key` and `created_at`.
        """
        return b"".join(self.pieces_for(holes))

    def pieces_for(self, holes: Mapping[str, str]) -> list[bytes]:
        """The same in pieces, which need no copying before they are written."""
        try:
            values = {"address": holes["to"], **holes, "first_name": _whole(holes.get("first_name", ""))}
            pieces = [self._head(holes, values), self.fixed_head, *self.body]
            self._fill(pieces, values)
        except KeyError as missing:
            raise Unsendable("holes", f"The mail needs a value for {missing}, and there is none.", ours=True) from None
        return pieces

    def _fill(self, pieces: list[bytes], values: Mapping[str, str]) -> None:
        """Every value is looked at once: most are the same words in HTML, in text and in quoted-printable."""
        known: dict[str, tuple[str, bytes]] = {}
        for number, hole in self.holes:
            found = known.get(hole.name)
            if found is None:
                text = one_line(values[hole.name])
                found = known[hole.name] = (text, text.encode("ascii") + FENCE if _SIMPLE.fullmatch(text) else b"")
            text, ready = found
            if not ready:
                text = text or hole.fallback
                ready = fenced_value(escape_html(text) if hole.escape == "html" else text)
            pieces[number + _HEADS] = ready

    def message_id(self, holes: Mapping[str, str]) -> str:
        """`<key@domain of From>`, the same at every try; or what the hole `message_id` says."""
        given = holes.get("message_id", "")
        return given if given.startswith("<") else f"<{given or _left(holes['key'])}@{self.sender.domain}>"

    def _head(self, holes: Mapping[str, str], values: Mapping[str, str]) -> bytes:
        lines = [
            f"To: {headers.address(holes['to'])}\r\n".encode(),
            headers.date_line(holes.get("date") or holes["created_at"]),
            headers.message_id_line(self.message_id(holes)),
            headers.unsubscribe_lines(holes["unsubscribe_url"]),
        ]
        if self.subject:
            lines.append(headers.line("Subject", subject_for(self.subject, values)))
        return b"".join(lines)


def subject_for(subject: str, values: Mapping[str, str]) -> str:
    """The subject line as one person reads it."""
    return headers.capped(headers.clean(strip_private_use(fill(clean(subject), values))))


def prepare(payload: Mapping[str, Any]) -> Prepared:
    """What is the same in every copy. Raises Unsendable when the payload has no usable sender."""
    _name, sender = headers.mailbox(payload["from"])
    personal = bool(holes_in(payload["subject"]))
    head = headers.mailbox_line("From", payload["from"])
    if payload.get("reply_to"):
        head += headers.mailbox_line("Reply-To", payload["reply_to"])
    if not personal:
        head += headers.line("Subject", subject_for(payload["subject"], {}))
    if payload.get("list_id"):
        head += headers.list_id_line(payload["list_id"])
    body = _body(payload, _boundary(payload))
    holes = tuple((number, piece) for number, piece in enumerate(body) if isinstance(piece, _Hole))
    pieces = tuple(b"" if isinstance(piece, _Hole) else piece for piece in body)
    prepared = Prepared(sender, payload["subject"] if personal else "", head, pieces, holes)
    _assert_line_ends(prepared)
    return prepared


def as_eml(payload: Mapping[str, Any], holes: Mapping[str, str]) -> bytes:
    """The very bytes that would be sent: what practice mode writes to `rehearsal/`. Raises Unsendable."""
    return prepare(payload).message_for(holes)


def body_text(text: str) -> str:
    """Rendered text with one kind of line end and no control characters."""
    return _CONTROLS.sub("", _LINE_ENDS.sub("\n", clean(text)))


def _body(payload: Mapping[str, Any], boundary: str) -> tuple[bytes | _Hole, ...]:
    """The multipart with its holes: laid out once with a stand-in for each part's content."""
    marks = b"\0text\0", b"\0html\0"
    parts = [leaf("text/plain", marks[0]), leaf("text/html", marks[1])]
    layout = b"MIME-Version: 1.0\r\n" + container("alternative", boundary, parts)
    before, _, rest = layout.partition(marks[0])
    between, _, after = rest.partition(marks[1])
    text, html = _pieces(payload["text"], "none"), _pieces(payload["html"], "html")
    return _merged([before, *text, between, *html, after])


def _pieces(text: str, escape: Escape) -> list[bytes | _Hole]:
    text = body_text(text)
    pieces: list[bytes | _Hole] = []
    at = 0
    for found in holes_in(text):
        pieces += [fenced(strip_private_use(text[at : found.start])), _Hole(found.name, found.fallback, escape)]
        at = found.end
    return [*pieces, quoted(strip_private_use(text[at:]))]


def _merged(pieces: list[bytes | _Hole]) -> tuple[bytes | _Hole, ...]:
    """Neighbouring bytes joined."""
    merged: list[bytes | _Hole] = []
    for piece in pieces:
        last = merged[-1] if merged else None
        if isinstance(piece, bytes) and isinstance(last, bytes):
            merged[-1] = last + piece
        else:
            merged.append(piece)
    return tuple(merged)


def leaf(kind: str, content: bytes) -> bytes:
    """A text part from its quoted-printable content: headers, empty line, content."""
    lines = [f"Content-Type: {kind}; charset=utf-8", "Content-Transfer-Encoding: quoted-printable", "", ""]
    return "\r\n".join(lines).encode("ascii") + content + b"\r\n"


def container(subtype: str, boundary: str, parts: Sequence[bytes]) -> bytes:
    """A multipart of parts that end with CRLF."""
    head = f'Content-Type: multipart/{subtype};\r\n boundary="{boundary}"\r\n\r\n'.encode("ascii")
    opened = f"--{boundary}\r\n".encode("ascii")
    return head + b"".join(opened + part for part in parts) + f"--{boundary}--\r\n".encode("ascii")


def _boundary(payload: Mapping[str, Any]) -> str:
    canonical = json.dumps([payload["subject"], payload["html"], payload["text"]])
    return "=_" + hashlib.sha256(canonical.encode("ascii")).hexdigest()[:32]


def _whole(name: str) -> str:
    """The name without half characters (lone surrogates), which UTF-8 cannot hold."""
    return name if name.isascii() else name.encode("utf-8", "ignore").decode()


def _left(key: str) -> str:
    """A key as the left side of a Message-ID."""
    return hashlib.sha256(key.encode()).hexdigest()[:40] if _UNSAFE_KEY.search(key) or len(key) > 100 else key


def _assert_line_ends(prepared: Prepared) -> None:
    """No bare CR or LF: a server that takes one for a line end could be told anything (CVE-2023-51764). And no dot at
    the start of a line: nobody looks for one again before it is written."""
    whole = prepared.fixed_head + b"".join(piece or FENCE for piece in prepared.body)
    if _BARE.search(whole) or b"\n." in whole:
        raise AssertionError("a mail with a bare CR or LF, or with a line that begins with a dot, was built")
