"""How fast a newsletter goes out: against Postfix's own load generator, and against the usual way in Python.

A mail of 30 kB, different for each reader, over 8 connections into `smtp-sink`; the ratios are of runs that follow one
another. The rows with the ledger send a real issue through the outbox on SQLite: audience frozen, consent asked in the
claim, every commit durable. Run alone: `python -m benchmarks.sending`.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from benchmarks.figure import Figure

PEOPLE, NAIVE, ROUNDS, CONNECTIONS = 2000, 100, 3, 8
SENDER = "Willow Street Yoga <hello@willow.example>"
PATH = f"{os.environ.get('PATH', '')}:/usr/sbin"
PLAN = f"""\
version: 1
studio: {{name: Willow, timezone: America/Toronto, address: 12 Willow Street, contact: hello@willow.example}}
channels: {{newsletter: {{kind: email, connections: {CONNECTIONS}, from: {SENDER}}}}}
jobs: {{}}
"""


@dataclass(frozen=True)
class Run:
    """`rate`: mails a second; `cpu`: µs a mail, of the sending process; `split`: the same by what they went into."""

    rate: float
    cpu: float
    split: dict[str, float] | None = None


def figures(_speed: float) -> Iterator[Figure]:
    """Medians of three rounds, as ratios within the same round."""
    if not all(shutil.which(name, path=PATH) for name in ("smtp-source", "smtp-sink")):
        yield Figure("newsletter to smtp-sink", "not measured", "needs postfix")
        return
    rounds = [_round() for _ in range(ROUNDS)]

    def median(ratio: Callable[[dict[str, Run]], float]) -> float:
        return sorted(ratio(found) for found in rounds)[ROUNDS // 2]

    for name, aims in (("without ledger", ("", "", "")), ("with the ledger", (">= 1.2 ×", "<= 1.0 ×", ">= 25 ×"))):
        rate = median(lambda found, name=name: found[name].rate / found["smtp-source"].rate)
        cpu = median(lambda found, name=name: found[name].cpu / found["smtp-source"].cpu)
        naive = median(lambda found, name=name: found[name].rate / found["naive"].rate)
        yield Figure(f"newsletter {name}: speed, smtp-source = 1", f"{rate:.2f} ×", aims[0])
        yield Figure(f"newsletter {name}: CPU a mail, smtp-source = 1", f"{cpu:.2f} ×", aims[1])
        yield Figure(f"newsletter {name}: speed, plain smtplib = 1", f"{naive:.0f} ×", aims[2])
    split = rounds[-1]["with the ledger"].split or {}
    shares = ", ".join(f"{part} {spent / sum(split.values()):.0%}" for part, spent in split.items())
    yield Figure("newsletter with the ledger: CPU", shares, "")


def _round() -> dict[str, Run]:
    from tests.servers import mail

    with mail.sink() as values:
        found = {"smtp-source": _smtp_source(values["port"]), "naive": _naive(values["port"])}
        found["without ledger"] = _channel_alone(values)
    with mail.sink() as values:
        found["with the ledger"] = _with_ledger(values)
    return found


@contextmanager
def _measured(count: int, who: int, into: list[Run]) -> Iterator[None]:
    def cpu() -> float:
        used = resource.getrusage(who)
        return used.ru_utime + used.ru_stime

    before, begun = cpu(), time.perf_counter()
    yield
    into.append(Run(count / (time.perf_counter() - begun), (cpu() - before) / count * 1e6))


def _smtp_source(port: str) -> Run:
    program, found = shutil.which("smtp-source", path=PATH), list[Run]()
    assert program
    size = str(len(_mime_of(0)))
    command = [program, "-s", str(CONNECTIONS), "-m", str(PEOPLE), "-l", size, "-f", "hello@willow.example"]
    with _measured(PEOPLE, resource.RUSAGE_CHILDREN, found):
        subprocess.run([*command, "-t", "person@example.org", f"127.0.0.1:{port}"], check=True)
    return found[0]


def _naive(port: str) -> Run:
    """Each mail rendered and built anew, over one connection: what the standard library offers."""
    from jinja2 import Environment

    payload, found = _payload(), list[Run]()
    templates = {kind: _as_template(payload[kind]) for kind in ("html", "text")}
    with _measured(NAIVE, resource.RUSAGE_SELF, found), smtplib.SMTP("127.0.0.1", int(port)) as server:
        for number in range(NAIVE):
            holes = _holes(number)
            message = EmailMessage()
            message["From"], message["To"], message["Subject"] = SENDER, holes["to"], payload["subject"]
            message["Date"], message["Message-ID"] = format_datetime(datetime.now(UTC)), f"<{number}@willow.example>"
            message["List-Unsubscribe"] = f"<{holes['unsubscribe_url']}>"
            made = {kind: Environment(autoescape=True).from_string(text) for kind, text in templates.items()}
            message.set_content(made["text"].render(holes))
            message.add_alternative(made["html"].render(holes), subtype="html")
            server.send_message(message)
    return found[0]


def _channel_alone(values: dict[str, str]) -> Run:
    from scheduler.channels.base import Credentials, Job, Memo

    now, payload, credentials, found = datetime.now(UTC), _payload(), Credentials(values), list[Run]()
    jobs = [Job(n, f"{n:032x}", payload, _holes(n), Memo(), credentials, now) for n in range(PEOPLE)]
    sent: list[Any] = []
    with _measured(PEOPLE, resource.RUSAGE_SELF, found):
        _channel().send_many(jobs, lambda batch: batch, sent.extend, lambda: False)
    assert len(sent) == PEOPLE
    return found[0]


def _with_ledger(values: dict[str, str]) -> Run:
    """In a process of its own, with a home of its own."""
    with tempfile.TemporaryDirectory() as home:
        environment = {
            "PATH": os.environ["PATH"],
            "SCHEDULER_HOME": home,
            "STUDIO_SECRET_KEY": "only for this measurement, forty characters",
            "SITE_URL": "https://willow.example",
            **{f"NEWSLETTER_{name.upper()}": value for name, value in values.items()},
        }
        command = [sys.executable, "-m", "benchmarks.sending", "--with-ledger"]
        folder = Path(__file__).parents[1]
        done = subprocess.run(command, env=environment, cwd=folder, check=True, capture_output=True, text=True)
    return Run(**json.loads(done.stdout.splitlines()[-1]))


def _channel() -> Any:
    from scheduler.channels.email import Email

    return Email().configured({"from": SENDER, "name": "newsletter", "connections": CONNECTIONS})


def _payload() -> dict[str, Any]:
    from scheduler.channels.base import Draft
    from scheduler.domain.rendering.marks import hole

    name, leave, choose = hole("first_name", "there"), hole("unsubscribe_url", ""), hole("preferences_url", "")
    text = f"Hello {name},\n\n" + "Roll one foot slowly, and breathe out.\n" * 180 + f"\nLeave: {leave}\n"
    line = "<p style='margin:0'>Roll one foot slowly, and breathe out.</p>\n"
    links = f"<a href='{leave}'>Leave</a> <a href='{choose}'>Choose</a>"
    html = f"<html><body><p>Hello {name},</p>{line * 330}{links}</body></html>"
    found: dict[str, Any] = _channel().payload(Draft(text=text, html=html, subject="Rolling the feet"))
    return found


def _as_template(text: str) -> str:
    from scheduler.domain.rendering.marks import holes_in

    for hole in reversed(holes_in(text)):
        text = f"{text[: hole.start]}{{{{ {hole.name} }}}}{text[hole.end :]}"
    return text


def _holes(number: int) -> dict[str, str]:
    return {
        "to": f"person{number}@example.org",
        "first_name": f"Person{number}",
        "created_at": "2027-02-16T14:00:00+00:00",
        "unsubscribe_url": f"https://willow.example/u/{number:022}",
        "preferences_url": f"https://willow.example/p/{number:022}",
    }


def _mime_of(number: int) -> bytes:
    from scheduler.channels.email import as_eml

    return as_eml(_payload(), {**_holes(number), "key": f"{number:032x}"})


# --- in the other process ---


def _dispatch() -> None:
    """Seed a studio, send its issue, and print what it took."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scheduler.settings")
    django.setup()
    from scheduler import config
    from scheduler.outbox import services as outbox
    from scheduler.outbox.drain import Drain

    _seed(config.clock().now())
    used = {"splice": _splice() * PEOPLE, "ledger": 0.0}
    for name in ("before", "turn", "_after"):
        _clocked(Drain, name, used, "ledger")
    _clocked(sys.modules["scheduler.outbox.ledger"], "claim", used, "ledger")
    found: list[Run] = []
    with _measured(PEOPLE, resource.RUSAGE_SELF, found):
        done = outbox.run_pass(config.clock())
    assert done.sent == PEOPLE, str(done)
    split = {part: seconds / PEOPLE * 1e6 for part, seconds in used.items()}
    run = replace(found[0], split={**split, "SMTP and the rest": found[0].cpu - sum(split.values())})
    print(json.dumps({"rate": run.rate, "cpu": run.cpu, "split": run.split}))


