"""What the clock decides before anything goes out: late, unanswered, approved by rule, no longer true. (DESIGN 5.)"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min

from scheduler.classes import services as classes
from scheduler.domain.jobsfile import JobEntry, Plan
from scheduler.domain.timing.zones import to_local
from scheduler.plan.models import Message
from scheduler.plan.services.accepting import accepted
from scheduler.plan.services.approving import THE_CLOCK, approve_message
from scheduler.plan.services.emptiness import lay_rhythm
from scheduler.plan.services.holding import ever_held, hold, lapses_at, release
from scheduler.plan.services.layout import OPEN, UNANSWERED
from scheduler.signals import happened

WAITS_FOR_OK = "waits-for-ok"
REMIND = timedelta(hours=24)
NOT_TRUE = "The class is {}: look at this announcement before it goes out."


def answer_due(now: datetime) -> None:
    """Called by the sender before each pass. Decides, in this order: what is missed, what then moves on, who is
    reminded, what the rule approves or skips, and which announcement is no longer true. Safe to call twice."""
    plan = accepted()
    if plan is None:
        return
    again = {message.job for message in _close_late(plan, now)}
    _lay_again(plan, again, now)
    _remind(plan, now)
    _lay_again(plan, _answer(plan, now), now)
    _hold_untrue(now)


def _lay_again(plan: Plan, jobs: Iterable[str], now: datetime) -> None:
    for job in sorted(set(jobs) & set(plan.jobs)):
        lay_rhythm(plan, job, now)


def _waiting() -> list[Message]:
    """Everything with a time of its own that has not begun; standing messages of a sign-up series have none."""
    found = Message.objects.filter(state__in=OPEN, frozen_at=None).exclude(kind="tip", slot=None)
    return list(found.select_related("account", "tip").order_by("at", "pk"))


# --- late ---


def _close_late(plan: Plan, now: datetime) -> list[Message]:
    """What is past its grace is missed; of several that are late together on one channel only the latest goes."""
    late = [message for message in _waiting() if message.at <= now]
    lapsed = [message for message in late if message.late_after < now and (lapses_at(message) or now) < now]
    held = ever_held()
    crowded = _all_but_the_latest(m for m in late if m not in lapsed and m.pk not in held)
    missed = [message for message in [*lapsed, *crowded] if _close(message, "missed", "Its time had passed.", now)]
    for message in missed:
        _tell_missed(plan, message, now)
    return missed


def _all_but_the_latest(late: Iterable[Message]) -> list[Message]:
    by_channel: dict[tuple[str, int], list[Message]] = defaultdict(list)
    for message in late:
        if message.kind == "tip":
            by_channel[message.job, message.account_id].append(message)
    return [message for group in by_channel.values() for message in group[:-1]]


def _close(message: Message, state: str, reason: str, now: datetime) -> bool:
    closed = Message.objects.filter(pk=message.pk, state__in=OPEN, frozen_at=None)
    return bool(closed.update(state=state, reason=reason, closed_at=now))


def _tell_missed(plan: Plan, message: Message, now: datetime) -> None:
    job = plan.jobs.get(message.job)
    then = "Its tip takes the next date." if job and message.tip_id and job.late.then == "next slot" else ""
    text = f"“{message.title}” on {message.account.name} was missed: it was due {_local(plan, message.at)}. {then}"
    _tell("missed", text.strip(), now, message)


# --- reminded ---


def _remind(plan: Plan, now: datetime) -> None:
    """One reminder per date, however many channels it has."""
    dates: dict[tuple[str, datetime], list[Message]] = defaultdict(list)
    for message in _waiting():
        moment = _remind_at(plan, message)
        if moment is not None and moment <= now:
            dates[message.job, message.at].append(message)
    for (_job, at), drafts in dates.items():
        fresh = Message.objects.filter(pk__in=[draft.pk for draft in drafts], reminded_at=None)
        if fresh.update(reminded_at=now):
            names = ", ".join(f"“{draft.title}” on {draft.account.name}" for draft in drafts)
            text = f"Waits for your OK, due {_local(plan, at)}: {names}. {_what_happens(plan, drafts[0])}"
            _tell(WAITS_FOR_OK, text, now, drafts[0], needs_you=True)


def _remind_at(plan: Plan, message: Message) -> datetime | None:
    """None: a person need not look at it, or was told already."""
    job = plan.jobs.get(message.job)
    by_itself = job is not None and job.approve == "automatic" and not _needs_a_person(message)
    if message.state != "draft" or message.reminded_at is not None or by_itself:
        return None
    return message.at - (job.unanswered.remind if job else REMIND)


def _what_happens(plan: Plan, draft: Message) -> str:
    job = plan.jobs.get(draft.job)
    if job is not None and job.unanswered.then == "send" and not _needs_a_person(draft):
        return "Without one it goes out as it is."
    return "Without one it does not go out."


# --- answered by rule ---


def _answer(plan: Plan, now: datetime) -> set[str]:
    """Drafts whose time has come; answers the rhythms whose tips must be laid out again."""
    again: set[str] = set()
    for message in _waiting():
        if message.state != "draft" or message.at > now:
            continue
        if _may_go(plan.jobs.get(message.job), message) and approve_message(message, THE_CLOCK, now):
            continue
        if _close(message, "skipped", UNANSWERED, now):
            text = f"“{message.title}” on {message.account.name} did not go out: {UNANSWERED}"
            _tell("no-ok", text, now, message)
            again.add(message.job)
    return again


def _may_go(job: JobEntry | None, message: Message) -> bool:
    """`approve: automatic`, or `unanswered: …, then send`; never a health claim that no person has seen (promise 2)."""
    if job is None or not message.payload_hash or _needs_a_person(message):
        return False
    return job.approve == "automatic" or job.unanswered.then == "send"


def _needs_a_person(message: Message) -> bool:
    """A tip that names a disease, pain, healing or nerves is approved by hand the first time."""
    if message.tip is None or not message.tip.health_claim:
        return False
    seen = message.tip.messages.filter(approvals__voided_at=None, approvals__isnull=False)
    return not seen.exclude(approvals__who=THE_CLOCK).exists()


# --- no longer true ---


def _hold_untrue(now: datetime) -> None:
    """A message about a class that is cancelled, full, moved or over is held until a person looks (promise 9)."""
    due = Message.objects.filter(state__in=OPEN, series__isnull=False, at__lte=now + REMIND)
    for message in due.select_related("account", "series"):
        series = message.series
        truth = classes.truth(series.uid, now) if series else "ok"
        scope, reason = f"message:{message.pk}", NOT_TRUE.format(truth)
        if truth == "ok":
            for word in ("cancelled", "full", "moved", "past"):
                release(scope, now, NOT_TRUE.format(word))
        elif hold(scope, reason, THE_CLOCK, now):
            text = f"“{message.title}” on {message.account.name} is held: {reason}"
            _tell("not-true", text, now, message, needs_you=True)


# --- the next moment ---


def next_moment(now: datetime) -> datetime | None:
    """When `answer_due` has something to decide next: a reminder, a draft's time, the end of a grace."""
    plan = accepted()
    if plan is None:
        return None
    waiting = _waiting()
    moments = [moment for moment in (_remind_at(plan, message) for message in waiting) if moment is not None]
    moments += [message.at for message in waiting if message.state == "draft"]
    late = Message.objects.filter(pk__in=[m.pk for m in waiting], late_after__gte=now)
    moments.append(late.aggregate(first=Min("late_after"))["first"] or now)
    return min((moment for moment in moments if moment > now), default=None)


def _local(plan: Plan, at: datetime) -> str:
    return f"{to_local(at, plan.studio.timezone):%A %-d %B at %H:%M}"


def _tell(kind: str, text: str, now: datetime, message: Message, *, needs_you: bool = False) -> None:
    with transaction.atomic():
        happened.send(
            sender=None, kind=kind, text=text, now=now, link=f"/messages/{message.ref}/", message_id=message.pk,
            needs_you=needs_you,
        )  # fmt: skip
