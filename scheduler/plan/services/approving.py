"""A person's word on what goes out: approve, take back, skip, stop, another time. (DESIGN promise 3.)"""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import transaction

from scheduler.domain.timing.zones import resolve, to_local
from scheduler.errors import Problem
from scheduler.plan.models import Approval, Campaign, Message
from scheduler.plan.services import finding
from scheduler.plan.services.accepting import require
from scheduler.plan.services.grace import late_after

THE_CLOCK = "the clock"
SKIPPED = "Skipped by "


@transaction.atomic
def approve(ref: str, by: str, now: datetime) -> int:
    """Say yes to a post, an issue, a date or a whole series, exactly as the drafts are now; answers how many."""
    drafts = list(finding.messages(ref).filter(state="draft", frozen_at=None))
    if not drafts and not finding.messages(ref).filter(state="approved").exists():
        raise Problem("There is nothing here that waits for an OK.")
    approved = sum(approve_message(draft, by, now) for draft in drafts if draft.payload_hash)
    broken = [draft for draft in drafts if not draft.payload_hash]
    if broken and not approved:
        raise Problem(f"{broken[0].title} on {broken[0].account.name} has no draft yet: {_why_no_draft(broken[0])}")
    return approved


def _why_no_draft(message: Message) -> str:
    return message.reason or "open it again in a minute."


@transaction.atomic
def approve_message(message: Message, by: str, now: datetime) -> bool:
    """Approve this very content; False when it changed, or was approved, meanwhile."""
    unchanged = Message.objects.filter(
        pk=message.pk, state="draft", frozen_at=None, payload_hash=message.payload_hash
    ).exclude(payload_hash="")
    if not unchanged.update(state="approved"):
        return False
    message.state = "approved"
    Approval.objects.create(
        message=message, payload_hash=message.payload_hash, account=message.account, audience=message.audience,
        who=by, at=now,
    )  # fmt: skip
    return True


@transaction.atomic
def unapprove(ref: str, by: str, now: datetime) -> int:
    """Take the OK back, as long as nothing has begun to go out."""
    approved = list(finding.messages(ref).filter(state="approved", frozen_at=None))
    if not approved:
        raise Problem("There is nothing here that is approved and has not begun to go out.")
    return sum(withdraw(message, now) for message in approved)


def withdraw(message: Message, now: datetime) -> bool:
    """An approved message waits for an OK again; its approvals are void."""
    changed = Message.objects.filter(pk=message.pk, state="approved", frozen_at=None).update(state="draft")
    message.approvals.filter(voided_at=None).update(voided_at=now)
    message.state = "draft" if changed else message.state
    return bool(changed)


@transaction.atomic
def skip(ref: str, by: str, now: datetime) -> Message:
    """This one does not go out; its tip is left out on this channel, the others keep their dates."""
    return _close(finding.at_rest(finding.changeable(ref)), "skipped", f"{SKIPPED}{by}.", now)


@transaction.atomic
def stop(ref: str, by: str, now: datetime) -> int:
    """Stop a post or issue that has not begun, or a whole series: nothing more of it goes out. Answers how many."""
    if not ref.startswith("c"):
        _close(finding.changeable(ref), "cancelled", f"Stopped by {by}.", now)
        return 1
    series = finding.campaign(ref)
    waiting = list(series.messages.filter(state__in=finding.OPEN, frozen_at=None))
    for message in waiting:
        _close(message, "cancelled", f"Stopped by {by}.", now)
    Campaign.objects.filter(pk=series.pk).exclude(state="draft").update(state="finished")
    return len(waiting)


def _close(message: Message, state: str, reason: str, now: datetime) -> Message:
    closed = Message.objects.filter(pk=message.pk, state__in=finding.OPEN, frozen_at=None).update(
        state=state, reason=reason[:300], closed_at=now
    )
    if not closed:
        raise Problem(f"{message.title} on {message.account.name} has just begun to go out: it can only be stopped.")
    message.refresh_from_db()
    return message


@transaction.atomic
def move(ref: str, to_local: datetime, by: str, now: datetime) -> list[Message]:
    """Another time for one post or issue (m34), or for a date with all that goes out then (s5).

    `to_local`: the studio's wall clock, naive. The approval stays and the new time is shown (promise 3).
    """
    plan = require()
    at = resolve(to_local, plan.studio.timezone).utc
    if at <= now:
        shown = to_local_words(now, plan.studio.timezone)
        raise Problem(f"{to_local:%Y-%m-%d %H:%M} is over already (it is {shown}): choose a later time.")
    if ref.startswith("s"):
        return _move_date(ref, to_local, by, at)
    message = finding.at_rest(finding.changeable(ref))
    return [_move_message(message, at, by)]


def to_local_words(instant: datetime, zone: str) -> str:
    """`2027-02-16 09:00` on the studio's clocks."""
    return f"{to_local(instant, zone):%Y-%m-%d %H:%M}"


def _move_date(ref: str, local: datetime, by: str, at: datetime) -> list[Message]:
    slot, plan = finding.slot(ref), require()
    slot.local, slot.zone, slot.at = local.isoformat(timespec="minutes"), plan.studio.timezone, at
    slot.moved_by, slot.why, slot.state = by, f"Moved by {by}.", "planned"
    slot.save()
    moved = list(slot.messages.filter(state__in=finding.OPEN, frozen_at=None, moved_by="").select_related("account"))
    job = plan.jobs.get(slot.job)
    for message in moved:
        message.at = at + job.offset_of(message.account.name) if job else at
        message.late_after = late_after(plan, message, message.at)
        message.why = _moved_why(message, by)
        _keep_time(message, "at", "late_after", "why")
    return moved


def _move_message(message: Message, at: datetime, by: str) -> Message:
    if message.series_id and at > message.late_after:
        raise Problem(f"“{message.title}” begins too soon after that: choose a time before the class.")
    message.at, message.moved_by = at, by
    message.late_after = late_after(require(), message, at.astimezone(UTC))
    message.why = _moved_why(message, by)
    _keep_time(message, "at", "moved_by", "late_after", "why")
    return message


def _keep_time(message: Message, *names: str) -> None:
    """Unless it has begun to go out at this very moment."""
    still = Message.objects.filter(pk=message.pk, state__in=finding.OPEN, frozen_at=None)
    if not still.update(**{name: getattr(message, name) for name in names}):
        raise Problem(f"{message.title} on {message.account.name} has just begun to go out: it can only be stopped.")


def _moved_why(message: Message, by: str) -> str:
    return f"{message.why.partition('; moved')[0].rstrip('.')}; moved by {by}."[:500]
