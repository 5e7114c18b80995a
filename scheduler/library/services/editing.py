"""Tips, and what a person says about them: dropped, put back, in her own words. (DESIGN promise 1.)"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max, QuerySet

from scheduler.domain.rendering import strip_private_use
from scheduler.domain.states import TIP
from scheduler.errors import Problem
from scheduler.library.models import Tip
from scheduler.library.services.intake import article

LONGEST_TITLE, LONGEST_TEXT = 200, 4000


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
    """Put a dropped tip back, or say that one is right although the article changed.

    Problem where words of a dropped one are in another tip meanwhile, joined to it: no reader gets them twice.
    """
    found = tip(tip_id)
    if found.state == "retired" and (holder := _holder(found)) is not None:
        raise Problem(f"Its words are in the tip “{holder.title}” now: take the joining back there, or drop that one.")
    return _become(found, "fresh")


def _holder(found: Tip) -> Tip | None:
    """A tip in use that has words of this one."""
    others = Tip.objects.filter(article=found.article_id).exclude(pk=found.pk).exclude(state="retired")
    return next((other for other in others.order_by("position") if _overlap(found, other)), None)


def _overlap(one: Tip, other: Tip) -> bool:
    return any(start < last and first < end for start, end in one.spans for first, last in other.spans)


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
    """A person's words in the place of the article's; the spans still say where the article's stand.

    A line of hers that is no longer among them is forgotten; words that are the article's again are nobody's own.
    """
    found, words = tip(tip_id), _words(text, LONGEST_TEXT)
    found.own_words = [entry for entry in found.own_words if entry["what"] != "line" or entry["text"] in words]
    lines = [entry["text"] for entry in found.own_words if entry["what"] == "line"]
    if not found.spans or words != "\n".join([_articles(found), *lines]):
        return _own(found, "words", words, by, text=words)
    found.text, found.own_words = words, _without(found, "words")
    found.save()
    return found


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
        own_words=[{"what": "words", "text": words, "by": by}], health_claim=_is_health_claim(words),
    )  # fmt: skip


@transaction.atomic
def edit_tip(tip_id: int, title: str, text: str, line: str, by: str) -> Tip:
    """Another title, other words, and a line below them, in one go; what is as it was, or empty, is left alone.

    Nothing of it is kept when a part cannot be (Problem).
    """
    found = tip(tip_id)
    heading, words = " ".join(title.split()), text.replace("\r\n", "\n").strip()
    if words not in ("", found.text.strip()):
        found = change_words(tip_id, words, by)
    if heading not in ("", found.title):
        found = retitle_tip(tip_id, heading, by)
    return add_line(tip_id, line, by) if line.strip() else found


def _articles(found: Tip) -> str:
    """The article's own words at the tip's spans."""
    from scheduler.domain.tips import Edit
    from scheduler.domain.tips.splitter import join

    edits = [Edit(one["at"], one["insert"]) for one in found.article.document.get("edits", ())]
    return join(found.article.text, [(start, end) for start, end in found.spans], edits)


def _is_health_claim(words: str) -> bool:
    from scheduler.domain.tips.worth import is_health_claim  # loaded late: all the words that splitting knows

    return is_health_claim(words)


def _words(text: str, longest: int) -> str:
    words = strip_private_use(text.replace("\r\n", "\n")).strip()
    if not words:
        raise Problem("There are no words here: write some, or drop the tip.")
    if len(words) > longest:
        raise Problem(f"This is longer than {longest} characters: make it shorter.")
    return words


def _without(found: Tip, what: str) -> list[dict[str, str]]:
    return [entry for entry in found.own_words if entry["what"] != what]


def _own(found: Tip, what: str, words: str, by: str, **fields: str) -> Tip:
    """Keep who wrote what (promise 1): own words are shown in another colour and listed."""
    for name, value in fields.items():
        setattr(found, name, value)
    kept = found.own_words if what == "line" else _without(found, what)
    found.own_words = [*kept, {"what": what, "text": words, "by": by}]
    found.health_claim = found.health_claim or _is_health_claim(words)
    found.save()
    return found
