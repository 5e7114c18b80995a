"""Other words for a date, on all its channels at once: kept under a person's name, and every OK is void (promise 1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from scheduler.errors import Problem
from scheduler.library import services as library
from scheduler.library.models import Tip
from scheduler.plan.models import Campaign, Message
from scheduler.plan.services import finding
from scheduler.plan.services.approving import withdraw
from scheduler.plan.services.composing import compose_drafts
from scheduler.plan.services.lateness import OPEN
from scheduler.plan.services.month import Card, moment_of
from scheduler.plan.services.queueing import refresh
from scheduler.plan.services.reopening import close_again, open_again
from scheduler.plan.services.wording import forget_approvals, retitle, subject

LONGEST = 4000


@transaction.atomic
def reword(ref: str, by: str, now: datetime, *, title: str = "", text: str = "", line: str = "") -> bool:
    """Another heading, other words, another subject line for m12 and the others of its date; what is empty or as it
    was is left alone. Answers whether anything was changed."""
    message, cards = finding.changeable(ref), moment_of(ref).open
    title, text, line = (each.replace("\0", "") for each in (title, text, line))  # PostgreSQL keeps none
    title, text = " ".join(title.split()), text.replace("\r\n", "\n").strip()
    if message.tip is not None:
        changed = _tip(message.tip, title, text, by, now)
    elif message.kind == "post":
        changed = _post(cards, title, text, by, now)
    else:
        changed = _headings(cards, title, by, now)
    return _subjects(cards, line, by, now) or changed


def _tip(tip: Tip, title: str, text: str, by: str, now: datetime) -> bool:
    """The tip itself, wherever it has still to go out."""
    new_text, new_title = text not in ("", tip.text), title not in ("", tip.title)
    if new_text:
        library.change_words(tip.pk, text, by)
    if new_title:
        library.retitle_tip(tip.pk, title, by)
    if new_text or new_title:
        waiting = list(Message.objects.filter(tip=tip.pk, state__in=OPEN, frozen_at=None))
        for message in waiting if new_title else ():
            message.words.pop("title", None)
            message.save(update_fields=["words"])
        _anew(waiting, now)
        series = Campaign.objects.filter(messages__in=waiting).distinct() if new_title else ()
        opened = [pk for campaign in series for pk in open_again(campaign)]
        refresh(now)  # what no longer fits on a channel makes room there
        close_again(opened, now)
    return new_text or new_title


def _anew(messages: Iterable[Message], now: datetime) -> None:
    found = list(messages)
    for message in found:
        withdraw(message, now)
        forget_approvals(message, now)
    fresh = Message.objects.filter(pk__in=[message.pk for message in found])
    compose_drafts(now, list(fresh.select_related("account", "tip__article", "campaign", "series")))


def _post(cards: list[Card], title: str, text: str, by: str, now: datetime) -> bool:
    """A post of a person's own: the words are hers already."""
    if len(text) > LONGEST:
        raise Problem(f"This is longer than {LONGEST} characters: make it shorter.")
    changed = [card.message for card in cards if _differs(card.message, title, text)]
    for message in changed:
        message.words = {**message.words, "by": by}
        message.words |= {name: value for name, value in (("text", text), ("title", title)) if value}
        message.title = (title or message.title)[:300]
        message.save(update_fields=["words", "title"])
    _anew(changed, now)
    return bool(changed)


def _differs(message: Message, title: str, text: str) -> bool:
    said = message.words
    return text not in ("", said.get("text", "")) or title not in ("", said.get("title") or message.title)


def _headings(cards: list[Card], title: str, by: str, now: datetime) -> bool:
    changed = [c.message for c in cards if title not in ("", str(c.message.words.get("title") or c.message.title))]
    for message in changed:
        retitle(message.ref, title, by, now)
    return bool(changed)


def _subjects(cards: list[Card], line: str, by: str, now: datetime) -> bool:
    """Of the mails among them."""
    line = " ".join(line.split())
    changed = [card.message for card in cards if card.message.subject and line not in ("", card.message.subject)]
    for message in changed:
        subject(message.ref, line, by, now)
    return bool(changed)
