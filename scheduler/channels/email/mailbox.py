"""The mailbox that returned mail comes to, read by IMAP (RFC 3501, 9051) and never changed: nothing is deleted, moved
or marked as read. Every wait and every answer has a limit."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from scheduler.channels.answers import Ended
from scheduler.channels.base import Credentials, Field
from scheduler.channels.email import headers, tokens
from scheduler.channels.email.reports import LARGEST, Unreadable, may_be_report
from scheduler.domain.ip_addresses import is_loopback
from scheduler.domain.outcomes import Accepted, Outcome, Refused

PORTS = {"implicit": 993, "starttls": 143, "none": 143}
PATIENCE = 15.0
MOST = 200
FIRST_LOOK = 500
HEAD = 32 * 1024

GROUP = "Mail that comes back"
ENCRYPTION = (
    ("implicit", "TLS from the first byte (port 993): most providers"),
    ("starttls", "STARTTLS (port 143)"),
    ("none", "None: only for a mail server on this machine"),
)
FIELDS = (
    Field("bounce_host", "Its mailbox: IMAP server", "BOUNCE_HOST", required=False, address=True, group=GROUP,
          help="For example imap.your-provider.example. Addresses that do not work are then left out by themselves."),
    Field("bounce_port", "Port", "BOUNCE_PORT", help="Leave empty for the usual one", required=False, group=GROUP),
    Field("bounce_security", "Encryption", "BOUNCE_SECURITY", required=False, default="implicit", group=GROUP,
          choices=ENCRYPTION),
    Field("bounce_user", "User name", "BOUNCE_USER", help="Leave empty for the one above", required=False, group=GROUP),
    Field("bounce_password", "Password", "BOUNCE_PASSWORD", secret=True, required=False, group=GROUP,
          help="Leave empty for the one above"),
    Field("bounce_folder", "Folder", "BOUNCE_FOLDER", required=False, default="INBOX", group=GROUP),
    Field("return_path", "Address it comes back to", "RETURN_PATH", required=False, group=GROUP,
          help="Leave empty for the sender’s. With a *, each mail has its own: bounces+*@your-studio.example"),
)  # fmt: skip


class Shut(Exception):
    """The mailbox cannot be read; str() is one sentence, without secrets. `login`: it did not let us in."""

    def __init__(self, reason: str, *, login: bool = False) -> None:
        super().__init__(reason)
        self.login = login


@dataclass(frozen=True, slots=True)
class Box:
    """Where and as whom."""

    host: str
    port: int
    security: str
    user: str
    password: str = field(repr=False)
    folder: str
    token: str = field(default="", repr=False)

    @classmethod
    def of(cls, credentials: Credentials) -> Box | None:
        """None when no mailbox for returned mail is named; Shut when its fields cannot be right."""
        values = {name: str(value).strip() for name, value in credentials.values.items()}
        host, security = values.get("bounce_host", ""), values.get("bounce_security", "").lower() or "implicit"
        if not host:
            return None
        if security not in PORTS:
            raise Shut(f"The encryption of the mailbox must be one of {', '.join(PORTS)}.")
        port = values.get("bounce_port", "") or str(PORTS[security])
        if not (port.isascii() and port.isdecimal() and 0 < int(port[:6]) < 65536):
            raise Shut("The port of the mailbox is a number like 993.")
        user = values.get("bounce_user") or values.get("user", "")
        password = credentials.values.get("bounce_password") or credentials.values.get("password", "")
        token = "" if password else _token(credentials)
        return cls(host, int(port), security, user, password, values.get("bounce_folder", "") or "INBOX", token)


def _token(credentials: Credentials) -> str:
    """That of sending, where no password is given at all."""
    try:
        return tokens.current(credentials).strip()
    except Ended as ended:
        reason = str(getattr(ended.outcome, "reason", "")).rstrip(".")
        raise Shut(f"The mailbox for returned mail was not opened: {reason}.") from None


@dataclass(frozen=True, slots=True)
class Found:
    """A mail that is or may be a report; `raw` is at most 256 kB of it, empty when not even its header can be read."""

    uid: int
    raw: bytes
    problem: str = ""


@contextmanager
def opened(box: Box) -> Iterator[Reader]:
    """Signed in, the folder open for reading only. Shut for whatever keeps us out."""
    connection = _connected(box)
    try:
        yield Reader(connection, *_entered(connection, box))
    except (imaplib.IMAP4.error, OSError) as error:
        raise Shut(f"The mailbox for returned mail broke off: {_said(error, box)}.") from None
    finally:
        _bye(connection)


@dataclass
class Reader:
    """An open folder. `validity`: UIDs count within it; `following`: the UID that the next mail will have."""

    connection: imaplib.IMAP4
    validity: int
    following: int

    def newer(self, after: int) -> list[int]:
        """UIDs beyond `after`, oldest first, at most 200; with none read yet, of the newest 500 only."""
        after = after or max(self.following - FIRST_LOOK, 1) - 1
        numbers = self._ask("SEARCH", f"UID {after + 1}:*")
        found = sorted({int(word) for word in b" ".join(numbers).split() if word.isdigit()})
        return [uid for uid in found if uid > after][:MOST]  # `n:*` answers the last mail even when it is older

    def mail(self, uid: int) -> Found | None:
        """That mail if it may be a report; its header is looked at first, and what a person wrote is not read."""
        head = self._fetch(uid, f"(UID BODY.PEEK[HEADER]<0.{HEAD}>)")
        try:
            if not may_be_report(head):
                return None
        except Unreadable as problem:
            return Found(uid, b"", str(problem))
        return Found(uid, self._fetch(uid, f"(UID BODY.PEEK[]<0.{LARGEST}>)"))

    def _fetch(self, uid: int, what: str) -> bytes:
        for part in self._ask("FETCH", str(uid), what):
            if isinstance(part, tuple) and len(part) > 1:
                return bytes(part[1])[:LARGEST]
        return b""

    def _ask(self, command: str, *words: str) -> list[Any]:
        answer, data = self.connection.uid(command, *words)
        if answer != "OK":
            raise imaplib.IMAP4.error(f"{command} was refused")
        return [part for part in data if part is not None]


def return_path(pattern: str, key: str) -> str:
    """Where the mail with that key comes back to: `bounces+*@place.ca` with the key for the *; empty, for the sender's
    own address, when the pattern makes no address."""
    path = pattern.strip().replace("*", key)
    try:
        return str(headers.address(path)) if path else ""
    except headers.Unsendable:
        return ""


def check(credentials: Credentials) -> Outcome:
    """Sign in to the mailbox and out again; Accepted as well when none is named."""
    pattern = credentials.values.get("return_path", "").strip()
    if pattern and not return_path(pattern, "0" * 32):
        reason = "The address that mail comes back to is none; write it like bounces@place.ca or bounces+*@place.ca."
        return Refused("return-path", reason, stops_account=True)
    try:
        box = Box.of(credentials)
        if box is not None:
            with opened(box):
                pass
    except Shut as shut:
        return Refused("mailbox", str(shut), stops_account=True)
    return Accepted()


def _connected(box: Box) -> imaplib.IMAP4:
    context = ssl.create_default_context()
    try:
        if box.security == "implicit":
            return imaplib.IMAP4_SSL(box.host, box.port, ssl_context=context, timeout=PATIENCE)
        connection = imaplib.IMAP4(box.host, box.port, timeout=PATIENCE)
    except (imaplib.IMAP4.error, OSError, UnicodeError) as error:
        raise Shut(f"The mailbox for returned mail cannot be reached: {_said(error, box)}.") from None
    try:
        if box.security == "starttls":
            connection.starttls(ssl_context=context)
        elif not is_loopback(str(connection.sock.getpeername()[0])):
            raise Shut("Without encryption only a mailbox on this very machine is read; choose implicit.")
    except (imaplib.IMAP4.error, OSError) as error:
        _bye(connection)
        raise Shut(f"The mailbox for returned mail cannot be encrypted: {_said(error, box)}.") from None
    except Shut:
        _bye(connection)
        raise
    return connection


def _entered(connection: imaplib.IMAP4, box: Box) -> tuple[int, int]:
    """UIDVALIDITY and UIDNEXT of the folder."""
    try:
        _sign_in(connection, box)
    except (imaplib.IMAP4.error, UnicodeError):
        what = "access token" if box.token else "password"
        raise Shut(f"The mailbox for returned mail did not take this user name and {what}.", login=True) from None
    except OSError as error:
        raise Shut(f"The mailbox for returned mail broke off: {_said(error, box)}.") from None
    try:
        answer, _ = connection.select(_quoted(box.folder), readonly=True)
    except (imaplib.IMAP4.error, OSError, UnicodeError):
        answer = "NO"
    if answer != "OK":
        raise Shut("The mailbox for returned mail has no folder of that name; INBOX is the usual one.", login=True)
    return _number(connection, "UIDVALIDITY"), _number(connection, "UIDNEXT")


def _sign_in(connection: imaplib.IMAP4, box: Box) -> None:
    """A no to a token comes in two steps: first a challenge that says why, which is answered with nothing."""
    if not box.token:
        connection.login(box.user, box.password)
        return
    said = iter([f"user={box.user}\1auth=Bearer {box.token}\1\1".encode()])
    connection.authenticate("XOAUTH2", lambda _challenge: next(said, b""))


def _number(connection: imaplib.IMAP4, name: str) -> int:
    found: Any = connection.response(name)[1]
    text = bytes(found[0] or b"") if found else b""
    return int(text) if text.isdigit() else 0


def _quoted(folder: str) -> str:
    """A folder's name as IMAP wants it: nothing can close the quotes."""
    return '"' + re.sub(r"[\x00-\x1f\x7f]", "", folder).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _said(error: Exception, box: Box) -> str:
    """A library's reason, short and without the password."""
    text = " ".join(str(error).split())[:150] or type(error).__name__
    for secret in filter(None, (box.password, box.token)):
        text = text.replace(secret, "…")
    return text


def _bye(connection: imaplib.IMAP4) -> None:
    try:
        connection.logout()
    except (imaplib.IMAP4.error, OSError):
        with suppress(OSError):  # a handshake that failed has shut it already
            connection.shutdown()
