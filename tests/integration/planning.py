"""What tests of the plan share: a jobs.yaml in one line, an article of n tips, a queued series."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import connection

from scheduler.library.models import Article
from scheduler.plan import services as plan
from scheduler.plan.models import Campaign, Message
from tests import builders

NOW = datetime(2027, 2, 10, 14, 0, tzinfo=UTC)  # Wednesday, 09:00 in Toronto
WEEK = timedelta(days=7)

HEAD = """\
version: 1
studio:
  name: Willow Street Yoga
  timezone: America/Toronto
  address: 12 Willow Street, Kitchener ON  N2H 1A1
  contact: hello@willow.example
  safety_line: General information, not medical advice.
"""
CHANNELS = """\
channels:
  newsletter: {kind: email, from: Willow Street Yoga <hello@willow.example>}
  bluesky: {kind: bluesky, account: willow.example}
"""
TUESDAYS = """\
jobs:
  weekly-tip:
    send: tip
    to: [newsletter, bluesky]
    every: tuesday at 09:00
"""


def accept(jobs: str = TUESDAYS, *, quiet: str = "", channels: str = CHANNELS, now: datetime = NOW) -> None:
    """Accept a jobs.yaml made of these parts."""
    plan.accept(HEAD + quiet + channels + jobs, "owner@willow.example", now)


def with_lines(*lines: str, jobs: str = TUESDAYS) -> str:
    """The jobs with further lines of the last one."""
    return jobs + "".join(f"    {line}\n" for line in lines)


def article_of(count: int, title: str = "Rolling the feet", **more: Any) -> Article:
    """An article with that many tips, each worth an issue."""
    article = builders.an_article(title)
    for number in range(1, count + 1):
        builders.a_tip(
            article, title=f"{title} {number}", **more,
            text=f"Roll your {title.rpartition(' ')[2]} for a minute, number {number}. Breathe out slowly as you roll.",
        )  # fmt: skip
    return article


def queued(count: int = 3, title: str = "Rolling the feet", now: datetime = NOW, **more: Any) -> Campaign:
    """A series of that many tips under the weekly rhythm."""
    return plan.queue(article_of(count, title).pk, "weekly-tip", "owner@willow.example", now, **more).campaign


def laid(account: str = "newsletter") -> list[tuple[str, str]]:
    """(title, local day and time) of everything that is still to go out on the account."""
    found = Message.objects.filter(account__name=account, state__in=("draft", "approved")).order_by("at")
    return [(message.title, local(message.at)) for message in found]


def local(at: datetime) -> str:
    """`02-16 09:00`, in Toronto."""
    from scheduler.domain.timing.zones import to_local

    return f"{to_local(at, 'America/Toronto'):%m-%d %H:%M}"


def close(message: Message, state: str, now: datetime, reason: str = "") -> None:
    """As the ledger ends a message."""
    Message.objects.filter(pk=message.pk).update(state=state, closed_at=now, frozen_at=now, reason=reason)


def fingerprint() -> str:
    """Every row of every table."""
    digest = hashlib.sha256()
    for model in sorted(apps.get_models(), key=lambda model: model._meta.db_table):
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            rows = sorted(repr(row) for row in cursor.fetchall())
        digest.update(f"{model._meta.db_table}{rows}".encode())
    return digest.hexdigest()
