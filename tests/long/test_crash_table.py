"""Every place a sender can die at, at several passages, with one connection and with eight; and what else can happen to
it and to its database. On the database that the tests run on: docs/measured/crashes-….md."""

from __future__ import annotations

import signal
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psycopg
import pytest

from scheduler.outbox.faults import SINGLE_POINTS
from tests.fakes.crashing import die, faults, recover_and_finish
from tests.fakes.recording_studio import POSTGRES, Database, Studio
from tests.fakes.smtp import free_port
from tests.fakes.smtp_chaos import TAKE_AND_LOSE, ChaosServer
from tests.integration.test_crash_singles import ASK, NEW
from tests.integration.test_database_away import at_mail, nth_time, server_on_a_small_disk
from tests.long import measured
from tests.servers import postgres
from tests.servers.disk import fill

pytestmark = pytest.mark.long
KIND = "postgres" if POSTGRES else "sqlite"
MANY = ("begin.before_commit", "begin.committed", "send.answered", "record.before_commit", "record.committed")
HEAD = [
    "connections",
    "what happened",
    "lost",
    "doubled",
    "not certain",
    "of them a lost reply",
    "in flight at most",
]


@dataclass(frozen=True)
class Size:
    """How an issue is sent. `lost_replies`: the server takes the mail of those people and drops its answer."""

    connections: int
    window: int
    people: int
    seed: str
    passages: tuple[int, ...]
    lost_replies: tuple[str, ...]

    @property
    def in_flight(self) -> int:
        """The most that can be uncertain after one kill."""
        return self.connections * self.window


ONE = Size(1, 1, 24, "seed", (2, 5, 9, 13, 20), ("p007", "p021"))
EIGHT = Size(8, 20, 600, "seed eight", (2, 3, 4, 6, 8), ("p007", "p111", "p333", "p555"))
SIZES = {1: ONE, 8: EIGHT}


class Table:
    """The rows; written when every test of the module has run."""

    def __init__(self) -> None:
        self.rows: list[list[object]] = []

    def check(self, studio: Studio, size: Size, what: str, kills: int = 1) -> None:
        """Add what became of it, then insist."""
        states, taken = studio.states, studio.taken
        dropped = {f"{name}@example.org" for name in size.lost_replies}
        unknown = {address for address, state in states.items() if state == "unknown"}
        lost = sum(1 for address, state in states.items() if state != "unknown" and not taken[address])
        doubled = sum(1 for count in taken.values() if count > 1)
        row = [size.connections, what, lost + size.people - len(states), doubled, len(unknown), len(unknown & dropped)]
        self.rows.append([*row, size.in_flight * kills])
        studio.assert_once_or_asked(size.in_flight * kills, dropped, size.people)


@pytest.fixture(scope="module")
def table() -> Iterator[Table]:
    made = Table()
    yield made
    words = [
        f"An issue to {ONE.people} people over one connection, and to {EIGHT.people} over eight, {EIGHT.window} mails",
        "on each. Killed: SIGKILL at the n-th passage of a place. Asleep: SIGSTOP for longer than the heartbeat, while",
        f"another sender takes over. The server takes {len(ONE.lost_replies)} (of the many: {len(EIGHT.lost_replies)})",
        "mails and drops its reply. Whoever is not certain is listed, and sent again only with proof or by a person.",
    ]
    measured.write(f"crashes-{KIND}", f"Crashes on {KIND}", words, HEAD, made.rows)


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[int, Database]]:
    made: dict[int, Database] = {}
    for size in SIZES.values():
        folder = tmp_path_factory.mktemp("template")
        made[size.connections] = Database(folder, KIND)
        with ChaosServer(faults={}) as server:
            seeded = Studio(folder, made[size.connections], server)
            assert seeded.run(size.seed, size.people) == 0, seeded.log
    yield made
    for database in made.values():
        database.drop()


@pytest.fixture(params=[1, 8])
def size(request: pytest.FixtureRequest) -> Size:
    return SIZES[request.param]


