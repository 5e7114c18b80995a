"""`make long`: what is too long for every change, on SQLite and, where it is installed, on PostgreSQL.

`python -m tests.long [ARGUMENTS OF PYTEST]`. A line every half minute; Ctrl-C stops it and leaves nothing running.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.fakes.recording_studio import ROOT
from tests.fakes.smtp import free_port
from tests.servers import postgres


def main(arguments: list[str]) -> int:
    """The worse of both exit codes."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    codes = [_run("SQLite", arguments, "")]
    if postgres.binaries() is None:
        print("== PostgreSQL is not installed: left out", flush=True)
        return max(codes)
    folder = Path(tempfile.mkdtemp(prefix="studio-long-"))
    url = postgres.start(folder, free_port())
    try:
        codes.append(_run("PostgreSQL", arguments, url))
    finally:
        postgres.remove(folder)
    return max(codes)


def _run(name: str, arguments: list[str], url: str) -> int:
    print(f"== {name}", flush=True)
    begun = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-v", "-s", "-m", "long", "--long", "tests/long", *arguments]
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, "STUDIO_TEST_POSTGRES": url}) as tests:
        try:
            code = tests.wait()
        except KeyboardInterrupt:
            tests.send_signal(signal.SIGINT)
            tests.wait()
            raise
    print(f"== {name}: {(time.monotonic() - begun) / 60:.0f} minutes", flush=True)
    return code


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("Stopped.")
