"""A studio on disk, worked on by its commands in processes of their own."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from functools import cache
from pathlib import Path

from tests.fakes import forked

ROOT = Path(__file__).parents[2]
NOON = "2027-02-10T17:00:00+00:00"
PATIENCE = 120
TABLES = "from scheduler.commands.studio import open_tables\nopen_tables()"

PEOPLE = """
from scheduler.audience import services as audience
from scheduler.audience.services import ConsentAnswer
answer = ConsentAnswer("signed up", "America/Toronto", "2026-05-01", "paper list")
for name in ("anna", "ben", "cleo"):
    audience.subscribe_directly(f"{name}@example.org", name.title(), consent=answer, now=now, by="owner")
"""
LEAVES = """
from scheduler.audience import services as audience
audience.unsubscribe(audience.find("ben@example.org").token, now, "link")
audience.erase("cleo@example.org", now, "owner")
"""
WRITE_DOWN = """
from scheduler import config, keeping
keeping.write_down(config.home(), now)
"""
STATES = """
from scheduler.audience.models import Subscriber
print(sorted(Subscriber.objects.values_list("state", flat=True)))
"""


class Home:
    """A sample studio. `really`: each command is the installed one, started anew; otherwise it is forked."""

    def __init__(self, folder: Path, database: str = "", *, really: bool = False) -> None:
        self.path, self.clock, self.database, self.really = folder / "willow", folder / "clock", database, really
        self.clock.write_text(NOON)

    @classmethod
    def new(cls, folder: Path, database: str = "", *, really: bool = False) -> Home:
        """One that `studio init` made."""
        made = cls(folder, database, really=really)
        made.run("init", str(made.path))
        return made

    def copy(self, folder: Path) -> Home:
        """The same studio for a test of its own."""
        shutil.copytree(self.path, folder / "willow")
        return Home(folder)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        more = {"DATABASE_URL": self.database} if self.database else {}
        home = {"SCHEDULER_HOME": str(self.path), "PYTHONPATH": str(ROOT), "STUDIO_TEST_CLOCK": str(self.clock)}
        return {**kept, **home, **more}

    def run(self, *words: str, code: int = 0) -> str:
        """`studio WORDS`; answers what it said."""
        if not self.really:
            return self._fork(forked.command, (words,), code)
        call = [sys.executable, "-m", "scheduler.cli", *words]
        done = subprocess.run(call, env=self.environment, capture_output=True, text=True, timeout=PATIENCE, check=False)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def python(self, code: str, *words: str) -> str:
        """The studio's own services, in a process of their own."""
        return self._fork(forked.python, (code, words), 0).strip()

    def at(self, instant: str) -> None:
        """From now on that is the time."""
        self.clock.write_text(instant)

    def forget_its_place(self) -> None:
        """So that a copy of it is no copy to itself."""
        with closing(sqlite3.connect(self.path / "studio.sqlite3")) as database, database:
            database.execute("DELETE FROM accounts_setting WHERE name = 'place'")

    def backups(self) -> list[Path]:
        """Those there are, oldest first."""
        return sorted((self.path / "backups").glob("studio-*.tar.gz"))

    def _fork(self, body: object, what: tuple[object, ...], code: int) -> str:
        with tempfile.NamedTemporaryFile("r", dir=self.clock.parent, encoding="utf-8") as log:
            process = forked.SERVER.Process(target=body, args=(*what, self.environment, log.name))  # type: ignore[arg-type]
            process.start()
            process.join(PATIENCE)
            said = log.read()
        assert process.exitcode == code, said
        return said


@cache
def template() -> Home:
    """One with empty tables that was never opened, to be copied; made once a process."""
    folder = Path(os.environ.get("SCHEDULER_HOME") or tempfile.mkdtemp()) / "template"
    folder.mkdir()
    made = Home.new(folder, really=True)
    subprocess.run([sys.executable, "-c", TABLES], env=made.environment, check=True, timeout=PATIENCE)
    return made
