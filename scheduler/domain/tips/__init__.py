"""Splitting an article into tips: verbatim passages, each worth sending, with the cautions that limit them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scheduler.domain.tips.model import Edit, Split, Tip, Unused
    from scheduler.domain.tips.ranking import order, series
    from scheduler.domain.tips.splitter import join, opening_of, split

__all__ = ["Edit", "Split", "Tip", "Unused", "as_json", "join", "opening_of", "order", "series", "split"]


def __getattr__(name: str) -> Any:
    """Loaded when first asked for: the words it knows take a quarter of a second and 8 MB, and few commands split."""
    if name not in __all__:
        raise AttributeError(name)
    found = getattr(import_module("scheduler.domain.tips.splitter"), name)
    globals()[name] = found
    return found


def as_json(found: Split) -> dict[str, Any]:
    """What `studio split --json` prints (DESIGN section 6); keys beyond the contract's come last."""
    article = found.article
    return {
        "article": {
            "title": article.title,
            "format": article.format,
            "source": article.source,
            "kind": article.kind,
            "language": article.language,
            "url": article.url,
            "author": article.author,
            "date": article.date.isoformat() if article.date else None,
        },
        "text": article.text,
        "tips": [_tip(tip) for tip in found.tips],
        "unused": [{"text": rest.text, "reason": rest.reason, "span": list(rest.span)} for rest in found.unused],
        "edits": [{"at": edit.at, "insert": edit.insert} for edit in found.edits],
        "warnings": list(found.warnings),
        "good_weeks": found.good_weeks,
        "opening": found.opening,
    }


def _tip(tip: Tip) -> dict[str, Any]:
    return {
        "title": tip.title,
        "section": list(tip.section),
        "text": tip.text,
        "role": tip.role,
        "worth": tip.worth,
        "worth_reason": tip.worth_reason,
        "needs_title": tip.needs_title,
        "caveats": list(tip.caveats),
        "spans": [list(span) for span in tip.spans],
        "rank": tip.rank,
        "caveat_spans": [list(span) for span in tip.caveat_spans],
        "health_claim": tip.health_claim,
        "carries": tip.carries,
        "why": tip.why,
        "reasons": list(tip.reasons),
        "watch": list(tip.watch),
    }
