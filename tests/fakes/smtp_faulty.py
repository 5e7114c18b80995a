"""A mail server with PIPELINING that fails where it is told to, and writes down every mail that it took.

Faults are counted over all connections: `{("RCPT", 3): b"550 5.1.1 User unknown\r\n"}` is the answer to the third RCPT.
Instead of an answer: `DROP` hangs up unanswered, `TAKE_AND_DROP` (END) takes the mail first, `HALF` breaks the usual
answer off. `cut`: hang up when that many bytes were read on that connection, by its number. `chunk`: answers come in
pieces of that many bytes. `on_mail`: called when a body is about to be read. `read`: bytes in all.
`drip`: seconds before each byte of the answer to a command.
"""

from __future__ import annotations

import socket
import struct
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event, Lock, Thread
from typing import Self

DROP, TAKE_AND_DROP, HALF = b"drop", b"take and drop", b"half"
USUAL = {
    "CONNECT": b"220 faulty ESMTP\r\n",
    "EHLO": b"250-faulty\r\n250-PIPELINING\r\n250-SIZE 1000000\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n",
    "MAIL": b"250 2.1.0 Ok\r\n",
    "RCPT": b"250-2.1.5 Fine\r\n250 2.1.5 Ok\r\n",
    "DATA": b"354 go on\r\n",
    "END": b"250 2.0.0 taken\r\n",
    "RSET": b"250 2.0.0 Ok\r\n",
    "QUIT": b"221 2.0.0 bye\r\n",
}


@dataclass
class _Talk:
    """One connection."""

    connection: socket.socket
    number: int
    buffer: bytes = b""
    read: int = 0
    sender: str = ""
    recipients: list[str] = field(default_factory=list)


class _HungUp(Exception):
    """The connection is over."""


class FaultyServer:
    """`taken`: (recipient, body) of each mail that was taken. `most`: more connections than that are turned away."""

    def __init__(
        self,
        faults: Mapping[tuple[str, int], bytes] | None = None,
        cut: Mapping[int, int] | None = None,
        chunk: int = 0,
        *,
        pipelining: bool = True,
        lenient: bool = False,
        most: int = 100,
    ) -> None:
        self._faults, self._cut, self._chunk = dict(faults or {}), dict(cut or {}), chunk
        self._pipelining, self._lenient, self._most = pipelining, lenient, most
        self._counts: Counter[str] = Counter()
        self._lock, self._over = Lock(), Event()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=50)
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)  # so that a large mail is written in parts
        self._port = str(self._listener.getsockname()[1])
        self._threads = [Thread(target=self._serve, daemon=True)]
        self._open: set[socket.socket] = set()
        self.drip: dict[str, float] = {}
        self.on_mail: Callable[[], None] = lambda: None
        self.taken: list[tuple[str, bytes]] = []
        self.read = 0
        self.sessions = self.at_once = 0

    def values(self, **more: str) -> dict[str, str]:
        """The connect fields that lead here."""
        return {"host": "127.0.0.1", "port": self._port, "security": "none", "timeout": "5", **more}

    @property
    def recipients(self) -> list[str]:
        """Who got a mail, in order."""
        return [recipient for recipient, _ in self.taken]

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self.sessions += 1
                self._open.add(connection)
                self.at_once = max(self.at_once, len(self._open))
                talk = _Talk(connection, self.sessions)
            thread = Thread(target=self._talk, args=[talk], daemon=True)
            self._threads.append(thread)
            thread.start()

    def _talk(self, talk: _Talk) -> None:
        try:
            if len(self._open) > self._most:
                talk.connection.sendall(b"421 4.7.0 Too many connections\r\n")
                return
            self._say(talk, "CONNECT")
            while True:
                self._command(talk, self._line(talk))
        except (_HungUp, OSError):
            return
        finally:
            with self._lock:
                self._open.discard(talk.connection)
            talk.connection.close()

    def _command(self, talk: _Talk, line: bytes) -> None:
        name = line[:4].upper().decode("ascii", "replace")
        if name not in USUAL or name == "CONNECT":
            talk.connection.sendall(b"500 5.5.1 what?\r\n")
        elif name == "RCPT" and not talk.sender:
            self._send(talk, b"503 5.5.1 MAIL first\r\n")
        elif name == "MAIL" and talk.sender:
            self._send(talk, b"503 5.5.1 nested MAIL\r\n")
        elif name == "DATA" and not talk.recipients and not self._lenient:
            self._send(talk, b"554 5.5.1 no valid recipients\r\n")
        else:
            self._usual(talk, name, line)

    def _usual(self, talk: _Talk, name: str, line: bytes) -> None:
        said = self._say(talk, name)
        address = line.partition(b"<")[2].partition(b">")[0].decode()
        if said.startswith(b"250") and name == "MAIL":
            talk.sender = address
        if said.startswith(b"250") and name == "RCPT":
            talk.recipients.append(address)
        if said.startswith(b"354") and name == "DATA":
            self._mail(talk)
        if name in ("RSET", "EHLO"):
            talk.sender, talk.recipients = "", []
        if name == "QUIT":
            raise _HungUp

    def _mail(self, talk: _Talk) -> None:
        lines = []
        self.on_mail()
        while (line := self._line(talk)) != b".\r\n":
            lines.append(line)
        recipients, talk.sender, talk.recipients = talk.recipients, "", []
        if not recipients:
            self._send(talk, b"554 5.5.1 no valid recipients\r\n")
            return
        fault = self._fault("END")
        if fault in (None, TAKE_AND_DROP, HALF) or fault.startswith(b"2"):
            self.taken += [(recipient, b"".join(lines)) for recipient in recipients]
        self._answer(talk, fault or USUAL["END"], "END")

    def _say(self, talk: _Talk, name: str) -> bytes:
        fault = self._fault(name)
        usual = USUAL[name] if self._pipelining else USUAL[name].replace(b"250-PIPELINING\r\n", b"")
        return self._answer(talk, usual if fault is None else fault, name)

    def _answer(self, talk: _Talk, said: bytes, name: str) -> bytes:
        if said in (DROP, TAKE_AND_DROP):
            self._hang_up(talk)
        if said == HALF:
            talk.connection.sendall(USUAL[name][: len(USUAL[name]) // 2])
            raise _HungUp
        self._send(talk, said, self.drip.get(name, 0))
        if said.startswith(b"421"):
            raise _HungUp
        return said

    def _fault(self, name: str) -> bytes | None:
        with self._lock:
            self._counts[name] += 1
            return self._faults.get((name, self._counts[name]))

    def _send(self, talk: _Talk, said: bytes, seconds: float = 0) -> None:
        step = 1 if seconds else self._chunk or len(said)
        for start in range(0, len(said), step):
            self._over.wait(seconds)
            talk.connection.sendall(said[start : start + step])

    def _line(self, talk: _Talk) -> bytes:
        while b"\r\n" not in talk.buffer:
            left = self._cut.get(talk.number, 1 << 40) - talk.read
            if left <= 0:
                self._hang_up(talk)
            data = talk.connection.recv(min(left, 65536))
            if not data:
                raise _HungUp
            talk.read += len(data)
            self.read += len(data)
            talk.buffer += data
        line, _, talk.buffer = talk.buffer.partition(b"\r\n")
        return line + b"\r\n"

    def _hang_up(self, talk: _Talk) -> None:
        """At once, with a reset, as a machine that fails."""
        talk.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise _HungUp

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._threads[0].join()
        with self._lock:
            for connection in self._open:
                with suppress(OSError):  # the client was faster
                    connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
