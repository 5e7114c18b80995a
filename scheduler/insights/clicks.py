"""Which links of an issue people followed: counted without names, as `docs/clicks.md` says.

A visit is kept for its day, with two fingerprints that are made with that day's own random key, to tell the same reader
twice, and a machine that opens everything. When the day is over it becomes a number for each link, and visits and key
are gone. Nothing leads from here to a subscriber.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import DatabaseError, transaction
from django.db.models import QuerySet

from scheduler.domain import visits
from scheduler.domain.ip_addresses import networks
from scheduler.domain.timing.zones import to_local
from scheduler.domain.visits import Visit
from scheduler.insights.models import LinkDay, LinkVisit, VisitKey
from scheduler.plan import services as plan
from scheduler.plan.models import Message
from scheduler.plan.services import clicks as links

logger = logging.getLogger(__name__)
MOST = 100_000
"""Visits kept at a time: whoever makes up visitors fills no disk. Beyond it that day's figures are too low."""

SHOWN = 10
NOBODYS = (
    "Clicks in the letters are counted for all readers together. What is kept of them names nobody, so none of them "
    "can be found to be yours."
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link of an issue: its words, where it leads, how many people followed it, how many visits were a machine's."""

    says: str
    to: str
    people: int
    machines: int


@dataclass(frozen=True, slots=True)
class Clicked:
    """An issue and its links, the most followed first."""

    message: Message
    links: list[Link]

    @property
    def people(self) -> int:
        """Clicks in all: who followed two links counts for each."""
        return sum(link.people for link in self.links)

    @property
    def machines(self) -> int:
        """Visits that were not counted."""
        return sum(link.machines for link in self.links)


def note(message: Message, token: str, request: tuple[str, Mapping[str, str], str], now: datetime) -> None:
    """One visit of a counted link. `request`: method, headers, IP address. Never stands in the reader's way."""
    method, headers, address = request
    began = message.frozen_at
    if method != "GET" or began is None or now < visits.counts_from(began, message.closed_at):
        return
    try:
        with transaction.atomic():
            _keep(message, token, (headers, address, visits.by_a_person(method, headers)), now)
    except DatabaseError as error:  # the reader goes on all the same
        logger.warning("A click was not counted: %s", error)


def _keep(message: Message, token: str, seen: tuple[Mapping[str, str], str, bool], now: datetime) -> None:
    headers, address, person = seen
    if LinkVisit.objects.all()[MOST : MOST + 1].exists():
        return
    day = _today(now)
    key, _ = VisitKey.objects.get_or_create(day=day, defaults={"key": secrets.token_hex(32)})
    near, around = networks(address)
    visitor = _fingerprint(key.key, f"{near}\0{headers.get('User-Agent', '')}")
    row = LinkVisit(
        message=message, token=token, day=day, at=now, visitor=visitor, network=_fingerprint(key.key, around),
        machine=not person,
    )  # fmt: skip
    LinkVisit.objects.bulk_create([row], ignore_conflicts=True)


def _fingerprint(key: str, text: str) -> str:
    return hmac.new(key.encode(), text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]


def _today(now: datetime) -> date:
    accepted = plan.accepted()
    return to_local(now, accepted.studio.timezone).date() if accepted else now.date()


def forget_visits(now: datetime) -> None:
    """Days that are over become numbers. Whoever takes the day's key away writes them down, so any number may try."""
    today = _today(now)
    for day in VisitKey.objects.filter(day__lt=today).values_list("day", flat=True):
        with transaction.atomic():
            mine, _ = VisitKey.objects.filter(day=day).delete()
            if mine:
                _write_down(day)
    LinkVisit.objects.filter(day__lt=today).delete()


def _write_down(day: date) -> None:
    counted = _judged(LinkVisit.objects.filter(day=day))
    LinkDay.objects.bulk_create(
        LinkDay(message_id=message_id, token=token, day=day, people=people, machines=machines)
        for (message_id, token), (people, machines) in counted.items()
    )
    LinkVisit.objects.filter(day=day).delete()


def _judged(rows: QuerySet[LinkVisit]) -> dict[tuple[int, str], tuple[int, int]]:
    """People and machines by message and link, each day and each message by itself."""
    together: dict[tuple[int, date], list[Visit]] = defaultdict(list)
    columns = ("message", "day", "token", "at", "visitor", "network", "machine")
    for message_id, day, token, at, visitor, network, machine in rows.values_list(*columns):
        together[message_id, day].append(Visit(token, at, visitor, network, machine))
    messages = Message.objects.in_bulk({message_id for message_id, _ in together})
    how_many = {pk: len(links.links_of(message)) for pk, message in messages.items()}
    found: dict[tuple[int, str], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for (message_id, _), visited in together.items():
        for token, (people, machines) in visits.judged(visited, how_many[message_id]).items():
            before = found[message_id, token]
            found[message_id, token] = before[0] + people, before[1] + machines
    return found


def clicked(messages: Collection[Message] | None = None, since: datetime | None = None) -> list[Clicked]:
    """The issues of which links were followed, the most followed first; of `messages` only, on the days from `since`
    on only."""
    kept, fresh = LinkDay.objects.all(), LinkVisit.objects.all()
    if messages is not None:
        kept, fresh = kept.filter(message__in=messages), fresh.filter(message__in=messages)
    if since is not None:
        kept, fresh = kept.filter(day__gte=_today(since)), fresh.filter(day__gte=_today(since))
    figures: dict[int, dict[str, tuple[int, int]]] = defaultdict(lambda: defaultdict(lambda: (0, 0)))
    rows = [((row.message_id, row.token), (row.people, row.machines)) for row in kept]
    for (message_id, token), (people, machines) in [*rows, *_judged(fresh).items()]:
        before = figures[message_id][token]
        figures[message_id][token] = before[0] + people, before[1] + machines
    found = Message.objects.select_related("account").in_bulk(figures)
    made = [_clicked(found[message_id], counts) for message_id, counts in figures.items()]
    return sorted(made, key=lambda one: (-one.people, -one.message.pk))


def _clicked(message: Message, counts: Mapping[str, tuple[int, int]]) -> Clicked:
    known = links.links_of(message)
    shown = [
        Link(known.get(token, {}).get("says", ""), known.get(token, {}).get("to", ""), people, machines)
        for token, (people, machines) in counts.items()
    ]
    return Clicked(message, sorted(shown, key=lambda link: (-link.people, link.says)))


def sentence(found: Collection[Clicked]) -> str:
    """What was followed, as a paragraph; empty when nothing was."""
    shown = [one for one in found if one.people][:SHOWN]
    lines = [f"– “{one.message.title}”: {_clicks(one.people)} ({_links(one)})" for one in shown]
    return "\n".join(["This was clicked, each reader once a day for each link:", *lines]) if lines else ""


def _links(one: Clicked) -> str:
    return "; ".join(f"“{link.says or link.to}” {link.people:,}" for link in one.links if link.people)


def _clicks(count: int) -> str:
    return f"{count:,} click{'' if count == 1 else 's'}"
