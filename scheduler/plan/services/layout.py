"""Tips laid onto dates. Everything is derived, so that laying out again changes nothing that need not change.

Where an account stands in its series is read from its messages: a tip that went out, was skipped by a person or is
on its way is used; one that was missed keeps its place (DESIGN section 5, late). Open messages move with their tips,
approval and all; what has begun to go out is never touched.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from scheduler.accounts.models import Account
from scheduler.domain.jobsfile import JobEntry, Plan
from scheduler.domain.timing.rules import AfterSignUp, BeforeClass, words
from scheduler.library.models import Tip
from scheduler.plan.models import AcceptedPlan, Campaign, CampaignTip, Message, Slot
from scheduler.plan.services import line
from scheduler.plan.services.composing import reason_not_to_fit
from scheduler.plan.services.copying import inherit
from scheduler.plan.services.facts import Book, repeated_headings
from scheduler.plan.services.grace import late_after
from scheduler.plan.services.holding import ever_held
from scheduler.plan.services.lateness import OPEN
from scheduler.plan.services.line import Item, Line
from scheduler.plan.services.slots import lay_dates

UNANSWERED = "No OK came in time."
NOBODY = "There is nobody on the list yet."
NO_DATE = "The rhythm has no date left for it."
MAIL = "email"


@dataclass
class Desk:
    """All that laying out one rhythm needs to know, read once."""

    plan: Plan
    job: JobEntry
    now: datetime
    accounts: list[Account]
    campaigns: list[Campaign]
    items: dict[int, list[Item]]
    tips: dict[int, Tip]
    book: Book
    messages: dict[int, list[Message]]
    held: frozenset[int]
    unplaced: dict[int, list[dict[str, str]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """A tip on its way to an account: its number in the series, and its date."""

    item: Item
    campaign: Campaign
    position: int
    of: int


def lay_out(plan: Plan, name: str, now: datetime) -> None:
    """One rhythm, in one transaction. Two clocks may do it at once: the second waits and finds nothing to change."""
    job = plan.jobs[name]
    with transaction.atomic():
        lock()
        desk = _read(plan, job, now)
        if isinstance(job.rule, BeforeClass) or job.send != "tip":
            return
        lines = {account.pk: _line(desk, account) for account in desk.accounts}
        if isinstance(job.rule, AfterSignUp):
            _lay_standing(desk, lines)
        elif desk.campaigns:
            _lay_on_dates(desk, lines)
        _tell_unplaced(desk)
        _finish(desk, lines)


def lock() -> None:
    """Plans are laid one after the other (SQLite's IMMEDIATE transactions are so by themselves)."""
    newest = AcceptedPlan.objects.order_by("-pk").values("pk")[:1]
    list(AcceptedPlan.objects.select_for_update().filter(pk__in=list(newest.values_list("pk", flat=True))))


def _read(plan: Plan, job: JobEntry, now: datetime) -> Desk:
    accounts = list(Account.objects.filter(name__in=job.to).exclude(state="off"))
    campaigns = list(Campaign.objects.filter(job=job.name).exclude(state="draft").order_by("queued_at", "pk"))
    items: dict[int, list[Item]] = {campaign.pk: [] for campaign in campaigns}
    places = CampaignTip.objects.filter(campaign__in=campaigns).select_related("tip__article").order_by("position")
    for place in places:
        items[place.campaign_id].append(_item(place))
    messages: dict[int, list[Message]] = {account.pk: [] for account in accounts}
    about = Q(job=job.name) | Q(tip__isnull=False)
    found = Message.objects.filter(about, account__in=accounts).exclude(state="void").select_related("tip")
    by_pk = {account.pk: account for account in accounts}
    for message in found.order_by("at", "pk"):
        message.account = by_pk[message.account_id]
        messages[message.account_id].append(message)
    tips = {place.tip_id: place.tip for place in places}
    book = Book(repeated_headings(tip.article_id for tip in tips.values()))
    return Desk(plan, job, now, accounts, campaigns, items, tips, book, messages, ever_held())


def _item(place: CampaignTip) -> Item:
    tip = place.tip
    return Item(
        tip.pk, place.campaign_id, tip.title, " ".join(tip.text.split()).casefold(), tip.worth, tip.carries,
        tip.companion, any(entry["what"] != "title" for entry in tip.own_words), tip.state, tip.health_claim,
    )  # fmt: skip


# --- where an account stands ---


def _is_used(desk: Desk, message: Message, account: Account) -> bool:
    """Does this message use its tip up? A rehearsal does until the account goes live (DESIGN section 1)."""
    if message.state == "rehearsed":
        return account.live_since is None or (message.closed_at or message.at) > account.live_since
    if message.state == "missed":
        job = desk.plan.jobs.get(message.job)
        return job is not None and job.late.then == "drop"
    if message.state == "skipped":
        return message.reason not in (UNANSWERED, NOBODY)
    return _is_fixed(desk, message)


def _is_fixed(desk: Desk, message: Message) -> bool:
    """Never moved or replaced: it has begun, is over, or a person chose its time or paused this very one."""
    decided = message.moved_by or message.pk in desk.held
    return bool(message.frozen_at or decided or message.state not in OPEN)


def _line(desk: Desk, account: Account) -> list[Place]:
    mine = [message for message in desk.messages[account.pk] if message.tip_id]
    used = [message for message in mine if _is_used(desk, message, account)]
    taken = {message.tip_id: message.campaign_id for message in used}
    taken |= {m.tip_id: m.campaign_id for m in mine if m.state in OPEN and m.job != desk.job.name}
    keys = {_key(m): m.campaign_id for m in mine if m.tip_id in taken}
    places: list[Place] = []
    for campaign in desk.campaigns:
        if campaign.state == "active" and account.name in campaign.channels:
            places += _series(desk, account, campaign, used, taken, keys)
    return places


def _key(message: Message) -> str:
    return " ".join(message.tip.text.split()).casefold() if message.tip else ""


def _series(
    desk: Desk, account: Account, campaign: Campaign, used: list[Message], taken: dict[int | None, int | None],
    keys: dict[str, int | None],
) -> list[Place]:  # fmt: skip
    """The tips of one series that still go to the account, numbered on from those that went."""
    gone = [message for message in used if message.campaign_id == campaign.pk]
    mine = {message.tip_id for message in gone}
    waiting = [item for item in desk.items[campaign.pk] if item.tip not in mine and item.state != "retired"]
    refused = {item.tip: _refused(desk, account, item, taken, keys) for item in waiting}
    last = gone[-1].tip.worth if gone and gone[-1].tip else ""
    found: Line = line.line_up(waiting, last, refused, mail=account.kind == MAIL)
    desk.unplaced.setdefault(campaign.pk, []).extend(
        {"title": item.title, "channel": account.name, "reason": reason} for item, reason in found.unplaced
    )
    for item in found.placed:
        taken[item.tip], keys[item.key] = campaign.pk, campaign.pk
    of = len(gone) + len(found.placed)
    return [Place(item, campaign, len(gone) + n, of) for n, item in enumerate(found.placed, start=1)]


def _refused(
    desk: Desk, account: Account, item: Item, taken: dict[int | None, int | None], keys: dict[str, int | None]
) -> str:
    if item.tip in taken or item.key in keys:
        return line.ELSEWHERE
    if isinstance(desk.job.rule, AfterSignUp) and account.kind != MAIL:
        return "A series after sign-up goes to people, by e-mail only."
    return reason_not_to_fit(desk.tips[item.tip], account, desk.plan, desk.book)


# --- onto dates ---


def _lay_on_dates(desk: Desk, lines: dict[int, list[Place]]) -> None:
    needed = max((len(places) for places in lines.values()), default=0)
    slots = lay_dates(desk.plan, desk.job, needed, desk.now)
    for account in desk.accounts:
        _lay_account(desk, account, lines[account.pk], slots)


def _lay_account(desk: Desk, account: Account, places: list[Place], slots: list[Slot]) -> None:
    mine = [message for message in desk.messages[account.pk] if message.job == desk.job.name]
    free = _free(desk, account, mine, slots)
    open_by_tip = {m.tip_id: m for m in mine if m.campaign_id and not _is_fixed(desk, m)}
    laid = list(zip(places, free, strict=False))
    for place in places[len(free) :]:
        _unplaced(desk, place, account, NO_DATE)
    kept = {place.item.tip for place, _slot in laid}
    slots_taken = {slot.pk for _place, slot in laid}
    loose = [m for m in mine if not _is_fixed(desk, m)]
    gone = [m for m in loose if (m.tip_id not in kept if m.campaign_id else m.slot_id in slots_taken)]
    void(gone, desk.now)
    moving = [(open_by_tip[p.item.tip], p, s) for p, s in laid if p.item.tip in open_by_tip]
    _repoint(desk, account, moving)
    for place, slot in laid:
        if place.item.tip not in open_by_tip:
            _new_message(desk, account, place, slot)


def _free(desk: Desk, account: Account, mine: list[Message], slots: list[Slot]) -> list[Slot]:
    """The dates that a tip may take on this account: coming ones, and a late one that is still within its grace.

    What fills an empty date (no series) makes room, unless it is approved."""
    occupied = {m.slot_id for m in mine if _is_fixed(desk, m) or (m.campaign_id is None and m.state == "approved")}
    waiting = {message.slot_id for message in mine if not _is_fixed(desk, message)}
    offset = desk.job.offset_of(account.name)
    grace = desk.plan.grace(desk.job.name, account.name)
    return [
        slot
        for slot in slots
        if slot.pk not in occupied
        and (slot.at + offset > desk.now or (slot.pk in waiting and slot.at + offset + grace >= desk.now))
    ]


def _unplaced(desk: Desk, place: Place, account: Account, reason: str) -> None:
    desk.unplaced.setdefault(place.campaign.pk, []).append(
        {"title": place.item.title, "channel": account.name, "reason": reason}
    )


def void(messages: Iterable[Message], now: datetime) -> None:
    """Take back messages that have not begun; another one takes their place."""
    ids = [message.pk for message in messages]
    if ids:
        Message.objects.filter(pk__in=ids, state__in=OPEN, frozen_at=None).update(state="void", closed_at=now)


def _repoint(desk: Desk, account: Account, moving: list[tuple[Message, Place, Slot]]) -> None:
    """Messages move with their tips. First off the old dates, then onto the new: one per date and account."""
    changed = [(m, _facts(desk, account, m, p, s)) for m, p, s in moving]
    changed = [(m, facts) for m, facts in changed if any(getattr(m, name) != value for name, value in facts.items())]
    moved = [m.pk for m, facts in changed if m.slot_id != facts["slot_id"]]
    Message.objects.filter(pk__in=moved, frozen_at=None).update(slot=None)
    for message, facts in changed:
        Message.objects.filter(pk=message.pk, state__in=OPEN, frozen_at=None).update(**facts)


def _facts(desk: Desk, account: Account, message: Message, place: Place, slot: Slot) -> dict[str, Any]:
    at = slot.at + desk.job.offset_of(account.name)
    facts: dict[str, Any] = {
        "slot_id": slot.pk, "at": at, "late_after": late_after(desk.plan, message, at),
        "campaign_id": place.campaign.pk, "why": _why(desk.job, place, slot),
    }  # fmt: skip
    if message.state == "draft":
        facts |= {"position": place.position, "of": place.of, "title": place.item.title, "audience": desk.job.audience}
    return facts


def _why(job: JobEntry, place: Place, slot: Slot | None) -> str:
    """`weekly-tip, every Tuesday at 09:00; tip 2 of 6 from “…”; Tuesday 09:00, moved to … because of quiet hours.`"""
    parts = [f"{job.name}, {words(job.rule)}", f"tip {place.position} of {place.of} from “{place.campaign.title}”"]
    if slot is not None and ("," in slot.why or "Moved" in slot.why or "that night" in slot.why):
        parts.append(slot.why)
    return "; ".join(parts)[:500]


def _new_message(desk: Desk, account: Account, place: Place, slot: Slot) -> None:
    at = slot.at + desk.job.offset_of(account.name)
    message = _message(desk, account, place, at, _why(desk.job, place, slot))
    message.slot = slot
    message.late_after = late_after(desk.plan, message, at)
    inherit(message)


def _message(desk: Desk, account: Account, place: Place, at: datetime, why: str) -> Message:
    return Message(
        account=account, job=desk.job.name, kind="tip", campaign=place.campaign, tip_id=place.item.tip,
        position=place.position, of=place.of, title=place.item.title, why=why, at=at, audience=desk.job.audience,
        created_at=desk.now,
    )  # fmt: skip


# --- after sign-up ---


def _lay_standing(desk: Desk, lines: dict[int, list[Place]]) -> None:
    """One message per tip and account, for everybody's own dates. `late_after` minus `at` is the grace of each
    copy (DESIGN section 4)."""
    for account in desk.accounts:
        standing = {m.tip_id: m for m in desk.messages[account.pk] if m.job == desk.job.name and m.state in OPEN}
        kept = {place.item.tip for place in lines[account.pk]}
        void([m for tip, m in standing.items() if tip not in kept], desk.now)
        for place in lines[account.pk]:
            message = standing.get(place.item.tip)
            why = _why(desk.job, place, None)
            if message is None:
                message = _message(desk, account, place, place.campaign.queued_at or desk.now, why)
                message.late_after = late_after(desk.plan, message, message.at)
                inherit(message)
            elif message.state == "draft" and (message.position, message.of) != (place.position, place.of):
                facts = {"position": place.position, "of": place.of, "why": why}
                Message.objects.filter(pk=message.pk, state="draft").update(**facts)


# --- told and finished ---


def _tell_unplaced(desk: Desk) -> None:
    for campaign in desk.campaigns:
        found = desk.unplaced.get(campaign.pk, [])
        if campaign.state == "active" and campaign.unplaced != found:
            Campaign.objects.filter(pk=campaign.pk).update(unplaced=found)


def _finish(desk: Desk, lines: dict[int, list[Place]]) -> None:
    """A series whose every tip went out, or can go nowhere, is finished; one after sign-up goes on for newcomers."""
    if isinstance(desk.job.rule, AfterSignUp):
        return
    waiting = {place.campaign.pk for places in lines.values() for place in places}
    under_way = {
        message.campaign_id
        for messages in desk.messages.values()
        for message in messages
        if message.state in OPEN and message.job == desk.job.name
    }
    for campaign in desk.campaigns:
        refused = desk.unplaced.get(campaign.pk)
        if campaign.state == "active" and campaign.pk not in waiting | under_way and not refused:
            Campaign.objects.filter(pk=campaign.pk, state="active").update(state="finished")
