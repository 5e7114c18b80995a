"""Do the links of a post or a letter lead somewhere? Asked only when a person wants to know."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

from scheduler import config
from scheduler.errors import Problem
from scheduler.library import fetch

MOST = 24
AT_ONCE = 6


@dataclass(frozen=True, slots=True)
class CheckedLink:
    """`state`: there, dead or unsure; `sentence` says why it is not there."""

    address: str
    state: Literal["there", "dead", "unsure"]
    sentence: str = ""


def check_links(addresses: Iterable[str]) -> list[CheckedLink]:
    """Each address once, in order, the first 24. Only public addresses are connected to (library/fetch.py)."""
    found = list(dict.fromkeys(addresses))[:MOST]
    with ThreadPoolExecutor(max_workers=AT_ONCE) as workers:
        return list(workers.map(_checked, found))


def _checked(address: str) -> CheckedLink:
    try:
        fetch.reach(address, loopback=config.setting("STUDIO_TEST_LOOPBACK") == "1")
    except fetch.Unsure as why:
        return CheckedLink(address, "unsure", str(why))
    except Problem as why:
        return CheckedLink(address, "dead", str(why))
    return CheckedLink(address, "there")
