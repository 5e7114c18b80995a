"""What a message is made of, read from the rows: the facts that composing is given. (DESIGN section 3, templates.)"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count

from scheduler.classes import services as classes
from scheduler.classes.models import ClassSeries, ClassSession
from scheduler.classes.services import ClassRow
from scheduler.domain import phrases
from scheduler.domain.compose import ClassFacts, Content, StudioFacts, TipFacts
from scheduler.domain.drafts import Media
from scheduler.domain.jobsfile import Plan
from scheduler.domain.look import Look
from scheduler.domain.timing.zones import to_local
from scheduler.errors import Problem
from scheduler.library import services as library
from scheduler.library.models import Article, Tip
from scheduler.plan.models import Mention, Message

CLASSES_FOR = timedelta(days=7)
ANNOUNCED_FOR = timedelta(days=400)
MOST_CLASSES = 6
MAIL = "email"


def studio(plan: Plan) -> StudioFacts:
    """Who sends."""
    said = plan.studio
    lines = tuple(said.safety_lines().items())
    return StudioFacts(
        name=said.name, address=said.address, contact=said.contact, safety_line=lines[0][1] if lines else "",
        safety_lines=lines, url=said.url, phone=said.phone, language=said.language or "en", look=look(plan),
    )  # fmt: skip


def look(plan: Plan) -> Look:
    """How it looks. A logo that cannot be read is left out; `studio check` names it."""
    said = plan.look
    try:
        found = library.logo(said.logo, plan.studio.name)
    except Problem:
        found = None
    return Look(said.colour, said.font, said.button, said.card, found)


def tip_facts(tip: Tip, *, repeats: bool = False, language: str = "") -> TipFacts:
    """A tip as the templates get it. `language`: the studio's; the tip's is told where it is another one."""
    return TipFacts(
        title=tip.title, text=tip.text, section=tuple(tip.section), caveats=tuple(tip.caveats),
        needs_title=tip.needs_title, health_claim=tip.health_claim, carries=tip.carries, companion=tip.companion,
        heading_repeats=repeats, watch=tuple(tip.watch),
        language=written_in(tip.article, language) if language else "",
    )  # fmt: skip


def written_in(article: Article, language: str) -> str:
    """The article's language where that is not the studio's; "" too where the studio's is one that readers of
    articles do not know (domain/articles/kind.py tells English from French only). In the studio's country."""
    own = str(article.document.get("language", ""))
    base, _, region = language.partition("-")
    if base.lower() not in phrases.LANGUAGES or own.partition("-")[0] in ("", base.lower()):
        return ""
    return f"{own}-{region}" if region == "CA" and "-" not in own else own


