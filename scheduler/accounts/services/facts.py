"""Small facts of this installation that must survive a restart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scheduler.accounts.models import Setting


def remembered(name: str) -> dict[str, Any]:
    """What was kept under that name; empty when nothing was."""
    found = Setting.objects.filter(pk=name).values_list("value", flat=True).first()
    return dict(found or {})


def remember(name: str, value: Mapping[str, Any]) -> None:
    """Keep it instead of what was kept before."""
    Setting.objects.update_or_create(pk=name, defaults={"value": dict(value)})
