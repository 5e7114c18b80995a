"""Which caution limits which tip: the paragraph's, the section's, or every practice of the article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from scheduler.domain.tips import lexicon
from scheduler.domain.tips.assemble import Passage
from scheduler.domain.tips.model import Span
from scheduler.domain.tips.roles import BENEFIT, CAVEAT, HOW_TO, Sentence
from scheduler.domain.tips.sections import Section

TOPIC = regex.compile(
    r"\b(?:skip|avoid|leave out|stay away from|modify|be careful (?:with|in|during)|careful with|without|steer clear of|not (?:do|try|attempt)|évitez)\s+(?:all |any |the |these |those |deep |strong |doing |les |des )*(?P<noun>[\p{L}-]{4,})",
    regex.I,
)
GENERIC = frozenset("this that these those them exercise exercises pose poses move moves movement movements stretch stretches practice position positions pressure doing anything everything first until with your completely altogether".split())


@dataclass(frozen=True)
class Caveat:
    """A caution: one sentence, with those before it that it points back to."""

    spans: tuple[Span, ...]
    text: str
    section: int
    chain: tuple[Sentence, ...]


@dataclass(frozen=True)
class Placed:
    """A passage with the section it belongs to."""

    passage: Passage
    section: Section


def find(sections: Sequence[Section]) -> list[Caveat]:
    """All cautions, in document order; neighbours in one paragraph that need each other are one."""
    found: list[Caveat] = []
    for section in sections:
        sentences = [sentence for chunk in section.chunks for sentence in chunk.sentences]
        for index, sentence in enumerate(sentences):
            if sentence.role == CAVEAT or _whole_section(section, sentence):
                found.append(_caveat(section, _with_antecedent(sentences, index)))
    return found


def _whole_section(section: Section, sentence: Sentence) -> bool:
    """In a section of cautions ("When to skip it") every sentence that sets a limit is one."""
    return section.cautions and bool(lexicon.STOP.search(sentence.text) or lexicon.PROVIDER.search(sentence.text)) and sentence.role != CAVEAT and bool(
        lexicon.CONDITION.search(sentence.text) or lexicon.ALARM.search(sentence.text) or sentence.text.lower().startswith(("please", "do not", "don"))
    )


def _with_antecedent(sentences: Sequence[Sentence], index: int) -> list[Sentence]:
    """The caution and, where it points back ("any of these", "Skip this one"), the sentences it points to."""
    first = index
    while first > 0 and index - first < 2 and sentences[first - 1].block == sentences[index].block and _leans(sentences[first], sentences[first - 1]):
        first -= 1
    return list(sentences[first : index + 1])


def _leans(sentence: Sentence, before: Sentence) -> bool:
    if before.role == HOW_TO and not before.text.endswith("?"):
        return False
    if before.text.rstrip(" ”\"').").endswith("?"):
        return True
    return bool(lexicon.POINTS_BACK.search(sentence.text)) or (sentence.role != CAVEAT and bool(regex.search(r"\b(?:all|also|may all|can all)\b", sentence.text)))


def _caveat(section: Section, chain: list[Sentence]) -> Caveat:
    spans = tuple((sentence.start, sentence.end) for sentence in chain)
    return Caveat(spans, " ".join(sentence.text for sentence in chain), section.number, tuple(chain))


def attach(placed: Sequence[Placed], sections: Sequence[Section]) -> list[list[Caveat]]:
    """For each passage the cautions that limit it and are not in it, in document order."""
    attached: list[list[Caveat]] = [[] for _ in placed]
    by_number = {section.number: section for section in sections}
    for caveat in find(sections):
        for index in _limited(caveat, by_number[caveat.section], placed):
            if not _holds(placed[index].passage, caveat):
                attached[index].append(caveat)
    return [_distinct(caveats) for caveats in attached]


def _distinct(caveats: list[Caveat]) -> list[Caveat]:
    """Without those that a longer chain already says."""
    return [c for c in caveats if not any(c is not other and set(c.spans) < set(other.spans) for other in caveats)]


def _limited(caveat: Caveat, section: Section, placed: Sequence[Placed]) -> list[int]:
    """Indices of the passages that the caution limits."""
    everywhere = _everywhere(caveat, section, placed)
    named = _named(caveat, placed)
    if named:
        return named
    limited = _instructs if everywhere else _advises
    return [index for index, place in enumerate(placed) if limited(place.passage) and _within(place.section, section, everywhere)]


def _everywhere(caveat: Caveat, section: Section, placed: Sequence[Placed]) -> bool:
    if section.cautions:
        return True
    general = bool(lexicon.ALL_MOVES.search(caveat.text)) or bool(lexicon.NOTICE.search(caveat.text))
    advice_here = any(place.section is section and _is_advice(place.passage, caveat) for place in placed)
    return (not section.path and not advice_here) or (general and not advice_here)


def _is_advice(passage: Passage, caveat: Caveat) -> bool:
    return any(sentence.role in (HOW_TO, BENEFIT) and sentence not in caveat.chain for sentence in passage.sentences)


def _within(other: Section, section: Section, everywhere: bool) -> bool:
    """Same section, or below it; for a general caution also all that stands under the same parent."""
    if other is section:
        return True
    below = bool(section.path) and other.path[: len(section.path)] == section.path
    if not everywhere:
        return below and len(other.path) > len(section.path)
    parent = section.path[:-1]
    return other.path[: len(parent)] == parent and not other.cautions


def _named(caveat: Caveat, placed: Sequence[Placed]) -> list[int]:
    """Passages about the very thing that the caution names ("skip the twists")."""
    found = TOPIC.search(caveat.text)
    noun = found.group("noun").lower() if found else ""
    if not noun or noun in GENERIC:
        return []
    stem = noun.rstrip("s")
    if len(stem) < 4:
        return []
    word = regex.compile(rf"\b{regex.escape(stem)}(?:s|es|ing|ed)?\b", regex.I)
    return [index for index, place in enumerate(placed) if _advises(place.passage) and _speaks_of(place, word, caveat)]


def _speaks_of(place: Placed, word: regex.Pattern[str], caveat: Caveat) -> bool:
    if word.search(place.section.title):
        return True
    return any(word.search(sentence.text) for sentence in place.passage.sentences if sentence not in caveat.chain)


def _advises(passage: Passage) -> bool:
    return any(sentence.role in (HOW_TO, BENEFIT) for sentence in passage.sentences)


def _instructs(passage: Passage) -> bool:
    return any(sentence.role == HOW_TO for sentence in passage.sentences)


def _holds(passage: Passage, caveat: Caveat) -> bool:
    inside = {(sentence.start, sentence.end) for sentence in passage.sentences}
    return set(caveat.spans) <= inside
