"""Mails of the system to the people who run the studio: written as rows, sent by the clock, each once.

They leave through the studio's own mailbox, or the second one (second_mailbox.py) where that fails. While the studio's
practises they are written into `rehearsal/notices/`, so that nothing leaves the machine (DESIGN section 1, practice).
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db.models import F
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from scheduler import config
from scheduler.accounts import services as accounts
from scheduler.accounts.models import User
from scheduler.channels import email
from scheduler.channels.base import Credentials
from scheduler.domain.outcomes import Accepted, Outcome, Refused, Retry, Unknown
from scheduler.domain.retry import LONGEST, next_try
from scheduler.insights import second_mailbox
from scheduler.insights.models import OwnerMail
from scheduler.library import services as library
from scheduler.plan import services as plan

logger = logging.getLogger(__name__)

CLAIMED_FOR = timedelta(minutes=10)
NO_MAILBOX = timedelta(minutes=15)
SHUT = Retry("The studio's mailbox cannot send now.")
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_PAGE = (
    "<div style=\"font:16px/1.5 -apple-system,'Segoe UI',Roboto,Arial,sans-serif;color:#26241f;max-width:560px\">"
    "{}{}{}{}</div>"
)
_BUTTON = (
    '<p style="margin:24px 0"><a href="{}" style="background:#2c5f4e;color:#ffffff;text-decoration:none;'
    'font-weight:600;padding:14px 22px;border-radius:9px;display:inline-block">{}</a></p>'
)


_PICTURE = (
    '<p style="margin:0 0 16px"><img src="cid:{}" alt="{}" width="560" '
    'style="display:block;width:100%;max-width:560px;height:auto;border:0"></p>'
)


@dataclass(frozen=True, slots=True)
class Words:
    """A mail: paragraphs of plain text, and the one page it leads to (`link`: a path; `button`: what it is called).
    `picture`: a PNG by its SHA-256, shown below the words; `picture_alt` says what it shows."""

    subject: str
    text: str
    link: str = ""
    button: str = ""
    picture: str = ""
    picture_alt: str = ""


def recipients() -> list[str]:
    """Those whom jobs.yaml names (`tell: {to: …}`); otherwise every owner who signs in, or the studio's contact while
    there is none."""
    accepted = plan.accepted()
    if accepted and accepted.tell.to:
        return list(accepted.tell.to)
    owners = list(User.objects.filter(role="owner", is_active=True).order_by("pk").values_list("email", flat=True))
    contact = accepted.studio.contact if accepted else ""
    return owners or ([contact] if "@" in contact else [])


def write(key: str, words: Words, now: datetime, *to_whom: str) -> int:
    """Put it in line for the owners, or for those named, once per key and address, however many processes do so;
    answers how many were new."""
    link = f"{config.site().url}{words.link}" if words.link else ""
    facts = {
        "subject": words.subject[:200], "text": words.text, "link": link, "button": words.button, "at": now,
        "not_before": now, "picture": words.picture, "picture_alt": words.picture_alt[:500],
    }  # fmt: skip
    return sum(OwnerMail.objects.get_or_create(facts, key=key[:120], to=to)[1] for to in to_whom or recipients())


def send(now: datetime, home: Path) -> int:
    """Everything that is due; answers how many were taken. One that fails does not keep the others."""
    due = OwnerMail.objects.filter(ended_at=None, not_before__lte=now).order_by("pk")
    return sum(_send(mail, now, home) for mail in due)


def _send(mail: OwnerMail, now: datetime, home: Path) -> bool:
    mine = OwnerMail.objects.filter(pk=mail.pk, ended_at=None, not_before=mail.not_before)
    if not mine.update(not_before=now + CLAIMED_FOR, tries=F("tries") + 1):
        return False  # another process was faster
    outcome = _leave(mail, home, now)
    ended = not isinstance(outcome, Retry | Unknown) or now - mail.at >= LONGEST
    OwnerMail.objects.filter(pk=mail.pk).update(
        ended_at=now if ended else None,
        not_before=now if ended else _next(mail, outcome, now),
        problem="" if isinstance(outcome, Accepted) else outcome.reason[:300],
        link="" if ended else mail.link,  # it may let somebody in
    )
    if ended and not isinstance(outcome, Accepted):
        logger.warning("A mail to the owner was given up: %s", outcome.reason)
    return isinstance(outcome, Accepted)


def _next(mail: OwnerMail, outcome: Outcome, now: datetime) -> datetime:
    return next_try(mail.tries + 1, mail.key, outcome.not_before if isinstance(outcome, Retry) else None, now)


def _leave(mail: OwnerMail, home: Path, now: datetime) -> Outcome:
    """Through the studio's mailbox; where that fails, through the second one, if there is one."""
    outcome = _by_the_studios_mailbox(mail, home)
    if not isinstance(outcome, Refused) and not (isinstance(outcome, Retry) and (mail.tries or outcome == SHUT)):
        return outcome  # one that asks us to come back is asked once more; what may have been taken stays with it
    second = second_mailbox.credentials()
    if second is not None:
        outcome = _through(second, mail)
    if outcome == SHUT or (isinstance(outcome, Refused) and outcome.stops_account):
        return Retry(outcome.reason, now + NO_MAILBOX)
    return outcome


