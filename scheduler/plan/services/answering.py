"""What the clock decides before anything goes out: late, unanswered, approved by rule, no longer true. (DESIGN 5.)"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from scheduler.domain.jobsfile import JobEntry, Plan
from scheduler.plan.models import Message
from scheduler.plan.services.accepting import accepted
from scheduler.plan.services.approving import THE_CLOCK, approve_message
from scheduler.plan.services.composing import compose_drafts
from scheduler.plan.services.desk import UNANSWERED
from scheduler.plan.services.emptiness import lay_rhythm
from scheduler.plan.services.holding import hold, release
from scheduler.plan.services.lateness import OPEN, close, close_late, local_words, tell, waiting
from scheduler.plan.services.truth import WORDS, truth_of

WAITS_FOR_OK = "waits-for-ok"
REMIND = timedelta(hours=24)
JUST_AFTER = timedelta(seconds=1)
NOT_TRUE = "The class {}: look at this announcement before it goes out."


def answer_due(now: datetime) -> None:
    """Called by the sender before each pass. Decides, in this order: what is missed, what then moves on, who is
    reminded, what the rule approves or skips, and which announcement is no longer true. Safe to call twice."""
    plan = accepted()
    if plan is None:
        return
    again = {message.job for message in close_late(plan, now)}
    _lay_again(plan, again, now)
    _remind(plan, now)
    _lay_again(plan, _answer(plan, now), now)
    _hold_untrue(now)


def _lay_again(plan: Plan, jobs: set[str], now: datetime) -> None:
    for job in sorted(jobs & set(plan.jobs)):
        lay_rhythm(plan, job, now)
    if jobs:
        compose_drafts(now, missing=True)


# --- reminded ---


def _remind(plan: Plan, now: datetime) -> None:
    """One reminder per date, however many channels it has."""
    dates: dict[tuple[str, datetime], list[Message]] = defaultdict(list)
    for message in waiting(reminded_at=None, state="draft"):
        moment = _remind_at(plan, message)
        if moment is not None and moment <= now:
            dates[message.job, message.at].append(message)
    for (_job, at), drafts in dates.items():
        fresh = Message.objects.filter(pk__in=[draft.pk for draft in drafts], reminded_at=None)
        if fresh.update(reminded_at=now):
            names = ", ".join(f"“{draft.title}” on {draft.account.name}" for draft in drafts)
            text = f"Waits for your OK, due {local_words(plan, at)}: {names}. {_what_happens(plan, drafts[0])}"
            tell(WAITS_FOR_OK, text, now, drafts[0], needs_you=True)


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
    for message in waiting(state="draft", at__lte=now):
        if may_go(plan.jobs.get(message.job), message) and approve_message(message, THE_CLOCK, now):
            continue
        if close(message, "skipped", UNANSWERED, now):
            text = f"“{message.title}” on {message.account.name} did not go out: {UNANSWERED}"
            tell("no-ok", text, now, message)
            again.add(message.job)
    return again


def may_go(job: JobEntry | None, message: Message) -> bool:
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
    due = Message.objects.filter(state__in=OPEN, kind="announcement", at__lte=now + REMIND)
    for message in due.select_related("account", "series"):
        word = _untrue(message, now)
        scope, reason = f"message:{message.pk}", NOT_TRUE.format(WORDS.get(word, word))
        for other in WORDS:
            if other != word:
                release(scope, now, NOT_TRUE.format(WORDS[other]))
        if word and hold(scope, reason, THE_CLOCK, now):
            text = f"“{message.title}” on {message.account.name} is held: {reason}"
            tell("not-true", text, now, message, needs_you=True)


def _untrue(message: Message, now: datetime) -> str:
    """Why it may not go out as it is, "" when it may. A mail about several classes goes on while one is true."""
    uids = set(message.mention_set.values_list("class_uid", flat=True))
    uids |= {message.series.uid} if message.series else set()
    found = [truth_of(message, uid, now) for uid in sorted(uids)]
    return "" if not found or "ok" in found else found[0]


# --- the next moment ---


def next_moment(now: datetime) -> datetime | None:
    """When `answer_due` has something to decide next: a reminder, a draft's time, the end of a grace."""
    plan = accepted()
    if plan is None:
        return None
    to_come = waiting()
    moments = [moment for moment in (_remind_at(plan, message) for message in to_come) if moment is not None]
    moments += [message.at for message in to_come if message.state == "draft"]
    moments += [message.late_after + JUST_AFTER for message in to_come]
    return min((moment for moment in moments if moment > now), default=None)
