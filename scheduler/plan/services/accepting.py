"""The accepted plan: a text of jobs.yaml that a person, or a first start, said yes to. (DESIGN section 5.)"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.db import transaction

from scheduler.accounts import services as accounts
from scheduler.channels import registry
from scheduler.domain import jobsfile
from scheduler.domain.jobsfile import JobsFileError, Plan
from scheduler.errors import Problem
from scheduler.plan.models import AcceptedPlan, Job
from scheduler.signals import happened

ONE_OFF = "one-off"
FIRST_START = "a first start"
_once: ContextVar[list[Plan | None] | None] = ContextVar("the accepted plan of one page", default=None)


def kinds() -> dict[str, list[str] | None]:
    """The kinds of channel there are, and the options that each one's entry may have; None: cannot be connected."""
    return {
        kind: [*channel.options, *(field.name for field in channel.fields if not field.secret)]
        if channel.connectable
        else None
        for kind, channel in registry.channels().items()
    }


@lru_cache(maxsize=8)
def read(text: str) -> Plan:
    """The plan of a text; Problem with every mistake and its place."""
    try:
        return jobsfile.parse(text, kinds())
    except JobsFileError as error:
        raise Problem(str(error)) from None


@lru_cache(maxsize=4)
def _accepted(text: str) -> Plan:
    """What was accepted once stays readable, whatever channels are installed today."""
    return jobsfile.parse(text)


def newest() -> AcceptedPlan | None:
    """The row that every process works from."""
    return AcceptedPlan.objects.order_by("-pk").first()


@contextmanager
def read_once() -> Iterator[None]:
    """While one page is drawn, whoever needs the accepted plan gets it from one question to the database."""
    token = _once.set([])
    try:
        yield
    finally:
        _once.reset(token)


def forget() -> None:
    """What was accepted was taken back: whoever asks next on this page asks the database."""
    (_once.get() or []).clear()


def accepted() -> Plan | None:
    """The accepted plan; None before the first start."""
    kept = _once.get()
    if kept:
        return kept[0]
    row = newest()
    found = _accepted(row.text) if row else None
    if kept is not None:
        kept.append(found)
    return found


def require() -> Plan:
    """The accepted plan; Problem before the first start."""
    plan = accepted()
    if plan is None:
        raise Problem("No jobs.yaml is accepted yet: run `studio run`, or `studio plan --apply`.")
    return plan


def still_counts(plan: Plan) -> bool:
    """Is it the accepted one yet? Whoever read it before taking the lock (`layout.lock`) asks behind it: meanwhile a
    rhythm or a channel may have got another name, and what is of that name belongs to no stranger."""
    row = newest()
    return row is not None and _accepted(row.text) == plan


def difference(text: str) -> list[str]:
    """What the text would change, one sentence each; empty when nothing."""
    old = accepted()
    return [] if old is None else jobsfile.difference(old, read(text))


@transaction.atomic
def accept(text: str, by: str, now: datetime) -> list[str]:
    """Work from this text from now on; answers what changed. The dates follow with the next `refresh`."""
    plan, changes = read(text), difference(text)
    row = newest()
    if row is None or row.text != text:
        work_from(text, by, now)
    accounts.ensure_accounts(plan, now)
    for name in [*plan.jobs, ONE_OFF]:
        Job.objects.get_or_create(name=name)
    if changes:
        _tell(f"Changed by {by}: {' '.join(changes)}", now, needs_you=False)
    return changes


def work_from(text: str, by: str, now: datetime) -> None:
    """The newest row, which every process works from; nothing else is done."""
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    AcceptedPlan.objects.create(text=text, sha256=sha256, accepted_at=now, accepted_by=by)
    forget()


def start(home: Path, now: datetime) -> list[str]:
    """At every start: the first one accepts by itself; later, what a changed file would change is answered and told.

    A mistake in a changed file is told too, and the accepted plan goes on. Raises Problem only on a first start.
    """
    text = (home / "jobs.yaml").read_text(encoding="utf-8")
    row = newest()
    if row is None:
        accept(text, FIRST_START, now)
        return []
    accounts.ensure_accounts(_accepted(row.text), now)
    return [] if row.text == text else _tell_change(text, now)


def _tell_change(text: str, now: datetime) -> list[str]:
    try:
        changes = difference(text)
    except Problem as problem:
        _tell(f"jobs.yaml has a mistake, so the plan you accepted before goes on. {problem}", now)
        return []
    if changes:
        _tell(f"jobs.yaml was changed; nothing changes until you accept it. {' '.join(changes)}", now)
    return changes


def _tell(text: str, now: datetime, *, needs_you: bool = True) -> None:
    happened.send(sender=None, kind="jobs-file", text=text[:500], now=now, link="/plan/", needs_you=needs_you)
