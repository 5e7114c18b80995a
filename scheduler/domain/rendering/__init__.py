"""Templates that a studio may edit, rendered where nothing can be run, read or filled up; holes and class rows.

A template sees the facts of one issue or post and never a recipient (DESIGN section 3).
"""

from __future__ import annotations

from scheduler.domain.rendering.marks import (
    HOLE_NAMES,
    Hole,
    clean,
    fill,
    holes_in,
    one_line,
    rows_in,
    strip_private_use,
    tidy,
    without_rows,
)
from scheduler.domain.rendering.mistakes import TemplateMistake
from scheduler.domain.rendering.templates import Source, Templates

__all__ = [
    "HOLE_NAMES",
    "Hole",
    "Source",
    "TemplateMistake",
    "Templates",
    "clean",
    "fill",
    "holes_in",
    "one_line",
    "rows_in",
    "strip_private_use",
    "tidy",
    "without_rows",
]
