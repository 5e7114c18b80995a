"""Channels as composing sees them: templates, limits, and whether a tip fits at all."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from scheduler import config, themes
from scheduler.accounts import services as accounts
from scheduler.accounts.models import Account
from scheduler.channels import registry
from scheduler.channels.base import Channel
from scheduler.domain.compose import Content, Outlet, compose
from scheduler.domain.jobsfile import Plan
from scheduler.domain.rendering import TemplateMistake, Templates
from scheduler.library.models import Tip
from scheduler.plan.services.cards import shape_for
from scheduler.plan.services.facts import MAIL, Book, tip_content


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and no spare blanks: the same value always has the same bytes, hence the same hash."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain).encode()


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    return str(value)


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


def fingerprint(found: Templates) -> str:
    """Changes with any of their words."""
    return hashlib.sha256(canonical({name: source.text for name, source in found.sources.items()})).hexdigest()


def configured(account: Account, plan: Plan) -> Channel:
    """The channel as this account has it; answers to its mail go to the studio unless jobs.yaml says otherwise."""
    settings = {"name": account.name, "reply to": plan.studio.contact, **accounts.settings(account)}
    return registry.get(account.kind).configured(settings)


def outlet(account: Account, channel: Channel) -> Outlet:
    """The channel as composing sees it. A post has one embed: with a picture card its link stands in the text."""
    links = "text" if channel.links == "card" and shape_for(account, channel) else channel.links
    return Outlet(
        fits=lambda text: channel.count(text).fits, mail=account.kind == MAIL, folders=(account.name, account.kind),
        threads=channel.threads, links=links, limit=f"{channel.limit} {channel.unit}",
    )  # fmt: skip


def reason_not_to_fit(tip: Tip, account: Account, plan: Plan, book: Book) -> str:
    """Why the channel has no room for the tip, in the owner's words; "" when it has."""
    if account.kind == MAIL:
        return ""
    try:
        found = templates()
        facts = tip_content(plan, tip, book)
        settings = canonical(accounts.settings(account))
        return _fit(facts, account.name, account.kind, settings, _Held(found, fingerprint(found)))
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
