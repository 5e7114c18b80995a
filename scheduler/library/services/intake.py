"""Articles read, split and kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import QuerySet

from scheduler.domain import articles as reading
from scheduler.domain import tips as splitting
from scheduler.errors import Problem
from scheduler.library.models import Article, Tip
from scheduler.library.services.pictures import picture_of
from scheduler.library.services.rereading import carry_over, sections_of

if TYPE_CHECKING:
    from scheduler.domain.articles.feed import Entry

PASTED = ("pasted text", "-")
TIPS = "tips"

BOOK = 150_000
MOST_NAMES = 24  # of an entry of a feed


@transaction.atomic
def add_article(data: bytes, *, source: str, now: datetime, format: str | None = None) -> Article:
    """Read and split. The same bytes from the same source are the same article; Problem when nothing can be read.

    When a file or a page was read before and says something else now, the tips whose words are gone become stale, and
    only the sections that changed are split anew (`rereading`).
    """
    sha256 = hashlib.sha256(data).hexdigest()
    same = Article.objects.filter(source=source[:1000], sha256=sha256).first()
    if same is not None:
        return same
    try:
        read = reading.read(data, source=source, format=format)
    except reading.UnreadableArticle as error:
        raise Problem(str(error)) from None
    return _add(read, source, sha256, now)


def add_entry(entry: Entry, page: bytes, *, source: str, now: datetime) -> Article:
    """An entry of a feed. `page`: what stands at its address, where the feed only has its beginning; else empty.
    Problem when nothing can be read."""
    if page:
        article = add_article(page, source=source, now=now, format="html")
    else:
        sha256 = hashlib.sha256(entry.html.encode("utf-8", "replace")).hexdigest()
        try:
            article = _add(reading.read_one(entry, source), source, sha256, now)
        except reading.UnreadableArticle as error:
            raise Problem(str(error)) from None
    know_entry(article, entry.names)
    return article


def know_entry(article: Article, names: Iterable[str]) -> None:
    """Remember by what else the entry of a feed is known, of which this article was made."""
    known = article.document.get("entry", [])
    if new := [name for name in names if name not in known]:
        article.document["entry"] = [*known, *new][-MOST_NAMES:]
        article.save(update_fields=["document"])


def known_entries() -> dict[str, int]:
    """Every name by which an entry of a feed is known already → its article."""
    rows = Article.objects.filter(source__contains="#").values_list("pk", "document__entry")
    return {name: pk for pk, names in rows for name in names or ()}


def _add(read: reading.Article, source: str, sha256: str, now: datetime) -> Article:
    if len(read.text) > BOOK:
        raise Problem(
            f"{source} is as long as a book ({len(read.text) // 1000:,} thousand characters): "
            "take its chapters one by one, each as an article of its own."
        )
    found = splitting.split(read)
    article = _save_article(found, source, sha256, now)
    if article.kind != TIPS:
        found = splitting.split(replace(read, kind=TIPS))
        article.document["as_tips"] = {
            "warnings": list(found.warnings), "good_weeks": found.good_weeks, "unused": _document(found)["unused"],
            "edits": _document(found)["edits"],
        }  # fmt: skip
        article.save(update_fields=["document"])
    Tip.objects.bulk_create(_tip(article, number, tip, found) for number, tip in enumerate(found.tips, 1))
    if article.source not in PASTED:
        carry_over(article)
        _mark_stale(article)
    return article


@transaction.atomic
def take_tips(article_id: int) -> Article:
    """A person's word that it is no news: its tips count after all. They were found when it was read."""
    found = article(article_id)
    as_tips = found.document.pop("as_tips", None)
    if as_tips is None or found.kind == TIPS:
        return found
    found.kind, found.warnings, found.good_weeks = TIPS, as_tips["warnings"], as_tips["good_weeks"]
    found.document |= {"unused": as_tips["unused"], "edits": as_tips["edits"], "opening": "", "kind_reason": ""}
    found.save()
    return found


