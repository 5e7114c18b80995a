"""A claimed batch over one connection, one mail in flight; and single mails of the system itself."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from scheduler.channels.answers import Ended
from scheduler.channels.base import After, Before, Credentials, Job, Stopped
from scheduler.channels.email import headers, mime
from scheduler.channels.email.login import Login
from scheduler.channels.email.notices import Notice
from scheduler.channels.email.session import Session
from scheduler.domain.outcomes import Accepted, Outcome, Refused, Retry


@dataclass(frozen=True, slots=True)
class _Mail:
    sender: headers.Address
    recipient: headers.Address
    data: bytes


class Batch:
    """The jobs of one account. The connection is opened with the first mail and used for all of them."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        self._jobs = jobs
        self._now = jobs[0].now
        self._started = time.monotonic()
        self._session: Session | None = None
        self._closed_to_us: Outcome | None = None
        self._prepared: tuple[Mapping[str, Any], mime.Prepared] | None = None

    def run(self, before: Before, after: After, stopped: Stopped) -> None:
        """Every job that may be sent, until one outcome stops the account. What is not reported was not begun.

        The connection is made before a job is begun. When that fails, the first job alone is begun and tells why.
        """
        try:
            for job in self._jobs:
                if stopped():
                    return
                entered = self._entered()
                for allowed in before([job]):
                    if _stops(self._recorded(entered, allowed, after)):
                        return
        finally:
            if self._session is not None:
                self._session.quit()

    def _entered(self) -> Session | Outcome:
        """An open session, or why there is none; asked once per batch."""
        if self._closed_to_us is None:
            try:
                return self._connected()
            except Ended as ended:
                self._closed_to_us = ended.outcome
        return self._closed_to_us

    def _recorded(self, entered: Session | Outcome, job: Job, after: After) -> Outcome:
        """Send one and record it at once. An interruption is recorded too, as what is then known."""
        if not isinstance(entered, Session):
            after([(job, entered)])
            return entered
        outcome: Outcome | None = None
        entered.phase = "ehlo"
        try:
            outcome = self._sent(entered, job)
        finally:
            after([(job, outcome or (self._session or entered).outcome_if_it_ends_here("the sender was interrupted"))])
        return outcome

    def _sent(self, session: Session, job: Job) -> Outcome:
        try:
            mail = self._built(job)
        except headers.Unsendable as problem:
            return Refused(problem.code, str(problem), suppress=problem.suppress, stops_account=problem.ours)
        if not mail.recipient.local.isascii() and "SMTPUTF8" not in session.extensions:
            return Refused("5.6.7", "The mail server cannot send to addresses with such letters before the @.")
        outcome = session.deliver(mail.sender, mail.recipient, mail.data, self._clock())
        if session.stale:
            return self._once_more(mail)
        return outcome

    def _once_more(self, mail: _Mail) -> Outcome:
        """The server had hung up between two mails, as some do after a number of them: nothing of this one was sent."""
        try:
            session = self._connected()
        except Ended as ended:
            return ended.outcome
        return session.deliver(mail.sender, mail.recipient, mail.data, self._clock())

    def _connected(self) -> Session:
        if self._session is None or not self._session.open:
            self._session = Session.start(Login.of(self._jobs[0].credentials), self._clock())
        return self._session

    def _built(self, job: Job) -> _Mail:
        if self._prepared is None or self._prepared[0] != job.payload:
            self._prepared = (job.payload, mime.prepare(job.payload))
        prepared = self._prepared[1]
        data = prepared.message_for({"key": job.key, **job.holes})
        return_path = job.holes.get("return_path", "")
        sender = headers.address(return_path) if return_path else prepared.sender
        return _Mail(sender, headers.address(job.holes["to"]), data)

    def _clock(self) -> datetime:
        """The jobs' own time plus what has passed since: a wait is counted from now, not from the claim."""
        return self._now + timedelta(seconds=time.monotonic() - self._started)


def send_one(credentials: Credentials, notice: Notice) -> Outcome:
    """One mail of the system itself: a notice, a reminder to post, a sign-in link."""
    try:
        sender, recipient, data = notice.built()
        session = Session.start(Login.of(credentials), notice.at)
    except headers.Unsendable as problem:
        return Refused(problem.code, str(problem), suppress=problem.suppress, stops_account=problem.ours)
    except Ended as ended:
        return ended.outcome
    try:
        return session.deliver(sender, recipient, data, notice.at)
    finally:
        session.quit()


def check(credentials: Credentials, sender: str) -> Outcome:
    """Sign in and ask whether mail from `sender` would be let in; nothing is sent."""
    try:
        address = headers.mailbox(sender)[1] if sender else None
        session = Session.start(Login.of(credentials), None)
    except headers.Unsendable as problem:
        return Refused(problem.code, str(problem), stops_account=True)
    except Ended as ended:
        return ended.outcome
    try:
        return (session.probe(address) if address else None) or Accepted()
    finally:
        session.quit()


def _stops(outcome: Outcome) -> bool:
    """Nothing more goes out over this account for now."""
    return (isinstance(outcome, Refused) and outcome.stops_account) or (
        isinstance(outcome, Retry) and outcome.cools_account
    )
