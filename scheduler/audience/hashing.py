"""The fingerprint of an address: what is left of a person after erasure, and what keeps them out (GDPR 17, rules 1.4).

The key is derived from the oldest of STUDIO_SECRET_KEY and its fallbacks, so that a new secret key leaves every
fingerprint as it is while the old one stays listed.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from functools import cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def address_hash(key: str) -> str:
    """HMAC-SHA256 of an address key (scheduler.domain.addresses), 64 hexadecimal digits."""
    older = settings.SECRET_KEY_FALLBACKS
    return hmac.digest(_derived(older[-1] if older else settings.SECRET_KEY), key.encode(), "sha256").hex()


@cache
def _derived(secret: str, info: bytes = b"studio-scheduler address fingerprint") -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret.encode())


def network_hash(name: str) -> str:
    """HMAC-SHA256 of a network's address: evidence of who asked, without keeping the address itself (rules C4)."""
    key = _derived(settings.SECRET_KEY, b"studio-scheduler network fingerprint")
    return hmac.digest(key, name.encode(), "sha256").hex() if name else ""


def token_hash(token: str) -> str:
    """What is kept of a link that a person was sent."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    """22 characters, 128 random bits, for a person's own links."""
    return secrets.token_urlsafe(16)
