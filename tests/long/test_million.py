"""An issue to a million people, on the database that the tests run on: docs/measured/million-….md.

The copies go to a channel that takes all and tells nobody (tests/fakes/crowd.py), so that what is measured is ours: the
audience, the ledger, the sender's memory, the pause, the page.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scheduler.outbox.drain import CLAIM
from tests.fakes.crowd import CONNECTIONS, EVERY, WINDOW
from tests.fakes.recording_studio import POSTGRES, ROOT, Database
from tests.long import measured
from tests.long.measured import Timed, Yardstick, told

pytestmark = pytest.mark.long
KIND = "postgres" if POSTGRES else "sqlite"
PEOPLE = int(os.environ.get("STUDIO_TEST_CROWD", "1000000"))
PATIENCE = 3600
PAUSED_AT, LOOKED_AT = 3 * EVERY, PEOPLE // 3


class Crowd:
    """The studio's processes, and what they write down."""

    def __init__(self, home: Path, database: Database) -> None:
        self.home, self.database, self.log = home, database, home / "log"

    def start(self, *what: object) -> subprocess.Popen[str]:
        """One of them, running."""
        environment = {
            "PATH": os.environ["PATH"],
            "SCHEDULER_HOME": str(self.home),
            "STUDIO_SECRET_KEY": "for tests only, forty characters at the least",
            "DATABASE_URL": self.database.url,
        }
        command = [sys.executable, "-m", "tests.fakes.crowd", *map(str, what)]
        return subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)

    def run(self, *what: object) -> dict[str, Any]:
        """One of them, until it ends; what it printed."""
        with self.start(*what) as process:
            said, _ = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0
        return dict(json.loads(said)) if said else {}

    def lines(self) -> list[dict[str, Any]]:
        """What the sender has written down so far."""
        return [json.loads(line) for line in self.log.read_text().splitlines()] if self.log.exists() else []

    def how_far(self) -> str:
        """For who waits."""
        lines = self.lines()
        return f"{lines[-1]['taken']:,} copies sent" if lines else "people and their copies are written down"

    def wait_for(self, taken: int) -> None:
        """Until that many copies are taken."""
        until = time.monotonic() + PATIENCE
        while not any(line["taken"] >= taken for line in self.lines()):
            assert time.monotonic() < until
            time.sleep(0.05)

    def states(self) -> Mapping[str, int]:
        """Copies by state, counted from the copies."""
        return dict(self.database.rows("SELECT state, count(*) FROM outbox_delivery GROUP BY state"))

    def tallies(self) -> Mapping[str, int]:
        """Copies by state, as kept."""
        return dict(self.database.rows("SELECT state, sum(count) FROM outbox_tally WHERE count <> 0 GROUP BY state"))


@pytest.fixture
def crowd(tmp_path: Path) -> Iterator[Crowd]:
    database = Database(tmp_path, KIND)
    yield Crowd(tmp_path, database)
    database.drop()


def _pause(crowd: Crowd) -> float:
    """Seconds from the moment the pause is in the database until the last copy that was begun is recorded."""
    with crowd.start("send", crowd.log) as sender:
        crowd.wait_for(PAUSED_AT)
        crowd.database.rows(
            "INSERT INTO outbox_hold (scope, reason, \"by\", at) VALUES ('instance:', 'wait', 'me', '2026-01-01 00:00')"
        )
        asked = time.monotonic()
        assert sender.wait(PATIENCE) == 0
    states = crowd.states()
    assert set(states) == {"queued", "sent"}, "what was begun has ended, the rest is in line"
    assert states == crowd.tallies()
    return max(0.0, float(crowd.lines()[-1]["last"]) - asked)


