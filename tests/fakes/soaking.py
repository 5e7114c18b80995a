"""A soak: many mails through a server that fails by lot, with senders that are killed; then both books are compared."""

from __future__ import annotations

import random
import signal
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tests.fakes.recording_studio import Studio
from tests.fakes.smtp_chaos import (
    AT_END,
    AT_RCPT,
    END_FULL,
    END_LOST,
    NOBODY,
    TAKE_AND_LOSE,
    ChaosServer,
    Event,
)

IN_FLIGHT = 8 * 20
MOST_WAITS = 20

_COPIES = """SELECT s.address, d.state, d.reason, d.detail, d.remote_id, d.key, d.attempts, d.id
    FROM outbox_delivery d JOIN audience_subscriber s ON s.id = d.subscriber_id"""
_TRIES = "SELECT delivery_id, outcome, code, reason FROM outbox_attempt"


@dataclass(frozen=True, slots=True)
class Copy:
    """A row of the ledger, with its tries."""

    state: str
    reason: str
    detail: str
    remote_id: str
    key: str
    attempts: int
    tries: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Books:
    """What both sides wrote: copies and the server's events by address."""

    copies: dict[str, Copy]
    events: dict[str, list[Event]]

    @property
    def states(self) -> Counter[str]:
        """Copies by state."""
        return Counter(copy.state for copy in self.copies.values())

    @property
    def lost_replies(self) -> set[str]:
        """Whose mail the server took, or read, and then hung up."""
        lost = (TAKE_AND_LOSE, END_LOST)
        return {to for to, seen in self.events.items() if any(event.what in lost for event in seen)}


def soak(studio: Studio, server: ChaosServer, people: int, kills: int, seed: int) -> Books:
    """Senders one after another, some killed; then two at once; then what is left, in peace. A sender that ends by
    itself was told by the server to come back later: its account waits ten minutes."""
    lots = random.Random(seed)
    for kill in range(kills):
        after = lots.randrange(1, people // (kills + 2))
        for _ in range(MOST_WAITS):
            after = _killed(studio, server, after)
            studio.pass_time(minutes=11 if after else 3)
            if not after:
                break
        assert not after, f"the senders had nothing left to be killed over the {kill + 1}. time"
    both = [studio.start("pass") for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0], studio.log
    assert studio.run("finish roughly") == 0, studio.log
    return _books(studio, server)


def _killed(studio: Studio, server: ChaosServer, after: int) -> int:
    """One sender, killed when the server has read that many mails: 0; or how many were missing when it ended before."""
    missing, process = after, studio.start("pass")

    def count() -> None:
        nonlocal missing
        missing -= 1
        if missing == 0:
            process.kill()

    server.on_mail = count
    ended = process.wait()
    server.on_mail = lambda: None
    assert ended in (0, -signal.SIGKILL), studio.log
    return 0 if ended == -signal.SIGKILL else max(missing, 1)


def _books(studio: Studio, server: ChaosServer) -> Books:
    tries: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    for delivery, *what in studio.database.rows(_TRIES):
        tries[delivery].append((str(what[0]), str(what[1]), str(what[2])))
    copies = {str(row[0]): Copy(*row[1:7], tuple(tries[row[7]])) for row in studio.database.rows(_COPIES)}
    events: dict[str, list[Event]] = defaultdict(list)
    for event in server.events:
        events[event.recipient].append(event)
    return Books(copies, dict(events))


def compare(studio: Studio, books: Books, people: int, kills: int) -> None:
    """Message by message. Raises AssertionError with the first that do not agree."""
    assert len(books.copies) == people
    assert studio.tallies == books.states, "the figures kept are the figures counted"
    assert studio.message == "sent"
    odd = list(strange(books))
    assert not odd, f"{len(odd)} do not agree: {odd[:5]}"
    by_kills = {to for to, copy in books.copies.items() if copy.state == "unknown"} - books.lost_replies
    assert len(by_kills) <= kills * IN_FLIGHT, f"{len(by_kills)} are uncertain after {kills} kills"
    assert set(books.states) <= {"sent", "refused", "unknown", "missed"}, books.states


def strange(books: Books) -> Iterable[Any]:
    """What does not agree: what is wrong, whose, the copy, what the server saw of it."""
    for to, copy in books.copies.items():
        seen = books.events.get(to, [])
        wrong = _wrong(copy, seen)
        if wrong:
            yield wrong, to, copy, seen
    yield from (("the ledger does not know them", to, None, None) for to in books.events.keys() - books.copies.keys())


def _wrong(copy: Copy, seen: list[Event]) -> str:
    """What does not agree between a copy and what the server saw of it; empty when all does."""
    taken = [event for event in seen if event.what in ("taken", TAKE_AND_LOSE)]
    refused = [event for event in seen if event.what in (NOBODY, END_FULL)]
    if len(taken) > 1:
        return "doubled"
    if len({event.key for event in seen if event.key}) > 1:
        return "tried under two Message-IDs"
    if copy.state == "sent":
        told = taken and taken[0].what == "taken" and taken[0].detail in copy.remote_id
        return "" if told and not refused else "sent, and the server did not say so"
    if copy.state != "unknown" and taken:
        return "taken, and the ledger does not know"
    if copy.state == "refused":
        return "" if len(refused) == 1 and _says(copy, refused[0]) else "refused, and the server did not say so"
    if refused and copy.state != "unknown":
        return "refused, and the ledger does not know"
    return "" if copy.state == "unknown" or copy.attempts == len(copy.tries) else "tried, and not written down"


def _says(copy: Copy, event: Event) -> bool:
    words = (AT_RCPT | AT_END)[event.what].decode()
    return words in copy.detail and len(copy.tries) == copy.attempts
