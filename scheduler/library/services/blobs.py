"""Payloads and pictures as rows: workers need the database only."""

from __future__ import annotations

import hashlib

from scheduler.library.models import Blob

JSON = "application/json"
"""The type of a payload."""

PICTURES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}


def blob(data: bytes, kind: str) -> str:
    """Keep the bytes; answers their SHA-256, which names them. They count as used from now on, and whoever removes
    what is not used (collecting.py) waits for the caller's transaction."""
    sha256 = hashlib.sha256(data).hexdigest()
    Blob.objects.bulk_create(
        [Blob(sha256=sha256, type=kind, bytes=data)],
        update_conflicts=True, unique_fields=["sha256"], update_fields=["unused_since"],
    )  # fmt: skip
    return sha256


def is_kept(sha256: str) -> bool:
    """Are there bytes of that name?"""
    return Blob.objects.filter(pk=sha256).exists()


def load_blob(sha256: str) -> bytes:
    """The bytes of that name."""
    return bytes(Blob.objects.values_list("bytes", flat=True).get(pk=sha256))


def picture(sha256: str) -> tuple[bytes, str] | None:
    """The bytes and the type of a kept picture; None for anything else, so that no page of ours serves it."""
    found = Blob.objects.filter(pk=sha256, type__in=PICTURES.values()).first()
    return (bytes(found.bytes), found.type) if found else None
