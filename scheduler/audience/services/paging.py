"""A long list of people a page at a time, in the order of their addresses.

A page goes on from a person, by their number: what stands in an address of ours names nobody, and the last page costs
the database what the first did (no OFFSET).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import connection

T = TypeVar("T")
SIZE = 50


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: beyond the person `after`, or it ends with those ahead of the person `before`; numbers of
    people, 0: at the beginning of the list. `size`: people on a page."""

    after: int = 0
    before: int = 0
    size: int = SIZE


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """`rows`, by address. `earlier`, `later`: the person whom the page before, or the next one, goes on from; 0: there
    is none."""

    rows: list[T]
    earlier: int = 0
    later: int = 0


_KEY = "COALESCE((SELECT k.address_key FROM audience_subscriber k WHERE k.id = %s), '')"


def bounds(place: Place, text: str = "") -> tuple[str, list[Any], str]:
    """A condition on a row `s` of audience_subscriber with its parameters, and the end of the statement.

    `text`: the letters that are looked for, if any. Every name is read for them; along the index of the addresses that
    is eight times as slow for SQLite as through the table as it lies, hence the sign, which keeps it from the index."""
    key = "+s.address_key" if text and connection.vendor == "sqlite" else "s.address_key"
    if place.before:
        return f"{key} < {_KEY}", [place.before], f"ORDER BY {key} DESC LIMIT {place.size + 1}"
    end = f"ORDER BY {key} LIMIT {place.size + 1}"
    return (f"{key} > {_KEY}", [place.after], end) if place.after else ("1 = 1", [], end)


def page_of(found: Sequence[T], place: Place, number: Callable[[T], int]) -> Page[T]:
    """The page, from what a statement with those bounds found: one more than there is room for shows that it goes on.
    `number`: of a row's person."""
    more, rows = len(found) > place.size, list(found[: place.size])
    if place.before:
        rows.reverse()
    if not rows:
        return Page([])
    earlier = more if place.before else bool(place.after)
    later = bool(place.before) or more
    return Page(rows, number(rows[0]) if earlier else 0, number(rows[-1]) if later else 0)
