"""How the pages say things: states, days and numbers, in the studio's zone."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from scheduler.domain import states
from scheduler.plan import services as plan

_MACHINES = {machine.name: machine for machine in states.MACHINES}
_TONES = {
    "wait": {"draft", "waiting", "unknown", "cooling", "pending", "stale", "rehearsing", "claimed", "sending"},
    "bad": {"missed", "refused", "needs_reconnect", "invalid", "complained", "bounced", "cancelled"},
    "off": {"void", "skipped", "off", "retired", "archived", "erased", "unsubscribed", "suppressed", "past", "paused"},
}


def state(name: str, machine: str) -> str:
    """The page's word: `{{ "draft"|state("message") }}` → waits for your OK."""
    return _MACHINES[machine].word(name)


def badge(name: str) -> str:
    """The class of the little label for a state."""
    tone = next((tone for tone, names in _TONES.items() if name in names), "")
    return f"badge badge--{tone}" if tone else "badge"


def zone() -> ZoneInfo:
    """The studio's zone as accepted; UTC before the first plan."""
    accepted = plan.accepted()
    return _zone(accepted.studio.timezone if accepted else "UTC")


@lru_cache(maxsize=8)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def day(instant: datetime | None) -> str:
    """`Tue 16 Feb 2027`."""
    return (
        f"{instant.astimezone(zone()):%a} {instant.astimezone(zone()).day} {instant.astimezone(zone()):%b %Y}"
        if instant
        else "–"
    )


def clock(instant: datetime | None) -> str:
    """`09:00`, in the studio's zone."""
    return f"{instant.astimezone(zone()):%H:%M}" if instant else "–"


def number(count: int, one: str, many: str = "") -> str:
    """`1 tip`, `6 tips`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
