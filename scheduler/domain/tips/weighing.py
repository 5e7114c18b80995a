"""How much does a sentence look like a caution, whatever its form? A weight, not a grammar.

A caution has two halves: somebody or something it is about (an illness, a complaining knee, the over-seventies, a
sign, a bad night) and something taken away, made less, put off or handed to somebody. Wide word lists stand for each
half (`lexicon/concerns.py`, `lexicon/restraints.py`); the halves' weights are added. What `tips/cautions.py` tells by
form is told without this; this catches the words that no form was written for.
"""

from __future__ import annotations

import regex

from scheduler.domain.tips.lexicon import cautions as known
from scheduler.domain.tips.lexicon import concerns, restraints, stories
from scheduler.domain.tips.lexicon.vocabulary import Heard, Vocabulary, hear

CERTAIN, PERHAPS = 8, 6
MUCH, RATHER, SOME = 4, 3, 2
TOLD = 3  # what a fact or a comfort takes away
AT_ONCE = 8  # words behind "never"
NEAR = 4  # words between a part of the body and its state
STEM = 5  # letters of a word that tell it from others
FACTS = (concerns.TOLD, concerns.DEFINES, known.SHARES)
LIKENESS = regex.compile(r"\b(?:as if|as though|comme si)\b")  # "as if you had run" is no case
# "Float until the shivering stops": how long, and nothing is stopped.
OVER = regex.compile(
    r"\b(?:un)?till? (?!you\b|we\b|i\b)[^,.;:!?]{3,40}?\b(?:stops?|ends?|eases?|passes|fades?|goes|settles?)\b"
    r"(?: off| away| down)?|"
    r"\bjusqu['’]à ce que [^,.;:!?]{3,40}?\b(?:cesse|passe|s['’]arrête|se calme)\b",
    regex.I,
)
FORCED = 4  # words between "never" and "force"


def weight(text: str) -> int:
    """CERTAIN or more: a caution. PERHAPS: it may be one, and a person should look."""
    heard = hear(text)
    if OVER.search(text) and not heard.begins(known.HOLDS_BACK_FIRMLY):
        heard = hear(text := OVER.sub(" ", text))
    if heard.has(restraints.PUSHED):
        return 0
    told = MUCH if heard.has(concerns.TASTE) and _concern(heard) != MUCH else 0
    told += (TOLD if any(heard.has(fact) for fact in FACTS) else 0) + (MUCH if _is_story(heard) else 0)
    if _is_one_alone(heard):
        return CERTAIN - told
    told += TOLD if heard.has(concerns.SOOTHES) else 0
    nearly = PERHAPS if heard.has(restraints.NEARLY) else 0
    concern = _concern(heard)
    restraint = _restraint(heard, concern) if concern else 0
    if not restraint:
        return nearly - told
    needs = SOME if heard.has(restraints.NEEDS) else 0
    return max(nearly, concern + restraint + _case(text, heard) + needs) - told


def is_grave(text: str) -> bool:
    """Names an illness, an operation, a time of life, or a sign that something is wrong."""
    return _concern(hear(text)) == MUCH


def turns_to_some(text: str) -> bool:
    """Speaks to some readers, or of some case, of an illness or a complaint, whatever it then says.

    What a caution takes away is said in endlessly many words ("those will have a list of forbidden directions"); whom
    it concerns is not. A fact, a story and a comfort are none.
    """
    heard = hear(LIKENESS.split(text)[0])
    if any(heard.has(one) for one in (*FACTS, restraints.PUSHED, concerns.SOOTHES)):
        return False
    concern = _concern(heard)
    if concern < RATHER or (_is_story(heard) and not heard.begins(restraints.SOME_READERS)):
        return False
    case = _case(text, heard)
    return case > 0 if concern == MUCH else case == RATHER or _is_such_a_part(heard)


def bounds(text: str) -> bool:
    """Says which feeling is all right; beside a caution it is the other half of it: "A dull ache is fine"."""
    return hear(text).has(concerns.FEELINGS, concerns.TOLERATED)


