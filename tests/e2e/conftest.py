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
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ROOT = Path(__file__).parents[2]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


@dataclass
class Studio:
    """`studio run` in `home`, listening on `url`; `link` lets the first person in."""

    home: Path
    url: str
    link: str
    process: subprocess.Popen[str]

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


def start(home: Path, **more: str) -> Studio:
    """Start it and wait for the line with its address."""
    port = free_port()
    more = {"STUDIO_PORT": str(port), "SITE_URL": f"http://127.0.0.1:{port}", **more}
    call = [sys.executable, "-m", "scheduler.cli", "run"]
    process = subprocess.Popen(call, env=environment(home, **more), cwd=home, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], 60)
    line = process.stdout.readline() if ready else ""
    found = re.search(r"http://\S+", line)
    started = Studio(home, f"http://127.0.0.1:{port}", found[0] if found else "", process)
    if not found:
        stop(started)
        raise AssertionError(f"studio run did not print its address but: {line!r}")
    return started


def stop(studio: Studio) -> None:
    """Ask it to stop; it ends what it is doing."""
    studio.process.send_signal(signal.SIGTERM)
    studio.process.wait(timeout=60)
    if studio.process.stdout:
        studio.process.stdout.close()


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    """A sample studio, running."""
    home = tmp_path / "willow"
    call = [sys.executable, "-m", "scheduler.cli", "init", str(home)]
    subprocess.run(call, env=environment(tmp_path), check=True, capture_output=True, timeout=60)
    running = start(home)
    yield running
    stop(running)


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
