"""A channel that keeps what it is given and answers as it is told, and an approved message to send through it."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from scheduler.accounts.models import Account
from scheduler.channels.base import After, Before, Channel, Credentials, Job, Stopped
from scheduler.domain.outcomes import Accepted, Outcome
from scheduler.library.models import Blob
from scheduler.outbox.transports import Road
from scheduler.plan.models import Approval, Message, Variant
from scheduler.plan.services.composing import canonical, hash_of

NOW = datetime(2027, 2, 16, 14, 0, tzinfo=UTC)  # Tuesday, 09:00 in Toronto


@dataclass
class TestClock:
    """A clock that a test moves by hand."""

    __test__ = False
    at: datetime = NOW

    def now(self) -> datetime:
        """Where the test put it."""
        return self.at

    def wait_until(self, instant: datetime, wake: threading.Event) -> None:
        """Be there at once."""
        self.at = max(self.at, instant)

    def pass_time(self, **more: float) -> datetime:
        """`pass_time(minutes=5)`"""
        self.at += timedelta(**more)
        return self.at


Answer = Callable[[Job], Outcome]


class RecordingChannel(Channel):
    """`answers`: what `send` says, by address or `account`; otherwise everything is taken."""

    kind = "recording"

    def __init__(self, *, bulk: bool = True, window: int = 20, **flags: Any) -> None:
        self.bulk, self.window = bulk, window
        self.taken: list[Job] = []
        self.answers: dict[str, Outcome | list[Outcome] | Answer] = {}
        for name, value in flags.items():
            setattr(self, name, value)

    @property
    def addresses(self) -> list[str]:
        """Who was sent something, in order."""
        return [job.holes.get("to", "account") for job in self.taken]

    def send(self, job: Job) -> Outcome:
        """Keep it, and answer."""
        self.taken.append(job)
        answer = self.answers.get(job.holes.get("to", "account"), Accepted(f"taken {job.key}"))
        if isinstance(answer, list):
            answer = answer.pop(0) if answer else Accepted(f"taken {job.key}")
        return answer(job) if callable(answer) else answer

    def send_many(self, jobs: Sequence[Job], before: Before, after: After, stopped: Stopped) -> None:
        """`window` at a time, as a connection with that many in flight."""
        for start in range(0, len(jobs), self.window):
            if stopped():
                return
            allowed = before(jobs[start : start + self.window])
            after([(job, self.send(job)) for job in allowed])


@dataclass
class FixedTransports:
    """The same channel for every account that is ready; a rehearsal for those that practise."""

    channel: Channel
    credentials: Credentials = field(default_factory=lambda: Credentials({}))

    def for_message(self, message: Message) -> Road | None:
        """The channel, or nothing for an account that has stopped."""
        if message.account.state not in ("ready", "rehearsing"):
            return None
        rehearsal = message.account.state == "rehearsing"
        return Road(self.channel, self.credentials, rehearsal=rehearsal, confirms=self.channel.confirmed_by_hand)


def a_blob(payload: dict[str, Any]) -> Blob:
    """A payload as a row."""
    data = canonical(payload)
    found, _ = Blob.objects.get_or_create(
        sha256=hashlib.sha256(data).hexdigest(), defaults={"type": "application/json", "bytes": data}
    )
    return found


def a_message(account: Account, at: datetime = NOW, *, parts: int = 1, state: str = "approved", **more: Any) -> Message:
    """A message with its payload, approved by the owner unless `state` says otherwise."""
    grace = more.pop("grace", timedelta(hours=6))
    payloads = more.pop("payloads", None) or [
        {"subject": "Rolling the feet", "text": f"Part {part}. Breathe out."} for part in range(1, parts + 1)
    ]
    blobs = [a_blob(payload) for payload in payloads]
    message = Message.objects.create(
        **{
            "account": account, "job": "one-off", "kind": "post", "title": "Rolling the feet", "at": at,
            "late_after": at + grace, "parts": parts, "state": state, "created_at": at,
            "payload_hash": hash_of({"default": [bytes(blob.bytes) for blob in blobs]}), **more,
        }
    )  # fmt: skip
    for part, blob in enumerate(blobs, 1):
        Variant.objects.create(message=message, part=part, payload=blob)
    if state == "approved":
        Approval.objects.create(
            message=message, payload_hash=message.payload_hash, account=account, audience=message.audience,
            who="owner@willow.example", at=at,
        )  # fmt: skip
    return message


def payload_of(job: Job) -> Any:
    """What a job carries, as plain data."""
    return json.loads(json.dumps(dict(job.payload)))
