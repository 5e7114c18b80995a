"""Tables that tests make for docs/measured/: each says by which commit, when, and how busy the machine was."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from benchmarks import calibration
from tests.fakes.recording_studio import ROOT

FOLDER = ROOT / "docs" / "measured"
TELL_EVERY = 30


def commit() -> str:
    """The commit that is measured, and whether the code is another by now."""
    changed = " with changes" if _git("status", "--porcelain", "--untracked-files=no", "scheduler", "tests") else ""
    return _git("rev-parse", "--short", "HEAD") + changed


def _git(*what: str) -> str:
    return subprocess.run(["git", *what], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()


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


@dataclass(frozen=True, slots=True)
class Timed:
    """`seconds` as they were, and how long the yardstick's loop took around them (benchmarks/calibration.py)."""

    seconds: float
    loop: float

    @property
    def calibrated(self) -> float:
        """What it would have been on the machine on which the loop takes a second."""
        return self.seconds / self.loop

    def within(self, seconds: float) -> bool:
        """As it was, or on a machine that has nothing else to do."""
        return min(self.seconds, self.calibrated) < seconds


class Yardstick:
    """The loop, taken now and then while a test runs: how busy the machine was."""

    def __init__(self) -> None:
        self.loops: list[float] = []
        self._load = os.getloadavg()[0]

    def take(self) -> float:
        """Seconds that the loop takes now."""
        self.loops.append(calibration.loop())
        return self.loops[-1]

    def around(self, do: Callable[[], float]) -> Timed:
        """The seconds that `do` answers, with the loop before and after it."""
        before, seconds, after = self.take(), do(), self.take()
        return Timed(seconds, (before + after) / 2)

    @property
    def words(self) -> list[str]:
        """For the head of a table."""
        return [
            f"Load average {self._load:.1f} when it began and {os.getloadavg()[0]:.1f} when it ended, on"
            f" {os.cpu_count()} processors.",
            f"The loop of `benchmarks/calibration.py` took {min(self.loops):.2f} to {max(self.loops):.2f} s;"
            " calibrated = seconds × 1.0 s ÷ that.",
        ]


@contextmanager
def told(words: Callable[[], str]) -> Iterator[None]:
    """A line every half minute while something takes long."""
    over, begun = threading.Event(), datetime.now(UTC)

    def tell() -> None:
        while not over.wait(TELL_EVERY):
            print(f"  {(datetime.now(UTC) - begun).seconds:>5} s  {words()}", flush=True)

    teller = threading.Thread(target=tell, name="teller", daemon=True)
    teller.start()
    try:
        yield
    finally:
        over.set()
        teller.join()
