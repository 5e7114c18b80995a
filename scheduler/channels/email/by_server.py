"""One newsletter with its sender, over one mail server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scheduler.channels.base import After, Before, Channel, Count, Credentials, Draft, Field, Job, Stopped
from scheduler.channels.email import headers, mailbox, mime, sending, tokens
from scheduler.channels.email import payload as payloads
from scheduler.channels.email.limits import OPTIONS, Limits, whole
from scheduler.channels.email.login import FIELDS
from scheduler.channels.email.provider_list import PROVIDERS
from scheduler.domain.outcomes import Accepted, Outcome
from scheduler.domain.text.units import graphemes

ASKS = (
    Field("from", "Sender", "FROM", help="Name and address: Willow Street Yoga <hello@willow.example>"),
    Field("reply to", "Answers go to", "REPLY_TO", help="Empty: to the studio’s contact", required=False),
    Field(
        "provider", "How it is sent", "PROVIDER", required=False,
        choices=(("", "through a mailbox of ours"), *((key, f"through {one.name}") for key, one in PROVIDERS.items())),
        help="With many hundred readers a mail provider is quicker, and its daily limits are higher than a mailbox’s.",
    ),
)  # fmt: skip
WINDOW = 20
"""Mails of one connection that may be begun and not yet recorded (DESIGN promise 4)."""

LESSON = (
    "The mail server took {0:,} mails in 24 hours and then no more, so at most {0:,} go out in 24 hours. Write “per "
    "day: {0}” into this channel’s entry of jobs.yaml to keep it so, or another number if it takes more by now."
)

_USUAL = Limits()


class ByServer(Channel):
    """A newsletter. Without a sender it can count and preview, but its payload cannot be sent."""

    kind = "email"
    name = "E-mail"
    connectable = True
    bulk = True
    grace_hours = 6.0
    fields: tuple[Field, ...] = FIELDS + tokens.FIELDS + mailbox.FIELDS
    options = (*OPTIONS, "dkim", "provider", "count clicks")
    about = "A letter to everybody who signed up. It goes out by itself, through a mailbox of yours or a mail provider."
    asks = ASKS

    def __init__(
        self,
        sender: str = "",
        reply_to: str = "",
        list_id: str = "",
        limits: Limits = _USUAL,
        learnt: Mapping[str, Any] | None = None,
    ) -> None:
        self.sender, self.reply_to, self.list_id = sender, reply_to, list_id
        self.connections, self.window = limits.connections, WINDOW if limits.connections > 1 else 1
        believed = 0 if limits.per_day else whole((learnt or {}).get("per_day"))
        self.per_day, self.alone = limits.per_day or believed, limits.given or bool(believed)
        self.lesson = LESSON.format(believed) if believed else ""
        self.per_second = limits.per_second or float((learnt or {}).get("pace") or 0)
        self._desk = sending.Desk(limits, learnt or {})

    @staticmethod
    def given(settings: Mapping[str, Any]) -> tuple[Any, ...]:
        """What one is made with, from its entry in jobs.yaml: `from`, `reply to`, its limits (with `connections: 1`,
        each mail is begun after the one before is recorded), and `name` (its key in the file). What signs its mails
        (`dkim`) comes with the sign-in.

        A `reply to` without @ is none: a studio's contact may be a telephone number.
        """
        sender = str(settings.get("from") or "")
        reply_to = str(settings.get("reply to") or "")
        list_id = payloads.list_id(sender, str(settings.get("name") or "newsletter"))
        learnt = settings.get("limits")
        limits, lessons = Limits.of(settings), learnt if isinstance(learnt, Mapping) else {}
        return sender, reply_to if "@" in reply_to else "", list_id, limits, lessons

    def count(self, text: str) -> Count:
        """Characters as a reader sees them; a mail has no limit."""
        return Count(graphemes(text), 0, self.unit, True)

    def payload(self, draft: Draft) -> dict[str, Any]:
        """Everything of the mail but recipient and time."""
        return payloads.payload(draft, self.sender, self.reply_to, self.list_id)

    def preview(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """The mail as a sample reader gets it."""
        return payloads.preview(payload)

    def preview_as(self, payload: Mapping[str, Any], reader: Mapping[str, str]) -> dict[str, Any]:
        """With a reader's own name and address; the links that are theirs lead nowhere here either."""
        return payloads.preview(payload, reader)

    def files(self, job: Job) -> dict[str, bytes]:
        """The very bytes that would be sent, as `.eml`; or why this mail could not be built."""
        try:
            return {"eml": mime.as_eml(job.payload, {"key": job.key, **job.holes})}
        except headers.Unsendable as problem:
            return {"txt": f"This mail cannot be sent: {problem}\n".encode()}

    def send(self, job: Job) -> Outcome:
        """One copy over a connection of its own."""
        outcomes: list[Outcome] = []
        self.send_many([job], list, lambda results: outcomes.extend(outcome for _, outcome in results), lambda: False)
        return outcomes[0]

    def send_many(self, jobs: Sequence[Job], before: Before, after: After, stopped: Stopped) -> None:
        """A batch of one account over its connections."""
        if jobs:
            sending.Batch(jobs, self._desk).run((before, after, stopped), self.window)

    def check(self, credentials: Credentials) -> Outcome:
        """Sign in, and ask whether mail from this sender would be let in; then into the mailbox for returned mail."""
        outcome = sending.check(credentials, self.sender or credentials.values.get("from", ""))
        return mailbox.check(credentials) if isinstance(outcome, Accepted) else outcome
