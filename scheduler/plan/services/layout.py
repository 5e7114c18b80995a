"""Tips laid onto dates. Everything is derived, so that laying out again changes nothing that need not change.

Open messages move with their tips, approval and all; what has begun to go out is never touched.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from scheduler.accounts.models import Account
from scheduler.domain.jobsfile import JobEntry, Plan
from scheduler.domain.timing.rules import AfterSignUp, BeforeClass, words
from scheduler.plan.models import AcceptedPlan, Campaign, Message, Slot
from scheduler.plan.services.approving import withdraw
from scheduler.plan.services.copying import inherit
from scheduler.plan.services.desk import Desk, Place, is_fixed, is_used, line_of, read_desk
from scheduler.plan.services.grace import late_after
from scheduler.plan.services.lateness import OPEN
from scheduler.plan.services.slots import gone, in_place_of, lay_dates

NO_DATE = "The rhythm has no date left for it."


def lay_out(plan: Plan, name: str, now: datetime) -> None:
    """One rhythm, in one transaction. Two clocks may do it at once: the second waits and finds nothing to change."""
    job = plan.jobs[name]
    with transaction.atomic():
        lock()
        desk = read_desk(plan, job, now)
        if isinstance(job.rule, BeforeClass) or job.send != "tip":
            return
        lines = {account.pk: line_of(desk, account) for account in desk.accounts}
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


# --- onto dates ---


def _lay_on_dates(desk: Desk, lines: dict[int, list[Place]]) -> None:
    needed = max((len(places) for places in lines.values()), default=0)
    slots = lay_dates(desk.plan, desk.job, needed, desk.now)
    used = {message.slot_id for messages in desk.messages.values() for message in messages}
    for number, slot in enumerate(slot for slot in gone(desk.job, desk.now) if slot.pk in used):
        for account in desk.accounts:
            _follow(desk, account, slot, number, slots)
    for account in desk.accounts:
        _lay_account(desk, account, lines[account.pk], slots)


def _follow(desk: Desk, account: Account, slot: Slot, number: int, slots: list[Slot]) -> None:
    """What was sent early, or skipped, uses up a date: once the rule no longer gives that one, the date in its place.

    So that the week of it gets no second letter, and the channels stay in step. `number`: which of those dates it is.
    """
    mine = [message for message in desk.messages[account.pk] if message.job == desk.job.name]
    for message in (m for m in mine if m.slot_id == slot.pk and _is_over(m) and _occupies(desk, account, m)):
        place = in_place_of(number, slots, {m.slot_id or 0 for m in mine if is_fixed(desk, m)}, desk.now)
        if place is None:
            continue
        _make_room(desk, [m for m in mine if m.slot_id == place.pk])
        facts: dict[str, Any] = {"slot_id": place.pk}
        if message.state == "skipped" and not message.moved_by:
            at = place.at + desk.job.offset_of(account.name)
            facts |= {"at": at, "late_after": late_after(desk.plan, message, at)}
        Message.objects.filter(pk=message.pk).update(**facts)
        message.slot_id = place.pk


def _is_over(message: Message) -> bool:
    return message.frozen_at is not None or message.state not in OPEN


def _make_room(desk: Desk, there: list[Message]) -> None:
    """Tips of a series are laid anew at once; what only fills an empty date goes."""
    void([message for message in there if not message.campaign_id], desk.now)
    Message.objects.filter(pk__in=[message.pk for message in there], state__in=OPEN, frozen_at=None).update(slot=None)
    for message in there:
        message.slot_id = None


def _lay_account(desk: Desk, account: Account, places: list[Place], slots: list[Slot]) -> None:
    mine = [message for message in desk.messages[account.pk] if message.job == desk.job.name]
    free = _free(desk, account, mine, slots)
    open_by_tip = {m.tip_id: m for m in mine if m.campaign_id and not is_fixed(desk, m)}
    laid = list(zip(places, free, strict=False))
    for place in places[len(free) :]:
        _unplaced(desk, place, account, NO_DATE)
    kept = {place.item.tip for place, _slot in laid}
    slots_taken = {slot.pk for _place, slot in laid}
    loose = [m for m in mine if not is_fixed(desk, m)]
    dropped = [m for m in loose if (m.tip_id not in kept if m.campaign_id else m.slot_id in slots_taken)]
    void(dropped, desk.now)
    moving = [(open_by_tip[p.item.tip], p, s) for p, s in laid if p.item.tip in open_by_tip]
    _repoint(desk, account, moving)
    for place, slot in laid:
        if place.item.tip not in open_by_tip:
            _new_message(desk, account, place, slot)


def _free(desk: Desk, account: Account, mine: list[Message], slots: list[Slot]) -> list[Slot]:
    """The dates that a tip may take on this account: coming ones, and a late one that is still within its grace.

    What fills an empty date (no series) makes room, unless it is approved."""
    occupied = {m.slot_id for m in mine if _occupies(desk, account, m)}
    waiting = {message.slot_id for message in mine if not is_fixed(desk, message)}
    offset = desk.job.offset_of(account.name)
    grace = desk.plan.grace(desk.job.name, account.name)
    return [
        slot
        for slot in slots
        if slot.pk not in occupied
        and (slot.at + offset > desk.now or (slot.pk in waiting and slot.at + offset + grace >= desk.now))
    ]


def _occupies(desk: Desk, account: Account, message: Message) -> bool:
    if message.state == "rehearsed":
        return is_used(desk, message, account)
    return is_fixed(desk, message) or (message.campaign_id is None and message.state == "approved")


def _unplaced(desk: Desk, place: Place, account: Account, reason: str) -> None:
    desk.unplaced.setdefault(place.campaign.pk, []).append(
        {
            "title": place.item.title,
            "channel": account.name,
            "reason": reason,
            "words": desk.tips[place.item.tip].text[:60],
        }
    )


def void(messages: Iterable[Message], now: datetime) -> None:
    """Take back messages that have not begun; another one takes their place."""
    ids = [message.pk for message in messages]
    if ids:
        Message.objects.filter(pk__in=ids, state__in=OPEN, frozen_at=None).update(state="void", closed_at=now)


def _repoint(desk: Desk, account: Account, moving: list[tuple[Message, Place, Slot]]) -> None:
    """Messages move with their tips. First off the old dates, then onto the new: one per date and account.

    An OK was given for an audience rule; another rule needs another OK (promise 3)."""
    for message, _place, _slot in moving:
        if message.audience != desk.job.audience and withdraw(message, desk.now):
            Message.objects.filter(pk=message.pk).update(audience=desk.job.audience)
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
