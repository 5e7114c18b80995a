"""Starts a throw-away PostgreSQL on loopback: `python -m tests.servers.postgres start|stop DIR PORT` prints its URL.

initdb refuses to run as root, so a root caller runs it as the system user `postgres`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path


def binaries() -> Path | None:
    """The folder with initdb, or None where PostgreSQL is not installed."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def start(folder: Path, port: int, *, durable: bool = False) -> str:
    """Make a cluster in `folder` and start it; answers DATABASE_URL. `durable`: a commit waits for the disk."""
    bin_folder = binaries()
    if bin_folder is None:
        raise SystemExit("PostgreSQL is not installed")
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    data = folder / "data"
    if not data.exists():
        _as_owner([str(bin_folder / "initdb"), "-D", str(data), "-A", "trust", "-U", "postgres", "-E", "UTF8"])
    waits = "on" if durable else "off"
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync={waits} -c max_connections=50"
    log = str(folder / "log")
    _as_owner([str(bin_folder / "pg_ctl"), "-D", str(data), "-o", options, "-l", log, "-w", "start"])
    return f"postgresql://postgres@127.0.0.1:{port}/postgres"


def stop(folder: Path, how: str = "fast") -> None:
    """Stop the cluster in `folder`, unless it has fallen over; `immediate`: as a crash would."""
    bin_folder = binaries()
    if bin_folder and (folder / "data" / "postmaster.pid").exists():
        _as_owner([str(bin_folder / "pg_ctl"), "-D", str(folder / "data"), "-m", how, "stop"])


def remove(folder: Path) -> None:
    """Stop it and take its files away."""
    stop(folder, "immediate")
    shutil.rmtree(folder, ignore_errors=True)


def _as_owner(command: list[str]) -> None:
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*prefix, *command], check=True, stdout=subprocess.DEVNULL, cwd="/")


if __name__ == "__main__":
    action, folder = sys.argv[1], Path(sys.argv[2])
    if action == "start":
        print(start(folder, int(sys.argv[3])))
    else:
        stop(folder)
