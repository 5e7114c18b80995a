"""Single mails of the system: notices to the owner, reminders to post, sign-in links. No list, no holes."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from scheduler.channels.email import headers
from scheduler.channels.email.mime import body_text, container, leaf
from scheduler.channels.email.quoted_printable import encode

_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")
_UNSAFE_IN_NAME = re.compile(r"[^A-Za-z0-9._-]+")
_UNSAFE_ID = re.compile(r"[^A-Za-z0-9._@-]+")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file: `type` is its media type (`image/png`). With an `id` it is a picture of the HTML, which shows it by
    `<img src="cid:ID">` (RFC 2392); letters, digits and `.-_@` only."""

    name: str
    type: str
    data: bytes
    id: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """`sender`: `Name <address>`; `key`: the same at every try, the Message-ID derives from it; `at`: aware, its Date;
    `return_path`: where the mail goes back to when it cannot be delivered, if not to the sender.

    Nothing but `to` and the sender need be trusted: whatever stands in the words cannot break a header.
    """

    sender: str
    to: str
    subject: str
    text: str
    key: str
    at: datetime
    html: str = ""
    reply_to: str = ""
    attachments: tuple[Attachment, ...] = ()
    return_path: str = ""

    def built(self) -> tuple[headers.Address, headers.Address, bytes]:
        """Envelope sender, recipient and the mail's bytes. Raises Unsendable."""
        sender, recipient = headers.mailbox(self.sender)[1], headers.mailbox(self.to)[1]
        digest = hashlib.sha256(self.key.encode("utf-8", "replace")).hexdigest()[:40]
        head = [
            headers.mailbox_line("From", self.sender),
            f"To: {recipient}\r\n".encode(),
            headers.mailbox_line("Reply-To", self.reply_to) if self.reply_to else b"",
            headers.line("Subject", headers.capped(headers.clean(self.subject))),
            headers.date_line(self.at.isoformat()),
            headers.message_id_line(f"<{digest}@{sender.domain}>"),
            b"Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n",
        ]
        back = headers.address(self.return_path) if self.return_path else sender
        return back, recipient, b"".join([*head, self._content(digest)])

    def _content(self, digest: str) -> bytes:
        content = leaf("text/plain", encode(body_text(self.text)))
        shown = [file for file in self.attachments if file.id and self.html]
        others = [file for file in self.attachments if file not in shown]
        if self.html:
            html = leaf("text/html", encode(body_text(self.html)))
            if shown:
                html = container("related", f"=_r{digest[:24]}", [html, *map(_attached, shown)])
            content = container("alternative", f"=_a{digest[:24]}", [content, html])
        if others:
            content = container("mixed", f"=_m{digest[:24]}", [content, *map(_attached, others)])
        return content


def _attached(file: Attachment) -> bytes:
    kind = file.type if _TYPE.fullmatch(file.type) else "application/octet-stream"
    name = _UNSAFE_IN_NAME.sub("-", file.name)[:60] or "file"
    head = [
        f"Content-Type: {kind}",
        "Content-Transfer-Encoding: base64",
        f'Content-Disposition: {"inline" if file.id else "attachment"}; filename="{name}"',
        *([f"Content-ID: <{_UNSAFE_ID.sub('-', file.id)[:100]}>"] if file.id else []),
    ]
    lines = base64.encodebytes(file.data).replace(b"\n", b"\r\n")
    return "\r\n".join([*head, "", ""]).encode("ascii") + lines
