"""News as mails to the owner: of each kind one mail an hour at the most, what comes in between together in the next.

A piece of news is told once, however many clocks run: the mail's key names the hour, and whoever writes it marks what
it tells in the same transaction.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from scheduler import config
from scheduler.channels import registry
from scheduler.classes.models import Timetable
from scheduler.domain.jobsfile import Plan
from scheduler.domain.timing.zones import to_local
from scheduler.insights import owner_mail, questions
from scheduler.insights.models import Event, OwnerMail
from scheduler.insights.owner_mail import Words
from scheduler.insights.tallied import delivery_counts
from scheduler.outbox.models import Hold
from scheduler.plan import services as plan
from scheduler.plan.models import Message, Slot
from scheduler.plan.services.emptiness import NO_TIP_LEFT
from scheduler.signals import ALL_HELD

HOUR = timedelta(hours=1)
STALE = timedelta(days=3)
"""News that could not be told for so long is not mailed any more; it stands on Today."""

UNREAD_FOR = timedelta(days=3)
TIPS_LEFT = timedelta(weeks=3, days=1)
SENT, TIPS, LATE = "sent", "tips-running-out", "timetable-late"
MOST = 30


@dataclass(frozen=True, slots=True)
class Kind:
    """`wanted`: the key under `tell:` of jobs.yaml; `one` and `many`: the subject for one piece of news and more."""

    wanted: str
    one: str
    many: str


KINDS = {
    SENT: Kind("sent", "It went out", "What went out"),
    plan.WAITS_FOR_OK: Kind("approve", "Waits for your OK", "More that waits for your OK"),
    "no-ok": Kind("approve", "Nobody said yes in time", "Nobody said yes in time"),
    plan.COMMENTED: Kind("comments", "Somebody comments on a post", "What was said about your posts"),
    TIPS: Kind("tips", "Tips are running out", "Tips are running out"),
    "new-entry": Kind("approve", "A new article waits for you", "New articles wait for you"),
    questions.NOT_CERTAIN: Kind("problems", "Did it arrive?", "Did these arrive?"),
    "sign-in-again": Kind("problems", "Please sign in again", "Please sign in again"),
    "missed": Kind("problems", "It did not go out in time", "What did not go out in time"),
    "refused": Kind("problems", "A post was refused", "Posts were refused"),
    "failed": Kind("problems", "Something is paused until you have looked", "Paused until you have looked"),
    "bad-list": Kind("problems", "An issue is paused: too many addresses do not exist", "Issues are paused"),
    "mail-blocked": Kind("problems", "A mailbox provider blocks your mail", "Mailbox providers block your mail"),
    "no-draft": Kind("problems", "A post has no draft", "Posts without a draft"),
    "not-true": Kind("problems", "An announcement waits: look at it", "Announcements wait: look at them"),
    "not-announced": Kind("problems", "A class was not announced", "Classes were not announced"),
    "no-backup": Kind("problems", "Last night's backup was not made", "Backups were not made"),
    ALL_HELD: Kind("problems", "Everything is paused until you have looked", "Everything is paused"),
    "returned-mail": Kind("problems", "Returned mail cannot be read", "Returned mail cannot be read"),
    "source-unread": Kind("problems", "New articles cannot be fetched", "New articles cannot be fetched"),
    LATE: Kind("problems", "The timetable was not read for 3 days", "Timetables were not read for 3 days"),
    "flood": Kind("problems", "Very many sign-ups at once", "Very many sign-ups at once"),
}


def write_due(now: datetime) -> int:
    """Write a mail for each kind of which there is news and none was mailed within the hour; how many were new."""
    accepted = plan.accepted()
    if accepted is None:
        return 0
    _forget_stale(now)
    waiting = Event.objects.filter(mail="").select_related("message__account").order_by("pk")
    kinds: dict[str, list[Event]] = defaultdict(list)
    for event in waiting[:500]:
        kinds[event.kind].append(event)
    return sum(_write(accepted, kind, news, now) for kind, news in kinds.items())


def _forget_stale(now: datetime) -> None:
    Event.objects.filter(mail="", at__lte=now - STALE).exclude(kind=TIPS).update(mail="-")


def _write(accepted: Plan, kind: str, news: list[Event], now: datetime) -> int:
    news = _still_wanted(accepted, kind, news)
    recently = OwnerMail.objects.filter(key__startswith=f"{kind} ", at__gt=now - HOUR)
    if not news or not _ready(kind, news, now) or recently.exists():
        return 0
    key = f"{kind} {now:%Y-%m-%d %H}"
    words = _one(accepted, news[0], key, now) if len(news) == 1 else _many(kind, news, key, now)
    with transaction.atomic():
        written = owner_mail.write(key, words, now)
        if written:  # nothing: another clock was faster, or there is nobody to tell
            Event.objects.filter(pk__in=[event.pk for event in news]).update(mail=key)
    return written


def _still_wanted(accepted: Plan, kind: str, news: list[Event]) -> list[Event]:
    """What was answered meanwhile, or is of a kind she does not want by mail, is told no more."""
    asks = [event.pk for event in news if event.needs_you]
    open_ = set(questions.needs_you().filter(pk__in=asks).values_list("pk", flat=True)) if asks else set()
    wanted = [
        event
        for event in news
        if getattr(accepted.tell, _topic(kind, event)) and (event.pk in open_ or not event.needs_you)
    ]
    gone = {event.pk for event in news} - {event.pk for event in wanted}
    if gone:
        Event.objects.filter(pk__in=gone).update(mail="-")
    return wanted


def _topic(kind: str, event: Event) -> str:
    """An issue that everybody's server refused is a problem, though it is over."""
    return "problems" if kind == SENT and not _figures(event).get("sent") else KINDS[kind].wanted


