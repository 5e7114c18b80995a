"""Backups and restoring: nothing half-made, nothing sent twice, nobody who left is written to again."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import subprocess
import sys
import tarfile
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOON = "2027-02-10T17:00:00+00:00"


class Home:
    """A studio on disk, worked on by real commands."""

    def __init__(self, folder: Path, database: str = "") -> None:
        self.path, self.clock, self.database = folder / "willow", folder / "clock", database
        self.clock.write_text(NOON)
        self.run("init", str(self.path))

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        more = {"DATABASE_URL": self.database} if self.database else {}
        home = {"SCHEDULER_HOME": str(self.path), "PYTHONPATH": str(ROOT), "STUDIO_TEST_CLOCK": str(self.clock)}
        return {**kept, **home, **more}

    def run(self, *words: str, code: int = 0) -> str:
        call = [sys.executable, "-m", "scheduler.cli", *words]
        done = subprocess.run(call, env=self.environment, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def python(self, code: str, *words: str) -> str:
        """The studio's own services, in a process of their own."""
        opened = "from scheduler.commands.studio import open_studio\nnow = open_studio()\n"
        call = [sys.executable, "-c", opened + code, *words]
        done = subprocess.run(call, env=self.environment, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def at(self, instant: str) -> None:
        self.clock.write_text(instant)

    def backups(self) -> list[Path]:
        return sorted((self.path / "backups").glob("studio-*.tar.gz"))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


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
keeping.write_down(config.home())
"""
STATES = """
from scheduler.audience.models import Subscriber
print(sorted(Subscriber.objects.values_list("state", flat=True)))
"""


def test_a_backup_holds_everything_but_the_key_and_only_its_owner_reads_it(home: Home) -> None:
    home.run("queue", "posts/desk.md", "--job", "weekly-tip")
    (home.path / "posts" / "away").symlink_to("/etc/hostname")
    said = home.run("backup")
    (file,) = home.backups()
    assert file.name in said
    assert ".env" in said
    assert file.stat().st_mode & 0o077 == 0
    assert file.parent.stat().st_mode & 0o077 == 0
    with tarfile.open(file) as archive:
        names = archive.getnames()
        about = json.load(archive.extractfile("about.json") or io.BytesIO())
        whole = b"".join((archive.extractfile(name) or io.BytesIO()).read() for name in names)
    assert {"about.json", "studio.sqlite3", "files/jobs.yaml", "files/posts/desk.md"} <= set(names)
    assert not any(".env" in name or "away" in name for name in names)
    assert about["why"] == "by-hand"
    secret = (home.path / ".env").read_text().rpartition("STUDIO_SECRET_KEY=")[2].strip()
    assert secret.encode() not in whole
    (row,) = json.loads(home.run("backup", "--list", "--json"))
    assert row["file"] == f"backups/{file.name}"


def test_a_restore_starts_held_and_those_who_left_since_stay_out(home: Home) -> None:
    home.python(PEOPLE)
    home.run("backup")
    home.at("2027-02-11T17:00:00+00:00")
    home.python(LEAVES)
    assert home.python(STATES) == "['active', 'erased', 'unsubscribed']"
    said = home.run("restore", "latest", "--yes")
    assert "2 left since then" in said
    assert home.python(STATES) == "['active', 'erased', 'unsubscribed']"
    held = home.python("from scheduler.plan import services as plan\nprint(plan.held({'instance:'}))")
    assert "restored from a backup" in held
    assert "cleo" not in home.python(
        "from scheduler.audience.models import Subscriber\nprint(list(Subscriber.objects.values_list('address')))"
    )


def test_those_who_left_are_known_even_when_the_database_is_gone(home: Home) -> None:
    home.python(PEOPLE)
    home.run("backup")
    home.at("2027-02-11T17:00:00+00:00")
    home.python(LEAVES + WRITE_DOWN)
    assert "ben@" not in (home.path / "leavings.jsonl").read_text()
    for file in home.path.glob("studio.sqlite3*"):
        file.write_bytes(b"not a database any more")
    said = home.run("restore", "latest", "--yes")
    assert "2 left since then" in said
    assert home.python(STATES) == "['active', 'erased', 'unsubscribed']"
    assert list((home.path / "backups").glob("damaged-*.sqlite3"))


def test_a_line_that_a_crash_cut_off_is_passed_over(home: Home) -> None:
    home.python(PEOPLE)
    home.run("backup")
    home.at("2027-02-11T17:00:00+00:00")
    home.python(LEAVES + WRITE_DOWN)
    with (home.path / "leavings.jsonl").open("ab") as file:
        file.write(b'{"who": "abc", "wh')
    (home.path / "studio.sqlite3").unlink()
    assert "2 left since then" in home.run("restore", "latest", "--yes")


def test_what_was_due_since_the_backup_is_held_by_itself(home: Home) -> None:
    home.run("queue", "posts/desk.md", "--job", "weekly-tip")
    home.python("from scheduler.plan import services as plan\nplan.approve('c1', 'owner', now)")
    home.run("backup")
    home.at("2027-02-16T14:30:00+00:00")
    said = home.run("restore", "latest", "--yes")
    assert "3 posts and issues may have gone out since" in said
    home.python("from scheduler.plan import services as plan\nplan.resume('all', 'owner', now)")
    home.run("dispatch", "--once")
    status = json.loads(home.run("status", "--json"))
    assert status["deliveries"]["rehearsed"] == 0
    states = home.python(
        "from scheduler.plan.models import Message\n"
        "print(Message.objects.filter(at__lte=now).values_list('state', flat=True).distinct())"
    )
    assert "approved" in states


def test_a_restore_can_be_taken_back(home: Home) -> None:
    home.run("backup")
    home.at("2027-02-11T17:00:00+00:00")
    home.python(PEOPLE)
    (home.path / "posts" / "later.md").write_text("# Later\n\nRoll the feet.\n")
    (home.path / "jobs.yaml").write_text((home.path / "jobs.yaml").read_text() + "# mine\n")
    home.run("restore", "latest", "--yes")
    assert home.python(STATES) == "[]"
    assert "# mine" not in (home.path / "jobs.yaml").read_text()
    assert (home.path / "posts" / "later.md").exists()
    home.at("2027-02-11T18:00:00+00:00")
    (kept,) = (file for file in home.backups() if "before-restore" in file.name)
    home.run("restore", str(kept), "--yes")
    assert home.python(STATES) == "['active', 'active', 'active']"
    assert "# mine" in (home.path / "jobs.yaml").read_text()


def test_old_sessions_and_links_do_not_come_back_to_life(home: Home) -> None:
    home.run("user", "add", "ana@example.org")
    home.run("backup")
    home.run("restore", "latest", "--yes")
    count = "from scheduler.accounts.models import SignInLink\nprint(SignInLink.objects.count())"
    assert home.python(count) == "0"


def test_nothing_is_restored_while_the_studio_runs(home: Home) -> None:
    home.run("backup")
    home.python(
        "from scheduler import config\nfrom scheduler.outbox import services as outbox\n"
        "outbox.Heartbeat(config.clock())"
    )
    assert "The studio is running" in home.run("restore", "latest", "--yes", code=2)
    home.at("2027-02-10T17:03:00+00:00")
    home.run("restore", "latest", "--yes")


def archive_of(path: Path, members: dict[str, bytes], link: str = "") -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        if link:
            info = tarfile.TarInfo("files/posts")
            info.type, info.linkname = tarfile.SYMTYPE, link
            archive.addfile(info)
    return path


STRANGE: list[tuple[dict[str, bytes], str]] = [
    ({}, ""),
    ({"about.json": b"{}"}, ""),
    ({"about.json": b"[]", "studio.sqlite3": b""}, ""),
    ({"../outside": b"x"}, ""),
    ({"files/../../outside": b"x"}, ""),
    ({"/tmp/outside": b"x"}, ""),
    ({"about.json": b"{}"}, "/etc"),
    ({"studio.sqlite3": b"x", ".bashrc": b"x"}, ""),
]
TRY_EACH = """
import sys
from pathlib import Path
from scheduler import config, keeping
from scheduler.errors import Problem
for file in sorted(Path(sys.argv[1]).iterdir()):
    try:
        keeping.restore(config.home(), file, now)
        print(file.name, "was restored")
    except Problem as problem:
        print(problem)
"""


def test_files_that_are_no_backups_change_nothing(home: Home) -> None:
    home.python(PEOPLE)
    home.run("backup")
    (good,) = home.backups()
    folder = home.path.parent / "strange"
    folder.mkdir()
    for number, (members, link) in enumerate(STRANGE):
        archive_of(folder / f"strange-{number}.tar.gz", members, link)
    for cut in (0, 10, 2000):
        (folder / f"cut-{cut}.tar.gz").write_bytes(good.read_bytes()[:cut])
    said = home.python(TRY_EACH, str(folder)).splitlines()
    assert len(said) == len(STRANGE) + 3
    assert all("nothing was changed" in sentence for sentence in said)
    assert home.python(STATES) == "['active', 'active', 'active']"
    assert not (home.path.parent / "outside").exists()
    assert home.backups() == [good]


def test_another_key_is_refused_since_nobody_who_left_would_be_recognised(home: Home) -> None:
    home.run("backup")
    (home.path / ".env").write_text("STUDIO_SECRET_KEY=another key, forty characters at the very least\n")
    assert "another STUDIO_SECRET_KEY" in home.run("restore", "latest", "--yes", code=2)


def test_a_missing_file_and_a_missing_yes_are_one_sentence(home: Home) -> None:
    assert "There is no backup" in home.run("restore", "nowhere.tar.gz", "--yes", code=2)
    assert "no backup in backups/ yet" in home.run("restore", "latest", code=2)
    home.run("backup")
    assert "say --yes" in home.run("restore", "latest", code=2)


def test_a_copied_database_sends_nothing_until_a_person_has_looked(home: Home) -> None:
    home.python(PEOPLE)
    whole = (home.path / "studio.sqlite3").read_bytes()
    home.python("from scheduler.plan import services as plan\nassert not plan.held({'instance:'})")
    (home.path / "copied").write_bytes(whole)
    (home.path / "copied").rename(home.path / "studio.sqlite3")
    held = home.python("from scheduler.plan import services as plan\nprint(plan.held({'instance:'}))")
    assert "may be a copy" in held
    home.python("from scheduler.plan import services as plan\nplan.resume('all', 'owner', now)")
    assert home.python("from scheduler.plan import services as plan\nprint(plan.held({'instance:'}))") == "{}"


def test_the_tables_are_backed_up_before_they_change_and_a_newer_database_is_not_touched(home: Home) -> None:
    home.python(PEOPLE)
    assert not home.backups(), "a first start has nothing to keep"
    with closing(sqlite3.connect(home.path / "studio.sqlite3")) as database, database:
        database.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
        database.execute("DROP TABLE django_session")
    home.run("status")
    (file,) = home.backups()
    assert "before-upgrade" in file.name
    with closing(sqlite3.connect(home.path / "studio.sqlite3")) as database, database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('plan', '9999_later', '2027-01-01')"
        )
    assert "newer version of the program" in home.run("status", code=2)


NIGHTS = """
import datetime
from scheduler import config, keeping
home = config.home()
for day in range({days}):
    for hour in (1, 2, 3, 4, 23):
        keeping.nightly(home, now + datetime.timedelta(days=day, hours=hour - 12))
"""


def test_one_backup_a_night_and_fourteen_stay(home: Home) -> None:
    home.run("backup")
    home.python(NIGHTS.format(days=17))
    nightly = [file for file in home.backups() if "nightly" in file.name]
    assert len(nightly) == 14
    assert len(home.backups()) == 15, "those made by hand stay"
    days = {file.name.split("-")[1] for file in nightly}
    assert len(days) == 14


def test_no_room_for_a_backup_is_told_and_keeps_nothing_from_going_out(home: Home) -> None:
    (home.path / "backups").write_text("in the way")
    home.python(NIGHTS.format(days=1))
    news = "from scheduler.insights.models import Event\nprint(Event.objects.filter(kind='no-backup').count())"
    assert home.python(news) == "1"
    home.at("2027-02-10T18:00:00+00:00")
    home.run("dispatch", "--once")


def test_no_nightly_backups_when_they_are_not_wanted(home: Home) -> None:
    with (home.path / ".env").open("a") as env:
        env.write("\nBACKUPS_KEPT=0\n")
    home.python(NIGHTS.format(days=2))
    assert home.backups() == []


def test_a_backup_is_taken_while_somebody_writes(home: Home) -> None:
    """A reader that locked the writer out, or a copy that was half of this and half of that, would fail here."""
    home.python(PEOPLE)
    writer = (
        "import sqlite3, sys\n"
        "database = sqlite3.connect(sys.argv[1], timeout=30, isolation_level=None)\n"
        "print('ready', flush=True)\n"
        "for number in range(400):\n"
        "    database.execute('BEGIN IMMEDIATE')\n"
        '    database.execute("UPDATE audience_subscriber SET first_name = ?", (str(number),))\n'
        "    database.execute('COMMIT')\n"
    )
    call = [sys.executable, "-c", writer, str(home.path / "studio.sqlite3")]
    with subprocess.Popen(call, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        home.run("backup")
        assert process.wait(timeout=60) == 0
    (file,) = home.backups()
    with tarfile.open(file) as archive:
        archive.extract("studio.sqlite3", home.path.parent, filter="data")
    with closing(sqlite3.connect(home.path.parent / "studio.sqlite3")) as copy:
        names = {name for (name,) in copy.execute("SELECT first_name FROM audience_subscriber")}
    assert len(names) == 1, "every person as of one instant"


@pytest.fixture
def own_database() -> Iterator[str]:
    """A PostgreSQL database of this test's own."""
    url = os.environ.get("STUDIO_TEST_POSTGRES", "")
    if not url:
        pytest.skip("no PostgreSQL server in STUDIO_TEST_POSTGRES")
    import psycopg

    name = f"keeping_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield f"{url.rpartition('/')[0]}/{name}"
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.postgres
def test_on_postgresql_too(tmp_path: Path, own_database: str) -> None:
    home = Home(tmp_path, own_database)
    home.python(PEOPLE)
    home.run("backup")
    home.at("2027-02-11T17:00:00+00:00")
    home.python(LEAVES)
    assert "2 left since then" in home.run("restore", "latest", "--yes")
    assert home.python(STATES) == "['active', 'erased', 'unsubscribed']"
    held = home.python("from scheduler.plan import services as plan\nprint(plan.held({'instance:'}))")
    assert "restored from a backup" in held


def test_leavings_before_the_backup_are_not_taken_again(home: Home) -> None:
    """Somebody who left, and signed up again before the backup, is a reader."""
    home.python(PEOPLE + LEAVES + WRITE_DOWN)
    home.at("2027-02-12T17:00:00+00:00")
    home.python(
        "from scheduler.audience import services as audience\nfrom scheduler.audience.services import ConsentAnswer\n"
        "answer = ConsentAnswer('signed up', 'America/Toronto', '2027-02-12', 'form')\n"
        "audience.subscribe_directly('ben@example.org', consent=answer, now=now, by='ben@example.org')\n"
    )
    home.run("backup")
    home.at("2027-02-12T18:00:00+00:00")
    said = home.run("restore", "latest", "--yes")
    assert "left since" not in said
    assert home.python(STATES) == "['active', 'active', 'erased']"
