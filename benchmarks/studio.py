"""A throw-away studio for the sending bench, in a process of its own: seeded in one, measured in the next.

`python -m benchmarks.studio seed PEOPLE OPTIONS` makes it in SCHEDULER_HOME; `… send` sends its issue and prints what
that took as JSON. OPTIONS: more of the channel's entry in jobs.yaml, as YAML (`per second: 100`).
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

SENDER = "Willow Street Yoga <hello@willow.example>"
PLAN = """\
version: 1
studio: {{name: Willow, timezone: America/Toronto, address: 12 Willow Street, contact: hello@willow.example}}
channels: {{newsletter: {{kind: email, from: {sender}{options}}}}}
jobs: {{}}
"""


def payload() -> dict[str, Any]:
    """An issue of 30 kB with its reader's name, and links of theirs, in text and HTML."""
    from scheduler.channels.base import Draft
    from scheduler.channels.email import Email
    from scheduler.domain.rendering.marks import hole

    name, leave, choose = hole("first_name", "there"), hole("unsubscribe_url", ""), hole("preferences_url", "")
    text = f"Hello {name},\n\n" + "Roll one foot slowly, and breathe out.\n" * 180 + f"\nLeave: {leave}\n"
    line = "<p style='margin:0'>Roll one foot slowly, and breathe out.</p>\n"
    links = f"<a href='{leave}'>Leave</a> <a href='{choose}'>Choose</a>"
    html = f"<html><body><p>Hello {name},</p>{line * 330}{links}</body></html>"
    channel = Email().configured({"from": SENDER, "name": "newsletter"})
    return channel.payload(Draft(text=text, html=html, subject="Rolling the feet"))


def holes(number: int) -> dict[str, str]:
    """One reader's values."""
    return {
        "key": f"{number:032x}",
        "to": f"person{number}@example.org",
        "first_name": f"Person{number}",
        "created_at": "2027-02-16T14:00:00+00:00",
        "unsubscribe_url": f"https://willow.example/u/{number:022}",
        "preferences_url": f"https://willow.example/p/{number:022}",
    }


def _seed(people: int, options: str, at: datetime) -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    from scheduler import config
    from scheduler.accounts import services as accounts
    from scheduler.accounts.models import Account
    from scheduler.plan import services as plan
    from tests import builders
    from tests.fakes.recording import a_message

    text = PLAN.format(sender=SENDER, options=f", {options}" if options else "")
    (config.home() / "jobs.yaml").write_text(text)
    plan.accept(text, "owner@willow.example", at)
    if key := os.environ.get("BENCH_KEY"):
        accounts.new_signing_keys("s1", "", [key], at)
    Account.objects.update(state="ready")
    _people(people, at)
    a_message(Account.objects.get(), at, payloads=[payload()], tip=builders.a_tip())
    print(json.dumps({"cookie": _cookie(at)}))


def _people(count: int, at: datetime) -> None:
    from scheduler.audience.models import Consent, Subscriber

    people = [
        Subscriber(
            address=f"person{n}@example.org", address_key=f"person{n}@example.org", address_hash=f"{n:064x}",
            token=f"{n:022d}", first_name=f"Person{n}", state="active", confirmed_at=at, created_at=at,
        )
        for n in range(count)
    ]  # fmt: skip
    Subscriber.objects.bulk_create(people, batch_size=2000)
    more = {"kind": "express", "basis": "signed up", "source": "bench", "valid_from": at, "recorded_at": at}
    Consent.objects.bulk_create([Consent(subscriber=person, **more) for person in people], batch_size=2000)


def _cookie(at: datetime) -> str:
    """Somebody who is signed in, for the pages."""
    from django.conf import settings
    from django.test import Client

    from scheduler.accounts.models import User

    client = Client()
    client.force_login(User.objects.create(email="ana@example.org", role="owner", created_at=at))
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def _send() -> None:
    import resource

    from scheduler import config
    from scheduler.outbox import services as outbox
    from scheduler.outbox.drain import Drain

    used = {"splice": 0.0, "ledger": 0.0}
    for name in ("before", "turn", "_after"):
        _clocked(Drain, name, used, "ledger")
    _clocked(sys.modules["scheduler.outbox.ledger"], "claim", used, "ledger")
    _clocked(sys.modules["scheduler.outbox.freeze"], "freeze", used, "ledger")
    before, begun = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    done = outbox.run_pass(config.clock())
    took, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    used["splice"] = _splice() * done.sent
    micro = {part: seconds / done.sent * 1e6 for part, seconds in used.items()}
    micro["SMTP and the rest"] = cpu / done.sent * 1e6 - sum(micro.values())
    found = {"sent": done.sent, "rate": done.sent / took, "cpu": cpu / done.sent * 1e6, "split": micro}
    print(json.dumps(found))


def _clocked(owner: Any, name: str, used: dict[str, float], part: str) -> None:
    """Count the CPU of a function that is called once a batch: reading this clock is not cheap everywhere."""
    plain: Callable[..., Any] = getattr(owner, name)
    deep = [0]

    def clocked(*args: Any, **named: Any) -> Any:
        begun = time.thread_time()
        deep[0] += 1
        try:
            return plain(*args, **named)
        finally:
            deep[0] -= 1
            used[part] += 0.0 if deep[0] else time.thread_time() - begun

    setattr(owner, name, clocked)


def _splice() -> float:
    """Seconds of CPU for one mail, built once and filled."""
    from scheduler.channels.email import mime

    prepared, people = mime.prepare(payload()), [holes(n) for n in range(2000)]
    begun = time.process_time()
    for values in people:
        prepared.pieces_for(values)
    return (time.process_time() - begun) / len(people)


def main() -> None:
    """Seed or send."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scheduler.settings")
    sys.path.insert(0, str(Path(__file__).parents[1]))
    import django

    django.setup()
    from scheduler import config

    if sys.argv[1] == "seed":
        later = timedelta(seconds=float(os.environ.get("BENCH_LATER", "0")))
        _seed(int(sys.argv[2]), sys.argv[3], config.clock().now() + later)
    else:
        _send()


if __name__ == "__main__":
    main()
