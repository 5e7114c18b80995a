"""Tips of different articles that say nearly the same. Pure, deterministic, linear in the words. (DESIGN section 2.)

Two texts are alike when they share four fifths of the shorter one's shingles (runs of three words, without case and
marks): containment after Broder, "On the resemblance and containment of documents", 1997. So a tip that
stands whole in a longer one is found, and the same exercise for another part of the body is not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache

import regex

COOLDOWN = timedelta(weeks=26)  # what went out on a channel is not said there again before; as for an old tip
ALIKE = 0.8
SHORTEST = 6  # shingles; shorter texts are alike only by being the same
POSTED = 64  # how many texts are looked up for a shingle, which keeps phrases that all texts share from costing more


WORD = regex.compile(r"[\p{L}\p{N}]+(?:['’]\p{L}+)*")
RUN = 3  # words


@lru_cache(maxsize=1024)
def shingles(text: str) -> frozenset[str]:
    """The three-word runs of a text, in lower case; of a shorter text, the whole."""
    words = [word.replace("’", "'") for word in WORD.findall(text.casefold())]
    if len(words) <= RUN:
        return frozenset([" ".join(words)])
    return frozenset(" ".join(words[at : at + RUN]) for at in range(len(words) - RUN + 1))


@dataclass
class Likeness:
    """Texts by group (the article they are from), to ask for one of another group that says nearly the same."""

    _texts: list[tuple[int, int, int]] = field(default_factory=list)  # (group, key, number of shingles)
    _by_shingle: dict[str, list[int]] = field(default_factory=dict)

    def add(self, group: int, key: int, text: str) -> None:
        """Know this text under `key`."""
        found = shingles(text)
        for shingle in found:
            places = self._by_shingle.setdefault(shingle, [])
            if len(places) < POSTED:
                places.append(len(self._texts))
        self._texts.append((group, key, len(found)))

    def find(self, group: int, text: str) -> int | None:
        """The key of the first text of another group that is alike, by share then by age; None when there is none."""
        mine = shingles(text)
        shared = Counter(self._places(mine))
        found = [
            (-count / min(len(mine), self._texts[place][2]), place)
            for place, count in shared.items()
            if self._texts[place][0] != group and _are_alike(count, len(mine), self._texts[place][2])
        ]
        return self._texts[min(found)[1]][1] if found else None

    def _places(self, mine: Iterable[str]) -> Iterable[int]:
        return (place for shingle in mine for place in self._by_shingle.get(shingle, ()))


def _are_alike(shared: int, one: int, other: int) -> bool:
    smaller = min(one, other)
    return shared >= ALIKE * smaller if smaller >= SHORTEST else shared == one == other
