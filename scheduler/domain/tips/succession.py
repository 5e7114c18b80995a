"""Which tip of an edited article is the next version of which tip before, and what became of its words.

Pure. The same words are the same tip; otherwise those that share most words are, more easily under the same heading.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import regex

WORD = regex.compile(r"[\p{L}\p{N}]+")
TOKEN = regex.compile(r"\s+|\S+")
SAME_PLACE, ELSEWHERE = 0.35, 0.6  # share of words in common (Dice) that makes a next version
LONGEST = 4000  # characters that are compared word by word


@dataclass(frozen=True, slots=True)
class Words:
    """A tip as far as it can be known again. `section`: the headings above it, outermost first."""

    section: tuple[str, ...]
    text: str


def successors(before: Sequence[Words], now: Sequence[Words]) -> dict[int, int]:
    """Place in `now` → place in `before`, each of them once. Deterministic; what is alike most goes first."""
    counts = [[Counter(word.casefold() for word in WORD.findall(one.text)) for one in tips] for tips in (before, now)]
    pairs = []
    for new, words in enumerate(now):
        for old, known in enumerate(before):
            here = words.section == known.section
            share = 1.0 if words.text == known.text else _share(counts[0][old], counts[1][new])
            if share >= (SAME_PLACE if here else ELSEWHERE):
                pairs.append((-share, not here, abs(new - old), new, old))
    found: dict[int, int] = {}
    for *_order, new, old in sorted(pairs):
        if new not in found and old not in found.values():
            found[new] = old
    return found


def _share(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def difference(before: str, now: str) -> list[tuple[str, str]]:
    """What became of the words: ("same" | "gone" | "new", words), in reading order."""
    if max(len(before), len(now)) > LONGEST:
        return [("gone", before), ("new", now)]
    old, new = TOKEN.findall(before), TOKEN.findall(now)
    found: list[tuple[str, str]] = []
    for what, first, last, begin, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found.append(("same", "".join(old[first:last])))
            continue
        found += [("gone", "".join(old[first:last]))] if first < last else []
        found += [("new", "".join(new[begin:end]))] if begin < end else []
    return found
