"""`read`: from bytes of any source to an Article."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

import regex

from scheduler.domain.articles import kind
from scheduler.domain.articles.builder import Draft, lay_out
from scheduler.domain.articles.encoding import decode
from scheduler.domain.articles.html import read_html
from scheduler.domain.articles.markdown import read_markdown
from scheduler.domain.articles.meta import Meta
from scheduler.domain.articles.model import Article, UnreadableArticle
from scheduler.domain.articles.text import read_text

FORMATS = ("text", "markdown", "html")
ENDINGS = {
    ".md": "markdown", ".markdown": "markdown", ".mdown": "markdown", ".mdx": "markdown",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".txt": "text", ".text": "text",
}  # fmt: skip
LOOKS_HTML = regex.compile(
    r"\s*(?:<!--.{0,2000}?-->\s*)*<(?:!doctype html|html|head|body|article|main|div|section|p|h[1-6]|table|span|"
    r"meta)\b",
    regex.I | regex.S,
)
TAGS = regex.compile(r"</(?:p|div|h[1-6]|li|section|article|span|body)\s*>", regex.I)
FRONT_MATTER = regex.compile(r"(?:---|\+\+\+)[ \t]*\r?\n[\w\"-]+\s*[:=]")
LOOKS_MARKDOWN = regex.compile(
    r"(?m)^#{1,4} +\S|^(?:===+|---+)\s*$(?<=\w.*\n.*)|\[[^\]\n]{1,200}\]\((?:https?://|/)[^)\s]{1,500}\)|"
    r"^\s*[*-] \*\*|\*\*[^*\n]{1,200}\*\*"
)


def read(data: bytes, *, source: str, format: str | None = None) -> Article:
    """The article in `data`.

    source: where it came from, for messages: a path, an address, "-". format: one of FORMATS; None guesses from the
    name and the content. Raises UnreadableArticle (empty, binary, too large, no words), with one sentence.
    """
    if format is not None and format not in FORMATS:
        raise UnreadableArticle(f"{source}: “{format}” is no format that can be read; use one of {', '.join(FORMATS)}.")
    text, _ = decode(data, source)
    chosen = format or guess_format(source, text)
    read_one: Callable[[str, str], tuple[Draft, Meta]] = {"text": _plain, "markdown": read_markdown, "html": read_html}[
        chosen
    ]
    draft, meta = read_one(text, source)
    return _article(draft, meta, _Came(source, chosen, text))


@dataclass(frozen=True)
class _Came:
    source: str
    format: str
    raw: str


def guess_format(source: str, text: str) -> str:
    """ "text", "markdown" or "html", from the file's name and then from its first characters."""
    ending = PurePosixPath(source.split("?", 1)[0]).suffix.lower()
    head = text[:20000]
    if LOOKS_HTML.match(head) or (ending not in (".md", ".markdown") and len(TAGS.findall(head)) >= 3):
        return "html"
    if ENDINGS.get(ending) in ("markdown", "html"):
        return ENDINGS[ending]
    if FRONT_MATTER.match(head) or len(LOOKS_MARKDOWN.findall(head)) >= 2:
        return "markdown"
    return "text"


def _plain(text: str, source: str) -> tuple[Draft, Meta]:
    draft = read_text(text)
    return draft, Meta(title=draft.title)


def _article(draft: Draft, meta: Meta, came: _Came) -> Article:
    laid = lay_out(draft)
    if not any(letter.isalnum() for letter in laid.text):
        raise UnreadableArticle(
            f"{came.source} has no words to read; choose the file or page that holds the article's text."
        )
    content = "\n".join(piece.text for piece in draft.pieces if piece.kind not in ("junk", "title"))
    guessed, why = kind.guess(meta.title, content)
    return Article(
        title=meta.title,
        format=came.format,
        source=came.source,
        text=laid.text,
        blocks=laid.blocks,
        kind=guessed,
        kind_reason=why,
        images=laid.images,
        links=laid.links,
        videos=laid.videos,
        date=_aware(meta.date),
        author=meta.author,
        url=meta.url,
        language=meta.language or kind.language(content or laid.text),
        raw=came.raw,
    )


def _aware(date: datetime | None) -> datetime | None:
    return date
