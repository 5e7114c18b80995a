"""One message on its way: claim, begin, send, record, until nothing of it is due. (DESIGN section 3, Claim.)"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

from django.db import connection

from scheduler.accounts import services as accounts
from scheduler.channels.base import Job, Memo, Stopped
from scheduler.config import Clock
from scheduler.domain.outcomes import Accepted, Outcome, Unknown
from scheduler.library.models import Blob
from scheduler.outbox import allowance, holes, ledger, reactions
from scheduler.outbox.content import Content
from scheduler.outbox.faults import point
from scheduler.outbox.heartbeat import Heartbeat
from scheduler.outbox.ledger import ClaimLost, Hands, Recorded, Row, Target
from scheduler.outbox.live import Pace
from scheduler.outbox.patience import AWAY, patiently
from scheduler.outbox.scopes import held, scopes_of
from scheduler.outbox.transports import Road, owner_address
from scheduler.plan.models import Message

logger = logging.getLogger(__name__)

CLAIM = 500
"""Copies taken up at once; posts one at a time. A channel that carries many has the next ones taken up meanwhile."""

STRETCH = timedelta(minutes=5)
"""So long at most over the same connections: then what the mail server has taught, and since forgotten, counts anew."""

LOOK_EVERY = timedelta(milliseconds=200)
"""How soon a pause is seen by a channel that has begun several mails; the claim of the next ones sees it at once."""

SPENT = "The {:,} mails that may go out in 24 hours have gone out; the rest follows."

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

BROKEN = "The program failed while this was on its way; the log says how."


@dataclass(frozen=True, slots=True)
class Sender:
    """Who drains: its clock, its heart, whether it was told to stop, and how fast it is."""

    clock: Clock
    heart: Heartbeat
    stopped: Stopped
    pace: Pace = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pace", Pace(self.heart.name))

    def may_begin(self) -> bool:
        """May one more message begin?"""
        return not self.stopped() and self.heart.alive()


def target_of(message: Message, road: Road) -> Target:
    """The message as the ledger needs to know it."""
    return Target(
        message_id=message.pk,
        account_id=message.account_id,
        tip_id=message.tip_id,
        scopes=scopes_of(message),
        people=road.channel.bulk,
        rehearsal=road.rehearsal,
        by_hand=road.confirms,
        looks=road.looks,
        kind=message.kind,
        per_day=0 if road.rehearsal else road.channel.per_day,
    )


def load_media(sha256: str) -> bytes:
    """A picture's bytes; none when it is not stored."""
    blob = Blob.objects.filter(pk=sha256).first()
    return bytes(blob.bytes) if blob else b""


@dataclass(frozen=True, slots=True)
class Intents:
    """`before` of the channel seam, with all that it can do besides (channels/base.py)."""

    drain: Drain

    def __call__(self, batch: Sequence[Job]) -> list[Job]:
        return self.drain.before(self.drain.claimed(batch), batch)

    def turn(self, results: Sequence[tuple[Job, Outcome]], batch: Sequence[Job]) -> list[Job]:
        """Both at once."""
        return self.drain.turn(results, self.drain.claimed(batch), batch)

    def more(self) -> list[Job]:
        """The next claim."""
        return self.drain.more()

    def halted(self) -> bool:
        """From memory alone."""
        return self.drain.must_halt()


