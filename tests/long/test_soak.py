"""200,000 mails through a server that fails by lot, ten senders killed: docs/measured/soak-….md."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.recording_studio import POSTGRES, Database, Studio
from tests.fakes.smtp_chaos import ChaosServer
from tests.fakes.soaking import IN_FLIGHT, compare, soak, strange
from tests.long import measured

pytestmark = pytest.mark.long
KIND = "postgres" if POSTGRES else "sqlite"
PEOPLE, KILLS, SEED = int(os.environ.get("STUDIO_TEST_SOAK", "200000")), 10, 7
TURNS_AWAY = 150
"""Each time the account waits ten minutes, and what is not sent within six hours is missed."""


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path, KIND)
    yield database
    database.drop()


def test_the_server_and_the_ledger_agree_message_by_message(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.fakes.recording_studio.PATIENCE", 1800)
    yardstick = measured.Yardstick()
    yardstick.take()
    with ChaosServer(SEED, turns_away=TURNS_AWAY) as server:
        studio = Studio(tmp_path, database, server)
        assert studio.run("seed crowd", PEOPLE) == 0, studio.log
        begun = time.monotonic()
        with measured.told(lambda: f"{len(server.events):,} mails came, of {PEOPLE:,} and what comes again"):
            books = soak(studio, server, PEOPLE, KILLS, SEED)
        spent = time.monotonic() - begun
    yardstick.take()
    unknown = sum(1 for copy in books.copies.values() if copy.state == "unknown")
    by_kills = unknown - len({to for to in books.lost_replies if books.copies[to].state == "unknown"})
    measured.write(
        f"soak-{KIND}",
        f"A soak on {KIND}",
        [
            f"{PEOPLE:,} mails over 8 connections through a server that fails by lot (seed {SEED}), {KILLS} senders",
            f"killed, then two at once; {spent:.0f} s. Both books were compared message by message.",
            *yardstick.words,
        ],
        ["what", "how many"],
        [
            *([f"ledger: {state}", f"{count:,}"] for state, count in books.states.most_common()),
            ["of the uncertain: by a kill", f"{by_kills:,}, at most {KILLS * IN_FLIGHT:,}"],
            *(
                [f"server: {what}", f"{count:,}"]
                for what, count in Counter(e.what for e in server.events).most_common()
            ),
            [f"connections, one of {TURNS_AWAY} turned away", f"{server.connections:,}"],
            ["messages on which the books do not agree", f"{len(list(strange(books))):,}"],
        ],
    )
    compare(studio, books, PEOPLE, KILLS)
