"""`make long`: the property tests on new examples, the journeys in all ways, then what is too long for every change, on
SQLite and, where it is installed, on PostgreSQL.

`python -m tests.long [ARGUMENTS OF PYTEST]`. A line every half minute; Ctrl-C stops it and leaves nothing running.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.fakes.smtp import free_port
from tests.servers import postgres

ROOT, PATIENCE = Path(__file__).parents[2], 30


def main(arguments: list[str]) -> int:
    """The worse of both exit codes."""
    for asked in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked, signal.default_int_handler)
    codes = [_explored(arguments), _pressed(arguments), _run("SQLite", arguments, "")]
    if postgres.binaries() is None:
        print("== PostgreSQL is not installed: left out", flush=True)
        return max(codes)
    folder = Path(tempfile.mkdtemp(prefix="studio-long-"))
    try:
        codes.append(_run("PostgreSQL", arguments, postgres.start(folder, free_port())))
    finally:
        postgres.remove(folder)
    return max(codes)


def _explored(arguments: list[str]) -> int:
    """Every property test on examples that no run has seen: those of `make test` are the same in every run."""
    return _some("properties", ["-n", "auto", "-m", "hypothesis", *arguments], {"STUDIO_TEST_EXPLORE": "1"})


def _pressed(arguments: list[str]) -> int:
    """The journeys by the two pairs of hand and window that `make test` leaves out."""
    return _some("browser", ["-n", "auto", "--dist", "loadfile", "-m", "long", "--long", "tests/e2e", *arguments], {})


def _some(name: str, arguments: list[str], more: dict[str, str]) -> int:
    code = _pytest(name, arguments, more)
    return 0 if code == pytest.ExitCode.NO_TESTS_COLLECTED else code


def _run(name: str, arguments: list[str], url: str) -> int:
    return _pytest(name, ["-vv", "-s", "-m", "long", "--long", "tests/long", *arguments], {"STUDIO_TEST_POSTGRES": url})


def _pytest(name: str, arguments: list[str], more: dict[str, str]) -> int:
    print(f"== {name}", flush=True)
    begun = time.monotonic()
    command = [sys.executable, "-m", "pytest", *arguments]
    environment = {**os.environ, **more}
    with subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True) as tests:
        try:
            code = tests.wait()
        except KeyboardInterrupt:
            _stop(tests)
            raise
    print(f"== {name}: {(time.monotonic() - begun) / 60:.0f} minutes", flush=True)
    return code


def _stop(tests: subprocess.Popen[bytes]) -> None:
    """Asked once, with all that it started; what is still there after a while is not asked again."""
    os.killpg(tests.pid, signal.SIGINT)
    with suppress(subprocess.TimeoutExpired):
        tests.wait(PATIENCE)
    with suppress(ProcessLookupError):
        os.killpg(tests.pid, signal.SIGKILL)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("Stopped.")
