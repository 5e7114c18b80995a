"""Servers that misbehave below HTTP: they say nothing, reset the connection, or answer with something else."""

from __future__ import annotations

import socket
import struct
from threading import Event, Thread
from types import TracebackType
from typing import Self


class Hostile:
    """Takes a request, then does as its `manner` says: "silent", "reset", "hang up", or the bytes to answer with.

    `first`: it speaks before it is asked, as mail servers do.
    """

    def __init__(self, manner: str | bytes, first: bool = False) -> None:
        self.manner = manner
        self.first = first
        self.requests = 0
        self._done = Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = Thread(target=self._serve, daemon=True)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._listener.getsockname()[1])

    @property
    def url(self) -> str:
        """Where it listens, for HTTP."""
        return f"http://127.0.0.1:{self.port}"

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            Thread(target=self._misbehave, args=[connection], daemon=True).start()

    def _misbehave(self, connection: socket.socket) -> None:
        with connection:
            if not self.first:
                connection.recv(65536)
            self.requests += 1
            if self.manner == "silent":
                self._done.wait()
            elif self.manner == "reset":
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            elif isinstance(self.manner, bytes):
                connection.sendall(self.manner)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()


def unused_port() -> int:
    """A port on which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
