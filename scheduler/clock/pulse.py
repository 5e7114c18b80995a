"""A watch from outside is told that the clock works, and raises the alarm when it hears nothing. (insights/watch.py)

Beside the clock, never in its way: asked in a thread of its own, one at a time, and whatever comes of it is no matter.
"""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from scheduler.insights import watch

EVERY = timedelta(minutes=5)


class Pulse:
    """One process's."""

    def __init__(self) -> None:
        self._last: datetime | None = None
        self._asking: threading.Thread | None = None

    def beat(self, now: datetime) -> None:
        """After a pass that worked: at most every five minutes, and not while the last one waits for its answer."""
        early = self._last is not None and abs(now - self._last) < EVERY
        if early or (self._asking is not None and self._asking.is_alive()):
            return
        self._last, found = now, watch.watch()
        if found is None:
            return
        self._asking = threading.Thread(target=watch.beat, args=(found,), name="heartbeat", daemon=True)
        self._asking.start()

    def wait(self, seconds: float) -> None:
        """Until the last one has its answer, at the most so long."""
        if self._asking is not None:
            self._asking.join(seconds)
