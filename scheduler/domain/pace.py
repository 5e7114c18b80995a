"""How long sending takes: so many a second, so many in 24 hours. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

A_DAY = timedelta(hours=24)
MAILS_A_WEEK = 2
"""What one person gets at most where no rhythm says otherwise (DESIGN section 5)."""

A_WEEK = timedelta(days=6, hours=12)
"""Half a day less than a week, so that a weekly mail which took its time last week, or moved by the hour of daylight
saving, is not counted against this week's."""


@dataclass(frozen=True, slots=True)
class Pace:
    """`per_second`, `per_day`: 0 when there is no such limit. `used`: copies of the running 24 hours, begun `since`."""

    per_second: float
    per_day: int
    used: int
    since: datetime


def finish(begin: datetime, people: int, pace: Pace) -> datetime | None:
    """When the last of `people` copies goes, begun at `begin`. None when nothing limits them: then it is not known.

    A day's copies go as fast as they may, and the next ones when the 24 hours since its first one are over.
    """
    if not (pace.per_second or pace.per_day):
        return None
    second = 1 / pace.per_second if pace.per_second else 0.0
    if not pace.per_day or timedelta(seconds=pace.per_day * second) >= A_DAY:
        return begin + timedelta(seconds=people * second)
    fresh = begin - pace.since >= A_DAY
    today = pace.per_day - (0 if fresh else min(pace.used, pace.per_day))
    opened = begin if fresh or not pace.used else pace.since
    if people <= today:
        return begin + timedelta(seconds=people * second)
    days, rest = divmod(people - today - 1, pace.per_day)
    return max(opened + A_DAY, begin) + days * A_DAY + timedelta(seconds=(rest + 1) * second)
