"""Articles read in, their tips, and what a person says about them; payloads and pictures as rows."""

from __future__ import annotations

import hashlib
import re
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max, QuerySet

from scheduler import config
from scheduler.domain import articles as reading
from scheduler.domain import tips as splitting
from scheduler.domain.rendering import strip_private_use
from scheduler.domain.states import TIP
from scheduler.domain.tips.worth import is_health_claim
from scheduler.errors import Problem
from scheduler.library.models import Article, Blob, Tip

if TYPE_CHECKING:
    from scheduler.domain.articles.feed import Entry

POSTS = "posts"
SUFFIXES = (".md", ".markdown", ".txt", ".html", ".htm")
PASTED = ("pasted text", "-")
PICTURES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}
LARGEST_PICTURE = 5 * 1024 * 1024
_FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_KEY = re.compile(r"^(image(?:[ _]alt)?|alt)[ \t]*:[ \t]*(.+?)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
LONGEST_TITLE, LONGEST_TEXT = 200, 4000


@dataclass(frozen=True, slots=True)
class Post:
    """A file in posts/ that is not queued yet. `name` is relative to the folder."""

    name: str
    title: str


# --- blobs ---


def blob(data: bytes, kind: str) -> str:
    """Keep the bytes; answers their SHA-256, which names them."""
    sha256 = hashlib.sha256(data).hexdigest()
    Blob.objects.bulk_create([Blob(sha256=sha256, type=kind, bytes=data)], ignore_conflicts=True)
    return sha256


def load_blob(sha256: str) -> bytes:
    """The bytes of that name."""
    return bytes(Blob.objects.values_list("bytes", flat=True).get(pk=sha256))


def picture(sha256: str) -> tuple[bytes, str] | None:
    """The bytes and the type of a kept picture; None for anything else, so that no page of ours serves it."""
    found = Blob.objects.filter(pk=sha256, type__in=PICTURES.values()).first()
    return (bytes(found.bytes), found.type) if found else None


# --- articles ---


@transaction.atomic
def add_article(data: bytes, *, source: str, now: datetime, format: str | None = None) -> Article:
    """Read and split. The same bytes from the same source are the same article; Problem when nothing can be read.

    When a file or a page was read before and says something else now, the tips whose words are gone become stale.
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


def add_entry(entry: Entry, *, source: str, now: datetime) -> Article:
    """An entry of a feed; where the feed only has its beginning, the page it points to."""
    if not entry.whole and entry.url:
        from scheduler.library.fetch import fetch

        return add_article(fetch(entry.url).data, source=source, now=now, format="html")
    sha256 = hashlib.sha256(entry.html.encode()).hexdigest()
    return _add(reading.read_one(entry, source), source, sha256, now)


def _add(read: reading.Article, source: str, sha256: str, now: datetime) -> Article:
    found = splitting.split(read)
    article = _save_article(found, source, sha256, now)
    Tip.objects.bulk_create(_tip(article, number, tip, found) for number, tip in enumerate(found.tips, 1))
    _mark_stale(article)
    return article


def _save_article(found: splitting.Split, source: str, sha256: str, now: datetime) -> Article:
    read = found.article
    picture, alt, kind = _picture(read)
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
        "kind_reason": read.kind_reason, "language": read.language, "opening": found.opening,
        "date": read.date.isoformat() if read.date else "",
        "images": [asdict(image) for image in read.images], "links": [asdict(link) for link in read.links],
        "videos": [asdict(video) for video in read.videos],
        "unused": [{"text": rest.text, "reason": rest.reason, "span": list(rest.span)} for rest in found.unused],
        "edits": [{"at": edit.at, "insert": edit.insert} for edit in found.edits],
    }  # fmt: skip


def _tip(article: Article, number: int, tip: splitting.Tip, found: splitting.Split) -> Tip:
    inside = [e for e in found.edits if any(start < e.at < end for start, end in tip.spans)]
    return Tip(
        article=article, position=number, rank=tip.rank, title=tip.title[:300], section=list(tip.section),
        text=tip.text, spans=[list(span) for span in tip.spans], caveats=list(tip.caveats), reasons=list(tip.reasons),
        edits=[{"at": edit.at, "insert": edit.insert} for edit in inside], role=tip.role, worth=tip.worth,
        worth_reason=tip.worth_reason[:300], carries=tip.carries, companion=tip.why, needs_title=tip.needs_title,
        health_claim=tip.health_claim,
    )  # fmt: skip


def _mark_stale(article: Article) -> None:
    if article.source in PASTED:
        return
    earlier = Tip.objects.filter(article__source=article.source, state="fresh").exclude(article=article)
    gone = [tip.pk for tip in earlier.only("pk", "text") if not tip.own_words and tip.text not in article.text]
    Tip.objects.filter(pk__in=gone).update(state="stale")


def _picture(read: reading.Article) -> tuple[str | None, str, str]:
    """The first picture that is a described file of this home: bytes as a row, its alt text, its type.

    `image:` and `image alt:` of the front matter come first, then the pictures in the text."""
    for address, alt in (_front_picture(read.raw), *((image.url, image.alt) for image in read.images)):
        path = _in_home(address)
        if path is not None and alt.strip() and path.stat().st_size <= LARGEST_PICTURE:
            data = path.read_bytes()
            kind = next((kind for magic, kind in PICTURES.items() if data.startswith(magic)), "")
            if kind:
                return blob(data, kind), alt.strip(), kind
    return None, "", ""


def _front_picture(raw: str) -> tuple[str, str]:
    front = _FRONT.match(raw[:20_000])
    said = dict(_KEY.findall(front[1])) if front else {}
    named = {name.lower().replace("_", " "): value.strip().strip("\"'") for name, value in said.items()}
    return named.get("image", ""), named.get("image alt", "") or named.get("alt", "")


def _in_home(address: str) -> Path | None:
    """The file of that relative name in posts/ or the home; never one outside."""
    if not address or "://" in address or "\0" in address or len(address) > 500:
        return None
    home = config.home()
    for folder in (home / POSTS, home):
        path = (folder / address.lstrip("/")).resolve()
        if path.is_relative_to(home) and path.is_file():
            return path
    return None


def fetch_article(url: str, now: datetime) -> Article:
    """Read the page at an https address."""
    from scheduler.library.fetch import fetch

    fetched = fetch(url)
    return add_article(fetched.data, source=url, now=now, format="html" if "html" in fetched.type else None)


def article(article_id: int) -> Article:
    """The article; Problem when there is none."""
    found = Article.objects.filter(pk=article_id).first()
    if found is None:
        raise Problem("There is no such article; it may have been put away.")
    return found


def articles() -> QuerySet[Article]:
    """All that are not put away, newest first, each with its series."""
    return Article.objects.exclude(state="archived").prefetch_related("campaigns").order_by("-created_at", "-pk")


# --- the folder posts/ ---


def not_queued(home: Path) -> list[Post]:
    """Files in posts/ whose present words are in no series yet."""
    queued = set(Article.objects.filter(campaigns__isnull=False).values_list("sha256", flat=True))
    return [
        Post(path.name, path.stem.replace("-", " ").replace("_", " ").strip().capitalize())
        for path in _posts(home)
        if hashlib.sha256(path.read_bytes()).hexdigest() not in queued
    ]


def _posts(home: Path) -> list[Path]:
    folder = home / POSTS
    if not folder.is_dir():
        return []
    return [path for path in sorted(folder.iterdir()) if path.suffix.lower() in SUFFIXES and path.is_file()]


def _source_of(path: Path) -> str:
    return f"{POSTS}/{path.name}"


def add_post(home: Path, name: str, now: datetime) -> Article:
    """Read a file of posts/ by its name."""
    path = next((path for path in _posts(home) if path.name == name), None)
    if path is None:
        raise Problem(f"There is no {POSTS}/{name} any more; look at the list again.")
    return add_article(path.read_bytes(), source=_source_of(path), now=now)


# --- tips ---


def tips(article_id: int) -> QuerySet[Tip]:
    """In the order of the article."""
    return Tip.objects.filter(article=article_id).order_by("position")


def tip(tip_id: int) -> Tip:
    """The tip; Problem when there is none."""
    found = Tip.objects.select_related("article").filter(pk=tip_id).first()
    if found is None:
        raise Problem("This tip is not there any more; go back to the article and look again.")
    return found


def drop_tip(tip_id: int) -> Tip:
    """Leave it out of every series; it can be put back."""
    return _become(tip(tip_id), "retired")


def restore_tip(tip_id: int) -> Tip:
    """Put a dropped tip back, or say that one is right although the article changed."""
    return _become(tip(tip_id), "fresh")


def _become(found: Tip, state: str) -> Tip:
    if found.state != state:
        TIP.require(found.state, state)
        found.state = state
        found.save(update_fields=["state"])
    return found


def retitle_tip(tip_id: int, title: str, by: str) -> Tip:
    """A person's own heading above the tip."""
    words = _words(" ".join(title.split()), LONGEST_TITLE)
    return _own(tip(tip_id), "title", words, by, title=words)


def change_words(tip_id: int, text: str, by: str) -> Tip:
    """A person's words in the place of the article's; the spans still say where the article's stand."""
    words = _words(text, LONGEST_TEXT)
    return _own(tip(tip_id), "words", words, by, text=words)


def add_line(tip_id: int, text: str, by: str) -> Tip:
    """A line of a person's own below the article's words."""
    found, words = tip(tip_id), _words(text, LONGEST_TEXT)
    return _own(found, "line", words, by, text=f"{found.text}\n{words}")


@transaction.atomic
def add_own_tip(article_id: int, title: str, text: str, by: str) -> Tip:
    """A tip in a person's own words, where the article says too little: the last of its tips, kept under the name."""
    words, heading = _words(text, LONGEST_TEXT), _words(" ".join(title.split()), LONGEST_TITLE)
    places = Tip.objects.filter(article=article(article_id)).aggregate(last=Max("position"), rank=Max("rank"))
    return Tip.objects.create(
        article_id=article_id, position=(places["last"] or 0) + 1, rank=(places["rank"] or 0) + 1, title=heading,
        section=[heading], text=words, role="how-to", worth="do", worth_reason=f"written by {by}"[:300],
        own_words=[{"what": "words", "text": words, "by": by}], health_claim=is_health_claim(words),
    )  # fmt: skip


def _words(text: str, longest: int) -> str:
    words = strip_private_use(text.replace("\r\n", "\n")).strip()
    if not words:
        raise Problem("There are no words here: write some, or drop the tip.")
    if len(words) > longest:
        raise Problem(f"This is longer than {longest} characters: make it shorter.")
    return words


def _own(found: Tip, what: str, words: str, by: str, **fields: str) -> Tip:
    """Keep who wrote what (promise 1): own words are shown in another colour and listed."""
    for name, value in fields.items():
        setattr(found, name, value)
    kept = [entry for entry in found.own_words if what == "line" or entry["what"] != what]
    found.own_words = [*kept, {"what": what, "text": words, "by": by}]
    found.save()
    return found
