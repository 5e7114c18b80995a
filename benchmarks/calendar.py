"""How long the calendar takes with ten thousand posts: the whole page, as a browser asks for it.

In a process of its own, on a throw-away SQLite file; the aim is the 95th percentile.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figure import Figure

POSTS = 10_000
RUNS = 60
SCRIPT = """
import json, os, statistics, sys
from datetime import timedelta
from pathlib import Path
from time import perf_counter
import django
django.setup()
from django.core.management import call_command
from django.test import Client
from scheduler import config
from scheduler.accounts.models import Account, User
from scheduler.plan import services as plan
from scheduler.plan.models import Job, Message

posts, runs = int(sys.argv[1]), int(sys.argv[2])
call_command("migrate", verbosity=0)
now = config.clock().now()
plan.start(config.require_home(), now)
accounts = list(Account.objects.all())
Job.objects.get_or_create(name="one-off")
Message.objects.bulk_create(
    Message(
        account=accounts[number % 3], job="one-off", kind="post", title=f"Post {number // 3}", why="written by ana",
        at=now + timedelta(hours=(number // 3) * 8 - posts), late_after=now, created_at=now, state="sent",
        closed_at=now, frozen_at=now, context={"facts": "x" * 2000}, words={"by": "ana", "text": "y" * 400},
    )
    for number in range(posts)
)
client = Client(HTTP_HOST="localhost")
client.force_login(User.objects.create(email="ana@example.org", role="owner", created_at=now))
found = {}
for name, place in (("month", "/calendar/"), ("list", "/calendar/?view=list")):
    client.get(place)
    took = []
    for _ in range(runs):
        begun = perf_counter()
        assert client.get(place).status_code == 200
        took.append(perf_counter() - begun)
    found[name] = sorted(took)[int(runs * 0.95) - 1]
print(json.dumps(found))
"""


def measured() -> dict[str, float]:
    """Seconds of the 95th percentile, by layout."""
    root = Path(__file__).parents[1]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "willow"
        run = [sys.executable, "-m", "scheduler.cli", "init", str(home)]
        environment = {"PYTHONPATH": str(root), "PATH": "/usr/bin:/bin", "DJANGO_SETTINGS_MODULE": "scheduler.settings"}
        subprocess.run(run, env=environment, check=True, capture_output=True)
        call = [sys.executable, "-c", SCRIPT, str(POSTS), str(RUNS)]
        done = subprocess.run(
            call, env={**environment, "SCHEDULER_HOME": str(home)}, check=True, capture_output=True, text=True
        )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def figures(factor: float) -> Iterator[Figure]:
    """The page's p95 in calibrated milliseconds."""
    for name, seconds in measured().items():
        yield Figure(f"calendar as {name}, {POSTS:,} posts, p95", f"{seconds * factor * 1000:.0f} ms", "< 150 ms")
