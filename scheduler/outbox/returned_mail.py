"""Reads the mailbox for returned mail: what is new, mail by mail, each in its own transaction.

It can be stopped at any moment and goes on where it was; a mail that cannot be read is put aside and named, and never
keeps the others from being read. Any number of programs may do this: one of them reads at a time, and a report that is
read twice counts once.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.db.models import Q

from scheduler.accounts import services as accounts
from scheduler.accounts.models import Account
from scheduler.channels import registry
from scheduler.channels.email.mailbox import Box, Found, Reader, Shut, opened
from scheduler.channels.email.reports import Report, Unreadable, named, read
from scheduler.errors import Problem
from scheduler.outbox.models import ReturnedMail, Returns
from scheduler.outbox.not_understood import KINDS, forget_old
from scheduler.outbox.returns import About, find, record_bounce, record_complaint
from scheduler.signals import happened

logger = logging.getLogger(__name__)

EVERY = timedelta(minutes=5)
PATIENCE = timedelta(hours=1)
SENDING = ("ready", "cooling", "needs_reconnect")


def read_returned_mail(now: datetime, stopped: Callable[[], bool] = lambda: False) -> Counter[str]:
    """Look into the mailbox of every live newsletter that names one, at most every five minutes. Answers how many of
    the mails were a bounce, a complaint, …"""
    counts: Counter[str] = Counter()
    forget_old(now)
    for account in Account.objects.filter(state__in=SENDING):
        if registry.get(account.kind).bulk and not stopped():
            _read_account(account, now, stopped, counts)
    return counts


def _read_account(account: Account, now: datetime, stopped: Callable[[], bool], counts: Counter[str]) -> None:
    try:
        box = Box.of(accounts.credentials(account))
        if box is None or not _my_turn(account, now):
            return
        with opened(box) as reader:
            _catch_up(account, reader, now, stopped, counts)
    except (Shut, Problem) as shut:
        _failed(account, str(shut), now, at_once=isinstance(shut, Shut) and shut.login)
    else:
        _worked(account, now)


def _my_turn(account: Account, now: datetime) -> bool:
    Returns.objects.get_or_create(account=account)
    waiting = Q(read_at=None) | Q(read_at__lte=now - EVERY) | Q(read_at__gt=now + EVERY)
    return bool(Returns.objects.filter(waiting, account=account).update(read_at=now))


def _catch_up(
    account: Account, reader: Reader, now: datetime, stopped: Callable[[], bool], counts: Counter[str]
) -> None:
    place = Returns.objects.get(account=account)
    if place.uidvalidity != reader.validity:  # another mailbox, or one that was put back: count anew
        Returns.objects.filter(account=account).update(uidvalidity=reader.validity, last_uid=0)
        place.last_uid = 0
    for uid in reader.newer(place.last_uid):
        if stopped():
            return
        found = reader.mail(uid)
        kind = _one(account, reader.validity, found, now) if found is not None else ""
        Returns.objects.filter(account=account, uidvalidity=reader.validity, last_uid__lt=uid).update(last_uid=uid)
        counts.update([kind] if kind else [])


def _one(account: Account, validity: int, found: Found, now: datetime) -> str:
    """What was made of that mail; empty when it was none of ours, or known."""
    try:
        with transaction.atomic():
            if found.problem:
                raise Unreadable(found.problem)
            return _take(account, validity, found, now)
    except Unreadable as problem:
        why = str(problem)
    except DatabaseError:
        raise
    except Exception:  # one mail never keeps the others from being read
        logger.exception("returned mail %s of %s", found.uid, account.name)
        why = "the program failed over it; the log says how"
    return "unreadable" if _keep(account, validity, found, ("unreadable", why), None, now) else ""


def _take(account: Account, validity: int, found: Found, now: datetime) -> str:
    report = read(found.raw)
    if report.kind in ("other", "auto-reply"):
        return ""
    about = About(marks=report.marks, message_ids=report.message_ids)
    kind = _count(report, about, now)
    copy = find(about)
    detail = f"{report.status} {report.text}".strip() if kind != "stranger" else ""
    new = _keep(account, validity, found, (kind, detail), copy.pk if copy else None, now)
    return kind if new else ""


def _count(report: Report, about: About, now: datetime) -> str:
    if report.kind == "delayed":
        return "delayed"
    if report.kind == "complaint":
        taken = record_complaint(about, now, source="mailbox", text=report.text)
    else:
        taken = record_bounce(about, now, source="mailbox", status=report.status, text=report.text)
    return "stranger" if taken == "stranger" else report.kind


def _keep(
    account: Account, validity: int, found: Found, made: tuple[str, str], copy: int | None, now: datetime
) -> bool:
    who, subject = named(found.raw) if made[0] in KINDS else ("", "")
    facts = {
        "kind": made[0], "detail": made[1][:500], "delivery_id": copy, "at": now, "who": who, "subject": subject,
    }  # fmt: skip
    return ReturnedMail.objects.get_or_create(account=account, uidvalidity=validity, uid=found.uid, defaults=facts)[1]


def _failed(account: Account, why: str, now: datetime, *, at_once: bool) -> None:
    """Told once it has failed for an hour: mail servers rest now and then. A refused password is told at once."""
    place, _ = Returns.objects.get_or_create(account=account)
    since = place.failing_since or now
    Returns.objects.filter(account=account).update(problem=why[:300], failing_since=since)
    if at_once or now - since >= PATIENCE:
        text = (
            f"{why} Until it can be read, {account.name} does not notice addresses that stop working: look at Channels."
        )
        happened.send(sender=None, kind="returned-mail", text=text[:500], now=now, link="/channels/", needs_you=True)


def _worked(account: Account, now: datetime) -> None:
    changed = Returns.objects.filter(account=account).exclude(failing_since=None).update(problem="", failing_since=None)
    if changed:
        text = f"The mailbox for returned mail of {account.name} can be read again."
        happened.send(sender=None, kind="returned-mail-read", text=text, now=now, link="/channels/")
