"""Secrets at rest: AES through Fernet, with a key derived from STUDIO_SECRET_KEY, which never enters the database."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from scheduler.errors import Problem


def encrypt(values: Mapping[str, Any]) -> str:
    """The values as an encrypted text for a column."""
    return _box(_keys()).encrypt(json.dumps(dict(values)).encode()).decode()


def decrypt(sealed: str) -> dict[str, Any]:
    """The values again; empty for an empty column."""
    if not sealed:
        return {}
    try:
        values: dict[str, Any] = json.loads(_box(_keys()).decrypt(sealed.encode()))
    except InvalidToken:
        raise Problem(
            "The saved sign-in of a channel cannot be read with this STUDIO_SECRET_KEY: "
            "put the old key back into .env, or connect the channel again."
        ) from None
    return values


def _keys() -> tuple[str, ...]:
    return (str(settings.SECRET_KEY), *map(str, settings.SECRET_KEY_FALLBACKS))


@cache
def _box(secrets: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_derived(secret)) for secret in secrets])


def _derived(secret: str) -> bytes:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"studio-scheduler secrets at rest").derive(
        secret.encode()
    )
    return base64.urlsafe_b64encode(key)
