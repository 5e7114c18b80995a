"""The connection to a mail server: lines out, whole replies in, each within its time.

Not smtplib: it raises the same error whether a message was taken or not (rules 3.2), bounds neither the length of a
reply nor the time it drips in, and rescans every message for dots.
"""

from __future__ import annotations

import re
import socket
import ssl
import time
from dataclasses import dataclass, replace

from scheduler.channels.email.replies import Reply
from scheduler.domain.ip_addresses import is_loopback

_LINE = re.compile(rb"(\d{3})(?:([ -])(.*))?", re.DOTALL)
_LONGEST_LINE = 4096
_MOST_LINES = 200
OUT_OF_TURN = "the server spoke out of turn"


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait for each answer (RFC 5321 4.5.3.2). A short wait after the final dot makes unknowns."""

    connect: float = 30.0
    command: float = 300.0
    data: float = 120.0
    block: float = 180.0
    end: float = 600.0

    def at_most(self, seconds: float) -> Patience:
        """No single wait longer than that."""
        waits = {name: min(getattr(self, name), seconds) for name in ("connect", "command", "data", "block", "end")}
        return replace(self, **waits)


class Lost(Exception):
    """No whole reply: the connection is gone, silent for too long, or talks nonsense. Says nothing secret."""


class Heard:
    """What came from the server, cut into replies (RFC 5321 4.2) wherever the packets were cut."""

    def __init__(self) -> None:
        self._buffer = b""
        self._at = 0  # of the buffer, what was taken
        self._texts: list[str] = []

    @property
    def nothing(self) -> bool:
        """Has every byte been a part of a reply that was taken?"""
        return self._at == len(self._buffer) and not self._texts

    def add(self, data: bytes) -> None:
        """More of it."""
        self._buffer = data if self._at == len(self._buffer) else self._buffer[self._at :] + data
        self._at = 0

    def takes(self, beginning: bytes) -> bool:
        """Take the next reply if it is one line that begins like that."""
        if self._texts or not self._buffer.startswith(beginning, self._at):
            return False
        end = self._buffer.find(b"\n", self._at)
        if end < 0:
            return False
        self._at = end + 1
        return True

    def takes_all(self, pattern: re.Pattern[bytes]) -> bool:
        """Take the next replies if they are what the pattern says."""
        found = None if self._texts else pattern.match(self._buffer, self._at)
        if found is None:
            return False
        self._at = found.end()
        return True

    def reply(self) -> tuple[int, list[str]] | None:
        """The next whole reply: its code and the text of each line. Lost when it can be none."""
        while True:
            end = self._buffer.find(b"\n", self._at)
            if end < 0:
                if len(self._buffer) - self._at > _LONGEST_LINE:
                    raise Lost("the server's answer has a line without an end")
                return None
            line, self._at = self._buffer[self._at : end], end + 1
            if line[3:4] == b" " and line[:3].isdigit() and not self._texts:  # the usual one line, without the detour
                return int(line[:3]), [line[4:].decode("utf-8", "replace").strip()]
            found = _LINE.fullmatch(line.removesuffix(b"\r"))
            if not found:
                raise Lost("the server's answer is no SMTP reply")
            self._texts.append((found[3] or b"").decode("utf-8", "replace").strip())
            if found[2] != b"-":
                texts, self._texts = self._texts, []
                return int(found[1]), texts
            if len(self._texts) >= _MOST_LINES:
                raise Lost("the server's answer has no end")


class Wire:
    """One socket, used so that it blocks: until we are let in, and to say goodbye.

    Every method raises Lost when it cannot do what it says.
    """

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self.heard = Heard()

    @classmethod
    def to(cls, host: str, port: int, seconds: float) -> Wire:
        """Connected, nothing read yet."""
        try:
            sock = socket.create_connection((host, port), seconds)
            # The final dot is a write of its own and must not wait for the acknowledgement of the one before.
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except TimeoutError:
            raise Lost(f"{host} did not answer in time") from None
        except (socket.gaierror, UnicodeError):
            raise Lost(f"there is no server called {host}, or its name cannot be looked up just now") from None
        except OSError:
            raise Lost(f"{host} refused the connection") from None
        return cls(sock)

    @property
    def on_loopback(self) -> bool:
        """Does the connection stay on this machine?"""
        try:
            return is_loopback(str(self._sock.getpeername()[0]))
        except OSError:  # reset as soon as it was made
            raise Lost("the server hung up") from None

    @property
    def greeting_name(self) -> str:
        """Our name in EHLO: an address literal (RFC 5321 4.1.3), which needs no look-up and tells no host name."""
        own = str(self._sock.getsockname()[0]).partition("%")[0]
        return f"[IPv6:{own}]" if ":" in own else f"[{own}]"

    def encrypt(self, host: str, seconds: float) -> None:
        """TLS with a certificate that is valid for `host`; ssl.SSLCertVerificationError when it is not."""
        if not self.heard.nothing:
            raise Lost("the server spoke in clear text after it was asked to encrypt")
        try:
            self._sock.settimeout(seconds)
            self._sock = ssl.create_default_context().wrap_socket(self._sock, server_hostname=host)
        except ssl.SSLCertVerificationError:
            raise
        except (OSError, ValueError):
            raise Lost("no secure connection could be made") from None

    def ask(self, command: str, seconds: float) -> Reply:
        """One command, one reply."""
        if "\r" in command or "\n" in command:
            raise ValueError("a command must be one line")
        self.expect_silence()
        self.write(command.encode("utf-8") + b"\r\n", seconds)
        return self.reply(seconds)

    def expect_silence(self) -> None:
        """A reply that came before its question would be taken for the answer to the next one."""
        if not self.heard.nothing:
            raise Lost(OUT_OF_TURN)

    def write(self, data: bytes, seconds: float) -> None:
        """All of `data`. When it fails, any beginning of it may have gone out."""
        try:
            self._sock.settimeout(seconds)
            self._sock.sendall(data)
        except OSError:
            raise Lost("the connection broke while we were writing") from None

    def reply(self, seconds: float) -> Reply:
        """The next reply, all its lines, within `seconds` in all."""
        code, texts = self._reply_lines(seconds)
        return Reply(code, one_text(texts))

    def extensions(self, command: str, seconds: float) -> tuple[Reply, list[str]]:
        """EHLO; its reply, and the lines after the first in capitals: what the server can do."""
        self.write(command.encode("ascii") + b"\r\n", seconds)
        code, texts = self._reply_lines(seconds)
        return Reply(code, texts[0]), [text.upper() for text in texts[1:]]

    def _reply_lines(self, seconds: float) -> tuple[int, list[str]]:
        until = time.monotonic() + seconds
        while (found := self.heard.reply()) is None:
            self.heard.add(self._received(until))
        return found

    def hand_over(self) -> socket.socket:
        """The socket, from now on one that never blocks."""
        self._sock.setblocking(False)
        return self._sock

    def close(self) -> None:
        """Hang up."""
        self._sock.close()

    def _received(self, until: float) -> bytes:
        try:
            self._sock.settimeout(max(until - time.monotonic(), 0.001))
            data = self._sock.recv(_LONGEST_LINE)
        except TimeoutError:
            raise Lost("the server did not answer in time") from None
        except OSError:
            raise Lost("the connection broke") from None
        if not data:
            raise Lost("the server hung up")
        return data


def one_text(texts: list[str]) -> str:
    """The lines as one text, an enhanced code that every line repeats only once."""
    first = texts[0]
    if len(texts) == 1:
        return first
    status = first.partition(" ")[0]
    rest = [text.removeprefix(status).strip() if status.count(".") == 2 else text for text in texts[1:]]
    return " ".join([first, *rest]).strip()
