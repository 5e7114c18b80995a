"""The same mails by our way and by the standard library's, header by header and part by part: over the wire, and by
hypothesis. The slow way builds each mail with EmailMessage and sends it with smtplib."""

from __future__ import annotations

import email.policy
import itertools
import re
import smtplib
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.channels.base import Credentials, Draft, Job, Memo
from scheduler.channels.email import Email, as_eml
from scheduler.channels.email import headers as ours
from scheduler.channels.email.mime import body_text, subject_for
from scheduler.domain.outcomes import Accepted, Outcome
from scheduler.domain.rendering import fill, strip_private_use
from scheduler.domain.rendering.marks import hole
from tests.channels.test_email_fleet import NOW
from tests.channels.test_email_mime import ADDRESSES, HOSTILE_NAMES
from tests.fakes.smtp_faulty import FaultyServer

SENDER = "Willow Street Yoga <hello@willow.example>"
MAIL = Email().configured({"from": SENDER, "reply to": "desk@willow.example", "name": "newsletter", "connections": 8})
NAME, LEAVE = hole("first_name", "there"), hole("unsubscribe_url", "")
CHOOSE, ADDRESS = hole("preferences_url", ""), hole("address", "")
SLOW = email.policy.SMTPUTF8.clone(max_line_length=998)
PEOPLE = 1000
FIXED = ("Subject", "Message-ID", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "MIME-Version")


def draft(piece: str = ".") -> dict[str, Any]:
    """An issue with a dot, or what `piece` is, at the start and the end of every segment."""
    text = f"{piece}{NAME}{piece}\n{piece}{LEAVE}{piece}\n\n{piece}{CHOOSE}{piece}{ADDRESS}{piece}\n.\n..\n{piece}"
    html = f"<p>{piece}{NAME}{piece}</p>\n{piece}<a href='{LEAVE}'>.</a>\n.{ADDRESS}\n<a href='{CHOOSE}'>{piece}</a>"
    return MAIL.payload(Draft(text=text, html=html, subject=f"Füße for {NAME}, rolling"))


def holes(number: int, name: str, to: str) -> dict[str, str]:
    return {
        "to": to, "first_name": name, "key": f"k{number:04}", "created_at": NOW.isoformat(),
        "unsubscribe_url": f"https://willow.example/u/{number:022}",
        "preferences_url": f"https://willow.example/p/{number:022}?a=1&b=2",
    }  # fmt: skip


def built_slowly(payload: dict[str, Any], values: dict[str, str]) -> EmailMessage:
    """The whole mail by the standard library; what a reader is called stands in it as rendering fills it."""
    name = values["first_name"].encode("utf-8", "ignore").decode()
    known = {"address": values["to"], **values, "first_name": name}
    to = ours.address(values["to"])
    message = EmailMessage(policy=SLOW)
    message["To"] = Address("", to.local, to.domain)
    message["From"], message["Reply-To"] = Address("Willow Street Yoga", "hello", "willow.example"), payload["reply_to"]
    message["Date"], message["Message-ID"] = (
        datetime.fromisoformat(values["created_at"]),
        f"<{values['key']}@willow.example>",
    )
    message["Subject"] = subject_for(payload["subject"], known)
    message["List-Id"] = payload["list_id"]
    message["List-Unsubscribe"] = f"<{values['unsubscribe_url']}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    text, html = (
        strip_private_use(fill(body_text(payload[key]), known, escape)).encode("utf-8", "replace").decode()
        for key, escape in (("text", "none"), ("html", "html"))
    )
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    return message


def facts(raw: bytes) -> dict[str, Any]:
    """What a reader's program makes of it."""
    found = BytesParser(policy=email.policy.default).parsebytes(raw)
    assert isinstance(found, EmailMessage)
    assert not found.defects
    told: dict[str, Any] = {name: str(found[name]) for name in FIXED}
    told["Date"] = found["Date"].datetime
    for name in ("From", "To", "Reply-To"):
        told[name] = [(one.display_name, one.addr_spec) for one in found[name].addresses]
    parts = list(found.iter_parts())
    told["types"] = [found.get_content_type(), *(part.get_content_type() for part in parts)]
    told["charsets"] = [part.get_content_charset() for part in parts]
    decoded = [part.get_payload(decode=True) for part in parts]
    told["parts"] = [data.replace(b"\r\n", b"\n").removesuffix(b"\n") for data in decoded if isinstance(data, bytes)]
    return told


def unstuffed(data: bytes) -> bytes:
    """As a server reads it: a dot that begins a line was put there by the sender (RFC 5321 4.5.2)."""
    return re.sub(rb"(?m)^\.", b"", data)


def by_our_way(payload: dict[str, Any], people: list[dict[str, str]]) -> dict[str, bytes]:
    with FaultyServer() as server:
        signed_in = Credentials(server.values(timeout="30"))
        jobs = [Job(n, values["key"], payload, values, Memo(), signed_in, NOW) for n, values in enumerate(people)]
        results: list[tuple[Job, Outcome]] = []
        MAIL.send_many(jobs, list, results.extend, lambda: False)
    assert all(isinstance(outcome, Accepted) for _, outcome in results), results
    assert not any(re.search(rb"(?m)^\.", data) for _, data in server.taken), "nothing needs stuffing"
    return by_key(server)


def by_the_slow_way(payload: dict[str, Any], people: list[dict[str, str]]) -> dict[str, bytes]:
    with FaultyServer() as server, smtplib.SMTP("127.0.0.1", int(server.values()["port"])) as client:
        for values in people:
            client.send_message(built_slowly(payload, values))
    return by_key(server)


def by_key(server: FaultyServer) -> dict[str, bytes]:
    found = {}
    for recipient, data in server.taken:
        key = re.search(rb"^Message-ID: <(k\d+)@", data, re.MULTILINE)
        assert key
        found[f"{key[1].decode()} {recipient}"] = unstuffed(data)
    assert len(found) == len(server.taken)
    return found


def test_a_thousand_mails_from_the_wire_say_the_same_by_both_ways() -> None:
    # The standard library decodes what only looks like an encoded word; we write it as it was typed (test_email_mime).
    names = [*(name for name in HOSTILE_NAMES if "=?" not in name), "." * 3, "\r\n.\r\nQUIT", "x" * 75 + "é."]
    pairs = itertools.cycle(itertools.product(names, ADDRESSES))
    people = [holes(number, *next(pairs)) for number in range(PEOPLE)]
    quick, slow = by_our_way(draft(), people), by_the_slow_way(draft(), people)
    assert len(quick) == PEOPLE
    assert quick.keys() == slow.keys(), "the same envelopes"
    for key, data in quick.items():
        assert facts(data) == facts(slow[key])


LOCALS = st.from_regex(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,20}(\.[A-Za-z0-9+_-]{1,10}){0,2}", fullmatch=True)
DOMAINS = st.sampled_from(["example.org", "münchen.example", "例え.example", "xn--exmple-cua.org", "A.B.example"])
PIECES = st.sampled_from([".", "..", "From ", "=", "é", " ", "\t", "\r\n.", "\n.\n", "\x00.", "x" * 76, "🧘." * 9])


@settings(max_examples=200)
@given(st.text(max_size=200).filter(lambda name: "=?" not in name), LOCALS, DOMAINS, PIECES)
def test_whoever_it_is_both_ways_say_the_same(name: str, local: str, domain: str, piece: str) -> None:
    payload, values = draft(piece), holes(1, name, f"{local}@{domain}")
    raw = as_eml(payload, values)
    assert facts(raw) == facts(built_slowly(payload, values).as_bytes())
    assert not re.search(rb"(?m)^\.", raw)
