"""Tips that say nearly the same, among all of a studio's articles: found by the three-word runs they share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import regex

WORD = regex.compile(r"[\p{L}\p{N}]+(?:['’]\p{L}+)*")
RUN = 3  # words
SHARED = 0.6  # of the shorter text's runs
COMMON = 50  # a run that more texts have ("breathe in and") tells nothing


def fingerprint(text: str) -> frozenset[str]:
    """The three-word runs of a text, in lower case; of a shorter text, the whole."""
    words = [word.replace("’", "'") for word in WORD.findall(text.casefold())]
    if len(words) <= RUN:
        return frozenset([" ".join(words)])
    return frozenset(" ".join(words[at : at + RUN]) for at in range(len(words) - RUN + 1))


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Do two fingerprints belong to nearly the same text, or is one text nearly all in the other?"""
    return len(one & other) >= SHARED * min(len(one), len(other))


def near_duplicates(texts: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of indices (earlier, later) of texts that are alike; work grows with the text, not with its square."""
    prints = [fingerprint(text) for text in texts]
    holders: dict[str, list[int]] = {}
    pairs: list[tuple[int, int]] = []
    for later, runs in enumerate(prints):
        shared = Counter(earlier for run in runs for earlier in holders.get(run, ()))
        pairs += [(earlier, later) for earlier in sorted(shared) if alike(prints[earlier], runs)]
        for run in runs:
            found = holders.setdefault(run, [])
            if len(found) < COMMON:
                found.append(later)
    return pairs
