"""The two designs of a card. Every number is in pixels of a card 1080 wide.

“page”: words on warm paper, a hairline as the floor, and on it one ball in the studio's colour. “colour”: the studio's
colour from edge to edge, words low down in its lightest tone, and above them a large ball, half out of the picture.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import escape

from scheduler.domain import colours
from scheduler.domain.cards.lines import Paragraph, Setting, fit
from scheduler.domain.cards.type import Line, Type
from scheduler.domain.cards.words import CardWords, NoCard
from scheduler.domain.look import PAPER, palette

WIDTH = 1080
SHAPES = {"1:1": 1080, "4:5": 1350, "9:16": 1920}
MARGIN = 96
INNER = WIDTH - 2 * MARGIN
LARGEST = {"1:1": 132, "4:5": 148, "9:16": 148}
SMALLEST, COMFORTABLE = 38, 64
CALM = 0.7
"""The share of its room that a quote fills while it can be set in a comfortable size."""
UNDER_TITLE, BETWEEN, ASIDE = 40, 20, 36
"""Pixels below the title, between cautions, and between them and the quote."""
SMALL = (32, 30, 28)
TITLE = (38, 34, 30)
NAME = (34, 30, 26)
INK = "#2c2a26"
FOOT = 150
"""From the lower margin up: the studio's name or logo, and the floor above it."""
STORY = 250
"""What phones lay over the upper and lower end of a story."""
LOGO = (300, 64)


@dataclass(frozen=True, slots=True)
class Tones:
    """Colours of one card: ground, words, quieter words, title, ornament."""

    ground: str
    ink: str
    quiet: str
    title: str
    ornament: str


