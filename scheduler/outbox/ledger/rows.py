"""What the ledger's statements are about: the message that is drained, and the copies of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from scheduler.outbox.sql import unjson

BY_HAND = "by_hand"
"""Reason of a `waiting` row whose reminder has gone out: it is due only when a person says that she has posted."""

ASK_A_PERSON = "ask"
"""Reason of an `unknown` row that no network can settle. The others are looked up when they are due."""

AGAIN = "again"
"""Reason of a row that a person has put back in line: it is sent however late it is."""

TRIED_UNTIL = "tried_until"
"""In the memo of such a row: an instant (ISO 8601). Until then a further try waits for its turn in the same way."""

PRACTICE = "practice"
"""Detail of a `sending` row of a rehearsal: nothing can have left this machine."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a sender needs to know of the message it drains. `scopes`: every hold that would cover it.

    `people`: a copy per person, otherwise one per account and part. `rehearsal`: the account practises.
    `by_hand`: the network's Accepted only means that a person was asked. `looks`: the network can be asked later.
    `kind`: the message's, which decides what a reader must want. `per_day`: copies that the account may begin in 24
    hours; 0: any number.
    """

    message_id: int
    account_id: int
    tip_id: int | None
    scopes: tuple[str, ...]
    people: bool = False
    rehearsal: bool = False
    by_hand: bool = False
    looks: bool = False
    kind: str = ""
    per_day: int = 0

    @property
    def account_state(self) -> str:
        """The state the account must be in."""
        return "rehearsing" if self.rehearsal else "ready"


@dataclass(frozen=True, slots=True)
class Hands:
    """Whose a claim is. `token`: new for every stretch of work, never for the same row twice; rows of several claims
    that have it in common are begun and recorded together."""

    worker: str
    token: str = field(default_factory=lambda: uuid.uuid4().hex)


@dataclass(slots=True)
class Row:
    """A claimed delivery. `attempts`: those before this one. Made for every copy, so it is not frozen, which is slow;
    nothing changes it."""

    id: int
    key: str
    part: int
    variant: str
    subscriber_id: int | None
    attempts: int
    token: str
    holes: dict[str, str]
    memo: dict[str, Any]


class ClaimLost(Exception):
    """These rows were given up in this sender's name, or taken back: it must not write to the network for them."""


Fill = Callable[[Sequence[Row]], dict[int, dict[str, str]]]

COLUMNS = "id, key, part, variant, subscriber_id, attempts, holes, memo"


def row_of(values: Sequence[Any], token: str) -> Row:
    """COLUMNS as raw SQL hands them out."""
    delivery, key, part, variant, subscriber, attempts, holes, memo = values
    return Row(delivery, key, part, variant, subscriber, attempts, token, unjson(holes), unjson(memo))
