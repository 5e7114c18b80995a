"""Which tables are advice? One whose cells tell what to do ("Knees ache | Shorten the step"), and not one of figures.

A row that teaches is an item of a list; the head of such a table ("What to do") is no words for a reader.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from scheduler.domain.articles import Block
from scheduler.domain.tips.roles import CAVEAT, HOW_TO, role_of

ENOUGH = 2  # rows that teach
WORDS = 3  # of a cell that says how: "Plank" only names
MOST_ROWS = 200  # looked at


def rows_that_teach(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks; the rows of a table that teaches as items, its head as a table's still."""
    run = -1  # and that is a line that begins with a bullet of its own
    for is_table, group in groupby(blocks, key=lambda block: block.kind == "table"):
        rows = list(group)
        if not is_table or not _teaches(rows):
            yield from rows
            continue
        run -= 1
        first = next(place for place, row in enumerate(rows) if says_how(row))
        yield from (row if place < first else replace(row, kind="item", run=run) for place, row in enumerate(rows))


def says_how(row: Block) -> bool:
    """Has a cell that instructs or limits."""
    return any(cell.count(" ") + 1 >= WORDS and role_of(cell) in (HOW_TO, CAVEAT) for cell in row.cells)


def role_of_row(cells: Sequence[str]) -> str:
    """The purpose of a whole row."""
    roles = {role_of(cell) for cell in cells}
    return CAVEAT if CAVEAT in roles else HOW_TO if HOW_TO in roles else role_of(" ".join(cells))


def _teaches(rows: Sequence[Block]) -> bool:
    """Most rows below the head say how."""
    how = sum(map(says_how, rows[:MOST_ROWS]))
    return how >= ENOUGH and how * 10 >= (min(len(rows), MOST_ROWS) - 1) * 7
