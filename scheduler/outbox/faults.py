"""Where a test may kill a sender. `STUDIO_FAULT=name` kills at the first passage, `name:3` at the third.

Killed means SIGKILL: nothing is flushed, closed or rolled back. `name:3:STOP` suspends the process there instead, as a
laptop's lid does. The crash tests visit every point of the lists.
"""

from __future__ import annotations

import os
import signal
from collections import Counter

FAULT_POINTS = (
    "freeze.before_commit",
    "freeze.committed",
    "claim.before_commit",
    "claim.committed",
    "begin.before_commit",
    "begin.committed",
    "send.answered",
    "record.before_commit",
    "record.committed",
    "let_go.before_commit",
    "close.before_commit",
    "close.committed",
    "recover.before_commit",
    "recover.committed",
)
SINGLE_POINTS = ("single.begun", "single.answered", "single.recorded")
"""The same on the way of a mail to one person."""

_passed: Counter[str] = Counter()


def point(name: str) -> None:
    """Die, or be suspended, here if the environment says so."""
    wanted, _, how = os.environ.get("STUDIO_FAULT", "").partition(":")
    if wanted != name:
        return
    nth, _, word = how.partition(":")
    _passed[name] += 1
    if _passed[name] == int(nth or 1):
        os.kill(os.getpid(), signal.SIGSTOP if word == "STOP" else signal.SIGKILL)
