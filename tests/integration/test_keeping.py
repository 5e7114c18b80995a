"""Backups, and what a studio notices at its start: nothing half-made, nothing sent twice."""

from __future__ import annotations

import io
import json
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing

from tests.fakes.home import PEOPLE, Home


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


def test_what_is_kept_for_a_day_only_is_in_no_backup(home: Home) -> None:
    home.run("queue", "posts/desk.md", "--job", "weekly-tip")
    home.python("""
from scheduler.insights.models import LinkVisit, VisitKey
from scheduler.plan.models import Message
VisitKey.objects.create(day=now.date(), key="the key of the day")
LinkVisit.objects.create(
    message=Message.objects.first(), token="t", day=now.date(), at=now, visitor="a visitor", network="n"
)
""")
    home.run("backup")
    (file,) = home.backups()
    with tarfile.open(file) as archive:
        database = (archive.extractfile("studio.sqlite3") or io.BytesIO()).read()
    assert b"Rolling" in database or b"desk" in database
    assert b"the key of the day" not in database
    assert b"a visitor" not in database
    assert (
        home.python("from scheduler.insights.models import LinkVisit\nprint(LinkVisit.objects.count())").strip() == "1"
    )


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
        (home.path.parent / "studio.sqlite3").write_bytes(
            (archive.extractfile("studio.sqlite3") or io.BytesIO()).read()
        )
    with closing(sqlite3.connect(home.path.parent / "studio.sqlite3")) as copy:
        names = {name for (name,) in copy.execute("SELECT first_name FROM audience_subscriber")}
    assert len(names) == 1, "every person as of one instant"
