"""Counted links of an issue: set while it is composed, followed when a reader presses one. Off unless asked for.

`count clicks: yes` in the newsletter's entry of jobs.yaml switches it on. An issue that is approved already stays as it
is (promise 3); one that went out with counted links keeps leading its readers on, also when it is switched off.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.crypto import salted_hmac

from scheduler import config
from scheduler.accounts.models import Account
from scheduler.channels import registry
from scheduler.domain import counted_links
from scheduler.domain.compose import Content
from scheduler.domain.drafts import CLIP
from scheduler.domain.jobsfile.values import parse_yes_no
from scheduler.errors import Problem
from scheduler.plan.models import Message

KEY = "count clicks"
NOWHERE = "This link leads nowhere."
_REF = re.compile(r"([mt])(\d{1,18})")


@dataclass(frozen=True, slots=True)
class Followed:
    """Where a counted link leads, and of which issue it is. `counts`: not of a test, and counting is on."""

    message: Message
    address: str
    counts: bool


def are_counted(account: Account) -> bool:
    """Does this channel count clicks?"""
    return registry.get(account.kind).bulk and parse_yes_no(account.options.get(KEY, "no"))


def with_counted_links(account: Account, facts: Content, payload: dict[str, Any]) -> dict[str, Any]:
    """The payload of an issue with its links through the redirect, where that is wanted and mailboxes still show all
    of it."""
    if not are_counted(account) or not payload.get("html"):
        return payload
    made = counted_links.counted(payload, _token, config.site().url, _words(facts))
    return made if len(made["html"].encode()) <= CLIP else payload


def _token(address: str) -> str:
    """128 bits that nobody can guess; of one address always the same, so that a draft composed again is the same."""
    digest = salted_hmac("links of a letter", address, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()


def _words(facts: Content) -> str:
    """What is the article's or the timetable's: no address in it is ever changed (promise 1)."""
    tip = facts.tip
    said = [facts.title, facts.opening, *(one.description for one in facts.classes)]
    return "\n".join([*said, *((tip.title, tip.text, tip.companion, *tip.caveats) if tip else ())])


def follow(ref: str, token: str) -> Followed:
    """Of the link of issue `m34` (or of a test of it, `t34`). Problem when that issue has no such link."""
    match = _REF.fullmatch(ref)
    message = Message.objects.select_related("account").filter(pk=int(match[2])).first() if match else None
    if message is None or match is None or not (address := _leads(message, token)):
        raise Problem(NOWHERE)
    gone = message.state == "sent" or (message.state == "approved" and message.account.live_since is not None)
    counts = match[1] == "m" and gone and message.frozen_at is not None and are_counted(message.account)
    return Followed(message, address, counts)


def links_of(message: Message) -> dict[str, dict[str, str]]:
    """The counted links of an issue: token → `{"to": address, "says": words}`."""
    return {token: link for payload in _payloads(message) for token, link in (payload.get("links") or {}).items()}


def _leads(message: Message, token: str) -> str:
    return next(filter(None, (counted_links.target(payload, token) for payload in _payloads(message))), "")


def _payloads(message: Message) -> list[Mapping[str, Any]]:
    variants = message.variants.select_related("payload").order_by("-name", "part")
    return [json.loads(bytes(variant.payload.bytes)) for variant in variants]