@transaction.atomic
def settle_kind(article_id: int, news: bool) -> Article:
    """A person's answer where it was not sure: news, which makes one post, or an article with tips."""
    found = article(article_id)
    if found.kind != TIPS or not found.document.get("kind_reason"):
        return found
    if news:
        kept = {"warnings": found.warnings, "good_weeks": found.good_weeks}
        found.document["as_tips"] = {**kept, "unused": found.document["unused"], "edits": found.document["edits"]}
        found.document["opening"] = found.document.get("first_words", "")
        found.kind, found.warnings = "news", []
    found.document["kind_reason"] = "you said so" if news else ""
    found.save()
    return found


def _save_article(found: splitting.Split, source: str, sha256: str, now: datetime) -> Article:
    read = found.article
    picture, alt, kind = picture_of(read)
    return Article.objects.create(
        source=source[:1000], format=read.format, kind=read.kind, title=read.title[:300], url=_web(read.url),
        author=read.author[:200], text=read.text, sha256=sha256, created_at=now,
        document={**_document(found), "image_type": kind},
        warnings=list(found.warnings), good_weeks=found.good_weeks, image_id=picture, image_alt=alt[:500],
    )  # fmt: skip


def _web(url: str) -> str:
    return url[:1000] if url.startswith(("https://", "http://")) else ""


def _document(found: splitting.Split) -> dict[str, Any]:
    read = found.article
    return {
        "first_words": splitting.opening_of(read), "opening": found.opening,
        "kind_reason": read.kind_reason, "language": read.language,
        "date": read.date.isoformat() if read.date else "",
        "images": [asdict(image) for image in read.images], "links": [asdict(link) for link in read.links],
        "videos": [asdict(video) for video in read.videos],
        "unused": [{"text": rest.text, "reason": rest.reason, "span": list(rest.span)} for rest in found.unused],
        "edits": [{"at": edit.at, "insert": edit.insert} for edit in found.edits],
        "sections": sections_of(read.blocks),
    }  # fmt: skip


def _tip(article: Article, number: int, tip: splitting.Tip, found: splitting.Split) -> Tip:
    inside = [e for e in found.edits if any(start < e.at < end for start, end in tip.spans)]
    return Tip(
        article=article, position=number, rank=tip.rank, title=tip.title[:300], section=list(tip.section),
        text=tip.text, spans=[list(span) for span in tip.spans], caveats=list(tip.caveats), reasons=list(tip.reasons),
        edits=[{"at": edit.at, "insert": edit.insert} for edit in inside], role=tip.role, worth=tip.worth,
        worth_reason=tip.worth_reason[:300], carries=tip.carries, companion=tip.why, needs_title=tip.needs_title,
        health_claim=tip.health_claim, watch=list(tip.watch),
    )  # fmt: skip


def _mark_stale(article: Article) -> None:
    earlier = Tip.objects.filter(article__source=article.source, state="fresh").exclude(article=article)
    gone = [tip.pk for tip in earlier.only("pk", "text") if not tip.own_words and tip.text not in article.text]
    Tip.objects.filter(pk__in=gone).update(state="stale")


def fetch_article(url: str, now: datetime) -> Article:
    """Read the page at an https address."""
    from scheduler.library.fetch import fetch

    fetched = fetch(url)
    return add_article(fetched.text, source=url, now=now, format="html" if "html" in fetched.type else None)


def article(article_id: int) -> Article:
    """The article; Problem when there is none."""
    found = Article.objects.filter(pk=article_id).first()
    if found is None:
        raise Problem("There is no such article; it may have been put away.")
    return found


def newest_version(found: Article) -> Article | None:
    """The article as it was read last, where that was after this one; None when nothing newer was read."""
    if found.source in PASTED:
        return None
    newer = Article.objects.filter(source=found.source, kind=TIPS, pk__gt=found.pk).exclude(state="archived")
    return newer.order_by("-created_at", "-pk").first()


def articles() -> QuerySet[Article]:
    """All that are not put away, newest first, each with its series."""
    return Article.objects.exclude(state="archived").prefetch_related("campaigns").order_by("-created_at", "-pk")
