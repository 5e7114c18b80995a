"""Colours as readers see them: contrast by WCAG 2.2, and the nearest colour that can be read.

A colour is `#rrggbb`. It is made darker or lighter in OKLCH (Björn Ottosson, 2020), where hue and strength stay what
they were to the eye; in RGB a yellow would turn into mud and a blue into violet.
"""

from __future__ import annotations

import math
import re

READABLE = 4.5
"""WCAG 2.2, 1.4.3: text against what it stands on."""
_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_STEP = 0.005

Triple = tuple[float, float, float]


def parse(text: str) -> str:
    """`#2f5d50` of `#2F5D50` or `#abc`. ValueError with one sentence for anything else."""
    text = text.strip()
    if not _HEX.fullmatch(text):
        raise ValueError(f"“{text}” is no colour: write it in quotes as # and six digits or letters a–f, “#2f5d50”.")
    digits = text[1:].lower()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def contrast(one: str, other: str) -> float:
    """1 to 21, by WCAG 2.2."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def darker(colour: str, against: str, ratio: float = READABLE) -> str:
    """The colour itself, or as much darker as it must be to be read on the light `against`."""
    return _moved(colour, against, ratio, -_STEP)


def lighter(colour: str, against: str, ratio: float = READABLE) -> str:
    """The colour itself, or as much lighter as it must be to be read on the dark `against`."""
    return _moved(colour, against, ratio, _STEP)


def toned(colour: str, lightness: float, most: float = 0.4) -> str:
    """The same hue at another lightness (0 to 1), not stronger than `most` (OKLCH chroma)."""
    _, chroma, hue = _oklch(colour)
    return _inside(lightness, min(chroma, most), hue)


def lightness(colour: str) -> float:
    """0 (black) to 1 (white), as the eye judges it."""
    return _oklch(colour)[0]


def over(colour: str, ground: str, share: float) -> str:
    """`colour` laid over `ground`, covering that share of it (0 to 1)."""
    mixed = (a * share + b * (1 - share) for a, b in zip(_channels(colour), _channels(ground), strict=True))
    return "#" + "".join(f"{round(each * 255):02x}" for each in mixed)


def _moved(colour: str, against: str, ratio: float, step: float) -> str:
    """Hue kept, lightness moved a step at a time until the contrast is reached; black or white in the end."""
    light, chroma, hue = _oklch(colour)
    found = colour
    while contrast(found, against) < ratio and 0 < light < 1:
        light = min(max(light + step, 0.0), 1.0)
        found = _inside(light, chroma, hue)
    return found


def _channels(colour: str) -> Triple:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(each) for each in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _oklch(colour: str) -> Triple:
    red, green, blue = (_linear(each) for each in _channels(colour))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    light = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return light, math.hypot(a, b), math.atan2(b, a)


def _linear_rgb(light: float, chroma: float, hue: float) -> Triple:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _inside(light: float, chroma: float, hue: float) -> str:
    """The colour, weaker where a screen cannot show it as strong as that."""
    for share in range(20, -1, -1):
        rgb = _linear_rgb(light, chroma * share / 20, hue)
        if share == 0 or all(-1e-4 <= each <= 1 + 1e-4 for each in rgb):
            return "#" + "".join(f"{_byte(each):02x}" for each in rgb)
    raise AssertionError("grey can always be shown")


def _byte(value: float) -> int:
    value = min(max(value, 0.0), 1.0)
    coded = 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
    return round(coded * 255)
