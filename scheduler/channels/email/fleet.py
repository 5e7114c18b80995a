"""Mails over several connections at once, driven by one loop in a thread of its own; the ledger is called seldom, and
from the caller's thread meanwhile (clerk.py).

    begun (a batch is allowed) → a connection takes it → ended → recorded with others

At most `window` mails a connection are begun and not yet recorded: that is how many can be unknown after a crash. How
many are begun at a time follows the server's pace, so that a slow one holds only a few; how early the next ones are
asked for follows the ledger's, so that no connection waits for a disk.
"""

from __future__ import annotations

import math
import selectors
import threading
import time
from collections import deque
from collections.abc import Sequence
from datetime import datetime
from typing import Generic, TypeVar

from scheduler.channels.email.bell import Bell
from scheduler.channels.email.clerk import Clerk, Orders
from scheduler.channels.email.connection import Connection, Letter, Mail
from scheduler.channels.email.doors import Doors, Knock
from scheduler.channels.email.limits import Lessons, Limits, Pace
from scheduler.channels.email.session import Session
from scheduler.domain.outcomes import Accepted, Outcome, Refused, Retry

__all__ = ["Fleet", "Orders", "stops"]

MAILS_PER_CONNECTION = 10
"""Fewer than that are not worth one more connection."""

MOST_MOVES = 3
PROMPTLY = 0.2
"""Seconds after which an answer is recorded at the latest, unless the ledger itself is busy."""

T = TypeVar("T")


class Interrupted(Exception):
    """The caller has gone: nothing more is to be done here."""


_ONE = Limits(connections=1)


