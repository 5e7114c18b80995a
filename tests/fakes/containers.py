"""Two processes as two containers, without Docker: each with its own network, joined by a cable, and a file system that
it may only read but for its volumes. Needs root on Linux."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

TOOLS = ("unshare", "nsenter", "ip", "mount", "setpriv")
INSIDE = """
for volume in $VOLUMES; do mount --bind "$volume" "$volume"; done
[ -z "$HOSTS" ] || mount --bind "$HOSTS" /etc/hosts
mount -o remount,bind,ro /
ip link set lo up
read go
unset VOLUMES HOSTS
exec "$@"
"""
WITHOUT_RIGHTS = ("setpriv", "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all")


def missing() -> str:
    """Why it cannot be done here; empty when it can."""
    if os.geteuid() != 0 or sys.platform != "linux":
        return "needs root on Linux"
    if gone := [tool for tool in TOOLS if shutil.which(tool) is None]:
        return f"{gone[0]} is not installed"
    tried = subprocess.run(["unshare", "-n", "-m", "true"], check=False, capture_output=True)
    return "" if tried.returncode == 0 else "no namespaces may be made here"


class Container:
    """A command that waits for `go`; `volumes` may be written to, `hosts` is what it finds under /etc/hosts."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        volumes: Sequence[Path],
        log: Path,
        hosts: str = "",
    ) -> None:
        names = log.with_suffix(".hosts")
        names.write_text(hosts)
        env = {"PATH": os.environ["PATH"], **environment, "VOLUMES": " ".join(map(str, volumes))}
        call = ["unshare", "-n", "-m", "sh", "-ec", INSIDE, "sh", *command]
        with log.open("w") as out:
            self.process = subprocess.Popen(
                call, env={**env, "HOSTS": str(names) if hosts else ""}, stdin=subprocess.PIPE, stdout=out,
                stderr=subprocess.STDOUT,
            )  # fmt: skip
        self.log = log

    def go(self) -> None:
        """Begin."""
        assert self.process.stdin is not None
        self.process.stdin.write(b"go\n")
        self.process.stdin.close()

    def run(self, *command: str, **more: Any) -> subprocess.CompletedProcess[str]:
        """Another command in its network."""
        call = ["nsenter", "-t", str(self.process.pid), "-n", *command]
        return subprocess.run(call, check=False, capture_output=True, text=True, timeout=60, **more)

    def stop(self, patience: float = 60) -> int:
        """As `docker stop`: SIGTERM, and how it ended."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            return self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()


def joined(one: Container, other: Container, addresses: tuple[str, str], length: int) -> None:
    """A cable between the two; each gets its address (`length`: of the network's prefix)."""
    pids = [str(each.process.pid) for each in (one, other)]
    cable = ["ip", "link", "add", "eth0", "netns", pids[0], "type", "veth", "peer", "name", "eth0", "netns", pids[1]]
    subprocess.run(cable, check=True, timeout=30)
    for each, address in zip((one, other), addresses, strict=True):
        for words in (["addr", "add", f"{address}/{length}", "dev", "eth0"], ["link", "set", "eth0", "up"]):
            done = each.run("ip", *words)
            assert done.returncode == 0, done.stderr