@dataclass
class Drain:
    """The work on one message by one sender. `counts`: how many copies ended in which state."""

    message: Message
    road: Road
    sender: Sender
    content: Content
    counts: Counter[str] = field(default_factory=Counter)
    halted: bool = False
    _begun: dict[int, Row] = field(default_factory=dict)
    _untouched: dict[int, Row] = field(default_factory=dict)
    _looked: datetime = LONG_AGO
    _since: datetime = LONG_AGO
    _last: int = 0
    _day_spent: bool = False
    _hands: Hands = field(default_factory=lambda: Hands(""))

    @property
    def target(self) -> Target:
        """What the ledger needs to know."""
        return target_of(self.message, self.road)

    def batch(self, after: int) -> int:
        """Claim and send what is due beyond the id `after`; the last id taken up, or 0 when nothing was."""
        self._last, self._since = after, self.sender.clock.now()
        self._begun, self._untouched, self._hands = {}, {}, Hands(self.sender.heart.name)
        jobs = self._claim(self._room(self._since))
        if jobs:
            self._send(jobs)
        return self._last if jobs else 0

    def more(self) -> list[Job]:
        """The next claim, while the one before is on its way: none when the day's mails are spent, it had to stop, or
        it is time for a new stretch."""
        now = self.sender.clock.now()
        if self.halted or not self.sender.may_begin() or abs(now - self._since) > STRETCH:
            return []
        room, per_day = CLAIM, self.target.per_day
        if per_day:
            room = min(room, allowance.left(self.target.account_id, per_day, now) - len(self._untouched))
        return self._claim(room) if room > 0 else []

    def _claim(self, limit: int) -> list[Job]:
        now, owner = self.sender.clock.now(), owner_address()
        comes_back = str(self.road.credentials.values.get("return_path") or "")
        taken = ledger.claim(
            self.target,
            self._hands,
            self._last,
            limit,
            lambda rows: holes.fill(self.target, owner, rows, now, comes_back),
            now,
        )
        self._untouched.update((row.id, row) for row in taken)
        if taken:
            self._last = taken[-1].id
        return [self.job(row, now=now) for row in taken]

    def claimed(self, batch: Sequence[Job]) -> list[Row]:
        """Their rows, none of them begun yet."""
        return [self._untouched[job.delivery_id] for job in batch]

    def _room(self, now: datetime) -> int:
        """How many copies to take up; none, and the account waits, when those of a day have gone out."""
        if not self.target.people:
            return 1
        if not self.target.per_day:
            return CLAIM
        left = allowance.left(self.target.account_id, self.target.per_day, now)
        if not left:
            until = allowance.open_again(self.target.account_id, now)
            accounts.stop_account(self.target.account_id, "cooling", SPENT.format(self.target.per_day), now, until)
        return min(CLAIM, left)

    def _send(self, jobs: Sequence[Job]) -> None:
        try:
            self.road.channel.send_many(jobs, Intents(self), self._after, self._must_stop)
        except ClaimLost:
            self.halted = True
        except AWAY:
            raise
        except Exception:  # the one place where a channel's own mistake must not stop the others
            logger.exception("message %s", self.message.ref)
            self._after_failure()
        ledger.let_go(self.target, list(self._untouched.values()), self.sender.clock.now())
        if self._day_spent and self.target.people:
            allowance.believe(self.target.account_id, self.sender.clock.now())

    def job(self, row: Row, state: str = "sending", now: datetime | None = None) -> Job:
        """A delivery as its channel sees it."""
        return Job(
            delivery_id=row.id,
            key=row.key,
            payload=self.content[row.variant, row.part],
            holes=holes.whole(row, self.message.pk),
            memo=Memo(row.memo, partial(ledger.save_memo, row, row.memo, state)),
            credentials=self.road.credentials,
            now=now or self.sender.clock.now(),
            first_try=not row.attempts,
            part=row.part,
            load_media=load_media,
        )

    def _must_stop(self) -> bool:
        """Asked before every mail, also before those that are begun: from memory, and of the database now and then."""
        now = self.sender.clock.now()
        if not self.halted and now - self._looked >= LOOK_EVERY:
            self._looked = now
            self.halted = held(self.message)
        return self.must_halt()

    def must_halt(self) -> bool:
        """The same from memory alone, in any thread."""
        return self.halted or self.sender.stopped() or not self.sender.heart.still_mine(self.sender.clock.now())

    def before(self, rows: Sequence[Row], jobs: Sequence[Job]) -> list[Job]:
        """Commit the intents. Nothing may be written by a sender whose own heartbeat has fallen silent."""
        if self.halted or not self.sender.may_begin():
            return []
        return self._may_be_written(rows, jobs, ledger.begin(self.target, rows, self.sender.clock.now()))

    def turn(self, results: Sequence[tuple[Job, Outcome]], rows: Sequence[Row], jobs: Sequence[Job]) -> list[Job]:
        """Commit the outcomes and the next intents; in one step when nothing follows from the outcomes."""
        as_usual = all(isinstance(outcome, Accepted) for _, outcome in results)
        if not as_usual or self.halted or not self.sender.may_begin():
            self._after(results)
            return self.before(rows, jobs)
        point("send.answered")
        outcomes = [(self._begun[job.delivery_id], outcome) for job, outcome in results]
        try:
            recorded, begun = ledger.turn(self.target, outcomes, rows, self.sender.clock.now())
        except AWAY:  # the channel still holds the outcomes, begins no more, and reports them with `after`
            connection.close()
            raise
        self._follow(outcomes, recorded)
        return self._may_be_written(rows, jobs, begun)

    def _may_be_written(self, rows: Sequence[Row], jobs: Sequence[Job], allowed: Sequence[Row]) -> list[Job]:
        begun = {row.id: row for row in allowed}
        for row in rows:  # begun, left out or back in line: the ledger has seen to them
            self._untouched.pop(row.id, None)
        if begun and not self.sender.heart.still_mine(self.sender.clock.now()):
            ledger.give_back(self.target, list(begun.values()))
            self.halted = True
            return []
        self._begun.update(begun)
        return [job for job in jobs if job.delivery_id in begun]

    def _after(self, results: Sequence[tuple[Job, Outcome]]) -> None:
        """Commit the outcomes, then do what follows from them."""
        point("send.answered")
        outcomes = [(self._begun[job.delivery_id], outcome) for job, outcome in results]
        recorded = patiently(lambda: ledger.record(self.target, outcomes, self.sender.clock.now()))
        self._follow(outcomes, recorded)

    def _follow(self, outcomes: Sequence[tuple[Row, Outcome]], recorded: Recorded) -> None:
        for row, _ in outcomes:
            self._begun.pop(row.id)
        self.sender.pace.note(self.message.pk, len(outcomes), self.sender.clock.now())
        self.counts.update({state: len(rows) for state, rows in recorded.states.items()})
        self._day_spent |= recorded.day_spent
        self.halted |= reactions.react(self.message, self.target, recorded, self.sender.clock.now())

    def _after_failure(self) -> None:
        """Perhaps taken, perhaps not: so these are unknown, and no more begin until a person has looked."""
        self.halted = True
        left = list(self._begun.values())
        self._begun = {}
        now = self.sender.clock.now()
        recorded = ledger.record(self.target, [(row, Unknown(BROKEN)) for row in left], now)
        reactions.react(self.message, self.target, recorded, now)
        reactions.hold_back(self.message, reactions.FAILED, now)
