"""A year of Willow Street Yoga, by `studio simulate`: the studio is laid out, then lived through on a copy that stays.

Its articles, timetables and what happens on the way stand beside this file. The rows of the copy are loaded into the
database of whoever asks, so that tests and pictures read what was sent by the services that the pages use.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
OWNER = "owner@willow.example"
NOW = datetime(2027, 2, 10, 14, 0, tzinfo=UTC)
FIRST, LAST = date(2027, 2, 10), date(2028, 2, 8)
OUTAGE = (datetime(2027, 6, 21, 12, 0, tzinfo=UTC), datetime(2027, 7, 5, 14, 0, tzinfo=UTC))
SERIES = (
    "desk.md", "why-rest-is-practice.md", "hips-for-runners.txt", "le-dos-au-jardin.md", "better-feet.html",
    "sleep-better.md", "winter-balance.md",
)  # fmt: skip
NEWS = {"garden-day.md": datetime(2027, 6, 10, 9, 0), "new-floor.md": datetime(2027, 9, 9, 9, 0)}
NOTES = {
    datetime(2027, 3, 18, 9, 0): "The upper room smells of fresh paint this week. We air it well before each class.",
    datetime(2027, 3, 19, 9, 0): "A blue scarf was left on Thursday. It waits for you at the desk.",
}


def lay_out(home: Path, readers: int) -> None:
    """The studio on its first day: everything queued, nothing sent. `SCHEDULER_HOME` must be `home`."""
    from scheduler.classes import services as classes
    from scheduler.plan import services as plan

    shutil.copytree(HERE, home, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    plan.accept((home / "jobs.yaml").read_text(encoding="utf-8"), OWNER, NOW)
    classes.sync(plan.require(), NOW, home=home)
    people(readers)
    for name in SERIES:
        plan.queue(_article(home, name), "weekly-tip", OWNER, NOW)
    plan.queue(_article(home, "welcome.md"), "welcome-series", OWNER, NOW)
    for name, at in NEWS.items():
        plan.post_article(_article(home, name), ["newsletter", "bluesky"], at, OWNER, NOW)
    for at, text in NOTES.items():
        plan.post(text, ["newsletter"], at, OWNER, NOW)


def _article(home: Path, name: str) -> int:
    from scheduler.library import services as library

    return library.add_article((home / "posts" / name).read_bytes(), source=f"posts/{name}", now=NOW).pk


def people(count: int) -> None:
    """Readers of the first day, who signed up last year."""
    from scheduler.audience import services as audience

    for number in range(count):
        consent = audience.ConsentAnswer("signed up", "America/Toronto", date="2026-05-31", source="Sign-up sheet")
        address = f"reader{number}@example.org"
        audience.subscribe_directly(address, consent=consent, now=NOW - timedelta(days=200), by=address)


def live(home: Path, copy: Path) -> dict[str, Any]:
    """The report of `studio simulate`, whose throw-away copy stays in `copy`."""
    from django.conf import settings

    from scheduler.outbox import happenings, simulation

    events = happenings.read((home / "events.yaml").read_text(encoding="utf-8"), "America/Toronto")
    simulation._copy_files(home, copy)
    order = {
        "source": simulation._copy_rows(copy / "studio.sqlite3"), "events": [asdict(event) for event in events],
        "from": FIRST.isoformat(), "until": LAST.isoformat(), "now": NOW.isoformat(), "unanswered": False,
    }  # fmt: skip
    assert settings.configured
    return simulation._run(copy, order)


def load(copy: Path) -> None:
    """The rows of the copy become those of this process's database, which is SQLite."""
    from django.db import connection

    connection.ensure_connection()
    with closing(sqlite3.connect(copy / "studio.sqlite3")) as source:
        source.backup(connection.connection)
