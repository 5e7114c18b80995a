"""Where one tip ends and the next begins, and in which order they go: a person decides, and can take it back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Max

from scheduler.errors import Problem
from scheduler.library.models import Article, Tip
from scheduler.library.services.editing import tip as find

if TYPE_CHECKING:
    from scheduler.domain.tips.regroup import Piece

KEPT = ("spans", "text", "role", "worth", "worth_reason", "carries", "health_claim", "caveats", "edits", "companion")


OWN_WORDS = "It can be cut or joined as the article has it: take your own words back first."


@transaction.atomic
def move_tip(tip_id: int, up: bool) -> Tip:
    """One place earlier or later in the series; at the end of the line nothing changes."""
    found = find(tip_id)
    others = Tip.objects.filter(article=found.article_id).exclude(state="retired").exclude(pk=found.pk)
    near = (
        others.filter(rank__lt=found.rank).order_by("-rank")
        if up
        else others.filter(rank__gt=found.rank).order_by("rank")
    )
    other = near.first()
    if other is not None:
        found.rank, other.rank = other.rank, found.rank
        found.save(update_fields=["rank"])
        other.save(update_fields=["rank"])
    return found


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be done to a tip's borders. `sentences`: those after which it can be cut; `join`: the next tip of its
    section, with which it can be made one. `why_not`: where neither can be done because of words of a person's own."""

    sentences: list[str]
    join: Tip | None
    why_not: str = ""


def choices(article: Article, tips: Sequence[Tip]) -> dict[int, Choices]:
    """For every tip of an article, by its number."""
    found: dict[int, Choices] = {}
    for tip in tips:
        cuts = [] if _own(tip) else _sentences(article, tip)
        following = _following(tip, tips)
        words = [article.text[start:end] for start, end in cuts[:-1]]
        joins = following if following is not None and _can_join(tip, following) else None
        found[tip.pk] = Choices(words, joins, OWN_WORDS if _own(tip) and tip.spans else "")
    return found


def joined(tips: Sequence[Tip]) -> dict[int, Tip]:
    """Tips whose words stand in another one now, by their number: that one."""
    left = {tip.pk for tip in tips if tip.state == "retired"}
    holders = [tip for tip in tips if tip.state != "retired"]
    return {
        one["with"]: tip for tip in holders for one in tip.regrouped if one["what"] == "joined" and one["with"] in left
    }


def _following(tip: Tip, tips: Iterable[Tip]) -> Tip | None:
    """The next tip that is not dropped, as the article has them."""
    behind = [other for other in tips if tip.spans and other.spans and other.spans[0] > tip.spans[0]]
    return min((one for one in behind if one.state != "retired"), key=lambda one: one.spans[0], default=None)


def _can_join(tip: Tip, following: Tip) -> bool:
    return following.section == tip.section and not _own(tip) and not _own(following)


@transaction.atomic
def join_next(tip_id: int, by: str) -> Tip:
    """Make this tip and the next one of its section one; the next one is dropped, until `regroup_back`."""
    found = _regroupable(tip_id)
    following = _following(found, Tip.objects.filter(article=found.article_id))
    if following is None or not _can_join(found, following):
        raise Problem("Only two tips of one section can be joined, before either has words of your own.")
    _regroupable(following.pk)
    caveats = [*found.caveats, *(one for one in following.caveats if one not in found.caveats)]
    spans = [*found.spans, *following.spans]
    _remember(found, "joined", following.pk, by)
    made, companion = _worth_of_both(_piece(found, spans), found, following)
    _become(found, made, [one for one in caveats if one not in made.text], companion)
    following.state = "retired"
    following.save(update_fields=["state"])
    return found


def _worth_of_both(made: Piece, *parts: Tip) -> tuple[Piece, str]:
    """What one of them can do, both together can: carry an issue, alone or with its sentence that says why."""
    for carries in ("alone", "with_why"):
        able = next((tip for tip in parts if tip.carries == carries), None)
        if made.carries == "alone" or able is None:
            continue
        companion = able.companion if able.companion not in made.text else ""
        kept = replace(made, role=able.role, worth=able.worth, worth_reason=able.worth_reason, carries=carries)
        return kept, companion
    return made, ""


