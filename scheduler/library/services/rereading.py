"""A source read again after an edit: only the sections that changed are split anew; a person's decisions stay.

The tips of a section whose words are the same are taken over as they stood: joined, cut, retitled, dropped, reworded.
In a section that changed, a tip whose words are the same keeps what a person decided about it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from scheduler.domain.tips.succession import Words, successors
from scheduler.library.models import Article, Tip

TAKEN = (
    "title", "section", "text", "role", "worth", "worth_reason", "carries", "companion", "needs_title", "health_claim",
    "own_words", "watch", "reasons", "state",
)  # fmt: skip
PLACES = tuple[tuple[int, int, int], ...]  # start before, end before, how far it moved


def sections_of(blocks: Iterable[Any]) -> list[list[Any]]:
    """[headings above, start, end] of every stretch of the text that stands below the same headings, in order."""
    found: list[list[Any]] = []
    for block in blocks:
        if found and found[-1][0] == list(block.section):
            found[-1][2] = block.end
        else:
            found.append([list(block.section), block.start, block.end])
    return found


def carry_over(article: Article) -> None:
    """Give a new version of an article what was decided about the version before it."""
    earlier = (
        Article.objects.filter(source=article.source).exclude(pk=article.pk).order_by("-created_at", "-pk").first()
    )
    if earlier is None:
        return
    before, now = list(earlier.tips.order_by("position")), list(article.tips.order_by("position"))
    same = _unchanged(earlier, article)
    taken = [tip for tip in before if not tip.spans or _moved(tip.spans, same) is not None]
    kept = [tip for tip in now if not any(_inside(tip.spans, start + by, end + by) for start, end, by in same)]
    left = [tip for tip in before if tip not in taken]
    _succeed(kept, left)
    _keep_decisions(kept, left)
    replaced = [tip for tip in now if tip not in kept]
    Tip.objects.filter(pk__in=[tip.pk for tip in replaced]).delete()
    _renumber(article, kept, _copies(article, taken, same, replaced))


def _unchanged(earlier: Article, article: Article) -> PLACES:
    """Where the sections stand that say the same under the same headings, and how far each moved."""
    known = {
        (*path, earlier.text[start:end]): (start, end) for path, start, end in earlier.document.get("sections", ())
    }
    found = []
    for path, start, _end in article.document.get("sections", ()):
        place = known.get((*path, article.text[start:_end]))
        if place is not None:
            found.append((*place, start - place[0]))
    return tuple(found)


def _inside(spans: Sequence[Sequence[int]], start: int, end: int) -> bool:
    return bool(spans) and start <= spans[0][0] and spans[-1][1] <= end


def _moved(spans: list[list[int]], same: PLACES) -> list[list[int]] | None:
    """The spans in the new text; None when their section changed."""
    for start, end, by in same:
        if _inside(spans, start, end):
            return [[first + by, last + by] for first, last in spans]
    return None


def _succeed(tips: Sequence[Tip], before: Sequence[Tip]) -> None:
    """Remember of which earlier tip each is the next version."""
    was, now = ([Words(tuple(tip.section), _words(tip)) for tip in each] for each in (before, tips))
    for place, old in successors(was, now).items():
        tips[place].earlier = [before[old].pk, *before[old].earlier]


def _keep_decisions(tips: Sequence[Tip], before: Sequence[Tip]) -> None:
    """In a section that changed: a tip whose words are the same keeps its title, own words and whether it is out."""
    known = {_words(tip): tip for tip in before}
    for tip in tips:
        old = known.get(tip.text)
        if old is None:
            continue
        tip.own_words = old.own_words
        tip.title, tip.text = (old.title if _has(old, "title") else tip.title), old.text
        tip.caveats = [*tip.caveats, *(one for one in _added(old) if one not in tip.caveats)]
        tip.state = "retired" if old.state == "retired" else tip.state
        tip.save()


def _words(tip: Tip) -> str:
    """The article's words that a tip was made of, whatever a person put in their place."""
    text = tip.article.text
    said = [text[start:end] for start, end in tip.spans]
    return tip.text if not tip.own_words else "\n".join(said) if "\n" in tip.text else " ".join(said)


def _has(tip: Tip, what: str) -> bool:
    return any(entry["what"] == what for entry in tip.own_words)


def _added(tip: Tip) -> list[str]:
    return [entry["text"] for entry in tip.own_words if entry["what"] == "caution"]


def _copies(article: Article, taken: Sequence[Tip], same: PLACES, replaced: Sequence[Tip]) -> list[Tip]:
    """The earlier tips of unchanged sections, with the cautions that the article has for them now."""
    copies: list[Tip] = []
    for old in taken:
        spans = _moved(old.spans, same) or []
        now = [one for tip in replaced if _overlap(tip.spans, spans) for one in tip.caveats]
        copy = Tip(article=article, spans=spans, **{name: getattr(old, name) for name in TAKEN})
        copy.state = "retired" if old.state == "retired" else "fresh"
        kept = [*now, *_added(old)] if spans else old.caveats
        copy.caveats = [one for one in dict.fromkeys(kept) if one not in copy.text]
        by = spans[0][0] - old.spans[0][0] if spans else 0
        copy.edits = [{**edit, "at": edit["at"] + by} for edit in old.edits]
        copy.rank, copy.earlier = old.rank, [old.pk, *old.earlier]
        copies.append(copy)
    return copies


def _overlap(one: Sequence[Sequence[int]], other: Sequence[Sequence[int]]) -> bool:
    return any(start < last and first < end for start, end in one for first, last in other)


def _renumber(article: Article, kept: Sequence[Tip], copies: Sequence[Tip]) -> None:
    """Positions as the article has them; the order of the series: the earlier tips among themselves as they were."""
    everything = [*kept, *copies]
    placed = sorted(everything, key=lambda tip: tip.spans[0] if tip.spans else [10**9, 0])
    Tip.objects.filter(article=article).delete()
    order = iter(sorted(copies, key=lambda tip: (tip.rank, tip.spans or [[10**9]])))
    slots = sorted(everything, key=lambda tip: (tip.rank, tip.pk is None))
    ranks = {id(next(order) if tip.pk is None else tip): rank for rank, tip in enumerate(slots, 1)}
    for position, tip in enumerate(placed, 1):
        tip.pk, tip.position, tip.rank = None, position, ranks[id(tip)]
    Tip.objects.bulk_create(placed)