class Fleet(Generic[T]):
    """The connections to one server, for one batch of items."""

    def __init__(
        self, knock: Knock, orders: Orders[T], limits: Limits = _ONE, window: int = 1, pace: Pace | None = None
    ) -> None:
        self._orders, self._limits = orders, limits
        self._pace, self.lessons = pace or Pace(), Lessons()
        self.mails_per_connection = limits.mails_per_connection
        self._most, self._window = limits.connections, window
        self._connections: list[Connection] = []  # those that say goodbye, too
        self._bell = Bell()
        self._doors, self._clerk = Doors(knock, self._bell), Clerk(orders, window > 1, self._bell)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._bell.socket, selectors.EVENT_READ)
        self._ready: deque[Mail] = deque()
        self._results: list[tuple[T, Outcome]] = []
        self._record_at = math.inf
        self._stopping = False
        self._shut_out: Outcome | None = None
        self._mistake: BaseException | None = None
        self._step, self._begun_at = 1, 0.0
        self._taken = self._taken_before = self._ahead = 0

    def run(self, items: Sequence[T]) -> None:
        """Every item that may be sent, until one outcome stops the account. What is not reported was not begun.

        A connection is made before an item is begun. When that fails, the first item alone is begun and tells why.
        """
        begun, clerk = time.monotonic(), self._clerk
        clerk.items.extend(items)
        carrier = threading.Thread(target=self._carry, name="mails", daemon=True)
        carrier.start()
        try:
            try:
                clerk.serve()
            finally:
                clerk.gone = True
                self._bell.ring()
                carrier.join()
            if self._mistake is not None:
                raise self._mistake
        except BaseException:
            self._interrupted()
            raise
        finally:
            self.lessons.seconds = time.monotonic() - begun
            self._close()
        if clerk.failure is not None:
            raise clerk.failure

    def _carry(self) -> None:
        """The body of the thread that knows the mail server."""
        try:
            self._work()
            self._give_back("The account had to stop.")
            self._part()
        except BaseException as mistake:  # noqa: BLE001  raised again where somebody hears it
            self._mistake = mistake
        finally:
            self._clerk.over()

    def _close(self) -> None:
        for connection in self._connections:
            connection.session.close()
        self._doors.shut()
        self._bell.take_down()
        self._selector.close()

    # --- what a connection asks for ---

    def take(self, session: Session) -> Mail | None:
        """The next begun mail, if one may still go out; those that cannot be built or carried end here."""
        while self._ready and not self._stopping and self._clerk.may_begin and not self._pace.wait(time.monotonic()):
            mail = self._ready.popleft()
            if mail.letter is None:
                letter = self._orders.letter(mail.item)
                if not isinstance(letter, Letter):
                    self.ended(mail, letter)
                    continue
                mail.letter = letter
            refused = session.cannot_carry(mail.letter.recipient, mail.letter.size)
            if refused is None:
                self._pace.took(time.monotonic())
                self._taken += 1
                return mail
            self.ended(mail, refused)
        return None

    def may_go_on(self) -> bool:
        """Neither an answer nor a person has stopped it; asked before every body."""
        return not self._stopping and self._clerk.may_go_on()

    def ended(self, mail: Mail, outcome: Outcome) -> None:
        """Keep it until it is recorded, and stop when the account has to."""
        if not self._results:
            self._record_at = time.monotonic() + PROMPTLY
        self._results.append((mail.item, outcome))
        if isinstance(outcome, Accepted):
            self.lessons.sent += 1
        elif stops(outcome):
            self._stopping = True
            self._record_at = 0.0
            if isinstance(outcome, Retry) and self._connections:
                self.lessons.slow = outcome.reason

    def put_back(self, mail: Mail) -> None:
        """Over another connection, unless that was tried often enough."""
        mail.moves += 1
        if mail.moves > MOST_MOVES:
            self.ended(mail, Retry("The mail was not handed over: the server keeps hanging up."))
        else:
            mail.from_the_start()
            self._ready.appendleft(mail)

    def clock(self) -> datetime | None:
        """Now, as the caller counts."""
        return self._orders.clock()

    def watch(self, connection: Connection, writing: bool) -> None:
        """Also wake when it can be written to."""
        events = selectors.EVENT_READ | (selectors.EVENT_WRITE if writing else 0)
        self._selector.modify(connection.socket, events, connection)

    def hung_up(self, carried: int) -> None:
        """The server closed a connection between two mails."""
        self.lessons.hung_up = (*self.lessons.hung_up, carried)

    def closing(self, connection: Connection) -> None:
        """Nothing is heard of it any more."""
        self._selector.unregister(connection.socket)
        self._connections.remove(connection)

    # --- the loop ---

    def _work(self) -> None:
        while self._has_work():
            self._hear_clerk()
            if self._shut_out is not None and not self._live():
                self._tell_why(self._shut_out)
                return
            self._begin()
            self._open_more()
            for connection in self._live() if self._ready else ():
                if connection.idle:
                    connection.start()
            if self._waits_for_something():
                self._listen()
            if time.monotonic() >= self._record_at and not self._clerk.busy:
                self._ask()

    def _has_work(self) -> bool:
        under_way = self._clerk.busy or any(connection.mails for connection in self._connections)
        left = self._ready or self._clerk.items or self._clerk.may_come
        return under_way or (bool(left) and self.may_go_on())

    def _waits_for_something(self) -> bool:
        """Will an answer, somebody else's thread or the clock go on with it?"""
        mails = self._ready or any(not connection.idle for connection in self._connections)
        return bool(mails) or self._clerk.busy or not self._live() or not self._clerk.items

    def _live(self) -> list[Connection]:
        return [connection for connection in self._connections if not connection.leaving]

    def _begin(self) -> None:
        """Ask for the next intents, and have the answers that have come recorded, before a connection may run out of
        mails: as many before as went out while the ledger was last asked."""
        clerk, items = self._clerk, self._clerk.items
        if clerk.busy or not items or len(self._ready) >= len(self._connections) + self._ahead or self._waits_long():
            return
        most = len(self._connections) * self._window
        on_the_way = len(self._ready) + sum(len(connection.mails) for connection in self._connections)
        room = min(self._portion(), most - on_the_way, len(items))
        if room > 0 and self.may_go_on():
            self._ask([items.popleft() for _ in range(room)])

    def _ask(self, batch: Sequence[T] = ()) -> None:
        """What was answered since is recorded by the same question."""
        results, self._results = self._results, []
        self._record_at, self._taken_before = math.inf, self._taken
        if results or batch:
            self._clerk.ask(results, batch)

    def _hear_clerk(self) -> None:
        answer = self._clerk.answer()
        if answer is None:
            return
        self._ready.extend(Mail(item) for item in answer.allowed)
        if answer.left:
            self._results = [*answer.left, *self._results]
            self._record_at = 0.0
        half = len(self._connections) * self._window // 2
        self._ahead = min(max(self._taken - self._taken_before, self._ahead * 3 // 4), half)

    def _waits_long(self) -> bool:
        """What is begun should be gone soon."""
        return self._pace.wait(time.monotonic()) > PROMPTLY

    def _portion(self) -> int:
        """How many to begin: twice as many as last time when those were gone at once, half when they were not."""
        now, most = time.monotonic(), max(1, len(self._connections) * self._window)
        wanted = self._step * 2 if now - self._begun_at < PROMPTLY else self._step // 2
        if self._pace.per_second:
            most = min(most, 1 + int(self._pace.per_second * PROMPTLY))
        self._step, self._begun_at = min(max(wanted, len(self._connections)), most), now
        return self._step

    def _listen(self) -> None:
        now = time.monotonic()
        record_at = math.inf if self._clerk.busy else self._record_at
        wake = min([record_at, *(connection.deadline for connection in self._connections), self._next_turn(now)])
        timeout = None if wake == math.inf else max(wake - now, 0.0)
        for key, events in self._selector.select(timeout):
            connection = key.data
            if connection is None:
                self._woken()
                continue
            if events & selectors.EVENT_WRITE:
                connection.writable()
            if events & selectors.EVENT_READ:
                connection.readable()
        now = time.monotonic()
        for connection in [late for late in self._connections if late.deadline <= now]:
            connection.timed_out()

    def _next_turn(self, now: float) -> float:
        """When a mail may begin for which a connection waits; no later than a person who says stop should wait."""
        wait = self._pace.wait(now) if self._ready or self._clerk.items else 0.0
        return now + min(wait, PROMPTLY) if wait else math.inf

    # --- connections ---

    def _woken(self) -> None:
        self._bell.heard()
        if self._clerk.gone:
            raise Interrupted
        self._hear_clerk()
        self._welcome()

    def _open_more(self) -> None:
        """The first alone: a server that lets nobody in is asked once."""
        left, live = len(self._clerk.items) + len(self._ready), len(self._live())
        wanted = min(self._most, 1 + left // MAILS_PER_CONNECTION) if live else 1
        while live + self._doors.waiting < wanted and left and self.may_go_on():
            self._doors.knock()

    def _welcome(self) -> None:
        """A server that turns one more connection away has as many as it wants: those go on."""
        for session in self._doors.come():
            if isinstance(session, Session):
                connection = Connection(session, self)
                self._connections.append(connection)
                self._shut_out = None
                self._selector.register(connection.socket, selectors.EVENT_READ, connection)
            elif self._live() or self._doors.waiting:
                self._most = max(1, len(self._live()) + self._doors.waiting)
                self.lessons.turned_away = self._most
            else:
                self._shut_out = session

    def _tell_why(self, outcome: Outcome) -> None:
        """One item is told why there is no connection."""
        self._settle()
        while not self._ready and self._clerk.items and self.may_go_on():
            self._ask([self._clerk.items.popleft()])
            self._settle()
        if self._ready:
            self.ended(self._ready.popleft(), outcome)

    # --- the end ---

    def _settle(self) -> None:
        """Nothing is left to be recorded, or the ledger records no more."""
        while self._clerk.busy or self._results:
            if not self._clerk.busy:
                self._ask()
            self._listen()
            self._hear_clerk()

    def _give_back(self, why: str) -> None:
        self._settle()
        for mail in self._ready:
            self._results.append((mail.item, Retry(why, untouched=True)))
        self._ready.clear()
        self._settle()

    def _part(self) -> None:
        """Say goodbye on each, also on those that come only now."""
        while self._connections:
            for connection in self._live():
                connection.leave()
            self._listen()

    def _interrupted(self) -> None:
        """Record what is then known, unless it is the ledger that failed. The carrier has ended."""
        answer = self._clerk.answer()
        known = list(self._clerk.unanswered if answer is None else answer.left) + self._results
        self._ready.extend(Mail(item) for item in (answer.allowed if answer else ()))
        for connection in self._connections:
            known += [(mail.item, connection.known(mail, "the sender was interrupted")) for mail in connection.mails]
        known += [(mail.item, Retry("The sender was interrupted.", untouched=True)) for mail in self._ready]
        if known and not self._clerk.deaf:
            self._orders.after(known)


def stops(outcome: Outcome) -> bool:
    """Nothing more goes out over this account for now."""
    return (isinstance(outcome, Refused) and outcome.stops_account) or (
        isinstance(outcome, Retry) and outcome.cools_account
    )
