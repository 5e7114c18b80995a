"""Drafts: facts set into templates, translated by the channel, kept as rows with their hash. (DESIGN promise 3.)

A draft is composed again only when something it is made of changed. What is approved is never composed again; the only
change after that is the removal of a class row that is no longer true (`truth.py`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db import transaction

from scheduler import config, themes
from scheduler.accounts import services as accounts
from scheduler.accounts.models import Account
from scheduler.channels import registry
from scheduler.channels.base import Channel
from scheduler.domain.compose import Composed, Content, Outlet, compose
from scheduler.domain.jobsfile import Plan
from scheduler.domain.rendering import TemplateMistake, Templates
from scheduler.errors import Problem
from scheduler.library import services as library
from scheduler.library.models import Tip
from scheduler.plan.models import Message, Variant
from scheduler.plan.services.accepting import accepted, require
from scheduler.plan.services.approving import withdraw
from scheduler.plan.services.copying import repeat, standing_approval
from scheduler.plan.services.facts import MAIL, Book, content, repeated_headings, tip_content
from scheduler.signals import happened

JSON = "application/json"
COMPOSED = "composed_at"


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and no spare blanks: the same value always has the same bytes, hence the same hash."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain).encode()


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    return str(value)


def hash_of(payloads: Mapping[str, Sequence[bytes]]) -> str:
    """What is approved: SHA-256 over all variants by name, each with its parts in order."""
    digest = hashlib.sha256()
    for name in sorted(payloads):
        for part, data in enumerate(payloads[name], 1):
            digest.update(f"{name}\0{part}\0{hashlib.sha256(data).hexdigest()}\n".encode())
    return digest.hexdigest()


# --- templates and channels ---


def templates() -> Templates:
    """The studio's own, read again when a file changed."""
    folder = config.home() / "templates"
    return _templates(folder, _stamp(folder))


