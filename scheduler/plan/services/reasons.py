"""Why this date, and why this tip: one sentence each, said from what is stored. (DESIGN section 1, the calendar.)"""

from __future__ import annotations

from datetime import datetime, timedelta

from scheduler.domain.jobsfile import JobEntry, Plan
from scheduler.domain.timing.rules import BeforeClass, words
from scheduler.domain.timing.words import duration_words
from scheduler.plan.models import Message, Slot

_WORTH = {
    "do": "it says what to do",
    "why": "it says why it matters",
    "care": "it is a caution, with the advice it limits",
    "know": "it is background between two others",
}


def why_date(plan: Plan, message: Message) -> str:
    """Why it goes out just then."""
    slot, job = message.slot, plan.jobs.get(message.job)
    by = message.moved_by or (slot.moved_by if slot else "")
    if by:
        return f"{by} chose this time{_own_date(slot)}."
    if message.kind == "post":
        return f"{message.words.get('by') or 'Somebody'} chose this time."
    if message.kind == "announcement":
        return _announced(message, job)
    if job is None or slot is None:
        return "Its rhythm is no longer in jobs.yaml."
    if then := _rhythm_then(message, job):
        return f"“{job.name}” went out {then}{_moved_by_rule(slot)}."
    return f"“{job.name}” goes out {words(job.rule)}{_offset(message, slot)}{_moved_by_rule(slot)}."


def _rhythm_then(message: Message, job: JobEntry) -> str:
    """What went out keeps the words of its rhythm as it was, where that has changed since."""
    name, _, said = message.why.partition(";")[0].partition(", ")
    over = message.frozen_at is not None or message.state not in ("draft", "approved")
    return said if over and name == job.name and said != words(job.rule) else ""


def _own_date(slot: Slot | None) -> str:
    if slot is None:
        return ""
    own = datetime.fromisoformat(slot.rule_time)
    return f"; the rhythm’s own date is {own:%A} {own.day} {own:%B at %H:%M}"


def _announced(message: Message, job: JobEntry | None) -> str:
    name = f"“{job.name}”" if job else "A rhythm that is gone"
    label = message.why.partition(", announced ")[2]
    before = job is not None and isinstance(job.rule, BeforeClass) and label
    return f"{name} tells about a new class{f' {label}' if before else ' before it begins'}."


def _offset(message: Message, slot: Slot) -> str:
    """This channel's own distance from the rhythm's time."""
    later = message.at - slot.at
    return f", here {duration_words(later)} later" if later > timedelta() else ""


def _moved_by_rule(slot: Slot) -> str:
    """`; Monday 09:00, moved to … because of Family Day`: only where the date is not simply the rule's."""
    moved = "," in slot.why or "that night" in slot.why
    return f"; {slot.why.rstrip('.')}" if moved else ""


def why_tip(message: Message) -> str:
    """Why these words, and not others."""
    said = message.why.partition("; moved")[0]
    if message.kind == "tip" and message.campaign is not None and message.tip is not None:
        place = f"Tip {message.position} of {message.of}" if message.of else "A tip"
        return (
            f"{place} from “{message.campaign.title}”, best first: {_WORTH.get(message.tip.worth, 'chosen by hand')}."
        )
    if message.kind == "tip":
        return "No new tip was left, so one that went out long ago goes out again."
    if message.kind == "classes":
        return "No tip was left for this date, so the next classes go out alone."
    if message.kind == "announcement":
        return f"“{message.title}” is new in the timetable."
    return f"{said[:1].upper()}{said[1:].rstrip('.')}."
