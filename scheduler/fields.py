"""Small helpers that every models.py uses."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db import models

from scheduler.domain.states import Machine


def state_field(machine: Machine, *, index: bool = True) -> models.CharField[str, str]:
    """A column for a state of `machine`; plain text, checked by `state_check`. `index`: not where another begins with
    it."""
    return models.CharField(max_length=20, default=machine.initial, db_index=index)


def state_check(machine: Machine, table: str) -> models.CheckConstraint:
    """The database refuses a state that domain/states.py does not declare."""
    return models.CheckConstraint(condition=models.Q(state__in=machine.names), name=f"{table}_state_known")


def one_of(states: Iterable[str]) -> models.Q:
    """The same as `state__in`, for the check of a table that is written to very often: SQLite makes the list of an IN
    anew, as a table of its own, for every row that is checked."""
    return reduce(or_, (models.Q(state=state) for state in states))


def empty_list() -> list[Any]:
    """Default for JSON columns that hold a list."""
    return []


def empty_dict() -> dict[str, Any]:
    """Default for JSON columns that hold an object."""
    return {}
