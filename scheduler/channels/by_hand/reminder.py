"""The mail that asks the owner to post, over the studio's own mailbox.

`Credentials.values` are those of the mailbox (the connect fields of e-mail and its `from`), and `owner`: the address
of the person who posts. Holes: `key`, `created_at`, `done_url`.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from scheduler.channels import email
from scheduler.channels.answers import lost_login
from scheduler.channels.base import Credentials, Job
from scheduler.domain.outcomes import Outcome, Retry, Unknown

_RULE = "-" * 20


def subject(payload: Mapping[str, Any]) -> str:
    """`Post this on Instagram: The first words…`"""
    first = textwrap.shorten(next(iter(payload["text"].lstrip().splitlines()), ""), 60, placeholder="…")
    where = f" on {payload['network']}" if payload["network"] else ""
    return f"Post this{where}: {first}" if first else f"Post this{where}"


def send(job: Job) -> Outcome:
    """One reminder. Where it may have arrived it is sent again: it would be the same one, with the same link."""
    missing = _missing(job.credentials.values)
    if missing:
        return missing
    outcome = email.send_one(job.credentials, notice(job))
    if isinstance(outcome, Unknown):
        return Retry(outcome.reason)
    if isinstance(outcome, Retry) and outcome.not_before is not None:  # counted from the frozen date
        return replace(outcome, not_before=outcome.not_before + (job.now - _frozen(job)))
    return outcome


def check(credentials: Credentials) -> Outcome:
    """Sign in to the mailbox and out again."""
    missing = _no_mailbox(credentials.values)
    return missing or email.channel.configured(credentials.values).check(credentials)


def files(job: Job) -> dict[str, bytes]:
    """The reminder as `.eml`; nothing while no mailbox or no owner is known."""
    return {} if _missing(job.credentials.values) else {"eml": notice(job).built()[2]}


def notice(job: Job) -> email.Notice:
    """The reminder; the same at every try."""
    return email.Notice(
        sender=job.credentials.values["from"],
        to=job.credentials.values["owner"],
        subject=subject(job.payload),
        text=_body(job.payload, job.holes["done_url"]),
        key=job.key,
        at=_frozen(job),
        attachments=tuple(_pictures(job)),
    )


def _frozen(job: Job) -> datetime:
    return datetime.fromisoformat(job.holes["created_at"])


def _no_mailbox(values: Mapping[str, str]) -> Outcome | None:
    if values.get("host") and values.get("from"):
        return None
    return lost_login("no-mailbox", "Reminders go out through the studio's mailbox; connect the newsletter first.")


def _missing(values: Mapping[str, str]) -> Outcome | None:
    if not values.get("owner"):
        return lost_login("no-owner", "Nobody is named who posts by hand; give the studio's contact in jobs.yaml.")
    return _no_mailbox(values)


def _pictures(job: Job) -> list[email.Attachment]:
    return [
        email.Attachment(f"picture-{number}.{image['type'].rpartition('/')[2]}", image["type"], data)
        for number, image in enumerate(job.payload["images"], 1)
        if (data := job.load_media(image["sha256"]))
    ]


def _body(payload: Mapping[str, Any], done_url: str) -> str:
    """Everything to copy, and the link that tells us it is up."""
    where = payload["network"] or "your page"
    parts = [
        f"It is time for this post on {where}. Copy the text between the lines, post it, then press Done:",
        done_url,
        f"{_RULE}\n{payload['text']}\n{_RULE}",
    ]
    if payload["link"] and payload["link"] not in payload["text"]:
        parts.append(f"Link: {payload['link']}")
    if payload["images"]:
        described = [f"Picture {number}: {image['alt']}" for number, image in enumerate(payload["images"], 1)]
        parts.append("\n".join(["Attached, each with its description for people who cannot see it:", *described]))
    parts.append("Until you press Done, the calendar shows this post as waiting for you.")
    return "\n\n".join(parts) + "\n"
