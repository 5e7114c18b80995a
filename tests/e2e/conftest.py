"""A real studio in a process of its own, and a real browser."""

from __future__ import annotations

import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import forked
from tests.fakes.home import Home, template

CHROMIUM = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser"))), None)
"""Debian's; the first of them is the same without what surrounds a page, for a third of the work."""
ROOT = Path(__file__).parents[2]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]

WEDNESDAY = "2027-02-10T14:00:00+00:00"
BEGIN = """
import datetime
from django.conf import settings
from django.test import Client
from scheduler import config
from scheduler.accounts.models import User
from scheduler.library import services as library
from scheduler.plan import services as plan
ana = User.objects.create(email="ana@example.org", role="owner", created_at=now)
article = library.add_post(config.home(), "desk.md", now)
plan.queue(article.pk, "weekly-tip", ana.email, now)
client = Client()
client.force_login(ana)
session = client.session
session.set_expiry(datetime.timedelta(days=3650))  # by the machine's clock, which is not the studio's
session.save()
print(client.cookies[settings.SESSION_COOKIE_NAME].value)
"""


@dataclass
class Studio:
    """`studio run` in `home`, listening on `url`; `link` lets the first person in, `cookie` one who was here before."""

    home: Path
    url: str
    link: str
    process: Any
    cookie: str = ""

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Another `studio` command in the same home."""
        call = [sys.executable, "-m", "scheduler.cli", *words]
        return subprocess.run(
            call, check=False, env=environment(self.home), cwd=self.home, capture_output=True, text=True, timeout=60
        )


def environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of a studio's process: nothing of the developer's own gets in."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "SCHEDULER_HOME": str(home), "PYTHONPATH": str(ROOT), **more}


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Forked:
    """The same process, forked from a server that has loaded everything: it is ready in a fraction of a second."""

    def __init__(self, environment: dict[str, str], said: Path) -> None:
        os.mkfifo(said)
        self.stdout = os.fdopen(os.open(said, os.O_RDONLY | os.O_NONBLOCK))
        self._process = forked.SERVER.Process(target=forked.command, args=(("run",), environment, str(said)))
        self._process.start()

    def send_signal(self, number: int) -> None:
        """As for a subprocess."""
        os.kill(int(self._process.pid or 0), number)

    def wait(self, timeout: float) -> int | None:
        """As for a subprocess."""
        self._process.join(timeout)
        return self._process.exitcode


def _process(home: Path, settings: dict[str, str]) -> Any:
    """Under pytest, whose settings the server has, it is forked; for `make pictures` it is the command itself."""
    if os.environ.get("DJANGO_SETTINGS_MODULE") == "tests.settings":
        return Forked(settings, home.parent / f"said-{settings['STUDIO_PORT']}")
    call = [sys.executable, "-m", "scheduler.cli", "run"]
    return subprocess.Popen(call, env=settings, cwd=home, stdout=subprocess.PIPE, text=True)


def start(home: Path, cookie: str = "", **more: str) -> Studio:
    """Start it and wait for the line with its address."""
    port = free_port()
    more = {"STUDIO_PORT": str(port), "SITE_URL": f"http://127.0.0.1:{port}", **more}
    process = _process(home, environment(home, **more))
    ready, _, _ = select.select([process.stdout], [], [], 60)
    line = os.read(process.stdout.fileno(), 4096).decode() if ready else ""
    found = re.search(r"http://\S+", line)
    started = Studio(home, f"http://127.0.0.1:{port}", found[0] if found else "", process, cookie)
    if not found:
        stop(started)
        raise AssertionError(f"studio run did not print its address but: {line!r}")
    return started


def stop(studio: Studio) -> None:
    """Ask it to stop; it ends what it is doing."""
    studio.process.send_signal(signal.SIGTERM)
    studio.process.wait(timeout=60)
    studio.process.stdout.close()


@pytest.fixture
def studio(home_template: Home, tmp_path: Path) -> Iterator[Studio]:
    """A sample studio, running."""
    running = start(home_template.copy(tmp_path).path)
    yield running
    stop(running)


@contextmanager
def sample(of: Home | None = None, cookie: str = "", **environ: str) -> Iterator[Studio]:
    """A sample studio on Wednesday 10 February 2027 at 09:00 in Toronto, so that its pictures change only when the
    pages do. `of`: a studio to copy, otherwise a new one."""
    with tempfile.TemporaryDirectory() as folder:
        home = (of or template()).copy(Path(folder))
        home.at(WEDNESDAY)
        running = start(home.path, cookie, STUDIO_TEST_CLOCK=str(home.clock), **environ)
        try:
            yield running
        finally:
            stop(running)


@pytest.fixture
def wednesday() -> Iterator[Studio]:
    """The sample studio on that day."""
    with sample() as running:
        yield running


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, str]:
    """Made once: the same with Ana, who owns it, and her series queued from the sample article; and her cookie."""
    home = template().copy(tmp_path_factory.mktemp("begun"))
    home.at(WEDNESDAY)
    cookie = home.python(BEGIN)
    home.forget_its_place()
    return home, cookie


@pytest.fixture
def queued(begun: tuple[Home, str]) -> Iterator[Studio]:
    """A studio whose series is queued, on that day."""
    with sample(*begun) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's Chromium, driven by Playwright.

    One per file: while Playwright is open its event loop runs in this thread, and Django refuses the database there.
    """
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()
