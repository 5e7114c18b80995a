"""The channel seam. Plain Python: no ORM, no settings, no clock of its own.

A channel is one folder: counter and limits, payload (a pure translation), send, look-up, errors, README.
`docs/adding-a-channel.md` names the files and the reasons.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from scheduler.domain.drafts import Draft, Media
from scheduler.domain.outcomes import Outcome

__all__ = [
    "After",
    "Before",
    "Channel",
    "Count",
    "Credentials",
    "Draft",
    "Field",
    "Intents",
    "Job",
    "Media",
    "Memo",
    "Preview",
    "Stopped",
]


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a person fills in to connect the channel; the web app renders it, `env` names its variable suffix.

    `env="TOKEN"` on the channel called `bluesky` in jobs.yaml is read from `BLUESKY_TOKEN`. An option of the same
    name in the channel's entry of jobs.yaml (`account: willow.example`) fills it too, unless it is secret.
    `address`: it is a server's address. `group`: fields of one name stand together, folded away. `choices`: the values
    there are, each with its words; none: anything may be typed.
    """

    name: str
    label: str
    env: str
    help: str = ""
    secret: bool = False
    required: bool = True
    default: str = ""
    address: bool = False
    group: str = ""
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """Length of a text by a network's own rule. `limit` 0 means: none."""

    length: int
    limit: int
    unit: str
    fits: bool


@dataclass(slots=True)
class Memo:
    """Durable notes of one delivery (container ids, media ids). `save()` commits before the next request."""

    values: dict[str, Any] = field(default_factory=dict)
    save: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the account signs in with. `values` has the connect fields by name; `session` is what a sign-in left
    (tokens), kept between sends through `keep_session`: the next job must be built with what was kept last.
    `loopback`: servers on this machine are allowed (tests, never a studio). `signing`: the private keys that the
    account's entry in jobs.yaml names (`dkim: s1`), each `{"selector", "domain", "algorithm", "pem"}`."""

    values: Mapping[str, str]
    session: Mapping[str, Any] = field(default_factory=dict)
    keep_session: Callable[[Mapping[str, Any]], None] = lambda _session: None
    loopback: bool = False
    signing: Sequence[Mapping[str, str]] = ()

    def __repr__(self) -> str:
        """Secrets never reach a log or an error (promise: rules 7, secrets at rest)."""
        return "Credentials(…)"


@dataclass(slots=True)
class Job:
    """One delivery, ready to send: the approved payload, its holes filled at claim, and a stable key. Made for every
    copy, so it is not frozen, which is slow; nothing changes it.

    `key`: stable over retries; the channel derives Message-ID, TID or Idempotency-Key from it or from `holes`.
    `holes`: recipient and time values frozen at claim: always `created_at` (ISO 8601, UTC) and `key`; for mail
    `to`, `first_name`, `message_id`, `unsubscribe_url`, `preferences_url`, `date`, …; for posts `done_url`, and in a
    thread `parent_id`, the remote id of the part before. `part`: its place in the thread, 1 first.
    `first_try`: False when an earlier attempt ended `Retry`.
    """

    delivery_id: int
    key: str
    payload: Mapping[str, Any]
    holes: Mapping[str, str]
    memo: Memo
    credentials: Credentials
    now: datetime
    first_try: bool = True
    part: int = 1
    load_media: Callable[[str], bytes] = lambda _sha256: b""


class Preview(Protocol):
    """What the page shows; drawn from the payload only."""

    kind: str


Before = Callable[[Sequence[Job]], Sequence[Job]]
After = Callable[[Sequence[tuple[Job, Outcome]]], None]


class Intents(Protocol):
    """What `before` of `send_many` can do where the outbox calls, for a channel that carries many at once. All but
    `halted` are called from the caller's thread."""

    def __call__(self, batch: Sequence[Job]) -> Sequence[Job]:
        """Commit the intents; the jobs that may be sent."""

    def turn(self, results: Sequence[tuple[Job, Outcome]], batch: Sequence[Job]) -> Sequence[Job]:
        """`after` and `before` at once: one wait for the disk, not two."""

    def more(self) -> Sequence[Job]:
        """The jobs behind those that were handed over, claimed only now; none: there are no more for the present."""

    def halted(self) -> bool:
        """`stopped()` as far as memory knows, for any thread: it asks nobody, so it may be asked before every mail."""


Stopped = Callable[[], bool]


