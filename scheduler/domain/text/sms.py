"""Parts of an SMS (GSM 03.38 / 3GPP TS 23.038): 160 septets or 70 UTF-16 units, 153 or 67 each when split."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("^{}\\[~]|€\f")
_SAFE = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " ", "•": "*"})


@dataclass(frozen=True, slots=True)
class Segments:
    """`length` in septets (GSM-7) or UTF-16 units (UCS-2), and how many parts carry it."""

    encoding: Literal["GSM-7", "UCS-2"]
    length: int
    segments: int


def segments(text: str) -> Segments:
    """How a text travels. A character of two units is never split between parts. No text: no part."""
    if all(each in _BASIC or each in _EXTENSION for each in text):
        sizes = [2 if each in _EXTENSION else 1 for each in text]
        return Segments("GSM-7", sum(sizes), _parts(sizes, 160, 153))
    sizes = [2 if ord(each) > 0xFFFF else 1 for each in text]
    return Segments("UCS-2", sum(sizes), _parts(sizes, 70, 67))


def _parts(sizes: list[int], single: int, joined: int) -> int:
    if sum(sizes) <= single:
        return 1 if sizes else 0
    parts, used = 1, 0
    for size in sizes:
        if used + size > joined:
            parts, used = parts + 1, 0
        used += size
    return parts


def sms_safe(text: str) -> str:
    """The text with curly quotes, dashes and dots as GSM-7 has them; a proposal, never done by itself."""
    return text.translate(_SAFE)