def _send(crowd: Crowd) -> tuple[list[dict[str, Any]], list[float]]:
    """The rest; what the sender wrote down, and the page's seconds in the midst of it."""
    crowd.database.rows("UPDATE outbox_hold SET released_at = at")
    crowd.log.unlink()
    with crowd.start("send", crowd.log) as sender:
        crowd.wait_for(LOOKED_AT)
        page = crowd.run("page")["ms"]
        assert sender.poll() is None, "it was still sending"
        assert sender.wait(PATIENCE) == 0
    return crowd.lines(), sorted(milliseconds / 1000 for milliseconds in page)


@dataclass(frozen=True)
class Figures:
    """What was found. `page`: seconds of twenty, sorted; `looked`: the middle one. `lines`: of the long send."""

    frozen: Timed
    pause: Timed
    page: list[float]
    looked: Timed
    lines: list[dict[str, Any]]

    @property
    def memory(self) -> tuple[float, float]:
        """MB after 10,000 copies, and the most."""
        return self.lines[0]["memory"], max(line["memory"] for line in self.lines)

    @property
    def rate(self) -> float:
        """Copies a second."""
        first, last = self.lines[0], self.lines[-2]
        return float((last["taken"] - first["taken"]) / (last["at"] - first["at"]))

    @property
    def claims(self) -> tuple[float, float]:
        """Seconds of a claim among the first twenty, and among the last."""
        whole = [seconds for seconds in self.lines[-1]["claims"] if seconds > 0][:-1]
        first, last = (sorted(part)[10] for part in (whole[:21], whole[-21:]))
        return first, last

    def rows(self) -> list[list[object]]:
        """The table."""
        (at_first, most), (first, last) = self.memory, self.claims
        return [
            ["audience written down", *_both(self.frozen, "{:.1f} s", 1), "30 s"],
            ["copies a second", f"{self.rate:,.0f}", "", ""],
            ["memory after 10,000 / the most", f"{at_first:.0f} / {most:.0f} MB", "", "+ 10 MB"],
            ["from the pause to the end of the last copy", *_both(self.pause, "{:.0f} ms", 1000), "1 s"],
            ["the issue's page, middle of 20", *_both(self.looked, "{:.0f} ms", 1000), "100 ms"],
            ["the slowest of them", f"{self.page[-1] * 1000:.0f} ms", "", ""],
            [
                f"a claim of {CLAIM:,}: first / last ones",
                f"{first * 1000:.0f} / {last * 1000:.0f} ms",
                "",
                "",
            ],
        ]


def _both(timed: Timed, shape: str, factor: int) -> tuple[str, str]:
    return shape.format(timed.seconds * factor), shape.format(timed.calibrated * factor)


def _measure(crowd: Crowd, yardstick: Yardstick) -> Figures:
    crowd.run("seed", PEOPLE)
    frozen = yardstick.around(lambda: float(crowd.run("freeze")["seconds"]))
    assert crowd.states() == {"queued": PEOPLE}
    pause = yardstick.around(lambda: _pause(crowd))
    lines, page = _send(crowd)
    return Figures(frozen, pause, page, Timed(page[10], yardstick.take()), lines)


def test_a_million_people(crowd: Crowd) -> None:
    yardstick = Yardstick()
    with told(crowd.how_far):
        found = _measure(crowd, yardstick)
    assert crowd.states() == crowd.tallies() == {"sent": PEOPLE}
    assert crowd.database.rows("SELECT state FROM plan_message") == [("sent",)]
    measured.write(
        f"million-{KIND}",
        f"{PEOPLE:,} people on {KIND}",
        [
            f"To a channel that takes everything, begun {CONNECTIONS * WINDOW} at a time; ledger with every commit;",
            "page and pause in the midst of it.",
            *yardstick.words,
        ],
        ["what", "as it was", "calibrated", "at most"],
        found.rows(),
    )
    (at_first, most), (first, last) = found.memory, found.claims
    assert found.frozen.within(30)
    assert found.pause.within(1)
    assert most - at_first < 10
    assert found.looked.within(0.1)
    assert last < 2 * first + 0.01, "the last batch costs what the first did"
