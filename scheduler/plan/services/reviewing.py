"""What a reviewer says: yes, a comment, or please not. A comment keeps the post back until the owner has read it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from scheduler.domain.rendering import strip_private_use
from scheduler.errors import Problem
from scheduler.plan.models import Comment, ReviewLink
from scheduler.plan.services.approving import approve_message
from scheduler.plan.services.holding import hold, release
from scheduler.plan.services.lateness import OPEN, tell
from scheduler.plan.services.review_links import shows

COMMENTED = "review-comment"
LONGEST_NAME, LONGEST = 60, 2000
AN_HOUR = timedelta(hours=1)
MOST_AN_HOUR, MOST = 30, 300
TOO_MANY = "That is a lot at once: please write to the studio instead, or go on in an hour."


def reviewer(name: str) -> str:
    """The name that somebody typed, on one line; Problem when there is none."""
    words = " ".join(strip_private_use(name).split())
    words = "".join(letter for letter in words if letter.isprintable())[:LONGEST_NAME].strip()
    if not words:
        raise Problem("Please say who you are first, so that the studio knows who answers.")
    return words


@transaction.atomic
def review_approve(link: ReviewLink, ref: str, seen: str, who: str, now: datetime) -> bool:
    """Say yes to exactly the words that were shown; False when it was answered already. Kept as `Anna (review link of
    owner@…)`. Problem when the words changed meanwhile, or the link only looks and comments."""
    message, name = shows(link, ref, now), reviewer(who)
    if not link.may_approve:
        raise Problem("This link lets you look and comment; the OK is the studio's own.")
    if message.state != "draft" or message.frozen_at:
        return False
    by = f"{name} (review link of {link.created_by})"[:254]
    if message.payload_hash != seen or not approve_message(message, by, now):
        raise Problem(f"“{message.title}” changed after you had opened this page: look at it again, please.")
    return True


@transaction.atomic
def comment(link: ReviewLink, ref: str, who: str, text: str, now: datetime, *, against: bool = False) -> Comment:
    """Say something about a post: it does not go out until the owner has seen to it, and she is told."""
    message, name = shows(link, ref, now), reviewer(who)
    words = strip_private_use(text.replace("\r\n", "\n").replace("\0", "")).strip()
    if not words and against:
        words = "Please do not send this."
    if not words:
        raise Problem("There are no words here: write what you would change.")
    if len(words) > LONGEST:
        raise Problem(f"This is longer than {LONGEST} characters: make it shorter.")
    if message.state not in OPEN or message.frozen_at:
        raise Problem(f"“{message.title}” is on its way or over already: please tell the studio yourself.")
    _not_too_many(link, now)
    short = " ".join(words.split())
    asks = "asks not to send it" if against else "commented"
    reason = f"{name} (review link) {asks}: “{short[:180]}{'…' if len(short) > 180 else ''}”"
    made = Comment.objects.create(
        message=message, link=link, who=name, text=words, against=against, at=now, hold_reason=reason[:300],
        payload_hash=message.payload_hash,
    )  # fmt: skip
    hold(f"message:{message.pk}", made.hold_reason, f"{name} (review link)", now)
    text = f"“{message.title}” on {message.account.name} waits for you: {reason}"
    tell(COMMENTED, text[:500], now, message, needs_you=True)
    return made


def _not_too_many(link: ReviewLink, now: datetime) -> None:
    said = Comment.objects.filter(link=link)
    if said.filter(at__gt=now - AN_HOUR).count() >= MOST_AN_HOUR or said.count() >= MOST:
        raise Problem(TOO_MANY)


@transaction.atomic
def answer_comment(comment_id: int, answer: str, by: str, now: datetime) -> Comment:
    """The owner has read it, and perhaps answers; what it kept back goes on. Problem when it is not there."""
    found = Comment.objects.select_related("message__account").filter(pk=comment_id).first()
    if found is None:
        raise Problem("This comment is not there any more.")
    words = strip_private_use(answer.replace("\r\n", "\n")).strip()[:LONGEST]
    fresh = Comment.objects.filter(pk=found.pk, resolved_at=None)
    if fresh.update(answer=words, resolved_at=now, resolved_by=by):
        still = Comment.objects.filter(message=found.message, resolved_at=None, hold_reason=found.hold_reason)
        if not still.exists():
            release(f"message:{found.message_id}", now, found.hold_reason)
    found.refresh_from_db()
    return found
