"""What reading an article gives: one canonical text and the blocks that tile it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from scheduler.domain.articles.origin import Origin, align


class UnreadableArticle(ValueError):
    """One sentence for the owner: what is wrong, where, what to do now."""


@dataclass(frozen=True)
class Image:
    """A picture of the article; `section` is the path of headings it stands under, outermost first."""

    url: str
    alt: str
    section: tuple[str, ...] = ()


@dataclass(frozen=True)
class Link:
    """A link of the article: address (absolute where the source tells), its words, the headings above it."""

    url: str
    text: str
    section: tuple[str, ...] = ()


@dataclass(frozen=True)
class Block:
    """One paragraph, item, heading … of the article.

    kind: title, heading, paragraph, item, quote, table or junk.
    start, end: half-open code-point offsets into `Article.text`.
    level: heading level 1-6, or the depth of a list item (0 = outermost).
    section: headings above, outermost first; for a heading this includes itself.
    reason: why a junk block is not content, in the owner's words.
    marker: the item's own mark ("1.", "•") where the source shows one.
    run: blocks with the same number > 0 belong to the same list; a list and its lead-in stay together.
    cells: the words of a table's row, cell by cell; its text is all of them, a space between two.
    """

    kind: str
    start: int
    end: int
    level: int = 0
    section: tuple[str, ...] = ()
    reason: str = ""
    marker: str = ""
    run: int = 0
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class Article:
    """An article as read. `text` is canonical: NFC, LF, one line per block, no markup, nothing hidden."""

    title: str
    format: str
    source: str
    text: str
    blocks: tuple[Block, ...] = ()
    kind: str = "tips"  # "tips", "news" or "event": guessed
    kind_reason: str = ""
    images: tuple[Image, ...] = ()
    links: tuple[Link, ...] = ()
    videos: tuple[Link, ...] = ()
    date: datetime | None = None
    author: str = ""
    url: str = ""  # canonical address, "" when the source names none
    language: str = "en"
    warnings: tuple[str, ...] = ()
    raw: str = field(default="", repr=False)  # the decoded source that `source_span` points into

    @cached_property
    def origin(self) -> Origin:
        """Where each word of `text` stands in the decoded source (`raw`)."""
        return align(self.text, self.raw, markup=self.format != "text")

    def source_span(self, start: int, end: int) -> tuple[int, int] | None:
        """Offsets into `raw` of the words in text[start:end]; None where nothing of it stands in the source."""
        return self.origin.span(start, end)
