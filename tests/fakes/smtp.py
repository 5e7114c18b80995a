"""A mail server for tests, in this process: keeps what it took, and misbehaves on request.

What becomes of a mail is decided by its recipient: `server.at_rcpt["a@x.org"] = "550 5.1.1 User unknown"`,
`server.at_end["a@x.org"] = "451 4.3.0 Later"`. `DROP_AFTER`: the mail is taken, the reply is lost; `DROP_BEFORE`:
the connection goes before the mail was read to its end.
"""

from __future__ import annotations

import asyncio
import random
import socket
import ssl
import warnings
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

DROP_AFTER = "drop after"
DROP_BEFORE = "drop before"


@dataclass(frozen=True)
class Received:
    """A mail that was taken, as it came."""

    sender: str
    recipient: str
    data: bytes


def free_port() -> int:
    """A port below 32768 that nobody listens on."""
    for port in random.sample(range(20000, 32000), 200):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no free port")


def _hang_up(server: SMTP) -> None:
    assert isinstance(server.transport, asyncio.WriteTransport)
    server.transport.abort()


@dataclass
class Behaviour:
    """What the server does, and what it took. `calls`: how often each command came, by name and recipient."""

    at_rcpt: dict[str, str] = field(default_factory=dict)
    at_mail: str = ""
    at_end: dict[str, str] = field(default_factory=dict)
    passwords: dict[str, str] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)
    sessions: int = 0
    seen: Counter[str] = field(default_factory=Counter)
    on_ehlo: Callable[[], None] = lambda: None
    on_mail: Callable[[], None] = lambda: None

    async def handle_EHLO(
        self, server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.on_ehlo()
        session.host_name = hostname
        self.sessions += 1
        return responses

    async def handle_MAIL(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.at_mail:
            return self.at_mail
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.seen[address] += 1
        reply = self.at_rcpt.get(address, "250 2.1.5 OK")
        if reply.startswith("2"):
            envelope.rcpt_tos.append(address)
            envelope.rcpt_options.extend(options)
        if self.at_end.get(address) == DROP_BEFORE:
            _hang_up(server)
        return reply

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        self.on_mail()
        recipient = envelope.rcpt_tos[0]
        reply = self.at_end.get(recipient, "")
        if not reply or reply == DROP_AFTER:
            content = envelope.content
            assert isinstance(content, bytes)
            self.received.append(Received(envelope.mail_from or "", recipient, content))
        if reply == DROP_AFTER:
            _hang_up(server)
        return reply or f"250 2.0.0 Ok: queued as Q{len(self.received):06}"

    def authenticate(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        """Password against `passwords`."""
        good = isinstance(data, LoginPassword) and self.passwords.get(data.login.decode()) == data.password.decode()
        return AuthResult(success=good, handled=False)

    @property
    def recipients(self) -> list[str]:
        """Who got a mail, in order."""
        return [mail.recipient for mail in self.received]


class MailServer(Controller):
    """Listens on loopback: `with MailServer() as server: server.does.at_rcpt[…] = …`.

    `security`: none, starttls or implicit, the last two with `tls`.
    """

    def __init__(self, security: str = "none", tls: ssl.SSLContext | None = None, **passwords: str) -> None:
        self.does, self.security = Behaviour(passwords=passwords), security
        options: dict[str, Any] = {"decode_data": False, "enable_SMTPUTF8": True}
        if security == "starttls":
            options |= {"tls_context": tls, "require_starttls": True}
        if passwords:
            required = {"auth_required": True, "auth_require_tls": security == "starttls"}
            options |= {"authenticator": self.does.authenticate, **required}
        implicit = tls if security == "implicit" else None
        super().__init__(self.does, hostname="127.0.0.1", port=free_port(), ssl_context=implicit, **options)

    def factory(self) -> SMTP:
        """aiosmtpd warns of passwords without TLS; on loopback that is what we test."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            made: SMTP = super().factory()  # type: ignore[no-untyped-call]
            return made

    def __enter__(self) -> MailServer:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop(no_assert=True)

    def values(self, **more: str) -> dict[str, str]:
        """The connect fields that lead here, with short waits."""
        return {"host": "127.0.0.1", "port": str(self.port), "security": self.security, "timeout": "5", **more}
