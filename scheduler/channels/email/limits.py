"""How much one mailbox may send: what jobs.yaml says, and what the mail server has taught us since.

A server that asks us to slow down is believed: afterwards one connection begins, at half the speed that was too much,
and every hour adds a connection and doubles the speed, until a day later nothing is left of it (Google's advice on
4.7.28, rules 2.1: stop, then one connection, then add them one at a time). What was learnt lies with the sign-in
(`limits` of the session), so that it outlives the process; connecting anew forgets it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

CONNECTIONS = 8
MOST_CONNECTIONS = 20
MAILS_PER_CONNECTION = 500
"""Over one connection before it is closed politely: many servers close it themselves after some number."""

OPTIONS = ("connections", "mails per connection", "per second", "per day")
SLOWEST = 0.1
ENOUGH = 20
"""Mails that tell how fast we were."""

_STEP, _FORGET = timedelta(hours=1), timedelta(days=1)
_SLACK = 0.5


@dataclass(frozen=True, slots=True)
class Limits:
    """`per_second` and `per_day` 0: as many as the server takes. `given`: jobs.yaml itself names a limit that counts
    over all programs that send."""

    connections: int = CONNECTIONS
    mails_per_connection: int = MAILS_PER_CONNECTION
    per_second: float = 0.0
    per_day: int = 0
    given: bool = False

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Limits:
        """From the channel's entry in jobs.yaml; what is no number there counts as not said (jobs.yaml is checked)."""
        connections = int(_number(settings.get("connections")))
        mails, per_second = int(_number(settings.get("mails per connection"))), _number(settings.get("per second"))
        per_day = int(_number(settings.get("per day")))
        return cls(
            connections=min(connections or CONNECTIONS, MOST_CONNECTIONS),
            mails_per_connection=mails or MAILS_PER_CONNECTION,
            per_second=per_second,
            per_day=per_day,
            given=bool(connections or per_second or per_day),
        )

    def eased(self, learnt: Mapping[str, Any], now: datetime) -> Limits:
        """These limits as they are at `now`, with what the server has taught."""
        since = _moment(learnt.get("since"))
        if since is None or now - since >= _FORGET:
            return self
        hours = max((now - since) // _STEP, 0)
        connections = int(_number(learnt.get("connections"))) + hours or self.connections
        per_second = _number(learnt.get("per_second")) * 2**hours
        mails = int(_number(learnt.get("mails_per_connection"))) or self.mails_per_connection
        return replace(
            self,
            connections=min(self.connections, max(connections, 1)) if "connections" in learnt else self.connections,
            mails_per_connection=min(self.mails_per_connection, mails),
            per_second=min(filter(None, (self.per_second, per_second)), default=0.0),
        )


@dataclass(slots=True)
class Lessons:
    """What one batch taught. `sent`: mails taken; `seconds`: how long that lasted; `slow`: why the server asked us to
    slow down; `turned_away`: connections that it did take when it took no more; `hung_up`: mails over each connection
    that it closed itself between two mails."""

    sent: int = 0
    seconds: float = 0.0
    slow: str = ""
    turned_away: int = 0
    hung_up: tuple[int, ...] = ()

    def learnt(self, before: Mapping[str, Any], now: datetime) -> dict[str, Any]:
        """`limits` of the session afterwards; the same as `before` when there was nothing to learn."""
        since = {"since": now.isoformat()}
        found = dict(before)
        speed = self.sent / self.seconds if self.sent >= ENOUGH and self.seconds > 0 else 0.0
        if speed:
            found["pace"] = round(speed, 1)
        if self.turned_away:
            found |= {"connections": self.turned_away, "why": "It takes no more connections at once.", **since}
        repeated = [count for count in self.hung_up if count > 1 and self.hung_up.count(count) > 1]
        if repeated:
            found |= {"mails_per_connection": min(repeated), **since}
        if self.slow:
            found |= {"connections": 1, "why": self.slow[:200], **since}
            if speed:
                found["per_second"] = max(round(speed / 2, 2), SLOWEST)
        return found


class Pace:
    """When the next mail may begin, at so many a second. Kept from batch to batch; after a standstill it catches up
    half a second at most."""

    def __init__(self, per_second: float = 0.0) -> None:
        self.per_second = per_second
        self._next = 0.0

    def wait(self, now: float) -> float:
        """Seconds until the next may begin; `now` as time.monotonic() counts."""
        return max(self._next - now, 0.0) if self.per_second else 0.0

    def took(self, now: float) -> None:
        """One begins."""
        if self.per_second:
            self._next = max(self._next or now, now - _SLACK) + 1 / self.per_second


def _number(value: Any) -> float:
    """A number above 0, or 0."""
    try:
        found = float(str(value if value is not None else 0))
    except ValueError:
        return 0.0
    return found if 0 < found < 1e9 else 0.0


def whole(value: Any) -> int:
    """A whole number above 0, or 0."""
    return int(_number(value))


def _moment(text: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo else None
