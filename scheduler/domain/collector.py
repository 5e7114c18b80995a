"""Work that makes many values and no circles of them need not wait for Python's collector to look for circles."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Switch the collector off for a piece of work, and on again if it was on.

    The collector only finds values that point to each other in a circle; all others are freed as ever. Two threads may
    do this at once: whoever found it on switches it on again, which at worst is early for the other.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
