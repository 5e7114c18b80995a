"""What splitting gives: tips, what was not used and why, repairs, warnings."""

from __future__ import annotations

from dataclasses import dataclass, field

from scheduler.domain.articles import Article

Span = tuple[int, int]  # half-open code-point offsets into Article.text


@dataclass(frozen=True)
class Tip:
    """A passage of one section, word for word.

    title: the nearest heading (else the article's title); section: the headings above, outermost first.
    text: the article's words at `spans`, joined by the separators of the canonical text, with the edits applied.
    role: how-to, benefit, background or caveat. worth: do, why, care or know (DESIGN section 4).
    needs_title: the first sentence leans on the heading, which must be printed with it.
    caveats: texts of the cautions that limit this tip and are not in `text`; `caveat_spans` says where they stand.
    rank: 1 = first in the series. carries: can it be an issue? "alone", "with_why" (printed with the
    sentence at `why_span`, `why`), "gap" (fills a social gap only) or "waits" (for the owner: a caution alone).
    """

    title: str
    section: tuple[str, ...]
    text: str
    role: str
    worth: str
    worth_reason: str
    needs_title: bool
    caveats: tuple[str, ...]
    caveat_spans: tuple[Span, ...]
    spans: tuple[Span, ...]
    rank: int = 0
    health_claim: bool = False
    reasons: tuple[str, ...] = ()
    carries: str = "alone"
    why: str = ""
    why_span: Span | None = None
    watch: tuple[str, ...] = ()  # addresses of the section's videos


@dataclass(frozen=True)
class Unused:
    """Text that is in no tip, and why; a person can restore it."""

    text: str
    reason: str
    span: Span


@dataclass(frozen=True)
class Edit:
    """A repair of the system's own: `insert` goes in at offset `at` of the canonical text."""

    at: int
    insert: str = " "


@dataclass(frozen=True)
class Split:
    """An article split into tips, in document order."""

    article: Article
    tips: tuple[Tip, ...]
    unused: tuple[Unused, ...]
    edits: tuple[Edit, ...]
    warnings: tuple[str, ...] = ()
    good_weeks: int = 0
    opening: str = ""  # of news and events: the first sentences, for the one post they become
    typos: tuple[tuple[str, str], ...] = field(default=())  # (as written once, as written elsewhere)
