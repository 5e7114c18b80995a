"""Which sentences of an essay tell the writer's own story, and belong to no tip?

Some articles have no headings and mix the practice with what happened to the writer. There the tense tells: what is
told in the past, without a word to the reader, is the story; what is said in the present is for everybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from scheduler.domain.tips.lexicon import stories as words
from scheduler.domain.tips.lexicon.acts import BODY
from scheduler.domain.tips.lexicon.vocabulary import Heard, hear
from scheduler.domain.tips.openings import ALONE, opening
from scheduler.domain.tips.roles import BACKGROUND, BENEFIT, HOW_TO, Sentence

FOREMOST = 2  # words: where who speaks is named
SHORT = 4  # words that say nothing by themselves
ENOUGH = 6  # sentences in the past that make an essay of an article without headings


@lru_cache(maxsize=8192)
def is_past(text: str) -> bool:
    """Told in the past, and not to the reader."""
    heard = hear(text)
    if heard.has(words.LISTENER) and _turns_to_the_reader(heard):
        return False
    return any(mark & words.PAST.bit and not mark & words.NOT_PAST.bit for mark in heard.marks)


def _turns_to_the_reader(heard: Heard) -> bool:
    """Speaks to somebody, and does not only say what anybody would have heard or seen."""
    return any(
        mark & words.LISTENER.bit and not words.ANYBODY.length_at(heard.words, at)
        for at, mark in enumerate(heard.marks)
    )


def tells_of_oneself(text: str) -> bool:
    """Names the writer or somebody they met, and no reader."""
    heard = hear(text)
    return heard.has(words.TELLER) and not heard.has(words.LISTENER)


def leads_on(first: Sentence, following: Sentence) -> bool:
    """A remark of the writer's at the head of a section, before the advice that it is about: "My favourite.", "I get
    more letters about this than about my prices."."""
    if first.role not in (BACKGROUND, BENEFIT) or following.role != HOW_TO or opening(following.text)[0] != ALONE:
        return False
    heard = hear(first.text)
    if heard.has(BODY) or not tells_of_oneself(first.text) or not heard.between(0, FOREMOST).has(words.WRITER):
        return False
    return opening(first.text)[0] != ALONE or first.words < SHORT


def is_essay(texts: Sequence[str]) -> bool:
    """Are these sentences of an article mostly a story?"""
    told = sum(is_past(text) and tells_of_oneself(text) for text in texts)
    return told >= ENOUGH and told * 5 >= len(texts)


def told(found: Sequence[Sentence]) -> set[int]:
    """The places, in a paragraph of an essay, of the sentences that tell the story."""
    story = {at for at, sentence in enumerate(found) if _is_told(sentence, found[at - 1] if at else None)}
    for at, sentence in enumerate(found):
        beside = at - 1 in story or at + 1 in story
        if at not in story and beside and sentence.role == BACKGROUND and _goes_along(sentence):
            story.add(at)
    return story


def _is_told(sentence: Sentence, before: Sentence | None) -> bool:
    if sentence.role == BENEFIT:
        if before is not None and before.role == HOW_TO:
            return False  # what the exercise did for the writer
        return is_past(sentence.text) and tells_of_oneself(sentence.text) and opening(sentence.text)[0] == ALONE
    return sentence.role == BACKGROUND and is_past(sentence.text)


def _goes_along(sentence: Sentence) -> bool:
    """Of the writer, or leaning on what was told."""
    return tells_of_oneself(sentence.text) or opening(sentence.text)[0] != ALONE
