"""What a channel answers after it tried to send: a value, never a boolean and never an exception.

Nothing written to the network -> Retry. Anything ambiguous -> Unknown, unless the channel is idempotent.
A refusal that is the sender's fault (`stops_account`) is never held against the recipient.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Accepted:
    """The network or the mail server has taken the message."""

    remote_id: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """A definite, final no. `code` is the reply code or the network's error name.

    `suppress`: the address itself is bad (hard bounce at the first code, rules 3.3).
    `stops_account`: the sender's fault (login lost, blocked, over quota): the account stops, the delivery goes
    back to the queue, nobody is counted as refused. `account_state` is then `needs_reconnect` or `cooling`.
    """

    code: str
    reason: str
    suppress: bool = False
    stops_account: bool = False
    account_state: str = "needs_reconnect"


@dataclass(frozen=True, slots=True)
class Retry:
    """Certainly not taken; try again, not before `not_before` (UTC; None: the ledger's own spacing).

    `cools_account`: the network asked the whole account to wait until `not_before`.
    `untouched`: it was begun, but not one byte of it was written: it goes back in line, and this was no try.
    """

    reason: str
    not_before: datetime | None = None
    cools_account: bool = False
    untouched: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """Perhaps taken, perhaps not. Never tried again without proof or a person."""

    reason: str


Outcome = Accepted | Refused | Retry | Unknown
