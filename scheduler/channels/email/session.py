"""One conversation with a mail server. It knows at every moment whether a mail may have been taken.

A mail is taken when the server has read the final dot, so the dot is a write of its own: whatever fails before that
write is `Retry` (certainly not taken); no answer after it is `Unknown` (RFC 1047; rules 3.2 and 6.1).
"""

from __future__ import annotations

import re
import ssl
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from scheduler.channels.answers import Ended, lost_login
from scheduler.channels.email.headers import Address
from scheduler.channels.email.login import Login, encoded
from scheduler.channels.email.replies import UNREACHABLE, Phase, Reply, after, classify
from scheduler.channels.email.wire import Lost, Wire
from scheduler.channels.http import redacted
from scheduler.domain.outcomes import Outcome, Refused, Retry, Unknown

LAST_WORD_SECONDS = 5.0
JUDGED = 2000  # characters of a reply
_LINE_STARTS_WITH_DOT = re.compile(rb"(?m)^\.")


@dataclass(slots=True)
class Session:
    """`phase`: what was asked last; `carried`: mails it has taken; `stale`: it was closed between two mails."""

    login: Login
    wire: Wire
    extensions: frozenset[str] = frozenset()
    mechanisms: frozenset[str] = frozenset()
    phase: Phase = "greeting"
    carried: int = 0
    open: bool = True
    stale: bool = False

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

    def deliver(self, sender: Address, recipient: Address, data: bytes, now: datetime | None) -> Outcome:
        """One mail to one person; `data` ends with CRLF. Never raises for what the server does."""
        try:
            for phase, command in self._envelope(sender, recipient):
                reply = self._ask(phase, command)
                if not reply.agrees(phase):
                    return self._after_no(phase, reply, now)
            return self._hand_over(data, now)
        except Lost as lost:
            self.close()
            self.stale = self.carried > 0 and self.phase == "mail"
            return self.outcome_if_it_ends_here(str(lost))

    def outcome_if_it_ends_here(self, why: str) -> Outcome:
        """What is known of the mail under way when nothing more will be heard."""
        if self.phase == "end":
            return Unknown(f"The mail was handed over, but the answer never came: {why}.")
        return Retry(f"The mail was not handed over: {why}.")

    def probe(self, sender: Address) -> Outcome | None:
        """Would mail from that address be let in? None: yes."""
        try:
            reply = self._ask("mail", f"MAIL FROM:<{sender}>")
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
        self._must("greeting", self._shown(self.wire.reply(login.patience.command)), now)
        self._hello(now)
        if login.security == "starttls":
            self._encrypt(now)
        if login.user:
            self._must("auth", self._sign_in(), now)

    def _hello(self, now: datetime | None) -> None:
        self.phase = "ehlo"
        reply, lines = self.wire.extensions(f"EHLO {self.wire.greeting_name}", self.login.patience.command)
        self._must("ehlo", self._shown(reply), now)
        words = [line.replace("AUTH=", "AUTH ").split() for line in lines if line]
        self.extensions = frozenset(found[0] for found in words)
        self.mechanisms = frozenset(name for found in words if found[0] == "AUTH" for name in found[1:])

    def _encrypt(self, now: datetime | None) -> None:
        """RFC 3207: what the server said before counts for nothing afterwards. Never back to clear text."""
        if "STARTTLS" not in self.extensions:
            host = redacted(self.login.host)
            raise Ended(
                lost_login("starttls", f"{host} offers no encryption on port {self.login.port}; nothing was sent.")
            )
        self._must("starttls", self._ask("starttls", "STARTTLS"), now)
        self.wire.encrypt(self.login.host, self.login.patience.command)
        self._hello(now)

    def _sign_in(self) -> Reply:
        """RFC 4954 and 4616; only reached over TLS or on this machine."""
        if "PLAIN" in self.mechanisms:
            return self._ask("auth", f"AUTH PLAIN {self.login.plain}")
        if "LOGIN" not in self.mechanisms:
            host = redacted(self.login.host)
            reason = f"{host} offers no sign-in with a password on port {self.login.port}; try another port."
            raise Ended(lost_login("auth", reason))
        reply = self._ask("auth", "AUTH LOGIN")
        for answer in (self.login.user, self.login.password):
            reply = self._ask("auth", encoded(answer)) if reply.code == 334 else reply
        return reply

    def _must(self, phase: Phase, reply: Reply, now: datetime | None) -> None:
        if not reply.agrees(phase):
            raise Ended(classify(phase, reply, now))

    def _envelope(self, sender: Address, recipient: Address) -> list[tuple[Phase, str]]:
        options = "" if recipient.local.isascii() else " BODY=8BITMIME SMTPUTF8"
        return [("mail", f"MAIL FROM:<{sender}>{options}"), ("rcpt", f"RCPT TO:<{recipient}>"), ("data", "DATA")]

    def _hand_over(self, data: bytes, now: datetime | None) -> Outcome:
        if b"\n." in data:
            data = _LINE_STARTS_WITH_DOT.sub(b"..", data)
        try:
            self.phase = "body"
            self.wire.write(data, self.login.patience.block)
            self.wire.expect_silence()
            self.phase = "end"
            self.wire.write(b".\r\n", self.login.patience.block)
        except Lost:
            return self._last_word(now)
        return self._taken("end", self._shown(self.wire.reply(self.login.patience.end)), now)

    def _last_word(self, now: datetime | None) -> Outcome:
        """Writing failed; perhaps the server said why before it hung up."""
        reply = self._shown(self.wire.reply(min(LAST_WORD_SECONDS, self.login.patience.command)))
        self.close()
        return self._taken(self.phase, reply, now)

    def _taken(self, phase: Phase, reply: Reply, now: datetime | None) -> Outcome:
        outcome = classify(phase, reply, now)
        self.carried += 1
        if isinstance(outcome, Unknown) or reply.code == 421:
            self.close()
        return outcome

    def _after_no(self, phase: Phase, reply: Reply, now: datetime | None) -> Outcome:
        """Ready for the next mail after a no before the body, or closed."""
        if reply.code == 421 or not 400 <= reply.code < 600:
            self.close()
            self.stale = reply.enhanced == "4.4.2" and self.carried > 0
        elif not self._reset():
            self.close()
        return classify(phase, reply, now)

    def _reset(self) -> bool:
        try:
            return self.wire.ask("RSET", self.login.patience.command).code == 250
        except Lost:
            return False

    def _ask(self, phase: Phase, command: str) -> Reply:
        self.phase = phase
        seconds = self.login.patience.data if phase == "data" else self.login.patience.command
        return self._shown(self.wire.ask(command, seconds))

    def _shown(self, reply: Reply) -> Reply:
        """The reply with what of it may be shown: printable, short, without our password."""
        return Reply(reply.code, reply.text[:JUDGED], redacted(reply.text, self.login.secrets))


def _unreachable(lost: Lost, now: datetime | None) -> Retry:
    """The whole account waits a little, so that one mail at a time asks whether the server is back."""
    return Retry(f"The mail server could not be reached: {lost}.", after(now, UNREACHABLE), cools_account=True)


def _bad_certificate(login: Login, problem: ssl.SSLCertVerificationError) -> Refused:
    why = redacted(problem.verify_message)
    reason = (
        f"The certificate of {redacted(login.host)} is not valid ({why}), so nothing was sent; check the server's name."
    )
    return lost_login("certificate", reason)
