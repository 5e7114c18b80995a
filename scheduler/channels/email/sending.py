"""A claimed batch over the connections of its account; and single mails of the system itself."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from scheduler.channels.answers import Ended, lost_login
from scheduler.channels.base import After, Before, Credentials, Job, Stopped
from scheduler.channels.email import dkim, headers, mime, tokens
from scheduler.channels.email.connection import Letter
from scheduler.channels.email.fleet import Fleet, Orders
from scheduler.channels.email.limits import Lessons, Limits, Pace
from scheduler.channels.email.login import Login
from scheduler.channels.email.notices import Notice
from scheduler.channels.email.session import Session
from scheduler.domain.outcomes import Accepted, Outcome, Refused

TOKEN_REFUSED = ("535", "5.7.8", "5.7.3")
"""How a mail server says that an access token is over (RFC 4954, 6; Exchange says 5.7.3)."""

_LINE_STARTS_WITH_DOT = re.compile(rb"(?m)^\.")


class Desk:
    """What is kept from batch to batch: the mail that was built last with its seal where it is signed, the pace, and
    what the server has taught."""

    def __init__(self, limits: Limits, learnt: Mapping[str, Any]) -> None:
        self.limits, self.learnt, self.pace = limits, dict(learnt), Pace()
        self._built: tuple[Mapping[str, Any], mime.Prepared] | None = None
        self._sealed: tuple[mime.Prepared, Sequence[dkim.Key], dkim.Seal] | None = None

    def eased(self, now: datetime) -> Limits:
        """The limits as they are now; the pace keeps to them."""
        limits = self.limits.eased(self.learnt, now)
        self.pace.per_second = limits.per_second
        return limits

    def learn(self, lessons: Lessons, signed_in: Credentials, now: datetime) -> None:
        """Kept with the sign-in, where it outlives this process."""
        learnt = lessons.learnt(self.learnt, now)
        if _differ(learnt, self.learnt):
            self.learnt = learnt
            signed_in.keep_session({**signed_in.session, "limits": learnt})

    def prepared(self, payload: Mapping[str, Any]) -> mime.Prepared:
        """That payload's. Raises Unsendable."""
        if self._built is None or self._built[0] is not payload:
            self._built = (payload, mime.prepare(payload))
        return self._built[1]

    def seal(self, prepared: mime.Prepared, keys: Sequence[dkim.Key]) -> dkim.Seal:
        """What signs it. Raises Unsendable when a key is not one for its sender."""
        if self._sealed is None or self._sealed[0] is not prepared or self._sealed[1] != keys:
            self._sealed = (prepared, keys, dkim.Seal(prepared, keys))
        return self._sealed[2]


class Batch:
    """The jobs of one account. The first connection is opened before the first mail is begun."""

    def __init__(self, jobs: Sequence[Job], desk: Desk) -> None:
        self._jobs, self._desk = jobs, desk
        self._now, self._started = jobs[0].now, time.monotonic()
        self._keys: Sequence[dkim.Key] = ()

    def run(self, orders: tuple[Before, After, Stopped], window: int) -> None:
        """Every job that may be sent, until one outcome stops the account. What is not reported was not begun."""
        limits = self._desk.eased(self._now)
        fleet = Fleet(self._knock, Orders(self._letter, *orders, self._clock), limits, window, self._desk.pace)
        try:
            fleet.run(self._jobs)
        finally:
            tokens.keep(self._jobs[0].credentials)
            self._desk.learn(fleet.lessons, self._jobs[0].credentials, self._clock())

    def _knock(self) -> Session:
        self._keys = keys_of(self._jobs[0].credentials)
        return let_in(self._jobs[0].credentials, self._clock())

    def _letter(self, job: Job) -> Letter | Outcome:
        try:
            return self._built(job)
        except headers.Unsendable as problem:
            return unsendable(problem)

    def _built(self, job: Job) -> Letter:
        prepared = self._desk.prepared(job.payload)
        pieces = prepared.pieces_for(job.holes if "key" in job.holes else {"key": job.key, **job.holes})
        if self._keys:
            pieces.insert(0, self._desk.seal(prepared, self._keys).sign(pieces, _created(job)))
        return_path = job.holes.get("return_path", "")
        sender = headers.address(return_path) if return_path else prepared.sender
        return Letter(sender, headers.address(job.holes["to"]), pieces)

    def _clock(self) -> datetime:
        """The jobs' own time plus what has passed since: a wait is counted from now, not from the claim."""
        return self._now + timedelta(seconds=time.monotonic() - self._started)


