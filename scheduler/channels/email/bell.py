"""What wakes a loop that waits for sockets, from another thread."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress


class Bell:
    """`socket` becomes readable when it was rung, until it is heard."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._over = False
        self.socket, self._rope = socket.socketpair()
        self.socket.setblocking(False)
        self._rope.setblocking(False)

    def ring(self) -> None:
        """From any thread; of no use once it is taken down, and then it does nothing."""
        with self._lock, suppress(BlockingIOError):  # rung so often already that it will be heard anyway
            if not self._over:
                self._rope.send(b"!")

    def heard(self) -> None:
        """Quiet again. What it was rung for is looked at after this, so that no ring is lost."""
        with suppress(BlockingIOError):
            self.socket.recv(4096)

    def take_down(self) -> None:
        """Not needed any more."""
        with self._lock:
            self._over = True
            self.socket.close()
            self._rope.close()