@cache
def tones(design: str, colour: str) -> Tones:
    """Every one but the ornament has a contrast of at least 4.5 against all that it may stand on."""
    accent = palette(colour).accent
    if design == "page":
        quiet = colours.darker(colours.over(INK, PAPER, 0.72), PAPER)
        return Tones(PAPER, INK, quiet, accent, accent)
    ornament = colours.over("#ffffff", accent, 0.07)
    accent = colours.darker(accent, "#ffffff", 5.6)
    ornament = colours.over("#ffffff", accent, 0.07)
    light = colours.toned(accent, 0.965, 0.02)
    ink = colours.lighter(light, ornament)
    quiet = colours.lighter(colours.over(ink, accent, 0.82), ornament)
    return Tones(accent, ink, quiet, quiet, ornament)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph at its place: `top` is the upper end of its first line's letters."""

    setting: Setting
    top: float
    colour: str
    type: Type

    def lines(self) -> Iterator[tuple[Line, float, float]]:
        """Each line with its start and its baseline."""
        for number, text in enumerate(self.setting.lines):
            baseline = self.top + self.setting.size * 0.76 + number * self.setting.leading
            yield self.type.line(text), float(MARGIN), baseline

    @property
    def bottom(self) -> float:
        """The last baseline and what hangs below it."""
        return self.top + self.setting.leading * (len(self.setting.lines) - 1) + self.setting.size * 0.98


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture as a data address, with its size in pixels."""

    data: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Card:
    """A card laid out. `blocks`: all its words. `svg` draws it; `words` has the frame that they keep to."""

    svg: str
    width: int
    height: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """The upper and the lower end of the words, and where the floor is."""

    height: int
    top: float
    bottom: float
    floor: float


def frame(shape: str) -> Frame:
    """By the shape; the ends of a story stay free."""
    height = SHAPES[shape]
    edge = STORY if shape == "9:16" else MARGIN
    floor = height - edge - FOOT + 46
    return Frame(height, float(edge), floor - 92.0, float(floor))


@dataclass(frozen=True, slots=True)
class Dress:
    """What a studio's cards wear. `quote`, `plain`: the type of the words, and of all else; `name` stands at the foot
    unless there is a `logo`."""

    design: str
    colour: str
    quote: Type
    plain: Type
    name: str
    logo: Logo | None = None


def lay_out(words: CardWords, shape: str, dress: Dress) -> Card:
    """The card. Raises NoCard when the words have no room, CannotSet when no font has a letter of them."""
    where, tone = frame(shape), tones(dress.design, dress.colour)
    title = _set(words.title, dress.plain, TITLE, 140)
    small = [_set(line, dress.plain, SMALL, 260) for line in words.small]
    below = sum(each.height + BETWEEN for each in small if each) + (ASIDE if small else 0)
    above = title.height + UNDER_TITLE if title else 0
    room = where.bottom - where.top - above - below
    main = _main(Paragraph(words.quote, lambda text: dress.quote.line(text).width), room, shape)
    if main is None or None in small:
        raise NoCard("the words and the caution that belongs to them have no room on it.")
    blocks = _stack((title, main, [each for each in small if each]), where, tone, dress)
    drawn = "".join(_drawn(block) for block in blocks)
    ground = f'<rect width="{WIDTH}" height="{where.height}" fill="{tone.ground}"/>'
    body = ground + _ornament(dress.design, where, tone) + _foot(dress, where, tone) + drawn
    size = f'width="{WIDTH}" height="{where.height}" viewBox="0 0 {WIDTH} {where.height}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{body}</svg>'
    return Card(svg, WIDTH, where.height, tuple(blocks))


def _main(quote: Paragraph, room: float, shape: str) -> Setting | None:
    """As large as calm allows; a long one smaller, in all the room there is."""
    calm = fit(quote, INNER, room * CALM, range(LARGEST[shape], COMFORTABLE - 1, -2), 1.16)
    return calm or fit(quote, INNER, room, range(COMFORTABLE, SMALLEST - 1, -2), 1.2)


def _set(text: str, face: Type, sizes: tuple[int, ...], height: float) -> Setting | None:
    if not text:
        return None
    return fit(Paragraph(text, lambda part: face.line(part).width), INNER, height, sizes, 1.34)


def _stack(
    settings: tuple[Setting | None, Setting, list[Setting]], where: Frame, tone: Tones, dress: Dress
) -> list[Block]:
    """The title above, cautions on the floor, the quote between them: higher up on the page, low on the colour."""
    title, main, small = settings
    blocks, top, bottom = [], where.top, where.bottom
    if title:
        blocks.append(Block(title, top, tone.title, dress.plain))
        top = blocks[-1].bottom + UNDER_TITLE
    for setting in reversed(small):
        bottom -= setting.height
        blocks.append(Block(setting, bottom, tone.quiet, dress.plain))
        bottom -= BETWEEN
    free = bottom - (ASIDE if small else 0) - top - main.height
    low = 0.42 if dress.design == "page" else 1.0
    return [*blocks, Block(main, top + max(free, 0.0) * low, tone.ink, dress.quote)]


def _drawn(block: Block) -> str:
    paths = "".join(line.path(x, y, block.setting.size) for line, x, y in block.lines())
    return f'<path fill="{block.colour}" d="{paths}"/>'


def _ornament(design: str, where: Frame, tone: Tones) -> str:
    if design == "page":
        line = f'<rect x="{MARGIN}" y="{where.floor:.0f}" width="{INNER}" height="2" fill="{tone.ornament}"/>'
        return f'{line}<circle cx="{WIDTH - MARGIN - 34}" cy="{where.floor - 34:.0f}" r="34" fill="{tone.ornament}"/>'
    return f'<circle cx="{WIDTH - 150}" cy="{where.top + 60:.0f}" r="430" fill="{tone.ornament}"/>'


def _foot(dress: Dress, where: Frame, tone: Tones) -> str:
    """The studio's logo, or its name."""
    top = where.floor + 34
    if dress.logo is not None:
        return _logo(dress.logo, top, dress.design)
    setting = _set(dress.name, dress.plain, NAME, 90)
    return _drawn(Block(setting, top, tone.ink, dress.plain)) if setting else ""


def _logo(logo: Logo, top: float, design: str) -> str:
    """On the colour it has a little paper of its own: most logos are made for white."""
    share = min(LOGO[0] / logo.width, LOGO[1] / logo.height)
    width, height = logo.width * share, logo.height * share
    place = f'x="{MARGIN}" y="{top:.0f}" width="{width:.1f}" height="{height:.1f}"'
    picture = f'<image {place} href="{escape(logo.data)}"/>'
    if design == "page":
        return picture
    sheet = f'x="{MARGIN}" y="{top - 12:.0f}" width="{width + 32:.1f}" height="{height + 24:.1f}" rx="10"'
    return f'<rect {sheet} fill="{PAPER}"/><g transform="translate(16 0)">{picture}</g>'