def names_illness(text: str, topics: frozenset[str]) -> bool:
    """Names an illness, an operation or a sign, neither as a fact nor because the article is about it.

    topics: the first letters (STEM) of the words of its headings.
    """
    heard = hear(text)
    if heard.has(concerns.TOLD) or heard.has(concerns.SOOTHES) or _is_story(heard):
        return False
    if heard.has(known.ASKED) and not heard.has(known.STORY):
        return heard.has(stories.LISTENER) or heard.has(concerns.IF)
    wanted = concerns.GRAVE.bit | known.CONDITION.bit | concerns.SIGNS.bit
    named = [word for word, mark in zip(heard.words, heard.marks, strict=True) if mark & wanted]
    if named and not all(word[:STEM] in topics for word in named):
        return _concerns_the_reader(heard)
    return _is_such_a_part(heard) and _near(heard, concerns.PARTS, concerns.FRAIL, NEAR)


def _concerns_the_reader(heard: Heard) -> bool:
    """Speaks to a reader, of some of them, of any such part, or of what is practised; else it is a fact."""
    if heard.has(concerns.DEFINES) and not heard.has(concerns.IF):
        return False
    if heard.has(stories.LISTENER) or heard.has(concerns.IF) or heard.has(concerns.PRACTISED):
        return True
    return heard.has(restraints.SOME_READERS) or heard.has(known.PEOPLE) or _is_such_a_part(heard)


def _is_such_a_part(heard: Heard) -> bool:
    """Speaks of any part that is so and so: "a hip that …", "knees with …"."""
    for place in _places(heard, concerns.PARTS) if heard.has(concerns.PARTS) else ():
        any_such = place == 0 or heard.words[place - 1] in restraints.ANY
        if any_such and heard.words[place + 1 : place + 2] in restraints.THAT:
            return True
    return False


def _is_story(heard: Heard) -> bool:
    """What happened to the writer or to somebody they know."""
    if not heard.has(stories.TELLER, stories.PAST) or heard.has(stories.LISTENER) or heard.has(stories.PRESENT):
        return False
    return any(mark & stories.PAST.bit and not mark & stories.NOT_PAST.bit for mark in heard.marks)


def _is_one_alone(heard: Heard) -> bool:
    """Says by itself that something is too much: never force, no longer, off the throat, a sting is not."""
    if heard.has(restraints.ALWAYS):
        return True
    if not heard.has(restraints.TO_PUSH) and _follows(heard, restraints.DENIED, restraints.FORCE, FORCED):
        return True
    if tuple(heard.words[-2:]) in restraints.NO_MORE or _forbids_at_once(heard):
        return True
    if heard.has(concerns.SIGNS) and heard.words[-1] in restraints.NOT:
        return True
    if heard.has(concerns.PARTS) and _follows(heard, *restraints.MAY_NOT):
        return True
    if _follows(heard, *restraints.TO_OTHERS) or _names_your_doctor(heard):
        return True
    if heard.has(restraints.SOUND) and _follows(heard, restraints.WRITTEN, restraints.FOR_WHOM, NEAR + 2):
        return True
    return heard.has(restraints.PLACES) and any(_follows(heard, *pair) for pair in restraints.OFF)


def _forbids_at_once(heard: Heard) -> bool:
    """Begins with "never", or forbids in a few words: "Not with a fever.", "No neck rolls for the recently …"."""
    said = heard.words[1:] if heard.words and heard.words[0] in restraints.THEREFORE else heard.words
    first, *rest = said or [""]
    if restraints.SPEAKS.intersection(rest[1:2]):
        return False  # "Not while I am teaching", "Never before have I …"
    if first in ("never", "jamais"):
        if rest and rest[0] in restraints.NEVER_SO and len(rest) <= AT_ONCE and not heard.has(stories.TELLER):
            return True
        of_the_body = heard.has(concerns.PARTS) or heard.has(known.HARM) or _concern(heard) > 0
        return of_the_body and bool(rest) and rest[0] not in restraints.NEVER_MIND
    if first in ("not", "pas") and rest and rest[0] in restraints.NOT_SO:
        return True
    if first in restraints.NONE and _follows(heard, *restraints.NONE_OF_IT_FOR):
        return True
    if first in restraints.NONE and len(rest) <= AT_ONCE and _follows(heard, restraints.BESIDE, concerns.GRAVE, NEAR):
        return True  # "No diving with grommets."
    return first in restraints.NONE and _follows(heard.between(0, 6), *restraints.NONE_FOR)


