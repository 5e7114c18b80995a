"""`from:` of a rhythm: posts/ queues by itself, a feed's new entries become series that wait for a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
from scheduler.plan.services.following import behind
from scheduler.signals import happened

if TYPE_CHECKING:
    from scheduler.domain.articles.feed import Entry

THE_FILE = "jobs.yaml"
Fetch = Callable[[str], bytes]
PAGES = 10  # fetched at one look


def fetch_feed(address: str) -> bytes:
    """The feed's bytes, through the one safe fetcher."""
    return fetch(address, accept=FEEDS).data


def fetch_page(address: str) -> bytes:
    """The page of an entry, through the one safe fetcher."""
    return fetch(address).text


def take_in(home: Path, now: datetime, fetch: Fetch = fetch_feed, page: Fetch = fetch_page) -> None:
    """Look at every rhythm's `from:`. What cannot be read is told once and keeps nothing else from being read.

    fetch, page: how a feed and the page of an entry are asked for; never inside a transaction, since either may take
    10 seconds and nobody else can write meanwhile.
    """
    plan = accepted()
    for job in plan.jobs.values() if plan else ():
        if job.send != "tip" or not job.from_:
            continue
        try:
            _take_from(job, home, now, fetch, page)
        except Problem as problem:
            happened.send(
                sender=None, kind="source-unread", text=f"{job.name}: {problem}", now=now, needs_you=True
            )  # fmt: skip


def _take_from(job: JobEntry, home: Path, now: datetime, fetch: Fetch, page: Fetch) -> None:
    source = job.from_ or ""
    if source.startswith(("https://", "http://")):
        _take_feed(job, source, fetch(source), page, now)
    else:
        for post in library.not_queued(home):
            article = library.add_post(home, post.name, now)
            running = [series for series in behind(article.pk) if series.job == job.name]
            if running:
                _tell_of_edit(running[0], post.name, now, new=article.created_at == now)
            elif article.kind == "tips":
                queueing.queue(article.pk, job.name, by=THE_FILE, now=now)


def _tell_of_edit(series: Campaign, name: str, now: datetime, *, new: bool) -> None:
    """An edited file is no second series: whoever decides is asked whether the one that runs takes the new words."""
    if new:
        text = f"posts/{name} was edited: the series “{series.title}” still sends the earlier words."
        happened.send(
            sender=None, kind="new-entry", text=text, now=now, link=f"/series/{series.ref}/edited/", needs_you=True
        )  # fmt: skip


def _take_feed(job: JobEntry, address: str, data: bytes, fetch_page: Fetch, now: datetime) -> None:
    from scheduler.domain.articles.feed import entries  # loaded late: few studios have a feed

    try:
        found = entries(data, address)
    except UnreadableArticle as error:
        raise Problem(str(error)) from None
    problems: list[str] = []
    for entry in reversed(_new(address, found)):
        try:
            page = fetch_page(entry.url) if _is_cut_short(entry) else b""
            _draft_series(job, address, entry, page, now)
        except Problem as problem:  # of this entry; it keeps no other one from being read
            problems.append(f"“{entry.title or entry.url or entry.key}”: {problem}")
    if problems:
        raise Problem(problems[0] if len(problems) == 1 else f"{problems[0]} And {len(problems) - 1} more like it.")


def _new(address: str, found: Sequence[Entry]) -> list[Entry]:
    """The entries that are not known yet, newest first; of those to be fetched only so many at a look."""
    known, new, pages = library.known_entries(), [], 0
    for entry in found:
        if article := _known(address, entry, known):
            library.know_entry(article, entry.names)
            continue
        pages += _is_cut_short(entry)
        if pages <= PAGES or not _is_cut_short(entry):
            new.append(entry)
    return new


def _is_cut_short(entry: Entry) -> bool:
    """The feed has only its beginning, and tells where the rest is."""
    return not entry.whole and bool(entry.url)


def _known(address: str, entry: Entry, known: Mapping[str, int]) -> Article | None:
    """The article of this entry, known by any of its names; None for one that is new."""
    ids = [known[name] for name in entry.names if name in known]
    same = Article.objects.filter(pk__in=ids[:1]) if ids else Article.objects.filter(source=_source(address, entry))
    return same.first()


def _source(address: str, entry: Entry) -> str:
    """Names the entry for ever, however the feed repeats or edits it."""
    return f"{address}#{entry.key}"[:1000]


@transaction.atomic
def _draft_series(job: JobEntry, address: str, entry: Entry, page: bytes, now: datetime) -> None:
    article = library.add_entry(entry, page, source=_source(address, entry), now=now)
    Campaign.objects.create(article=article, job=job.name, title=article.title, channels=list(job.to))
    text = f"New on your blog: “{article.title}”. Look at its tips and queue them when you like them."
    happened.send(
        sender=None, kind="new-entry", text=text, now=now, link=f"/series/{article.pk}/tips/", needs_you=True
    )  # fmt: skip
