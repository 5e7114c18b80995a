"""The ledger is kept by the caller's thread, and the mails go on meanwhile: nobody waits for a disk, nothing is begun
that was not allowed, and what is in flight stays within the window."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from scheduler.channels.base import Job
from scheduler.domain.outcomes import Accepted, Outcome, Retry
from tests.channels.test_email_fleet import Ledger, a_job, assert_it_agrees, studio
from tests.fakes.smtp_faulty import FaultyServer

MOST = 4 * 20


class Books(Ledger):
    """All that the outbox's `before` can do. `during`: what happens while a turn is being written down."""

    def __init__(
        self, server: FaultyServer, claims: Sequence[int], during: Callable[[], object] = lambda: None
    ) -> None:
        super().__init__(MOST)
        self._server, self._during = server, during
        numbers = iter(range(sum(claims)))
        self._claims = [[a_job(server, next(numbers)) for _ in range(size)] for size in claims]
        self.halt = threading.Event()
        self.threads: set[int] = set()
        self.turns = 0

    def __call__(self, jobs: Sequence[Job]) -> list[Job]:
        self.threads.add(threading.get_ident())
        return self.before(jobs)

    def after(self, results: Sequence[tuple[Job, Outcome]]) -> None:
        self.threads.add(threading.get_ident())
        super().after(results)

    def turn(self, results: Sequence[tuple[Job, Outcome]], jobs: Sequence[Job]) -> list[Job]:
        self.turns += 1
        self.after(results)
        self._during()
        return self(jobs)

    def more(self) -> list[Job]:
        self.threads.add(threading.get_ident())
        return self._claims.pop(0) if self._claims else []

    def halted(self) -> bool:
        return self.halt.is_set()

    def send(self) -> Books:
        studio().send_many(self.more(), self, self.after, self.stopped)
        assert set(self.outcomes) == set(self.begun), "what was begun has an outcome"
        assert_it_agrees(self, self._server)
        return self


def test_mails_go_on_while_the_ledger_waits_for_its_disk() -> None:
    """Each time that the ledger is at work, it waits until all that were begun before have arrived."""
    with FaultyServer() as server:
        arrived, bodies, waited_for = threading.Condition(), list[int](), list[int]()

        def mail() -> None:
            with arrived:
                bodies.append(1)
                arrived.notify_all()

        def slow_disk() -> None:
            before = len(bodies)
            with arrived:
                assert arrived.wait_for(lambda: len(bodies) >= len(books.begun), 20), "the mails stood still"
            waited_for.append(len(bodies) - before)

        server.on_mail = mail
        books = Books(server, [400], slow_disk)
        books.send()
    assert len(books.outcomes) == 400
    assert sum(waited_for) > 0, waited_for


def test_the_next_claim_is_made_while_the_one_before_is_on_its_way_over_the_same_connections() -> None:
    with FaultyServer() as server:
        books = Books(server, [60, 60, 1, 200]).send()
    assert len(books.outcomes) == 321
    assert server.sessions == 4


def test_only_the_callers_thread_speaks_to_the_ledger() -> None:
    with FaultyServer() as server:
        books = Books(server, [150, 50]).send()
    assert books.turns > 1
    assert books.threads == {threading.get_ident()}


def test_what_memory_knows_stops_mails_that_are_begun_while_the_ledger_is_busy() -> None:
    with FaultyServer() as server:
        books = Books(server, [400], lambda: books.halt.set() if books.turns == 4 else None)
        books.send()
        taken = len(server.taken)
    assert taken < 400
    rest = [outcome for outcome in books.outcomes.values() if not isinstance(outcome, Accepted)]
    assert all(isinstance(outcome, Retry) and outcome.untouched for outcome in rest), "the others go back in line"
    assert taken + len(rest) == len(books.begun)


def test_a_stop_that_comes_while_nobody_asks_the_ledger_is_seen() -> None:
    with FaultyServer() as server:
        held = threading.Event()

        def hold() -> None:
            if len(server.taken) >= 5:
                held.set()

        server.on_mail = hold
        books = Books(server, [300])
        studio().send_many(books.more(), books, books.after, held.is_set)
    assert_it_agrees(books, server)
    assert len(server.taken) < 300


def test_a_failure_to_claim_more_lets_the_begun_ones_end_and_is_raised() -> None:
    class Broken(Books):
        def more(self) -> list[Job]:
            if self.begun:
                raise OSError("disk full")
            return super().more()

    with FaultyServer() as server:
        books = Broken(server, [60, 60])
        with pytest.raises(OSError, match="disk full"):
            books.send()
    assert set(books.outcomes) == set(books.begun)
    assert_it_agrees(books, server)


def test_an_interrupted_caller_still_writes_down_what_is_known() -> None:
    def interrupt() -> None:
        if books.turns == 3:
            raise KeyboardInterrupt

    with FaultyServer() as server:
        books = Books(server, [300], interrupt)
        recorded: dict[str, Outcome] = {}

        def after(results: Sequence[tuple[Job, Outcome]]) -> None:
            recorded.update((job.holes["to"], outcome) for job, outcome in results)

        books.after = after  # type: ignore[method-assign]
        with pytest.raises(KeyboardInterrupt):
            studio().send_many(books.more(), books, after, lambda: False)
        taken = set(server.recipients)
    assert set(recorded) == set(books.begun)
    assert {to for to, outcome in recorded.items() if isinstance(outcome, Accepted)} <= taken
    assert taken <= {to for to, outcome in recorded.items() if not isinstance(outcome, Retry)}


def test_a_mistake_in_a_letter_is_raised_where_somebody_hears_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from scheduler.channels.email import sending

    def broken(*_: Any) -> Any:
        raise ZeroDivisionError("a mistake")

    with FaultyServer() as server:
        books = Books(server, [60])
        monkeypatch.setattr(sending.Batch, "_built", broken)
        with pytest.raises(ZeroDivisionError, match="a mistake"):
            studio().send_many(books.more(), books, books.after, lambda: False)
    assert not server.taken
    assert len(set(books.begun) - set(books.outcomes)) == 1, "all but the one it happened with are back in line"
