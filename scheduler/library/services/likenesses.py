"""Tips that say nearly the same as one of another article, told when an article is looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from scheduler.domain.tips.likeness import Likeness
from scheduler.library.models import Tip

NEWEST = 2000  # tips that are compared: years of weekly ones


@dataclass(frozen=True, slots=True)
class Like:
    """`tip` says nearly the same as one with the title `of`, in an article read at `read_at`."""

    tip: Tip
    of: str
    read_at: datetime


def likenesses(article_id: int, tips: Iterable[Tip]) -> dict[int, Like]:
    """By tip: the one of another article that it nearly repeats. One question, however many tips there are."""
    others = Tip.objects.exclude(article=article_id).exclude(state="retired").filter(article__kind="tips")
    rows = others.order_by("-pk").values_list("pk", "article_id", "text", "title", "article__created_at")[:NEWEST]
    known, about = Likeness(), {}
    for key, article, text, title, read_at in reversed(list(rows)):
        known.add(article, key, text)
        about[key] = (title, read_at)
    found = {tip.pk: (tip, known.find(article_id, tip.text)) for tip in tips if tip.state != "retired"}
    return {pk: Like(tip, *about[key]) for pk, (tip, key) in found.items() if key is not None}
