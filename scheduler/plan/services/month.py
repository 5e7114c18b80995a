"""The month: all that goes out in the next four weeks, as one page shows it and one person answers it. (DESIGN 1.)"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from scheduler.domain.jobsfile import Plan
from scheduler.domain.timing.zones import to_local
from scheduler.errors import Problem
from scheduler.plan.models import Approval, Comment, Message, Variant
from scheduler.plan.services import finding
from scheduler.plan.services.accepting import require
from scheduler.plan.services.answering import may_go
from scheduler.plan.services.approving import approve_message, skip
from scheduler.plan.services.crowding import Crowd, crowded
from scheduler.plan.services.holding import held
from scheduler.plan.services.listing import scopes

WEEKS = 4
OVER = ("void", "missed", "sent", "rehearsed")


@dataclass(frozen=True, slots=True)
class Card:
    """One post or issue. `payloads`: what is sent, one per part. `held`: why it does not go out now. `by_itself`: it
    goes out without an OK. `comments`: what reviewers said. `approved_by`: whose OK counts.
    `crowd`: who would miss it, if anybody."""

    message: Message
    payloads: list[dict[str, Any]]
    held: list[str]
    by_itself: bool
    comments: list[Comment] = field(default_factory=list)
    approved_by: str = ""
    crowd: Crowd | None = None

    @property
    def open(self) -> bool:
        """Still to go out, and not begun."""
        return self.message.state in finding.OPEN and self.message.frozen_at is None

    @property
    def waits(self) -> bool:
        """There is a draft that a person can say yes to."""
        return self.message.state == "draft" and self.message.frozen_at is None and bool(self.message.payload_hash)

    @property
    def seen(self) -> str:
        """Names it with the words that are shown: `m12:3f…`. An OK is for these words only (promise 3)."""
        return f"{self.message.ref}:{self.message.payload_hash}"


@dataclass(frozen=True, slots=True)
class Moment:
    """The same tip, class or post on all its channels at one time."""

    at: datetime
    title: str
    cards: list[Card] = field(default_factory=list)

    @property
    def first(self) -> Message:
        """Names the moment in addresses."""
        return self.cards[0].message

    @property
    def waiting(self) -> list[Card]:
        """What a person can say yes to."""
        return [card for card in self.cards if card.waits]

    @property
    def crowd(self) -> Crowd | None:
        """Who would miss its mail, if anybody."""
        return next((card.crowd for card in self.cards if card.crowd), None)

    @property
    def open(self) -> list[Card]:
        """What is still to go out."""
        return [card for card in self.cards if card.open]

    @property
    def skipped(self) -> list[Card]:
        """What a person skipped."""
        return [card for card in self.cards if card.message.state == "skipped"]

    @property
    def can_swap(self) -> bool:
        """A tip of a series, on a date of its rhythm."""
        return any(card.message.campaign_id and card.message.slot_id for card in self.open)

    @property
    def unanswered(self) -> str:
        """What happens when nobody says yes."""
        waiting = [card.by_itself for card in self.cards if card.message.state == "draft"]
        if not waiting:
            return ""
        return "goes" if all(waiting) else "stays" if not any(waiting) else "some"


@dataclass(frozen=True, slots=True)
class Month:
    """`until`: the instant up to which everything is shown. `later`: how many more wait for an OK beside them."""

    moments: list[Moment]
    until: datetime
    later: int = 0

    @property
    def cards(self) -> list[Card]:
        """Every post and issue, in the order they go out."""
        return [card for moment in self.moments for card in moment.cards]

    @property
    def waiting(self) -> list[Card]:
        """What a person can say yes to."""
        return [card for card in self.cards if card.waits]

    @property
    def crowded(self) -> list[Moment]:
        """Those whose mail some readers would miss."""
        return [moment for moment in self.moments if moment.crowd]


def month(now: datetime, weeks: int = WEEKS) -> Month:
    """What goes out from now to the end of the day `weeks` from now; what was skipped by a person is shown too."""
    until = _until(now, weeks)
    found = _between(now, until)
    shown = moments(found, crowded(now, until))
    here = sum(card.message.state == "draft" for moment in shown for card in moment.cards)
    return Month(shown, until, Message.objects.filter(state="draft").count() - here)


def waiting_this_month(now: datetime) -> int:
    """How many of them wait for an OK."""
    return _between(now, _until(now, WEEKS)).filter(state="draft").count()


def _until(now: datetime, weeks: int) -> datetime:
    last = to_local(now, require().studio.timezone) + timedelta(weeks=weeks)
    return last.replace(hour=23, minute=59, second=59)


def _between(now: datetime, until: datetime) -> QuerySet[Message]:
    found = Message.objects.filter(at__gt=now, at__lte=until).exclude(state__in=OVER)
    return found.exclude(kind="tip", slot=None)


def moments(found: Any, crowds: Mapping[int, Crowd] | None = None, *, whole: bool = False) -> list[Moment]:
    """The query's messages by day, with all that draws them, in a handful of questions. `crowds`: as crowding.crowded
    gives them. `whole`: a date of a rhythm is one, also where a channel of it goes out on another day."""
    plan = require()
    ordered = found.order_by("at", "account__position", "pk")
    listed = list(ordered.select_related("account", "tip", "campaign", "slot", "series").defer("context"))
    drawn = cards(plan, listed)
    zone = "" if whole else plan.studio.timezone
    return _grouped([replace(card, crowd=(crowds or {}).get(card.message.pk)) for card in drawn], zone)


def moments_of(ref: str) -> list[Moment]:
    """All of a series (c12), a date (s5) or one post (m34) that has a draft, by date; what went out is shown too."""
    return moments(finding.messages(ref).exclude(payload_hash=""))


def cards(plan: Plan, listed: list[Message]) -> list[Card]:
    """Messages with their payloads and with what is in their way."""
    stored, said, yes = _payloads(listed), _comments(listed), _approvals(listed)
    reasons = held({scope for message in listed for scope in scopes(message)})
    return [
        Card(
            message,
            stored.get(message.pk, []),
            [reasons[scope] for scope in scopes(message) if scope in reasons],
            message.state == "draft" and may_go(plan.jobs.get(message.job), message),
            said.get(message.pk, []),
            yes.get(message.pk, "") if message.state == "approved" else "",
        )
        for message in listed
    ]


def _comments(listed: list[Message]) -> dict[int, list[Comment]]:
    found: dict[int, list[Comment]] = {}
    for each in Comment.objects.filter(message__in=[message.pk for message in listed]).order_by("at", "pk"):
        found.setdefault(each.message_id, []).append(each)
    return found


def _approvals(listed: list[Message]) -> dict[int, str]:
    rows = Approval.objects.filter(message__in=[message.pk for message in listed], voided_at=None).order_by("at", "pk")
    return dict(rows.values_list("message", "who"))


def _payloads(listed: list[Message]) -> dict[int, list[dict[str, Any]]]:
    rows = Variant.objects.filter(message__in=[message.pk for message in listed], name="default")
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows.select_related("payload").order_by("message", "part"):
        found.setdefault(row.message_id, []).append(json.loads(bytes(row.payload.bytes)))
    return found


def _grouped(found: list[Card], zone: str) -> list[Moment]:
    """A tip stands once a day, with all its channels then, at the time of the first of them; what was sent early or
    moved by itself stands on its own day in the zone (""; with its date all the same)."""
    groups: dict[tuple[Any, ...], Moment] = {}
    for card in found:
        message = card.message
        what = message.tip_id or message.title
        day = to_local(message.at, zone).date() if zone else None
        key = (message.slot_id, what, day) if message.slot_id else (message.at, what)
        title = str(message.words.get("title") or message.title)
        groups.setdefault(key, Moment(message.at, title)).cards.append(card)
    return list(groups.values())


# --- answers ---


@dataclass(frozen=True, slots=True)
class Answered:
    """`done`: how many; `changed`: titles of what had been changed after the page was opened, and was left alone."""

    done: int
    changed: list[str]


def seen_of(values: Iterable[str]) -> dict[str, str]:
    """`m12:3f…` of a form as {ref: hash}."""
    pairs = (value.partition(":") for value in values)
    return {ref: payload_hash for ref, _, payload_hash in pairs}


@transaction.atomic
def approve_seen(seen: Mapping[str, str], by: str, now: datetime) -> Answered:
    """Say yes to exactly the words that were on the page; what was answered meanwhile is left as it is."""
    if not seen:
        raise Problem("There is nothing here that waits for an OK.")
    done, changed = 0, []
    for message in (finding.message(ref) for ref in seen):
        if message.state != "draft" or message.frozen_at:
            continue
        if message.payload_hash == seen[message.ref] and approve_message(message, by, now):
            done += 1
        else:
            changed.append(message.title)
    return Answered(done, changed)


@transaction.atomic
def skip_seen(refs: Iterable[str], by: str, now: datetime) -> int:
    """None of these goes out; what is over already is left as it is. Answers how many."""
    open_ = [ref for ref in refs if finding.message(ref).state in finding.OPEN]
    for ref in open_:
        skip(ref, by, now)
    return len(open_)


def moment_of(ref: str) -> Moment:
    """The post or issue m12 with the others of its date; Problem when there is none."""
    message = finding.message(ref)
    if message.slot_id:
        found = Message.objects.filter(slot=message.slot_id)
    else:
        found = Message.objects.filter(slot=None, at=message.at, job=message.job, title=message.title)
    groups = moments(found.exclude(state__in=OVER), whole=True)
    mine = [moment for moment in groups if any(card.message.pk == message.pk for card in moment.cards)]
    if not mine:
        raise Problem(f"“{message.title}” on {message.account.name} is over; nothing in it can be changed any more.")
    return mine[0]
