"""Quote cards: a tip's own words as a picture. Pure: from plain facts and fonts to an SVG of outlines."""

from __future__ import annotations

from scheduler.domain.cards.designs import SHAPES, WIDTH, Card, Dress, Logo, lay_out, tones
from scheduler.domain.cards.type import CannotSet, Face, Type
from scheduler.domain.cards.words import CardWords, NoCard, choose

__all__ = [
    "SHAPES", "WIDTH", "CannotSet", "Card", "CardWords", "Dress", "Face", "Logo", "NoCard", "Type", "choose",
    "lay_out", "tones",
]  # fmt: skip
