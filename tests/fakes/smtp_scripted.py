"""A mail server that says exactly what its script says: bytes, nothing (silence until the end), or "drop"."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from threading import Event, Thread
from types import TracebackType
from typing import Any, Self

USUAL: dict[str, bytes] = {
    "GREETING": b"220 scripted ESMTP\r\n",
    "EHLO": b"250-hi\r\n250 8BITMIME\r\n",
    "DATA": b"354 go on\r\n",
    "END": b"250 2.0.0 Ok\r\n",
    "QUIT": b"221 bye\r\n",
}


class Scripted:
    """`script`: by command (GREETING, EHLO, MAIL, RCPT, DATA, END after the final dot, …; "" for anything else) a
    reply, or a list of replies for one time each (then "250 ok"). `mails`: every mail read to its final dot."""

    def __init__(self, script: Mapping[str, Any] | None = None) -> None:
        self._script = {name: list(said) if isinstance(said, list) else said for name, said in (script or {}).items()}
        self._over = Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = Thread(target=self._serve, daemon=True)
        self.connections = 0
        self.commands: list[str] = []
        self.mails: list[bytes] = []

    def values(self, **more: str) -> dict[str, str]:
        """The connect fields that lead here."""
        port = str(self._listener.getsockname()[1])
        return {"host": "127.0.0.1", "port": port, "security": "none", "timeout": "5", **more}

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            Thread(target=self._talk, args=[connection], daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as lines:
            try:
                if not self._say(connection, "GREETING"):
                    return
                for line in lines:
                    if not self._answer(connection, lines, line.decode("utf-8", "replace").strip()):
                        return
            except OSError:
                return

    def _answer(self, connection: socket.socket, lines: Any, command: str) -> bool:
        self.commands.append(command)
        name = command.partition(" ")[0].upper()
        known = name in self._script or name in USUAL or name in ("MAIL", "RCPT", "RSET")
        if name != "DATA" or self._next("DATA", peek=True) != USUAL["DATA"]:
            return self._say(connection, name if known else "")
        self._say(connection, "DATA")
        mail = b""
        for line in lines:
            if line == b".\r\n":
                self.mails.append(mail)
                return self._say(connection, "END")
            mail += line
        return False

    def _say(self, connection: socket.socket, name: str) -> bool:
        said = self._next(name)
        if said is None:
            self._over.wait()
            return False
        if said == "drop":
            return False
        connection.sendall(said)
        return True

    def _next(self, name: str, *, peek: bool = False) -> Any:
        said = self._script.get(name, USUAL.get(name, b"250 ok\r\n"))
        if not isinstance(said, list):
            return said
        if peek or not said:
            return said[0] if said else USUAL.get(name, b"250 ok\r\n")
        return said.pop(0)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()
