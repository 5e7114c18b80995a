"""The ledger: the only writer of a delivery's state. Once, or ask. (DESIGN sections 2.4 and 3; rules 6.)

    claim → begin → (the network) → record        each a short transaction, durable before the next step

A claim gives the rows a token, which the claims of one stretch of work have in common. Every later statement asks for
it, so a sender that was given up (its heartbeat stopped: `recover`) finds that its rows are no longer its own and
changes nothing. Nothing is written to the network for a row that `begin` did not change; what `begin` changed and
nobody recorded is `unknown`, never sent again without proof. Results that come late, after such a row was given up, are
proof too, and are recorded.
"""

from __future__ import annotations

from scheduler.outbox.ledger.afterwards import (
    again,
    confirm,
    end,
    look_again,
    open_way,
    put_off,
    recover,
    settle,
    unknowns,
)
from scheduler.outbox.ledger.rows import ASK_A_PERSON, BY_HAND, PRACTICE, ClaimLost, Fill, Hands, Row, Target
from scheduler.outbox.ledger.sending import (
    Recorded,
    begin,
    claim,
    claim_waiting,
    give_back,
    let_go,
    record,
    save_memo,
    turn,
)

__all__ = [
    "ASK_A_PERSON",
    "BY_HAND",
    "PRACTICE",
    "ClaimLost",
    "Fill",
    "Hands",
    "Recorded",
    "Row",
    "Target",
    "again",
    "begin",
    "claim",
    "claim_waiting",
    "confirm",
    "end",
    "give_back",
    "let_go",
    "look_again",
    "open_way",
    "put_off",
    "record",
    "recover",
    "save_memo",
    "settle",
    "turn",
    "unknowns",
]
