"""What a reader will see of a message, drawn from its stored payloads only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scheduler.plan import services as plan
from scheduler.plan.models import Message


def previews(message: Message) -> list[dict[str, Any]]:
    """One per part: `channel.preview` of the payload, and the channel's own partial to show it with."""
    return drawn(message, plan.payloads(message))


def drawn(message: Message, payloads: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same of payloads that are read already."""
    channel = plan.channel_of(message.account)
    folder = type(channel).__module__.split(".")[2]
    return [
        {"preview": channel.preview(payload), "partial": f"{folder}/preview.html", "part": part}
        for part, payload in enumerate(payloads, 1)
    ]
