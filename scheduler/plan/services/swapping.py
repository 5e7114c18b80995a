"""Another tip of the article in the place of one: the two change places, all others keep theirs. (DESIGN 1, month.)"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Q

from scheduler.errors import Problem
from scheduler.library.models import Tip
from scheduler.plan.models import Campaign, CampaignTip, Message
from scheduler.plan.services import finding
from scheduler.plan.services.accepting import require
from scheduler.plan.services.composing import compose_drafts
from scheduler.plan.services.emptiness import lay_rhythm
from scheduler.plan.services.lateness import OPEN
from scheduler.plan.services.layout import lock, void
from scheduler.plan.services.reopening import close_again, open_again

DATE = ("slot_id", "at", "late_after", "moved_by", "why")


@dataclass(frozen=True, slots=True)
class Choice:
    """A tip that can take the place. `at`: when it goes out now; None: it has no date so far."""

    tip: Tip
    at: datetime | None


def choices(ref: str) -> list[Choice]:
    """Tips of the same article that have not gone out on this channel: the later ones of the series by their dates,
    then those that have none."""
    message = finding.message(ref)
    if message.campaign is None or message.slot_id is None:
        return []
    gone, dates = _elsewhere(message)
    tips = message.campaign.article.tips.exclude(state="retired").exclude(pk__in={*gone, message.tip_id or 0})
    rest = (tip for tip in tips.order_by("rank", "position") if not gone.intersection(tip.earlier))
    found = [Choice(tip, dates.get(tip.pk)) for tip in rest]
    later = [choice for choice in found if choice.at is not None and choice.at > message.at]
    return [*sorted(later, key=lambda choice: choice.at or message.at), *(c for c in found if c.at is None)]


def _elsewhere(message: Message) -> tuple[set[int], dict[int, datetime]]:
    """Tips of its article that are used up on the message's channel, and the dates of those that wait."""
    its = Q(tip__article__campaigns=message.campaign_id) | Q(campaign=message.campaign_id, tip__isnull=False)
    same = Message.objects.filter(its, account=message.account_id)
    gone: set[int] = set()
    dates: dict[int, datetime] = {}
    for tip, state, frozen, at, slot in same.exclude(state__in=("void", "missed")).values_list(
        "tip", "state", "frozen_at", "at", "slot"
    ):
        if state in OPEN and frozen is None and slot:
            dates[tip] = at
        else:
            gone.add(tip)
    return gone, dates


@transaction.atomic
def swap(ref: str, tip_id: int, by: str, now: datetime) -> Message:
    """Put the tip onto the date of m12, on every channel of that date; answers what stands there now.

    A later tip of the series: the two change places. One that had no date: what it replaces goes to the end of the
    series. An OK stays where the words stay; what prints another number, or names another tip as the next one, waits
    for an OK again. Problem when the tip cannot stand there; nothing is changed then.
    """
    lock()
    message = finding.changeable(ref)
    if message.campaign is None or message.slot is None:
        raise Problem(f"“{message.title}” is no tip of a series: skip it, or write a post of your own.")
    chosen = next((choice for choice in choices(ref) if choice.tip.pk == tip_id), None)
    if chosen is None:
        raise Problem("This tip has gone out here already, or is not there any more: choose another one.")
    if message.campaign.state != "active":
        raise Problem(f"“{message.campaign.title}” is paused or stopped: resume the series first.")
    plan, old = require(), message.tip_id
    mine = message.slot.messages.filter(tip=old, state__in=OPEN, frozen_at=None).select_related("account")
    for other in list(mine):
        finding.at_rest(other)
        _exchange_dates(other, tip_id, now)
    _exchange_places(message.campaign, old or 0, tip_id)
    opened = open_again(message.campaign)
    if message.job in plan.jobs:
        lay_rhythm(plan, message.job, now)
    compose_drafts(now)
    close_again(opened, now)
    return _standing_there(message, tip_id)


def _exchange_dates(message: Message, tip_id: int, now: datetime) -> None:
    """Also where a person chose the time, or somebody's question keeps the post where it is: a date is the date's.

    Where the chosen tip has no post on this channel, ours makes room, and the series is laid out anew."""
    other = Message.objects.filter(
        account=message.account_id, campaign=message.campaign_id, tip=tip_id, state__in=OPEN, frozen_at=None
    ).exclude(slot=None).select_related("account").first()  # fmt: skip
    if other is None:
        void([message], now)
        return
    finding.at_rest(other)
    names = (*DATE, "position") if message.state == other.state == "draft" else DATE
    mine, theirs = ({name: getattr(each, name) for name in names} for each in (message, other))
    Message.objects.filter(pk__in=(message.pk, other.pk)).update(slot=None)
    Message.objects.filter(pk=message.pk).update(**theirs)
    Message.objects.filter(pk=other.pk).update(**mine)


def _exchange_places(campaign: Campaign, old: int, new: int) -> None:
    places = {place.tip_id: place for place in campaign.places.filter(tip__in=(old, new))}
    last = campaign.places.aggregate(last=Max("position"))["last"] or 0
    ours = places[old]
    position = ours.position
    CampaignTip.objects.filter(pk=ours.pk).update(position=last + 1)
    if new in places:
        theirs = places[new]
        CampaignTip.objects.filter(pk=theirs.pk).update(position=position)
        if _has_a_date(campaign, new):
            CampaignTip.objects.filter(pk=ours.pk).update(position=theirs.position)
    else:
        CampaignTip.objects.create(campaign=campaign, tip_id=new, position=position)


def _has_a_date(campaign: Campaign, tip_id: int) -> bool:
    return campaign.messages.filter(tip=tip_id).exclude(state="void").exclude(slot=None).exists()


def _standing_there(message: Message, tip_id: int) -> Message:
    there = Message.objects.filter(slot=message.slot_id, account=message.account_id, state__in=OPEN)
    found = there.select_related("account").filter(tip=tip_id).first()
    if found is None:
        tip = Tip.objects.get(pk=tip_id)
        unplaced = Campaign.objects.filter(messages=message.pk).values_list("unplaced", flat=True).first()
        why = next((row["reason"] for row in unplaced or () if row["title"] == tip.title), "")
        raise Problem(f"“{tip.title}” cannot stand there. {why or 'The order of the series does not allow it.'}")
    return found
