"""The database goes away in the midst of a send: locked by another, full, restarted. Nobody is lost, nobody has two."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.fakes.recording_studio import POSTGRES, Database, Studio
from tests.fakes.smtp import free_port
from tests.fakes.smtp_chaos import TAKE_AND_LOSE, ChaosServer
from tests.servers import postgres
from tests.servers.disk import enlarge, fill, small_disk

PEOPLE, IN_FLIGHT = 600, 4 * 20
ROOM = 90
"""Pages: enough for the audience, not for all that is written about it."""
SENT = "SELECT count(*) FROM plan_message WHERE state = 'sent'"
only_sqlite = pytest.mark.skipif(bool(POSTGRES), reason="a file is what is locked, or full")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("template")
    database = Database(folder, "postgres" if POSTGRES else "sqlite")
    with ChaosServer(faults={}) as server:
        seeded = Studio(folder, database, server)
        assert seeded.run("seed four", PEOPLE) == 0, seeded.log
    yield database
    database.drop()


@pytest.fixture
def server() -> Iterator[ChaosServer]:
    with ChaosServer(faults={}) as made:
        yield made


@pytest.fixture
def studio(template: Database, tmp_path: Path, server: ChaosServer) -> Iterator[Studio]:
    database = template.copy(tmp_path)
    yield Studio(tmp_path, database, server)
    database.drop()


def nth_time(number: int, do: Callable[[], object]) -> Callable[[], None]:
    """Does it when it is called that often; the caller waits."""
    calls = iter(range(1, 10**9))
    return lambda: (next(calls) == number and do()) or None


def at_mail(server: ChaosServer, number: int, do: Callable[[], object]) -> threading.Thread:
    """Do it when the server has read that many mails, while the sender goes on."""
    reached = threading.Event()

    def wait_and_do() -> None:
        assert reached.wait(60)
        do()

    server.on_mail = nth_time(number, reached.set)
    thread = threading.Thread(target=wait_and_do)
    thread.start()
    return thread


@contextmanager
def server_on_a_small_disk(port: int) -> Iterator[tuple[Path, str]]:
    """A PostgreSQL server of its own, so that nobody else's is filled: its disk, its address."""
    with small_disk(Path(f"/tmp/studio-full-{port}"), "160m") as disk:
        try:
            yield disk, postgres.start(disk, port)
        finally:
            postgres.stop(disk, "immediate")


def settled(studio: Studio, dropped: frozenset[str] = frozenset(), most: int = IN_FLIGHT) -> None:
    studio.pass_time(minutes=3)
    studio.finish()
    studio.assert_once_or_asked(most, set(dropped), PEOPLE)
    assert studio.message == "sent"


@only_sqlite
def test_a_file_locked_for_longer_than_we_wait_costs_nothing(studio: Studio, server: ChaosServer) -> None:
    studio.more["STUDIO_TEST_BUSY"] = "0.3"

    def lock() -> None:
        with closing(sqlite3.connect(studio.database.file, timeout=30, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            threading.Event().wait(1.5)  # five times what the sender waits
            other.execute("ROLLBACK")

    thread = at_mail(server, 100, lock)
    sender = studio.start("loop")
    thread.join()
    done = sender.wait_until(lambda: studio.database.rows(SENT)[0][0] > 0)
    if not done:  # the sender that was turned away is struck off after two silent minutes
        studio.pass_time(minutes=3)
        done = sender.wait_until(lambda: studio.database.rows(SENT)[0][0] > 0)
    assert sender.ask_to_stop() == 0, studio.log
    assert done, studio.log
    assert "database is locked" in (studio.home / "log").read_text(), "it did meet the lock"
    settled(studio, most=0)


@only_sqlite
def test_a_full_disk_stops_the_send_and_it_goes_on_when_there_is_room(studio: Studio, server: ChaosServer) -> None:
    limit = studio.home / "pages"
    pages = studio.database.rows("PRAGMA page_count")[0][0]
    limit.write_text(str(pages + ROOM))
    studio.more |= {"STUDIO_TEST_PAGES": str(limit), "STUDIO_TEST_HURRY": "1"}
    assert studio.run("pass") == 1, "the pass fails"
    assert "full" in studio.log
    assert 0 < len(server.taken) < PEOPLE, "in the midst of it"
    limit.write_text("1000000")
    settled(studio)


@pytest.mark.skipif(not POSTGRES, reason="a server is what is restarted")
def test_connections_cut_by_the_database_server_cost_nothing(studio: Studio, server: ChaosServer) -> None:
    """As a restart does: every connection ends with `terminating connection due to administrator command`."""

    def cut() -> None:
        name = studio.database.name
        studio.database.rows(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
            " AND pid <> pg_backend_pid()"
        )

    thread = at_mail(server, 100, cut)
    sender = studio.start("loop")
    thread.join()
    done = sender.wait_until(lambda: studio.database.rows(SENT)[0][0] > 0)
    assert sender.ask_to_stop() == 0, studio.log
    assert done, studio.log
    settled(studio)


def test_a_lost_reply_beside_all_that_is_still_asked_about(studio: Studio, server: ChaosServer) -> None:
    server.always["p007@example.org"] = TAKE_AND_LOSE
    assert studio.run("pass") == 0, studio.log
    settled(studio, frozenset({"p007@example.org"}), most=0)


@only_sqlite
def test_a_disk_that_is_really_full(template: Database, server: ChaosServer, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "2650k") as disk:
        studio = Studio(disk, template.copy(disk), server)
        studio.more["STUDIO_TEST_HURRY"] = "1"
        log = tmp_path / "log"
        log.touch()
        (disk / "log").symlink_to(log)
        assert studio.run("pass") == 1, studio.log
        assert "full" in studio.log or "disk I/O" in studio.log
        assert len(server.taken) < PEOPLE
        enlarge(disk, "64m")
        settled(studio)


@pytest.mark.skipif(not POSTGRES, reason="a server of its own is what has no room")
def test_a_database_server_whose_disk_is_full(
    server: ChaosServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with server_on_a_small_disk(free_port()) as (disk, url):
        monkeypatch.setattr("tests.fakes.recording_studio.POSTGRES", url)
        studio = Studio(tmp_path, Database(tmp_path, "postgres"), server)
        assert studio.run("seed four", PEOPLE) == 0, studio.log
        studio.more["STUDIO_TEST_HURRY"] = "1"
        server.on_mail = nth_time(50, lambda: fill(disk))
        assert studio.run("pass") == 1, "the pass fails"
        assert "No space left" in studio.log
        assert 0 < len(server.taken) < PEOPLE, "in the midst of it"
        (disk / "ballast").unlink()
        settled(studio)
