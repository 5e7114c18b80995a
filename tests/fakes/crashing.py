"""Which places of the list a sender is killed at in this run, and the killing."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable, Iterator, Mapping, Sequence

from scheduler.outbox.faults import FAULT_POINTS
from tests.fakes.recording_studio import POSTGRES, Studio

REFUSED = "530 5.7.0 Authentication required"
TENTH = int(os.environ.get("STUDIO_TEST_TENTH", "0")) % 10
"""`.ci/run` sets it by the day, so that PostgreSQL has seen every place within ten."""


def faults(later: Mapping[str, Sequence[int]]) -> Iterator[str]:
    """Every place at its first passage, and at the later ones that `later` names."""
    for name in FAULT_POINTS:
        yield name
        yield from (f"{name}:{nth}" for nth in later.get(name, ()))


def of_the_day(found: Iterable[str]) -> list[str]:
    """All of them on SQLite; on PostgreSQL one of ten, another each day. `make long` kills at all (tests/long)."""
    listed = list(found)
    return listed[TENTH::10] if POSTGRES else listed


def die(studio: Studio, fault: str) -> bool:
    """A sender is killed there; those that need a dead or a refused one before them get it. False when it ended before:
    how often a place is passed depends on the machine."""
    name = fault.partition(":")[0]
    if name.startswith("recover"):
        assert studio.run("pass", fault="begin.committed:2") == -signal.SIGKILL
        studio.pass_time(minutes=3)
    if name.startswith("let_go"):
        studio.server.does.at_mail = REFUSED
    killed = studio.run("pass", fault=fault) == -signal.SIGKILL
    studio.server.does.at_mail = ""
    assert killed or ":" in fault, f"{fault} was not passed\n{studio.log}"
    return killed


def recover_and_finish(studio: Studio) -> None:
    """Two silent minutes pass; a new sender does what is left. An account that had to stop is connected again."""
    studio.database.rows("UPDATE accounts_account SET state = 'ready'")
    studio.pass_time(minutes=3)
    studio.finish()
