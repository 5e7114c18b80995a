"""A row of bars as SVG: letters are outlines, so that it looks the same in a page, a mail and a printout. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from scheduler.domain.cards.type import Type

WIDTH, HEIGHT = 720, 300
INK, BAR, NOW, PAPER = "#26241f", "#8aa79b", "#2c5f4e", "#ffffff"
_LEFT, _BASE, _TOP = 24, 246, 70


def bars(title: str, alt: str, values: Sequence[int], labels: Sequence[str], letters: Type) -> str:
    """One bar a value, its figure above and its label below; the last one is now. `alt` says the same in words."""
    step = (WIDTH - 2 * _LEFT) / max(len(values), 1)
    most = max([*values, 1])
    drawn = [_text(letters, title, _LEFT, 34, 20)]
    for number, (value, label) in enumerate(zip(values, labels, strict=True)):
        middle, height = _LEFT + step * (number + 0.5), (_BASE - _TOP) * value / most
        fill = NOW if number == len(values) - 1 else BAR
        drawn.append(
            f'<rect x="{middle - step * 0.32:.1f}" y="{_BASE - height:.1f}" width="{step * 0.64:.1f}" '
            f'height="{height:.1f}" fill="{fill}"/>'
        )
        drawn.append(_text(letters, f"{value:,}", middle, _BASE - height - 8, 17, centred=True))
        drawn.append(_text(letters, label, middle, _BASE + 26, 15, centred=True))
    line = f'<path d="M{_LEFT} {_BASE}H{WIDTH - _LEFT}" stroke="{INK}" stroke-width="1"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img"><title>{escape(alt)}</title><rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>'
        f"{''.join(drawn)}{line}</svg>"
    )


def _text(letters: Type, text: str, x: float, y: float, size: float, *, centred: bool = False) -> str:
    line = letters.line(text)
    start = x - line.width * size / 2 if centred else x
    return f'<path d="{line.path(start, y, size)}" fill="{INK}"/>'