def _names_your_doctor(heard: Heard) -> bool:
    """ "your surgeon", "her midwife": a healer the reader has is seldom named without a reason."""
    healers = _places(heard, known.ASKED) if heard.has(known.ASKED) else []
    return any(word in restraints.YOUR for place in healers for word in heard.words[max(0, place - 2) : place])


def _concern(heard: Heard) -> int:
    """An illness or a sign; a part of the body that complains; a group of readers, a moment, pain."""
    if heard.has(concerns.GRAVE) or heard.has(known.CONDITION) or heard.has(concerns.SIGNS):
        return MUCH
    if _near(heard, concerns.PARTS, concerns.FRAIL, NEAR):
        return RATHER
    return SOME if any(heard.has(weak) for weak in WEAK) or _some_part(heard) else 0


def _some_part(heard: Heard) -> bool:
    """ "some hearts", "any shoulder": not everybody's."""
    return any(
        place and heard.words[place - 1] in ("some", "any", "certain", "certains", "certaines")
        for place in (_places(heard, concerns.PARTS) if heard.has(concerns.PARTS) else ())
    )


WEAK = (known.PEOPLE, concerns.GROUPS, concerns.MOMENTS, concerns.PAINS, known.ALARM, known.DISCOMFORT)


def _restraint(heard: Heard, concern: int) -> int:
    """What is taken away or handed over; what is made less."""
    if heard.has(restraints.FIRM) or heard.has(known.LIMIT) or heard.has(known.LIMIT_IN_CASE):
        return MUCH
    if any(_follows(heard, *pair) for pair in restraints.GAPS):
        return MUCH
    if _follows(heard, restraints.SOMEBODY, restraints.QUALIFIED, restraints.MOST_BETWEEN):
        return MUCH
    if concern == MUCH and heard.has(known.IS_NOT):
        return MUCH  # "… is not stiffness"
    if heard.has(restraints.MILD) or _follows(heard, *restraints.KEEPS):
        return SOME
    return SOME if concern == MUCH and heard.has(restraints.SOME_READERS, restraints.SHOULD) else 0


def _case(text: str, heard: Heard) -> int:
    """Speaks of some readers, of some moments, or of any such part of the body: "a sore heel", "cranky knees"."""
    if "?" in text or heard.has(concerns.IF):
        return RATHER
    if heard.has(concerns.CASE) or heard.has(concerns.GROUPS) or heard.has(concerns.MOMENTS):
        return SOME
    wanted = concerns.GRAVE.bit | concerns.FRAIL.bit | known.CONDITION.bit
    for place, mark in enumerate(heard.marks):
        if mark & wanted and (place == 0 or heard.words[place - 1] in restraints.ANY):
            return SOME
    return 0


def _places(heard: Heard, wanted: Vocabulary) -> list[int]:
    return [place for place, mark in enumerate(heard.marks) if mark & wanted.bit]


def _near(heard: Heard, one: Vocabulary, other: Vocabulary, most: int) -> bool:
    if not heard.has(one, other):
        return False
    others = _places(heard, other)
    return any(0 < abs(place - there) <= most for place in _places(heard, one) for there in others)


def _follows(heard: Heard, first: Vocabulary, second: Vocabulary, most: int) -> bool:
    """Is there an entry of `second` within so many words behind one of `first`?"""
    if not heard.has(first, second):
        return False
    seconds = _places(heard, second)
    return any(0 < there - place <= most for place in _places(heard, first) for there in seconds)
