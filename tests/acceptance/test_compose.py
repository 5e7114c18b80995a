"""Both services of compose.yaml, started together with its environment, addresses, volumes and rights: as processes,
each in a network of its own, since a test has no Docker. The image is not built here, and Caddy is Debian's; its
certificate is one of its own making."""

from __future__ import annotations

import ipaddress
import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import containers
from tests.fakes.containers import Container
from tests.unit.test_deploy import COMPOSE, ROOT, SERVICES, environment, steps

pytestmark = [
    pytest.mark.alike,
    pytest.mark.skipif(
        bool(containers.missing() or not shutil.which("caddy")), reason=containers.missing() or "Caddy is not installed"
    ),
]
NAME = "localhost"
"""Caddy makes the certificate of this name itself; for any other it would ask Let's Encrypt."""
VISITOR = """
import json, re, sys, requests
ca, link = sys.argv[1:]
visitor = requests.Session()
visitor.trust_env, visitor.verify = False, ca
plain = visitor.get("http://localhost/sign-in/", allow_redirects=False)
page = visitor.get(link)
token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]
answer = visitor.post(
    f"{link}begin/", headers={"Origin": "https://localhost", "Referer": link},
    data={"csrfmiddlewaretoken": token, "email": "ana@example.org", "password": "four words nobody guesses"},
)
session = next(cookie for cookie in visitor.cookies if cookie.name == "__Host-session")
print(json.dumps({
    "plain": [plain.status_code, plain.headers["Location"]], "page": page.status_code, "answer": answer.status_code,
    "at": answer.url, "today": "What needs you" in answer.text, "secure": session.secure,
    "encoding": answer.headers.get("Content-Encoding", ""),
}))
"""
ASK = """
import sys, requests
session = requests.Session()
session.trust_env = False
print(session.get(sys.argv[1], verify=sys.argv[2], timeout=5).status_code)
"""


@dataclass
class Both:
    """The two, and the machine's own folder for each volume of compose.yaml."""

    studio: Container
    caddy: Container
    volumes: dict[str, Path]

    @property
    def authority(self) -> str:
        """The certificate that vouches for Caddy's."""
        return str(self.volumes["certificates"] / "caddy/pki/authorities/local/root.crt")


def told(service: str) -> dict[str, str]:
    """What compose.yaml sets, with SITE_NAME put in as Compose does."""
    return {
        name: re.sub(r"\$\{SITE_NAME(:\?[^}]*)?\}", NAME, value)
        for name, value in SERVICES[service]["environment"].items()
    }


def address(service: str) -> str:
    return str(SERVICES[service]["networks"]["inside"]["ipv4_address"])


def a_studio(volumes: dict[str, Path], log: Path, *words: str) -> Container:
    """The image's command, or another one, with its environment: its home is the volume, and its rights are none."""
    scratch = log.with_suffix(".tmp")
    scratch.mkdir()
    here = {"SCHEDULER_HOME": str(volumes["studio"]), "TMPDIR": str(scratch), "PYTHONPATH": str(ROOT), "HOME": "/"}
    command = [*containers.WITHOUT_RIGHTS, sys.executable, "-m", "scheduler.cli", *words]
    return Container(command, {**environment(), **told("studio"), **here}, [volumes["studio"], scratch], log)


def a_caddy(volumes: dict[str, Path], log: Path) -> Container:
    """As the image caddy:2 starts it, with the file that is mounted there."""
    file = ROOT / SERVICES["caddy"]["volumes"][0].split(":")[0]
    command = ["caddy", "run", "--config", str(file), "--adapter", "caddyfile"]
    data = {"XDG_DATA_HOME": str(volumes["certificates"]), "XDG_CONFIG_HOME": str(volumes["certificates"]), "HOME": "/"}
    hosts = f"127.0.0.1 localhost\n{address('studio')} studio\n"
    return Container(command, {**told("caddy"), **data}, [volumes["certificates"]], log, hosts)


def up(volumes: dict[str, Path], folder: Path, turn: int) -> Both:
    """`docker compose up`."""
    run = json.loads(steps("CMD")[0])
    both = Both(
        a_studio(volumes, folder / f"studio{turn}.log", *run), a_caddy(volumes, folder / f"caddy{turn}.log"), volumes
    )
    inside = ipaddress.ip_network(COMPOSE["networks"]["inside"]["ipam"]["config"][0]["subnet"])
    containers.joined(both.studio, both.caddy, (address("studio"), address("caddy")), inside.prefixlen)
    both.studio.go()
    both.caddy.go()
    return both


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("compose")


@pytest.fixture(scope="module")
def volumes(folder: Path) -> dict[str, Path]:
    """`docker compose run --rm studio init /studio` has filled the first."""
    made = {name: folder / name for name in COMPOSE["volumes"]}
    for volume in made.values():
        volume.mkdir()
    once = a_studio(made, folder / "init.log", "init", str(made["studio"]))
    once.go()
    assert once.process.wait(60) == 0, once.log.read_text()
    return made


@pytest.fixture(scope="module")
def both(volumes: dict[str, Path], folder: Path) -> Iterator[Both]:
    started = up(volumes, folder, 1)
    yield started
    started.studio.stop()
    started.caddy.stop()


def until(question: Any, both: Both, seconds: int = 60) -> Any:
    """Ask until the answer is not empty."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := question():
            return answer
    raise AssertionError(both.studio.log.read_text() + both.caddy.log.read_text())


def answers(both: Both) -> bool:
    """Is the studio there for a visitor from outside?"""
    asked = both.caddy.run(sys.executable, "-c", ASK, f"https://{NAME}/sign-in/", both.authority)
    return asked.stdout.strip() == "200"


def test_it_writes_to_its_volume_only_and_has_no_rights(both: Both) -> None:
    until(lambda: answers(both), both)
    status = Path(f"/proc/{both.studio.process.pid}/status").read_text()
    assert re.search(r"CapEff:\s+0+\n", status)
    assert re.search(r"NoNewPrivs:\s+1\n", status)
    inside = ["nsenter", "-t", str(both.studio.process.pid), "-m", "-n"]
    for place, said in ((ROOT / "tests", "Read-only"), (both.volumes["studio"], "")):
        tried = subprocess.run([*inside, "mktemp", "-p", str(place)], check=False, capture_output=True, text=True)
        assert said in tried.stderr
        assert bool(tried.returncode) == bool(said)


def test_a_visitor_from_outside_signs_in_over_https_and_all_of_it_is_there_after_a_restart(
    both: Both, folder: Path
) -> None:
    link = until(lambda: re.search(r"https://localhost/welcome/\S+", both.studio.log.read_text()), both)[0]
    until(lambda: answers(both), both)
    visited = both.caddy.run(sys.executable, "-c", VISITOR, both.authority, link)
    assert visited.returncode == 0, visited.stderr + both.studio.log.read_text()
    assert json.loads(visited.stdout) == {
        "plain": [308, "https://localhost/sign-in/"], "page": 200, "answer": 200, "at": "https://localhost/",
        "today": True, "secure": True, "encoding": "gzip",
    }  # fmt: skip
    healthy = json.loads(steps("HEALTHCHECK")[0].partition("CMD ")[2])
    assert both.studio.run(sys.executable, *healthy[1:]).returncode == 0
    assert both.studio.stop() == 0, both.studio.log.read_text()
    assert both.caddy.stop() == 0
    again = up(both.volumes, folder, 2)
    try:
        until(lambda: answers(again), again)
        assert "/welcome/" not in again.studio.log.read_text(), "somebody has an account"
    finally:
        again.studio.stop()
        again.caddy.stop()
