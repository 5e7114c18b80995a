"""docs/adding-a-channel.md speaks of what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scheduler.channels.base import Channel

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "adding-a-channel.md").read_text()


@pytest.mark.parametrize("name", sorted(name for name in vars(Channel) if not name.startswith("_")))
def test_it_explains_every_part_of_a_channel(name: str) -> None:
    assert f"`{name}" in TEXT


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`([\w/]+\.(?:py|html|md))`", TEXT))))
def test_every_file_it_names_exists(name: str) -> None:
    places = [ROOT, ROOT / "scheduler" / "channels", ROOT / "scheduler" / "channels" / "bluesky"]
    assert any((place / name).exists() for place in places)
