"""Sets a line of text: which font has each letter, how wide the line is, and its outline as an SVG path.

HarfBuzz does the setting, so kerning, ligatures, accents on any letter and emoji made of several parts come out right;
a card holds outlines only, and looks the same on every machine, with fonts or without.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import regex

_CLUSTER = regex.compile(r"\X")
_EMOJI = regex.compile(r"\p{Emoji_Presentation}|\uFE0F|\u20E3")
_SILENT = {0xFE0E, 0xFE0F, 0x200D, 0x200B, 0x00AD, 0x2060}
_AS_BLANK = {0x00A0: " ", 0x202F: " ", 0x2009: " ", 0x2007: " ", 0x0009: " "}
_RIGHT_TO_LEFT = regex.compile(r"[\p{Bidi_Class=R}\p{Bidi_Class=AL}]")


class CannotSet(ValueError):
    """The text has a letter that no font here has, or is written from right to left; the message says which."""


class Face:
    """One font file. `scale`: how large its letters are set beside others at the same size (emoji fill their whole
    square, and would touch the line above)."""

    def __init__(self, data: bytes, scale: float = 1.0) -> None:
        import uharfbuzz as hb  # loaded late, here and below: 3 MB, and few studios have cards

        self._face = hb.Face(data)
        self.font = hb.Font(self._face)
        self.upem = self._face.upem / scale
        self.letters = frozenset(self._face.unicodes)
        self._outlines: dict[int, list[tuple[str, tuple[float, ...]]]] = {}
        if not self.letters:
            raise ValueError("no font")

    def has(self, cluster: str) -> bool:
        """Can it draw these code points, as they are or as letter and accent?"""
        return any(
            all(ord(char) in self.letters or ord(char) in _SILENT for char in form)
            for form in (cluster, unicodedata.normalize("NFD", cluster), unicodedata.normalize("NFC", cluster))
        )

    def outline(self, glyph: int) -> list[tuple[str, tuple[float, ...]]]:
        """Moves of a pen in font units, y upwards."""
        if glyph not in self._outlines:
            pen: list[tuple[str, tuple[float, ...]]] = []
            self.font.draw_glyph(glyph, _draw_funcs(), pen)
            self._outlines[glyph] = pen
        return self._outlines[glyph]


@lru_cache(maxsize=1)
def _draw_funcs() -> Any:
    import uharfbuzz as hb

    funcs = hb.DrawFuncs()
    funcs.set_move_to_func(lambda x, y, pen: pen.append(("M", (x, y))))
    funcs.set_line_to_func(lambda x, y, pen: pen.append(("L", (x, y))))
    funcs.set_quadratic_to_func(lambda cx, cy, x, y, pen: pen.append(("Q", (cx, cy, x, y))))
    funcs.set_cubic_to_func(lambda ax, ay, bx, by, x, y, pen: pen.append(("C", (ax, ay, bx, by, x, y))))
    funcs.set_close_path_func(lambda pen: pen.append(("Z", ())))
    return funcs


@dataclass(frozen=True, slots=True)
class _Glyph:
    face: Face
    number: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line set at size 1. `width`, and where its ink lies: `left`, `right` from its start, `top`, `bottom` from the
    baseline, downwards positive. Multiply by the size."""

    width: float
    glyphs: tuple[_Glyph, ...] = field(repr=False)

    def path(self, x: float, y: float, size: float) -> str:
        """The outline as SVG path data, its start at x and its baseline at y, in pixels."""
        return "".join(_path(glyph, x, y, size) for glyph in self.glyphs)

    def ink(self) -> tuple[float, float, float, float]:
        """left, top, right, bottom of all that is drawn, at size 1; zeros for a blank line."""
        points = [_point(glyph, pair) for glyph in self.glyphs for pair in _pairs(glyph)]
        if not points:
            return 0.0, 0.0, 0.0, 0.0
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return min(xs), min(ys), max(xs), max(ys)


def _pairs(glyph: _Glyph) -> list[tuple[float, float]]:
    return [
        (values[at], values[at + 1])
        for _, values in glyph.face.outline(glyph.number)
        for at in range(0, len(values), 2)
    ]


def _point(glyph: _Glyph, pair: tuple[float, float]) -> tuple[float, float]:
    return glyph.x + pair[0] / glyph.face.upem, glyph.y - pair[1] / glyph.face.upem


def _path(glyph: _Glyph, x: float, y: float, size: float) -> str:
    pieces = []
    for move, values in glyph.face.outline(glyph.number):
        pairs = [_point(glyph, (values[at], values[at + 1])) for at in range(0, len(values), 2)]
        pieces.append(move + " ".join(f"{x + px * size:.2f} {y + py * size:.2f}" for px, py in pairs))
    return "".join(pieces)


class Type:
    """A chain of fonts: the first that has a letter draws it. Emoji are drawn by `emoji` where it has them."""

    def __init__(self, faces: Sequence[Face], emoji: Face) -> None:
        self._faces, self._emoji = (*faces, emoji), emoji

    def line(self, text: str) -> Line:
        """The text on one line. Raises CannotSet."""
        glyphs: list[_Glyph] = []
        at = 0.0
        for face, run in self._runs(text):
            at = _shape(face, run, at, glyphs)
        return Line(at, tuple(glyphs))

    def check(self, text: str) -> None:
        """CannotSet when the text has a letter that cannot be drawn."""
        for _ in self._runs(text):
            continue

    def _runs(self, text: str) -> list[tuple[Face, str]]:
        if found := _RIGHT_TO_LEFT.search(text):
            raise CannotSet(f"“{found[0]}” is written from right to left, which picture cards cannot do")
        runs: list[tuple[Face, str]] = []
        for cluster in _CLUSTER.findall("".join(_AS_BLANK.get(ord(char), char) for char in text)):
            face = self._face_of(cluster)
            if runs and runs[-1][0] is face:
                runs[-1] = (face, runs[-1][1] + cluster)
            else:
                runs.append((face, cluster))
        return runs

    def _face_of(self, cluster: str) -> Face:
        if _EMOJI.search(cluster) and self._emoji.has(cluster):
            return self._emoji
        for face in self._faces:
            if face.has(cluster):
                return face
        raise CannotSet(f"no font here has “{cluster}”")


def _shape(face: Face, run: str, at: float, glyphs: list[_Glyph]) -> float:
    import uharfbuzz as hb

    buffer = hb.Buffer()
    buffer.add_str(run)
    buffer.guess_segment_properties()
    buffer.direction = "ltr"
    hb.shape(face.font, buffer)
    for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        glyphs.append(_Glyph(face, info.codepoint, at + place.x_offset / face.upem, -place.y_offset / face.upem))
        at += place.x_advance / face.upem
    return at
