"""Picture cards as JPEG: fonts from the package, the studio's own and its `fonts/` folder; drawn by resvg, no browser.

The same words, look and fonts give the same bytes on one machine, so a card is stored once.
"""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from scheduler.domain.cards import SHAPES, WIDTH, CannotSet, CardWords, Dress, Face, Logo, Type, lay_out
from scheduler.domain.look import SANS, Look

SERIF_FILE, SANS_FILE, EMOJI_FILE = "Newsreader-Display-Regular.ttf", "Figtree-Medium.ttf", "NotoEmoji-Regular.ttf"
EMOJI_SCALE = 0.84
QUALITY = 90


@dataclass(frozen=True, slots=True)
class Files:
    """Bytes of a studio's own files: its `font`, `more` fonts for letters that it and ours lack, its `logo`."""

    font: bytes = b""
    more: tuple[bytes, ...] = ()
    logo: bytes = b""


def height_of(shape: str) -> int:
    """Pixels; every card is 1080 wide."""
    return SHAPES[shape]


@lru_cache(maxsize=128)
def drawn(words: CardWords, shape: str, look: Look, name: str, given: Files) -> bytes:
    """The card as JPEG; `name`: the studio's. Raises NoCard or CannotSet."""
    quote, plain = types(look.font, given)
    picture = None
    if look.logo is not None and given.logo:
        data = f"data:{look.logo.type};base64,{base64.b64encode(given.logo).decode()}"
        picture = Logo(data, look.logo.width, look.logo.height)
    return _jpeg(lay_out(words, shape, Dress(look.card, look.colour, quote, plain, name, picture)).svg)


def _jpeg(svg: str) -> bytes:
    import resvg_py  # what draws takes a while to load, and most commands draw nothing
    from PIL import Image

    png = bytes(resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True))
    written = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").save(written, "JPEG", quality=QUALITY, subsampling=0, optimize=True)
    return written.getvalue()


@lru_cache(maxsize=8)
def types(font: str, given: Files) -> tuple[Type, Type]:
    """The type of the quote, and of all else."""
    serif, sans, emoji = _bundled(SERIF_FILE), _bundled(SANS_FILE), _bundled(EMOJI_FILE, EMOJI_SCALE)
    rest = [_face(data) for data in given.more]
    first = [_face(given.font)] if given.font else [sans] if font == SANS else []
    return Type([*first, serif, sans, *rest], emoji), Type([sans, serif, *rest], emoji)


@lru_cache(maxsize=4)
def _bundled(name: str, scale: float = 1.0) -> Face:
    return Face((files("scheduler.themes") / "fonts" / name).read_bytes(), scale)


def _face(data: bytes) -> Face:
    try:
        return Face(data)
    except ValueError:
        raise CannotSet("the studio's own font file is none that can be read") from None


__all__ = ["SHAPES", "WIDTH", "Files", "drawn", "height_of", "types"]
