"""A studio's sender as a process of its own: `python -m tests.fakes.recording_sender seed|pass|finish …`.

The home, the database, the clock and the fault come from the environment, as for the command `studio`.
"""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from pathlib import Path

MOST_PASSES = 300

PLAN = """\
version: 1
studio:
  name: Willow Street Yoga
  timezone: America/Toronto
  address: 12 Willow Street, Kitchener ON  N2H 1A1
  contact: hello@willow.example
channels:
  newsletter: {kind: email, from: Willow Street Yoga <hello@willow.example>}
jobs: {}
"""


def seed(people: int) -> None:
    """Tables, an accepted plan, a live newsletter, people, and an approved issue that is due."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    from scheduler.accounts.models import Account
    from scheduler.plan import services as plan
    from tests import builders
    from tests.fakes.recording import NOW, a_message

    plan.accept(PLAN, "owner@willow.example", NOW)
    Account.objects.update(state="ready")
    for number in range(people):
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


def finish(days: int = 4) -> None:
    """Pass after pass, the clock put to each due moment, until nothing is due for that many days."""
    from scheduler import config
    from scheduler.outbox import services as outbox

    clock, path = config.clock(), Path(os.environ["STUDIO_TEST_CLOCK"])
    until = clock.now() + timedelta(days=days)
    for _ in range(MOST_PASSES):
        outbox.run_pass(clock)
        due = outbox.next_due(clock.now())
        if due is None or due > until:
            return
        path.write_text(due.isoformat())
    raise SystemExit("it never ends")


def main() -> None:
    """One of the three."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scheduler.settings")
    django.setup()
    what, *more = sys.argv[1:]
    {"seed": seed, "pass": one_pass, "finish": finish}[what](*(int(number) for number in more))


if __name__ == "__main__":
    main()
