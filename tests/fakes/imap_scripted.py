"""A mailbox by IMAP (RFC 3501) that knows just enough to be opened: by a password, or by an access token (XOAUTH2)."""

from __future__ import annotations

import base64
import socketserver
from threading import Thread
from types import TracebackType
from typing import Self


class Imap:
    """`takes`: does it take what it is shown? `bearers`, `passwords`: what it was shown, in order."""

    def __init__(self) -> None:
        self.takes = True
        self.bearers: list[str] = []
        self.passwords: list[str] = []
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.imap = self
        self._thread = Thread(target=self._server.serve_forever, args=[0.01], daemon=True)

    def values(self) -> dict[str, str]:
        """The connect fields that lead here."""
        port = str(self._server.server_address[1])
        return {"bounce_host": "127.0.0.1", "bounce_port": port, "bounce_security": "none"}

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    imap: Imap


class _Handler(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        self._say("* OK ready")
        for line in self.rfile:
            tag, command, rest = (*line.decode().strip().split(" ", 2), "", "")[:3]
            self._say(f"{tag} {self._answer(command.upper(), rest)}")
            if command.upper() == "LOGOUT":
                return

    def _answer(self, command: str, rest: str) -> str:
        if command == "CAPABILITY":
            self._say("* CAPABILITY IMAP4rev1 AUTH=XOAUTH2")
        if command == "LOGIN":
            self.server.imap.passwords.append(rest)
        if command in ("SELECT", "EXAMINE"):
            for said in ("0 EXISTS", "OK [UIDVALIDITY 7] valid", "OK [UIDNEXT 1] next"):
                self._say(f"* {said}")
        return self._authenticate() if command == "AUTHENTICATE" else "OK done"

    def _authenticate(self) -> str:
        """Google's page on XOAUTH2: a no is a challenge that says why, and is answered with an empty line."""
        self._say("+ ")
        self.server.imap.bearers.append(base64.b64decode(self.rfile.readline()).decode())
        if self.server.imap.takes:
            return "OK done"
        self._say("+ eyJzdGF0dXMiOiI0MDAifQ==")
        return "NO AUTHENTICATE failed." if self.rfile.readline() == b"\r\n" else "BAD what?"

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())
