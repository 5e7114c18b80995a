"""Does a sentence, or a part of one, tell the reader to do something?"""

from __future__ import annotations

from functools import lru_cache

import regex

from scheduler.domain.tips import lexicon
from scheduler.domain.tips.lexicon import acts
from scheduler.domain.tips.lexicon.vocabulary import Heard, hear

LABEL = regex.compile(r"^[^.!?:–—]{2,40}(?::|\s[–—-])\s+")
PARTS = regex.compile(r",? so (?=\p{Ll}+ )|[;:]\s+|\s[–—-]\s+")
CLAUSES = regex.compile(r",\s+")
# A clause that an instruction may follow: "If your calves feel tight, spend the time on …"
OPENS = regex.compile(
    r"[\"“(]*(?:if|when|whenever|once|after|before|as|while|until|unless|to|for|in|at|on|with|without|from|"
    r"every|each|instead|"
    r"whether|wherever|since|because|during|rather|tonight|tomorrow|today|si|quand|lorsque|après|avant|pour|"
    r"dans|à|en|avec|"
    r"sans|chaque)\b",
    regex.I,
)
WORDS_BETWEEN = 3  # "ten slow, deep breaths"
SENTENCE_WORDS = 14  # a position noted in fragments is short


@lru_cache(maxsize=8192)
def is_how_to(text: str) -> bool:
    """An imperative, also behind an opening clause or a semicolon; a position; advice in other words."""
    heard = hear(text)
    if lexicon.SUPPOSES.search(text, heard) or text.rstrip(" ”\"'’)").endswith("?"):
        return False
    if any(rule.search(text, heard) for rule in (lexicon.IMPERATIVE, lexicon.AFTER_CLAUSE, lexicon.ADVICE)):
        return True
    if ";" in text and any(lexicon.IMPERATIVE.search(part.strip()) for part in text.split(";")[1:4]):
        return True
    return tells(text)


def gives_a_dose(text: str) -> bool:
    """Says how often or how long: "Three long ones, standing, six times a day"."""
    heard = hear(text)
    if heard.has(acts.OFTEN):
        return True
    if not heard.has(acts.MEASURES):
        return False
    counted = [at for at, word in enumerate(heard.words) if word.isdecimal() or heard.marks[at] & acts.NUMBERS.bit]
    return any(mark & acts.MEASURES.bit for at in counted for mark in heard.marks[at + 1 : at + 1 + WORDS_BETWEEN])


def tells(text: str) -> bool:
    """Begins with a verb in its plain form, or notes a position: "Front shin across the mattress"."""
    parts = PARTS.split(text)[:4]
    if OPENS.match(text):
        parts += CLAUSES.split(text)[1:4]
    return any(_commands(hear(part)) for part in parts if part) or _notes(text)


def _commands(heard: Heard) -> bool:
    at = _past_leads(heard)
    if at >= len(heard.words) or not heard.marks[at] & acts.DO.bit:
        return False
    if heard.marks[at] & acts.NOT_ACTS.bit:
        return False
    if at + 1 == len(heard.words):
        return True
    following = heard.marks[at + 1]
    if following & acts.AFTER_NOUN.bit:
        return False
    return not heard.marks[at] & acts.MAY_BE_NOUN.bit or bool(following & acts.AFTER.bit)


def _past_leads(heard: Heard) -> int:
    at = 0
    while at < len(heard.words) and (length := acts.LEADS.length_at(heard.words, at)):
        at += length
    return at


def _notes(text: str) -> bool:
    """A position or a count without a verb of its own, or what a part of the body does meanwhile."""
    stays = acts.STAYS.match(text)
    if stays and acts.BODY.holds(stays.group("part").lower()):
        return True
    heard = hear(text)
    if len(heard.words) > SENTENCE_WORDS or heard.has(acts.FINITE):
        return False
    if acts.COUNTS.search(text):
        return True
    posed = acts.POSED.match(text)
    return posed is not None and any(acts.BODY.holds(part) for part in posed.group("part").lower().split(" and "))