def let_in(credentials: Credentials, now: datetime | None) -> Session:
    """Signed in; an access token that the server does not take is renewed once. Ended with the reason."""
    login = Login.of(credentials)
    try:
        return Session.start(login, now)
    except Ended as ended:
        no = ended.outcome
        if not (isinstance(no, Refused) and no.code in TOKEN_REFUSED and tokens.refused(credentials, login.token)):
            raise
    return Session.start(Login.of(credentials), now)


def keys_of(credentials: Credentials) -> Sequence[dkim.Key]:
    """What the account signs with; none when the mail server signs. Ended when it should sign and has no key: a mail
    that the domain's DMARC rule condemns must not go out by mistake."""
    wanted = credentials.values.get("dkim", "")
    if wanted and not credentials.signing:
        reason = f"There is no signing key {wanted}; make one with `studio dkim new --selector {wanted}`."
        raise Ended(lost_login("dkim", reason))
    return [dkim.Key(**one) for one in credentials.signing] if wanted else []


def _differ(new: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    """Is it worth writing down? A pace that is nearly the same is not."""
    same_pace = abs(new.get("pace", 0) - old.get("pace", 0)) <= 0.2 * old.get("pace", 0)
    return {**new, "pace": 0} != {**old, "pace": 0} or not same_pace


def send_one(credentials: Credentials, notice: Notice) -> Outcome:
    """One mail of the system itself, over the mail server."""
    try:
        sender, recipient, data = notice.built()
        if keys := keys_of(credentials):
            own = headers.mailbox(notice.sender)[1].domain  # not that of the address it comes back to
            data = dkim.sign(data, own, keys, notice.at) + data
    except headers.Unsendable as problem:
        return unsendable(problem)
    except Ended as ended:
        return ended.outcome
    outcomes: list[Outcome] = []
    orders: Orders[Letter] = Orders(
        letter=lambda item: item,
        before=lambda batch: batch,
        after=lambda results: outcomes.extend(outcome for _, outcome in results),
        stopped=lambda: False,
        clock=lambda: notice.at,
    )
    Fleet(lambda: let_in(credentials, notice.at), orders).run(
        [Letter(sender, recipient, [_LINE_STARTS_WITH_DOT.sub(b"..", data)])]
    )
    tokens.keep(credentials)
    return outcomes[0]


def check(credentials: Credentials, sender: str) -> Outcome:
    """Sign in and ask whether mail from `sender` would be let in; nothing is sent."""
    try:
        address = headers.mailbox(sender)[1] if sender else None
        for key in keys_of(credentials):
            dkim.check(key, address.domain if address else key.domain)
        session = let_in(credentials, None)
    except headers.Unsendable as problem:
        return Refused(problem.code, str(problem), stops_account=True)
    except Ended as ended:
        return ended.outcome
    try:
        return (session.probe(address) if address else None) or Accepted()
    finally:
        tokens.keep(credentials)
        session.quit()


def _created(job: Job) -> datetime:
    """When its holes were filled: the same signature at every try."""
    created = job.holes.get("created_at", "")
    return datetime.fromisoformat(created) if created else job.now


def unsendable(problem: headers.Unsendable) -> Refused:
    """What it means for the copy, the person and the account."""
    return Refused(problem.code, str(problem), suppress=problem.suppress, stops_account=problem.ours)
