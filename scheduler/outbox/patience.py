"""A database that is away for a moment: restarted, full, or locked by somebody else's long transaction."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection

logger = logging.getLogger(__name__)

T = TypeVar("T")
WAITS = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""Seconds between tries: about a minute, besides what the database itself waits for a lock."""

AWAY = (OperationalError, InterfaceError)


def patiently(work: Callable[[], T]) -> T:
    """What a mail server has said is not given up because the database does not listen: `work` is tried again, over a
    new connection each time. Raises the last error when it stays away; what was not written down is then uncertain."""
    for wait in WAITS:
        try:
            return work()
        except AWAY as error:
            logger.warning("The database did not take what was sent (%s); trying again.", error)
            connection.close()
            threading.Event().wait(wait)
    return work()