@pytest.fixture
def studio(templates: dict[int, Database], size: Size, tmp_path: Path) -> Iterator[Studio]:
    database = templates[size.connections].copy(tmp_path)
    with ChaosServer(faults={}) as server:
        server.always = {f"{name}@example.org": TAKE_AND_LOSE for name in size.lost_replies}
        yield Studio(tmp_path, database, server)
    database.drop()


def places() -> Iterator[tuple[int, str]]:
    for size in SIZES.values():
        yield from ((size.connections, fault) for fault in faults(dict.fromkeys(MANY, size.passages)))


@pytest.mark.parametrize(("size", "fault"), list(places()), indirect=["size"])
def test_killed_there(studio: Studio, table: Table, size: Size, fault: str) -> None:
    if not die(studio, fault):
        pytest.skip("it was done before")
    recover_and_finish(studio)
    table.check(studio, size, f"killed at {fault}", 2 if fault.startswith("recover") else 1)


@pytest.mark.parametrize("nth", [1, 11, 24, 160, 601])
def test_killed_while_the_server_reads_that_mail(studio: Studio, table: Table, size: Size, nth: int) -> None:
    if nth > size.people + 1:
        pytest.skip("there are not so many")
    server = studio.server
    assert isinstance(server, ChaosServer)
    mails = iter(range(1, 10**9))
    server.on_mail = lambda: process.kill() if next(mails) == min(nth, size.people) else None
    process = studio.start("pass")
    assert process.wait() < 0, studio.log
    server.on_mail = lambda: None
    recover_and_finish(studio)
    table.check(studio, size, f"killed while mail {min(nth, size.people)} was read")


@pytest.mark.parametrize("place", ["claim.committed:1", "begin.committed:1", "begin.committed:3", "send.answered:2"])
def test_asleep_there_while_another_takes_over(studio: Studio, table: Table, size: Size, place: str) -> None:
    first = studio.start("pass", fault=f"{place}:STOP")
    first.wait_until_stopped()
    studio.pass_time(minutes=5)
    assert studio.run("pass") == 0, studio.log
    assert first.go_on() == 0, studio.log
    recover_and_finish(studio)
    table.check(studio, size, f"asleep at {place}")


@pytest.mark.parametrize("place", ["begin.committed:2", "send.answered:2", "record.before_commit:2"])
def test_the_clock_is_put_back_an_hour_while_it_is_dead(studio: Studio, table: Table, size: Size, place: str) -> None:
    die(studio, place)
    studio.pass_time(minutes=-60)
    assert studio.run("pass") == 0, studio.log
    studio.pass_time(minutes=63)
    recover_and_finish(studio)
    table.check(studio, size, f"killed at {place}, the clock put back an hour")


def _go_on(studio: Studio, table: Table, size: Size, what: str, thread: threading.Thread) -> None:
    sender = studio.start("loop")
    thread.join()
    done = "SELECT count(*) FROM plan_message WHERE state = 'sent'"
    if not sender.wait_until(lambda: studio.database.rows(done)[0][0] > 0):
        studio.pass_time(minutes=3)
    assert sender.ask_to_stop() == 0, studio.log
    recover_and_finish(studio)
    table.check(studio, size, what)


