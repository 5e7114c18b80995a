"""Which of the cautions beside a tip say nothing of their own?

Two are compared clause by clause, by the words that carry something and in whatever order: “Stop if it hurts.” is the
same as “If anything hurts, please stop.”, and is said by “Stop if it hurts, and see a doctor.” as well. What has a case
of its own, or one word more of its own, stays: in doubt both are printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from scheduler.domain.articles.clean import word_set
from scheduler.domain.tips.cautions import clauses

EMPTY = word_set(
    "a an the any anything something it your you please just simply always really very immediately instantly so and "
    "le la les un une des ça cela votre vos ton ta tes vous tu bien"
)
SHORTEST_PLURAL = 4  # letters
_Words = frozenset[str]


@dataclass(frozen=True, slots=True)
class Said:
    """What a caution says: its cases ("if it hurts") and the rest, each clause as its words."""

    cases: frozenset[_Words]
    rest: frozenset[_Words]
    in_order: tuple[_Words, ...]

    def says(self, other: Said) -> bool:
        """Does it say all that the other says? Which case goes with what is only sure where there is but one."""
        if len(self.cases) > 1:
            return self.in_order == other.in_order
        return self.cases == other.cases and bool(other.rest) and other.rest <= self.rest


@lru_cache(maxsize=4096)
def said_by(text: str) -> Said:
    """The clauses of a caution."""
    found = [(clause.is_case, _words(clause.heard.words)) for clause in clauses(text)]
    found = [(case, words) for case, words in found if words]
    return Said(
        frozenset(words for case, words in found if case),
        frozenset(words for case, words in found if not case),
        tuple(words for _, words in found),
    )


def without(texts: Sequence[str], already: Iterable[str] = ()) -> list[int]:
    """The places of the texts that say something of their own. already: what the tip itself says.

    Of two that say the same the first stays; of two of which one says more, that one.
    """
    own = [said_by(text) for text in already]
    all_said = [said_by(text) for text in texts]
    return [
        place
        for place, said in enumerate(all_said)
        if not any(other.says(said) for other in own)
        and not any(
            other.says(said) and (at < place or not said.says(other))
            for at, other in enumerate(all_said)
            if at != place
        )
    ]


def _words(words: Iterable[str]) -> _Words:
    return frozenset(_stem(word) for word in words if word not in EMPTY)


def _stem(word: str) -> str:
    return word[:-1] if len(word) >= SHORTEST_PLURAL and word.endswith("s") and not word.endswith("ss") else word
