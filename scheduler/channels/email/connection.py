"""One connection that carries mails and never blocks: what was asked, what was written, what is known of each mail.

Where the server offers PIPELINING (RFC 2920), an envelope is one write, and the next envelope goes with the body before
it: one round trip a mail. A mail is taken when the server has read the final dot; we know how many bytes the kernel
took from us, so whatever ends before the dot is among them is certainly not taken (`Retry`, or simply sent over another
connection), and no answer after that is `Unknown` (RFC 1047; rules 3.2 and 6.1).
"""

from __future__ import annotations

import math
import re
import ssl
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from scheduler.channels.email.headers import Address
from scheduler.channels.email.replies import Phase, Reply, classify
from scheduler.channels.email.session import LAST_WORD_SECONDS, Session
from scheduler.channels.email.wire import OUT_OF_TURN, Lost, Patience, one_text
from scheduler.domain.outcomes import Outcome, Retry, Unknown

_CHUNK = 65536
_MOST_PIECES = 500
_DOT = b".\r\n"
_ENVELOPE = 3
"""Commands of it."""

_YES = {"mail": b"250 ", "rcpt": b"250 ", "data": b"354 "}
_ALL_YES = re.compile(rb"250 [^\n]*\n250 [^\n]*\n354 [^\n]*\n")
"""To a whole envelope in a pipeline, one line each."""

Step = Literal["mail", "rcpt", "data", "end", "reset", "spare", "quit"]


@dataclass(slots=True)
class Letter:
    """What goes over the wire: envelope, and the pieces of a mail that ends with CRLF and needs no dot-stuffing."""

    sender: Address
    recipient: Address
    pieces: Sequence[bytes]
    size: int = field(init=False)

    def __post_init__(self) -> None:
        self.size = sum(map(len, self.pieces))


@dataclass(slots=True, eq=False)
class Mail:
    """A begun mail on its way. `item`: what the caller knows it by. `no`: why it is refused already, though the
    answers to the rest of its envelope are not yet here. `dot`: where its final dot is in all that was written."""

    item: Any
    letter: Letter | None = None
    phase: Phase = "mail"
    no: Outcome | None = None
    no_at: Phase | None = None
    dot: int = -1
    moves: int = 0

    def from_the_start(self) -> None:
        """Over another connection."""
        self.phase, self.no, self.no_at, self.dot = "mail", None, None, -1


class Source(Protocol):
    """Where a connection gets its mails and tells what became of them."""

    def take(self, session: Session) -> Mail | None:
        """The next mail to write, if one may begin; it has its letter."""

    def may_go_on(self) -> bool:
        """May one more body be written?"""

    def ended(self, mail: Mail, outcome: Outcome) -> None:
        """That is what became of it."""

    def put_back(self, mail: Mail) -> None:
        """Nothing of it was taken, through no fault of its own: it may go over another connection."""

    def clock(self) -> datetime | None:
        """Now, for waits that are counted from now."""

    mails_per_connection: int

    def hung_up(self, carried: int) -> None:
        """The server closed the connection between two mails, after so many."""

    def watch(self, connection: Connection, writing: bool) -> None:
        """There is something left to write, or nothing any more."""

    def closing(self, connection: Connection) -> None:
        """It is about to be closed."""


