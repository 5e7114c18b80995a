"""How soon the command answers, the studio is ready, and how much memory it keeps."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

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
    environment = {**os.environ, "SCHEDULER_HOME": str(home), "STUDIO_PORT": "18973"}
    begun = time.perf_counter()
    process = subprocess.Popen([*STUDIO, "run"], env=environment, cwd=home, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert "ready" in process.stdout.readline()
    took = time.perf_counter() - begun
    status = Path(f"/proc/{process.pid}/status").read_text()
    resident = re.search(r"VmRSS:\s+(\d+) kB", status)
    process.terminate()
    process.wait()
    process.stdout.close()
    return took, int(resident[1]) / 1024 if resident else 0.0