def tip_content(plan: Plan, tip: Tip, book: Book) -> Content:
    """A tip by itself: what decides whether a channel has room for it."""
    article = tip.article
    repeats = (article.pk, tip.title) in book.repeated
    said = tip_facts(tip, repeats=repeats, language=plan.studio.language or "en")
    return Content(
        kind="tip", studio=studio(plan), tip=said, link=article.url,
        link_title=article.title, images=library.post_picture(article),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Book:
    """What is read once for many messages. `repeated`: (article, heading) that stands above more than one tip.
    `titles`: headings by number, for each (series, account). `announced`: uids of new classes, by message.
    `sessions`: class dates in order, over the time of all messages."""

    repeated: frozenset[tuple[int, str]] = frozenset()
    titles: Mapping[tuple[int, int], Mapping[int, str]] = field(default_factory=dict)
    announced: Mapping[int, list[str]] = field(default_factory=dict)
    sessions: Sequence[ClassSession] = ()

    def classes(self, after: datetime, until: datetime) -> list[ClassRow]:
        """The classes with a date in that time."""
        start, end = (bisect_right(self.sessions, moment, key=lambda one: one.starts_at) for moment in (after, until))
        return classes.rows_of(self.sessions[start:end])


def book_of(messages: Sequence[Message]) -> Book:
    """Everything that composing these messages needs to know besides themselves, in four questions."""
    ids, campaigns = [message.pk for message in messages], {message.campaign_id for message in messages}
    announced: dict[int, list[str]] = {}
    for message, uid in Mention.objects.filter(message__in=ids).order_by("pk").values_list("message", "class_uid"):
        announced.setdefault(message or 0, []).append(uid)
    first, last = min(message.at for message in messages), max(message.at for message in messages)
    return Book(
        repeated_headings(message.tip.article_id for message in messages if message.tip), _titles(campaigns), announced,
        classes.sessions_between(first, last + (ANNOUNCED_FOR if announced else CLASSES_FOR)),
    )  # fmt: skip


def _titles(campaigns: set[int | None]) -> dict[tuple[int, int], dict[int, str]]:
    """The heading at each place of each series that goes out, for “next time”."""
    over = ("void", "missed", "skipped", "cancelled")
    rows = Message.objects.filter(campaign__in=campaigns - {None}).exclude(state__in=over)
    found: dict[tuple[int, int], dict[int, str]] = {}
    for campaign, account, position, title in rows.values_list("campaign_id", "account_id", "position", "title"):
        found.setdefault((campaign or 0, account), {})[position] = title
    return found


def repeated_headings(articles: Iterable[int]) -> frozenset[tuple[int, str]]:
    """Headings under which an article has more than one tip."""
    rows = Tip.objects.filter(article__in=set(articles)).values("article", "title").annotate(n=Count("pk"))
    return frozenset((row["article"], row["title"]) for row in rows if row["n"] > 1)


def content(plan: Plan, message: Message, book: Book) -> Content:
    """The facts of one message."""
    mail = message.account.kind == MAIL
    made = _base(plan, message, book)
    if message.tip is not None:
        made = replace(made, position=message.position, of=message.of, next_title=_next_title(message, book))
    if mail and message.tip is not None:
        made = replace(made, images=library.letter_picture(message.tip.article))
    if mail and message.kind in {"tip", "classes"} and message.slot_id:
        made = replace(made, classes=class_block(plan, message, book))
    if message.kind == "announcement":
        made = replace(made, classes=tuple(_announced(plan, message, book)))
    words = message.words
    made = replace(made, in_archive=mail and plan.archive and not (message.kind == "tip" and message.slot_id is None))
    return replace(made, subject=str(words.get("subject", "")), title=str(words.get("title", "")) or made.title)


def _next_title(message: Message, book: Book) -> str:
    """The heading of the tip that follows in the series on this account; "" after the last."""
    places = book.titles.get((message.campaign_id or 0, message.account_id), {})
    following = min((number for number in places if number > message.position), default=0)
    return places.get(following, "")


def _base(plan: Plan, message: Message, book: Book) -> Content:
    if message.tip is not None:
        made = tip_content(plan, message.tip, book)
        title = str(message.words.get("title", ""))
        return replace(made, tip=replace(made.tip, title=title)) if title and made.tip else made
    if message.kind == "post":
        words, article = message.words, _article(str(message.words.get("article", "")))
        return Content(
            "post", studio(plan), title=str(words.get("title", "")), opening=str(words.get("text", "")),
            link=str(words.get("link", "")), link_title=str(words.get("link_title", "")),
            images=_post_picture(article, message.account.kind == MAIL),
            written_in=written_in(article, plan.studio.language) if article else "",
        )  # fmt: skip
    kind: Any = "announcement" if message.kind == "announcement" else "classes"
    link = message.series.url if message.series else ""
    return Content(kind, studio(plan), title=message.title if kind == "announcement" else "", link=link)


def _article(number: str) -> Article | None:
    """The article that a post was made from."""
    return Article.objects.filter(pk=number).first() if number.isdecimal() else None


def _post_picture(article: Article | None, mail: bool) -> tuple[Media, ...]:
    if article is None:
        return ()
    return library.letter_picture(article) if mail else library.post_picture(article)


def class_block(plan: Plan, message: Message, book: Book) -> tuple[ClassFacts, ...]:
    """The new classes this issue announces, then the coming week's, each once, six at the most beside the new ones."""
    new = _announced(plan, message, book)
    seen = {one.uid for one in new}
    week = [row for row in book.classes(message.at, message.at + CLASSES_FOR) if row.state != "full"]
    rest = [_facts(plan, row) for row in week if row.uid not in seen]
    return (*new, *rest[:MOST_CLASSES])


def open_classes(at: datetime) -> list[ClassRow]:
    """Classes of the week after `at` that have a place left."""
    return [row for row in classes.upcoming(at, at + CLASSES_FOR) if row.state != "full"]


def _announced(plan: Plan, message: Message, book: Book) -> list[ClassFacts]:
    uids = book.announced.get(message.pk, [])
    if not uids:
        return []
    rows = {row.uid: row for row in book.classes(message.at, message.at + ANNOUNCED_FOR)}
    said = dict(ClassSeries.objects.filter(uid__in=uids).values_list("uid", "description"))
    return [_facts(plan, rows[uid], said.get(uid, "")) for uid in dict.fromkeys(uids) if uid in rows]


def _facts(plan: Plan, row: ClassRow, description: str = "") -> ClassFacts:
    """Of an ordinary class the week's dates; of a new one its first three and its description."""
    starts = tuple(to_local(start, plan.studio.timezone) for start in row.starts[:3])
    return ClassFacts(row.uid, row.title, starts, row.teacher, row.place, row.url, description)
