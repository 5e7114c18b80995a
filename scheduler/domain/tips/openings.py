"""May a sentence stand first? By itself, only under its heading, or never (rubric R3 to R5)."""

from __future__ import annotations

from functools import lru_cache

import regex

from scheduler.domain.tips import lexicon
from scheduler.domain.tips.lexicon import acts, leaning
from scheduler.domain.tips.lexicon.vocabulary import Heard, hear

ALONE, TITLED, NEVER = 0, 1, 2
LEADING = regex.compile(r"^[^\p{L}\p{N}]+|^(?:\(?\d{1,2}[.)]\s+)")


# A question without a subject of its own: "Wobbling?", "A cramp at the back of the thigh?"
FRAGMENT = regex.compile(
    r"(?!(?:who|what|why|how|when|where|which|whose|do|does|did|is|are|was|were|can|could|should|shall|have|has|"
    r"had|will|"
    r"would|may|might|ever|est-ce|pourquoi|comment|quand|que|quoi|qui|où|combien|faut-il|peut-on)\b)"
    r"(?:(?!\b(?:you|your|we|our|i|my|vous|tu|votre|ton|ta|tes)\b)[^.!?:;])+\?",
    regex.I,
)


THOUGH = regex.compile(r"^[^,.!?]{0,60} tho(?:ugh)?[.!]*$", regex.I)


@lru_cache(maxsize=8192)
def opening(sentence: str) -> tuple[int, str]:
    """(ALONE, ""), (TITLED, the words that lean back) or (NEVER, the words that lean back)."""
    bare = LEADING.sub("", sentence).strip()
    if not bare:
        return NEVER, ""
    if found := speaks_of_the_article(bare):
        return NEVER, _quote(found)
    heard = hear(bare)
    expletive = lexicon.EXPLETIVE.match(bare, heard) is not None
    if not expletive and (found := lexicon.CONNECTIVE.match(bare, heard)):
        return NEVER, _quote(found)
    if leans_on := _leans(bare, heard, expletive):
        return TITLED, leans_on
    return (NEVER, bare.split()[0]) if bare[0].islower() else (ALONE, "")


def _leans(bare: str, heard: Heard, expletive: bool) -> str:
    """The words that need what stood before, or the heading; "" when there are none."""
    first = (lexicon.CONTINUES,) if expletive else (lexicon.PRONOUN, lexicon.CONTINUES, lexicon.EARLY)
    for rule in first:
        if found := rule.match(bare, heard):
            return _quote(found)
    if found := lexicon.INNER.search(bare, heard):
        return _quote(found)
    if not expletive and (word := _early(heard)):
        return word
    if "tho" in bare[-60:].lower() and THOUGH.search(bare):
        return "though"
    return bare if is_fragment(bare) else ""


def _early(heard: Heard) -> str:
    """A pronoun before anything that it could mean: "Without it, …", "To make it harder, …"."""
    for place, word in enumerate(heard.words[:8]):
        if place and leaning.MEANS_IT.holds(word):
            return "" if leaning.NO_MEANING.length_at(heard.words, place) else word
        if not (leaning.EMPTY.holds(word) or acts.DO.holds(word) or (not place and acts.LEADS.holds(word))):
            return ""
    return ""


def is_fragment(sentence: str) -> bool:
    """A question without a subject of its own: "Wobbling?"."""
    return sentence.endswith("?") and FRAGMENT.fullmatch(sentence) is not None


@lru_cache(maxsize=8192)
def speaks_of_the_article(sentence: str) -> regex.Match[str] | None:
    """ "As mentioned above", "in this post": the words that do."""
    return lexicon.DEICTIC.search(sentence)


def goes_on(sentence: str) -> bool:
    """Begins with a connective, which joins it to what stands before: "So …", "But …", "After that …"."""
    bare = LEADING.sub("", sentence).strip()
    heard = hear(bare)
    return not lexicon.EXPLETIVE.match(bare, heard) and lexicon.CONNECTIVE.match(bare, heard) is not None


def is_bland(sentence: str) -> bool:
    """Opens with a pronoun of its own ("You aren't …"): understood, but seldom where a new thought begins."""
    return lexicon.BLAND.match(LEADING.sub("", sentence)) is not None


def _quote(found: regex.Match[str] | None) -> str:
    return " ".join(found.group().split()[:4]) if found else ""
