"""A real Bluesky server for tests: installed once with npm (three minutes), started in a few seconds.

`.ci/install-pds .cache/pds` installs it; STUDIO_TEST_PDS_HOME names another folder. Tests that need it are skipped
where it is missing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Any

import requests

from tests.fakes.hostile import unused_port

HERE = Path(__file__).parent / "pds"
HOME = Path(os.environ.get("STUDIO_TEST_PDS_HOME") or Path(__file__).parents[2] / ".cache" / "pds")
JWT_SECRET = "a secret that only tests know"


def missing() -> str:
    """Why the server cannot be started here; empty when it can."""
    if shutil.which("node") is None:
        return "node is not installed"
    if not (HOME / "node_modules" / "@atproto" / "pds").is_dir():
        return "no Bluesky server here; `.ci/install-pds .cache/pds` installs one"
    return ""


@dataclass(frozen=True)
class Pds:
    """A running server."""

    url: str

    def call(self, method: str, name: str, token: str = "", **more: Any) -> dict[str, Any]:
        """Ask it, not through the code under test."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        reply = requests.request(method, f"{self.url}/xrpc/{name}", headers=headers, timeout=30, **more)
        reply.raise_for_status()
        return dict(reply.json())

    def account(self, name: str) -> tuple[str, str, str]:
        """A new account: handle, identifier, app password."""
        handle, password = f"{name}.test", "a long enough password"
        made = self.call(
            "POST",
            "com.atproto.server.createAccount",
            json={"handle": handle, "email": f"{name}@example.org", "password": password},
        )
        token = made["accessJwt"]
        app = self.call("POST", "com.atproto.server.createAppPassword", token, json={"name": "scheduler"})
        return handle, made["did"], app["password"]

    def posts(self, did: str) -> dict[str, dict[str, Any]]:
        """Every post of the account by its key."""
        found = self.call(
            "GET",
            "com.atproto.repo.listRecords",
            params={"repo": did, "collection": "app.bsky.feed.post", "limit": "100"},
        )
        return {entry["uri"].rpartition("/")[2]: entry["value"] for entry in found["records"]}


@contextmanager
def running(folder: Path) -> Iterator[Pds]:
    """The server with its data in `folder`, until the block ends."""
    port = unused_port()
    environment = {**os.environ, "LOG_ENABLED": "false", "TEST_JWT_SECRET": JWT_SECRET}
    command = ["node", str(HERE / "start.mjs"), str(port), str(unused_port()), str(folder)]
    with subprocess.Popen(command, cwd=HOME, env=environment, stdout=subprocess.PIPE, text=True) as process:
        patience = Timer(120, process.kill)
        patience.start()
        try:
            assert process.stdout is not None
            if process.stdout.readline() != "ready\n":
                raise RuntimeError("The Bluesky server did not start; its own message stands above.")
            yield Pds(f"http://localhost:{port}")
        finally:
            patience.cancel()
            process.kill()
