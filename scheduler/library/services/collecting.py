"""Payloads that no row names any more go after a while.

A draft that is composed anew leaves its earlier payload behind. What went out, what is approved and what can still be
taken back is named by a row of its own, which is never removed. Pictures stay: letters in readers' mailboxes show them.

First it is noted that a payload is not used, and it goes a month later if nobody has used it since. Whoever uses it
says so in its row (`blob`), which is locked before it is removed: one of both comes first, never half of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, ForeignObjectRel, OuterRef, QuerySet

from scheduler.library.models import Blob
from scheduler.library.services.blobs import JSON

GRACE = timedelta(days=30)
BATCH = 100
"""Payloads in one transaction: a mail that goes out at that moment does not wait for long."""


def forget_unused(now: datetime, stopped: Callable[[], bool] = lambda: False) -> int:
    """Note which payloads no row names any more, and remove those of which that was noted 30 days ago, in small steps
    until nothing is left to do or `stopped`; answers how many went."""
    _in_steps(lambda: _note(_named().exclude(unused_since=None), None), stopped)
    _in_steps(lambda: _note(_unnamed().filter(unused_since=None), now), stopped)
    return _in_steps(lambda: _remove(now - GRACE), stopped)


def _in_steps(step: Callable[[], int], stopped: Callable[[], bool]) -> int:
    done = 0
    while not stopped() and (some := step()):
        done += some
    return done


def _unnamed() -> QuerySet[Blob]:
    """Payloads that no row names, by whatever foreign key there is."""
    found = Blob.objects.filter(type=JSON)
    for rows in _naming():
        found = found.filter(~Exists(rows))
    return found


def _named() -> QuerySet[Blob]:
    return Blob.objects.filter(type=JSON).exclude(pk__in=_unnamed())


def _naming() -> Iterator[QuerySet[Any]]:
    """The rows that name a payload, of every table: one that is added later counts by itself."""
    for relation in Blob._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel):
            yield relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})


@transaction.atomic
def _note(found: QuerySet[Blob], since: datetime | None) -> int:
    return Blob.objects.filter(pk__in=_some(found)).update(unused_since=since)


@transaction.atomic
def _remove(before: datetime) -> int:
    return Blob.objects.filter(pk__in=_some(_unnamed().filter(unused_since__lt=before))).only("pk").delete()[0]


def _some(found: QuerySet[Blob]) -> list[str]:
    """The next of them, which nobody else touches until this transaction ends; we wait for nobody, so no two wait for
    each other. One that is in use at this moment is left for the next time."""
    return list(found.select_for_update(skip_locked=True).values_list("pk", flat=True)[:BATCH])