@transaction.atomic
def split_after(tip_id: int, sentence: int, by: str) -> Tip:
    """Cut a tip after its sentence of that number (1 = the first); the rest becomes a tip, next in the order."""
    found = _regroupable(tip_id)
    cuts = _sentences(found.article, found)
    if _own(found) or not 0 < sentence < len(cuts):
        raise Problem("This tip cannot be cut there: choose a sentence with another one after it.")
    at = cuts[sentence][0]
    rest = _rest_of(found, _after(found.spans, at))
    _remember(found, "cut", rest.pk, by)
    _become(found, _piece(found, _before(found.spans, at)), found.caveats)
    return found


@transaction.atomic
def regroup_back(tip_id: int) -> Tip:
    """Take the last joining or cutting back: both tips are what they were."""
    found = _regroupable(tip_id)
    if not found.regrouped:
        raise Problem("Nothing was joined to this tip or cut off it.")
    last = found.regrouped[-1]
    other = Tip.objects.filter(pk=last["with"]).first()
    if other is not None and last["what"] == "joined":
        other.state = "fresh"
        other.save(update_fields=["state"])
    elif other is not None:
        _regroupable(other.pk)
        if other.own_words or other.regrouped:
            raise Problem("The part that was cut off was changed since: take that back first, or drop it.")
        other.delete()
    for name, value in last["was"].items():
        setattr(found, name, value)
    found.regrouped = found.regrouped[:-1]
    found.save()
    return found


@transaction.atomic
def own_words_back(tip_id: int) -> Tip:
    """Take a person's own title, words and lines back: the tip is the article's again."""
    found = find(tip_id)
    if not found.spans:
        raise Problem("All of this tip is in your own words: drop it if you do not want it.")
    made = _piece(found, found.spans)
    kept = [entry for entry in found.own_words if entry["what"] == "caution"]
    found.text, found.own_words, found.health_claim = made.text, kept, made.health_claim
    found.title = (found.section[-1] if found.section else found.article.title)[:300]
    found.save()
    return found


def _regroupable(tip_id: int) -> Tip:
    found = find(tip_id)
    if found.places.exists():
        raise Problem("This tip is in a queued series: stop the series first, or change the tip's words.")
    return found


def _own(found: Tip) -> bool:
    return not found.spans or any(entry["what"] in ("words", "line") for entry in found.own_words)


def _sentences(article: Article, tip: Tip) -> list[tuple[int, int]]:
    from scheduler.domain.tips.regroup import sentence_spans

    return sentence_spans(article.text, [(start, end) for start, end in tip.spans])


def _before(spans: list[list[int]], at: int) -> list[list[int]]:
    return [[start, min(end, at)] for start, end in spans if start < at]


def _after(spans: list[list[int]], at: int) -> list[list[int]]:
    return [[max(start, at), end] for start, end in spans if end > at]


def _piece(found: Tip, spans: list[list[int]]) -> Piece:
    from scheduler.domain.tips import Edit
    from scheduler.domain.tips.regroup import piece

    text = found.article.text
    trimmed = [_trim(text, start, end) for start, end in spans]
    repairs = [Edit(one["at"], one["insert"]) for one in found.article.document.get("edits", ())]
    return piece(text, trimmed, repairs, found.title, found.section)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())


def _remember(found: Tip, what: str, other: int, by: str) -> None:
    was: dict[str, Any] = {name: getattr(found, name) for name in KEPT}
    found.regrouped = [*found.regrouped, {"what": what, "with": other, "by": by, "was": was}]


def _become(found: Tip, made: Piece, caveats: list[str], companion: str = "") -> None:
    _take(found, made)
    found.caveats, found.companion = caveats, companion
    found.save()


def _take(found: Tip, made: Piece) -> None:
    found.spans, found.text = [list(span) for span in made.spans], made.text
    found.role, found.worth, found.worth_reason = made.role, made.worth, made.worth_reason[:300]
    found.carries, found.health_claim = made.carries, made.health_claim
    repairs = found.article.document.get("edits", ())
    found.edits = [one for one in repairs if any(start < one["at"] < end for start, end in found.spans)]


def _rest_of(found: Tip, spans: list[list[int]]) -> Tip:
    """A tip of the rest, behind the others in the article's list, next to the first part in the order."""
    tips = Tip.objects.filter(article=found.article_id)
    tips.filter(rank__gt=found.rank).update(rank=F("rank") + 1)
    last = tips.aggregate(last=Max("position"))["last"] or 0
    rest = Tip(
        article=found.article, position=last + 1, rank=found.rank + 1, title=found.title, section=found.section,
        caveats=found.caveats, needs_title=found.needs_title, reasons=["cut off by a person"],
    )  # fmt: skip
    _take(rest, _piece(found, spans))
    rest.save()
    return rest
