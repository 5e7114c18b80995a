"""Plots in the package's own font: SVG for a page, PNG for a mail (drawn by resvg, no browser)."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.domain import plots
from scheduler.domain.look import SANS
from scheduler.themes.cards import Files, types


def bars(title: str, alt: str, values: Sequence[int], labels: Sequence[str]) -> str:
    """The SVG."""
    return plots.bars(title, alt, values, labels, types(SANS, Files())[1])


def png(svg: str) -> bytes:
    """The same as a picture."""
    import resvg_py  # takes a while to load

    return bytes(resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True))
