"""Mails over several connections at once, driven by one loop; ledger calls are few, and made from the caller's thread.

    begin (a batch is allowed) → a connection takes it → ended → recorded with others

At most `window` mails a connection are begun and not yet recorded: that is how many can be unknown after a crash. How
many are begun at a time follows the server's pace, so that a slow one holds only a few.
"""

from __future__ import annotations

import math
import selectors
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from scheduler.channels.answers import Ended
from scheduler.channels.email.connection import Connection, Letter, Mail
from scheduler.channels.email.doors import Doors, Knock
from scheduler.channels.email.limits import Lessons, Limits, Pace
from scheduler.channels.email.session import Session
from scheduler.domain.outcomes import Accepted, Outcome, Refused, Retry

MAILS_PER_CONNECTION = 10
"""Fewer than that are not worth one more connection."""

MOST_MOVES = 3
PROMPTLY = 0.2
"""Seconds after which an answer is recorded at the latest, unless the ledger itself is busy."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Orders(Generic[T]):
    """What a fleet needs from its caller: a letter for an item (or why there is none), and the ledger's calls as
    `send_many` has them (channels/base.py)."""

    letter: Callable[[T], Letter | Outcome]
    before: Callable[[Sequence[T]], Sequence[T]]
    after: Callable[[Sequence[tuple[T, Outcome]]], None]
    stopped: Callable[[], bool]
    clock: Callable[[], datetime | None]


_ONE = Limits(connections=1)


class Fleet(Generic[T]):
    """The connections to one server, for one batch of items."""

    def __init__(
        self, knock: Knock, orders: Orders[T], limits: Limits = _ONE, window: int = 1, pace: Pace | None = None
    ) -> None:
        self._knock, self._orders, self._limits = knock, orders, limits
        self._pace, self.lessons = pace or Pace(), Lessons()
        self.mails_per_connection = limits.mails_per_connection
        self._turn = getattr(orders.before, "turn", None) if window > 1 else None
        self._most, self._window = limits.connections, window
        self._connections: list[Connection] = []  # those that say goodbye, too
        self._doors = Doors(knock)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._doors.bell, selectors.EVENT_READ)
        self._items: deque[T] = deque()
        self._ready: deque[Mail] = deque()
        self._results: list[tuple[T, Outcome]] = []
        self._record_at = math.inf
        self._stopping = False
        self._failure: Exception | None = None
        self._step, self._begun_at = 1, 0.0
        self._in_ledger = False

    def run(self, items: Sequence[T]) -> None:
        """Every item that may be sent, until one outcome stops the account. What is not reported was not begun.

        A connection is made before an item is begun. When that fails, the first item alone is begun and tells why.
        """
        self._items.extend(items)
        begun = time.monotonic()
        try:
            self._work()
            self._give_back("The account had to stop.")
            self._part()
        except BaseException:
            self._interrupted()
            raise
        finally:
            self.lessons.seconds = time.monotonic() - begun
            for connection in self._connections:
                connection.session.close()
            self._doors.shut()
            self._selector.close()
        if self._failure is not None:
            raise self._failure

    # --- what a connection asks for ---

    def take(self, session: Session) -> Mail | None:
        """The next begun mail, if one may still go out; those that cannot be built or carried end here."""
        while self._ready and self.may_go_on() and not self._pace.wait(time.monotonic()):
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
                return mail
            self.ended(mail, refused)
        return None

    def may_go_on(self) -> bool:
        """Neither an answer nor a person has stopped it."""
        return not self._stopping and not self._orders.stopped()

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
            if not self._live():
                self._record()
                if not self._enter():
                    break
            self._begin()
            self._open_more()
            for connection in self._live():
                if connection.idle:
                    connection.start()
            if self._ready or any(not connection.idle for connection in self._connections):
                self._listen()
            if time.monotonic() >= self._record_at:
                self._record()

    def _has_work(self) -> bool:
        under_way = any(connection.mails for connection in self._connections)
        return under_way or (bool(self._ready or self._items) and self.may_go_on())

    def _live(self) -> list[Connection]:
        return [connection for connection in self._connections if not connection.leaving]

    def _begin(self) -> None:
        """Commit the next intents as soon as a connection may run out of mails, after the answers that have come."""
        while len(self._ready) < len(self._connections) and self._items and not self._waits_long():
            if self._turn is None:
                self._record()
            on_the_way = len(self._ready) + sum(len(connection.mails) for connection in self._connections)
            room = min(self._portion(), len(self._connections) * self._window - on_the_way, len(self._items))
            if room < 1 or not self.may_go_on():
                return
            self._allow([self._items.popleft() for _ in range(room)])

    def _allow(self, batch: Sequence[T]) -> None:
        """Begin them, and record the answers that have come meanwhile."""
        results = self._results
        try:
            allowed = self._turn(results, batch) if self._turn and results else self._orders.before(batch)
            self._ready.extend(Mail(item) for item in allowed)
        except Exception as failure:  # noqa: BLE001  what is on its way is still ended and recorded; then it is raised
            self._failure, self._stopping = failure, True
        else:
            del self._results[: len(results)]
            self._record_at = math.inf

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

    def _record(self) -> None:
        self._record_at = math.inf
        if self._results:
            results, self._results = self._results, []
            self._in_ledger = True
            self._orders.after(results)
            self._in_ledger = False

    def _listen(self) -> None:
        now = time.monotonic()
        wake = min([self._record_at, *(connection.deadline for connection in self._connections), self._next_turn(now)])
        timeout = None if wake == math.inf else max(wake - now, 0.0)
        for key, events in self._selector.select(timeout):
            connection = key.data
            if connection is None:
                self._welcome()
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
        wait = self._pace.wait(now) if self._ready or self._items else 0.0
        return now + min(wait, PROMPTLY) if wait else math.inf

    # --- connections ---

    def _enter(self) -> bool:
        """A connection, made while nothing else could be done; or one item is told why there is none."""
        try:
            self._adopt(self._knock())
        except Ended as ended:
            while not self._ready and self._items and self.may_go_on():
                self._allow([self._items.popleft()])
            if self._ready:
                self.ended(self._ready.popleft(), ended.outcome)
            return False
        return True

    def _adopt(self, session: Session) -> None:
        connection = Connection(session, self)
        self._connections.append(connection)
        self._selector.register(connection.socket, selectors.EVENT_READ, connection)

    def _open_more(self) -> None:
        left = len(self._items) + len(self._ready)
        wanted = min(self._most, 1 + left // MAILS_PER_CONNECTION)
        while len(self._live()) + self._doors.waiting < wanted and self.may_go_on():
            self._doors.knock()

    def _welcome(self) -> None:
        """A server that turns one more connection away has as many as it wants: those go on."""
        for session in self._doors.come():
            if isinstance(session, Session):
                self._adopt(session)
            else:
                self._most = max(1, len(self._live()) + self._doors.waiting)
                self.lessons.turned_away = self._most

    # --- the end ---

    def _give_back(self, why: str) -> None:
        for mail in self._ready:
            self._results.append((mail.item, Retry(why, untouched=True)))
        self._ready.clear()
        self._record()

    def _part(self) -> None:
        """Say goodbye on each, also on those that come only now."""
        while self._connections:
            for connection in self._live():
                connection.leave()
            self._listen()

    def _interrupted(self) -> None:
        """Record what is then known, unless it is the ledger that failed."""
        for connection in self._connections:
            known = [(mail.item, connection.known(mail, "the sender was interrupted")) for mail in connection.mails]
            self._results += known
        if not self._in_ledger:
            self._give_back("The sender was interrupted.")


def stops(outcome: Outcome) -> bool:
    """Nothing more goes out over this account for now."""
    return (isinstance(outcome, Refused) and outcome.stops_account) or (
        isinstance(outcome, Retry) and outcome.cools_account
    )
