"""HEARTBEAT_URL: a service elsewhere is told that the clock works, and raises the alarm when it hears nothing.

Beside the clock, never in its way: asked in a thread of its own, one at a time, and whatever comes of it is no matter.
"""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from scheduler import config
from scheduler.channels.http import Client, Reply

logger = logging.getLogger(__name__)

EVERY = timedelta(minutes=5)
HERE = {"localhost", "127.0.0.1", "::1"}


class Pulse:
    """One process's."""

    def __init__(self) -> None:
        self._last: datetime | None = None
        self._asking: threading.Thread | None = None

    def beat(self, now: datetime) -> None:
        """After a pass that worked: at most every five minutes, and not while the last one waits for its answer."""
        address = config.setting("HEARTBEAT_URL")
        early = self._last is not None and abs(now - self._last) < EVERY
        if not address or early or (self._asking is not None and self._asking.is_alive()):
            return
        self._last = now
        self._asking = threading.Thread(target=ping, args=(address,), name="heartbeat", daemon=True)
        self._asking.start()

    def wait(self, seconds: float) -> None:
        """Until the last one has its answer, at the most so long."""
        if self._asking is not None:
            self._asking.join(seconds)


def ping(address: str) -> bool:
    """Ask for it once; did it answer that all is well? The address is a secret and stands in no log."""
    try:
        parts = urlsplit(address.strip())
        base, path = f"{parts.scheme}://{parts.netloc}", parts.path or "/"
        here = parts.hostname in HERE
    except ValueError:
        logger.warning("HEARTBEAT_URL in .env is no address; write https://… as the service gave it to you.")
        return False
    answer = Client(base, loopback=here).get(f"{path}?{parts.query}" if parts.query else path)
    if isinstance(answer, Reply) and answer.status < 300:
        return True
    logger.warning("The heartbeat was not taken; is HEARTBEAT_URL in .env right? It begins with https://.")
    return False
