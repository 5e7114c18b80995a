"""The studio's home, its environment and the only system clock of the project."""

from __future__ import annotations

import os
import secrets
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Protocol

from dotenv import dotenv_values

from scheduler.errors import Problem


class NoStudioHere(RuntimeError):
    """The home folder has no jobs.yaml."""


class Clock(Protocol):
    """What a loop is given: the time, and a way to wait that ends early when `wake` is set."""

    def now(self) -> datetime:
        """The instant, aware, UTC."""

    def wait_until(self, instant: datetime, wake: threading.Event) -> None:
        """Return at `instant`, or as soon as `wake` is set."""


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """The instant, aware, UTC."""
        return datetime.now(UTC)

    def wait_until(self, instant: datetime, wake: threading.Event) -> None:
        """Sleep, at most an hour at a time, so that a clock set by hand is noticed."""
        wake.wait(min(max((instant - self.now()).total_seconds(), 0.0), 3600.0))


class FileClock:
    """A test's clock: the time stands in a file as ISO 8601, the test moves it. Polled, since processes share it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def now(self) -> datetime:
        """The instant written in the file."""
        return datetime.fromisoformat(self.path.read_text().strip()).astimezone(UTC)

    def wait_until(self, instant: datetime, wake: threading.Event) -> None:
        """Poll the file every 20 ms."""
        while self.now() < instant and not wake.wait(0.02):
            pass


def clock() -> Clock:
    """The system clock, or the file that STUDIO_TEST_CLOCK names (refused by checks when anything could leave)."""
    path = os.environ.get("STUDIO_TEST_CLOCK")
    return FileClock(Path(path)) if path else SystemClock()


def home() -> Path:
    """SCHEDULER_HOME, or the current folder."""
    return _resolved(os.environ.get("SCHEDULER_HOME") or str(Path.cwd()))


@cache
def _resolved(folder: str) -> Path:
    """Asked for every letter, so that the file system is asked once."""
    return Path(folder).resolve()


def require_home() -> Path:
    """The home folder, which must hold a jobs.yaml."""
    found = home()
    if not (found / "jobs.yaml").is_file():
        raise NoStudioHere("No studio here; run `studio init DIR`, then work inside that folder.")
    return found


@cache
def _dotenv(path: Path) -> dict[str, str]:
    return {name: value or "" for name, value in dotenv_values(path).items()}


def setting(name: str, default: str = "") -> str:
    """The environment's value, else the one in the home's .env, else `default`. NAME_FILE may name a file instead."""
    filed = os.environ.get(f"{name}_FILE")
    if filed:
        return Path(filed).read_text().strip()
    return os.environ.get(name) or _dotenv(home() / ".env").get(name) or default


def forget_environment() -> None:
    """Read .env again at the next question."""
    _dotenv.cache_clear()


def secret_key() -> str:
    """STUDIO_SECRET_KEY; made once and kept in the home's .env (readable by its owner only) when there is none."""
    found = setting("STUDIO_SECRET_KEY")
    return found or _make_secret_key(home() / ".env")


def _make_secret_key(path: Path) -> str:
    key = secrets.token_urlsafe(48)
    before = path.read_text() if path.exists() else ""
    separator = "" if not before or before.endswith("\n") else "\n"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a") as file:
        file.write(f"{separator}STUDIO_SECRET_KEY={key}\n")
    path.chmod(0o600)
    forget_environment()
    return key


@dataclass(frozen=True, slots=True)
class Site:
    """Where the pages live. `url` has no slash at its end."""

    url: str
    host: str
    port: int


def site() -> Site:
    """SITE_URL (https, or loopback), and the address `studio run` listens on."""
    host, port = setting("STUDIO_HOST", "127.0.0.1"), _port(setting("STUDIO_PORT", "8000"))
    return Site(setting("SITE_URL", f"http://{host}:{port}").rstrip("/"), host, port)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 0 < int(text[:6]) < 65536):
        raise Problem(f"“{text[:20]}” is no port to listen on (STUDIO_PORT, --port): take a number like 8000.")
    return int(text)
