"""How late a message may still go out. (DESIGN section 5, Defaults.)"""

from __future__ import annotations

from datetime import datetime, timedelta

from scheduler.channels import registry
from scheduler.domain.jobsfile import Plan
from scheduler.plan.models import Message

BEFORE_CLASS = timedelta(minutes=30)


def late_after(plan: Plan, message: Message, at: datetime, starts: datetime | None = None) -> datetime:
    """The instant past which the message is missed: its rhythm's grace, or half an hour before its class begins."""
    if starts is not None:
        return max(starts - BEFORE_CLASS, at)
    if message.series_id:
        return max(message.late_after, at)
    return at + grace(plan, message.job, message.account.name, message.account.kind)


def grace(plan: Plan, job: str, channel: str, kind: str) -> timedelta:
    """Of a rhythm of the plan, else the channel's own."""
    if job in plan.jobs and channel in plan.channels:
        return plan.grace(job, channel)
    return timedelta(hours=registry.get(kind).grace_hours)
