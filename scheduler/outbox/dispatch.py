"""One pass over everything that is due. Any number of programs may do this at the same time. (DESIGN section 3.)"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from scheduler.accounts import services as accounts
from scheduler.channels.base import Stopped
from scheduler.channels.registry import UnknownChannel
from scheduler.config import Clock
from scheduler.errors import Problem
from scheduler.outbox import due, expiry, freeze, heartbeat, ledger, reactions, scopes, singles, unknowns, weekly
from scheduler.outbox.closing import close
from scheduler.outbox.content import content_of
from scheduler.outbox.drain import Drain, Sender, target_of
from scheduler.outbox.heartbeat import Heartbeat
from scheduler.outbox.transports import Road, Transports, live
from scheduler.plan import services as plan
from scheduler.plan.models import Message


@dataclass(slots=True)
class Pass:
    """What a pass did: copies by the state they ended in, and what each message became that is over now."""

    states: Counter[str] = field(default_factory=Counter)
    closed: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        words = ", ".join(f"{count} {state}" for state, count in self.states.items() if count)
        return f"{words or 'nothing was due'}."

    @property
    def sent(self) -> int:
        """Copies that the network took."""
        return self.states["sent"]

    @property
    def refused(self) -> int:
        """Copies that the network said a final no to."""
        return self.states["refused"]


Hearts = Callable[[Clock], AbstractContextManager[Heartbeat]]


def dispatch(
    clock: Clock, transports: Transports, stopped: Stopped = lambda: False, hearts: Hearts = heartbeat.quiet
) -> Pass:
    """Give up what dead senders left, decide what is late or unanswered, send what is due, close what is done.

    `stopped` is asked before anything begins. `hearts`: how the pass gives signs of life; `heartbeat.beating` for
    programs that run beside others, since a mail server's last word may take ten minutes.
    """
    done = Pass()
    _prepare(clock.now())
    todo = due.messages(clock.now())
    if not todo and not ledger.unknowns(clock.now()) and not singles.due(clock.now()):
        return done
    with hearts(clock) as heart:
        sender = Sender(clock, heart, stopped)
        if sender.may_begin():
            singles.send_due(transports, clock, heart.name)
        for message_id in todo:
            if not sender.may_begin():
                break
            _guarded(message_id, transports, sender, done)
        unknowns.look_up(transports, sender, done.states)
    return done


@cache
def _spare_the_collector() -> None:
    """Once a process: what is loaded by now stays for good, and Python's collector of rubbish need not walk through all
    of it again and again while mails go out (a tenth of a send's CPU); nor look for rings among the copies in hand
    after every hundred of them, since there are none."""
    gc.freeze()
    gc.set_threshold(10_000)


def run_pass(clock: Clock, stopped: Stopped = lambda: False) -> Pass:
    """A pass of a studio: over its own roads, with a heart that beats by itself."""
    _spare_the_collector()
    return dispatch(clock, live(), stopped, heartbeat.beating)


def _prepare(now: datetime) -> None:
    recover(now)
    expiry.end_stopped(now)
    accounts.warm_up(now)
    plan.answer_due(now)
    _add_people(now)
    weekly.let_go(now)


def _add_people(now: datetime) -> None:
    for person in plan.people_due(now):
        freeze.add_person(person.message_id, person, now)


def recover(now: datetime) -> None:
    """What senders left behind whose heart stopped two minutes ago: in line again, or not certain."""
    ledger.recover(now, now - heartbeat.SILENCE)
    singles.recover()
    heartbeat.forget_old(now)


def _guarded(message_id: int, transports: Transports, sender: Sender, done: Pass) -> None:
    """One message that cannot be sent does not keep the others from it: it is held, and the owner is told."""
    try:
        _one(message_id, transports, sender, done)
    except (Problem, UnknownChannel) as problem:
        reactions.hold_back(_load(message_id), str(problem), sender.clock.now())


def _one(message_id: int, transports: Transports, sender: Sender, done: Pass) -> None:
    message = _load(message_id)
    if expiry.end_practice(message, sender.clock.now()):
        done.closed[message.ref] = "rehearsed"
        return
    road = transports.for_message(message)
    expiry.expire(message, road, sender)
    if road is not None and not scopes.held(message) and not due.too_soon(message, sender.clock.now()):
        with _lane(message, road, sender) as free:
            if free:
                _freeze_and_drain(message, road, transports, sender, done)
    became = close(message, sender.clock.now())
    if became:
        done.closed[message.ref] = became


def _load(message_id: int) -> Message:
    return Message.objects.select_related("account", "series", "slot").get(pk=message_id)


@contextmanager
def _lane(message: Message, road: Road, sender: Sender) -> Iterator[bool]:
    """One sender at a time on a profile: posts go out in order, a sign-in is renewed once. Mail needs none,
    unless the mailbox has limits, which count over all who send."""
    free = road.channel.bulk and not road.channel.alone
    mine = free or due.take_lane(message.account_id, sender.heart.name)
    try:
        yield mine
    finally:
        if mine and not free:
            due.leave_lane(message.account_id, sender.heart.name)


def _freeze_and_drain(message: Message, road: Road, transports: Transports, sender: Sender, done: Pass) -> None:
    target, now = target_of(message, road), sender.clock.now()
    freeze.freeze(target, message.parts, due.cap_of(message), lambda: plan.remove_untrue_rows(message, now), now)
    content = content_of(message)
    sender.heart.window(road.channel.window * road.channel.connections)
    drain, after = Drain(message, road, sender, content, done.states), 0
    while after := drain.batch(after):
        fresh = road if target.people else transports.for_message(_load(message.pk))
        if drain.halted or fresh is None or not sender.may_begin():
            return
        drain.road = fresh  # a profile's sign-in may have been renewed by what was just sent
