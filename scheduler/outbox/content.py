"""What goes out: the approved payloads, read once for all copies. (DESIGN promise 3.)"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from scheduler.errors import Problem
from scheduler.plan.models import Message

Content = Mapping[tuple[str, int], dict[str, Any]]


def content_of(message: Message) -> Content:
    """Payload by (variant, part), each checked against its fingerprint. Problem when stored bytes were changed."""
    found = {}
    for variant in message.variants.select_related("payload"):
        data = bytes(variant.payload.bytes)
        if hashlib.sha256(data).hexdigest() != variant.payload_id:
            raise Problem(f"The stored draft of “{message.title}” is damaged, so it was not sent; write it anew.")
        found[variant.name, variant.part] = json.loads(data)
    return found
