"""The order of a series: best first, background never first and never twice in a row (DESIGN section 4)."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.domain.tips.model import Tip

CLASSES = {"do": 0, "why": 1, "care": 2, "know": 3}


def order(tips: Sequence[Tip]) -> list[Tip]:
    """All tips: first the issues of the series, then those that wait for a gap or for the owner."""
    issues = series(tips)
    chosen = {id(tip) for tip in issues}
    return issues + sorted((tip for tip in tips if id(tip) not in chosen), key=_rank)


def series(tips: Sequence[Tip]) -> list[Tip]:
    """The tips that make a good issue, best first.

    Tips that carry an issue alone come by worth and then as the article has them. Background that is printed with a
    why sentence goes between them, as late as there is room; it neither opens nor follows other background.
    """
    alone = sorted((tip for tip in tips if tip.carries == "alone"), key=_rank)
    if not alone or alone[0].worth not in ("do", "why"):
        return []
    know = [tip for tip in tips if tip.carries == "with_why"][: len(alone)]
    mixed: list[Tip] = []
    for index, tip in enumerate(alone):
        mixed.append(tip)
        if len(alone) - index <= len(know):
            mixed.append(_elsewhere(know, tip))
    return mixed


def _elsewhere(know: list[Tip], before: Tip) -> Tip:
    """Take the first background of another section than the tip before: its why sentence was not read last week."""
    chosen = next((tip for tip in know if tip.section != before.section), know[0])
    know.remove(chosen)
    return chosen


def _rank(tip: Tip) -> tuple[int, int, int]:
    return CLASSES[tip.worth], 0, tip.spans[0][0]
