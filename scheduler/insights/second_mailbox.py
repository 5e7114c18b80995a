"""A mailbox of its own for mails to the owner: what stops the newsletter's must not keep her from hearing of it.

Connected on the page, where it is kept encrypted and wins, or named by OWNER_MAIL_… in the environment.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from scheduler import config
from scheduler.accounts import services as accounts
from scheduler.channels import email
from scheduler.channels.base import Credentials
from scheduler.domain.outcomes import Accepted, Outcome, Unknown
from scheduler.errors import Problem

KEPT = "second-mailbox"
FIELDS = ("host", "port", "security", "user", "password", "from")
LONGEST = 300


def credentials() -> Credentials | None:
    """Where it is and who signs in; None when there is none. The sender is the user without a FROM."""
    values = saved() or _environment()
    return _signing_in(values) if values["host"] else None


def saved() -> dict[str, str]:
    """What was typed on the page, by field; empty when nothing was."""
    found = accounts.secret(KEPT)
    return {field: str(found.get(field, "")) for field in FIELDS} if found else {}


def _environment() -> dict[str, str]:
    return {
        "host": config.setting("OWNER_MAIL_HOST"),
        "port": config.setting("OWNER_MAIL_PORT"),
        "security": config.setting("OWNER_MAIL_SECURITY", "starttls"),
        "user": config.setting("OWNER_MAIL_USER"),
        "password": config.setting("OWNER_MAIL_PASSWORD"),
        "from": config.setting("OWNER_MAIL_FROM"),
    }


def _signing_in(values: Mapping[str, str]) -> Credentials:
    loopback = config.setting("STUDIO_TEST_LOOPBACK") == "1"
    return Credentials({**values, "from": values["from"] or values["user"]}, loopback=loopback)


def keep(typed: Mapping[str, str]) -> None:
    """Sign in without sending, then keep it encrypted. Problem, with its field, when that does not work: nothing is
    changed then. An empty password keeps the one that is there, for the same server and user only."""
    before = saved()
    values = {field: typed.get(field, "").strip() for field in FIELDS}
    for field, value in values.items():
        if len(value) > LONGEST or not value.isprintable():
            raise Problem("This is too long, or has a letter in it that nobody can see: type it again.", field)
    if not values["host"]:
        raise Problem("The mail server is still empty: write its name, like smtp.your-provider.example.", "host")
    if not values["from"] and "@" not in values["user"]:
        raise Problem("Write the address that these mails come from: the user name is no e-mail address.", "from")
    same = all(values[field] == before.get(field) for field in ("host", "port", "security", "user"))
    values["password"] = values["password"] or (before.get("password", "") if same else "")
    outcome = email.channel.check(_signing_in(values))
    if not isinstance(outcome, Accepted):
        raise Problem(f"It is not kept: signing in did not work. {outcome.reason}", "host")
    accounts.keep_secret(KEPT, values)


def forget() -> None:
    """Without what was typed on the page; what the environment names counts again."""
    accounts.forget(KEPT)


def write_to(to: str, now: datetime) -> str:
    """A mail by this mailbox alone, at once, also in practice; answers in a sentence what came back. Problem when it
    was not taken."""
    mailbox = credentials()
    if mailbox is None:
        raise Problem("There is no second mailbox yet: fill it in first.", "host")
    outcome = _send(mailbox, to, now)
    if isinstance(outcome, Unknown):
        raise Problem(f"It is not certain: the mail to {to} may arrive. {outcome.reason}", "host")
    if not isinstance(outcome, Accepted):
        raise Problem(f"The mail to {to} was not taken: {outcome.reason}", "host")
    return f"The server took it: a mail to {to} is on its way. Look into the spam folder too."


def _send(mailbox: Credentials, to: str, now: datetime) -> Outcome:
    text = "This is the second mailbox of your studio. You hear from it when the newsletter’s own cannot send."
    notice = email.Notice(
        sender=mailbox.values["from"], to=to, subject="[Test] Your second mailbox works", text=f"{text}\n",
        key=f"second mailbox {to} {now.isoformat()}", at=now,
    )  # fmt: skip
    try:
        return email.send_one(mailbox, notice)
    except email.Unsendable as problem:
        raise Problem(f"The mail to {to} cannot be written: {problem}", "from") from None
