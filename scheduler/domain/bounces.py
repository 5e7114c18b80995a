"""What a mail that came back means for the person it was sent to (rules 3.3; Sisimai's classes). Pure.

Providers and IANA disagree about 5.7.x, so a block or a policy is the sender's fault whatever its text says, and is
never counted against the reader. A code wins over words; words count only where there is no usable code.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

WORDS = {
    "hard": "A mail came back: the address does not exist.",
    "domain": "A mail came back: there is no such mail server.",
    "disabled": "A mail came back: the mailbox is shut.",
    "full": "A mail came back: the mailbox is full.",
    "soft": "A mail came back: it could not be delivered this time.",
    "sender": "A mail came back: their mail server blocks ours. This is not the reader’s fault.",
    "content": "A mail came back: it was too large, or refused for what stands in it.",
    "complaint": "Reported a mail as spam.",
}
KINDS = tuple(WORDS)
AGAINST = ("hard", "domain", "disabled", "full", "soft")
"""The kinds that are counted against an address."""

_HARD = {"5.1.1", "5.1.0", "5.1.3", "5.1.6", "5.1.10", "5.7.17", "5.7.18"}
_DOMAIN = {"5.1.2", "5.4.4"}
_DISABLED = {"5.2.1", "5.7.13", "4.2.1"}
_FULL = {"4.2.2", "5.2.2"}
_SOFT = {"5.3.1", "5.3.2", "5.4.7", "5.2.3"}
_SENDER = {"5.1.7", "5.1.8", "5.4.5", "5.4.6"}
_CONTENT = {"5.3.4"}
_NO_SUCH_PERSON = re.compile(
    r"user unknown|unknown (?:user|recipient|mailbox|address)|no such (?:user|mailbox|recipient|address|person|account)"
    r"|(?:user|mailbox|recipient|account|address)\b.{0,40}\b(?:not exist|not found|not known|unknown)"
    r"|doesn'?t have an? .{0,20}account|invalid (?:recipient|mailbox)|no mailbox (?:here )?by that name",
    re.IGNORECASE,
)
_NO_SUCH_PLACE = re.compile(r"host (?:unknown|not found)|name service error|domain.{0,20}not found|NXDOMAIN", re.I)
_SHUT = re.compile(r"mailbox (?:is )?(?:disabled|inactive)|account.{0,20}(?:disabled|inactive|suspended)", re.I)
_OVER = re.compile(r"(?:mailbox|quota|account).{0,30}(?:full|exceed|over)|over ?quota|out of storage", re.I)
_BLOCKED = re.compile(
    r"\bspam|blacklist|blocklist|block list|listed (?:at|in|by|on)|reputation|\bpolicy\b|\bspf\b|dkim|dmarc"
    r"|relay(?:ing)? (?:access )?(?:denied|not)|unable to relay|authenticat|too many (?:messages|connections)"
    r"|rate limit",
    re.I,
)
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_LONGEST = 2000


def classify(status: str, text: str) -> str:
    """One of KINDS but complaint. `status`: RFC 3463, `5.1.1`, or empty; `text`: what the server said. A status of no
    meaning (5.0.0) gives way to one that the text names, then to the text's words."""
    text = text[:_LONGEST]
    status = _best(status, text)
    if status in _HARD and not (status == "5.1.0" and _BLOCKED.search(text)):
        return "hard"
    for kind, codes in (("domain", _DOMAIN), ("disabled", _DISABLED), ("full", _FULL), ("content", _CONTENT)):
        if status in codes:
            return kind
    if status in _SOFT:
        return "soft"
    if status in _SENDER or status.startswith(("5.7.", "5.5.")):
        return "sender"
    if status.startswith("5.6."):
        return "content"
    return _by_words(status, text)


def _best(status: str, text: str) -> str:
    found = _STATUS.search(status)
    status = ".".join(found.groups()) if found else ""
    if status and status not in ("5.0.0", "4.0.0"):
        return status
    named = [".".join(match.groups()) for match in _STATUS.finditer(text)]
    return next((one for one in named if one not in ("5.0.0", "4.0.0") and one[0] == (status or one)[0]), status)


def _by_words(status: str, text: str) -> str:
    if _OVER.search(text):
        return "full"
    if _BLOCKED.search(text):
        return "sender"
    if status.startswith("4."):
        return "soft"
    if _SHUT.search(text):
        return "disabled"
    if _NO_SUCH_PERSON.search(text):
        return "hard"
    return "domain" if _NO_SUCH_PLACE.search(text) else "soft"


@dataclass(frozen=True, slots=True)
class Failure:
    """One mail of a person that came back."""

    kind: str
    at: datetime


def is_dead(failures: Sequence[Failure]) -> bool:
    """Is this address given up? `failures`: those since a mail last arrived, oldest first.

    Hard: at the first. Domain: two, 72 hours apart or more. Disabled: three over 30 days or more. Full: five mails, or
    60 days. Soft: five mails in a row, whichever of these kinds they are, over a week or more.
    """
    if any(row.kind == "hard" for row in failures):
        return True
    rules = (
        (("domain",), 2, timedelta(hours=72)),
        (("disabled",), 3, timedelta(days=30)),
        (("full",), 5, timedelta()),
        (("full",), 2, timedelta(days=60)),
        (("domain", "disabled", "full", "soft"), 5, timedelta(days=7)),
    )
    return any(_reached([row.at for row in failures if row.kind in kinds], most, span) for kinds, most, span in rules)


def _reached(times: Sequence[datetime], most: int, span: timedelta) -> bool:
    return len(times) >= most and max(times) - min(times) >= span
