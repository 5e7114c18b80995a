"""Review links: somebody without an account sees a month, a series or one post. Made, opened, ended. (DESIGN 1.)"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from scheduler.errors import Problem
from scheduler.plan.models import Campaign, Message, ReviewLink
from scheduler.plan.services import finding
from scheduler.plan.services.month import OVER, WEEKS, Moment, moments

DAYS = (3, 14, 30)
MOST_OPEN = 50
THE_MONTH = "month"
_SCOPE = re.compile(r"month|[cm]\d{1,18}")


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A new link with its token, which is shown this once and kept nowhere."""

    link: ReviewLink
    token: str


def make_link(
    scope: str, by: str, now: datetime, *, days: int = 14, label: str = "", may_approve: bool = True
) -> MadeLink:
    """For the next four weeks (`month`), a series (c12) or one post or issue (m34). Problem when there is no such
    thing, or too many links are open."""
    if not _SCOPE.fullmatch(scope) or days not in DAYS:
        raise Problem("Choose what the link shows and for how long, then try again.")
    if scope != THE_MONTH:
        finding.messages(scope)
    if open_links(now).count() >= MOST_OPEN:
        raise Problem(f"There are {MOST_OPEN} open review links: end some of them first.")
    token = secrets.token_urlsafe(24)
    link = ReviewLink.objects.create(
        token_hash=_hash(token), scope=scope, label=" ".join(label.replace("\0", "").split())[:80],
        may_approve=may_approve, starts_at=now, ends_at=now + timedelta(weeks=WEEKS), created_by=by, created_at=now,
        expires_at=now + timedelta(days=days),
    )  # fmt: skip
    return MadeLink(link, token)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def open_links(now: datetime) -> QuerySet[ReviewLink]:
    """Those that open something, newest first."""
    return ReviewLink.objects.filter(revoked_at=None, expires_at__gt=now)


def open_link(token: str, now: datetime) -> ReviewLink | None:
    """The link of a token; None when nobody has it, it ended, or somebody ended it. Looking changes nothing."""
    return open_links(now).filter(token_hash=_hash(token)).first()


def end_link(link_id: int, now: datetime) -> None:
    """Nobody opens it any more; what was said through it stays."""
    ReviewLink.objects.filter(pk=link_id, revoked_at=None).update(revoked_at=now)


def ended_links(now: datetime) -> QuerySet[ReviewLink, str]:
    """Fingerprints of those that somebody ended and that would open something otherwise."""
    found = ReviewLink.objects.filter(revoked_at__isnull=False, expires_at__gt=now)
    return found.values_list("token_hash", flat=True)


def end_links(hashes: Collection[str] | None, now: datetime) -> None:
    """Those with these fingerprints, or every one that is open, open nothing any more."""
    found = open_links(now) if hashes is None else open_links(now).filter(token_hash__in=hashes)
    found.update(revoked_at=now)


def covered(link: ReviewLink, now: datetime) -> QuerySet[Message]:
    """What the link shows: posts and issues that are still to go out or were skipped, never what is over."""
    found = Message.objects.exclude(state__in=OVER)
    if link.scope == THE_MONTH:
        return found.filter(at__gt=max(now, link.starts_at), at__lte=link.ends_at).exclude(kind="tip", slot=None)
    if link.scope.startswith("c"):
        return found.filter(campaign=int(link.scope[1:]))
    return found.filter(pk=int(link.scope[1:]))


def shown(link: ReviewLink, now: datetime) -> list[Moment]:
    """By date, with all that draws them."""
    return moments(covered(link, now))


def shows(link: ReviewLink, ref: str, now: datetime) -> Message:
    """The post or issue m34, when the link shows it; Problem otherwise, whether it exists or not."""
    number = re.fullmatch(r"m(\d{1,18})", ref)
    rows = covered(link, now).select_related("account", "tip", "slot", "campaign")
    found = rows.filter(pk=int(number[1])).first() if number else None
    if found is None:
        raise Problem("This post is not part of what you were asked to look at, or it is over.")
    return found


def scope_words(link: ReviewLink) -> str:
    """`the month`, `the series “…”`, `“…” on newsletter`."""
    if link.scope == THE_MONTH:
        return "the month"
    if link.scope.startswith("c"):
        title = Campaign.objects.filter(pk=int(link.scope[1:])).values_list("title", flat=True).first()
        return f"the series “{title}”"
    message = Message.objects.select_related("account").filter(pk=int(link.scope[1:])).first()
    return f"“{message.title}” on {message.account.name}" if message else "a post"