def _clocked(owner: Any, name: str, used: dict[str, float], part: str) -> None:
    """Count the CPU of a function that is called once a batch: reading this clock is not cheap everywhere."""
    plain = getattr(owner, name)

    def clocked(*args: Any, **named: Any) -> Any:
        begun = time.thread_time()
        try:
            return plain(*args, **named)
        finally:
            used[part] += time.thread_time() - begun

    setattr(owner, name, clocked)


def _splice() -> float:
    """Seconds of CPU for one mail, built once and filled."""
    from scheduler.channels.email import mime

    prepared, holes = mime.prepare(_payload()), [{**_holes(n), "key": f"{n:032x}"} for n in range(PEOPLE)]
    begun = time.process_time()
    for values in holes:
        prepared.message_for(values)
    return (time.process_time() - begun) / PEOPLE


def _seed(now: datetime) -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    from scheduler.accounts.models import Account
    from scheduler.audience.models import Consent, Subscriber
    from scheduler.plan import services as plan
    from tests import builders
    from tests.fakes.recording import a_message

    plan.accept(PLAN, "owner@willow.example", now)
    Account.objects.update(state="ready")
    people = [
        Subscriber(
            address=f"person{n}@example.org", address_key=f"person{n}@example.org", address_hash=f"{n:064x}",
            token=f"{n:022d}", first_name=f"Person{n}", state="active", confirmed_at=now, created_at=now,
        )
        for n in range(PEOPLE)
    ]  # fmt: skip
    Subscriber.objects.bulk_create(people)
    more = {"kind": "express", "basis": "signed up", "source": "bench", "valid_from": now, "recorded_at": now}
    Consent.objects.bulk_create([Consent(subscriber=person, **more) for person in people])
    a_message(Account.objects.get(), now, payloads=[_payload()], tip=builders.a_tip())


if __name__ == "__main__":
    if "--with-ledger" in sys.argv:
        _dispatch()
    else:
        from benchmarks.__main__ import show

        show(figures(1.0))
