"""Restoring: checked before anything changes, held afterwards, and nobody who left is written to again."""

from __future__ import annotations

import fcntl
import io
import json
import os
import tarfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.fakes.home import LEAVES, PEOPLE, STATES, WRITE_DOWN, Home


def test_a_restore_starts_held_and_those_who_left_since_stay_out(home: Home) -> None:
    home.python(PEOPLE)
    home.run("backup")
    home.at("2027-02-11T17:00:00+00:00")
    home.python(LEAVES)
    assert home.python(STATES) == "['active', 'erased', 'unsubscribed']"
    said = home.run("restore", "latest", "--yes")
    assert "The studio is back at 2027-02-10 12:00 (America/Toronto)." in said
    assert (home.path / "studio.sqlite3").stat().st_mode & 0o077 == 0
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


ANA_AND_HER_LINKS = """
from scheduler.accounts import services as accounts
from scheduler.plan import services as plan
from scheduler.plan.services import calendar_links
for name in ("ana", "ben"):
    link = accounts.add_user(f"{name}@example.org", "owner", now)
    accounts.set_password(link.rpartition("/welcome/")[2].strip("/"), "", "four words nobody guesses", now)
for label in ("kept", "ended"):
    print(plan.make_link("month", "ana@example.org", now, label=label).token)
print(calendar_links.make("phone", "ana@example.org", now))
"""
SINCE = """
from scheduler.accounts import services as accounts
from scheduler.plan import services as plan
from scheduler.plan.models import ReviewLink
plan.end_link(ReviewLink.objects.get(label="ended").pk, now)
link = accounts.add_user("ana@example.org", "owner", now)
accounts.set_password(link.rpartition("/welcome/")[2].strip("/"), "", "another four calm words", now)
"""
WHAT_OPENS = """
import sys
from django.contrib.auth import authenticate
from scheduler.plan import services as plan
from scheduler.plan.services import calendar_links
kept, ended, calendar = sys.argv[1:]
print(bool(plan.open_link(kept, now)), bool(plan.open_link(ended, now)), bool(calendar_links.feed(calendar, now)))
for name in ("ana", "ben"):
    for password in ("four words nobody guesses", "another four calm words"):
        print(bool(authenticate(None, username=f"{name}@example.org", password=password)))
"""


def what_opens(home: Home, tokens: list[str]) -> list[str]:
    """The kept and the ended review link, the calendar's; Ana by her old and new password, Ben by them."""
    return home.python(WHAT_OPENS, *tokens).split()


def test_what_was_ended_and_changed_since_stays_so(home: Home) -> None:
    tokens = home.python(ANA_AND_HER_LINKS + WRITE_DOWN).split()
    assert what_opens(home, tokens) == ["True", "True", "True", "True", "False", "True", "False"]
    home.run("backup")
    home.at("2027-02-11T17:00:00+00:00")
    home.python(SINCE)
    said = home.run("restore", "latest", "--yes")
    assert "The password of ana@example.org was changed since then" in said
    assert "ben@" not in said
    assert what_opens(home, tokens) == ["True", "False", "False", "False", "False", "True", "False"]


def test_it_stays_so_when_the_database_is_gone_and_when_the_restore_is_taken_back(home: Home) -> None:
    tokens = home.python(ANA_AND_HER_LINKS + WRITE_DOWN).split()
    home.run("backup")
    (backup,) = home.backups()
    home.at("2027-02-11T17:00:00+00:00")
    home.python(SINCE + WRITE_DOWN + WRITE_DOWN)
    text = (home.path / "endings.jsonl").read_text()
    assert len(text.splitlines()) == 4, "Ana's two passwords, Ben's, and the link that was ended"
    assert "@" not in text
    assert "argon2" not in text
    home.run("backup")
    for file in home.path.glob("studio.sqlite3*"):
        file.write_bytes(b"not a database any more")
    assert "ana@example.org" in home.run("restore", str(backup), "--yes")
    assert what_opens(home, tokens) == ["True", "False", "False", "False", "False", "True", "False"]
    home.python(WRITE_DOWN)
    newest = home.backups()[-1]
    assert newest != backup
    assert "password" not in home.run("restore", str(newest), "--yes")
    assert what_opens(home, tokens) == ["True", "False", "False", "False", "True", "True", "False"]


def test_where_nobody_can_say_what_was_ended_no_review_link_opens(home: Home) -> None:
    tokens = home.python(ANA_AND_HER_LINKS).split()
    home.run("backup")
    (home.path / "studio.sqlite3").unlink()
    said = home.run("restore", "latest", "--yes")
    assert "password" not in said, "she would be locked out for nothing"
    assert what_opens(home, tokens) == ["False", "False", "False", "True", "False", "True", "False"]


def test_nothing_is_restored_while_the_studio_runs(home: Home) -> None:
    home.run("backup")
    home.python(
        "from scheduler import config\nfrom scheduler.outbox import services as outbox\n"
        "outbox.Heartbeat(config.clock())"
    )
    assert "The studio is running" in home.run("restore", "latest", "--yes", code=2)
    home.at("2027-02-10T17:03:00+00:00")
    home.run("restore", "latest", "--yes")


@contextmanager
def somebody_in(home: Home, how: int) -> Iterator[None]:
    """Another process in the studio's folder: at work (LOCK_SH), or putting a backup back (LOCK_EX)."""
    with (home.path / ".studio.lock").open("a") as file:
        fcntl.flock(file, how)
        yield


def test_two_do_not_restore_at_once_and_nobody_opens_a_studio_that_is_being_put_back(home: Home) -> None:
    home.python(PEOPLE)
    home.run("backup")
    with somebody_in(home, fcntl.LOCK_SH):
        assert "stop it first" in home.run("restore", "latest", "--yes", code=2)
        home.run("status")
    with somebody_in(home, fcntl.LOCK_EX):
        assert "A backup is being put back" in home.run("restore", "latest", "--yes", code=2)
        for words in (["status"], ["backup"], ["dispatch", "--once"]):
            assert "A backup is being put back" in home.run(*words, code=2)
    assert len(home.backups()) == 1
    home.run("restore", "latest", "--yes")
    assert home.python(STATES) == "['active', 'active', 'active']"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can look after somebody else's studio")
def test_root_is_told_whose_studio_it_is_and_restores_nothing_that_its_user_could_not_change(home: Home) -> None:
    home.run("backup")
    os.chown(home.path, 65534, 65534)
    assert "this folder belongs to nobody" in home.run("status")
    assert "runuser -u nobody" in home.run("restore", "latest", "--yes", code=2)
    assert len(home.backups()) == 1


def test_a_unit_is_written_without_opening_the_studio(home: Home) -> None:
    (home.path / "studio.sqlite3").unlink()
    assert "[Service]" in home.run("service", "--user", "studio")
    assert not (home.path / "studio.sqlite3").exists()


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


WHOLE = {"about.json": b'{"made_at": "2027-02-10T17:00:00+00:00"}', "studio.sqlite3": b"x"}
STRANGE: list[tuple[dict[str, bytes], str]] = [
    ({}, ""),
    ({"about.json": b"{}"}, ""),
    ({"about.json": b"[]", "studio.sqlite3": b""}, ""),
    ({"../outside": b"x"}, ""),
    ({"files/../../outside": b"x"}, ""),
    ({"/tmp/outside": b"x"}, ""),
    ({"about.json": b"{}"}, "/etc"),
    ({**WHOLE, "studio.pgdump": b"x"}, ""),
    ({**WHOLE, "./studio.sqlite3": b"x"}, ""),
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
    home = Home.new(tmp_path, own_database, really=True)
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
