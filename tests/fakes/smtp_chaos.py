"""A fast mail server that misbehaves by lot, the same way for the same seed, and writes down all that it did.

What becomes of a mail is drawn from (seed, recipient, how often it came), so that it does not depend on connections or
order. Kept beside aiosmtpd (smtp.py), which takes a few hundred mails a second, and smtp_faulty.py, which fails at
chosen places.
"""

from __future__ import annotations

import asyncio
import re
import threading
import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Self

LATER, GREY, NOBODY = "later", "greylisted", "nobody"
HANG_UP, TARPIT, CLOSING = "hangs up", "tarpit", "closing"
END_LATER, END_FULL, END_LOST, TAKE_AND_LOSE = "later at the end", "full", "lost", "taken and the reply lost"

USUAL = {
    LATER: 200,
    GREY: 100,
    NOBODY: 100,
    HANG_UP: 20,
    TARPIT: 100,
    CLOSING: 4,
    END_LATER: 100,
    END_FULL: 50,
    END_LOST: 20,
    TAKE_AND_LOSE: 20,
}
"""Of 10,000 mails."""

AT_RCPT = {
    LATER: b"450 4.3.0 Later, please",
    GREY: b"451 4.7.1 Greylisted",
    NOBODY: b"550 5.1.1 User unknown",
}
AT_END = {END_LATER: b"451 4.3.0 Later, please", END_FULL: b"552 5.2.2 Mailbox full"}
EHLO = b"250-chaos\r\n250-PIPELINING\r\n250-SIZE 10000000\r\n250-8BITMIME\r\n250 SMTPUTF8"
_ADDRESS = re.compile(rb"<([^>]*)>")
_KEY = re.compile(rb"(?im)^message-id: *<([^>]+)>")


@dataclass(frozen=True, slots=True)
class Event:
    """`what`: taken (with `detail` as its number), or the fault. `key`: the mail's Message-ID, once its body came."""

    recipient: str
    what: str
    detail: str = ""
    key: str = ""


class ChaosServer:
    """`faults`: of 10,000 mails, by name. `always`: recipients whose fault is no lottery. `closings`: how often it says
    421 at the most. `turns_away`: one connection of that many. `at_mail`: what every MAIL is answered with. `on_mail`:
    called in the server's thread after each body that was read."""

    def __init__(
        self, seed: int = 1, faults: Mapping[str, int] = USUAL, closings: int = 3, turns_away: int = 25
    ) -> None:
        self.seed, self.faults, self.closings, self.turns_away = seed, dict(faults), closings, turns_away
        self.always: dict[str, str] = {}
        self.at_mail = ""
        self.events: list[Event] = []
        self.on_mail: Callable[[], None] = lambda: None
        self.port = 0
        self.connections = 0
        self._tries: Counter[str] = Counter()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="chaos", daemon=True)
        self._ready = threading.Event()

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_error: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        listening = self._loop.run_until_complete(self._loop.create_server(lambda: _Talk(self), "127.0.0.1", 0))
        self.port = listening.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        listening.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    def values(self, **more: str) -> dict[str, str]:
        """The connect fields that lead here."""
        return {"host": "127.0.0.1", "port": str(self.port), "security": "none", "timeout": "20", **more}

    @property
    def does(self) -> Self:
        """As MailServer has it."""
        return self

    @property
    def taken(self) -> list[Event]:
        """The mails it took, its reply lost or not."""
        return [event for event in self.events if event.what in ("taken", TAKE_AND_LOSE)]

    @property
    def recipients(self) -> list[str]:
        """Who got a mail, in order."""
        return [event.recipient for event in self.taken]

    def lot(self, recipient: str) -> str:
        """What happens to this mail; empty: it is taken."""
        if recipient in self.always:
            return self.always[recipient]
        self._tries[recipient] += 1
        drawn = zlib.crc32(f"{self.seed}:{recipient}:{self._tries[recipient]}".encode()) % 10_000
        for fault, share in self.faults.items():
            drawn -= share
            if drawn < 0:
                return self._closing() if fault == CLOSING else fault
        return ""

    def _closing(self) -> str:
        self.closings -= 1
        return CLOSING if self.closings >= 0 else ""


