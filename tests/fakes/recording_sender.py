"""What a studio's sender does in a process of its own: seed (`seed four`, `seed eight`: with as many connections;
`seed crowd`: eight, and very many people), pass, finish (`finish roughly`: two minutes later each time), loop.

The home, the database, the clock and the fault come from the environment, as for the command `studio`.
"""

from __future__ import annotations

import os
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from tests.fakes.forked import become

MOST_PASSES = 300

PLAN = """\
version: 1
studio:
  name: Willow Street Yoga
  timezone: America/Toronto
  address: 12 Willow Street, Kitchener ON  N2H 1A1
  contact: hello@willow.example
channels:
  newsletter: {kind: email, connections: 1, from: Willow Street Yoga <hello@willow.example>}
jobs: {}
"""


SEEDS = {"seed": 1, "seed four": 4, "seed eight": 8, "seed crowd": 8}


def seed(people: int, connections: int = 1, *, crowd: bool = False) -> None:
    """Tables, an accepted plan, a live newsletter, people, and an approved issue that is due."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    from scheduler.accounts.models import Account
    from scheduler.plan import services as plan
    from tests import builders
    from tests.fakes.recording import NOW, a_message

    plan.accept(PLAN.replace("connections: 1", f"connections: {connections}"), "owner@willow.example", NOW)
    Account.objects.update(state="ready")
    if crowd:
        from tests.fakes.crowd import people as many

        many(people, NOW)
    for number in range(0 if crowd else people):
        builders.a_subscriber(f"p{number:03}@example.org")
    account = Account.objects.get()
    a_message(account, payloads=[letter(account.options["from"])], tip=builders.a_tip())


def letter(sender: str) -> dict[str, object]:
    """An issue as the e-mail channel builds it."""
    from scheduler.channels import registry
    from scheduler.channels.base import Draft

    channel = registry.get("email").configured({"from": sender, "name": "newsletter"})
    draft = Draft(text="Breathe out.", html="<p>Breathe out.</p>", subject="Rolling the feet")
    return channel.payload(draft)


def one_pass() -> None:
    """What is due now, once."""
    from scheduler import config
    from scheduler.outbox import services as outbox

    outbox.run_pass(config.clock())


def finish(days: int = 4, rough: timedelta = timedelta()) -> None:
    """Pass after pass, the clock put to each due moment (or so much later), until nothing is due for that many days."""
    from scheduler import config
    from scheduler.outbox import services as outbox

    clock, path = config.clock(), Path(os.environ["STUDIO_TEST_CLOCK"])
    until = clock.now() + timedelta(days=days)
    for _ in range(MOST_PASSES):
        outbox.run_pass(clock)
        due = outbox.next_due(clock.now())
        if due is None or due > until:
            return
        path.write_text((due + rough).isoformat())
    raise SystemExit("it never ends")


def loop() -> None:
    """The clock of `studio run`, until it is asked to stop (SIGTERM)."""
    import signal
    import threading

    from scheduler import config
    from scheduler.clock.loop import run_clock

    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    clock = threading.Thread(target=run_clock, args=(config.clock(), stop), name="clock")
    clock.start()
    while clock.is_alive():
        clock.join(1)  # a signal that the kernel hands to another thread is heard when this one next runs


def _for_a_test(settings: dict[str, Any], environment: dict[str, str]) -> None:
    """SQLite waits shorter for a lock; its file may have no more than so many pages, as on a disk that is full; the
    sender tries as often as ever, but in seconds instead of a minute."""
    if "STUDIO_TEST_BUSY" in environment:
        settings["OPTIONS"]["timeout"] = float(environment["STUDIO_TEST_BUSY"])
    if "STUDIO_TEST_HURRY" in environment:
        from scheduler.outbox import patience

        patience.WAITS = tuple(wait / 30 for wait in patience.WAITS)
    if "STUDIO_TEST_PAGES" in environment:
        pages = int(Path(environment["STUDIO_TEST_PAGES"]).read_text())
        settings["OPTIONS"]["init_command"] += f"PRAGMA max_page_count={pages};"


def run(what: str, number: int, environment: dict[str, str], log: str) -> None:
    """The body of the process."""
    become(environment, log)
    from django.db import connections

    _for_a_test(connections.settings["default"], environment)
    if what in SEEDS:
        seed(number, SEEDS[what], crowd=what == "seed crowd")
    else:
        roughly = partial(finish, rough=timedelta(minutes=2))
        {"pass": one_pass, "finish": finish, "finish roughly": roughly, "loop": loop}[what]()
    connections.close_all()  # the last one writes SQLite's log back into the file