class Channel:
    """Base of every channel. Subclasses set the class attributes and implement `payload` and `send`.

    `kind` is what jobs.yaml says (`kind: bluesky`); `connectable` is False for a folder with counter and limits only.
    `idempotent`: sending the same job again can never make a second post, so a lost reply is a Retry; ask `look_up`
    before such a delivery is given up as missed, since an earlier try may be up.
    `confirmed_by_hand`: Accepted means only that a person was asked to post; the delivery counts as sent when she
    says so (the hole `done_url` of her reminder). `links`: an address stands in the text, on a card of its own, or
    nowhere, since the network would not make it a link. `per_second`: about how many it sends, where that is known;
    `per_day`: how many it may begin in 24 hours; 0: any number. `alone`: one sender at a time, since its limits count
    over all of them. `lesson`: what its server has taught that the owner should know, a sentence or two.
    `card`: the shape in which it shows a picture of
    the words best. `options`: keys of its entry in jobs.yaml besides its `fields`. `about`: what it does, in a sentence
    or two for who is about to add it; `asks`: what the page then asks for its entry in jobs.yaml, each field named as
    its key there.
    """

    kind: str = ""
    name: str = ""
    connectable: bool = False
    idempotent: bool = False
    confirmed_by_hand: bool = False
    bulk: bool = False
    limit: int = 0
    unit: str = "characters"
    threads: bool = False
    needs_image: bool = False
    links: Literal["text", "card", "none"] = "text"
    card: Literal["1:1", "4:5", "9:16"] = "1:1"
    fields: tuple[Field, ...] = ()
    options: tuple[str, ...] = ()
    about: str = ""
    asks: tuple[Field, ...] = ()
    grace_hours: float = 2.0
    window: int = 1
    connections: int = 1
    per_second: float = 0.0
    per_day: int = 0
    alone: bool = False
    lesson: str = ""

    def configured(self, settings: Mapping[str, Any]) -> Channel:
        """This channel as one account has it: `settings` are its entry in jobs.yaml (`network: instagram`), and as
        `limits` what a sign-in left under that name in the session (a server's own). Count, translate and preview
        with the result."""
        return self

    def count(self, text: str) -> Count:
        """Length of `text` by the network's rule."""
        raise NotImplementedError

    def payload(self, draft: Draft) -> dict[str, Any]:
        """The draft as the network's own request, with nothing that depends on recipient or time.

        Pure: the same draft gives the same payload. What is shown in previews, approved (SHA-256) and sent.
        """
        raise NotImplementedError

    def preview(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """What a reader will see, from the payload alone:
        `{"text", "html", "subject", "link", "card", "segments": [{"text", "link"}], "count": {…}}`."""
        raise NotImplementedError

    def preview_as(self, payload: Mapping[str, Any], reader: Mapping[str, str]) -> dict[str, Any]:
        """The same as one reader gets it: `reader` has `first_name` and `address`. Where nobody is named, as everyone
        sees it."""
        return self.preview(payload)

    def files(self, job: Job) -> dict[str, bytes]:
        """What `send` would write, as files for the rehearsal folder and for previews: file suffix → bytes."""
        shown = {"payload": dict(job.payload), "holes": dict(job.holes)}
        return {"json": json.dumps(shown, ensure_ascii=False, indent=2).encode()}

    def send(self, job: Job) -> Outcome:
        """One attempt. Never raises for what the network does: the answer is an Outcome."""
        raise NotImplementedError

    def send_many(self, jobs: Sequence[Job], before: Before, after: After, stopped: Stopped) -> None:
        """Send a claimed batch, at most `window` in flight per connection.

        `before(batch)` commits the intents and returns the jobs that may be sent (the others lost their consent,
        were held or were stopped); only those are written to the network. `after(results)` commits the outcomes, in
        any order; begun and not recorded are at most `connections` × `window`. Both are called from the caller's
        thread, and so is `stopped()`. A job that was begun but not written ends as `Retry(untouched=True)`. `stopped()`
        is asked before each message; when true, no new one begins. What `before` may do besides: see Intents.
        """
        for job in jobs:
            if stopped():
                return
            for allowed in before([job]):
                after([(allowed, self.send(allowed))])

    def look_up(self, job: Job) -> Outcome | None:
        """After an unknown outcome, ask the network. Accepted or Refused(code="not-there") is proof; None: no telling.

        None may become proof when asked again later: some servers need two looks, minutes apart, to prove absence.
        """
        return None

    def check(self, credentials: Credentials) -> Outcome:
        """Sign in without sending anything: Accepted (url = the profile's address) or why not."""
        raise NotImplementedError
