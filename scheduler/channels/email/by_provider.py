"""A newsletter through a mail provider's own API instead of a mail server: the same payload, one request a mail."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from typing import Any

from scheduler.channels.base import After, Before, Credentials, Job, Stopped
from scheduler.channels.email import headers, mime, payload, provider_list, providers
from scheduler.channels.email.by_server import ByServer
from scheduler.channels.email.fleet import stops
from scheduler.channels.email.limits import Lessons
from scheduler.channels.email.notices import Notice
from scheduler.channels.email.sending import unsendable
from scheduler.domain.outcomes import Accepted, Outcome, Refused, Retry, Unknown
from scheduler.errors import Problem

REMEMBERED = timedelta(hours=23)
"""How long after its first try a mail may be repeated under its key (Resend: 24 hours)."""

PERHAPS = "perhaps"
"""In the memo: an earlier try may have been taken."""

_LONGEST_NAP = 0.5


class ByProvider(ByServer):
    """`provider: postmark` in jobs.yaml. Each connection carries one mail at a time, begun and recorded by itself."""

    def __init__(self, provider: str, *args: Any) -> None:
        if provider not in provider_list.PROVIDERS:
            known = ", ".join(provider_list.PROVIDERS)
            raise Problem(f"“{provider[:40]}” is not a mail provider that is known here; these are: {known}.")
        super().__init__(*args)
        self.provider = provider_list.PROVIDERS[provider]
        self.name = f"E-mail by {self.provider.name}"
        self.fields = self.provider.connect_fields()
        self.window = 1

    def send(self, job: Job) -> Outcome:
        """One copy."""
        letter = self._letter(job)
        return letter if not isinstance(letter, providers.Letter) else _send(letter, job)

    def send_many(self, jobs: Sequence[Job], before: Before, after: After, stopped: Stopped) -> None:
        """As many requests at a time as there are connections, at the pace that jobs.yaml allows."""
        if jobs:
            _Flight(self, (before, after, stopped)).run(jobs)

    def look_up(self, job: Job) -> Outcome | None:
        """Where the provider knows a mail by its key, it may be asked for again as long as it remembers: it is sent
        once however often. None: a person, or the provider's own report, must tell."""
        if not self.provider.key_header or _too_old(job):
            return None
        job.memo.values[PERHAPS] = True
        job.memo.save()
        return Refused("not-there", f"{self.provider.name} sends it once, however often it is asked.")

    def check(self, credentials: Credentials) -> Outcome:
        """Ask the provider who we are; nothing is sent."""
        return providers.check(credentials)

    def _letter(self, job: Job) -> providers.Letter | Outcome:
        try:
            return self.letter(job)
        except headers.Unsendable as problem:
            return unsendable(problem)

    def letter(self, job: Job) -> providers.Letter:
        """The mail with this person's values, as the provider takes it. Raises Unsendable."""
        holes = {"key": job.key, **job.holes}
        prepared = self._desk.prepared(job.payload)
        words = payload.filled(job.payload, {"address": holes["to"], **holes})
        reply_to = job.payload.get("reply_to")
        return providers.Letter(
            key=job.key,
            sender=headers.mailbox(job.payload["from"]),
            to=headers.address(holes["to"]),
            headers=_headers(job.payload, holes),
            reply_to=headers.mailbox(reply_to) if reply_to else None,
            message_id=prepared.message_id(holes),
            mime=prepared.message_for(holes) if self.provider.takes_mime else b"",
            subject=words["subject"],
            text=words["text"],
            html=words["html"],
        )


def send_one(credentials: Credentials, notice: Notice) -> Outcome:
    """One mail of the system itself, through the provider."""
    try:
        sender, to, whole = headers.mailbox(notice.sender), headers.mailbox(notice.to)[1], notice.built()[2]
    except headers.Unsendable as problem:
        return unsendable(problem)
    letter = providers.Letter(
        key=notice.key[:200],
        sender=sender,
        to=to,
        subject=headers.capped(headers.clean(notice.subject)),
        text=mime.body_text(notice.text),
        html=mime.body_text(notice.html),
        headers={"Auto-Submitted": "auto-generated"},
        mime=whole,
        reply_to=headers.mailbox(notice.reply_to) if notice.reply_to else None,
        attachments=[(file.name, file.data, file.type, file.id) for file in notice.attachments],
    )
    return providers.send(letter, credentials, notice.at)


