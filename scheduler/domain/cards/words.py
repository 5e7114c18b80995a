"""Which words of a tip stand on its card: whole sentences, and every caution that belongs to them, or no card at all.

DESIGN promises 1 and 2: the words are the article's, never cut inside a sentence; a caution travels with its advice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.domain.compose.facts import Content

if TYPE_CHECKING:
    from scheduler.domain.tips.fit import Sentence

MOST_SENTENCES = 2
MOST_WORDS = 60
SHORT = 36
"""Words that two sentences may have together; more read better in the text below the picture."""
_WHOLE = re.compile(r"[.!?…。！？][\W_]*$")


class NoCard(ValueError):
    """There is no honest card of this; the message says why, in the owner's words."""


@dataclass(frozen=True, slots=True)
class CardWords:
    """`title`: the tip's heading, or "". `quote`: a sentence or two. `small`: cautions and the safety line."""

    quote: str
    title: str = ""
    small: tuple[str, ...] = ()

    @property
    def alt(self) -> str:
        """All that is written on the card, for people who cannot see it."""
        return "\n".join(part for part in (self.title, self.quote, *self.small) if part)


def choose(content: Content) -> CardWords:
    """The words for the card of a tip or of a post. Raises NoCard."""
    from scheduler.domain.compose import context
    from scheduler.domain.compose.words import judged  # loaded late: all the words that splitting knows

    if content.kind == "tip" and content.tip is not None:
        tip = content.tip
        said = judged(tip.text, content.language)
        quote = _quote(said, titled=bool(tip.title))
        inside = [one.text for one in said if one.caveat and one.text not in quote]
        small = dict.fromkeys([*inside, *tip.caveats, context.safety_line(content)])
        return CardWords(quote, tip.title, tuple(line for line in small if line))
    if content.kind == "post":
        said = judged(content.opening, content.language)
        return CardWords(_quote(said, titled=bool(content.title)), content.title)
    raise NoCard("a card carries the words of a tip or of a post, and a class has none.")


def _quote(said: Sequence[Sentence], *, titled: bool) -> str:
    """The first sentence that is understood by itself, and the next one if both together are short."""
    for place, one in enumerate(said):
        if not _stands(one) or not (one.opens or (titled and place == 0)):
            continue
        following = said[place + 1 : place + MOST_SENTENCES]
        both = [one, *following] if all(_stands(each) and "\n" not in each.before for each in following) else [one]
        text = one.text + "".join(each.before + each.text for each in both[1:])
        return text if _count(text) <= SHORT else one.text
    raise NoCard(f"no sentence of it stands by itself and has at most {MOST_WORDS} words.")


def _stands(one: Sentence) -> bool:
    return (
        not one.caveat and bool(_WHOLE.search(one.text)) and _count(one.text) <= MOST_WORDS and bool(one.text.strip())
    )


def _count(text: str) -> int:
    return len(text.split())
