"""What a mail server's reply means for the message, the person and the account (rules 3.2 and 3.3).

Sources: RFC 5321 4.2, RFC 3463, Gmail's and Outlook's lists of SMTP errors, Sisimai's classes. Providers disagree with
IANA's registry about 5.7.x, so their texts are asked first. The sender's fault stops the account, never the person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from scheduler.domain.outcomes import Accepted, Outcome, Refused, Retry, Unknown

Phase = Literal["greeting", "ehlo", "starttls", "auth", "mail", "rcpt", "data", "body", "end"]

COOLING = timedelta(minutes=10)
UNREACHABLE = timedelta(minutes=2)
GREYLISTED = timedelta(minutes=5)
MAILBOX_FULL = timedelta(hours=4)
ENTERING = ("greeting", "ehlo", "starttls", "auth")
SHOWN = {
    "greeting": "when greeted",
    "ehlo": "when greeted",
    "starttls": "when asked to encrypt",
    "auth": "at sign-in",
    "mail": "to the sender's address",
    "rcpt": "to this address",
    "data": "to the mail",
    "body": "to the mail",
    "end": "to the mail",
}

_ENHANCED = re.compile(r"^([245]\.\d{1,3}\.\d{1,3})(?:\s|$)")
_GOOD: dict[str, tuple[int, ...]] = {"mail": (250,), "rcpt": (250, 251, 252), "data": (354,)}
_NO_SUCH_PERSON = re.compile(
    r"user unknown|unknown (?:user|recipient|mailbox|address)|no such (?:user|mailbox|recipient|address|person|account)"
    r"|(?:user|mailbox|recipient|account|address)\b.{0,40}\b(?:not exist|not found|not known|unknown)"
    r"|doesn'?t have an? .{0,20}account|invalid (?:recipient|mailbox)|no mailbox (?:here )?by that name",
    re.IGNORECASE,
)
_THROTTLED = re.compile(
    r"rate limit|too (?:many|much) (?!recipients)|throttl|too fast|limit exceeded|exceeded .{0,30}(?:limit|quota)"
    r"|unusual rate|temporarily (?:blocked|suspended)|try again later.{0,20}4\.7\.28",
    re.IGNORECASE,
)
_OWN_RULE = re.compile(
    r"members? only|only accepts? mail from|not (?:allowed|authori[sz]ed|permitted) to (?:send|post|e-?mail) to"
    r"|recipient.{0,40}(?:restricted|does not accept|rejects? (?:all|mail))|RESOLVER\.RST"
    r"|blocked by (?:the )?recipient|recipient.{0,20}has blocked",
    re.IGNORECASE,
)
_BLOCKED = re.compile(
    r"\bspam|blacklist|blocklist|block list|listed (?:at|in|by|on)|reputation|\bpolicy\b|spf|dkim|dmarc"
    r"|relay(?:ing)? (?:access )?(?:denied|not)|unable to relay|authenticat|not authori[sz]ed to send",
    re.IGNORECASE,
)

DAY_IS_SPENT = re.compile(
    r"\bdaily\b.{0,40}\b(?:limit|quota)|\b(?:limit|quota)\b.{0,30}\b(?:per|a|each) day\b|SubmissionQuotaExceeded",
    re.IGNORECASE,
)

_HARD = frozenset({"5.1.0", "5.1.1", "5.1.3", "5.1.6", "5.1.10", "5.7.17", "5.7.18"})
_THIS_PERSON = frozenset({"5.1.2", "5.4.4", "5.2.1", "5.2.2", "5.2.3", "5.7.13", "5.4.7", "5.1.4", "5.1.5"})
_OUR_FAULT = frozenset({"5.1.7", "5.1.8", "5.4.5", "5.4.6", "5.3.4", "5.7.515"})
_SOFT = frozenset({"5.3.1", "5.3.2"})


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole reply: `code` of three digits, `text` of all its lines in one (RFC 5321 4.2); `shown`: the text as a
    person may read it, short and without secrets."""

    code: int
    text: str
    shown: str = ""

    @property
    def enhanced(self) -> str:
        """Its RFC 3463 status, as `5.1.1`; empty when it has none."""
        found = _ENHANCED.match(self.text)
        return found[1] if found else ""

    def __str__(self) -> str:
        return f"{self.code} {self.shown or self.text}".strip()

    def agrees(self, phase: Phase) -> bool:
        """Is it what lets the dialogue go on?"""
        return self.code in _GOOD.get(phase, (220, 235, 250))


