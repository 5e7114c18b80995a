"""How the pages say things: states, days and numbers, in the studio's zone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from scheduler.domain import days, states
from scheduler.domain.jobsfile import Plan
from scheduler.domain.timing import zones
from scheduler.plan import services as plan

_MACHINES = {machine.name: machine for machine in states.MACHINES}
_TONES = {
    "wait": {"draft", "waiting", "unknown", "cooling", "pending", "stale", "rehearsing", "claimed", "sending"},
    "bad": {"missed", "refused", "needs_reconnect", "invalid", "complained", "bounced", "cancelled"},
    "off": {
        "void",
        "skipped",
        "off",
        "retired",
        "archived",
        "erased",
        "unsubscribed",
        "suppressed",
        "past",
        "paused",
        "muted",
    },
}


def accepted() -> Plan | None:
    """The accepted plan; None before the first start."""
    return plan.accepted()


def state(name: str, machine: str) -> str:
    """The page's word: `{{ "draft"|state("message") }}` → waits for your OK."""
    return _MACHINES[machine].word(name)


def badge(name: str) -> str:
    """The class of the little label for a state."""
    tone = next((tone for tone, names in _TONES.items() if name in names), "")
    return f"badge badge--{tone}" if tone else "badge"


def zone() -> ZoneInfo:
    """The studio's zone as accepted; UTC before the first plan."""
    found = accepted()
    return zones.zone(found.studio.timezone if found else "UTC")


def day(instant: datetime | None) -> str:
    """`Tue 16 Feb 2027`."""
    local = instant.astimezone(zone()) if instant else None
    return f"{local:%a} {local.day} {local:%b %Y}" if local else "–"


def public_day(instant: datetime) -> str:
    """`Tue 16 Feb 2027`, `mardi 16 février 2027`: in the language of the public pages."""
    return days.date(instant.astimezone(zone()), plan.language())


def by_day(entries: Iterable[Any]) -> list[tuple[str, list[Any]]]:
    """Entries in order of time, by their day: `[("Tue 16 Feb 2027", […]), …]`."""
    return [(name, list(rows)) for name, rows in groupby(entries, key=lambda entry: day(entry.at))]


def by_moment(entries: Iterable[Any]) -> list[list[Any]]:
    """The same tip on several channels at one time, together, also where one of them waits."""
    groups: dict[tuple[Any, ...], list[Any]] = {}
    for entry in entries:
        groups.setdefault((entry.at, entry.title), []).append(entry)
    return list(groups.values())


def by_reason(entries: Iterable[Any], of: str) -> list[tuple[str, str]]:
    """What is said of entries that stand together: once where it is the same for all, else with the channels it is
    about: `[("", "Every Tuesday")]`, `[("bluesky", "paused")]`. `of`: `why`, or `hold` of those still to go out."""
    listed = list(entries)
    said = [(getattr(entry, of) if of == "why" or entry.open else "", entry.channel) for entry in listed]
    found: dict[str, list[str]] = {}
    for reason, channel in said:
        if reason:
            found.setdefault(reason, []).append(channel)
    return [("" if len(names) == len(listed) else ", ".join(names), reason) for reason, names in found.items()]


def clock(instant: datetime | None) -> str:
    """`09:00`, in the studio's zone."""
    return f"{instant.astimezone(zone()):%H:%M}" if instant else "–"


def field_time(instant: datetime) -> str:
    """`2027-02-16T09:00`, as a field for date and time wants it."""
    return f"{instant.astimezone(zone()):%Y-%m-%dT%H:%M}"


def tomorrow(now: datetime) -> str:
    """Tomorrow at nine, for a field."""
    return f"{now.astimezone(zone()) + timedelta(days=1):%Y-%m-%d}T09:00"


def number(count: int, one: str, many: str = "") -> str:
    """`1 tip`, `6 tips`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def sentence(text: str) -> str:
    """`no tip left` → `no tip left.`"""
    text = text.strip()
    ended = text.rstrip("”’)").endswith((".", "!", "?", "…"))
    return text if ended or not text else f"{text}."


def lasting(seconds: int) -> str:
    """A time still to go, as rough as it is known: less than a minute, 8 minutes, 2 hours."""
    if seconds < 60:
        return "less than a minute"
    minutes = round(seconds / 60)
    count, unit = (minutes, "minute") if minutes < 90 else (round(minutes / 60), "hour")
    return f"{count} {unit}{'' if count == 1 else 's'}"
