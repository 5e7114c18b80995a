"""What is going out, drawn on a terminal; nothing where there is none."""

from __future__ import annotations

import shutil
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from scheduler.config import Clock

if TYPE_CHECKING:
    from scheduler.outbox.services import Live

BAR = 24
NARROWEST = 40
_LINE, _UP = "\r\x1b[2K", "\x1b[1A"


def line(one: Live, width: int) -> str:
    """`Rolling the feet  ████████░░░░  412 of 900, 3,480 a minute, 8 s left`, at most `width` columns."""
    told = f"{one.done:,} of {one.total:,}"
    if one.per_second:
        told += f", {one.per_second * 60:,.0f} a minute"
    if one.seconds_left is not None:
        told += f", {_lasting(one.seconds_left)} left"
    others = {"refused": "refused", "unknown": "not certain", "waiting": "to try again"}
    told += "".join(f", {one.by_state[state]:,} {word}" for state, word in others.items() if one.by_state.get(state))
    full = round(BAR * one.done / one.total) if one.total else BAR
    bar = f"  {'█' * full}{'░' * (BAR - full)}  {told}"
    title = "".join(char if char.isprintable() else " " for char in one.title)
    room = max(width - len(bar) - 1, 8)
    return (title if len(title) <= room else title[: room - 1] + "…") + bar


def _lasting(seconds: int) -> str:
    hours, minutes = seconds // 3600, seconds % 3600 // 60
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min" if minutes else f"{seconds} s"


class Board:
    """Some lines of the terminal, drawn over and over."""

    def __init__(self, out: TextIO) -> None:
        self._out, self._height = out, 0

    def show(self, lines: Sequence[str]) -> None:
        """Draw over what was drawn before."""
        text = (_LINE + _UP) * self._height + _LINE + "".join(f"{_LINE}{line}\n" for line in lines)
        self._height = len(lines)
        self._out.write(text)
        self._out.flush()


@contextmanager
def shown_meanwhile(clock: Clock) -> Iterator[None]:
    """While the body runs, a bar for each message under way, on standard error; quiet in a pipe."""
    if not sys.stderr.isatty():
        yield
        return
    from scheduler.outbox import services as outbox

    over, board = threading.Event(), Board(sys.stderr)

    def show(found: Sequence[Live]) -> None:
        width = max(shutil.get_terminal_size().columns, NARROWEST)
        board.show([line(one, width) for one in found])

    watcher = threading.Thread(target=outbox.watch, args=(clock, over, show), name="live view", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
        board.show([])
