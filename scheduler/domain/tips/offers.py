"""Is a sentence an invitation, an offer or a farewell? Told from what it is made of, not from set phrases."""

from __future__ import annotations

from functools import cached_property, lru_cache

import regex

from scheduler.domain.articles.clean import word_set
from scheduler.domain.tips.instructions import is_how_to
from scheduler.domain.tips.lexicon import offers as words
from scheduler.domain.tips.lexicon import stories
from scheduler.domain.tips.lexicon.acts import BODY
from scheduler.domain.tips.lexicon.vocabulary import Heard, Vocabulary, hear

BRIEF = 3  # words before a parting
NEAR = 6  # words: what is asked for stands close behind the verb
LEADS = word_set("so and then please just also but or now why not simply hey psst alors et donc")
CLAUSE = regex.compile(r"[,;:.!?()…]+\s*|\s[–—|·•-]\s|\s(?=and (?:we|i|tell|let|say|try|see|start|bring)\b)", regex.I)
CURRENCY = regex.compile(r"[$£€%]")
POSTSCRIPT = regex.compile(r"p\.? ?s\.?(?:[ :,–-]+|$)", regex.I)
FIGURES = regex.compile(r"[\d$£€]")
MAY_SELL = regex.compile(r"[$£€%+]|\d{3}\)?[ .-]\d{3}|\d[a-d]?,? (?:rue\b|(?-i:\p{Lu}))", regex.I)


class _Said:
    """A sentence: its words, its clauses, and the marks of a timetable or a till."""

    def __init__(self, text: str, heard: Heard) -> None:
        self.text, self.heard = text, heard
        self.figures = FIGURES.search(text) is not None

    @cached_property
    def clauses(self) -> list[Heard]:
        parts = [hear(part) for part in CLAUSE.split(self.text) if part and part.strip()]
        return [found for found in map(_bare, parts) if found.words]

    @property
    def words(self) -> int:
        return len(self.heard.words)

    def begins(self, wanted: Vocabulary) -> bool:
        return self.heard.has(wanted) and bool(self.clauses) and self.clauses[0].begins(wanted)

    @cached_property
    def dated(self) -> bool:
        return self.heard.has(words.DAY) or (self.heard.has(words.MONTH) and bool(words.DATE.search(self.text)))


def _bare(found: Heard) -> Heard:
    first = next((at for at, word in enumerate(found.words) if word not in LEADS), len(found.words))
    return found.between(first)


@lru_cache(maxsize=8192)
def invites(text: str) -> str:
    """Which making of an invitation the sentence has; "" when it has none."""
    heard = hear(text)
    if not heard.all & words.ANY and not POSTSCRIPT.match(text) and not MAY_SELL.search(text):
        return ""
    said = _Said(text, heard)
    if not heard.words:
        return ""
    for rule, needs in RULES:
        if (not needs or heard.all & needs) and rule(said):
            return rule.__name__.strip("_")
    return ""


def sells(text: str) -> bool:
    """Names what a studio sells, or a price."""
    heard = hear(text)
    return heard.has(words.SOLD) or heard.has(words.COINS) or CURRENCY.search(text) is not None


def closes(text: str) -> bool:
    """Said at the very end of an article: does the studio speak of what it sells, or of a day?"""
    heard = hear(text)
    if words.NAMED.match(text) and not heard.has(BODY) and not stories.LISTENER.bit & heard.all:
        return True  # "Ada Moor mends roofs and runs hills": who wrote it
    return heard.has(words.OURS) and (heard.has(words.SOLD) or words.ON_A_DAY.search(text) is not None)


def _farewell(said: _Said) -> bool:
    if said.begins(words.NOT_CLOSING):
        return False
    if postscript := POSTSCRIPT.match(said.text):
        return not is_how_to(said.text[postscript.end() :])
    if said.begins(words.CLOSING):
        return True
    if said.heard.has(words.PARTING) and len(said.clauses) > 1 and len(said.clauses[0].words) <= BRIEF:
        return said.clauses[-1].begins(words.PARTING)  # "Go well, and see you on Thursday."
    return said.begins(words.CLOSING_ALONE) and all(
        clause.begins(words.CLOSING_ALONE) and len(clause.words) < 4 for clause in said.clauses
    )


def _furniture(said: _Said) -> bool:
    return said.begins(words.ALWAYS_FIRST) and said.words < 30


def _set_phrase(said: _Said) -> bool:
    strong = said.heard.has(words.STRONG) and not said.heard.has(words.AS_A_FIGURE)
    return strong or said.heard.has(words.ANYWHERE) or said.heard.has(words.NETWORKS, words.ON_THEM)


def _asks_whether(said: _Said) -> bool:
    """Curious what a session feels like? Questions?"""
    if "?" not in said.text or not said.begins(words.WHETHER):
        return False
    return len(said.clauses[0].words) <= 2 or said.heard.has(words.SOLD)


def _asks(said: _Said) -> bool:
    """Come, book, tell – us, our class, the studio."""
    if not said.heard.has(words.ASKED_TO, words.TO_WHOM):
        return False
    for clause in said.clauses:
        if clause.begins(words.ASKED_TO):
            length = words.ASKED_TO.length_at(clause.words, 0)
            if clause.between(length, length + NEAR).has(words.TO_WHOM):
                return True
    return False


def _offers(said: _Said) -> bool:
    """Our course begins; there are places left in the retreat."""
    if not said.heard.has(words.SOLD, words.OFFERED):
        return False
    return said.heard.has(words.OURS) or said.heard.between(0, NEAR).has(words.SOLD)


def _sells(said: _Said) -> bool:
    if not said.heard.has(words.COINS) and not CURRENCY.search(said.text):
        return False
    if not words.MONEY.search(said.text):
        return False
    return (
        said.heard.has(words.SOLD) or said.words < 12 or (said.heard.has(words.OURS) and said.heard.has(words.TREATED))
    )


def _has_a_date(said: _Said) -> bool:
    """A day with an hour, or a day and something that is sold."""
    if not said.dated:
        return False
    if words.HOUR.search(said.text) and (said.words < 12 or said.heard.has(words.OURS)):
        return True
    if words.THEIR_CLASS.search(said.text) and not said.heard.has(words.OFFERED):
        return False
    return said.heard.has(words.SOLD) and (
        said.heard.has(words.OURS) or said.heard.has(words.OFFERED) or said.words < 10
    )


def _introduces(said: _Said) -> bool:
    if not said.heard.has(words.INTRODUCES):
        return False
    if words.BIO.search(said.text):
        return True
    return bool(words.TEACHES.search(said.text)) and (
        said.heard.has(words.SOLD) or said.dated or bool(words.TITLED_CLASS.search(said.text))
    )


def _where(said: _Said) -> bool:
    return said.figures and bool(words.PHONE.search(said.text) or words.STREET.search(said.text))


def _any(*lists: Vocabulary) -> int:
    found = 0
    for vocabulary in lists:
        found |= vocabulary.bit
    return found


# Each with the lists of which the sentence must have an entry; 0: it is asked of every sentence.
RULES = (
    (_farewell, 0),
    (_furniture, _any(words.ALWAYS_FIRST)),
    (_set_phrase, _any(words.ANYWHERE, words.STRONG, words.NETWORKS)),
    (_asks_whether, _any(words.WHETHER)),
    (_asks, _any(words.ASKED_TO)),
    (_offers, _any(words.SOLD)),
    (_sells, 0),
    (_has_a_date, _any(words.DAY, words.MONTH)),
    (_introduces, _any(words.INTRODUCES)),
    (_where, 0),
)