def _ready(kind: str, news: list[Event], now: datetime) -> bool:
    if kind == TIPS:
        return any(_first_empty(event, now)[0] <= now + TIPS_LEFT for event in news)
    if kind != SENT or any(_is_mail(event) for event in news):
        return True
    slots = [event.message.slot_id for event in news if event.message and event.message.slot_id]
    under_way = Message.objects.filter(slot__in=slots, state="approved", at__lte=now)
    return min(event.at for event in news) <= now - HOUR or not under_way.exists()  # one mail for a date's channels


def _is_mail(event: Event) -> bool:
    return event.message is not None and registry.get(event.message.account.kind).bulk


def _first_empty(event: Event, now: datetime) -> tuple[datetime, int]:
    """When the rhythm has its first date without a tip, and how many dates with one there are before it."""
    job = event.link.partition("job=")[2]
    held = Hold.objects.filter(scope__startswith="slot:", reason=NO_TIP_LEFT, released_at=None)
    ids = [int(scope.removeprefix("slot:")) for scope in held.values_list("scope", flat=True)]
    ahead = Slot.objects.filter(job=job, state="planned", at__gt=now)
    first = ahead.filter(pk__in=ids).order_by("at").first()
    if first is None:
        return now, 0
    full = Message.objects.filter(slot__in=ahead.filter(at__lt=first.at), state__in=("draft", "approved"), kind="tip")
    return first.at, full.values("slot").distinct().count()


# --- their words ---


def _one(accepted: Plan, event: Event, key: str, now: datetime) -> Words:
    subject, text = KINDS[event.kind].one, event.text
    if event.kind == SENT:
        text = sentence(event)
        subject = text.removesuffix(".")
    elif event.kind == TIPS:
        at, left = _first_empty(event, now)
        weeks = (at - now + timedelta(days=1)).days // 7
        day = f"{to_local(at, accepted.studio.timezone):%A %-d %B}"
        more = f"{weeks} week{'' if weeks == 1 else 's'} of tips left"
        subject = more if left and weeks else f"No tip left from {day} on"
    link, button = _leads_to(event, key, now)
    return Words(subject, text, link, button)


def _many(kind: str, news: list[Event], key: str, now: datetime) -> Words:
    shown = [f"– {sentence(event) if kind == SENT else event.text}{_address(event)}" for event in news[:MOST]]
    more = [f"… and {len(news) - MOST:,} more."] if len(news) > MOST else []
    text = "\n\n".join([f"{KINDS[kind].many}, since the last mail about this:", *shown, *more])
    link, button = _leads_to(news[0], key, now) if kind == questions.NOT_CERTAIN else ("/", "Open Today")
    return Words(f"{KINDS[kind].many} ({len(news):,})", text, link, button)


def _leads_to(event: Event, key: str, now: datetime) -> tuple[str, str]:
    if event.kind == questions.NOT_CERTAIN:
        return questions.link(key, now), "Say what became of it"
    if event.kind == TIPS:
        return event.link, "Queue an article"
    return (f"/posts/{event.message.ref}/" if event.message else event.link or "/"), "Look at it"


def _address(event: Event) -> str:
    if event.kind == questions.NOT_CERTAIN:
        return ""
    path = f"/posts/{event.message.ref}/" if event.message else event.link
    return f"\n{config.site().url}{path}" if path else ""


def sentence(event: Event) -> str:
    """It went out: “Breathe into your back” to 893 people; 4 left out, none uncertain."""
    counts, message = _figures(event), event.message
    if message is None or not counts.get("sent"):
        return event.text
    if not _is_mail(event):
        return f"It went out: “{message.title}” on {message.account.name}."
    told = (("refused", "refused"), ("missed", "missed"), ("cancelled", "stopped"), ("suppressed", "left out"))
    rest = [f"{counts[state]:,} {word}" for state, word in told if counts.get(state)]
    uncertain = f"{counts['unknown']:,} uncertain" if counts.get("unknown") else "none uncertain"
    people = f"{counts['sent']:,} {'person' if counts['sent'] == 1 else 'people'}"
    return f"It went out: “{message.title}” to {people}; {', '.join([*rest, uncertain])}."


def _figures(event: Event) -> dict[str, int]:
    return delivery_counts([event.message_id]).get(event.message_id, {}) if event.message_id else {}


# --- what no other app tells by itself ---


def unread_timetables(now: datetime) -> list[str]:
    """A sentence for each timetable that could not be read for three days."""
    late = Timetable.objects.filter(listed=True, failed_since__lte=now - UNREAD_FOR).order_by("pk")
    return [
        f"The timetable {one.source[:200]} could not be read since {one.failed_since:%-d %B %Y}. What is said of "
        "classes rests on what it told before: look at its address under Calendar, “Change” beside the rhythm."
        for one in late
    ]
