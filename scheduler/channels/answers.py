"""What the HTTP channels share: how an exchange that cannot go on becomes an outcome."""

from __future__ import annotations

from datetime import datetime, timedelta

from scheduler.channels.base import Job
from scheduler.channels.http import Exchange, Lost, NotSent, Reply
from scheduler.domain.outcomes import Outcome, Refused, Retry

LONGEST_WAIT = timedelta(hours=24)


class Ended(Exception):
    """The attempt is over. Raised inside a channel only; its `send`, `check` and `look_up` return the outcome."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome)
        self.outcome = outcome


def replied(exchange: Exchange) -> Reply:
    """The reply to a request that publishes nothing and may be made again; ends in Retry when there is none."""
    if isinstance(exchange, Lost):
        raise Ended(Retry(exchange.reason))
    if isinstance(exchange, NotSent):
        raise Ended(not_sent(exchange))
    return exchange


def not_sent(exchange: NotSent) -> Outcome:
    """Try again later, unless a person must first give another address."""
    return lost_login("address", exchange.reason) if exchange.unusable else Retry(exchange.reason)


def lost_login(code: str, reason: str) -> Refused:
    """The account stops until a person signs in again; the delivery goes back to the queue."""
    return Refused(code, reason, stops_account=True, account_state="needs_reconnect")


def parent(job: Job) -> str:
    """The network's name for the part of the thread before this one; empty for a first part. Ends in Refused when it
    is not known (a person said that it was up): a part must not stand alone, it may be the caveat of the one before."""
    found = job.holes.get("parent_id", "")
    if job.part > 1 and not found:
        raise Ended(Refused("part-missing", "The part before this one cannot be found, so the thread ends there."))
    return found


def asked_to_wait(host: str, until: datetime | None, now: datetime | None) -> Retry:
    """429: the whole account waits, as long as the network says (5 minutes if it does not, never over a day)."""
    if now is not None:
        until = min(until, now + LONGEST_WAIT) if until is not None and until > now else now + timedelta(minutes=5)
    return Retry(f"{host} asked us to wait.", until, cools_account=True)
