"""By which road a message's deliveries leave: the network, the rehearsal folder, or a list in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from scheduler import config
from scheduler.accounts import services as accounts
from scheduler.accounts.models import Account
from scheduler.channels import registry
from scheduler.channels.base import After, Before, Channel, Credentials, Job, Stopped
from scheduler.domain.outcomes import Accepted, Outcome
from scheduler.outbox.rehearsal import RehearsalChannel, folder_of
from scheduler.plan.models import Message
from scheduler.plan.services import accepting, outlets


@dataclass(frozen=True, slots=True)
class Road:
    """A channel with what it signs in with. `rehearsal`: what it accepts ends as practised.

    `confirms`: a person must still say that she has posted.
    """

    channel: Channel
    credentials: Credentials
    rehearsal: bool = False
    confirms: bool = False

    @property
    def looks(self) -> bool:
        """Can the network be asked what became of a delivery whose reply was lost?"""
        return self.channel.idempotent or type(self.channel).look_up is not Channel.look_up


class Transports(Protocol):
    """Which road a message's deliveries take now."""

    def for_message(self, message: Message) -> Road | None:
        """The road, freshly built, since sign-ins may have changed; None: none of it may leave now."""


@dataclass(frozen=True, slots=True)
class Live:
    """Accounts in practice write into `rehearsal/` of the home; live ones use the network."""

    home: Path

    def for_message(self, message: Message) -> Road | None:
        """The rehearsal folder, the network, or None for an account that is off or has stopped."""
        account = message.account
        channel = configured(account)
        by_hand = channel.confirmed_by_hand
        if account.state == "rehearsing":
            folder = folder_of(self.home, message.ref, account.name)
            signed_in = mailbox(owner_address()) if by_hand else Credentials({})
            return Road(RehearsalChannel(channel, folder), signed_in, rehearsal=True)
        if account.state != "ready":
            return None
        signed_in = mailbox(owner_address()) if by_hand else accounts.credentials(account)
        return Road(channel, signed_in, confirms=by_hand)


def for_a_test(message: Message) -> Road | None:
    """A test that a person sends to herself really leaves as soon as signing in is known to work, though the account
    still practises: whether it arrives is what she wants to know before going live. None: nothing may leave now."""
    account = message.account
    if account.verified_at is not None and account.state == "rehearsing":
        return Road(configured(account), accounts.credentials(account))
    return live().for_message(message)


def configured(account: Account) -> Channel:
    """The channel as this account has it, by the accepted plan."""
    plan = accepting.accepted()
    return outlets.configured(account, plan) if plan else registry.get(account.kind).configured(account.options)


def owner_address() -> str:
    """Where the studio itself reads its mail; empty before a plan was accepted."""
    plan = accepting.accepted()
    return plan.studio.contact if plan else ""


def mailbox(owner: str) -> Credentials:
    """The sign-in of the studio's own mailbox – its first newsletter that is not off – with `owner` as the reader."""
    account = accounts.mailbox()
    signed_in = accounts.credentials(account) if account else Credentials({})
    return replace(signed_in, values={**signed_in.values, "owner": owner})


Log = Callable[[Message, Job], None]


class RecordingChannel(Channel):
    """Takes everything and tells nobody but `log`."""

    def __init__(self, channel: Channel, message: Message, log: Log) -> None:
        self.kind, self.bulk = channel.kind, channel.bulk
        self._message, self._log = message, log

    def send(self, job: Job) -> Outcome:
        """Accepted, always."""
        self._log(self._message, job)
        return Accepted(f"recorded {job.key}")

    def send_many(self, jobs: Sequence[Job], before: Before, after: After, stopped: Stopped) -> None:
        """A batch at a time: nothing that happens in between could be lost here."""
        if not stopped():
            after([(job, self.send(job)) for job in before(jobs)])


@dataclass(frozen=True, slots=True)
class Recording:
    """For accounts that are ready: nothing leaves, everything is taken."""

    log: Log

    def for_message(self, message: Message) -> Road | None:
        """The list."""
        if message.account.state != "ready":
            return None
        return Road(RecordingChannel(configured(message.account), message, self.log), Credentials({}))


def live(home: Path | None = None) -> Transports:
    """What a studio runs with."""
    return Live(home or config.home())


def recording(log: Log) -> Transports:
    """What a simulation runs with, on its throw-away copy, whose accounts it must have made `ready`: the claim asks
    for that. A post by hand counts as made."""
    return Recording(log)
