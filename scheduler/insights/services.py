"""What Today shows: what went out, what's next, what needs you."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db.models import Q

from scheduler.insights import clicks, month_mail, owner_mail, telling, week
from scheduler.insights.models import Event
from scheduler.insights.questions import UNREAD, Urgent, answer, asked, needs_you, urgent
from scheduler.insights.tallied import delivery_counts
from scheduler.library.models import Article
from scheduler.library.services import IN_THE_PLAN
from scheduler.plan import services as plan
from scheduler.plan.models import Comment, Message
from scheduler.signals import ALL_HELD, RESUMED

RECENT = timedelta(days=7)
SAME_NEWS = timedelta(hours=20)
NEWEST_ONLY = ("jobs-file", "tips-running-out", "returned-mail", ALL_HELD)
ANSWERS = {"queued": "tips-running-out", "returned-mail-read": "returned-mail", RESUMED: ALL_HELD}


@dataclass(frozen=True, slots=True)
class WentOut:
    """A message that is over or under way, and how many copies are in each delivery state."""

    message: Message
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Today:
    """`needs_you`: open events, newest first. `news`: events of the last week that ask nothing.
    `comments`: what reviewers said and nobody has read; each keeps its post back."""

    went_out: list[WentOut]
    next: list[plan.Entry]
    needs_you: list[Event]
    news: list[Event]
    waiting_for_ok: int
    waiting_this_month: int
    comments: list[Comment]
    not_queued: list[Article]


def record(sender: object, *, kind: str, text: str, now: datetime, **more: Any) -> None:
    """Listener of `signals.happened`: one row per piece of news, however many processes tell it.

    Of some kinds only the newest counts: what was said before under the same link is then seen to. Some news answer
    others; should the answer not be enough, it is told again at the next look."""
    Event.objects.filter(kind=ANSWERS.get(kind, ""), resolved_at=None).update(resolved_at=now)
    needs_you = bool(more.get("needs_you"))
    links = {"message_id": more.get("message_id"), "delivery_id": more.get("delivery_id")}
    link = str(more.get("link", ""))[:200]
    same = Event.objects.filter(kind=kind, text=text[:500], link=link, resolved_at=None, **links)
    if same.filter(needs_you=True).exists() or same.filter(at__gt=now - SAME_NEWS).exists():
        return
    if kind in NEWEST_ONLY:
        Event.objects.filter(kind=kind, link=link, resolved_at=None).update(resolved_at=now)
    mail = "" if kind in telling.KINDS else "-"
    Event.objects.create(
        at=now, kind=kind[:40], text=text[:500], link=link, needs_you=needs_you, mail=mail, **links
    )  # fmt: skip


def rename_rhythm(old: str, new: str) -> None:
    """Open news about a rhythm by its new name: the words as they would be told again, and the way to its page."""
    empty, unread = f"/series/new/?job={old}", f"{old}: "
    open_ = Event.objects.filter(resolved_at=None)
    for event in open_.filter(kind="tips-running-out", link=empty):
        event.text, event.link = event.text.replace(f"“{old}”", f"“{new}”", 1)[:500], f"/series/new/?job={new}"
        event.save(update_fields=["text", "link"])
    for event in open_.filter(kind="source-unread", text__startswith=unread):
        event.text = f"{new}: {event.text.removeprefix(unread)}"[:500]
        event.save(update_fields=["text"])


def tell_owner(now: datetime, home: Path) -> int:
    """What is to be told by mail, the month among it; answers how many mails were taken. Safe to call twice."""
    _look_at_timetables(now)
    _look_at_the_file(now, home)
    month_mail.write_due(now)
    clicks.forget_visits(now)
    week.write_due(now)
    telling.write_due(now)
    return owner_mail.send(now, home)


def _look_at_timetables(now: datetime) -> None:
    late = telling.unread_timetables(now)
    open_ = Event.objects.filter(kind=telling.LATE, needs_you=True, resolved_at=None)
    open_.exclude(text__in=late).update(resolved_at=now)
    for text in late:
        if not Event.objects.filter(kind=telling.LATE, text=text).exists():  # seen once, it is not told again
            record(None, kind=telling.LATE, text=text, now=now, link="/rhythms/", needs_you=True)


def _look_at_the_file(now: datetime, home: Path) -> None:
    """A mistake that was mended, or a change that was taken back, needs nobody."""
    open_ = Event.objects.filter(kind="jobs-file", needs_you=True, resolved_at=None)
    if open_.exists() and not plan.file_difference(home):
        open_.update(resolved_at=now)


def resolve(event_id: int, now: datetime) -> None:
    """A person has seen to it."""
    Event.objects.filter(pk=event_id, resolved_at=None).update(resolved_at=now)


def today(now: datetime) -> Today:
    """One look at everything the owner must know; changes nothing."""
    return Today(
        went_out=_went_out(now),
        next=[entry for entry in plan.calendar(now, weeks=4) if entry.open][:10],
        needs_you=list(needs_you().exclude(kind=plan.COMMENTED)[:50]),
        news=list(Event.objects.filter(needs_you=False, at__gt=now - RECENT).order_by("-at", "-pk")[:50]),
        comments=list(Comment.objects.filter(UNREAD).select_related("message__account")[:50]),
        waiting_for_ok=Message.objects.filter(state="draft").count(),
        waiting_this_month=plan.waiting_this_month(now),
        not_queued=list(Article.objects.exclude(IN_THE_PLAN).exclude(state="archived").order_by("-created_at")[:20]),
    )


def _went_out(now: datetime) -> list[WentOut]:
    over = (Q(closed_at__gt=now - RECENT) & ~Q(state__in=("skipped", "cancelled"))) | Q(
        frozen_at__isnull=False, closed_at=None
    )
    found = Message.objects.filter(over).exclude(state="void").select_related("account", "tip").order_by("-at")[:30]
    counts = delivery_counts([message.pk for message in found])
    return [WentOut(message, counts.get(message.pk, {})) for message in found]


__all__ = [
    "Today", "Urgent", "WentOut", "answer", "asked", "delivery_counts", "needs_you", "record", "rename_rhythm",
    "resolve", "tell_owner", "today", "urgent",
]  # fmt: skip
