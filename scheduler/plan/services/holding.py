"""Holds: nothing that one covers goes out while it stands. The table is the outbox's, asked in its claim."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from scheduler.accounts.models import Account
from scheduler.errors import Problem
from scheduler.plan.models import Campaign, Comment, Job, Message
from scheduler.signals import RESUMED, happened

_SCOPE = re.compile(r"instance:|(account|campaign|slot|message):\d+|job:.+")
PAUSED = "paused"


def _holds() -> Any:
    return apps.get_model("outbox", "Hold").objects


def hold(scope: str, reason: str, by: str, now: datetime) -> bool:
    """Put one up; False when the same one stands already."""
    if _holds().filter(scope=scope, reason=reason, released_at=None).exists():
        return False
    try:
        with transaction.atomic():
            _holds().create(scope=scope, reason=reason, by=by, at=now)
    except IntegrityError:  # a second clock was faster
        return False
    return True


def release(scope: str, now: datetime, reason: str = "") -> int:
    """Take down what stands on the scope (only those with this reason, when one is given); answers how many."""
    standing = _holds().filter(scope=scope, released_at=None)
    released: int = (standing.filter(reason=reason) if reason else standing).update(released_at=now)
    return released


def rename_scope(old: str, new: str) -> None:
    """What stands, and what stood, on a scope that is called otherwise from now on."""
    _holds().filter(scope=old).update(scope=new)


def held(scopes: set[str]) -> dict[str, str]:
    """Scope → reason of every hold that stands on one of the scopes."""
    return dict(_holds().filter(scope__in=scopes, released_at=None).values_list("scope", "reason"))


def reasons(scopes: set[str]) -> list[str]:
    """Of every hold that stands on one of the scopes, in the order they came; of several on one scope each."""
    return list(_holds().filter(scope__in=scopes, released_at=None).order_by("pk").values_list("reason", flat=True))


def ever_held() -> frozenset[int]:
    """Messages that were, or are, paused for themselves: they keep their date, whatever happens to the others."""
    scopes = _holds().filter(scope__startswith="message:").values_list("scope", flat=True)
    return frozenset(int(scope.partition(":")[2]) for scope in scopes)


def _unread(scope: str) -> QuerySet[Comment, str]:
    """Reasons of the holds that comments put on a post, and that only reading takes down."""
    pk = int(scope[8:]) if scope.startswith("message:") else None
    return Comment.objects.filter(message=pk, resolved_at=None).values_list("hold_reason", flat=True)


def can_resume(message: Message) -> bool:
    """Does something stand on the post itself that *Resume* takes down? A comment is read instead."""
    scope = f"message:{message.pk}"
    standing: bool = _holds().filter(scope=scope, released_at=None).exclude(reason__in=_unread(scope)).exists()
    return standing


def lapses_at(message: Message) -> datetime | None:
    """The end of its grace; a hold on the message itself stops the clock, unless it is about a class. None: not yet."""
    own: list[datetime | None] = list(
        _holds().filter(scope=f"message:{message.pk}").values_list("released_at", flat=True)
    )
    if not own or message.series_id is not None:
        return message.late_after
    if None in own:
        return None
    last = max(released for released in own if released is not None)
    return max(message.late_after, last + (message.late_after - message.at))


def scope_of(name: str) -> str:
    """What a person names – all, a series (c12), a post (m34), a rhythm or a channel – as a hold's scope."""
    if _SCOPE.fullmatch(name):
        return name
    if name in {"all", "everything", "instance"}:
        return "instance:"
    if match := re.fullmatch(r"([cms])(\d+)", name):
        return f"{ {'c': 'campaign', 'm': 'message', 's': 'slot'}[match[1]] }:{match[2]}"
    if Job.objects.filter(name=name).exists():
        return f"job:{name}"
    account = Account.objects.filter(name=name).first()
    if account is None:
        raise Problem(f"There is no series, post, rhythm or channel called “{name}”; `studio plan` lists them.")
    return f"account:{account.pk}"


@transaction.atomic
def pause(name: str, by: str, now: datetime, reason: str = "") -> str:
    """Nothing that it covers goes out until it is resumed; answers the scope."""
    scope = scope_of(name)
    hold(scope, reason or PAUSED, by, now)
    _mark(scope, "enabled", "active", "paused")
    return scope


@transaction.atomic
def resume(name: str, by: str, now: datetime) -> str:
    """What was paused goes on; what is late by then is decided by the rhythm's rule. What a reviewer's comment keeps
    back stays back: reading the comment lets it go."""
    scope = scope_of(name)
    standing = _holds().filter(scope=scope, released_at=None).exclude(reason__in=_unread(scope))
    if standing.update(released_at=now) and scope == "instance:":
        happened.send(sender=None, kind=RESUMED, text=f"{by} let everything go on.", now=now)
    if scope.startswith("job:"):
        Job.objects.filter(name=scope[4:], state="paused").update(state="enabled")
    if scope.startswith("campaign:"):
        Campaign.objects.filter(pk=scope[9:], state="paused").update(state="active")
    return scope


def _mark(scope: str, job_from: str, campaign_from: str, to: str) -> None:
    if scope.startswith("job:"):
        Job.objects.filter(name=scope[4:], state=job_from).update(state=to)
    if scope.startswith("campaign:"):
        Campaign.objects.filter(pk=scope[9:], state=campaign_from).update(state=to)
