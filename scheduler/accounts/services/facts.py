"""Small facts of this installation that must survive a restart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scheduler.accounts.crypto import decrypt, encrypt
from scheduler.accounts.models import Setting
from scheduler.errors import Problem

SEALED = "sealed"


def remembered(name: str) -> dict[str, Any]:
    """What was kept under that name; empty when nothing was."""
    found = Setting.objects.filter(pk=name).values_list("value", flat=True).first()
    return dict(found or {})


def remember(name: str, value: Mapping[str, Any]) -> None:
    """Keep it instead of what was kept before."""
    Setting.objects.update_or_create(pk=name, defaults={"value": dict(value)})


def keep_secret(name: str, value: Mapping[str, Any]) -> None:
    """As `remember`, encrypted with STUDIO_SECRET_KEY."""
    remember(name, {SEALED: encrypt(value)})


def secret(name: str) -> dict[str, Any]:
    """What was kept so under that name; empty when nothing was, or when it was kept under another key."""
    try:
        return decrypt(remembered(name).get(SEALED, ""))
    except Problem:  # whoever needs it goes on with .env; a page asks for it anew
        return {}


def forget(name: str) -> None:
    """Nothing is kept under that name any more."""
    Setting.objects.filter(pk=name).delete()
