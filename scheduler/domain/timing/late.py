"""Late is a decision (DESIGN promise 6): still within its grace a message goes out late, after that it is missed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from scheduler.domain.timing.zones import require_instant

BEFORE_CLASS = timedelta(minutes=30)


def deadline(due: datetime, grace: timedelta, class_start: datetime | None = None) -> datetime:
    """The last instant at which a message that was due at `due` may go out.

    One about a class ends 30 minutes before the class begins, whatever its grace. Instants are aware.
    """
    end = require_instant(due) + grace
    return end if class_start is None else require_instant(class_start) - BEFORE_CLASS


def decide(
    due: datetime, now: datetime, grace: timedelta, class_start: datetime | None = None
) -> Literal["send", "missed"]:
    """May a message that is due still go out? What follows `missed` (`next slot` or `drop`) is the plan's affair."""
    return "send" if require_instant(now) <= deadline(due, grace, class_start) else "missed"
