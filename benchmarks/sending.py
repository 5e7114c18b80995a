"""How fast a newsletter goes out: against Postfix's own load generator, and against the usual way in Python.

A mail of 30 kB, different for each reader, over 8 connections into `smtp-sink`; the ratios are of runs that follow one
another. The rows with the ledger send a real issue through the outbox: audience frozen, consent and suppression asked
in the claim, every commit durable (SQLite: synchronous=FULL; PostgreSQL: fsync on). Run alone:
`python -m benchmarks.sending`.
"""

from __future__ import annotations

import http.client
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
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from benchmarks.calibration import factor
from benchmarks.figure import Figure
from benchmarks.studio import SENDER, holes, payload

PEOPLE, NAIVE, ROUNDS, CONNECTIONS, WINDOW = 10_000, 100, 5, 8, 20
PATH = f"{os.environ.get('PATH', '')}:/usr/sbin"
ROOT = Path(__file__).parents[1]
A_SECOND, LATENCY = 100, 0.05


@dataclass(frozen=True)
class Run:
    """`rate`: mails a second; `cpu`: µs a mail, of the sending process; `split`: the same by what they went into."""

    rate: float
    cpu: float
    split: dict[str, float] = field(default_factory=dict)


Round = dict[str, Run]


def figures(_speed: float) -> Iterator[Figure]:
    """Medians of the rounds, as ratios within the same round."""
    if not all(shutil.which(name, path=PATH) for name in ("smtp-source", "smtp-sink")):
        yield Figure("newsletter to smtp-sink", "not measured", "needs postfix")
        return
    with _postgres() as url:
        rounds = [_round(url) for _ in range(ROUNDS)]
    yield Figure("begun and not yet recorded, at most", f"{CONNECTIONS} × {WINDOW}", "20 a connection")
    aims = {"with the ledger": (">= 1.2 ×", "<= 1.0 ×", ">= 25 ×")}
    for name in ("without ledger", "with the ledger"):
        yield from _against_others(rounds, name, aims.get(name, ("", "", "")))
    split = {part: _median(rounds, lambda found, part=part: found["with the ledger"].split[part]) for part in _PARTS}
    shares = ", ".join(f"{part} {spent:.0f} µs" for part, spent in split.items())
    yield Figure("newsletter with the ledger: CPU a mail", shares, "")
    for name, aim in (
        ("on PostgreSQL", ">= 0.8 ×"),
        ("over TLS", ""),
        ("signed by ed25519", ""),
        ("signed by RSA", ""),
    ):
        yield from _beside(rounds, name, aim)
    yield _held_rate()
    yield _pages()


_PARTS = ("splice", "ledger", "SMTP and the rest")


