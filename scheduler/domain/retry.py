"""When a copy that was certainly not taken is tried again, and when it is given up. (Rules 3.2.)"""

from __future__ import annotations

from datetime import datetime, timedelta

MINUTES = (1, 5, 15, 30, 60, 120, 240)
"""Through a mail server of one's own provider: twice in the first hour at the least (RFC 5321 4.5.4.1)."""

LONGEST = timedelta(hours=72)
LOOK_UPS = (1, 3, 6, 15, 60, 240)
"""Minutes between looks at the network after a reply was lost; some prove absence by two looks, 5 minutes apart."""

BY_HAND = timedelta(days=7)
"""A post that a person was asked to make is given up a week after its time."""


def spacing(attempts: int, key: str) -> timedelta:
    """How long to wait after attempt number `attempts` (1 first). Up to a tenth longer, by `key`, so that a list
    that was turned away together does not come back together; the same key always gives the same wait."""
    minutes = MINUTES[min(max(attempts, 1), len(MINUTES)) - 1]
    spread = sum(key.encode()) % 100 / 1000
    return timedelta(minutes=minutes * (1 + spread))


def next_try(attempts: int, key: str, not_before: datetime | None, now: datetime) -> datetime:
    """The network's own wish when it has one, else our spacing; never in the past."""
    return max(now, not_before) if not_before else now + spacing(attempts, key)


def deadline(at: datetime, late_after: datetime, *, mail: bool, timely: bool) -> datetime:
    """The last instant at which a further try may begin. `at`: the message's time; `late_after`: past it the message
    is late. A mail that was begun in time may take three days; a post, and anything about a class (`timely`), may not.
    """
    return max(late_after, at + LONGEST) if mail and not timely else late_after


def next_look(looks: int, now: datetime) -> datetime | None:
    """When to look the network up again after `looks` looks without an answer; None: it is a person's turn."""
    return now + timedelta(minutes=LOOK_UPS[looks]) if looks < len(LOOK_UPS) else None
