"""What each sentence is for: caveat, call to action, announcement, how-to, benefit, background …"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from scheduler.domain.tips import lexicon
from scheduler.domain.tips.openings import LEADING

CAVEAT, ACTION, INTRO, LEAD_IN, QUESTION = "caveat", "call-to-action", "intro", "lead-in", "question"
HOW_TO, BENEFIT, BACKGROUND = "how-to", "benefit", "background"


@dataclass(frozen=True)
class Sentence:
    """One sentence or list item, with its place and its purpose."""

    start: int
    end: int
    text: str
    role: str
    block: int  # index of the paragraph or list within its section
    words: int
    item: bool = False  # of a list whose items are tips by themselves


@lru_cache(maxsize=8192)
def role_of(text: str) -> str:
    """The purpose of one sentence, judged by itself and without the emoji or mark that it begins with."""
    text = LEADING.sub("", text) or text
    if is_caveat(text):
        return CAVEAT
    if lexicon.INTRO.search(text) or lexicon.DEICTIC.search(text):
        return INTRO
    if is_action(text):
        return ACTION
    if lexicon.PROPS.search(text):
        return LEAD_IN
    if text.rstrip().endswith(":"):
        return LEAD_IN
    if is_how_to(text):
        return HOW_TO
    if text.rstrip(" ”\"'’)").endswith("?"):
        return QUESTION
    return BENEFIT if is_benefit(text) else BACKGROUND


def is_how_to(text: str) -> bool:
    """An instruction: an imperative, also behind an opening clause or a semicolon, or advice in other words."""
    if lexicon.SUPPOSES.search(text) or text.rstrip(" ”\"'’)").endswith("?"):
        return False
    if lexicon.IMPERATIVE.search(text) or lexicon.AFTER_CLAUSE.search(text) or lexicon.ADVICE.search(text):
        return True
    return any(lexicon.IMPERATIVE.search(part.strip()) for part in text.split(";")[1:4])


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
    return bool(lexicon.ACTION.search(text) or lexicon.TIMETABLE.search(text) or lexicon.OFFER.search(text)) or invites(
        text
    )


def invites(text: str) -> bool:
    """Has an address, a price cut or the like: whatever else it says, it is an invitation."""
    return "@" in text or lexicon.ACTION_STRONG.search(text) is not None


def is_caveat(text: str) -> bool:
    """Limits advice: for whom it is not, when to stop, when to see somebody."""
    if lexicon.NOTICE.search(text):
        return True
    if lexicon.PROVIDER.search(text) and lexicon.REFER.search(text) and not _tells_a_story(text):
        return not invites(text)
    if lexicon.NEVER_DO.search(text) or lexicon.STOP_IF.search(text) or lexicon.LIMITS.search(text):
        return True
    if _only_some(text):
        return True
    if lexicon.URGENT.search(text) and (lexicon.ALARM.search(text) or lexicon.CONDITION.search(text)):
        return True
    if lexicon.SOME_READERS.search(text) and lexicon.CONDITION.search(text):
        return True
    if lexicon.IF_ALARMED.search(text) and is_how_to(text):
        return True
    if not lexicon.STOP.search(text):
        return False
    if lexicon.CONDITION.search(text):
        return True
    return bool(lexicon.ALARM.search(text) and lexicon.SUPPOSED.search(text))


def _only_some(text: str) -> bool:
    """Instructs those readers only who have an illness or are in some state: "If you take blood thinners, …"."""
    concerns = lexicon.CONDITION.search(text) or lexicon.STATE.search(text)
    return bool(concerns and lexicon.FOR_SOME.search(text) and (is_how_to(text) or lexicon.STOP.search(text)))


def _tells_a_story(text: str) -> bool:
    """A provider is named as somebody who said or does something, not as somebody to see."""
    return lexicon.SEES.search(text) is None


def _worried(text: str) -> bool:
    return bool(lexicon.ALARM.search(text) or lexicon.CONDITION.search(text))


def in_company(found: list[Sentence]) -> list[Sentence]:
    """The sentences of a paragraph, those that only their neighbours explain put right: "Sore knees? Skip it."."""
    changed = list(found)
    for index in range(len(found) - 1):
        first, second = changed[index], found[index + 1]
        if first.role == QUESTION and _worried(first.text) and _answers(second):
            changed[index], changed[index + 1] = replace(first, role=CAVEAT), replace(second, role=CAVEAT)
        elif first.role == CAVEAT and lexicon.GOES_ON.search(second.text) and second.role != ACTION:
            changed[index + 1] = replace(second, role=CAVEAT)
    return changed


def _answers(sentence: Sentence) -> bool:
    return sentence.role == CAVEAT or lexicon.STOP.search(sentence.text) is not None
