"""What each sentence is for: caveat, call to action, announcement, how-to, benefit, background …"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from scheduler.domain.tips import lexicon, offers
from scheduler.domain.tips.cautions import holds_back, is_worry, limits, warned
from scheduler.domain.tips.instructions import is_how_to
from scheduler.domain.tips.lexicon.vocabulary import hear
from scheduler.domain.tips.openings import LEADING, speaks_of_the_article
from scheduler.domain.tips.weighing import CERTAIN, PERHAPS, bounds, is_grave, turns_to_some, weight

CAVEAT, ACTION, INTRO, LEAD_IN, QUESTION = "caveat", "call-to-action", "intro", "lead-in", "question"
SHORT_QUESTION = SHORT_ANSWER = 6  # words
# Cautions that may also say "and tell me": the reader's good, not the studio's.
FOR_SOMEBODY = ("refers", "in_a_case", "for_some", "body_says")
HOW_TO, BENEFIT, BACKGROUND = "how-to", "benefit", "background"
PLAIN = (BENEFIT, BACKGROUND)


class Sentence(NamedTuple):
    """One sentence or list item, with its place and its purpose."""

    start: int
    end: int
    text: str
    role: str
    block: int  # index of the paragraph or list within its section
    words: int
    item: bool = False  # of a list whose items are tips by themselves
    signs: int = -1  # what of the patterns' needs its words meet (`Heard.signs`); -1: not looked at


def sentence_at(article: str, start: int, end: int, block: int) -> Sentence:
    """The sentence that stands there, judged by itself."""
    text = article[start:end]
    return Sentence(start, end, text, role_of(text), block, len(text.split()), signs=hear(text).signs)


@lru_cache(maxsize=8192)
def role_of(text: str) -> str:
    """The purpose of one sentence, judged by itself and without the emoji or mark that it begins with."""
    sign = warned(text)
    text = LEADING.sub("", text) or text
    heard = hear(text)
    if is_caveat(text) or (sign and not is_action(text)):
        return CAVEAT
    if lexicon.INTRO.search(text, heard) or speaks_of_the_article(text):
        return INTRO
    if is_action(text):
        return ACTION
    if lexicon.PROPS.search(text, heard):
        return LEAD_IN
    if text.rstrip().endswith(":"):
        return LEAD_IN
    if is_how_to(text):
        return HOW_TO
    if text.rstrip(" ”\"'’)").endswith("?") and is_question(text):
        return QUESTION
    return BENEFIT if is_benefit(text) else BACKGROUND


def is_question(text: str) -> bool:
    """Asks, and does not only end like a question: "The first class is all vocabulary: tuck, pulse, what?"."""
    return ":" not in text or text.count(" ") < SHORT_QUESTION


def is_benefit(text: str) -> bool:
    """What a reader can feel or gain."""
    return bool(lexicon.BENEFIT.search(text)) and not (
        lexicon.ANATOMY.search(text)
        and not lexicon.READER.search(text)
        and not lexicon.CONSEQUENCE.search(text)
        and "feel" not in text
        and "can help" not in text
    )


def is_action(text: str) -> bool:
    """Asks the reader to book, follow, read or come."""
    heard = hear(text)
    if invites(text) or lexicon.ACTION.search(text, heard) or lexicon.TIMETABLE.search(text, heard):
        return True
    return lexicon.OFFER.search(text, heard) is not None or offers.invites(text) != ""


def invites(text: str) -> bool:
    """Has an address, a price cut or the like: whatever else it says, it is an invitation."""
    return "@" in text or lexicon.ACTION_STRONG.search(text) is not None


def is_caveat(text: str) -> bool:
    """Limits advice: for whom it is not, when to stop, when to see somebody (`cautions.py`)."""
    making = limits(text)
    if not making or invites(text):
        return False
    invitation = offers.invites(text)
    if making == "refers" and invitation == "set_phrase":
        return is_grave(text)  # "worth a doctor's time and not only a newsletter's"
    return not invitation or (making in FOR_SOMEBODY and invitation == "asks" and not offers.sells(text))


def may_be_caveat(text: str) -> bool:
    """Looks somewhat like a caution, and is not taken for one: a person decides."""
    return role_of(text) in (HOW_TO, *PLAIN) and (PERHAPS <= weight(text) < CERTAIN or turns_to_some(text))


def is_in_doubt(sentence: Sentence) -> bool:
    """No caution by any rule, and yet it turns to readers with an illness or a complaint: carried to be safe.

    It stays what it is (a step, a fact) in its own tip, and goes along with the others of its section.
    """
    return sentence.role in (HOW_TO, *PLAIN) and turns_to_some(sentence.text)


def in_company(found: list[Sentence]) -> list[Sentence]:
    """The sentences of a paragraph, those that only their neighbours explain put right: "Sore knees? Skip it."."""
    changed = list(found)
    for index in range(len(found) - 1):
        first, second = changed[index], found[index + 1]
        if (
            first.role == QUESTION
            and second.role not in (ACTION, INTRO)
            and is_worry(first.text)
            and _answers(first, second)
        ):
            changed[index], changed[index + 1] = first._replace(role=CAVEAT), second._replace(role=CAVEAT)
        elif first.role == QUESTION and second.role == CAVEAT and second.words < SHORT_ANSWER:
            changed[index] = first._replace(role=CAVEAT)
        elif first.role == CAVEAT and second.role in PLAIN and bounds(second.text):
            changed[index + 1] = second._replace(role=CAVEAT)
        elif second.role == CAVEAT and first.role in PLAIN and bounds(first.text):
            changed[index] = first._replace(role=CAVEAT)
        elif first.role == CAVEAT and lexicon.GOES_ON.search(second.text) and second.role != ACTION:
            changed[index + 1] = second._replace(role=CAVEAT)
    return changed


def _answers(question: Sentence, answer: Sentence) -> bool:
    """Holds back; or answers a question that names an illness, whatever it says: "On blood thinners? Ice instead."."""
    if answer.role == CAVEAT or holds_back(answer.text):
        return True
    return answer.role in (HOW_TO, *PLAIN) and turns_to_some(question.text)
