"""What a person takes from the article and puts where she wants it: a caution beside a tip, unused words as a tip."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from scheduler.errors import Problem
from scheduler.library.models import Article, Tip
from scheduler.library.services.editing import tip as find
from scheduler.library.services.intake import article as find_article

WORD = re.compile(r"[^\W\d_]+")
SHORTEST = 3  # words
LONGEST = 600  # characters of a caution
MOST_DOUBTS = 2  # shown beside a tip
MOST = 60  # sentences to choose from


@dataclass(frozen=True, slots=True)
class Rest:
    """Words of the article that are in no tip. `number` names them; `restored`: a person made a tip of them."""

    number: int
    text: str
    reason: str
    restored: bool


def rests(article: Article, tips: list[Tip]) -> list[Rest]:
    """What was not used, why, and whether it has become a tip since; without what is too short to be one."""
    starts = {span[0] for tip in tips for span in tip.spans}
    return [
        Rest(number, one["text"], one["reason"], one["span"][0] in starts)
        for number, one in enumerate(article.document.get("unused", ()))
        if len(WORD.findall(one["text"])) >= SHORTEST
    ]


@transaction.atomic
def restore_rest(article_id: int, number: int, by: str) -> Tip:
    """Make a tip of words that were not used: in the article's own words, the last of the order."""
    from scheduler.domain.tips import Edit
    from scheduler.domain.tips.regroup import piece

    article = find_article(article_id)
    unused = article.document.get("unused", ())
    if not 0 <= number < len(unused):
        raise Problem("These words are not in the article any more; open the page again.")
    start, end = unused[number]["span"]
    if any(first < end and start < last for tip in article.tips.all() for first, last in tip.spans):
        raise Problem("These words are in a tip already.")
    edits = [Edit(one["at"], one["insert"]) for one in article.document.get("edits", ())]
    path = next((list(above) for above, a, b in article.document.get("sections", ()) if a <= start < b), [])
    title = (path[-1] if path else article.title)[:300]
    made = piece(article.text, [(start, end)], edits, title)
    places = article.tips.aggregate(last=Max("position"), rank=Max("rank"))
    return Tip.objects.create(
        article=article, position=(places["last"] or 0) + 1, rank=(places["rank"] or 0) + 1, title=title, section=path,
        text=made.text, spans=[list(span) for span in made.spans], role=made.role, worth=made.worth,
        worth_reason=made.worth_reason[:300], carries=made.carries, health_claim=made.health_claim,
        reasons=[f"restored by {by}"[:200]],
    )  # fmt: skip


def cautions(article: Article) -> list[str]:
    """The sentences of the article that limit advice, once each, to be put beside a tip."""
    from scheduler.domain.tips.regroup import sentence_spans
    from scheduler.domain.tips.roles import is_caveat

    language = article.document.get("language", "en")
    found = (article.text[start:end] for start, end in sentence_spans(article.text, [(0, len(article.text))], language))
    return list(dict.fromkeys(one for one in found if is_caveat(one) and len(one) <= LONGEST))[:MOST]


def doubts(article: Article, tips: list[Tip]) -> dict[int, list[str]]:
    """For each tip (its key) the sentences of its section that might be cautions and do not go along with it yet."""
    from scheduler.domain.tips.regroup import sentence_spans
    from scheduler.domain.tips.roles import may_be_caveat

    language = article.document.get("language", "en")
    by_section: dict[tuple[str, ...], list[str]] = {}
    for above, start, end in article.document.get("sections", ()):
        said = (article.text[a:b] for a, b in sentence_spans(article.text, [(start, end)], language))
        found = [one for one in said if len(one) <= LONGEST and may_be_caveat(one)]
        by_section.setdefault(tuple(above), []).extend(found)
    return {tip.pk: _not_there(tip, by_section.get(tuple(tip.section), [])) for tip in tips}


def _not_there(tip: Tip, said: list[str]) -> list[str]:
    return [one for one in dict.fromkeys(said) if one not in tip.text and one not in tip.caveats][:MOST_DOUBTS]


@transaction.atomic
def add_caution(tip_id: int, words: str, by: str) -> Tip:
    """Let a caution of the article go along with a tip; it is printed with it, or the channel goes without the tip."""
    tip = find(tip_id)
    said = " ".join(words.split())
    if said not in cautions(tip.article) and said not in doubts(tip.article, [tip])[tip.pk]:
        raise Problem("This caution is not in the article: choose one of the list.")
    if said in tip.caveats or said in tip.text:
        raise Problem("This caution goes along with the tip already.")
    tip.caveats = [*tip.caveats, said]
    tip.own_words = [*tip.own_words, {"what": "caution", "text": said, "by": by}]
    tip.save(update_fields=["caveats", "own_words"])
    return tip


def unsure(tips: list[Tip]) -> dict[int, list[str]]:
    """For each tip (its key) the cautions that go along only to be safe: the article may not mean them as such."""
    from scheduler.domain.tips.roles import may_be_caveat

    return {tip.pk: [one for one in tip.caveats if "\n" not in one and may_be_caveat(one)] for tip in tips}


@transaction.atomic
def take_caution(tip_id: int, words: str) -> Tip:
    """Take away a caution that a person put there, or that goes along only to be safe; what the article itself
    demands stays."""
    tip = find(tip_id)
    put = any(entry["what"] == "caution" and entry["text"] == words for entry in tip.own_words)
    if not put and words not in unsure([tip])[tip.pk]:
        raise Problem("This caution is the article's own: it stays with its advice.")
    tip.caveats = [one for one in tip.caveats if one != words]
    tip.own_words = [one for one in tip.own_words if (one["what"], one["text"]) != ("caution", words)]
    tip.save(update_fields=["caveats", "own_words"])
    return tip
