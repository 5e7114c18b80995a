"""From the address that `make run` prints to a queued series: counted."""

from __future__ import annotations

import os
import re
import select
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import ROOT, environment, free_port
from tests.e2e.people import DESKTOP, PHONE, Person, Typist, queue_sample, sign_in

pytestmark = pytest.mark.browser
MOST = 25


class Printed:
    """What `make run` printed: the address that lets the first person in."""

    def __init__(self, link: str, home: Path) -> None:
        self.link, self.home = link, home


@pytest.fixture
def printed(tmp_path: Path) -> Iterator[Printed]:
    """`make run` as the README says, with a home of its own, so that nothing is written into the checkout."""
    make = shutil.which("make")
    if make is None or subprocess.run([make, "-q", ".venv/.base"], check=False, cwd=ROOT).returncode:
        pytest.skip("make would set the virtual environment up first")
    home = tmp_path / "willow"
    studio = ROOT / ".venv" / "bin" / "studio"
    subprocess.run([studio, "init", home], env=environment(tmp_path), check=True, capture_output=True, timeout=120)
    port = free_port()
    settings = environment(home, STUDIO_PORT=str(port), SITE_URL=f"http://127.0.0.1:{port}")
    process = subprocess.Popen(
        [make, "run"], cwd=ROOT, env=settings, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout is not None
    link = ""
    while not link:
        ready, _, _ = select.select([process.stdout], [], [], 120)
        line = process.stdout.readline() if ready else ""
        assert line, "make run printed no address"
        link = found[0] if (found := re.search(r"http://\S+", line)) else ""
    yield Printed(link, home)
    os.killpg(process.pid, signal.SIGTERM)
    process.wait(timeout=60)
    process.stdout.close()


@pytest.mark.parametrize(("kind", "window"), [(Person, PHONE), (Typist, DESKTOP)], ids=["phone", "keyboard"])
def test_a_series_is_queued_in_under_25_clicks(
    printed: Any, browser: Any, kind: type[Person], window: dict[str, int]
) -> None:
    context = browser.new_context(viewport=window)
    person = kind(context.new_page())
    sign_in(person, printed)
    queue_sample(person)
    assert "Queued" in person.told
    assert person.page.locator("main a[href^='/posts/']").count() >= 6
    assert 0 < person.clicks < MOST
    context.close()
