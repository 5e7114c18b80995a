"""A watch from outside: a service elsewhere hears from the clock every five minutes, and raises the alarm when it does
not. Its address is a secret: it is kept encrypted when typed on the page (and wins), else HEARTBEAT_URL names it."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from scheduler import config
from scheduler.accounts import services as accounts
from scheduler.channels.http import BadAddress, Client, NotSent, Reply, origin
from scheduler.errors import Problem

logger = logging.getLogger(__name__)

KEPT = "watch"
HERE = {"localhost", "127.0.0.1", "::1"}
LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Watch:
    """`loopback`: it may be on this machine: one that the environment names, whose administrator wrote it."""

    address: str = field(repr=False)
    loopback: bool = False

    @property
    def host(self) -> str:
        """What may be shown of its address."""
        try:
            return urlsplit(self.address).hostname or ""
        except ValueError:
            return ""


def watch() -> Watch | None:
    """The one that is asked; None when there is none."""
    if kept := saved():
        return kept
    found = Watch(config.setting("HEARTBEAT_URL").strip())
    return Watch(found.address, found.host in HERE) if found.address else None


def saved() -> Watch | None:
    """The one that was typed on the page."""
    found = accounts.secret(KEPT)
    return Watch(str(found["address"]), _tests()) if found else None


def _tests() -> bool:
    return config.setting("STUDIO_TEST_LOOPBACK") == "1"


def keep(address: str) -> str:
    """Ask it once, then keep it encrypted; answers what came back. Problem when it did not say that all is well:
    nothing is changed then."""
    new = Watch(address.strip(), _tests())
    if not new.address or len(new.address) > LONGEST or not new.address.isprintable():
        raise Problem("Write the address as the service gave it to you: it begins with https://.", "address")
    if problem := not_taken(new):
        raise Problem(f"It is not kept: {problem}", "address")
    accounts.keep_secret(KEPT, {"address": new.address})
    return f"{new.host} answered that all is well. It hears from here every five minutes from now on."


def forget() -> None:
    """Without what was typed on the page; what the environment names counts again."""
    accounts.forget(KEPT)


def ping() -> str:
    """Ask it now; answers in a sentence what came back. Problem when it did not say that all is well."""
    found = watch()
    if found is None:
        raise Problem("There is no address yet: write it first.", "address")
    if problem := not_taken(found):
        raise Problem(problem, "address")
    return f"{found.host} answered that all is well."


def not_taken(found: Watch) -> str:
    """Ask for the address once; why it was not taken, or "". Says the host, never the rest of the address."""
    try:
        parts = urlsplit(found.address)
        base, path = origin(f"{parts.scheme}://{parts.netloc}", found.loopback), parts.path or "/"
    except (BadAddress, ValueError):  # its words repeat the address
        return "This is no address that can be asked: write it as the service gave it to you, with https://."
    answer = Client(base, loopback=found.loopback).get(f"{path}?{parts.query}" if parts.query else path)
    if not isinstance(answer, Reply):
        return answer.reason if isinstance(answer, NotSent) else f"{answer.reason} Ask once more in a minute."
    if answer.status < 300:
        return ""
    return f"{found.host} answered with an error (HTTP {answer.status}): is the address the one that it gave you?"


def beat(found: Watch) -> bool:
    """As `not_taken`, for the clock: told in the log, without the address. Was it taken?"""
    if not not_taken(found):
        return True
    logger.warning("The heartbeat was not taken; is its address right, in HEARTBEAT_URL or on “If something fails”?")
    return False
