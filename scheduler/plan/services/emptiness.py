"""Dates without a tip: classes alone, an old tip again, or nothing (`empty:` of a rhythm, DESIGN section 5)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from scheduler.accounts.models import Account
from scheduler.domain.jobsfile import JobEntry, Plan
from scheduler.domain.timing.rules import AfterSignUp, words
from scheduler.domain.timing.zones import to_local
from scheduler.plan.models import Campaign, Message, Slot
from scheduler.plan.services.facts import MAIL, open_classes
from scheduler.plan.services.grace import late_after
from scheduler.plan.services.holding import held, hold, release
from scheduler.plan.services.lateness import close_late
from scheduler.plan.services.layout import lay_out, lock
from scheduler.plan.services.slots import AHEAD
from scheduler.signals import happened

NO_TIP_LEFT = "no tip left"
EVERGREEN_AFTER = timedelta(weeks=26)


def lay_rhythm(plan: Plan, name: str, now: datetime) -> None:
    """What is late is missed, tips go onto dates, then what fills the dates that have none."""
    close_late(plan, now)
    lay_out(plan, name, now)
    fill_empty_dates(plan, name, now)


def fill_empty_dates(plan: Plan, name: str, now: datetime) -> None:
    """Look at the dates of the next four weeks on which a rhythm that had tips has none."""
    job = plan.jobs[name]
    if isinstance(job.rule, AfterSignUp) or not Campaign.objects.filter(job=name).exclude(state="draft").exists():
        return
    with transaction.atomic():
        lock()
        accounts = list(Account.objects.filter(name__in=job.to).exclude(state="off"))
        slots = Slot.objects.filter(job=name, state="planned", at__gt=now, at__lte=now + AHEAD).order_by("at")
        empty = [slot for slot in slots if not _fill(plan, job, slot, accounts, now)]
    _tell(plan, job, empty, now)


def _fill(plan: Plan, job: JobEntry, slot: Slot, accounts: list[Account], now: datetime) -> bool:
    """True when something goes out then, or nothing was wanted."""
    taken = set(slot.messages.exclude(state="void").values_list("account_id", flat=True))
    free = [account for account in accounts if account.pk not in taken]
    made = [message for account in free if (message := _filler(job, slot, account))]
    for message in made:
        message.late_after = late_after(plan, message, message.at)
        message.created_at = now
        message.save()
    scope = f"slot:{slot.pk}"
    if taken or made or job.empty == "skip":
        if scope in held({scope}):
            release(scope, now, NO_TIP_LEFT)
        return True
    hold(scope, NO_TIP_LEFT, "the clock", now)
    return False


def _filler(job: JobEntry, slot: Slot, account: Account) -> Message | None:
    at = slot.at + job.offset_of(account.name)
    if job.empty == "classes only" and account.kind == MAIL and open_classes(at):
        why = f"{job.name}, {words(job.rule)}; no tip left: classes only"
        return Message(slot=slot, account=account, job=job.name, kind="classes", title="Classes", at=at, why=why)
    if job.empty == "evergreen":
        return _again(job, slot, account, at)
    return None


def _again(job: JobEntry, slot: Slot, account: Account, at: datetime) -> Message | None:
    """The tip that went out on this account longest ago, half a year at the least. In mail it reaches only people who
    never had it."""
    old = (
        Message.objects.filter(account=account, job=job.name, tip__state="fresh")
        .filter(state__in=("sent", "draft", "approved"))
        .values("tip", "tip__title")
        .annotate(last=Max("at"))
        .filter(last__lte=at - EVERGREEN_AFTER)
        .order_by("last")
        .first()
    )
    if old is None:
        return None
    why = f"{job.name}, {words(job.rule)}; nothing new left: again after {old['last']:%B %Y}"
    return Message(
        slot=slot, account=account, job=job.name, kind="tip", tip_id=old["tip"], title=old["tip__title"], at=at, why=why
    )


def _tell(plan: Plan, job: JobEntry, empty: list[Slot], now: datetime) -> None:
    if not empty:
        return
    day = f"{to_local(empty[0].at, plan.studio.timezone):%A %-d %B}"
    text = f"“{job.name}” has no tip left from {day} on: queue another article."
    happened.send(
        sender=None, kind="tips-running-out", text=text, now=now, link=f"/series/new/?job={job.name}", needs_you=True
    )
