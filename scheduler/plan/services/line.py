"""Which tips of a series go to an account, in which order, and why the others do not. Pure. (DESIGN section 4.)"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

BACKGROUND = "know"
NEEDS_WHY = (
    "Background: it cannot carry an issue alone, and its section has no sentence that says why. "
    "Add a line of your own, or post it on a network."
)
IN_A_ROW = (
    "It only tells what is good to know, so it neither opens a series nor follows another of its kind: it waits for a "
    "tip that says what to do, or why."
)
NEEDS_ADVICE = "A caution without the advice it limits: it waits for you."
CHANGED = "The article changed since: look at this tip again."
ELSEWHERE = "It already goes out on this channel in another series."


@dataclass(frozen=True, slots=True)
class Item:
    """A tip in line. `key`: its words, by which the same tip from two readings of an article is known. `earlier`: that
    tip in earlier versions of its article."""

    tip: int
    campaign: int
    title: str
    key: str
    worth: str = "do"
    carries: str = "alone"
    companion: str = ""
    own_words: bool = False
    state: str = "fresh"
    health_claim: bool = False
    earlier: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Line:
    """The tips that go out, in order, and the others with the reason."""

    placed: tuple[Item, ...]
    unplaced: tuple[tuple[Item, str], ...]


def line_up(items: Sequence[Item], last_worth: str, refused: dict[int, str], *, mail: bool) -> Line:
    """One series on one account. `last_worth`: of the tip that went out last, "" when none did.

    `refused`: why a tip cannot go to this account at all (it does not fit, another series has it), by tip.
    """
    reasons = {item.tip: refused.get(item.tip) or _against(item, mail=mail) for item in items}
    candidates = [item for item in items if not reasons[item.tip]]
    placed, waiting = _spread(candidates, last_worth or BACKGROUND)
    unplaced = [(item, reasons[item.tip]) for item in items if reasons[item.tip]]
    return Line(tuple(placed), (*unplaced, *((item, IN_A_ROW) for item in waiting)))


def _against(item: Item, *, mail: bool) -> str:
    if item.state == "stale":
        return CHANGED
    if item.own_words:
        return ""
    if item.carries == "waits":
        return NEEDS_ADVICE
    alone = item.carries == "alone" or (item.carries == "with_why" and item.companion)
    return "" if alone or not mail else NEEDS_WHY


def _spread(items: Iterable[Item], last: str) -> tuple[list[Item], list[Item]]:
    placed: list[Item] = []
    waiting: list[Item] = []
    for item in items:
        if item.worth == BACKGROUND and last == BACKGROUND:
            waiting.append(item)
            continue
        placed.append(item)
        last = item.worth
        if waiting and last != BACKGROUND:
            placed.append(waiting.pop(0))
            last = BACKGROUND
    return placed, waiting
