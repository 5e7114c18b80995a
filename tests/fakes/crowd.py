"""A studio with very many people, and a sender to nobody: `python -m tests.fakes.crowd WHAT`.

    seed N     tables, a live newsletter, N people who signed up, an approved issue that is due
    freeze     who gets it, written down; prints the seconds it took
    send FILE  what is due; a line of JSON in FILE for every 10,000 copies, and one at the end
    page       the issue's page, twenty times; prints the milliseconds

The home and the database come from the environment, as for the command `studio`.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.fakes.recording_sender import PLAN, letter

EVERY = 10_000
CONNECTIONS, WINDOW = 8, 20

_NUMBERS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {0}) ",
    "postgresql": "WITH n AS (SELECT generate_series(1, {0}) AS i) ",
}
_PEOPLE = """INSERT INTO audience_subscriber
    (address, address_key, address_hash, token, first_name, last_name, state, confirmed_at, created_at, extra)
    {0} SELECT 'p' || i || '@example.org', 'p' || i || '@example.org', {1}, {2}, 'Person', '', 'active', %s, %s, '{{}}'
    FROM n"""
_HASH = {
    "sqlite": "lower(hex(randomblob(32)))",
    "postgresql": "REPLACE(gen_random_uuid()::text || gen_random_uuid()::text, '-', '')",
}
_TOKEN = {"sqlite": "printf('%%022d', i)", "postgresql": "lpad(i::text, 22, '0')"}
_CONSENT = """INSERT INTO audience_consent
    (subscriber_id, kind, basis, source, wording, valid_from, until, recorded_at, recorded_by)
    SELECT id, 'express', 'signed up', 'test', '', %s, NULL, %s, '' FROM audience_subscriber"""


def people(count: int, now: Any) -> None:
    """That many who signed up, by two statements."""
    from django.db import connection, transaction

    from scheduler.outbox.sql import change, instant

    kind, at = connection.vendor, instant(now)
    with transaction.atomic():
        change(_PEOPLE.format(_NUMBERS[kind].format(count), _HASH[kind], _TOKEN[kind]), [at, at])
        change(_CONSENT, [at, at])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def seed(count: int) -> None:
    """A studio whose issue is due now, by the machine's clock."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    from scheduler import config
    from scheduler.accounts.models import Account
    from scheduler.plan import services as plan
    from tests import builders
    from tests.fakes.recording import a_message

    now = config.clock().now()
    plan.accept(PLAN, "owner@willow.example", now)
    Account.objects.update(state="ready")
    people(count, now)
    account = Account.objects.get()
    a_message(account, now, payloads=[letter(account.options["from"])], tip=builders.a_tip())


def freeze() -> None:
    """The audience, alone and timed."""
    from scheduler import config
    from scheduler.outbox import freeze as freezing
    from scheduler.outbox.drain import target_of
    from scheduler.plan.models import Message

    message = Message.objects.select_related("account", "slot").get()
    target, begun = target_of(message, _transports(Path(os.devnull)).for_message(message)), time.monotonic()
    assert freezing.freeze(target, 1, 2, lambda: None, config.clock().now())
    print(json.dumps({"seconds": time.monotonic() - begun, "memory": memory()}))


def memory() -> float:
    """This process's resident memory in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _transports(log: Path) -> Any:
    from scheduler.channels.base import After, Before, Channel, Job, Stopped
    from scheduler.domain.outcomes import Accepted
    from tests.fakes.recording import FixedTransports

    class Sink(Channel):
        """Takes all, remembers none; writes down when, and what it cost."""

        kind, bulk, window, connections = "recording", True, WINDOW, CONNECTIONS

        def __init__(self) -> None:
            self.taken, self.last = 0, 0.0

        def send_many(self, jobs: Sequence[Job], before: Before, after: After, stopped: Stopped) -> None:
            most = self.window * self.connections
            for start in range(0, len(jobs), most):
                if stopped():
                    return
                allowed = before(jobs[start : start + most])
                after([(job, Accepted("250 2.0.0 Ok")) for job in allowed])
                if allowed:
                    self.last = time.monotonic()
                self._count(len(allowed))

        def _count(self, more: int) -> None:
            before, self.taken = self.taken, self.taken + more
            if self.taken // EVERY != before // EVERY:
                self.write()

        def write(self, **also: Any) -> None:
            line = {"taken": self.taken, "at": time.monotonic(), "memory": memory(), "last": self.last, **also}
            with log.open("a") as file:
                file.write(json.dumps(line) + "\n")

    return FixedTransports(Sink())


def send(log: Path) -> None:
    """What is due, to nobody; and how long each claim took."""
    from scheduler import config
    from scheduler.outbox import heartbeat, ledger
    from scheduler.outbox.dispatch import dispatch

    plain, claims = ledger.claim, list[float]()

    def timed(*args: Any) -> Any:
        begun = time.monotonic()
        try:
            return plain(*args)
        finally:
            claims.append(time.monotonic() - begun)

    ledger.claim = timed
    transports = _transports(log)
    done = dispatch(config.clock(), transports, hearts=heartbeat.beating)
    transports.channel.write(end=str(done), claims=claims)


def page() -> None:
    """Milliseconds of the issue's page, for its owner."""
    from django.test import Client

    from scheduler import config
    from scheduler.accounts.models import User
    from scheduler.plan.models import Message

    owner, _ = User.objects.get_or_create(
        email="ana@example.org", defaults={"role": "owner", "created_at": config.clock().now()}
    )
    client, path, spent = Client(HTTP_HOST="localhost"), f"/posts/{Message.objects.get().ref}/", []
    client.force_login(owner)
    for _ in range(21):
        begun = time.monotonic()
        answer = client.get(path)
        spent.append((time.monotonic() - begun) * 1000)
        assert answer.status_code == 200, answer.content[:500]
    print(json.dumps({"ms": spent[1:]}))  # the first one compiles the template


def main(what: str, *more: str) -> None:
    """One of the four."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "scheduler.settings"
    django.setup()
    {
        "seed": lambda: seed(int(more[0])),
        "freeze": freeze,
        "send": lambda: send(Path(more[0])),
        "page": page,
    }[what]()


if __name__ == "__main__":
    main(*sys.argv[1:])
