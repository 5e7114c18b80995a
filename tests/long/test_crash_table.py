"""Every fault point, at several passages, on the database that the tests run on: docs/measured/crashes-….md."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scheduler.outbox.faults import FAULT_POINTS
from tests.fakes.recording_studio import POSTGRES, ROOT, Database, Studio, studios
from tests.fakes.smtp import DROP_AFTER, MailServer
from tests.integration.test_crash import DROPPED, PEOPLE, WINDOW, die

pytestmark = pytest.mark.long
MANY = ("begin.before_commit", "begin.committed", "send.answered", "record.before_commit", "record.committed")
PASSAGES = (1, 2, 5, 9, 13, 20)
KIND = "postgres" if POSTGRES else "sqlite"
TABLE = ROOT / "docs" / "measured" / f"crashes-{KIND}.md"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The studio, made once."""
    folder = tmp_path_factory.mktemp("template")
    database = Database(folder, KIND)
    with MailServer() as server:
        seeded = Studio(folder, database, server)
        assert seeded.run("seed", PEOPLE) == 0, seeded.log
    yield database
    database.drop()


@pytest.fixture(scope="module")
def table() -> Iterator[list[str]]:
    """Collects the rows; written when every row is there."""
    rows: list[str] = []
    yield rows
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    head = [
        f"# Crashes on {KIND}",
        "",
        f"Made by `make long` on {datetime.now(UTC):%Y-%m-%d}, commit {commit}.",
        f"A sender of an issue to {PEOPLE} people is killed (SIGKILL) at the point, at its n-th passage;",
        f"the server takes {len(DROPPED)} mails and drops its reply.",
        "Uncertain includes those dropped replies; each is listed and never sent again by itself.",
        "",
        "| killed at | lost | doubled | uncertain | of them by the kill, at most |",
        "|---|---|---|---|---|",
    ]
    TABLE.write_text("\n".join([*head, *rows]) + "\n")


def faults() -> Iterator[str]:
    for name in FAULT_POINTS:
        yield from (f"{name}:{nth}" for nth in (PASSAGES if name in MANY else (1,)))


@pytest.mark.parametrize("fault", list(faults()))
def test_killed_there(template: Database, table: list[str], tmp_path: Path, fault: str) -> None:
    for studio in studios(tmp_path, KIND, template):
        for address in DROPPED:
            studio.server.does.at_end[address] = DROP_AFTER
        die(studio, fault)
        studio.database.rows("UPDATE accounts_account SET state = 'ready'")
        studio.pass_time(minutes=3)
        studio.finish()
        most = WINDOW * (2 if fault.startswith("recover") else 1)
        states, taken = studio.states, studio.taken
        lost = sum(1 for address, state in states.items() if state == "sent" and not taken[address])
        doubled = sum(1 for count in taken.values() if count > 1)
        unknown = sum(1 for state in states.values() if state == "unknown")
        table.append(f"| {fault} | {lost + PEOPLE - len(states)} | {doubled} | {unknown} | {most} |")
        studio.assert_once_or_asked(most, DROPPED, PEOPLE)
