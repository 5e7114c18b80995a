"""Tables that tests make for docs/measured/: each says by which commit and when."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime

from tests.fakes.recording_studio import ROOT

FOLDER = ROOT / "docs" / "measured"


def commit() -> str:
    """The commit that is measured."""
    found = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return found.stdout.strip()


def write(name: str, title: str, words: Sequence[str], head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """`name`.md: the title, when and how it was made, some words, the table."""
    table = [head, ["---"] * len(head), *rows]
    lines = [
        f"# {title}",
        "",
        f"Made by `make long` on {datetime.now(UTC):%Y-%m-%d}, commit {commit()}.",
        *words,
        "",
        *(f"| {' | '.join(str(cell) for cell in row)} |" for row in table),
    ]
    (FOLDER / f"{name}.md").write_text("\n".join(lines) + "\n")