class _Talk(asyncio.Protocol):
    """One connection. `_patient`: a reply is being held back, so nothing more is read."""

    transport: asyncio.Transport

    def __init__(self, server: ChaosServer) -> None:
        self._server, self._buffer = server, bytearray()
        self._body = self._patient = self._over = False
        self._recipient, self._fault, self._refused = "", "", False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._server.connections += 1
        if self._server.faults and self._server.connections % self._server.turns_away == 0:
            self._say(b"421 4.3.2 Too many connections")
            self._hang_up()
        else:
            self._say(b"220 chaos ESMTP")

    def connection_lost(self, _error: Exception | None) -> None:
        self._over = True

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        self._go_on()

    def _go_on(self) -> None:
        while not self._patient and not self._over and self._step():
            pass

    def _step(self) -> bool:
        """The next command or body, if it is there."""
        end = self._end()
        if end < 0:
            return False
        part = bytes(self._buffer[:end])
        del self._buffer[:end]
        if self._body:
            self._body = False
            self._ended(part)
        else:
            self._command(part.strip())
        return True

    def _end(self) -> int:
        if not self._body:
            return self._buffer.find(b"\n") + 1 or -1
        if self._buffer.startswith(b".\r\n"):
            return 3
        found = self._buffer.find(b"\r\n.\r\n")
        return found + 5 if found >= 0 else -1

    def _command(self, line: bytes) -> None:
        word = line[:4].upper()
        if word == b"RCPT":
            self._rcpt(line)
        elif word == b"DATA":
            self._data()
        elif word == b"QUIT":
            self._say(b"221 2.0.0 bye")
            self._hang_up()
        else:
            if word == b"MAIL":
                self._recipient, self._fault, self._refused = "", "", False
            refusal = self._server.at_mail.encode() if word == b"MAIL" else b""
            self._say(refusal or (EHLO if word == b"EHLO" else b"250 2.0.0 Ok"))

    def _rcpt(self, line: bytes) -> None:
        found = _ADDRESS.search(line)
        self._recipient = found[1].decode() if found else ""
        self._fault = self._server.lot(self._recipient)
        if self._fault in (HANG_UP, CLOSING):
            self._note(self._fault)
            if self._fault == CLOSING:
                self._say(b"421 4.3.2 Closing")
            self._hang_up()
        elif self._fault in AT_RCPT:
            self._refused = True
            self._note(self._fault)
            self._say(AT_RCPT[self._fault])
        else:
            self._say(b"250 2.1.5 Ok")

    def _data(self) -> None:
        """A refused recipient leaves none: some servers say 354 all the same (RFC 2920)."""
        if self._refused and len(self._recipient) % 2:
            self._say(b"554 5.5.1 No valid recipients")
        else:
            self._body = True
            self._say(b"354 Go on")

    def _ended(self, body: bytes) -> None:
        if self._refused:
            self._say(b"554 5.5.1 No valid recipients")
            return
        found = _KEY.search(body, 0, 4000)
        key, fault = found[1].decode() if found else "", self._fault
        if fault in (END_LOST, TAKE_AND_LOSE):
            self._note(fault, key=key)
            self._hang_up()
        elif fault in AT_END:
            self._note(fault, key=key)
            self._say(AT_END[fault])
        else:
            self._take(key, 0.05 if fault == TARPIT else 0)
        self._server.on_mail()

    def _take(self, key: str, wait: float) -> None:
        number = f"Q{len(self._server.events):08}"
        self._note("taken", number, key)
        reply = f"250 2.0.0 Ok: queued as {number}".encode()
        if wait:
            self._note(TARPIT, key=key)
            self._patient = True
            asyncio.get_running_loop().call_later(wait, self._relent, reply)
        else:
            self._say(reply)

    def _relent(self, reply: bytes) -> None:
        self._patient = False
        if not self._over:
            self._say(reply)
            self._go_on()

    def _note(self, what: str, detail: str = "", key: str = "") -> None:
        self._server.events.append(Event(self._recipient, what, detail, key))

    def _say(self, line: bytes) -> None:
        self.transport.write(line + b"\r\n")

    def _hang_up(self) -> None:
        """What was said still goes out."""
        self._over = True
        self.transport.close()
