"""What a tip may be, in words of the rubric's own: nothing here is asked of the splitter."""

from __future__ import annotations

import re

from scheduler.domain.tips import Split, Tip
from scheduler.domain.tips.sentences import sentences

SPEAKS_OF_THE_ARTICLE = re.compile(
    r"\b(?:in )?this (?:blog|post|article|newsletter|page|series of posts)\b|"
    r"\blast (?:week|month|year)['’]s (?:blog|post|article|newsletter)\b|"
    r"\b(?:as|see|mentioned|described|shown|listed) (?:above|below|earlier)\b|"
    r"\b(?:exercises|stretches|poses|moves|tips|steps|pictures?|photos?) (?:above|below)\b|"
    r"\bthe following(?! (?:morning|day|days|week|month|night|breath)\b)(?![^.!?]*:)|"
    r"\brecently,? we\b|\btoday,? (?:we|i)['’]ll\b|\b(?:click|tap|read) (?:here|more)\b",
    re.IGNORECASE,
)
MOST_SENTENCES, WITH_A_LIST, MOST_WORDS = 5, 6, 120


def too_large(tip: Tip, found: Split, most_sentences: int = MOST_SENTENCES, most_words: int = MOST_WORDS) -> bool:
    """More than five sentences or 120 words. A list, or a caution below its exercise, makes room for a sixth; a
    procedure is never cut from its lead-in or from what is said below it, and neither is one sentence: they may be
    longer."""
    text, language = found.article.text, found.article.language
    blocks = [b for b in found.article.blocks if any(a < b.end and e > b.start for a, e in tip.spans)]
    parts = [(max(a, b.start), min(e, b.end)) for b in blocks for a, e in tip.spans if a < b.end and e > b.start]
    count = sum(len(sentences(text, start, end, language)) for start, end in parts)
    kinds = "".join("i" if block.kind == "item" else "-" for block in blocks)
    runs = {block.run for block in blocks if block.kind == "item"}
    if count == 1 or (len(runs) == 1 and re.fullmatch("-?i+-?", kinds)):
        return False
    room = WITH_A_LIST if runs or len(blocks) > 1 else most_sentences
    return count > max(room, most_sentences) or len(tip.text.split()) > most_words
