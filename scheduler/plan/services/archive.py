"""Issues that went out, for everybody to read (`archive: no` in jobs.yaml keeps them to their readers)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from html import escape

from django.db.models import Q, QuerySet

from scheduler.domain import archive, counted_links, phrases
from scheduler.domain.jobsfile import MAIL
from scheduler.errors import Problem
from scheduler.plan.models import Message
from scheduler.plan.services import accepting, showing

NOT_HERE = "There is no such letter here."
MOST = 500
TOP = (
    '<p lang="{}" style="margin:0;padding:12px 20px;font:15px/1.5 Helvetica,Arial,sans-serif;text-align:center">'
    '<a href="/letters/" style="display:inline-block;padding:8px 12px">{}</a> '
    '<a href="/sign-up" style="display:inline-block;padding:8px 12px">{}</a></p>'
)


@dataclass(frozen=True, slots=True)
class Letter:
    """An issue in the list. `path`: its page."""

    path: str
    title: str
    at: datetime
    message: Message


def is_kept() -> bool:
    """Does the studio show its letters?"""
    plan = accepting.accepted()
    return plan is not None and plan.archive


def path(message_id: int, *, test: bool = False) -> str:
    """Where an issue stands once it goes out; a test of it names it otherwise, so that it never counts."""
    return f"/letters/{'t' if test else 'm'}{message_id}/"


def letters(limit: int = MOST) -> list[Letter]:
    """What was sent, newest first; nothing where the studio shows none."""
    found = _public().filter(state="sent").order_by("-at", "-pk")[:limit] if is_kept() else []
    return [Letter(path(one.pk), archive.line(one.subject or one.title), one.at, one) for one in found]


def letter(ref: str) -> str:
    """The HTML of one that went out or is going out, with direct links. Problem for any other, the same whatever the
    reason."""
    match = re.fullmatch(r"[mt](\d{1,18})", ref)
    message = _public().filter(pk=int(match[1])).first() if match and is_kept() else None
    payloads = showing.payloads(message) if message else []
    if not payloads:
        raise Problem(NOT_HERE)
    return archive.page(counted_links.direct(payloads[0])["html"], _top(str(payloads[0].get("language") or "en")))


def _top(language: str) -> str:
    """The way to the other letters, in the language of this one."""
    said = (phrases.say(phrase, language) for phrase in ("all_letters", "get_next"))
    return TOP.format(escape(phrases.spoken(language)), *map(escape, said))


def feed(site: str, limit: int = 20) -> bytes:
    """The newest as Atom."""
    newest = letters(limit)
    entries = [(one.path, one.title, one.at.isoformat(), _summary(one.message)) for one in newest]
    plan = accepting.require()
    return archive.feed(plan.studio.name, site, entries)


def _summary(message: Message) -> str:
    payloads = showing.payloads(message)
    return archive.line(payloads[0]["preheader"]) if payloads else ""


def _public() -> QuerySet[Message]:
    """Really sent, or on its way: never a draft, a test or practice. A series at each reader's own pace is theirs."""
    gone = Q(state="sent") | Q(state="approved", frozen_at__isnull=False, account__live_since__isnull=False)
    return Message.objects.filter(gone, account__kind=MAIL).exclude(kind="tip", slot=None)
