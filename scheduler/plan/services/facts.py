"""What a message is made of, read from the rows: the facts that composing is given. (DESIGN section 3, templates.)"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count

from scheduler.classes import services as classes
from scheduler.classes.models import ClassSeries
from scheduler.classes.services import ClassRow
from scheduler.domain.compose import ClassFacts, Content, StudioFacts, TipFacts
from scheduler.domain.drafts import Media
from scheduler.domain.jobsfile import Plan
from scheduler.domain.timing.zones import to_local
from scheduler.library.models import Article, Tip
from scheduler.plan.models import Message

CLASSES_FOR = timedelta(days=7)
ANNOUNCED_FOR = timedelta(days=400)
MOST_CLASSES = 6
MAIL = "email"


def studio(plan: Plan) -> StudioFacts:
    """Who sends."""
    said = plan.studio
    return StudioFacts(
        said.name, said.address, said.contact, said.safety_line, said.url, said.phone, said.language or "en"
    )


def tip_facts(tip: Tip, *, repeats: bool = False) -> TipFacts:
    """A tip as the templates get it."""
    return TipFacts(
        title=tip.title, text=tip.text, section=tuple(tip.section), caveats=tuple(tip.caveats),
        needs_title=tip.needs_title, health_claim=tip.health_claim, carries=tip.carries, companion=tip.companion,
        heading_repeats=repeats,
    )  # fmt: skip


def tip_content(plan: Plan, tip: Tip, book: Book) -> Content:
    """A tip by itself: what decides whether a channel has room for it."""
    article = tip.article
    repeats = (article.pk, tip.title) in book.repeated
    return Content(
        kind="tip", studio=studio(plan), tip=tip_facts(tip, repeats=repeats), link=article.url,
        link_title=article.title, images=pictures(article),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Book:
    """What is read once for many messages. `repeated`: (article, heading) that stands above more than one tip.
    `titles`: the heading at each (series, account, number)."""

    repeated: frozenset[tuple[int, str]] = frozenset()
    titles: Mapping[tuple[int, int, int], str] = field(default_factory=dict)


def repeated_headings(articles: Iterable[int]) -> frozenset[tuple[int, str]]:
    """Headings under which an article has more than one tip."""
    rows = Tip.objects.filter(article__in=set(articles)).values("article", "title").annotate(n=Count("pk"))
    return frozenset((row["article"], row["title"]) for row in rows if row["n"] > 1)


def pictures(article: Article) -> tuple[Media, ...]:
    """The article's picture, when somebody described it (promise 10)."""
    if article.image_id is None or not article.image_alt.strip():
        return ()
    return (Media(article.image_id, article.document["image_type"], article.image_alt),)


def content(plan: Plan, message: Message, book: Book) -> Content:
    """The facts of one message."""
    mail = message.account.kind == MAIL
    made = _base(plan, message, book)
    if message.tip is not None:
        key = (message.campaign_id or 0, message.account_id, message.position + 1)
        made = replace(made, position=message.position, of=message.of, next_title=book.titles.get(key, ""))
    if mail and message.kind in {"tip", "classes"} and message.slot_id:
        made = replace(made, classes=class_block(plan, message))
    if message.kind == "announcement":
        made = replace(made, classes=tuple(_announced(plan, message)))
    words = message.words
    return replace(made, subject=str(words.get("subject", "")), title=str(words.get("title", "")) or made.title)


def _base(plan: Plan, message: Message, book: Book) -> Content:
    if message.tip is not None:
        made = tip_content(plan, message.tip, book)
        title = str(message.words.get("title", ""))
        return replace(made, tip=replace(made.tip, title=title)) if title and made.tip else made
    if message.kind == "post":
        words = message.words
        return Content(
            "post", studio(plan), title=str(words.get("title", "")), opening=str(words.get("text", "")),
            link=str(words.get("link", "")), link_title=str(words.get("link_title", "")),
        )  # fmt: skip
    kind: Any = "announcement" if message.kind == "announcement" else "classes"
    link = message.series.url if message.series else ""
    return Content(kind, studio(plan), title=message.title if kind == "announcement" else "", link=link)


def class_block(plan: Plan, message: Message) -> tuple[ClassFacts, ...]:
    """The new classes this issue announces, then the coming week's, each once, six at the most beside the new ones."""
    new = list(_announced(plan, message))
    seen = {one.uid for one in new}
    week = open_classes(message.at)
    rest = [_facts(plan, row, message.at) for row in week if row.uid not in seen]
    return (*new, *rest[:MOST_CLASSES])


def open_classes(at: datetime) -> list[ClassRow]:
    """Classes of the week after `at` that have a place left."""
    return [row for row in classes.upcoming(at, at + CLASSES_FOR) if row.state != "full"]


def _announced(plan: Plan, message: Message) -> Iterable[ClassFacts]:
    uids = list(message.mention_set.order_by("pk").values_list("class_uid", flat=True))
    if not uids:
        return []
    rows = {row.uid: row for row in classes.upcoming(message.at, message.at + ANNOUNCED_FOR)}
    said = dict(ClassSeries.objects.filter(uid__in=uids).values_list("uid", "description"))
    return [_facts(plan, rows[uid], message.at, said.get(uid, "")) for uid in dict.fromkeys(uids) if uid in rows]


def _facts(plan: Plan, row: ClassRow, after: datetime, description: str = "") -> ClassFacts:
    """Of an ordinary class the week's dates; of a new one its first three and its description."""
    zone = plan.studio.timezone
    starts = tuple(to_local(start, zone) for start in row.starts if start > after)[:3]
    return ClassFacts(row.uid, row.title, starts, row.teacher, row.place, row.url, description)
