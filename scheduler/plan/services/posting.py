"""A post or issue in a person's own words, once, at a time of her choice: the built-in rhythm `one-off`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from scheduler.accounts.models import Account
from scheduler.domain.timing.zones import resolve
from scheduler.errors import Problem
from scheduler.plan.models import Job, Message
from scheduler.plan.services.accepting import ONE_OFF, require
from scheduler.plan.services.composing import compose_drafts
from scheduler.plan.services.grace import grace


def post(
    text: str, channels: Collection[str], to_local: datetime, by: str, now: datetime,
    words: dict[str, str] | None = None,
) -> list[Message]:  # fmt: skip
    """One message per channel, as drafts. `to_local`: the studio's wall clock. `words`: `title`, `subject`, `link`."""
    plan = require()
    at = resolve(to_local, plan.studio.timezone).utc
    if at <= now:
        raise Problem(f"{to_local:%Y-%m-%d %H:%M} is over already: choose a later time.")
    if not text.strip():
        raise Problem("There are no words here: write the post first.")
    accounts = list(Account.objects.filter(name__in=channels).exclude(state="off"))
    if not accounts:
        raise Problem("Choose at least one channel.")
    said = {**(words or {}), "text": text.strip(), "by": by}
    title = said.get("title") or text.strip().splitlines()[0][:80]
    with transaction.atomic():
        Job.objects.get_or_create(name=ONE_OFF)
        made = [_message(account, title, said, at, now) for account in accounts]
        for message in made:
            message.late_after = at + grace(plan, ONE_OFF, message.account.name, message.account.kind)
            message.save()
    compose_drafts(now, made)
    return made


def _message(account: Account, title: str, words: dict[str, str], at: datetime, now: datetime) -> Message:
    return Message(
        account=account, job=ONE_OFF, kind="post", title=title[:300], words=words, at=at, created_at=now,
        why=f"written by {words['by']}",
    )  # fmt: skip
