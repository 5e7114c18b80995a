"""Kill -9 while several connections are busy: what is unknown is at most what was on its way, nobody has two copies."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.crashing import die, faults, of_the_day, recover_and_finish
from tests.fakes.recording_studio import POSTGRES, Database, Studio
from tests.fakes.smtp_chaos import TAKE_AND_LOSE, ChaosServer

CONNECTIONS, WINDOW = 8, 20
MOST = CONNECTIONS * WINDOW
DROPPED = {"p007@example.org", "p031@example.org", "p098@example.org"}
PEOPLE = 400
LATER = dict.fromkeys(("begin.committed", "send.answered", "record.before_commit"), (3, 6))


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A studio with some people, eight connections and an issue that is due, made once."""
    folder = tmp_path_factory.mktemp("template")
    database = Database(folder, "postgres" if POSTGRES else "sqlite")
    with ChaosServer(faults={}) as server:
        seeded = Studio(folder, database, server)
        assert seeded.run("seed eight", PEOPLE) == 0, seeded.log
    yield database
    database.drop()


@pytest.fixture
def studio(template: Database, tmp_path: Path) -> Iterator[Studio]:
    database = template.copy(tmp_path)
    with ChaosServer(faults={}) as server:
        server.always = dict.fromkeys(DROPPED, TAKE_AND_LOSE)
        yield Studio(tmp_path, database, server)
    database.drop()


@pytest.mark.parametrize("fault", of_the_day(faults(LATER)))
def test_a_sender_killed_there_loses_nobody_and_sends_nothing_twice(studio: Studio, fault: str) -> None:
    die(studio, fault)
    recover_and_finish(studio)
    studio.assert_once_or_asked(MOST * (2 if fault.startswith("recover") else 1), DROPPED, PEOPLE)
    assert studio.message == "sent"


@pytest.mark.parametrize("nth", [1, 30, 175, 399])
def test_a_sender_killed_while_the_server_reads_a_mail_has_at_most_the_window_uncertain(
    studio: Studio, nth: int
) -> None:
    mails = iter(range(1, PEOPLE * 2))

    def kill() -> None:
        if next(mails) == nth:
            process.kill()

    studio.server.does.on_mail = kill
    process = studio.start("pass")
    assert process.wait() == -signal.SIGKILL, studio.log
    studio.pass_time(minutes=3)
    studio.finish()
    studio.assert_once_or_asked(MOST, DROPPED, PEOPLE)


def test_two_senders_with_several_connections_share_the_work(studio: Studio) -> None:
    both = [studio.start("pass") for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0], studio.log
    studio.finish()
    studio.assert_once_or_asked(0, DROPPED, PEOPLE)


def test_a_sender_that_slept_before_writing_to_the_network_notices_and_does_not_write(studio: Studio) -> None:
    first = studio.start("pass", fault="begin.committed:3:STOP")
    first.wait_until_stopped()
    studio.pass_time(minutes=5)
    assert studio.run("pass") == 0, studio.log
    written = sum(studio.taken.values())
    assert first.go_on() == 0, studio.log
    assert sum(studio.taken.values()) <= written + 2 * CONNECTIONS, "it wrote no mail of that batch when it woke"
    studio.finish()
    studio.assert_once_or_asked(0, DROPPED, PEOPLE)


def test_a_hold_that_is_set_during_a_send_is_seen_at_the_next_batch(studio: Studio) -> None:
    studio.server.does.always.clear()
    first = studio.start("pass", fault="record.committed:1:STOP")
    first.wait_until_stopped()
    on_the_way = sum(1 for state in studio.states.values() if state == "sending")
    sent = studio.tallies["sent"]
    studio.database.rows(
        "INSERT INTO outbox_hold (scope, reason, by, at) VALUES ('instance:', 'wait', 'owner', '2027-02-16 14:00:00')"
    )
    assert first.go_on() == 0, studio.log
    assert sum(studio.taken.values()) <= sent + on_the_way
    assert sum(studio.taken.values()) < PEOPLE
