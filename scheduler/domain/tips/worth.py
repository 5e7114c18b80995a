"""Why a tip is worth sending (do, why, care, know), its role, and whether it makes a health claim."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.domain.tips import lexicon
from scheduler.domain.tips.lexicon.vocabulary import hear
from scheduler.domain.tips.roles import BACKGROUND, BENEFIT, CAVEAT, HOW_TO, Sentence

REASONS = {
    "do": "says what to do: “{}”",
    "why": "says what a reader can feel, or why it matters: “{}”",
    "care": "a caution: “{}”",
    "know": "background to know",
}


def role_of_passage(sentences: Sequence[Sentence]) -> str:
    """how-to, benefit, caveat or background: what most of the passage is; ties go in that order."""
    roles = [sentence.role for sentence in sentences]
    how_to, caveats, benefits = roles.count(HOW_TO), roles.count(CAVEAT), roles.count(BENEFIT)
    if how_to and how_to * 3 >= len(sentences) - caveats:
        return HOW_TO
    if caveats * 2 >= len(sentences) or (caveats and not how_to):
        return CAVEAT if benefits <= caveats else BENEFIT
    if benefits:
        return BENEFIT
    return HOW_TO if how_to else BACKGROUND


def worth_of(sentences: Sequence[Sentence], role: str) -> tuple[str, str]:
    """(worth, the reason with the sentence that decides it)."""
    if role == HOW_TO:
        return _with_reason("do", sentences, lambda sentence: sentence.role == HOW_TO)
    limits = sum(sentence.role == CAVEAT for sentence in sentences)
    if role == CAVEAT and (
        carries_advice(sentences) or limits * 2 >= len(sentences) or not any(map(is_why, sentences))
    ):
        return _with_reason("care", sentences, lambda sentence: sentence.role == CAVEAT)
    if any(is_why(sentence) for sentence in sentences):
        return _with_reason("why", sentences, is_why)
    return "know", REASONS["know"]


def by_place(text: str, heading: str, path: tuple[str, ...]) -> tuple[str, str] | None:
    """Why by its place: the opening of an article that speaks to its reader, or a section that is called a why."""
    if not path and lexicon.READER.search(text):
        return "why", "opens the article by speaking to its reader"
    if lexicon.WHY_HEADING.search(heading) and not _only_anatomy(text):
        return "why", f"its heading says why: “{heading}”"
    return None


def _with_reason(worth: str, sentences: Sequence[Sentence], decides) -> tuple[str, str]:  # type: ignore[no-untyped-def]
    decisive = next((sentence.text for sentence in sentences if decides(sentence)), sentences[0].text)
    return worth, REASONS[worth].format(shorten(decisive))


def shorten(text: str) -> str:
    """The first words of a sentence, for a reason."""
    words = text.split()
    return text if len(words) <= 9 else " ".join(words[:8]) + " …"


def is_why(sentence: Sentence) -> bool:
    """A benefit, a cause or a hook: something that a reader feels or has a stake in."""
    if sentence.role in (CAVEAT, HOW_TO):
        return False
    text, signs = sentence.text, sentence.signs
    if sentence.role != BENEFIT and not (lexicon.CONSEQUENCE.may_match(signs) and lexicon.CONSEQUENCE.search(text)):
        return False
    return not (lexicon.ANATOMY.may_match(signs) and _only_anatomy(text))


def _only_anatomy(text: str) -> bool:
    """Names parts and their work, and neither a reader nor what they feel."""
    return bool(lexicon.ANATOMY.search(text)) and not (lexicon.READER.search(text) or lexicon.FELT.search(text))


def carries_advice(sentences: Sequence[Sentence]) -> bool:
    """True when a caution stands with the advice it limits."""
    return any(sentence.role in (HOW_TO, BENEFIT) for sentence in sentences)


def claims(heading: str, sentences: Sequence[Sentence], text: str) -> bool:
    """Does a passage below its heading make a health claim? text: its words."""
    signs = hear(heading).signs
    for sentence in sentences:
        signs |= sentence.signs
    return lexicon.HEALTH.may_match(signs) and is_health_claim(f"{heading}\n{text}")


def is_health_claim(text: str) -> bool:
    """Names a disease, pain, healing or nerves (DESIGN section 2, promise 2)."""
    return bool(lexicon.HEALTH.search(text))
