"""One post or issue at a time of a person's choice, in her words or an article's: the built-in rhythm `one-off`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from scheduler.accounts.models import Account
from scheduler.domain.jobsfile import Plan
from scheduler.domain.timing import zones
from scheduler.domain.timing.zones import resolve
from scheduler.errors import Problem
from scheduler.library.models import Article
from scheduler.plan.models import Job, Message
from scheduler.plan.services.accepting import ONE_OFF, require
from scheduler.plan.services.composing import compose_drafts
from scheduler.plan.services.grace import grace
from scheduler.signals import happened

NINE = timedelta(hours=9)
OVER = ("void", "skipped", "missed", "cancelled")


def post(
    text: str, channels: Collection[str], to_local: datetime, by: str, now: datetime,
    words: dict[str, str] | None = None,
) -> list[Message]:  # fmt: skip
    """One message per channel, as drafts. `to_local`: the studio's wall clock. `words`: `title`, `subject`,
    `link`, `why`."""
    plan = require()
    at = resolve(to_local, plan.studio.timezone).utc
    if at <= now:
        raise Problem(f"{to_local:%Y-%m-%d %H:%M} is over already: choose a later time.")
    if not text.replace("\0", "").strip():
        raise Problem("There are no words here: write the post first.")
    accounts = list(Account.objects.filter(name__in=channels).exclude(state="off"))
    if not accounts:
        raise Problem("Choose at least one channel.")
    said = {name: value.replace("\0", "") for name, value in {**(words or {}), "text": text.strip(), "by": by}.items()}
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
        why=(words.get("why") or f"written by {words['by']}")[:500],
    )  # fmt: skip


def post_article(
    article_id: int, channels: Collection[str] | None, to_local: datetime | None, by: str, now: datetime,
    link: str | None = None,
) -> list[Message]:  # fmt: skip
    """News or an event as one post: its title, its opening word for word, its link. Drafts, as `post`.

    `channels` None: all of jobs.yaml. `to_local` None: tomorrow at 09:00. `link` None: the article's own.
    """
    plan = require()
    article = Article.objects.filter(pk=article_id).first()
    if article is None:
        raise Problem("There is no such article: read it in first.")
    _only_news_once(article)
    words = {
        "title": article.title, "link": article.url if link is None else link, "link_title": article.title,
        "article": str(article.pk),
        "why": f"one post from “{article.title}”, put in the plan by {by}",
    }  # fmt: skip
    to = list(plan.channels) if channels is None else channels
    with transaction.atomic():
        made = post(_opening(article), to, to_local or _tomorrow(plan, now), by, now, words)
        Article.objects.filter(pk=article.pk, state="draft").update(state="ready")
    text = f"“{article.title}” is one post now, as a draft."
    happened.send(sender=None, kind="new-post", text=text, now=now, link=f"/posts/{made[0].ref}/")
    return made


def _only_news_once(article: Article) -> None:
    if article.kind == "tips":
        raise Problem(f"“{article.title}” holds tips, no news: queue it under a rhythm of jobs.yaml.")
    earlier = Message.objects.filter(job=ONE_OFF, words__article=str(article.pk)).exclude(state__in=OVER).first()
    if earlier is not None:
        raise Problem(f"“{article.title}” is a post already, as {earlier.ref}: change that one, or skip it first.")


def _opening(article: Article) -> str:
    """Its first sentences; where splitting kept none, its first line below the title."""
    lines = [line for line in article.text.splitlines() if line.strip() and line.strip() != article.title]
    return str(article.document.get("opening") or (lines or [article.title])[0])


def _tomorrow(plan: Plan, now: datetime) -> datetime:
    day = zones.to_local(now, plan.studio.timezone).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    return day + timedelta(days=1) + NINE
