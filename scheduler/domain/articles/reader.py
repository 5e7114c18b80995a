"""`read`: from bytes of any source to an Article."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import regex

from scheduler.domain.articles import kind
from scheduler.domain.articles.builder import Draft, lay_out
from scheduler.domain.articles.encoding import decode, refuse_size
from scheduler.domain.articles.json_feed import is_json_feed
from scheduler.domain.articles.meta import Meta
from scheduler.domain.articles.model import Article, UnreadableArticle
from scheduler.domain.articles.text import read_text

if TYPE_CHECKING:
    from scheduler.domain.articles.feed import Entry

LOOKS_FEED = regex.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<\?[^>]{0,300}\?>\s*|<!--.{0,2000}?-->\s*)*<(?:rss|feed|rdf:RDF)\b", regex.S
)
FORMATS = ("text", "markdown", "html", "docx", "feed")
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
    r"^\s*[*-] \*\*|(?<!\*)\*\*(?!\*)[^*\n]{1,200}\*\*(?!\*)"
)


def read(data: bytes, *, source: str, format: str | None = None) -> Article:
    """The article in `data`.

    source: where it came from, for messages: a path, an address, "-". format: one of FORMATS; None guesses from the
    name and the content. Of a feed it is the newest entry (`feed.entries` gives them all). Raises UnreadableArticle
    (empty, binary, too large, no words), with one sentence.
    """
    if format is not None and format not in FORMATS:
        raise UnreadableArticle(f"{source}: “{format}” is no format that can be read; use one of {', '.join(FORMATS)}.")
    refuse_size(data, source)
    if format == "docx" or (format is None and _is_docx(data)):
        return _read_docx(data, source)
    text, _ = decode(data, source)
    chosen = format or guess_format(source, text)
    draft, meta, raw = READERS[chosen](text, data, source)
    return _article(draft, meta, _Came(source, chosen, raw))


def read_one(entry: Entry, source: str) -> Article:
    """One entry of a feed as an article; `source` names it for ever."""
    from scheduler.domain.articles.feed import read_entry

    draft, meta = read_entry(entry)
    return _article(draft, meta, _Came(source, "feed", entry.html))


@dataclass(frozen=True)
class _Came:
    source: str
    format: str
    raw: str


def guess_format(source: str, text: str) -> str:
    """ "text", "markdown", "html" or "feed", from the file's name and then from its first characters."""
    ending = PurePosixPath(source.split("?", 1)[0]).suffix.lower()
    head = text[:20000]
    if LOOKS_FEED.match(head) or is_json_feed(text):
        return "feed"
    if LOOKS_HTML.match(head) or (ending not in (".md", ".markdown") and len(TAGS.findall(head)) >= 3):
        return "html"
    if ENDINGS.get(ending) in ("markdown", "html"):
        return ENDINGS[ending]
    if FRONT_MATTER.match(head) or len(LOOKS_MARKDOWN.findall(head)) >= 2:
        return "markdown"
    return "text"


def _is_docx(data: bytes) -> bool:
    """A zip archive with a Word document in it."""
    return data.startswith(b"PK\x03\x04") and b"word/" in data


# Each reader's libraries are loaded only when a source of its kind is read.


def _read_docx(data: bytes, source: str) -> Article:
    from scheduler.domain.articles.docx import read_docx

    draft, meta, raw = read_docx(data, source)
    return _article(draft, meta, _Came(source, "docx", raw))


def _text(text: str, data: bytes, source: str) -> Found:
    draft = read_text(text)
    return draft, Meta(title=draft.title), text


def _markdown(text: str, data: bytes, source: str) -> Found:
    from scheduler.domain.articles.markdown import read_markdown

    return (*read_markdown(text), text)


def _html(text: str, data: bytes, source: str) -> Found:
    from scheduler.domain.articles.html import read_html

    return (*read_html(text, source), text)


def _feed(text: str, data: bytes, source: str) -> Found:
    from scheduler.domain.articles.feed import read_feed

    return read_feed(data, source)


Found = tuple[Draft, Meta, str]  # with the text that offsets point into
READERS: dict[str, Callable[[str, bytes, str], Found]] = {
    "text": _text,
    "markdown": _markdown,
    "html": _html,
    "feed": _feed,
}


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
        date=meta.date,
        author=meta.author,
        url=meta.url,
        language=meta.language or kind.language(content or laid.text),
        raw=came.raw,
    )