def _headers(approved: Mapping[str, Any], holes: Mapping[str, str]) -> dict[str, str]:
    """The headers of the list, by the same rules as over SMTP, unfolded."""
    lines = headers.unsubscribe_lines(holes["unsubscribe_url"])
    if approved.get("list_id"):
        lines += headers.list_id_line(approved["list_id"])
    pairs = (line.partition(": ") for line in lines.decode("ascii").replace("\r\n ", " ").splitlines())
    return {name: value for name, _, value in pairs}


def _send(letter: providers.Letter, job: Job) -> Outcome:
    if job.memo.values.get(PERHAPS) and _too_old(job):
        return Unknown("An earlier try may have been taken, and it is too long ago to ask for it again.")
    return providers.send(letter, job.credentials, job.now)


def _too_old(job: Job) -> bool:
    """Counted from when its holes were filled, which was before its first try."""
    created = job.holes.get("created_at", "")
    return not created or job.now - datetime.fromisoformat(created) > REMEMBERED


class _Flight:
    """One batch on its way. Ledger calls are made from the caller's thread; only requests run beside it."""

    def __init__(self, channel: ByProvider, orders: tuple[Before, After, Stopped]) -> None:
        self._channel, (self._before, self._after, self._stopped) = channel, orders
        self._desk, self._lessons, self._connections = channel._desk, Lessons(), channel.connections
        self._flying: dict[Future[Outcome], Job] = {}
        self._halted = False

    def run(self, jobs: Sequence[Job]) -> None:
        """Every job that may be sent, until one outcome stops the account; as many at a time, and as fast, as the
        provider has let us lately."""
        begun, first = time.monotonic(), jobs[0]
        self._connections = self._desk.eased(first.now).connections
        try:
            self._send(deque(jobs))
        finally:
            self._lessons.seconds = time.monotonic() - begun
            now = first.now + timedelta(seconds=self._lessons.seconds)
            self._desk.learn(self._lessons, first.credentials, now)

    def _send(self, todo: deque[Job]) -> None:
        with ThreadPoolExecutor(self._connections, "mail provider") as pool:
            while self._flying or (todo and self._may_begin()):
                while todo and self._may_begin() and len(self._flying) < self._connections and not self._nap():
                    self._begin(todo.popleft(), pool)
                self._record()

    def _may_begin(self) -> bool:
        return not self._halted and not self._stopped()

    def _nap(self) -> float:
        return self._desk.pace.wait(time.monotonic())

    def _begin(self, job: Job, pool: ThreadPoolExecutor) -> None:
        for allowed in self._before([job]):
            letter = self._channel._letter(allowed)
            if isinstance(letter, providers.Letter):
                self._desk.pace.took(time.monotonic())
                self._flying[pool.submit(_send, letter, allowed)] = allowed
            else:
                self._told([(allowed, letter)])

    def _record(self) -> None:
        timeout = min(self._nap() or _LONGEST_NAP, _LONGEST_NAP)
        if not self._flying:
            if self._nap():
                time.sleep(timeout)
            return
        done, _ = wait(self._flying, timeout, FIRST_COMPLETED)
        if done:
            self._told([(self._flying.pop(future), future.result()) for future in done])

    def _told(self, results: Sequence[tuple[Job, Outcome]]) -> None:
        self._after(results)
        for _, outcome in results:
            self._lessons.sent += isinstance(outcome, Accepted)
            if stops(outcome):
                self._halted = True
                self._lessons.slow = outcome.reason if isinstance(outcome, Retry) else self._lessons.slow
