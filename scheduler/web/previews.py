"""What a reader will see of a message, drawn from its stored payloads only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from scheduler.plan import services as plan
from scheduler.plan.models import Message


def previews(message: Message, variant: str = "default") -> list[dict[str, Any]]:
    """One per part: `channel.preview` of the payload, and the channel's own partial to show it with."""
    return drawn(message, plan.payloads(message, variant))


def drawn(
    message: Message, payloads: Sequence[dict[str, Any]], reader: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """The same of payloads that are read already; `reader`: values of the one whose copy it is."""
    channel = plan.channel_of(message.account)
    folder = type(channel).__module__.split(".")[2]
    shown = channel.preview if reader is None else partial(channel.preview_as, reader=reader)
    return [
        {"preview": shown(payload), "partial": f"{folder}/preview.html", "part": part}
        for part, payload in enumerate(payloads, 1)
    ]
