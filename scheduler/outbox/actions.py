"""What a person does to what goes out: send it now, take that back, stop it, try it, settle what is not certain."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import transaction

from scheduler import config
from scheduler.audience.services import address_key, asked_to_be_left_out
from scheduler.channels.base import Job, Memo
from scheduler.domain.outcomes import Accepted
from scheduler.errors import Problem
from scheduler.outbox import holes, ledger
from scheduler.outbox.closing import close
from scheduler.outbox.confirming import confirm
from scheduler.outbox.content import content_of
from scheduler.outbox.drain import load_media
from scheduler.outbox.models import Delivery, Undo
from scheduler.outbox.reactions import tell
from scheduler.outbox.transports import for_a_test
from scheduler.plan import services as plan
from scheduler.plan.models import Message
from scheduler.plan.services import accepting, approving, finding, practice
from scheduler.signals import sooner

UNDO = timedelta(minutes=2)
TEST = "[Test] "


@transaction.atomic
def send_now(ref: str, by: str, now: datetime, typed: str = "") -> datetime:
    """Send a post or issue without waiting for its date; answers when it goes. A draft is approved by this.
    `typed`: how many people get it, needed for more than CONFIRM_ABOVE (TypeTheNumber otherwise).

    Live, there are two minutes (`undo window`) to change one's mind; practice goes at once. Problem when it has begun,
    is over, has no draft, its channel cannot send, or it is paused: what is paused stays so until a person resumes it.
    """
    message = finding.changeable(ref)
    if waits := plan.held_by(message):
        raise Problem(
            f"“{message.title}” does not go out now: {' '.join(waits).rstrip('.')}. Let it go on first, then press "
            "“Send now” again."
        )
    if message.account.state not in ("ready", "rehearsing"):
        raise Problem(f"{message.account.name} cannot send now: {message.account.reason or 'it is off.'}")
    confirm(message, typed, now)
    before = message.state
    if before == "draft":
        approving.approve(ref, by, now)
    at = now + (timedelta() if message.account.state == "rehearsing" else _window(message))
    grace = message.late_after - message.at
    changed = Message.objects.filter(pk=message.pk, state="approved", frozen_at=None).update(
        at=at, late_after=message.late_after if message.series_id else at + grace, moved_by=by
    )
    if not changed:
        raise Problem(f"“{message.title}” has changed meanwhile; open it again.")
    Undo.objects.get_or_create(  # pressed twice, it still goes back to what it was at first
        message=message,
        defaults={
            "state": before,
            "at": message.at,
            "late_after": message.late_after,
            "moved_by": message.moved_by,
            "until": at,
            "by": by,
        },
    )
    transaction.on_commit(_sooner)
    return at


@transaction.atomic
def practise_again(ref: str, by: str, now: datetime) -> Message:
    """A post or issue that was practised, once more: now, where it reads as somebody approved it, else as a draft that
    waits for an OK. Answers the new one; pressed twice, the same. Problem when its channel no longer practises, it goes
    out anyway, or it is paused."""
    if (there := practice.newest_of(finding.message(ref))) is not None:
        return there
    again = practice.practise_one(ref, by, now)
    if again.state == "approved":
        send_now(again.ref, by, now)
    return again


def _sooner() -> None:
    sooner.send(sender=None)


def _window(message: Message) -> timedelta:
    accepted = accepting.accepted()
    job = accepted.jobs.get(message.job) if accepted else None
    return job.undo_window if job else UNDO


@transaction.atomic
def undo(ref: str, by: str, now: datetime) -> None:
    """Take "Send now" back: the message is what it was before. Problem once it has begun."""
    message = finding.message(ref)
    was = Undo.objects.filter(message=message).first()
    if was is None:
        raise Problem(f"There is nothing to undo: “{message.title}” waits for its own date.")
    restored = Message.objects.filter(pk=message.pk, state__in=finding.OPEN, frozen_at=None).update(
        at=was.at, late_after=was.late_after, moved_by=was.moved_by
    )
    if not restored:
        raise Problem(f"It is too late to undo: “{message.title}” has begun to go out; you can still stop it.")
    if was.state == "draft":
        approving.withdraw(message, now)
    was.delete()


def stop(ref: str, by: str, now: datetime) -> int:
    """Nothing more of a post, an issue (m34) or a series (c12) begins; what is on its way at this moment ends by
    itself. Answers how many messages were stopped."""
    if ref.startswith("c"):
        return _stop_series(ref, by, now)
    message = finding.message(ref)
    if message.frozen_at and message.state == "approved":
        return _stop(message, by, now)
    return approving.stop(ref, by, now)


def _stop_series(ref: str, by: str, now: datetime) -> int:
    begun = finding.campaign(ref).messages.filter(state="approved").exclude(frozen_at=None)
    stopped = sum(_stop(message, by, now) for message in begun.select_related("account"))
    return stopped + approving.stop(ref, by, now)


def _stop(message: Message, by: str, now: datetime) -> int:
    with transaction.atomic():
        stopped = Message.objects.filter(pk=message.pk, state="approved").update(
            state="cancelled", reason=f"Stopped by {by}."[:300], closed_at=now
        )
        left = ledger.end(message.pk, "cancelled", "stopped", "1 = 1", [], now) if stopped else 0
    if stopped:
        tell("stopped", f"{by} stopped “{message.title}” on {message.account.name}; {left} not sent.", message, now)
    return stopped


def send_test(ref: str, to: str, now: datetime) -> str:
    """One marked copy to `to`, outside the ledger: never counted. Answers in words what happened. It really leaves once
    signing in to the mailbox is known to work; before that it is written into `rehearsal/`."""
    message = finding.message(ref)
    road = for_a_test(message)
    if road is None or not road.channel.bulk:
        raise Problem(f"A test goes out by mail only, and {message.account.name} cannot send any now.")
    if not road.rehearsal and asked_to_be_left_out(to):
        raise Problem("This person asked to be left out, so they get no test either; choose an address of your own.")
    content = content_of(message)
    if not content:
        raise Problem(f"“{message.title}” has no draft yet; open it again in a minute.")
    payload = dict(content["default", 1])
    payload["subject"] = f"{TEST}{payload.get('subject', '')}"
    key = uuid.uuid4().hex
    personal = holes.personal(config.site().url, address_key(to), "", "practice", message.pk, test=True)
    job = Job(
        delivery_id=0,
        key=key,
        payload=payload,
        holes={"key": key, "created_at": now.isoformat(), **personal},
        memo=Memo(),
        credentials=road.credentials,
        now=now,
        load_media=load_media,
    )
    outcome = road.channel.send(job)
    if not isinstance(outcome, Accepted):
        raise Problem(f"The test was not taken: {outcome.reason}")
    return "Written into the rehearsal folder, since this channel practises." if road.rehearsal else f"Sent to {to}."


def done_by_hand(token: str, now: datetime) -> str:
    """The owner has posted it herself; answers the post's title. Pressed again it changes nothing. Problem for a
    token nobody has."""
    delivery = Delivery.objects.select_related("message__account").filter(key=token).first() if token else None
    if delivery is None:
        raise Problem("This link names no post; open the newest reminder again.")
    if ledger.confirm(token, now) is not None:
        close(delivery.message, now)
    elif not Delivery.objects.filter(pk=delivery.pk, state="sent").exists():
        raise Problem(f"“{delivery.message.title}” no longer waits to be posted; nothing was changed.")
    return delivery.message.title


DECISIONS = {"sent": "sent", "again": "queued", "no": "cancelled"}


def resolve(delivery_id: int, decision: str, by: str, now: datetime) -> None:
    """A person says what became of a copy that is not certain: it is there ("sent"), send it again ("again"), or
    leave it ("no"). Problem when it is certain already."""
    if decision not in DECISIONS:
        raise Problem(f"“{decision}” is no answer here; choose sent, again or no.")
    delivery = Delivery.objects.select_related("message__account").filter(pk=delivery_id).first()
    reason = {"sent": "", "again": "again", "no": "not_again"}[decision]
    if delivery is None or not ledger.settle(
        delivery_id, None, DECISIONS[decision], now, reason=reason, detail=f"Decided by {by}."[:500]
    ):
        raise Problem("This copy is certain already; look at it again.")
    _sooner()
    close(delivery.message, now)
