"""What is planned, for a calendar elsewhere: secret addresses, made and ended, and what stands at them."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections import defaultdict
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db.models import QuerySet

from scheduler import config
from scheduler.domain import calendar_feed
from scheduler.domain.calendar_feed import Planned
from scheduler.domain.counted_links import direct
from scheduler.domain.states import MESSAGE
from scheduler.errors import Problem
from scheduler.plan.models import CalendarLink, Message, Variant
from scheduler.plan.services import outlets
from scheduler.plan.services.accepting import require

MOST = 20
BACK, AHEAD = timedelta(weeks=4), timedelta(weeks=26)
MOST_SHOWN = 600
SHOWN = ("draft", "approved", "sent", "rehearsed")
LONGEST_TEXT = 4000


def make(label: str, by: str, now: datetime) -> str:
    """The token of a new address, which is shown this once and kept nowhere."""
    if links().count() >= MOST:
        raise Problem(f"There are {MOST} calendar addresses already: end some of them first.")
    token = secrets.token_urlsafe(32)
    label = " ".join(label.replace("\0", "").split())[:80]
    CalendarLink.objects.create(token_hash=_hash(token), label=label, created_by=by, created_at=now)
    return token


def links() -> QuerySet[CalendarLink]:
    """Those that open something, newest first."""
    return CalendarLink.objects.filter(revoked_at=None)


def end(link_id: int, now: datetime) -> None:
    """No calendar reads it any more."""
    links().filter(pk=link_id).update(revoked_at=now)


def feed(token: str, now: datetime) -> bytes | None:
    """What is planned from four weeks ago to half a year ahead; None for a token that nobody has, or that ended."""
    if not links().filter(token_hash=_hash(token)).exists():
        return None
    host = urlsplit(config.site().url).hostname or "studio"
    return calendar_feed.feed(require().studio.name, host, _planned(now), now)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _planned(now: datetime) -> list[Planned]:
    found = Message.objects.filter(state__in=SHOWN, at__gte=now - BACK, at__lte=now + AHEAD)
    found = found.exclude(kind="tip", slot=None).select_related("account").order_by("at", "account__position", "pk")
    together: dict[tuple[datetime, str], list[Message]] = defaultdict(list)
    for message in found[:MOST_SHOWN]:
        together[message.at, _title(message)].append(message)
    texts = _texts([messages[0] for messages in together.values()])
    return [_one(messages, texts.get(messages[0].pk, "")) for messages in together.values()]


def _one(messages: list[Message], text: str) -> Planned:
    first = messages[0]
    return Planned(
        ref=min(messages, key=lambda message: message.pk).ref,
        at=first.at,
        title=_title(first),
        where=tuple((message.account.name, MESSAGE.word(message.state)) for message in messages),
        certain=all(message.state != "draft" for message in messages),
        text=text[:LONGEST_TEXT],
        url=f"{config.site().url}/posts/{first.ref}/",
    )


def _title(message: Message) -> str:
    return str(message.words.get("title") or message.title)


def _texts(messages: list[Message]) -> dict[int, str]:
    """Their words as plain text; of a letter nobody's copy, with direct links."""
    plan, by_id = require(), {message.pk: message for message in messages}
    channels = {message.account.pk: outlets.configured(message.account, plan) for message in messages}
    found: dict[int, str] = {}
    variants = Variant.objects.filter(message__in=messages, name="default").select_related("payload")
    for variant in variants.order_by("message", "part").iterator():
        channel, payload = channels[by_id[variant.message_id].account_id], json.loads(bytes(variant.payload.bytes))
        shown = str(channel.preview_as(direct(payload), {"first_name": "", "address": ""}).get("text") or "")
        found[variant.message_id] = f"{found.get(variant.message_id, '')}\n\n{shown}".strip()
    return found
