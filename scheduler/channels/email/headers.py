"""Header lines that no input can break.

Written out here and not by the standard library, because its modern API turns a long List-Unsubscribe into
`=?utf-8?q?…?=` (python/cpython issue 85725; rules 2.2), lets NUL through, and decodes encoded words that a person
typed. Sources: RFC 5322 2.1.1 (998 octets), RFC 2047 (encoded words of 75), RFC 2369 and 8058 (List-Unsubscribe),
RFC 2919 (List-Id), RFC 5890 (A-labels).
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache

import idna

from scheduler.domain.ip_addresses import is_loopback

SUBJECT_LIMIT = 200
URI_LIMIT = 76
_LINE = 76
_WORD = 75

# C0, DEL, C1, line and paragraph separator, directions, byte order mark, our own marks, half characters: none of them
# has any business in a header or in a name.
_UNWANTED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ue000-\ue01f\ud800-\udfff]+")
_ATEXT = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_LOCAL = re.compile(rf"{_ATEXT}+(?:\.{_ATEXT}+)*")
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_MESSAGE_ID = re.compile(rf"<{_LOCAL.pattern}@{_DOMAIN.pattern}>")
_URI = re.compile(
    r"(https?)://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?(?:[/?#][!#$%&'()*+./0-9:;=?@A-Z_a-z~-]*)?"
)
_PLAIN_PHRASE = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_Q_SAFE = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")


class Unsendable(Exception):
    """This mail cannot be built. `code` is an enhanced status code (RFC 3463) or a name; the text is for the owner.

    `suppress`: the address is bad for good. `ours`: every mail would fail like this one.
    """

    def __init__(self, code: str, reason: str, *, suppress: bool = False, ours: bool = False) -> None:
        super().__init__(reason)
        self.code, self.suppress, self.ours = code, suppress, ours


@dataclass(frozen=True, slots=True)
class Address:
    """`local@domain`, the domain as A-labels; `local` is ASCII unless the server must speak SMTPUTF8 (RFC 6531)."""

    local: str
    domain: str

    def __str__(self) -> str:
        return f"{self.local}@{self.domain}"


def clean(text: str) -> str:
    """One line: control characters and our own marks become blanks, blanks become one, none is at the ends."""
    return " ".join(_UNWANTED.sub(" ", text).split())


def capped(subject: str) -> str:
    """A subject of at most 200 characters; a longer one ends with `…` after a whole word."""
    if len(subject) <= SUBJECT_LIMIT:
        return subject
    head = subject[:SUBJECT_LIMIT].rpartition(" ")[0]
    return (head or subject[: SUBJECT_LIMIT - 1]) + "…"


@lru_cache(maxsize=64)
def address(text: str) -> Address:
    """A bare address; Unsendable (5.1.3, bad for good) for anything else. Quoted local parts are not taken."""
    local, _, domain = text.strip().rpartition("@")
    labels = _a_labels(domain) if local else ""
    plain = _LOCAL.fullmatch(local) or (not local.isascii() and _LOCAL.fullmatch(_ascii_like(local)))
    if not labels or not plain or len(local.encode("utf-8", "replace")) > 64 or len(f"{local}@{labels}") > 254:
        raise Unsendable("5.1.3", f"“{clean(text)[:60]}” is not an address that mail can be sent to.", suppress=True)
    return Address(local, labels)


def mailbox(text: str) -> tuple[str, Address]:
    """Name and address of `Willow Street Yoga <hello@willow.example>`, of `<a@b>` or of `a@b`."""
    name, bracket, rest = text.strip().rpartition("<")
    if bracket and not rest.endswith(">"):
        raise Unsendable("5.1.7", f"“{clean(text)[:80]}” is not a sender like Name <name@place.ca>.", ours=True)
    try:
        return clean(name.strip().strip('"'))[:100], address(rest.removesuffix(">"))
    except Unsendable:
        raise Unsendable(
            "5.1.7", f"“{clean(text)[:80]}” is not a sender like Name <name@place.ca>.", ours=True
        ) from None


def line(name: str, value: str) -> bytes:
    """`Name: value` of free text (Subject), folded, with encoded words where they are needed."""
    return f"{name}: {_folded(clean(value), len(name) + 2)}\r\n".encode("ascii")


def mailbox_line(name: str, text: str) -> bytes:
    """`From: Name <address>`; the name as words or encoded words, never quoted, so that nothing can close a quote."""
    display, found = mailbox(text)
    if not display:
        return f"{name}: {found}\r\n".encode()
    phrase = _phrase(display, len(name) + 2)
    return f"{name}: {_joined(phrase, len(name) + 2, f'<{found}>')}\r\n".encode()


def list_id_line(text: str) -> bytes:
    """`List-Id: Name <label.domain>` (RFC 2919)."""
    name, _, rest = text.strip().rpartition("<")
    label = rest.removesuffix(">")
    if not _DOMAIN.fullmatch(label) or len(label) > 255:
        raise Unsendable("list-id", f"“{clean(text)[:80]}” is not a list's name.", ours=True)
    phrase = _phrase(clean(name)[:100], len("List-Id: "))
    return f"List-Id: {_joined(phrase, len('List-Id: '), f'<{label}>')}\r\n".encode()


@lru_cache(maxsize=64)
def date_line(text: str) -> bytes:
    """`Date:` from ISO 8601 or RFC 5322 text, always with a numeric offset."""
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        try:
            when = parsedate_to_datetime(text)
        except ValueError:
            raise Unsendable("date", f"“{clean(text)[:40]}” is not a date.", ours=True) from None
    return f"Date: {format_datetime(when if when.tzinfo else when.replace(tzinfo=UTC))}\r\n".encode("ascii")


def message_id_line(message_id: str) -> bytes:
    """`Message-ID: <left@domain>`."""
    if not _MESSAGE_ID.fullmatch(message_id) or len(message_id) > 250:
        raise Unsendable("message-id", "The Message-ID is not of the form <left@domain>.", ours=True)
    return f"Message-ID: {message_id}\r\n".encode("ascii")


def unsubscribe_lines(url: str) -> bytes:
    """List-Unsubscribe with exactly one https URI, and the one-click line (RFC 8058 3.1). http only on loopback."""
    found = _URI.fullmatch(url) if len(url) + 2 <= URI_LIMIT else None
    if not found or not _may_be_linked(found[1], found[2]):
        reason = f"The unsubscribe link must be https and have at most {URI_LIMIT - 2} characters; check SITE_URL."
        raise Unsendable("list-unsubscribe", reason, ours=True)
    text = f"List-Unsubscribe: <{url}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    return text.encode("ascii")


@lru_cache(maxsize=64)
def _may_be_linked(scheme: str, host: str) -> bool:
    """https anywhere; http on this machine only."""
    name = host.removeprefix("[").removesuffix("]")
    return scheme == "https" or name == "localhost" or is_loopback(name)


@lru_cache(maxsize=1024)
def _a_labels(domain: str) -> str:
    """The domain as A-labels in lower case (UTS 46); empty when it is none."""
    if not domain.isascii():
        try:
            domain = idna.encode(domain, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            return ""
    return domain.lower() if len(domain) <= 253 and _DOMAIN.fullmatch(domain) else ""


def _ascii_like(local: str) -> str:
    """The local part with every visible non-ASCII letter as `x`, so that the ASCII rule can judge the rest."""
    return "".join("x" if not char.isascii() and char.isalnum() else char for char in local)


def _phrase(name: str, column: int) -> str:
    """A display name: plain atoms, or encoded words for everything else (also for what only looks encoded)."""
    plain = _PLAIN_PHRASE.fullmatch(name) and "=?" not in name
    return name if plain else _encoded(name, column)


def _joined(phrase: str, column: int, last: str) -> str:
    """The phrase and what follows it, on a new line when one would be too long."""
    if not phrase:
        return last
    used = column + len(phrase) if "\n" not in phrase else len(phrase.rpartition("\n")[2])
    return phrase + (" " if used + 1 + len(last) <= _LINE else "\r\n ") + last


def _folded(text: str, column: int) -> str:
    """Words over lines of at most 76; as encoded words when a word is too long, not ASCII, or looks encoded."""
    words = text.split(" ")
    if (
        not text.isascii()
        or "=?" in text
        or any(len(word) > _LINE - 1 for word in words)
        or len(words[0]) > _LINE - column
    ):
        return _encoded(text, column)
    lines, room = [words[0]], _LINE - column - len(words[0])
    for word in words[1:]:
        if len(word) + 1 <= room:
            lines[-1] += f" {word}"
            room -= len(word) + 1
        else:
            lines.append(word)
            room = _LINE - 1 - len(word)
    return "\r\n ".join(lines)


def _encoded(text: str, column: int) -> str:
    """RFC 2047 words, whole characters in each, in the shorter of Q and B."""
    data = text.encode("utf-8", "replace")
    quoted = sum(1 if byte in _Q_SAFE or byte == 32 else 3 for byte in data) <= len(data) * 4 // 3
    words, chunk, room = [], b"", _WORD - column - 12
    for char in text:
        step = char.encode("utf-8", "replace")
        if chunk and _size(chunk + step, quoted) > room:
            words.append(chunk)
            chunk, room = b"", _WORD - 12
        chunk += step
    words.append(chunk)
    return "\r\n ".join(_word(word, quoted) for word in words)


def _size(data: bytes, quoted: bool) -> int:
    if quoted:
        return sum(1 if byte in _Q_SAFE or byte == 32 else 3 for byte in data)
    return (len(data) + 2) // 3 * 4


def _word(data: bytes, quoted: bool) -> str:
    if not quoted:
        return f"=?utf-8?b?{base64.b64encode(data).decode('ascii')}?="
    text = "".join(chr(byte) if byte in _Q_SAFE else "_" if byte == 32 else f"={byte:02X}" for byte in data)
    return f"=?utf-8?q?{text}?="
