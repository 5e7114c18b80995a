"""Wall-clock time of the studio and instants in UTC (rules 5; DESIGN promise 5).

Zone data come from the `tzdata` package, not from the machine: an old server would otherwise be an hour wrong
where the law has changed (Vancouver, 2026), and two machines would differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib import resources
from typing import Literal
from zoneinfo import ZoneInfo

import tzdata

VERSION: str = tzdata.IANA_VERSION
Kind = Literal["ok", "gap", "fold"]


class UnknownZone(ValueError):
    """No such time zone."""


@cache
def zone(name: str) -> ZoneInfo:
    """The zone of that IANA name, or UnknownZone."""
    if name not in zone_names():
        raise UnknownZone(f"“{name}” is no time zone: write region and city, as in America/Toronto.")
    place = resources.files("tzdata").joinpath("zoneinfo", *name.split("/"))
    with place.open("rb") as data:
        return ZoneInfo.from_file(data, key=name)


@cache
def zone_names() -> frozenset[str]:
    """Every IANA zone name that the `tzdata` package knows."""
    return frozenset(resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8").split())


@dataclass(frozen=True, slots=True)
class Resolved:
    """A local time as an instant. `local` is what clocks show then: in a gap an hour later than what was asked."""

    utc: datetime
    local: datetime
    kind: Kind


def resolve(local: datetime, zone_name: str) -> Resolved:
    """The instant of a naive local time.

    A time that does not exist is read with the offset before the gap, one that comes twice is the first
    (RFC 5545, 3.3.10; zoneinfo's fold=0).
    """
    require_naive(local)
    where = zone(zone_name)
    instant = local.replace(tzinfo=where, fold=0).astimezone(UTC)
    shown = instant.astimezone(where)
    if shown.replace(tzinfo=None) != local:
        return Resolved(instant, shown, "gap")
    twice = shown.utcoffset() != local.replace(tzinfo=where, fold=1).utcoffset()
    return Resolved(instant, shown, "fold" if twice else "ok")


def to_local(instant: datetime, zone_name: str) -> datetime:
    """What the studio's clocks show at an instant (aware)."""
    return require_instant(instant).astimezone(zone(zone_name))


def after_sign_up(confirmed_at: datetime, n: int, days: int, at: time, zone_name: str) -> Resolved:
    """When a person's n-th tip (from 1) is due: n times `days` after the local day of confirmation, at `at`."""
    day: date = to_local(confirmed_at, zone_name).date() + timedelta(days=n * days)
    return resolve(datetime.combine(day, at), zone_name)


def require_instant(moment: datetime) -> datetime:
    """The same instant in UTC; a time without a zone is refused."""
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError(f"{moment.isoformat()} has no time zone: an instant is needed")
    return moment.astimezone(UTC)


def require_naive(local: datetime) -> datetime:
    """The same local time; one with a zone is refused."""
    if local.tzinfo is not None:
        raise ValueError(f"{local.isoformat()} has a time zone: a local time is needed")
    return local
