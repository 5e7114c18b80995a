"""Who speaks to the ledger while mails go out: the caller's own thread, while a thread beside it carries them.

The rule of the two. The caller's thread alone calls the ledger, one call at a time: it holds the database's connection.
The carrier alone touches the connections to the mail server. It asks one question at a time (answers to write down,
mails to begin) and goes on with the mails that are begun already. No mail is written to the network before the answer
that allows it has come, and what the server said counts as not recorded until its own question is answered. Thus begun
and not recorded stay at most connections × window, however long the disk takes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from scheduler.channels.email.bell import Bell
from scheduler.channels.email.connection import Letter
from scheduler.domain.outcomes import Outcome

T = TypeVar("T")
Results = Sequence[tuple[T, Outcome]]

FEW = 250
"""With fewer left to begin, the next ones are claimed, while those before them are on their way."""

GLANCE = 0.1
"""Seconds after which a clerk whom nobody asks looks up: has a person stopped it?"""


@dataclass(frozen=True, slots=True)
class Orders(Generic[T]):
    """What a fleet needs from its caller: a letter for an item (or why there is none), and the ledger's calls as
    `send_many` has them (channels/base.py)."""

    letter: Callable[[T], Letter | Outcome]
    before: Callable[[Sequence[T]], Sequence[T]]
    after: Callable[[Results[T]], None]
    stopped: Callable[[], bool]
    clock: Callable[[], datetime | None]


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """`allowed`: those that may be written to the network now. `left`: answers that are still to be recorded."""

    allowed: Sequence[T]
    left: Results[T] = ()


class Clerk(Generic[T]):
    """The ledger's end of a fleet. `items`: claimed and not begun; the clerk adds, the carrier takes. `failure`: why
    the ledger begins no more. `deaf`: it did not take what the server said either. `gone`: nobody is there to ask."""

    def __init__(self, orders: Orders[T], together: bool, bell: Bell) -> None:
        self._orders, self._bell = orders, bell
        self._turn = getattr(orders.before, "turn", None) if together else None
        self._more: Callable[[], Sequence[T]] | None = getattr(orders.before, "more", None)
        self._halted: Callable[[], bool] = getattr(orders.before, "halted", orders.stopped)
        self._questions: SimpleQueue[tuple[Results[T], Sequence[T]] | None] = SimpleQueue()
        self._answer: Answer[T] | None = None
        self._stopped = False
        self.unanswered: Results[T] = ()
        self.items: deque[T] = deque()
        self.busy = False
        self.failure: Exception | None = None
        self.deaf = self.gone = False

    # --- the carrier's side ---

    def ask(self, results: Results[T], batch: Sequence[T]) -> None:
        """Have the answers of the server written down, and the batch begun. Not while `busy`."""
        self.busy, self.unanswered = True, results
        self._questions.put((results, batch))

    def answer(self) -> Answer[T] | None:
        """What became of the question, once."""
        answer = self._answer
        if answer is not None:  # written by the other thread only while `busy`: nothing is overwritten
            self._answer, self.unanswered, self.busy = None, (), False
        return answer

    def over(self) -> None:
        """The carrier has ended: no more questions."""
        self._questions.put(None)

    @property
    def may_begin(self) -> bool:
        """Neither a person nor the ledger has stopped it, as far as the clerk has heard."""
        return not (self._stopped or self.failure)

    def may_go_on(self) -> bool:
        """The same at this very moment."""
        return not (self._stopped or self.failure or self._halted())

    @property
    def may_come(self) -> bool:
        """Are there more to begin than `items`?"""
        return self._more is not None

    # --- the caller's side ---

    def serve(self) -> None:
        """Answer questions until the carrier has ended. Raises what the ledger raises when it does not record."""
        while True:
            try:
                question = self._questions.get(timeout=GLANCE)
            except Empty:
                self._look_up()
                continue
            if question is None:
                return
            self._answer = self._asked(*question)
            self._bell.ring()
            self._look_up()
            self._fetch()

    def _asked(self, results: Results[T], batch: Sequence[T]) -> Answer[T]:
        try:
            if results and batch and self._turn:
                return Answer(self._turn(results, batch))
            self._record(results)
            results = ()
            self._look_up()
            return Answer(self._orders.before(batch) if batch and self.may_go_on() else ())
        except Exception as failure:
            if self.deaf:
                raise
            self.failure = failure  # what is on its way is still ended and recorded; then it is raised
            return Answer((), results)

    def _record(self, results: Results[T]) -> None:
        if results:
            self.deaf = True
            self._orders.after(results)
            self.deaf = False

    def _look_up(self) -> None:
        if not self._stopped and self._orders.stopped():
            self._stopped = True
            self._bell.ring()

    def _fetch(self) -> None:
        if self._more is None or len(self.items) >= FEW:
            return
        try:
            found = self._more() if self.may_go_on() else ()
        except Exception as failure:  # noqa: BLE001  as above
            self.failure, found = failure, ()
        self.items.extend(found)
        if not found:
            self._more = None
        self._bell.ring()
