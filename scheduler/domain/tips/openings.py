"""May a sentence stand first? By itself, only under its heading, or never (rubric R3 to R5)."""

from __future__ import annotations

from functools import lru_cache

import regex

from scheduler.domain.tips import lexicon
from scheduler.domain.tips.lexicon import acts, leaning
from scheduler.domain.tips.lexicon.vocabulary import hear

ALONE, TITLED, NEVER = 0, 1, 2
LEADING = regex.compile(r"^[^\p{L}\p{N}]+|^(?:\(?\d{1,2}[.)]\s+)")


@lru_cache(maxsize=8192)
def opening(sentence: str) -> tuple[int, str]:
    """(ALONE, ""), (TITLED, the words that lean back) or (NEVER, the words that lean back)."""
    bare = LEADING.sub("", sentence).strip()
    if not bare:
        return NEVER, ""
    if lexicon.DEICTIC.search(bare):
        return NEVER, _quote(lexicon.DEICTIC.search(bare))
    expletive = lexicon.EXPLETIVE.match(bare)
    if not expletive and (found := lexicon.CONNECTIVE.match(bare)):
        return NEVER, _quote(found)
    if not expletive and (found := lexicon.PRONOUN.match(bare)):
        return TITLED, _quote(found)
    for rule in (lexicon.CONTINUES, *(() if expletive else (lexicon.EARLY,))):
        if found := rule.match(bare):
            return TITLED, _quote(found)
    if found := lexicon.INNER.search(bare):
        return TITLED, _quote(found)
    if not expletive and (word := _early(bare)):
        return TITLED, word
    if bare[0].islower():
        return NEVER, bare.split()[0]
    return ALONE, ""


def _early(sentence: str) -> str:
    """A pronoun before anything that it could mean: "Without it, …", "To make it harder, …"."""
    heard = hear(sentence[:80])
    for place, word in enumerate(heard.words[:8]):
        if place and leaning.MEANS_IT.holds(word):
            return "" if leaning.NO_MEANING.length_at(heard.words, place) else word
        if not (leaning.EMPTY.holds(word) or acts.DO.holds(word) or (not place and acts.LEADS.holds(word))):
            return ""
    return ""


def is_bland(sentence: str) -> bool:
    """Opens with a pronoun of its own ("You aren't …"): understood, but seldom where a new thought begins."""
    return lexicon.BLAND.match(LEADING.sub("", sentence)) is not None


def _quote(found: regex.Match[str] | None) -> str:
    return " ".join(found.group().split()[:4]) if found else ""
