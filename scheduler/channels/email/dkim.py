"""Signed by the studio's own domain where the mail server does not sign (DKIM: RFC 6376; ed25519: RFC 8463).

relaxed/relaxed, and no `l=`. What must not be added to a mail on its way is named once more than it is there
(“oversigned”), so that a second Subject or a second List-Unsubscribe breaks the signature. What is the same in every
copy is brought into canonical form once; of one person's mail only the head, the values and what follows the first
value are hashed.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from scheduler.channels.email.headers import Unsendable
from scheduler.channels.email.mime import Prepared

ALGORITHMS = ("rsa", "ed25519")
RSA_BITS = 2048

TWICE = (
    b"from", b"to", b"cc", b"subject", b"date", b"message-id", b"reply-to", b"list-unsubscribe",
    b"list-unsubscribe-post",
)  # fmt: skip
"""Named once more than they are there. (RFC 8058 section 4 asks for the last two; rules 3.1.)"""

ONCE = (b"mime-version", b"content-type", b"content-transfer-encoding", b"list-id", b"auto-submitted", b"feedback-id")

_SELECTOR = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*")
_FOLD = re.compile(rb"\r\n(?=[ \t])")
_BLANKS = re.compile(rb"[ \t]+")
_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:(.*)", re.DOTALL)
_EMPTY_END = re.compile(rb"(?:\r\n)+\Z")
_LINE = 72

Private = rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey


@dataclass(frozen=True, slots=True)
class Key:
    """A private key (PEM) and where its public half stands: `selector._domainkey.domain`."""

    selector: str
    domain: str
    algorithm: str
    pem: str = field(repr=False)

    @property
    def record_name(self) -> str:
        """The name of the DNS entry."""
        return f"{self.selector}._domainkey.{self.domain}"

    @property
    def record(self) -> str:
        """The text of the DNS entry (TXT), RFC 6376 3.6.1 and RFC 8463 4."""
        public = _private(self.pem).public_key()
        if isinstance(public, ed25519.Ed25519PublicKey):
            data = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
        else:
            data = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return f"v=DKIM1; k={self.algorithm}; p={base64.b64encode(data).decode('ascii')}"

    def fits(self, domain: str) -> bool:
        """Is its signature one of the From address's own domain, or of the one above it (DMARC's relaxed alignment)?"""
        return domain == self.domain or domain.endswith(f".{self.domain}")


def new_key(selector: str, domain: str, algorithm: str) -> Key:
    """A new key; RSA has 2048 bits, since a longer one does not fit into one DNS answer everywhere."""
    made: Private
    if algorithm == "ed25519":
        made = ed25519.Ed25519PrivateKey.generate()
    else:
        made = rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)
    pem = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii")
    return Key(selector, domain, algorithm, pem)


def is_selector(text: str) -> bool:
    """Can it stand in a DNS name?"""
    return len(text) <= 63 and bool(_SELECTOR.fullmatch(text))


class Seal:
    """Signs every copy of one issue with each of the keys."""

    def __init__(self, prepared: Prepared, keys: Sequence[Key]) -> None:
        mime_head, found, body = (prepared.body[0] if prepared.body else b"").partition(b"\r\n\r\n")
        if not found:
            raise AssertionError("a mail whose first piece does not hold its whole head was built")
        self._fixed = fields_of(prepared.fixed_head + mime_head + b"\r\n")
        self._pieces = [relaxed_lines(piece) for piece in (body, *prepared.body[1:])]
        self._holes = tuple(number for number, _hole in prepared.holes)
        first = self._holes[0] if self._holes else len(self._pieces)
        self._begun = hashlib.sha256(b"".join(self._pieces[:first]))
        self._first = first
        self._keys = _fitting(keys, prepared.sender.domain)
        self._whole = "" if self._holes else _text(_body_hash(b"".join(self._pieces)))

    def sign(self, pieces: Sequence[bytes], at: datetime) -> bytes:
        """The `DKIM-Signature` lines for what `Prepared.pieces_for` answered; they stand before it."""
        fields = self._fixed | fields_of(pieces[0])
        return _signatures(self._keys, fields, self._whole or self._hash(pieces[len(pieces) - len(self._pieces) :]), at)

    def _hash(self, body: Sequence[bytes]) -> str:
        """Every piece but the last ends a line, so each is brought into canonical form by itself."""
        canonical = self._pieces[self._first :]
        for number in self._holes:
            canonical[number - self._first] = relaxed_lines(body[number])
        digest = self._begun.copy()
        digest.update(b"".join(canonical))
        return _text(digest.digest())


def sign(data: bytes, sender_domain: str, keys: Sequence[Key], at: datetime) -> bytes:
    """The `DKIM-Signature` lines for one whole mail."""
    head, _, body = data.partition(b"\r\n\r\n")
    return _signatures(_fitting(keys, sender_domain), fields_of(head + b"\r\n"), _text(_body_hash(body)), at)


def fields_of(head: bytes) -> dict[bytes, bytes]:
    """Header fields in relaxed form (RFC 6376 3.4.2), by name, each with its CRLF. Ours are there once each."""
    fields = {}
    for line in _FOLD.sub(b"", head).split(b"\r\n"):
        if found := _FIELD.fullmatch(line):
            name = found[1].lower()
            fields[name] = name + b":" + _BLANKS.sub(b" ", found[2]).strip(b" ") + b"\r\n"
    return fields


def relaxed_lines(text: bytes) -> bytes:
    """Lines in relaxed form (RFC 6376 3.4.4), empty ones at the end kept: more may follow."""
    if b"  " in text or b"\t" in text:
        text = _BLANKS.sub(b" ", text)
    return text.replace(b" \r\n", b"\r\n")


def _body_hash(body: bytes) -> bytes:
    canonical = relaxed_lines(body)
    if canonical and not canonical.endswith(b"\r\n"):
        canonical = canonical.removesuffix(b" ") + b"\r\n"
    canonical = _EMPTY_END.sub(b"\r\n", canonical)
    return hashlib.sha256(b"" if canonical == b"\r\n" else canonical).digest()


def check(key: Key, domain: str) -> None:
    """Unsendable when it is no key for mail from that domain."""
    if not key.fits(domain):
        reason = (
            f"The signing key {key.selector} is for {key.domain}, but the mail is from {domain}; make one with "
            f"`studio dkim new --selector {key.selector} --domain {domain}`."
        )
        raise Unsendable("dkim", reason, ours=True)


def _fitting(keys: Sequence[Key], domain: str) -> Sequence[Key]:
    for key in keys:
        check(key, domain)
    return keys


def _signatures(keys: Sequence[Key], fields: Mapping[bytes, bytes], body_hash: str, at: datetime) -> bytes:
    names = [name for name in TWICE for _ in range(2 if name in fields else 1)]
    names += [name for name in ONCE if name in fields]
    signed = b"".join(fields[name] for name in (*TWICE, *ONCE) if name in fields)
    return b"".join(_signature(key, tuple(names), signed, body_hash, int(at.timestamp())) for key in keys)


def _signature(key: Key, names: tuple[bytes, ...], signed: bytes, body_hash: str, at: int) -> bytes:
    shown, canonical = _opening(key, names)
    last = f"t={at}; bh={body_hash};"
    data = hashlib.sha256(signed + canonical + last.encode("ascii") + b" b=").digest()
    value = _text(_raw_signature(_private(key.pem), data))
    lines = "\r\n ".join(value[start : start + _LINE] for start in range(0, len(value), _LINE))
    return shown + f"{last}\r\n b={lines}\r\n".encode("ascii")


@lru_cache(maxsize=64)
def _opening(key: Key, names: tuple[bytes, ...]) -> tuple[bytes, bytes]:
    """What is the same in every copy of an issue: as it is written, and in relaxed form."""
    tags = f"v=1; a={key.algorithm}-sha256; c=relaxed/relaxed; d={key.domain};\r\n s={key.selector};\r\n h="
    lines, room = [""], _LINE
    for name in (text.decode("ascii") for text in names):
        if len(lines[-1]) + len(name) + 1 > room:
            lines.append("")
        lines[-1] += f"{name}:"
    text = f"DKIM-Signature: {tags}" + "\r\n ".join(lines).removesuffix(":") + ";\r\n "
    canonical = _BLANKS.sub(b" ", text.replace("\r\n", "").encode("ascii")).replace(b"DKIM-Signature: ", b"", 1)
    return text.encode("ascii"), b"dkim-signature:" + canonical


def _raw_signature(private: Private, digest: bytes) -> bytes:
    """RSA signs the digest as such; ed25519 signs the digest as its message (RFC 8463 3)."""
    if isinstance(private, ed25519.Ed25519PrivateKey):
        return private.sign(digest)
    return private.sign(digest, padding.PKCS1v15(), Prehashed(SHA256()))


@lru_cache(maxsize=32)
def _private(pem: str) -> Private:
    """Keys are made here and sealed at once, so they are not proved to be keys again each time."""
    found = load_pem_private_key(pem.encode("ascii"), None, unsafe_skip_rsa_key_validation=True)
    assert isinstance(found, rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey)
    return found


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