def _stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    files = (path for part in themes.FOLDERS for path in sorted((folder / part).rglob("*")) if path.is_file())
    return tuple((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files)


@lru_cache(maxsize=2)
def _templates(folder: Path, _stamp: tuple[tuple[str, int, int], ...]) -> Templates:
    return themes.load(folder)


def _fingerprint(found: Templates) -> str:
    return hashlib.sha256(canonical({name: source.text for name, source in found.sources.items()})).hexdigest()


def configured(account: Account, plan: Plan) -> Channel:
    """The channel as this account has it; answers to its mail go to the studio unless jobs.yaml says otherwise."""
    settings = {"name": account.name, "reply to": plan.studio.contact, **accounts.settings(account)}
    return registry.get(account.kind).configured(settings)


def outlet(account: Account, channel: Channel) -> Outlet:
    """The channel as composing sees it."""
    return Outlet(
        fits=lambda text: channel.count(text).fits, mail=account.kind == MAIL, folders=(account.name, account.kind),
        threads=channel.threads, links=channel.links, limit=f"{channel.limit} {channel.unit}",
    )  # fmt: skip


# --- does it fit? ---


def reason_not_to_fit(tip: Tip, account: Account, plan: Plan, book: Book) -> str:
    """Why the channel has no room for the tip, in the owner's words; "" when it has."""
    if account.kind == MAIL:
        return ""
    try:
        found = templates()
        facts = tip_content(plan, tip, book)
        settings = canonical(accounts.settings(account))
        return _fit(facts, account.name, account.kind, settings, _Held(found, _fingerprint(found)))
    except TemplateMistake:
        return ""  # told when the draft is composed


class _Held:
    """Templates as a key: equal when their texts are."""

    def __init__(self, found: Templates, stamp: str) -> None:
        self.templates, self.stamp = found, stamp

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.stamp == self.stamp

    def __hash__(self) -> int:
        return hash(self.stamp)


@lru_cache(maxsize=4096)
def _fit(facts: Content, name: str, kind: str, options: bytes, held: _Held) -> str:
    account = Account(name=name, kind=kind, options=json.loads(options))
    channel = registry.get(kind).configured(account.options)
    made = compose(facts, outlet(account, channel), held.templates)
    return made.reason if made.how == "left out" else ""


# --- drafts ---


def compose_drafts(now: datetime, messages: Iterable[Message] | None = None) -> int:
    """Bring every open draft up to date; answers how many were composed. A mistake in a template stops only its own."""
    plan = accepted()
    if plan is None:
        return 0
    drafts = list(_drafts() if messages is None else messages)
    if not drafts:
        return 0
    book = Book(repeated_headings(m.tip.article_id for m in drafts if m.tip), _titles(drafts))
    return sum(_compose(plan, message, book, now) for message in drafts)


def _drafts() -> Iterable[Message]:
    found = Message.objects.filter(state="draft", frozen_at=None).order_by("at", "pk")
    return found.select_related("account", "tip__article", "campaign", "series")


def _titles(drafts: Iterable[Message]) -> dict[tuple[int, int, int], str]:
    """The heading at each place of each series, for “next time”."""
    campaigns = {message.campaign_id for message in drafts}
    rows = Message.objects.filter(campaign__in=campaigns - {None}).exclude(state__in=("void", "missed"))
    places = rows.values_list("campaign_id", "account_id", "position", "title")
    return {(campaign or 0, account, position): title for campaign, account, position, title in places}


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
        _keep(message, made, channel, context)
    except Problem as problem:  # a mistake in a template, a `from` that is no sender
        _no_draft(message, str(problem), now)
        return False
    if made.how == "left out":
        _no_draft(message, made.reason, now)
    return True


def _context(facts: Content, found: Templates, account: Account) -> dict[str, Any]:
    """All that the draft depends on, as JSON brings it back."""
    known = {"facts": facts, "templates": _fingerprint(found), "channel": accounts.settings(account)}
    context: dict[str, Any] = json.loads(canonical(known))
    return context


def _used_subjects(message: Message) -> list[str]:
    if message.account.kind != MAIL:
        return []
    others = Message.objects.filter(account=message.account).exclude(pk=message.pk).exclude(state="void")
    return list(others.exclude(subject="").values_list("subject", flat=True))


@transaction.atomic
def _keep(message: Message, made: Composed, channel: Channel, context: dict[str, Any]) -> None:
    """Store payloads and hash, unless somebody approved it meanwhile. An earlier OK of the same content counts."""
    payloads = [canonical(channel.payload(draft)) for draft in made.drafts]
    fresh = hash_of({"default": payloads}) if payloads else ""
    facts = {
        "payload_hash": fresh, "context": context, "parts": max(len(payloads), 1), "reason": made.reason[:300],
        "subject": made.drafts[0].subject[:200] if made.drafts else "",
    }  # fmt: skip
    if not Message.objects.filter(pk=message.pk, state="draft", frozen_at=None).update(**facts):
        return
    for name, value in facts.items():
        setattr(message, name, value)
    message.variants.all().delete()
    Variant.objects.bulk_create(
        Variant(message=message, name="default", part=part, payload_id=library.blob(data, JSON))
        for part, data in enumerate(payloads, 1)
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


# --- a person's words ---


def retitle(ref: str, text: str, by: str, now: datetime) -> Message:
    """Another heading above the tip."""
    return _edit(ref, "title", text, by, now)


def subject(ref: str, text: str, by: str, now: datetime) -> Message:
    """Another subject line."""
    return _edit(ref, "subject", text, by, now)


@transaction.atomic
def _edit(ref: str, what: str, text: str, by: str, now: datetime) -> Message:
    """Keep a named person's words, void the OK, compose anew."""
    from scheduler.plan.services.finding import changeable

    words = " ".join(text.split())
    if not words:
        raise Problem("There are no words here: write some, or leave it as it was.")
    message = changeable(ref)
    message.words = {**message.words, what: words[:200], "by": by}
    if what == "title" and message.kind != "tip":
        message.title = words[:200]
    message.save(update_fields=["words", "title"])
    withdraw(message, now)
    _forget_approvals(message, now)
    compose_drafts(now, [message])
    message.refresh_from_db()
    return message


def _forget_approvals(message: Message, now: datetime) -> None:
    """Of this tip's earlier messages on the channel too: an edit voids every OK (promise 3)."""
    if message.tip_id is not None:
        for earlier in Message.objects.filter(tip=message.tip_id, account=message.account_id):
            earlier.approvals.filter(voided_at=None).update(voided_at=now)


def compose_message(ref: str, now: datetime) -> Message:
    """Compose one draft now; Problem when it has none."""
    from scheduler.plan.services.finding import message as find

    require()
    found = find(ref)
    compose_drafts(now, [found] if found.state == "draft" else [])
    return found
