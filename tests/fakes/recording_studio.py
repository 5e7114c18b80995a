"""A studio in a folder of its own, with a mail server that keeps what it took, and senders as processes."""

from __future__ import annotations

import multiprocessing.connection
import os
import shutil
import signal
import sqlite3
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.fakes import forked
from tests.fakes.recording import NOW
from tests.fakes.recording_sender import run
from tests.fakes.smtp import MailServer
from tests.fakes.smtp_chaos import ChaosServer

ROOT = Path(__file__).parents[2]
PATIENCE = 120
POSTGRES = os.environ.get("STUDIO_TEST_POSTGRES", "")


class Database:
    """Where a studio keeps its rows: a file, or a database of a PostgreSQL server."""

    def __init__(self, folder: Path, kind: str) -> None:
        self.kind, self.file = kind, folder / "studio.sqlite3"
        self.name = f"studio_{uuid.uuid4().hex[:12]}"
        if kind == "postgres":
            self._on_server(f'CREATE DATABASE "{self.name}"')

    @property
    def url(self) -> str:
        """DATABASE_URL; empty for the file in the home."""
        return f"{POSTGRES.rpartition('/')[0]}/{self.name}" if self.kind == "postgres" else ""

    def copy(self, folder: Path) -> Database:
        """The same rows for another studio."""
        if self.kind == "sqlite":
            made = Database(folder, "sqlite")
            shutil.copy(self.file, made.file)
            return made
        made = Database.__new__(Database)
        made.kind, made.file, made.name = "postgres", folder / "unused", f"studio_{uuid.uuid4().hex[:12]}"
        self._on_server(f'CREATE DATABASE "{made.name}" TEMPLATE "{self.name}"')
        return made

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        if self.kind == "sqlite":
            with closing(sqlite3.connect(self.file, timeout=30)) as connection:
                found = connection.execute(query).fetchall()
                connection.commit()
                return found
        import psycopg

        with psycopg.connect(self.url) as server:
            cursor = server.execute(query.encode())
            return cursor.fetchall() if cursor.description else []

    def drop(self) -> None:
        """Away with it."""
        if self.kind == "postgres":
            self._on_server(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def _on_server(self, command: str) -> None:
        import psycopg

        with psycopg.connect(POSTGRES, autocommit=True) as server:
            server.execute(command.encode())


class Studio:
    """A home, its database, its clock file and its mail server."""

    def __init__(self, home: Path, database: Database, server: MailServer | ChaosServer) -> None:
        self.home, self.database, self.server = home, database, server
        self.clock, self.more = home / "clock", dict[str, str]()
        self.clock.write_text(NOW.isoformat())

    def start(self, what: str, number: int = 0, fault: str = "") -> Sender:
        """A sender, running."""
        environment = {
            "PATH": os.environ["PATH"],
            "SCHEDULER_HOME": str(self.home),
            "STUDIO_SECRET_KEY": "for tests only, forty characters at the least",
            "STUDIO_TEST_CLOCK": str(self.clock),
            "STUDIO_FAULT": fault,
            "DATABASE_URL": self.database.url,
            **{f"NEWSLETTER_{name.upper()}": value for name, value in self.server.values().items()},
            **self.more,
        }
        process = forked.SERVER.Process(target=run, args=(what, number, environment, str(self.home / "log")))
        process.start()
        return Sender(process)

    def run(self, what: str, number: int = 0, fault: str = "") -> int:
        """A sender until it ends; its return code (-9: killed)."""
        return self.start(what, number, fault).wait()

    def finish(self) -> None:
        """All that is left to do, undisturbed."""
        assert self.run("finish") == 0, self.log

    def pass_time(self, **more: float) -> None:
        """For every process of this studio."""
        self.clock.write_text((datetime.fromisoformat(self.clock.read_text()) + timedelta(**more)).isoformat())

    @property
    def log(self) -> str:
        """What the senders said."""
        return (self.home / "log").read_text()[-4000:]

    @property
    def states(self) -> dict[str, str]:
        """Address → state of the copy."""
        query = """SELECT s.address, d.state FROM outbox_delivery d
            JOIN audience_subscriber s ON s.id = d.subscriber_id"""
        return {str(address): str(state) for address, state in self.database.rows(query)}

    @property
    def tallies(self) -> dict[str, int]:
        """The figures the ledger keeps, by state; held against the copies, with why they are left out."""
        kept = self.database.rows("SELECT state, reason, count FROM outbox_tally WHERE count <> 0")
        why = "CASE state WHEN 'suppressed' THEN reason ELSE '' END"
        counted = self.database.rows(f"SELECT state, {why}, count(*) FROM outbox_delivery GROUP BY 1, 2")
        assert sorted(kept) == sorted(counted), "the figures kept are the figures counted"
        found: Counter[str] = Counter()
        for state, _, count in kept:
            found[str(state)] += int(count)
        return dict(found)

    @property
    def message(self) -> str:
        """What became of the issue."""
        return str(self.database.rows("SELECT state FROM plan_message")[0][0])

    @property
    def taken(self) -> Counter[str]:
        """How often the mail server took a mail for each address; what the owner is told by mail is no copy."""
        return Counter(address for address in self.server.does.recipients if address != "hello@willow.example")

    def assert_once_or_asked(self, window: int, dropped: set[str] = frozenset(), people: int = 40) -> None:
        """Nothing lost, nothing doubled, every sum right; unknown is only what was in flight or had its reply lost."""
        states, taken = self.states, self.taken
        assert len(states) == people, "everyone has a copy"
        assert [address for address, times in taken.items() if times > 1] == [], "nobody has two"
        unknown = {address for address, state in states.items() if state == "unknown"}
        sent = {address for address, state in states.items() if state == "sent"}
        assert sent <= set(taken), "nobody counts as sent who got nothing"
        assert set(taken) <= sent | unknown, "nobody got what the ledger does not know of"
        assert sent | unknown == set(states), f"nobody is lost: {Counter(states.values())}\n{self.log}"
        assert len(unknown - dropped) <= window, f"{unknown} may be in flight at most {window}"
        assert self.tallies == Counter(states.values())
        received = {row[0] for row in self.database.rows("SELECT subscriber_id FROM outbox_tipreceived")}
        assert len(received) == len(sent | unknown), "a tip is received with the copy"


class Sender:
    """A process that sends."""

    def __init__(self, process: Any) -> None:
        self._process = process

    def wait(self) -> int:
        """Its return code, when it has ended."""
        self._process.join(PATIENCE)
        assert self._process.exitcode is not None, "it never ends"
        return int(self._process.exitcode)

    def kill(self) -> None:
        """At once, without a chance to tidy up."""
        os.kill(self._process.pid, signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to stop, as a service manager does."""
        os.kill(self._process.pid, signal.SIGTERM)

    def ask_to_stop(self) -> int:
        """The same, and wait for its end."""
        self.terminate()
        return self.wait()

    def wait_until(self, true: Callable[[], bool]) -> bool:
        """False when it ended, or took too long, before that became true."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if true():
                return True
            if multiprocessing.connection.wait([self._process.sentinel], 0.05):
                return true()
        return False

    def wait_until_stopped(self) -> None:
        """Returns when it has suspended itself."""
        stat = Path(f"/proc/{self._process.pid}/stat")
        assert self.wait_until(lambda: stat.exists() and stat.read_text().rpartition(") ")[2].startswith("T"))

    def go_on(self) -> int:
        """Wake it up, and wait for its end."""
        os.kill(self._process.pid, signal.SIGCONT)
        return self.wait()


def studios(folder: Path, kind: str, template: Database) -> Iterator[Studio]:
    """A seeded studio for one test."""
    database = template.copy(folder)
    with MailServer() as server:
        yield Studio(folder, database, server)
    database.drop()
