"""Finds the channels by their folders. Adding one edits no other file."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from pathlib import Path

import scheduler.channels as package
from scheduler.channels.base import Channel


class UnknownChannel(LookupError):
    """jobs.yaml or the database names a kind that has no folder here."""


@cache
def channels() -> dict[str, Channel]:
    """Every channel by kind, in alphabetical order of the folders."""
    found: dict[str, Channel] = {}
    for module in pkgutil.iter_modules(package.__path__):
        if not module.ispkg:
            continue
        channel = importlib.import_module(f"{package.__name__}.{module.name}").channel
        found[channel.kind] = channel
    return found


def get(kind: str) -> Channel:
    """The channel of that kind, or UnknownChannel with the kinds there are."""
    try:
        return channels()[kind]
    except KeyError:
        known = ", ".join(sorted(channels()))
        raise UnknownChannel(f"There is no channel of kind {kind!r}; the kinds are: {known}.") from None


def folder(kind: str) -> Path:
    """Where the channel lives: its README.md and, when it draws its own preview, preview.html."""
    package_name = type(get(kind)).__module__.removeprefix(f"{package.__name__}.").partition(".")[0]
    return Path(package.__path__[0]) / package_name
