"""Kill -9 while a mail to one person is on its way: it is sent once, or never again."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler.outbox.faults import SINGLE_POINTS
from tests.fakes.recording_studio import POSTGRES, Database, Studio, studios
from tests.fakes.smtp import MailServer

NEW = "new@example.org"
WORDS = f'{{"to": "{NEW}", "subject": "Please confirm", "text": "https://x.example/confirm/t", "html": ""}}'
ASK = f"""INSERT INTO outbox_single (kind, address_hash, words, state, detail, key, message_id, attempts, worker,
    created_at, due_at, expires_at) VALUES ('sign-up', 'h', '{WORDS}', 'queued', '', 'k', 'm', 0, '',
    '2027-02-16 14:00:00', '2027-02-16 14:00:00', '2027-02-23 14:00:00')"""
AFTERWARDS = {"single.begun": ("unknown", 0), "single.answered": ("unknown", 1), "single.recorded": ("sent", 1)}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A live newsletter, one reader, one issue that is due, and one mail that waits."""
    folder = tmp_path_factory.mktemp("template")
    database = Database(folder, "postgres" if POSTGRES else "sqlite")
    with MailServer() as server:
        seeded = Studio(folder, database, server)
        assert seeded.run("seed", 1) == 0, seeded.log
    database.rows(ASK)
    yield database
    database.drop()


@pytest.fixture
def studio(template: Database, tmp_path: Path) -> Iterator[Studio]:
    yield from studios(tmp_path, template.kind, template)


@pytest.mark.parametrize("fault", SINGLE_POINTS)
def test_a_sender_killed_there_sends_it_at_most_once(studio: Studio, fault: str) -> None:
    assert studio.run("pass", fault=fault) == -signal.SIGKILL, studio.log
    studio.pass_time(minutes=3)
    studio.finish()
    state, taken = AFTERWARDS[fault]
    assert studio.database.rows("SELECT state FROM outbox_single") == [(state,)]
    assert studio.taken[NEW] == taken
    assert studio.taken["p000@example.org"] == 1, "the issue goes out all the same"


def test_two_senders_at_once_send_it_once(studio: Studio) -> None:
    both = [studio.start("pass") for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0], studio.log
    assert studio.taken[NEW] == 1
    assert studio.database.rows("SELECT state, words FROM outbox_single")[0][0] == "sent"