class Connection:
    """An entered session at work. None of its methods raises for what the server does."""

    def __init__(self, session: Session, source: Source) -> None:
        self.session, self._source = session, source
        self.socket = session.wire.hand_over()
        self.deadline = math.inf
        self.leaving = False
        self._heard = session.wire.heard
        self._pipelining = "PIPELINING" in session.extensions
        self._expected: deque[tuple[Step, Mail | None]] = deque()
        self._current: Mail | None = None
        self._following: Mail | None = None
        self._out = b""
        self._written = 0  # bytes that the kernel has taken
        self._risked = 0  # bytes that it may have taken
        self._deaf = False  # writing failed; only its last word is waited for
        self._watched = False
        self._secure = self.socket if isinstance(self.socket, ssl.SSLSocket) else None
        self._waits = _waits(session.login.patience)

    @property
    def open(self) -> bool:
        """Is it still there?"""
        return self.session.open

    @property
    def mails(self) -> list[Mail]:
        """Those on it now."""
        return [mail for mail in (self._current, self._following) if mail]

    @property
    def idle(self) -> bool:
        """Could it take a mail now?"""
        return self.open and not self._expected and not self.leaving

    def start(self) -> None:
        """Take a mail, if there is one, and write its envelope."""
        mail = self._take()
        if mail is None:
            return
        self._current = mail
        if not self._heard.nothing:
            self._lost(OUT_OF_TURN)
            return
        self._say(self._envelope(mail))

    def leave(self) -> None:
        """Say goodbye; it closes with the answer, or without much patience."""
        self.leaving = True
        if self.open and not self._expected:
            self._expected.append(("quit", None))
            self._say(b"QUIT\r\n")

    def readable(self) -> None:
        """Hear what the server has said."""
        try:
            self._hear()
        except Lost as lost:
            self._lost(str(lost))

    def writable(self) -> None:
        """Write on."""
        if self.open:
            self._write()

    def timed_out(self) -> None:
        """The deadline has passed."""
        self._lost("the connection broke while we were writing" if self._deaf else "the server did not answer in time")

    def known(self, mail: Mail, why: str) -> Outcome:
        """What is known of a mail that is on it when nothing more will be heard."""
        if 0 <= mail.dot < self._risked:
            return Unknown(f"The mail was handed over, but the answer never came: {why}.")
        return mail.no or Retry(f"The mail was not handed over: {why}.")

    def close(self) -> None:
        """Hang up."""
        if self.open:
            self._source.closing(self)
            self.session.close()
            self.deadline = math.inf

    # --- writing ---

    def _take(self) -> Mail | None:
        if self.leaving or self.session.carried + bool(self._current) >= self._source.mails_per_connection:
            return None
        return self._source.take(self.session)

    def _envelope(self, mail: Mail) -> bytes:
        """MAIL FROM; with PIPELINING the whole envelope."""
        letter = mail.letter
        assert letter is not None
        first = f"MAIL FROM:<{letter.sender}>{self.session.options(letter.recipient, letter.size)}\r\n"
        self._expected.append(("mail", mail))
        if not self._pipelining:
            return first.encode()
        self._expected += (("rcpt", mail), ("data", mail))
        return f"{first}RCPT TO:<{letter.recipient}>\r\nDATA\r\n".encode()

    def _say(self, *pieces: bytes) -> None:
        if self._out:
            self._out = b"".join((self._out, *pieces))
            self._write()
        else:
            self._write_first(pieces)
        if self._out:
            self.deadline = time.monotonic() + self._waits["block"]

    def _write_first(self, pieces: Sequence[bytes]) -> None:
        """The pieces as they are, and what the kernel does not take at once as one."""
        if self._secure or len(pieces) > _MOST_PIECES:
            self._out = b"".join(pieces)
            self._write()
            return
        size = sum(map(len, pieces))
        self._risked = self._written + size
        try:
            count = self.socket.sendmsg(pieces)
        except BlockingIOError:
            count = 0
        except OSError:
            self._went_deaf()
            return
        self._written += count
        if count == size:
            self._arm()
            self._watch(False)
        else:
            self._out = b"".join(pieces)[count:]
            self._write()

    def _write(self) -> None:
        try:
            while self._out:
                self._risked = self._written + len(self._out)
                count = self.socket.send(self._out)
                self._written += count
                self._out = self._out[count:]
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            self._risked = self._written
            self._watch(True)
        except OSError:
            self._went_deaf()
        else:
            self._arm()
            self._watch(False)

    def _went_deaf(self) -> None:
        """It takes nothing more; perhaps the server said why before it hung up."""
        self._risked, self._out, self._deaf = self._written, b"", True
        self._watch(False)
        self.deadline = time.monotonic() + self._waits["quit"]

    def _watch(self, writing: bool) -> None:
        if writing != self._watched:
            self._watched = writing
            self._source.watch(self, writing)

    def _arm(self) -> None:
        """From now on the next answer has its whole time; a dripping one gets no more."""
        if not self._expected:
            self.deadline = math.inf
        elif not self._deaf:
            self.deadline = time.monotonic() + self._waits[self._expected[0][0]]

    # --- hearing ---

    def _hear(self) -> None:
        while self.open:
            try:
                data = self.socket.recv(_CHUNK)
            except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
                return
            except OSError:
                raise Lost("the connection broke") from None
            if not data:
                raise Lost("the server hung up")
            self._heard.add(data)
            while self.open and (self._heard_yes() or self._heard_other()):
                pass
            if not self._secure or not self._secure.pending():
                return

    def _heard_yes(self) -> bool:
        """The usual one-line yes to a part of an envelope in a pipeline, without the detour."""
        step, mail = self._expected[0] if self._expected else ("quit", None)
        usual = _YES.get(step)
        if usual is None or mail is None or mail.no is not None or not self._pipelining:
            return False
        if step == "mail" and self._heard.takes_all(_ALL_YES):
            for _ in range(_ENVELOPE):
                self._expected.popleft()
            mail.phase = "data"
            self._body(mail)
            return True
        if not self._heard.takes(usual):
            return False
        self._expected.popleft()
        mail.phase = "rcpt" if step == "mail" else "data"
        if step == "data":
            self._body(mail)
        elif not self._out:
            self._arm()
        return True

    def _heard_other(self) -> bool:
        found = self._heard.reply()
        if found is None:
            return False
        self._answered(Reply(found[0], one_text(found[1])))
        return True

    def _answered(self, reply: Reply) -> None:
        if not self._expected:
            raise Lost(OUT_OF_TURN)
        step, mail = self._expected.popleft()
        if mail is None:
            self._aside(step, reply)
        elif step == "end":
            self._end(mail, reply)
        elif step in ("mail", "rcpt", "data"):
            self._envelope_answered(step, mail, reply)
        if self.open and not self._out:
            self._arm()

    def _envelope_answered(self, step: Literal["mail", "rcpt", "data"], mail: Mail, reply: Reply) -> None:
        mail.phase = step
        if reply.code == 421 and mail.no is None and reply.enhanced == "4.4.2" and self.session.carried:
            self._lost("the server had waited long enough", stale=True)
        elif mail.no is None and not reply.agrees(step):
            self._refused(step, mail, reply)
        elif step == "data":
            self._go_ahead(mail, reply)
        elif not self._pipelining:
            self._next_command(mail, step)
        else:
            mail.phase = "rcpt" if step == "mail" else "data"

    def _refused(self, step: Phase, mail: Mail, reply: Reply) -> None:
        """A no before the body. With PIPELINING the answers to the rest of the envelope are still to come."""
        mail.no, mail.no_at = classify(step, self.session.shown(reply), self._source.clock()), step
        if reply.code == 421 or not 400 <= reply.code < 600:
            self._lost("")
        elif step == "data" or not self._pipelining:
            self._after_no(b"RSET\r\n", "reset")

    def _next_command(self, mail: Mail, step: Step) -> None:
        letter = mail.letter
        assert letter is not None
        if step == "mail":
            mail.phase = "rcpt"
            self._expected.append(("rcpt", mail))
            self._say(f"RCPT TO:<{letter.recipient}>\r\n".encode())
        else:
            mail.phase = "data"
            self._expected.append(("data", mail))
            self._say(b"DATA\r\n")

    def _go_ahead(self, mail: Mail, reply: Reply) -> None:
        """The answer to DATA, which is 354, unless the mail was refused before it."""
        if mail.no is None:
            self._body(mail)
        elif reply.code == 354 and mail.no_at == "rcpt":
            self._after_no(_DOT, "spare")  # nobody is to get it, and it is empty (RFC 2920 3.1)
        elif 400 <= reply.code < 600 and reply.code != 421:
            self._after_no(b"RSET\r\n", "reset")
        else:
            self._lost("")

    def _after_no(self, words: bytes, step: Step) -> None:
        """Back to where a mail may begin; with PIPELINING the next one's envelope goes along."""
        mail = self._current
        assert mail is not None
        assert mail.no is not None
        self._current = None
        self._source.ended(mail, mail.no)
        self._expected.append((step, None))
        if self._pipelining and (mail := self._take()):
            self._current = mail
            words += self._envelope(mail)
        self._say(words)

    def _body(self, mail: Mail) -> None:
        if not self._heard.nothing:
            raise Lost(OUT_OF_TURN)
        if not self._source.may_go_on():
            self._abandon()
            return
        assert mail.letter is not None
        mail.phase, mail.dot = "body", self._written + mail.letter.size
        self._expected.append(("end", mail))
        rest = _DOT
        if self._pipelining and (following := self._take()):
            self._following = following
            rest += self._envelope(following)
        self._say(*mail.letter.pieces, rest)

    def _end(self, mail: Mail, reply: Reply) -> None:
        handed_over = self._risked > mail.dot
        now = None if reply.code == 250 else self._source.clock()  # a yes asks for no wait
        outcome = classify("end" if handed_over else "body", self.session.shown(reply), now)
        self.session.carried += 1
        self._current, self._following = self._following, None
        self._source.ended(mail, outcome)
        if not handed_over or reply.code == 421 or isinstance(outcome, Unknown):
            self._lost("")
        elif self._current is None:
            self._rest()

    def _aside(self, step: Step, reply: Reply) -> None:
        """An answer to what belongs to no mail: RSET, the lone dot, QUIT."""
        fine = reply.code == 250 if step == "reset" else 200 <= reply.code < 600 and reply.code not in (354, 421)
        if step == "quit" or not fine:
            self._lost("", stale=True)
        elif self._current is None:
            self._rest()

    def _rest(self) -> None:
        """Between two mails."""
        if self.leaving or self.session.carried >= self._source.mails_per_connection:
            self.leave()
        else:
            self.start()

    # --- the end ---

    def _abandon(self) -> None:
        """The server waits for a body that must not begin any more; hanging up is how to say so."""
        mails = self.mails
        self._current = self._following = None
        self.close()
        for mail in mails:
            self._source.put_back(mail)

    def _lost(self, why: str, *, stale: bool = False) -> None:
        """Nothing more will be heard. What had not really begun goes over another connection."""
        if not self.open:
            return
        mail, following = self._current, self._following
        self._current = self._following = None
        if self.session.carried and not self.leaving and (mail is None or stale or self._not_begun(mail)):
            self._source.hung_up(self.session.carried)
        self.close()
        for unbegun in (following, mail):
            if unbegun and (unbegun is following or stale or self._not_begun(unbegun)):
                self._source.put_back(unbegun)
            elif unbegun:
                self._source.ended(unbegun, self.known(unbegun, why))

    def _not_begun(self, mail: Mail) -> bool:
        """Was the connection dead before the mail's own first answer, though it had worked before?"""
        behind_another = bool(self._expected) and self._expected[0][1] is None
        worked = self.session.carried > 0 or behind_another
        return worked and mail.no is None and mail.phase == "mail" and mail.dot < 0


def _waits(patience: Patience) -> dict[str, float]:
    """Seconds to wait for the answer to each step; `block`: for room to write on."""
    usual = dict.fromkeys(("mail", "rcpt", "reset", "spare"), patience.command)
    last = min(LAST_WORD_SECONDS, patience.command)
    return {**usual, "data": patience.data, "end": patience.end, "block": patience.block, "quit": last}
