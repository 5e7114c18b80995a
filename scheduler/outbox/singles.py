"""Mails of the studio to one person outside every issue: please confirm, your address has changed.

They go through the studio's own mailbox – its first newsletter – and obey it: in practice they are written to
`rehearsal/mails/`, while it waits or is paused they wait. Once, or never: what is not certain is not sent again, the
person can ask anew. The words are fixed when the mail is asked for, and emptied once it has ended; the row stays as the
record of what was sent when. Claim and record as in ledger.py, each a short transaction.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from scheduler.accounts import services as accounts
from scheduler.accounts.models import Account
from scheduler.audience import services as audience
from scheduler.channels import email
from scheduler.channels.email import Notice
from scheduler.config import Clock
from scheduler.domain.outcomes import Accepted, Outcome, Refused, Retry
from scheduler.domain.retry import next_try
from scheduler.outbox.faults import point
from scheduler.outbox.models import Single
from scheduler.outbox.sql import aware, change, instant, rows, unjson
from scheduler.outbox.transports import Live, Transports
from scheduler.plan.services.pages import single_mail
from scheduler.signals import sooner

COOLING = timedelta(minutes=15)
FINAL = "complained"


def wanted(sender: object, *, kind: str, subscriber_id: int, to: str, now: datetime, **more: Any) -> None:
    """Listener of `signals.mail_wanted`: write the mail into the queue, in the transaction that asks for it."""
    said, key = single_mail(kind, more["link"]), uuid.uuid4().hex
    Single.objects.create(
        kind=kind, subscriber_id=subscriber_id, address_hash=more["address_hash"], key=key,
        words={"to": to, "subject": said.subject, "text": said.text, "html": said.html},
        message_id=digest_of(key), created_at=now, due_at=now, expires_at=more["expires_at"],
    )  # fmt: skip
    transaction.on_commit(_sooner)


def _sooner() -> None:
    sooner.send(sender=None)


def digest_of(key: str) -> str:
    """The left side of the Message-ID that a notice with that key has."""
    return hashlib.sha256(key.encode()).hexdigest()[:40]


def due(now: datetime) -> bool:
    """Is there anything to send or to end?"""
    return bool(rows("SELECT 1 FROM outbox_single WHERE state = 'queued' AND due_at <= %s LIMIT 1", [instant(now)]))


def next_due(now: datetime) -> datetime | None:
    """When the next try of one comes."""
    first = Single.objects.filter(state="queued", due_at__gt=now).order_by("due_at").values_list("due_at", flat=True)
    return first.first()


def recover() -> None:
    """What a dead sender had begun is not certain; of a rehearsal nothing can have left, but the file is there."""
    change(
        """UPDATE outbox_single SET state = 'unknown', words = '{}',
          detail = 'The program was stopped while this was on its way.'
        WHERE state = 'sending' AND worker NOT IN (SELECT w.name FROM outbox_worker w WHERE w.stopped_at IS NULL)"""
    )


@dataclass(frozen=True, slots=True)
class Mailbox:
    """What single mails leave by now. `folder`: where they are written in practice."""

    account: Account
    folder: Path | None


def _mailbox(transports: Transports) -> Mailbox | None:
    """Only a studio's own roads carry single mails: a simulation has nobody to ask."""
    if not isinstance(transports, Live):
        return None
    account = accounts.mailbox()
    if account is None or account.state not in ("rehearsing", "ready"):
        return None
    return Mailbox(account, transports.home / "rehearsal" / "mails" if account.state == "rehearsing" else None)


def send_due(transports: Transports, clock: Clock, worker: str) -> int:
    """Send what is due, oldest first; answers how many the mail server took. Stops when the mailbox is shut."""
    _miss(clock.now())
    taken = 0
    for (single_id,) in rows(
        "SELECT id FROM outbox_single WHERE state = 'queued' AND due_at <= %s ORDER BY id", [instant(clock.now())]
    ):
        mailbox = _mailbox(transports)
        if mailbox is None:
            break
        taken += _send(int(single_id), mailbox, worker, clock)
    return taken


def _miss(now: datetime) -> None:
    change(
        """UPDATE outbox_single SET state = 'missed', ended_at = %s, words = '{}'
        WHERE state = 'queued' AND expires_at <= %s""",
        [instant(now), instant(now)],
    )


def _send(single_id: int, mailbox: Mailbox, worker: str, clock: Clock) -> bool:
    begun = _begin(single_id, mailbox, worker, clock.now())
    if not begun:
        return False
    key, kind, attempts, created_at, words = begun[0]
    point("single.begun")
    notice = _notice(mailbox.account, str(key), unjson(words), created_at)
    outcome = _write(mailbox, f"{single_id:05}-{kind}", notice)
    point("single.answered")
    _record(single_id, mailbox, outcome, (str(key), int(attempts)), clock.now())
    return isinstance(outcome, Accepted) and mailbox.folder is None