def _in_the_middle(studio: Studio, size: Size, do: Callable[[], object]) -> threading.Thread:
    assert isinstance(studio.server, ChaosServer)
    return at_mail(studio.server, size.people // 3, do)


@pytest.mark.skipif(bool(POSTGRES), reason="a file is what is locked")
def test_the_file_is_locked_for_longer_than_the_sender_waits(studio: Studio, table: Table, size: Size) -> None:
    studio.more["STUDIO_TEST_BUSY"] = "0.3"

    def lock() -> None:
        with closing(sqlite3.connect(studio.database.file, timeout=30, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            threading.Event().wait(2)
            other.execute("ROLLBACK")

    _go_on(studio, table, size, "database locked", _in_the_middle(studio, size, lock))


@pytest.mark.skipif(bool(POSTGRES), reason="a file is what is full")
@pytest.mark.parametrize("room", [40, 80, 120])
def test_the_disk_is_full(studio: Studio, table: Table, size: Size, room: int) -> None:
    limit = studio.home / "pages"
    room = room * size.people // 600
    limit.write_text(str(studio.database.rows("PRAGMA page_count")[0][0] + room))
    studio.more |= {"STUDIO_TEST_PAGES": str(limit), "STUDIO_TEST_HURRY": "1"}
    assert studio.run("pass") in (0, 1), studio.log
    limit.write_text("1000000")
    recover_and_finish(studio)
    table.check(studio, size, f"disk full after {room} pages")


@pytest.mark.skipif(not POSTGRES, reason="a server is what is restarted")
@pytest.mark.parametrize("how", ["fast", "immediate"])
def test_the_database_server_is_restarted(
    table: Table,
    size: Size,
    tmp_path_factory: pytest.TempPathFactory,
    how: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """A server of its own, so that nobody else's is stopped. `immediate` is a crash: it recovers from its log."""
    folder, port = Path(f"/tmp/studio-restarted-{free_port()}"), free_port()
    url = postgres.start(folder, port)
    try:
        monkeypatch.setattr("tests.fakes.recording_studio.POSTGRES", url)
        database = Database(tmp_path, KIND)
        with ChaosServer(faults={}) as server:
            server.always = {f"{name}@example.org": TAKE_AND_LOSE for name in size.lost_replies}
            studio = Studio(tmp_path, database, server)
            assert studio.run(size.seed, size.people) == 0, studio.log

            def restart() -> None:
                postgres.stop(folder, how)
                postgres.start(folder, port)

            thread = _in_the_middle(studio, size, restart)
            _go_on(studio, table, size, f"database server stopped ({how}) and started", thread)
    finally:
        postgres.remove(folder)


@pytest.mark.skipif(not POSTGRES, reason="a server of its own is what has no room")
@pytest.mark.parametrize("its_log_too", [False, True])
def test_the_disk_of_the_database_server_is_full(
    table: Table, size: Size, its_log_too: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Without room for its log it falls over, and cannot come back before there is some."""
    port = free_port()
    with server_on_a_small_disk(port) as (disk, url), ChaosServer(faults={}) as server:
        monkeypatch.setattr("tests.fakes.recording_studio.POSTGRES", url)
        server.always = {f"{name}@example.org": TAKE_AND_LOSE for name in size.lost_replies}
        studio = Studio(tmp_path, Database(tmp_path, KIND), server)
        assert studio.run(size.seed, size.people) == 0, studio.log
        studio.more["STUDIO_TEST_HURRY"] = "1"
        server.on_mail = nth_time(size.people // 12, partial(_fill, disk, studio if its_log_too else None))
        assert studio.run("pass") in (0, 1), studio.log
        (disk / "ballast").unlink()
        postgres.stop(disk, "immediate")
        postgres.start(disk, port)
        recover_and_finish(studio)
        table.check(studio, size, "database server's disk full" + ", its log too" * its_log_too)


def _fill(disk: Path, falls_over: Studio | None) -> None:
    fill(disk)
    if falls_over:
        with pytest.raises(psycopg.OperationalError):
            _use_up_the_log(falls_over.database)


def _use_up_the_log(database: Database) -> None:
    """Segments that lie ready are taken first."""
    for _segment in range(20):
        database.rows("SELECT pg_logical_emit_message(false, '', 'some words'), pg_switch_wal()")


@pytest.mark.parametrize("fault", SINGLE_POINTS)
def test_killed_there_with_a_mail_to_one_person(
    templates: dict[int, Database], table: Table, tmp_path: Path, fault: str
) -> None:
    """A confirmation, say: it is no copy of an issue, and has a row of its own."""
    database = templates[1].copy(tmp_path)
    database.rows(ASK)
    with ChaosServer(faults={}) as server:
        studio = Studio(tmp_path, database, server)
        assert studio.run("pass", fault=fault) == -signal.SIGKILL, studio.log
        studio.pass_time(minutes=3)
        studio.finish()
        state, taken = database.rows("SELECT state FROM outbox_single")[0][0], studio.taken[NEW]
    database.drop()
    certain = state != "unknown"
    lost, doubled = int(certain and not taken), int(taken > 1)
    table.rows.append([1, f"killed at {fault}, a mail to one person", lost, doubled, int(not certain), 0, 1])
    assert (lost, doubled) == (0, 0)
