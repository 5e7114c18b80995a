"""One row of `make bench`."""

from __future__ import annotations

from typing import NamedTuple


class Figure(NamedTuple):
    """What was measured, the figure with its unit, and the figure to reach."""

    what: str
    measured: str
    aim: str