def _median(rounds: list[Round], ratio: Callable[[Round], float]) -> float:
    return sorted(ratio(found) for found in rounds)[len(rounds) // 2]


def _against_others(rounds: list[Round], name: str, aims: tuple[str, str, str]) -> Iterator[Figure]:
    rate = _median(rounds, lambda found: found[name].rate / found["smtp-source"].rate)
    cpu = _median(rounds, lambda found: found[name].cpu / found["smtp-source"].cpu)
    naive = _median(rounds, lambda found: found[name].rate / found["naive"].rate)
    yield Figure(f"newsletter {name}: speed, smtp-source = 1", f"{rate:.2f} ×", aims[0])
    yield Figure(f"newsletter {name}: CPU a mail, smtp-source = 1", f"{cpu:.2f} ×", aims[1])
    yield Figure(f"newsletter {name}: speed, plain smtplib = 1", f"{naive:.0f} ×", aims[2])


def _beside(rounds: list[Round], name: str, aim: str) -> Iterator[Figure]:
    """The same with one thing more."""
    if not all(name in found for found in rounds):
        yield Figure(f"the same {name}", "not measured", aim)
        return
    rate = _median(rounds, lambda found: found[name].rate / found["with the ledger"].rate)
    more = _median(rounds, lambda found: found[name].cpu - found["with the ledger"].cpu)
    yield Figure(f"the same {name}: speed, with the ledger = 1", f"{rate:.2f} ×", aim)
    yield Figure(f"the same {name}: more CPU a mail", f"{more:+.0f} µs", "")


def _round(postgres: str) -> Round:
    from tests.servers import mail

    with mail.sink() as values:
        found = {"smtp-source": _smtp_source(values["port"]), "naive": _naive(values["port"])}
        found["without ledger"] = _channel_alone(values)
    with mail.sink() as values, _home(values) as home:
        found["with the ledger"] = _with_ledger(home, PEOPLE, "")
    for name, key in (("signed by ed25519", "ed25519"), ("signed by RSA", "rsa")):
        with mail.sink() as values, _home(values, BENCH_KEY=key) as home:
            found[name] = _with_ledger(home, PEOPLE // 5, "dkim: s1")
    if postgres:
        with mail.sink() as values, _home(values, DATABASE_URL=_fresh(postgres)) as home:
            found["on PostgreSQL"] = _with_ledger(home, PEOPLE, "")
    with _python_sink(secure=True) as (values, _), _home(values) as home:
        found["over TLS"] = _with_ledger(home, PEOPLE // 2, "")
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
    from scheduler.channels.email import as_eml

    program, found = shutil.which("smtp-source", path=PATH), list[Run]()
    assert program
    size = str(len(as_eml(payload(), holes(0))))
    command = [program, "-s", str(CONNECTIONS), "-m", str(PEOPLE), "-l", size, "-f", "hello@willow.example"]
    with _measured(PEOPLE, resource.RUSAGE_CHILDREN, found):
        subprocess.run([*command, "-t", "person@example.org", f"127.0.0.1:{port}"], check=True)
    return found[0]


def _naive(port: str) -> Run:
    """Each mail rendered and built anew, over one connection: what the standard library offers."""
    from jinja2 import Environment

    mail, found = payload(), list[Run]()
    templates = {kind: _as_template(mail[kind]) for kind in ("html", "text")}
    with _measured(NAIVE, resource.RUSAGE_SELF, found), smtplib.SMTP("127.0.0.1", int(port)) as server:
        for number in range(NAIVE):
            values = holes(number)
            message = EmailMessage()
            message["From"], message["To"], message["Subject"] = SENDER, values["to"], mail["subject"]
            message["Date"], message["Message-ID"] = format_datetime(datetime.now(UTC)), f"<{number}@willow.example>"
            message["List-Unsubscribe"] = f"<{values['unsubscribe_url']}>"
            made = {kind: Environment(autoescape=True).from_string(text) for kind, text in templates.items()}
            message.set_content(made["text"].render(values))
            message.add_alternative(made["html"].render(values), subtype="html")
            server.send_message(message)
    return found[0]


def _as_template(text: str) -> str:
    from scheduler.domain.rendering.marks import holes_in

    for hole in reversed(holes_in(text)):
        text = f"{text[: hole.start]}{{{{ {hole.name} }}}}{text[hole.end :]}"
    return text


def _channel_alone(values: dict[str, str]) -> Run:
    from scheduler.channels.base import Credentials, Job, Memo
    from scheduler.channels.email import Email

    now, mail, credentials, found = datetime.now(UTC), payload(), Credentials(values), list[Run]()
    jobs = [Job(n, f"{n:032x}", mail, holes(n), Memo(), credentials, now) for n in range(PEOPLE)]
    channel, sent = Email().configured({"from": SENDER, "name": "newsletter"}), list[Any]()
    with _measured(PEOPLE, resource.RUSAGE_SELF, found):
        channel.send_many(jobs, lambda batch: batch, sent.extend, lambda: False)
    assert len(sent) == PEOPLE
    return found[0]


# --- a studio in processes of its own ---


@contextmanager
def _home(values: dict[str, str], **more: str) -> Iterator[dict[str, str]]:
    """The environment of a studio with a home of its own."""
    with tempfile.TemporaryDirectory(dir=ROOT / ".cache" if (ROOT / ".cache").exists() else None) as home:
        fields = {f"NEWSLETTER_{name.upper()}": value for name, value in {**values, "timeout": "600"}.items()}
        if "NEWSLETTER_CA" in fields:
            fields["SSL_CERT_FILE"] = fields.pop("NEWSLETTER_CA")
        yield {
            "PATH": os.environ["PATH"],
            "SCHEDULER_HOME": home,
            "STUDIO_SECRET_KEY": "only for this measurement, forty characters",
            "SITE_URL": "https://willow.example",
            **fields,
            **more,
        }


def _studio(environment: dict[str, str], *words: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.studio", *words]
    done = subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _with_ledger(environment: dict[str, str], people: int, options: str) -> Run:
    _studio(environment, "seed", str(people), options)
    found = _studio(environment, "send")
    assert found["sent"] == people, found
    return Run(found["rate"], found["cpu"], found["split"])


@contextmanager
def _postgres() -> Iterator[str]:
    """A PostgreSQL that waits for the disk, or nothing where none is installed."""
    from tests.fakes.smtp import free_port
    from tests.servers import postgres

    if postgres.binaries() is None:
        yield ""
        return
    folder = Path(tempfile.mkdtemp(prefix="bench-pg-"))
    folder.chmod(0o755)
    try:
        yield postgres.start(folder, free_port(), durable=True)
    finally:
        postgres.stop(folder)
        shutil.rmtree(folder, ignore_errors=True)


def _fresh(url: str) -> str:
    """An empty database on that server."""
    import psycopg

    name = f"bench_{time.monotonic_ns()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{url.rpartition('/')[0]}/{name}"


@contextmanager
def _python_sink(*, delay: float = 0.0, secure: bool = False) -> Iterator[tuple[dict[str, str], dict[str, Any]]]:
    """The connect fields that lead to it, and at the end what it tells."""
    from tests.fakes import smtp_tls

    told: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "benchmarks.sinks", "--delay", str(delay)]
        values = {"host": "localhost" if secure else "127.0.0.1", "security": "implicit" if secure else "none"}
        if secure:
            authority, certificate, key = smtp_tls.make(Path(folder))
            command += ["--tls", str(certificate), str(key)]
            values["ca"] = str(authority)
        with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
            assert running.stdout
            values["port"] = running.stdout.readline().strip()
            yield values, told
            told.update(json.loads(running.communicate()[0]))


def _held_rate() -> Figure:
    """A configured speed, on a line with latency, with the ledger."""
    with _python_sink(delay=LATENCY) as (values, told), _home(values) as home:
        _with_ledger(home, A_SECOND * 15, f"per second: {A_SECOND}")
    held = (told["taken"] - 1) / told["seconds"]
    return Figure(f"{A_SECOND} a second asked for, {LATENCY * 1000:.0f} ms latency", f"{held:.1f}", "± 2 %")


def _pages() -> Figure:
    """`studio run` while it sends: pages asked for one after the other, until the issue is out."""
    from tests.fakes.smtp import free_port
    from tests.servers import mail

    port, speed = free_port(), factor()
    site = {"STUDIO_PORT": str(port), "SITE_URL": f"http://127.0.0.1:{port}"}
    with mail.sink() as values, _home(values, **site) as home:
        cookie = _studio({**home, "BENCH_LATER": "8"}, "seed", str(PEOPLE * 3), "")["cookie"]
        studio = Path(sys.executable).with_name("studio")
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with subprocess.Popen([str(studio), "run"], env=home, cwd=home["SCHEDULER_HOME"], **quiet) as running:  # type: ignore[call-overload]
            try:
                times = _asked_during_a_send(port, cookie)
            finally:
                running.terminate()
    slowest = sorted(times)[int(len(times) * 0.95)] * 1000
    shown = f"{slowest * speed:.0f} ms ({slowest:.0f} here)"
    return Figure(f"pages during a send: p95 of {len(times)}, calibrated", shown, "< 150 ms")


def _asked_during_a_send(port: int, cookie: str) -> list[float]:
    """Seconds that each page took from the moment at which the issue goes out until it is out."""
    times, until = list[float](), time.monotonic() + 180
    while time.monotonic() < until and "going out now" not in _asked(port, cookie, "/posts/m1/")[1]:
        time.sleep(0.05)
    while time.monotonic() < until:
        for path in ("/", "/posts/m1/", "/calendar/", "/people/"):
            times.append(_asked(port, cookie, path)[0])
        if "going out now" not in _asked(port, cookie, "/posts/m1/")[1]:
            break
    return times


def _asked(port: int, cookie: str, path: str) -> tuple[float, str]:
    begun = time.perf_counter()
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", path, headers={"Cookie": cookie})
        page = connection.getresponse().read().decode()
    except OSError:
        return 0.0, ""
    return time.perf_counter() - begun, page


if __name__ == "__main__":
    from benchmarks.__main__ import show

    show(figures(1.0))
