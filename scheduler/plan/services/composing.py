"""Drafts: facts set into templates, translated by the channel, kept as rows with their hash. (DESIGN promise 3.)

A draft is composed again only when something it is made of changed. What is approved is never composed again; the only
change after that is the removal of a class row that is no longer true (`truth.py`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from scheduler.accounts import services as accounts
from scheduler.accounts.models import Account
from scheduler.channels.base import Channel
from scheduler.domain.compose import Composed, Content, Outlet, compose
from scheduler.domain.drafts import Draft
from scheduler.domain.jobsfile import Plan
from scheduler.domain.rendering import Templates, without_rows
from scheduler.errors import Problem
from scheduler.library import services as library
from scheduler.plan.models import Message, Variant
from scheduler.plan.services.accepting import accepted
from scheduler.plan.services.cards import shape_for, with_card
from scheduler.plan.services.clicks import with_counted_links
from scheduler.plan.services.copying import repeat, standing_approval
from scheduler.plan.services.facts import MAIL, Book, book_of, content
from scheduler.plan.services.outlets import canonical, configured, fingerprint, outlet, templates
from scheduler.signals import happened

COMPOSED = "composed_at"
MakePayload = Callable[[Draft], dict[str, Any]]
WITHOUT_LIMIT = Outlet(fits=lambda _text: True, mail=True)


def hash_of(payloads: Mapping[str, Sequence[bytes]]) -> str:
    """What is approved: SHA-256 over all variants by name, each with its parts in order."""
    digest = hashlib.sha256()
    for name in sorted(payloads):
        for part, data in enumerate(payloads[name], 1):
            digest.update(f"{name}\0{part}\0{hashlib.sha256(data).hexdigest()}\n".encode())
    return digest.hexdigest()


def compose_drafts(now: datetime, messages: Iterable[Message] | None = None, *, missing: bool = False) -> int:
    """Bring every open draft up to date (`missing`: only those that have no content yet); answers how many were
    composed. A mistake in a template stops only its own."""
    plan = accepted()
    if plan is None:
        return 0
    drafts = list(_drafts(missing) if messages is None else messages)
    if not drafts:
        return 0
    book = book_of(drafts)
    return sum(_compose(plan, message, book, now) for message in drafts)


def _drafts(missing: bool) -> Iterable[Message]:
    found = Message.objects.filter(state="draft", frozen_at=None).order_by("at", "pk")
    found = found.filter(payload_hash="") if missing else found
    return found.select_related("account", "tip__article", "campaign", "series")


def _compose(plan: Plan, message: Message, book: Book, now: datetime) -> bool:
    try:
        found = templates()
        facts = content(plan, message, book)
        channel = configured(message.account, plan)
        context = _context(facts, found, message.account)
        if message.payload_hash and {**message.context, COMPOSED: ""} == {**context, COMPOSED: ""}:
            return False
        context[COMPOSED] = now.isoformat()
        made = compose(facts, outlet(message.account, channel), found, _used_subjects(message))
        made = with_card(made, facts, shape_for(message.account, channel), beside=channel.confirmed_by_hand)
        _keep(message, _for_each_topic(facts, made, _made_into(message.account, facts, channel), found), made, context)
    except Problem as problem:  # a mistake in a template, a `from` that is no sender
        _no_draft(message, str(problem), now)
        return False
    if made.how == "left out":
        _no_draft(message, made.reason, now)
    return True


def _context(facts: Content, found: Templates, account: Account) -> dict[str, Any]:
    """All that the draft depends on, as JSON brings it back."""
    known = {"facts": facts, "templates": fingerprint(found), "channel": accounts.settings(account)}
    context: dict[str, Any] = json.loads(canonical(known))
    return context


def _used_subjects(message: Message) -> list[str]:
    """Of every issue that people have or may yet get. One that was missed, skipped or practised reached nobody: its
    tip keeps its subject on the next date."""
    if message.account.kind != MAIL:
        return []
    others = Message.objects.filter(account=message.account).exclude(pk=message.pk)
    others = others.exclude(state__in=("void", "rehearsed"))
    others = others.exclude(frozen_at=None, state__in=("missed", "skipped", "cancelled"))
    return list(others.exclude(subject="").values_list("subject", flat=True))


def _made_into(account: Account, facts: Content, channel: Channel) -> MakePayload:
    """How a draft becomes this account's payload."""
    return lambda draft: with_counted_links(account, facts, channel.payload(draft))


def _for_each_topic(facts: Content, made: Composed, make: MakePayload, found: Templates) -> dict[str, list[bytes]]:
    """The payloads by variant, each with its parts. A tip's issue with classes has two more: the tip without its
    classes, and the classes without the tip, for readers who chose one of them."""
    payloads = [make(draft) for draft in made.drafts]
    variants = {"default": payloads} if payloads else {}
    rows = payloads[0].get("rows") if len(payloads) == 1 else None
    if facts.kind == "tip" and rows:
        alone = replace(facts, kind="classes", tip=None, position=0, of=0, next_title="", subject="", images=())
        variants["tips"] = [without_rows(payloads[0], rows)]
        variants["classes"] = [make(draft) for draft in compose(alone, WITHOUT_LIMIT, found).drafts]
    return {name: [canonical(payload) for payload in parts] for name, parts in variants.items() if parts}


@transaction.atomic
def _keep(message: Message, payloads: dict[str, list[bytes]], made: Composed, context: dict[str, Any]) -> None:
    """Store payloads and hash, unless somebody approved it meanwhile. An earlier OK of the same content counts."""
    fresh = hash_of(payloads) if payloads else ""
    facts = {
        "payload_hash": fresh, "context": context, "parts": max(len(made.drafts), 1), "reason": made.reason[:300],
        "subject": made.drafts[0].subject[:200] if made.drafts else "",
    }  # fmt: skip
    if not Message.objects.filter(pk=message.pk, state="draft", frozen_at=None).update(**facts):
        return
    for name, value in facts.items():
        setattr(message, name, value)
    message.variants.all().delete()
    Variant.objects.bulk_create(
        Variant(message=message, name=name, part=part, payload_id=library.blob(data, library.JSON))
        for name, parts in payloads.items()
        for part, data in enumerate(parts, 1)
    )
    approval = standing_approval(message, fresh)
    if approval is not None and Message.objects.filter(pk=message.pk, state="draft").update(state="approved"):
        repeat(approval, message)
        message.state = "approved"


def _no_draft(message: Message, reason: str, now: datetime) -> None:
    """Nothing to approve: the reason stands at the message, and the owner is told."""
    Message.objects.filter(pk=message.pk, state="draft", frozen_at=None).update(payload_hash="", reason=reason[:300])
    message.payload_hash, message.reason = "", reason[:300]
    text = f"There is no draft of “{message.title}” on {message.account.name}: {reason}"
    happened.send(sender=None, kind="no-draft", text=text, now=now, link="", message_id=message.pk, needs_you=True)
