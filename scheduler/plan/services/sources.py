"""`from:` of a rhythm: posts/ queues by itself, a feed's new entries become series that wait for a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction

from scheduler.domain.articles import UnreadableArticle
from scheduler.domain.jobsfile import JobEntry
from scheduler.errors import Problem
from scheduler.library import services as library
from scheduler.library.fetch import FEEDS, fetch
from scheduler.library.models import Article
from scheduler.plan.models import Campaign
from scheduler.plan.services import queueing
from scheduler.plan.services.accepting import accepted
from scheduler.signals import happened

if TYPE_CHECKING:
    from scheduler.domain.articles.feed import Entry

THE_FILE = "jobs.yaml"
Fetch = Callable[[str], bytes]


def fetch_feed(address: str) -> bytes:
    """The feed's bytes, through the one safe fetcher."""
    return fetch(address, accept=FEEDS).data


def take_in(home: Path, now: datetime, fetch: Fetch = fetch_feed) -> None:
    """Look at every rhythm's `from:`. What cannot be read is told once and keeps nothing else from being read."""
    plan = accepted()
    for job in plan.jobs.values() if plan else ():
        if job.send != "tip" or not job.from_:
            continue
        try:
            _take_from(job, home, now, fetch)
        except Problem as problem:
            happened.send(
                sender=None, kind="source-unread", text=f"{job.name}: {problem}", now=now, needs_you=True
            )  # fmt: skip


def _take_from(job: JobEntry, home: Path, now: datetime, fetch: Fetch) -> None:
    source = job.from_ or ""
    if source.startswith(("https://", "http://")):
        _take_feed(job, source, fetch(source), now)
    else:
        for post in library.not_queued(home):
            article = library.add_post(home, post.name, now)
            if article.kind == "tips":
                queueing.queue(article.pk, job.name, by=THE_FILE, now=now)


def _take_feed(job: JobEntry, address: str, data: bytes, now: datetime) -> None:
    from scheduler.domain.articles.feed import entries  # loaded late: few studios have a feed

    try:
        found = entries(data, address)
    except UnreadableArticle as error:
        raise Problem(str(error)) from None
    for entry in reversed(found):
        if not Article.objects.filter(source=_source(address, entry)).exists():
            _draft_series(job, address, entry, now)


def _source(address: str, entry: Entry) -> str:
    """Names the entry for ever, however the feed repeats or edits it."""
    return f"{address}#{entry.key}"[:1000]


@transaction.atomic
def _draft_series(job: JobEntry, address: str, entry: Entry, now: datetime) -> None:
    article = library.add_entry(entry, source=_source(address, entry), now=now)
    Campaign.objects.create(article=article, job=job.name, title=article.title, channels=list(job.to))
    text = f"New on your blog: “{article.title}”. Look at its tips and queue them when you like them."
    happened.send(
        sender=None, kind="new-entry", text=text, now=now, link=f"/series/{article.pk}/tips/", needs_you=True
    )  # fmt: skip