def _by_the_studios_mailbox(mail: OwnerMail, home: Path) -> Outcome:
    """The first newsletter's. Where it may have been taken it is tried again: it is the same mail."""
    account = accounts.mailbox()
    if account is None or account.state not in ("rehearsing", "ready"):
        return SHUT
    signed_in = accounts.credentials(account)
    if account.state == "ready":
        return _through(signed_in, mail)
    try:
        return _practise(mail, _notice(mail, signed_in.values.get("from", "")).built()[2], home)
    except email.Unsendable as problem:
        return Refused("unsendable", str(problem))


def _through(mailbox: Credentials, mail: OwnerMail) -> Outcome:
    try:
        return email.send_one(mailbox, _notice(mail, mailbox.values.get("from", "")))
    except email.Unsendable as problem:
        return Refused("unsendable", str(problem))


def _practise(mail: OwnerMail, data: bytes, home: Path) -> Outcome:
    folder = home / "rehearsal" / "notices"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{_UNSAFE.sub('-', f'{mail.at:%Y-%m-%d} {mail.key} {mail.pk}')}.eml").write_bytes(data)
    return Accepted()


def _notice(mail: OwnerMail, sender: str) -> email.Notice:
    said = "\n\n".join(part for part in (mail.text, mail.picture_alt) if part)
    text = f"{said}\n\n{mail.button}: {mail.link}\n" if mail.link else f"{said}\n"
    return email.Notice(
        sender=sender, to=mail.to, subject=mail.subject, text=text, html=_html(mail), key=f"{mail.key} {mail.to}",
        attachments=_pictures(mail),
        at=mail.at,
    )  # fmt: skip


def _pictures(mail: OwnerMail) -> tuple[email.Attachment, ...]:
    if not mail.picture:
        return ()
    return (email.Attachment("picture.png", "image/png", library.load_blob(mail.picture), _picture_id(mail)),)


def _html(mail: OwnerMail) -> str:
    """The same words, with the link as a button a thumb can press, right below the first of them."""
    first, *rest = [part.strip() for part in mail.text.split("\n\n") if part.strip()] or [""]
    button = format_html(_BUTTON, mail.link, mail.button) if mail.link else ""
    picture = format_html(_PICTURE, _picture_id(mail), mail.picture_alt) if mail.picture else ""
    return format_html(_PAGE, _paragraphs([first]), button, _paragraphs(rest), picture)


def _picture_id(mail: OwnerMail) -> str:
    """Of the picture within its mail."""
    return f"{mail.picture[:32]}@picture"


def _paragraphs(parts: list[str]) -> SafeString:
    lines = (format_html_join(mark_safe("<br>"), "{}", ((line,) for line in part.splitlines())) for part in parts)
    return format_html_join("", '<p style="margin:0 0 16px">{}</p>', ((each,) for each in lines))
