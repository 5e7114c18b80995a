"""What is planned as an iCalendar feed (RFC 5545), for the owner's own calendar. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from scheduler.domain.rendering.marks import outside

EVERY = timedelta(hours=1)
LASTS = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Planned:
    """The same tip, class or post on its channels at one instant. `ref`: names it for good. `where`: (channel, state in
    words). `certain`: all of it has its OK, or went out. `text`: its words, plain. `url`: its page."""

    ref: str
    at: datetime
    title: str
    where: tuple[tuple[str, str], ...]
    certain: bool
    text: str
    url: str


def feed(name: str, host: str, planned: Iterable[Planned], now: datetime) -> bytes:
    """The calendar of that name. Instants are written in UTC; each calendar shows them in its own zone."""
    import icalendar  # only when a calendar asks: it is large

    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Studio Scheduler//planned//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", icalendar.vText(_line(name)))
    calendar.add("x-published-ttl", "PT1H")
    calendar.add("refresh-interval", EVERY, parameters={"VALUE": "DURATION"})
    for one in planned:
        calendar.add_component(_event(icalendar.Event(), one, host, now))
    return bytes(calendar.to_ical())


def _line(text: str) -> str:
    return " ".join(outside(text).split())


def _event(event: Any, one: Planned, host: str, now: datetime) -> Any:
    channels = "\n".join(f"{channel}: {state}" for channel, state in one.where)
    facts = {
        "uid": f"{one.ref}@{host}",
        "dtstamp": now.astimezone(UTC),
        "dtstart": one.at.astimezone(UTC),
        "duration": LASTS,
        "summary": _line(one.title),
        "description": outside("\n\n".join(part for part in (channels, one.text.strip(), one.url) if part)),
        "url": one.url,
        "status": "CONFIRMED" if one.certain else "TENTATIVE",
        "transp": "TRANSPARENT",
    }
    for name, value in facts.items():
        event.add(name, value)
    return event
