"""5,000 mails through a server that fails by lot, four senders killed, two at once: both books agree."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.recording_studio import POSTGRES, Database, Studio
from tests.fakes.smtp_chaos import USUAL, ChaosServer
from tests.fakes.soaking import compare, soak

PEOPLE, KILLS, SEED = 5000, 4, 5


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path, "postgres" if POSTGRES else "sqlite")
    yield database
    database.drop()


def test_the_server_and_the_ledger_agree_message_by_message(database: Database, tmp_path: Path) -> None:
    with ChaosServer(SEED) as server:
        studio = Studio(tmp_path, database, server)
        assert studio.run("seed crowd", PEOPLE) == 0, studio.log
        books = soak(studio, server, PEOPLE, KILLS, SEED)
    compare(studio, books, PEOPLE, KILLS)
    assert {event.what for event in server.events} >= set(USUAL), "it did misbehave"
