"""Boxes that stand between and below the sections of an article: none of their words reaches a tip."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.domain.articles import read
from scheduler.domain.tips import split

FROG = "<h2>Frog</h2><p>Come to your hands and knees and walk the knees apart. Rock back slowly for five breaths.</p>"
BRIDGE = "<h2>Bridge</h2><p>Lie on your back and lift your hips. Lower them slowly, and rest for three breaths.</p>"
BRIDGE += (
    "<p>Press the feet down evenly and let the belly stay soft. Once the hips feel light, hold them up longer.</p>"
)
OWN = [
    "Come to your hands and knees and walk the knees apart. Rock back slowly for five breaths.",
    "Lie on your back and lift your hips. Lower them slowly, and rest for three breaths.",
    "Press the feet down evenly and let the belly stay soft. Once the hips feel light, hold them up longer.",
]
BOXES = (Path(__file__).parents[1] / "data" / "boxes.txt").read_text().splitlines()


@pytest.mark.parametrize("box", BOXES)
def test_a_box_is_in_no_tip(box: str) -> None:
    for inside in (f"{FROG}{box}{BRIDGE}", f"{FROG}{BRIDGE}{box}"):
        page = f"<html><body><article><h1>Loose hips</h1>{inside}</article></body></html>"
        assert [tip.text for tip in split(read(page.encode(), source="page.html")).tips] == OWN
