"""The mail that asks the owner to post, over the studio's own mailbox.

`Credentials.values`: `host`, `port`, `security` (starttls, tls or none), `username`, `password`, `from` of the
mailbox, and `owner`, who gets it. Holes: `key`, `created_at`, `done_url`.
"""

from __future__ import annotations

import hashlib
import smtplib
import ssl
from collections.abc import Callable, Mapping
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Any

from scheduler.channels.answers import lost_login
from scheduler.channels.base import Credentials, Job
from scheduler.channels.http import redacted
from scheduler.domain.outcomes import Accepted, Outcome, Refused, Retry

SECONDS = 30.0


def subject(payload: Mapping[str, Any]) -> str:
    """`Post this on Instagram: The first words…`"""
    first = redacted(next(iter(payload["text"].splitlines()), ""))
    where = f" on {payload['network']}" if payload["network"] else ""
    return f"Post this{where}: {first if len(first) <= 60 else first[:59].rstrip() + '…'}"


def compose(job: Job) -> EmailMessage:
    """The reminder; the same at every try."""
    values, payload = job.credentials.values, job.payload
    sender = parseaddr(values["from"])[1]
    message = EmailMessage(policy=SMTP)
    message["Subject"] = subject(payload)
    message["From"] = values["from"]
    message["To"] = values["owner"]
    message["Date"] = format_datetime(datetime.fromisoformat(job.holes["created_at"]))
    message["Message-ID"] = f"<{hashlib.sha256(job.key.encode()).hexdigest()[:32]}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_body(payload, job.holes["done_url"]), cte="quoted-printable")
    for number, image in enumerate(payload["images"], 1):
        main, _, sub = image["type"].partition("/")
        data = job.load_media(image["sha256"])
        message.add_attachment(data, maintype=main, subtype=sub, filename=f"picture-{number}.{sub}")
    return message


def _body(payload: Mapping[str, Any], done_url: str) -> str:
    where = payload["network"] or "your page"
    parts = [
        f"It is time for this post on {where}. Copy the text between the lines, post it, then press Done:",
        done_url,
        f"{'-' * 20}\n{payload['text']}\n{'-' * 20}",
    ]
    if payload["link"] and payload["link"] not in payload["text"]:
        parts.append(f"Link: {payload['link']}")
    described = [f"Picture {number}: {image['alt']}" for number, image in enumerate(payload["images"], 1)]
    if described:
        parts.append("\n".join(["The picture is attached. Its description, for people who cannot see it:", *described]))
    parts.append("Until you press Done, the calendar shows this post as waiting.")
    return "\n\n".join(parts) + "\n"


def send(job: Job) -> Outcome:
    """One reminder. Whatever is not a definite no is tried again: it would be the same reminder."""
    if not job.credentials.values.get("owner"):
        return lost_login("no-owner", "Nobody is named to post by hand; the studio needs an owner with an address.")
    message = compose(job)
    return _with_mailbox(job.credentials, lambda smtp: _deliver(smtp, message))


def check(credentials: Credentials) -> Outcome:
    """Sign in and out again."""
    return _with_mailbox(credentials, lambda _smtp: Accepted())


def _deliver(smtp: smtplib.SMTP, message: EmailMessage) -> Outcome:
    smtp.send_message(message)
    return Accepted(message["Message-ID"])


def _with_mailbox(credentials: Credentials, use: Callable[[smtplib.SMTP], Outcome]) -> Outcome:
    values = credentials.values
    if not values.get("host"):
        return lost_login("no-mailbox", "Reminders go out through the studio's mailbox; connect the newsletter first.")
    try:
        with _opened(values) as smtp:
            if values.get("username"):
                smtp.login(values["username"], values.get("password", ""))
            return use(smtp)
    except smtplib.SMTPAuthenticationError as problem:
        return lost_login(str(problem.smtp_code), "The mailbox does not let us in; check its user name and password.")
    except smtplib.SMTPResponseException as problem:
        return _answered(problem.smtp_code, problem.smtp_error, values)
    except smtplib.SMTPRecipientsRefused as problem:
        code, text = next(iter(problem.recipients.values()))
        return _answered(code, text, values)
    except (smtplib.SMTPException, OSError, ValueError):
        return Retry(f"The mail server {redacted(values['host'])} could not be reached.")


def _answered(code: int, text: bytes | str, values: Mapping[str, str]) -> Outcome:
    said = redacted(text.decode("utf-8", "replace") if isinstance(text, bytes) else text, [values.get("password", "")])
    if 500 <= code < 600:
        return Refused(str(code), f"The mail server refused the reminder: {said}")
    return Retry(f"The mail server asks us to come back later: {said}")


def _opened(values: Mapping[str, str]) -> smtplib.SMTP:
    host, security, context = values["host"], values.get("security") or "starttls", ssl.create_default_context()
    port = int(values.get("port") or (465 if security == "tls" else 587))
    if security == "tls":
        return smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=context)
    smtp = smtplib.SMTP(host, port, timeout=SECONDS)
    if security == "starttls":
        smtp.starttls(context=context)
    return smtp
