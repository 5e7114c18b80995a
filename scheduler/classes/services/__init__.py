"""Classes: read from timetables, asked about by the plan. Every `now` is an aware instant in UTC."""

from __future__ import annotations

from scheduler.classes.services.asking import (
    ClassRow,
    Truth,
    announceable,
    read_well,
    row_on,
    rows_of,
    sessions_between,
    truth,
    upcoming,
)
from scheduler.classes.services.syncing import SyncReport, sync

__all__ = [
    "ClassRow",
    "SyncReport",
    "Truth",
    "announceable",
    "read_well",
    "row_on",
    "rows_of",
    "sessions_between",
    "sync",
    "truth",
    "upcoming",
]
