"""What a reader will see of a message, drawn from its stored payloads only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scheduler import config
from scheduler.plan import services as plan
from scheduler.plan.models import Message
from scheduler.plan.services import archive


def previews(message: Message, variant: str = "default") -> list[dict[str, Any]]:
    """One per part: `channel.preview` of the payload, and the channel's own partial to show it with."""
    return drawn(message, plan.payloads(message, variant))


def drawn(
    message: Message, payloads: Sequence[dict[str, Any]], reader: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """The same of payloads that are read already; `reader`: values of the one whose copy it is."""
    channel = plan.channel_of(message.account)
    partial = f"{type(channel).__module__.split('.')[2]}/preview.html"
    readers = [{**_same_for_all(message, payload), **(reader or {})} for payload in payloads]
    return [
        {"preview": channel.preview_as(payload, values), "partial": partial, "part": part}
        for part, (payload, values) in enumerate(zip(payloads, readers, strict=True), 1)
    ]


def _same_for_all(message: Message, payload: Mapping[str, Any]) -> dict[str, str]:
    """Counted links are shown as they are sent; they begin with the address of the issue's own page."""
    return {"view_url": f"{config.site().url}{archive.path(message.pk)}"} if payload.get("links") else {}
