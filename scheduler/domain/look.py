"""How a studio looks: one colour, a logo, a typeface, the words on the button; and what follows from the colour.

The grounds are the quiet letter's own: warm paper by day, a dark grey by night. The studio's colour is used as it is
where it can be read on them, and otherwise as the nearest colour that can.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from scheduler.domain import colours
from scheduler.domain.drafts import Media

COLOUR = "#2f5d50"
SERIF, SANS = "serif", "sans"
FONTS = (SERIF, SANS)
PAPER, PANEL, WHITE = "#f4f1ea", "#fbf9f5", "#ffffff"
NIGHT, NIGHT_PANEL = "#1c1e1b", "#252824"
_SOFT = 0.09
_EASY = 7.0
"""At night text glows: seven to one, and not too strong a colour, is easier to read than the 4.5 that is asked."""


@dataclass(frozen=True, slots=True)
class Look:
    """`font`: serif, sans, or the SHA-256 of the studio's own. `button`: the words before class, day and time."""

    colour: str = COLOUR
    font: str = SERIF
    button: str = ""
    card: str = "page"
    logo: Media | None = None


@dataclass(frozen=True, slots=True)
class Palette:
    """The studio's colour by day and by night, and the colour of words that stand on it."""

    accent: str
    on_accent: str
    night: str
    on_night: str


@cache
def palette(colour: str) -> Palette:
    """Every pair of it, and `accent` on the paper, has a contrast of at least 4.5."""
    accent = colours.darker(colour, PAPER)
    soft = colours.toned(accent, max(colours.lightness(accent), 0.78), _SOFT)
    night = colours.lighter(soft, NIGHT_PANEL, _EASY)
    on_night = colours.darker(colours.toned(accent, 0.22, 0.03), night, _EASY)
    return Palette(accent, WHITE, night, on_night)


def adapted(colour: str) -> str:
    """One sentence when letters cannot use the colour as it is; "" when they do."""
    found = palette(colour).accent
    if found == colour:
        return ""
    ratio = colours.contrast(colour, PAPER)
    return (
        f"{colour} is too light to be read on paper (contrast {ratio:.1f}, needed are {colours.READABLE}), so links "
        f"and buttons use {found}, the nearest that can be; choose a darker colour to have your own."
    )