def _begin(single_id: int, mailbox: Mailbox, worker: str, now: datetime) -> Sequence[Sequence[Any]]:
    """Commit the intent, unless the person reported spam, or the mailbox was paused or shut meanwhile. (An erasure
    empties what waits.)"""
    change(
        """UPDATE outbox_single SET state = 'suppressed', ended_at = %s, words = '{}'
        WHERE id = %s AND state = 'queued' AND EXISTS (SELECT 1 FROM audience_suppression x
          WHERE x.address_hash = outbox_single.address_hash AND x.reason = %s)""",
        [instant(now), single_id, FINAL],
    )
    account = mailbox.account
    return rows(
        """UPDATE outbox_single SET state = 'sending', worker = %s, attempts = attempts + 1
        WHERE id = %s AND state = 'queued'
          AND NOT EXISTS (SELECT 1 FROM outbox_hold h
            WHERE h.released_at IS NULL AND h.scope IN ('instance:', %s))
          AND EXISTS (SELECT 1 FROM accounts_account a WHERE a.id = %s AND a.state = %s)
        RETURNING key, kind, attempts, created_at, words""",
        [worker, single_id, f"account:{account.pk}", account.pk, account.state],
    )


def _notice(account: Account, key: str, words: dict[str, str], at: Any) -> Notice:
    created = aware(datetime.fromisoformat(at) if isinstance(at, str) else at)
    assert created is not None
    return Notice(
        sender=str(account.options.get("from") or ""), to=words["to"], subject=words["subject"],
        text=words["text"], html=words["html"], key=key, at=created,
        return_path=email.return_path(str(accounts.credentials(account).values.get("return_path") or ""), key),
    )  # fmt: skip


def _write(mailbox: Mailbox, name: str, notice: Notice) -> Outcome:
    if mailbox.folder is None:
        return email.send_one(accounts.credentials(mailbox.account), notice)
    try:
        data = notice.built()[2]
    except email.Unsendable as problem:
        return Refused(problem.code, str(problem))
    mailbox.folder.mkdir(parents=True, exist_ok=True)
    (mailbox.folder / f"{name}.eml").write_bytes(data)
    return Accepted()


def _record(single_id: int, mailbox: Mailbox, outcome: Outcome, tried: tuple[str, int], now: datetime) -> None:
    values = _outcome(mailbox, outcome, tried, now)
    if values["state"] != "queued":
        values |= {"words": json.dumps({}), "ended_at": instant(now)}
    columns = ", ".join(f"{name} = %s" for name in values)
    change(
        f"UPDATE outbox_single SET {columns} WHERE id = %s AND state = 'sending'",
        [*values.values(), single_id],
    )
    point("single.recorded")
    if isinstance(outcome, Refused) and outcome.suppress:
        address_failed(single_id, f"{outcome.code} {outcome.reason}", now)
    if isinstance(outcome, Refused) and outcome.stops_account:
        wait = now + COOLING if outcome.account_state == "cooling" else None
        accounts.stop_account(mailbox.account.pk, outcome.account_state, outcome.reason, now, wait)
    elif isinstance(outcome, Retry) and outcome.cools_account:
        until = outcome.not_before or now + COOLING
        accounts.stop_account(mailbox.account.pk, "cooling", outcome.reason, now, until)


def address_failed(single_id: int, why: str, now: datetime) -> None:
    """The mailbox that was asked does not exist: its person is left out, unless it was only to be their new address."""
    single = Single.objects.get(pk=single_id)
    if single.kind in ("sign-up", "known") and single.subscriber_id is not None:
        audience.leave_out(single.subscriber_id, "bounced", f"the mail to confirm: {why}", now)


def _outcome(mailbox: Mailbox, outcome: Outcome, tried: tuple[str, int], now: datetime) -> dict[str, Any]:
    match outcome:
        case Accepted():
            return {"state": "sent" if mailbox.folder is None else "rehearsed", "detail": outcome.remote_id[:500]}
        case Refused(stops_account=False):
            return {"state": "refused", "detail": f"{outcome.code} {outcome.reason}".strip()[:500]}
        case Refused():
            return {"state": "queued", "detail": outcome.reason[:500]}
        case Retry():
            again = next_try(tried[1], tried[0], outcome.not_before, now)
            return {"state": "queued", "detail": outcome.reason[:500], "due_at": instant(again)}
        case _:
            return {"state": "unknown", "detail": outcome.reason[:500]}