def classify(phase: Phase, reply: Reply, now: datetime | None) -> Outcome:
    """The outcome that a reply at that point of the dialogue stands for; waiting is counted from `now`."""
    if phase == "end" and 200 <= reply.code < 300:
        return Accepted(str(reply))
    if 400 <= reply.code < 500:
        return _later(phase, reply, now)
    if 500 <= reply.code < 600:
        return _refused(phase, reply, now)
    if phase == "end":
        return Unknown(f"The mail server's answer to the whole mail makes no sense: {reply}")
    waits = (after(now, UNREACHABLE), True) if phase in ENTERING else (None, False)
    return Retry(f"The mail server's answer {SHOWN[phase]} makes no sense: {reply}", *waits)


def _later(phase: Phase, reply: Reply, now: datetime | None) -> Retry:
    reason = f"The mail server asks us to come back later: {reply}"
    if reply.code == 421 or phase in ENTERING or _throttles(reply):
        return Retry(reason, after(now, COOLING), cools_account=True)
    if reply.enhanced == "4.2.2":
        return Retry(reason, after(now, MAILBOX_FULL))
    if phase == "rcpt" and (
        reply.enhanced in ("4.7.1", "4.2.1", "4.2.0") or re.search(r"gr[ea]y-?list", reply.text, re.IGNORECASE)
    ):
        return Retry(reason, after(now, GREYLISTED))
    return Retry(reason)


def after(now: datetime | None, wait: timedelta) -> datetime | None:
    """Then, when it is known when now is."""
    return None if now is None else now + wait


def _throttles(reply: Reply) -> bool:
    """Too fast, or not trusted for now (Gmail: 4.7.23 to 4.7.40): the whole account has to wait."""
    status = reply.enhanced
    untrusted = status.startswith("4.7.") and (int(status[4:]) == 0 or 20 <= int(status[4:]) <= 40)
    return untrusted or (status not in ("4.2.1", "4.2.2") and bool(_THROTTLED.search(reply.text)))


def _refused(phase: Phase, reply: Reply, now: datetime | None) -> Outcome:
    code, reason = reply.enhanced or str(reply.code), f"The mail server said no {SHOWN[phase]}: {reply}"
    if _day_is_spent(reply):
        return Refused(code, reason, stops_account=True, account_state="cooling")
    if phase not in ("rcpt", "data", "body", "end"):
        return Refused(code, reason, stops_account=True)
    if reply.code == 552 and reply.text.startswith("4."):
        return Retry(reason, after(now, MAILBOX_FULL))
    if reply.enhanced in _SOFT:
        return Retry(reason)
    if _bad_address(phase, reply):
        return Refused(code, reason, suppress=True)
    return Refused(code, reason, stops_account=_our_fault(phase, reply))


def _day_is_spent(reply: Reply) -> bool:
    """No more mails of this mailbox today (Gmail: 550 5.4.5); not one reader's mailbox that gets too many."""
    of_ours = reply.enhanced not in _THIS_PERSON | _HARD
    return reply.enhanced == "5.4.5" or (of_ours and bool(DAY_IS_SPENT.search(reply.text)))


def _bad_address(phase: Phase, reply: Reply) -> bool:
    if reply.enhanced:
        named = reply.enhanced in ("5.0.0", "5.5.0") and phase == "rcpt" and _NO_SUCH_PERSON.search(reply.text)
        return reply.enhanced in _HARD or bool(named)
    return reply.code in (550, 551, 553, 554) and bool(_NO_SUCH_PERSON.search(reply.text))


def _our_fault(phase: Phase, reply: Reply) -> bool:
    """A block, a policy, a login, our size or our syntax; not what this one person or their server has set up."""
    status = reply.enhanced
    if status in _THIS_PERSON or (phase == "rcpt" and _OWN_RULE.search(reply.text)):
        return False
    if status in _OUR_FAULT or status.startswith(("5.7.", "5.6.")) or reply.code in (530, 534, 535, 538):
        return True
    if phase != "rcpt" and status.startswith("5.5."):
        return True
    return bool(_BLOCKED.search(reply.text))
