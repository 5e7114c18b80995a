"""How soon the command answers, the studio is ready, and how much memory it keeps."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree

from benchmarks.figure import Figure

STUDIO = [sys.executable, "-m", "scheduler.cli"]


def figures(speed: float) -> Iterator[Figure]:
    """Medians of five, in calibrated seconds."""
    yield Figure("studio --help", f"{_median(_help) * speed:.2f} s", "< 0.4 s")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "studio"
        subprocess.run([*STUDIO, "init", str(home)], check=True, capture_output=True)
        _ready(home)
        runs = sorted(_ready(home) for _ in range(5))
        yield Figure("studio run: ready", f"{runs[2][0] * speed:.2f} s", "< 3 s")
        yield Figure("studio run: resident memory when ready", f"{runs[2][1]:.0f} MB", "<= 130 MB")
        yield Figure("studio run: the most, while it draws a series", f"{_series_drawn(home):.0f} MB", "<= 130 MB")


def _median(run: object) -> float:
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        run()  # type: ignore[operator]
        times.append(time.perf_counter() - begun)
    return sorted(times)[2]


def _help() -> None:
    subprocess.run([*STUDIO, "--help"], check=True, capture_output=True)


def _ready(home: Path) -> tuple[float, float]:
    begun = time.perf_counter()
    with _running(home) as process:
        return time.perf_counter() - begun, _memory(process, "VmRSS")


def _series_drawn(home: Path) -> float:
    """The most memory that was kept while the drafts of a queued article were gone through; a backup follows."""
    article = min((home / "posts").glob("*.md"))
    subprocess.run([*STUDIO, "queue", str(article), "--job", "weekly-tip"], check=True, capture_output=True, cwd=home)
    rmtree(home / "backups", ignore_errors=True)
    with _running(home) as process:
        while not list(home.glob("backups/*.tar.gz")):
            time.sleep(0.2)
        return _memory(process, "VmHWM")


@contextmanager
def _running(home: Path) -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, "SCHEDULER_HOME": str(home), "STUDIO_PORT": "18973"}
    process = subprocess.Popen([*STUDIO, "run"], env=environment, cwd=home, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert "ready" in process.stdout.readline()
    yield process
    process.terminate()
    process.wait()
    process.stdout.close()


def _memory(process: subprocess.Popen[str], name: str) -> float:
    """MB, as the kernel counts them."""
    found = re.search(rf"{name}:\s+(\d+) kB", Path(f"/proc/{process.pid}/status").read_text())
    return int(found[1]) / 1024 if found else 0.0
