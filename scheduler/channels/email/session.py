"""Getting into a mail server: greeting, encryption, sign-in. What follows is connection.py's."""

from __future__ import annotations

import re
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from scheduler.channels.answers import Ended, lost_login
from scheduler.channels.email.headers import Address
from scheduler.channels.email.login import Login, encoded
from scheduler.channels.email.replies import UNREACHABLE, Phase, Reply, after, classify
from scheduler.channels.email.wire import Lost, Wire
from scheduler.channels.http import redacted
from scheduler.domain.outcomes import Outcome, Refused, Retry

LAST_WORD_SECONDS = 5.0
NO_EHLO = (500, 501, 502, 504, 550, 554)
"""The server is older than RFC 1869, and is greeted with HELO (RFC 5321 3.2)."""

JUDGED = 2000  # characters of a reply
SHOWN = 200  # characters that need no shortening


@dataclass(slots=True)
class Session:
    """Let in. `carried`: mails it has taken; `largest`: bytes it takes at most, 0 for any number."""

    login: Login
    wire: Wire
    extensions: frozenset[str] = frozenset()
    mechanisms: frozenset[str] = frozenset()
    largest: int = 0
    carried: int = 0
    open: bool = True
    _secrets: tuple[str, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        self._secrets = self.login.secrets

    @classmethod
    def start(cls, login: Login, now: datetime | None) -> Session:
        """Connected, encrypted, signed in. Ended with the reason when that cannot be done: nothing was sent."""
        try:
            session = cls(login, Wire.to(login.host, login.port, login.patience.connect))
        except Lost as lost:
            raise Ended(_unreachable(lost, now)) from None
        try:
            session._enter(now)
        except Lost as lost:
            session.close()
            raise Ended(_unreachable(lost, now)) from None
        except ssl.SSLCertVerificationError as problem:
            session.close()
            raise Ended(_bad_certificate(login, problem)) from None
        except Ended:
            session.quit()
            raise
        return session

    def options(self, recipient: Address, size: int) -> str:
        """What follows MAIL FROM (RFC 1870, 6152, 6531)."""
        sized = f" SIZE={size}" if "SIZE" in self.extensions else ""
        return sized if recipient.local.isascii() else f"{sized} BODY=8BITMIME SMTPUTF8"

    def cannot_carry(self, recipient: Address, size: int) -> Refused | None:
        """Why a mail need not be offered to this server."""
        if not recipient.local.isascii() and "SMTPUTF8" not in self.extensions:
            return Refused("5.6.7", "The mail server cannot send to addresses with such letters before the @.")
        if 0 < self.largest < size:
            reason = f"The mail has {size // 1000} kB; the mail server takes {self.largest // 1000} kB at most."
            return Refused("5.3.4", reason, stops_account=True)
        return None

    def probe(self, sender: Address) -> Outcome | None:
        """Would mail from that address be let in? None: yes."""
        try:
            reply = self._ask(f"MAIL FROM:<{sender}>")
            self._reset()
        except Lost as lost:
            self.close()
            return _unreachable(lost, None)
        return None if reply.agrees("mail") else classify("mail", reply, None)

    def quit(self) -> None:
        """Say goodbye, without much patience for the answer."""
        if self.open:
            with suppress(Lost):
                self.wire.ask("QUIT", min(LAST_WORD_SECONDS, self.login.patience.command))
            self.close()

    def close(self) -> None:
        """Hang up."""
        self.open = False
        self.wire.close()

    def _enter(self, now: datetime | None) -> None:
        login = self.login
        if login.security == "none" and not self.wire.on_loopback:
            reason = f"{redacted(login.host)} is another machine and mail would go there unencrypted; use starttls."
            raise Ended(lost_login("unencrypted", reason))
        if login.security == "implicit":
            self.wire.encrypt(login.host, login.patience.command)
        self._must("greeting", self.shown(self.wire.reply(login.patience.command)), now)
        self._hello(now)
        if login.security == "starttls":
            self._encrypt(now)
        if login.user:
            self._must("auth", self._sign_in(), now)

    def _hello(self, now: datetime | None) -> None:
        patience = self.login.patience.command
        reply, lines = self.wire.extensions(f"EHLO {self.wire.greeting_name}", patience)
        if reply.code in NO_EHLO:
            reply, lines = self.wire.extensions(f"HELO {self.wire.greeting_name}", patience)[0], []
        self._must("ehlo", self.shown(reply), now)
        words = [line.replace("AUTH=", "AUTH ").split() for line in lines if line]
        self.extensions = frozenset(found[0] for found in words)
        sizes = [found[1] for found in words if found[0] == "SIZE" and len(found) > 1]
        self.largest = int(sizes[0]) if sizes and re.fullmatch("[0-9]{1,18}", sizes[0]) else 0
        self.mechanisms = frozenset(name for found in words if found[0] == "AUTH" for name in found[1:])

    def _encrypt(self, now: datetime | None) -> None:
        """RFC 3207: what the server said before counts for nothing afterwards. Never back to clear text."""
        if "STARTTLS" not in self.extensions:
            host = redacted(self.login.host)
            raise Ended(
                lost_login("starttls", f"{host} offers no encryption on port {self.login.port}; nothing was sent.")
            )
        self._must("starttls", self._ask("STARTTLS"), now)
        self.wire.encrypt(self.login.host, self.login.patience.command)
        self._hello(now)

    def _sign_in(self) -> Reply:
        """RFC 4954 and 4616; only reached over TLS or on this machine. A token is never sent as a password."""
        if self.login.token:
            return self._sign_in_by_token()
        if "PLAIN" in self.mechanisms:
            return self._ask(f"AUTH PLAIN {self.login.plain}")
        if "LOGIN" not in self.mechanisms:
            host = redacted(self.login.host)
            reason = f"{host} offers no sign-in with a password on port {self.login.port}; try another port."
            raise Ended(lost_login("auth", reason))
        reply = self._ask("AUTH LOGIN")
        for answer in (self.login.user, self.login.password):
            reply = self._ask(encoded(answer)) if reply.code == 334 else reply
        return reply

    def _sign_in_by_token(self) -> Reply:
        """XOAUTH2: a no comes in two steps, first a challenge that says why."""
        if "XOAUTH2" not in self.mechanisms:
            host = redacted(self.login.host)
            raise Ended(lost_login("auth", f"{host} takes no access token on port {self.login.port}; use a password."))
        reply = self._ask(f"AUTH XOAUTH2 {self.login.bearer}")
        return self._ask("") if reply.code == 334 else reply

    def _must(self, phase: Phase, reply: Reply, now: datetime | None) -> None:
        if not reply.agrees(phase):
            raise Ended(classify(phase, reply, now))

    def _reset(self) -> bool:
        try:
            return self.wire.ask("RSET", self.login.patience.command).code == 250
        except Lost:
            return False

    def _ask(self, command: str) -> Reply:
        return self.shown(self.wire.ask(command, self.login.patience.command))

    def shown(self, reply: Reply) -> Reply:
        """The reply with what of it may be shown: printable, short, without our password."""
        text, secrets = reply.text, self._secrets
        if len(text) <= SHOWN and text.isascii() and text.isprintable() and not any(map(text.__contains__, secrets)):
            return Reply(reply.code, text, " ".join(text.split()))
        return Reply(reply.code, text[:JUDGED], redacted(text, secrets))


def _unreachable(lost: Lost, now: datetime | None) -> Retry:
    """The whole account waits a little, so that one mail at a time asks whether the server is back."""
    return Retry(f"The mail server could not be reached: {lost}.", after(now, UNREACHABLE), cools_account=True)


def _bad_certificate(login: Login, problem: ssl.SSLCertVerificationError) -> Refused:
    why = redacted(problem.verify_message)
    reason = (
        f"The certificate of {redacted(login.host)} is not valid ({why}), so nothing was sent; check the server's name."
    )
    return lost_login("certificate", reason)
