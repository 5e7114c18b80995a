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
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.crowd import CONNECTIONS, EVERY, WINDOW
from tests.fakes.recording_studio import POSTGRES, ROOT, Database
from tests.long import measured

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
        return dict(self.database.rows("SELECT state, count FROM outbox_tally WHERE count <> 0"))


@pytest.fixture
def crowd(tmp_path: Path) -> Iterator[Crowd]:
    database = Database(tmp_path, KIND)
    yield Crowd(tmp_path, database)
    database.drop()


def _pause(crowd: Crowd) -> float:
    """Seconds from the moment the pause is in the database until the last copy began."""
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
    """The rest; what the sender wrote down, and the page's milliseconds in the midst of it."""
    crowd.database.rows("UPDATE outbox_hold SET released_at = at")
    crowd.log.unlink()
    with crowd.start("send", crowd.log) as sender:
        crowd.wait_for(LOOKED_AT)
        page = crowd.run("page")["ms"]
        assert sender.poll() is None, "it was still sending"
        assert sender.wait(PATIENCE) == 0
    return crowd.lines(), sorted(page)


def test_a_million_people(crowd: Crowd) -> None:
    crowd.run("seed", PEOPLE)
    frozen = crowd.run("freeze")["seconds"]
    assert crowd.states() == {"queued": PEOPLE}
    pause = _pause(crowd)
    lines, page = _send(crowd)
    assert crowd.states() == crowd.tallies() == {"sent": PEOPLE}
    assert crowd.database.rows("SELECT state FROM plan_message") == [("sent",)]
    claims = [seconds for seconds in lines[-1]["claims"] if seconds > 0][:-1]
    first, last = (sorted(part)[10] * 1000 for part in (claims[:21], claims[-21:]))
    at_first, most = lines[0]["memory"], max(line["memory"] for line in lines)
    rate = (lines[-2]["taken"] - lines[0]["taken"]) / (lines[-2]["at"] - lines[0]["at"])
    measured.write(
        f"million-{KIND}",
        f"{PEOPLE:,} people on {KIND}",
        [
            f"To a channel that takes everything, begun {CONNECTIONS * WINDOW} at a time; ledger with every commit;",
            "page and pause in the midst of it. A shared machine: the times are upper bounds.",
        ],
        ["what", "figure", "at most"],
        [
            ["audience written down", f"{frozen:.1f} s", "30 s"],
            ["copies a second", f"{rate:,.0f}", ""],
            ["memory after 10,000 / the most", f"{at_first:.0f} / {most:.0f} MB", "+ 10 MB"],
            ["from the pause to the last copy begun", f"{pause * 1000:.0f} ms", "1 s"],
            ["the issue's page, middle / slowest of 20", f"{page[10]:.0f} / {page[-1]:.0f} ms", "100 ms"],
            ["claiming 1,000: among the first / the last 20", f"{first:.0f} / {last:.0f} ms", "the same"],
        ],
    )
    assert frozen < 30
    assert pause < 1
    assert most - at_first < 10
    assert page[10] < 100
    assert last < 2 * first + 10, "the last batch costs what the first did"
