"""jobs.yaml changed from the pages: the difference first, then the file and the plan in one step. (DESIGN section 5.)

What is shown is what happens: the change is really made, looked at, and taken back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from django.db import transaction

from scheduler.domain.timing.zones import to_local
from scheduler.errors import Problem
from scheduler.plan.models import Message
from scheduler.plan.services import accepting, jobs_file
from scheduler.plan.services.accepting import require
from scheduler.plan.services.finding import OPEN
from scheduler.plan.services.layout import lock
from scheduler.plan.services.queueing import refresh
from scheduler.signals import sooner

MOVES, APPEARS, VANISHES = "moves", "appears", "vanishes"


def nothing() -> None:
    """A change of jobs.yaml that does nothing else."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What becomes of a tip, class or post on some channels. Times are local. `ok`: stays, needed again, or "" where
    none was given."""

    what: str
    title: str
    channels: tuple[str, ...]
    before: datetime | None
    after: datetime | None
    ok: str

    @property
    def when(self) -> datetime:
        """By which it is sorted."""
        found = self.before or self.after
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class Tried:
    """What a change would do to the calendar. `oks`: how many OKs stay; `lost`: how many are needed again."""

    effects: list[Effect]
    oks: int
    lost: int


@dataclass(frozen=True, slots=True)
class Look(Tried):
    """A change of jobs.yaml before it is made. `seen` names the file it was made from; `more`: the file held changes
    that were not counted yet."""

    seen: str
    sentences: list[str]
    more: bool


@dataclass(frozen=True, slots=True)
class _Planned:
    title: str
    channel: str
    at: datetime
    approved: bool


def look(home: Path, text: str, by: str, now: datetime, first: Callable[[], None] = nothing) -> Look:
    """What the new text would change; nothing of it is kept. Problem with every mistake in it. `first`: what else the
    change does, before the text counts.

    What waits to be laid out anyway (a post was sent early a moment ago) is no doing of this text, and not listed.
    """
    here = jobs_file.read_file(home)
    accepted = accepting.newest()
    sentences: list[str] = []

    def change() -> None:
        first()
        sentences.extend(accepting.difference(text))
        accepting.accept(text, by, now)

    tried = try_out(change, now)
    more = accepted is not None and accepted.text != here
    return Look(tried.effects, tried.oks, tried.lost, jobs_file.name_of(here), sentences, more)


def try_out(change: Callable[[], object], now: datetime) -> Tried:
    """Make a change, lay everything out, look at it, and take all of it back."""
    with transaction.atomic():
        refresh(now)
        before = _planned()
        change()
        refresh(now)
        after = _planned()
        transaction.set_rollback(True)
    accepting.forget()
    effects = sorted(_together(_effects(before, after)), key=lambda effect: effect.when)
    kept = sum(row.approved and key in after and after[key].approved for key, row in before.items())
    return Tried(effects, kept, sum(row.approved for row in before.values()) - kept)


def _planned() -> dict[tuple[int, str], _Planned]:
    """What is to go out, by channel and tip, so that a tip that changes its date is one thing that moves."""
    zone = require().studio.timezone
    waiting = Message.objects.filter(state__in=OPEN, frozen_at=None).exclude(kind="tip", slot=None)
    rows = waiting.select_related("account").only("account__name", "tip", "title", "words", "at", "state", "kind")
    return {
        (row.account_id, f"t{row.tip_id}" if row.tip_id else row.ref): _Planned(
            str(row.words.get("title") or row.title), row.account.name, to_local(row.at, zone), row.state == "approved"
        )
        for row in rows
    }


def _effects(before: dict[tuple[int, str], _Planned], after: dict[tuple[int, str], _Planned]) -> list[Effect]:
    found = []
    for key, was in before.items():
        new = after.get(key)
        if new is None:
            found.append(Effect(VANISHES, was.title, (was.channel,), was.at, None, ""))
        elif new.at != was.at or (was.approved and not new.approved):
            ok = "" if not was.approved else "stays" if new.approved else "needed again"
            found.append(Effect(MOVES, was.title, (was.channel,), was.at, new.at, ok))
    fresh = [row for key, row in after.items() if key not in before]
    said = {True: "stays", False: ""}
    return [*found, *(Effect(APPEARS, row.title, (row.channel,), None, row.at, said[row.approved]) for row in fresh)]


def _together(effects: list[Effect]) -> list[Effect]:
    """The same on several channels is said once."""
    groups: dict[tuple[object, ...], Effect] = {}
    for each in effects:
        key = (each.what, each.title, each.before, each.after, each.ok)
        had = groups[key].channels if key in groups else ()
        groups[key] = replace(each, channels=(*had, *each.channels))
    return list(groups.values())


@transaction.atomic
def rewrite(home: Path, text: str, seen: str, by: str, now: datetime, first: Callable[[], None] = nothing) -> list[str]:
    """Accept the text and write it into the file that was `seen`; answers what changed. All of it or nothing, with
    what else the change does (`first`)."""
    lock()
    first()
    changes = accepting.accept(text, by, now)
    refresh(now)
    try:
        jobs_file.write_file(home, text, seen)
    except Problem:
        accepting.forget()
        raise
    transaction.on_commit(lambda: sooner.send(sender=None))
    return changes


@transaction.atomic
def accept_file(home: Path, seen: str, by: str, now: datetime) -> list[str]:
    """Accept jobs.yaml as somebody changed it; answers what changed. Problem when it is not the text that was `seen`
    ("": any), or has mistakes."""
    text = jobs_file.read_file(home)
    if seen and jobs_file.name_of(text) != seen:
        raise Problem("jobs.yaml was changed again meanwhile: look at the difference once more.")
    changes = accepting.accept(text, by, now)
    refresh(now)
    transaction.on_commit(lambda: sooner.send(sender=None))
    return changes
