"""Who is on the list: by state, by what they read, by a few letters of their name or address; a page at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from scheduler.audience import sql
from scheduler.audience.models import Subscriber
from scheduler.audience.services.paging import Page, Place, bounds, page_of
from scheduler.domain.states import SUBSCRIBER
from scheduler.errors import Problem

NO_CONSENT = "no_consent"
"""Would get mail, but nothing says that they may be written to."""

_TOPICS = {
    "both": "s.wants_tips AND s.wants_classes",
    "tips": "NOT s.wants_classes",
    "classes": "NOT s.wants_tips",
}
TOPICS = tuple(_TOPICS)
STATES = (*(name for name in SUBSCRIBER.names if name != "erased"), NO_CONSENT)


@dataclass(frozen=True, slots=True)
class Wanted:
    """`state`: one of STATES, or empty for all (active: without those of NO_CONSENT); `topic`: one of TOPICS, or empty;
    `text`: letters of a name or address. Problem for a state or a topic that there is not."""

    state: str = ""
    topic: str = ""
    text: str = ""

    def __post_init__(self) -> None:
        if self.state and self.state not in STATES:
            raise Problem(f"“{self.state[:40]}” is no state of a person; write one of: {', '.join(STATES)}.")
        if self.topic and self.topic not in TOPICS:
            raise Problem(f"“{self.topic[:40]}” is nothing to read; write one of: {', '.join(TOPICS)}.")


def listed(wanted: Wanted, place: Place, now: datetime) -> Page[Subscriber]:
    """One page of those people, by address; whoever was erased is nobody any more."""
    chosen, values = _chosen(wanted, now)
    beyond, key, end = bounds(place, wanted.text)
    query = f"SELECT s.id FROM audience_subscriber s WHERE {chosen} AND {beyond} {end}"  # noqa: S608  our own words
    with connection.cursor() as cursor:
        cursor.execute(query, [*values, *key])
        numbers = [int(number) for (number,) in cursor.fetchall()]
    people = Subscriber.objects.in_bulk(numbers)
    return page_of([people[number] for number in numbers if number in people], place, lambda person: person.pk)


def _chosen(wanted: Wanted, now: datetime) -> tuple[str, list[Any]]:
    state, values = _in_state(wanted.state, now)
    conditions = [state, _TOPICS.get(wanted.topic, "")]
    if wanted.text:
        named, letters = sql.named(wanted.text)
        conditions.append(named)
        values += letters
    return " AND ".join(each for each in conditions if each), values


_JUDGED_SO = f"s.id IN (SELECT j.subscriber_id FROM ({sql.AUDIENCE_JUDGED}) j WHERE j.reason = 'no_consent')"  # noqa: S608  our own words


def _in_state(state: str, now: datetime) -> tuple[str, list[Any]]:
    if state == NO_CONSENT:
        return _JUDGED_SO, list(sql.nows(_JUDGED_SO, now))
    if state == "active":
        return f"s.state = 'active' AND NOT ({sql.NO_CONSENT})", list(sql.nows(sql.NO_CONSENT, now))
    return ("s.state = %s", [state]) if state else ("s.state <> 'erased'", [])


def without_consent(people: Iterable[Subscriber], now: datetime) -> set[int]:
    """Who of those that would get mail may not be written to."""
    numbers = [person.pk for person in people]
    marks = ", ".join(["%s"] * len(numbers)) or "NULL"
    query = f"SELECT s.id FROM audience_subscriber s WHERE s.id IN ({marks}) AND {sql.NO_CONSENT}"  # noqa: S608  our own words
    with connection.cursor() as cursor:
        cursor.execute(query, [*numbers, *sql.nows(sql.NO_CONSENT, now)])
        return {int(number) for (number,) in cursor.fetchall()}
