"""Signatures, asked of two verifiers that are not ours; and what must break them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from scheduler.channels.base import Credentials, Draft, Job, Memo
from scheduler.channels.email import Attachment, Email, Notice, dkim, send_one
from scheduler.channels.email.headers import Unsendable
from scheduler.channels.email.mime import Prepared, prepare
from scheduler.domain.outcomes import Outcome, Refused
from scheduler.domain.rendering.marks import hole
from tests.fakes.dkim_verifiers import by_dkimpy, by_opendkim, no_opendkim
from tests.fakes.smtp import MailServer

NOW = datetime(2026, 2, 16, 14, 0, 3, tzinfo=UTC)  # a signature from the future is none
RSA, ED = (dkim.new_key(name, "willow.example", name) for name in dkim.ALGORITHMS)
KEYS = (RSA, ED)
NAME, LEAVE = hole("first_name", "there"), hole("unsubscribe_url", "")
TEXT = (
    f"Hello {NAME},\n\n.Roll one foot – slowly 🦶.  Two  blanks.\t\nFrom here: {'out, ' * 300}\n\nLeave: {LEAVE}\n\n\n"
)
HTML = f"<p>Hello {NAME},</p>\n.<p>{'Breathe out – ' * 300}</p> \t \n<a href='{LEAVE}'>Leave</a>\n\n\n"
PEOPLE = {
    "anna@example.test": "Anna",
    "nobody@example.test": "",
    "jose@example.test": "José María",
    "quote@example.test": 'Anna "the roller" <b@c.d>',
    "dots@example.test": "...\r\n.\r\nQUIT",
    "blank@example.test": "  two   blanks \t and a tab ",
    "long@example.test": "é" * 150,
    "idn@münchen.test": "Анна",
    "zoë@example.test": "Zoë",
    "o'hara+tag@example.test": "=?utf-8?q?x?=",
}


def studio(**more: str) -> Email:
    return Email().configured({"from": "Žofie’s Willow <hello@willow.example>", "name": "newsletter", **more})


def payload(subject: str = "Rolling the feet", text: str = TEXT, html: str = HTML, **more: str) -> dict[str, Any]:
    return studio(**more).payload(Draft(text=text, html=html, subject=subject))


def holes(to: str, name: str) -> dict[str, str]:
    return {
        "to": to, "first_name": name, "key": "delivery-17", "created_at": NOW.isoformat(),
        "unsubscribe_url": f"https://willow.example/u/{17:022}", "preferences_url": "https://willow.example/p",
    }  # fmt: skip


def signed(prepared: Prepared, values: Mapping[str, str], keys: tuple[dkim.Key, ...] = KEYS) -> bytes:
    pieces = prepared.pieces_for(values)
    return dkim.Seal(prepared, keys).sign(pieces, NOW) + b"".join(pieces)


PAYLOADS = {
    "plain": payload(),
    "a name in the subject": payload(subject=f"{NAME}, roll your feet – café 🧘 " + "and breathe " * 9),
    "replies elsewhere": payload(**{"reply to": "Žofie <answers@willow.example>"}),
    "nothing personal": payload(text="The same for all.  \n\n\n", html="<p>The same</p>\n\n"),
    "a value at the very beginning": payload(text=f"{NAME}{NAME}", html=f"{LEAVE}"),
}
EVERY = pytest.mark.parametrize("issue", PAYLOADS.values(), ids=PAYLOADS)


@EVERY
@pytest.mark.parametrize(("to", "name"), PEOPLE.items())
def test_dkimpy_verifies_both_signatures_of_every_copy(issue: dict[str, Any], to: str, name: str) -> None:
    raw = signed(prepare(issue), holes(to, name))
    assert by_dkimpy(raw, KEYS) == [True, True]
    assert max(map(len, raw.split(b"\r\n"))) <= 998


@pytest.mark.skipif(bool(no_opendkim()), reason=no_opendkim() or "runs")
@EVERY
@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.algorithm)
def test_opendkim_verifies_each_kind_of_signature(issue: dict[str, Any], key: dkim.Key, tmp_path: Path) -> None:
    raw = signed(prepare(issue), holes("long@example.test", "é" * 150), (key,))
    assert by_opendkim(raw, KEYS, tmp_path)
    broken = raw.replace(b"willow.example/u/", b"willow.example/v/")
    assert not by_opendkim(broken, KEYS, tmp_path)


TAMPERED = {
    "a second subject above": lambda raw: b"Subject: You have won\r\n" + raw,
    "a second subject below": lambda raw: raw.replace(b"MIME-Version:", b"Subject: You have won\r\nMIME-Version:", 1),
    "another From": lambda raw: b"From: someone@else.example\r\n" + raw,
    "another To": lambda raw: b"To: someone@else.example\r\n" + raw,
    "a Cc": lambda raw: b"Cc: someone@else.example\r\n" + raw,
    "another Date": lambda raw: b"Date: Tue, 16 Feb 2027 14:00:00 +0000\r\n" + raw,
    "another way to leave": lambda raw: b"List-Unsubscribe: <https://evil.example/>\r\n" + raw,
    "no one-click": lambda raw: raw.replace(b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n", b"", 1),
    "a second one-click": lambda raw: b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" + raw,
    "a Reply-To": lambda raw: b"Reply-To: someone@else.example\r\n" + raw,
    "another boundary": lambda raw: raw.replace(b'boundary="=_', b'boundary="=-', 1),
    "another list": lambda raw: raw.replace(b"<newsletter.willow", b"<newsletter.wallow", 1),
    "one letter of the body": lambda raw: raw.replace(b"Roll one foot", b"Roll two foot", 1),
    "more after the end": lambda raw: raw + b"More\r\n",
}
HARMLESS = {
    "a trace above": lambda raw: b"Received: from somewhere by elsewhere; Tue, 16 Feb 2027 14:00:00 +0000\r\n" + raw,
    "blank lines at the end": lambda raw: raw + b"\r\n\r\n",
    "blanks at a line's end": lambda raw: raw.replace(b"quoted-printable\r\n", b"quoted-printable \t\r\n"),
    "a header's fold undone": lambda raw: raw.replace(b"alternative;\r\n boundary", b"alternative; boundary"),
}  # fmt: skip


@pytest.mark.parametrize("change", TAMPERED.values(), ids=TAMPERED)
def test_what_is_added_or_changed_on_the_way_breaks_it(change: Any) -> None:
    raw = signed(prepare(PAYLOADS["plain"]), holes("anna@example.test", "Anna"))
    assert change(raw) != raw
    assert by_dkimpy(change(raw), KEYS) == [False, False]


@pytest.mark.parametrize("change", HARMLESS.values(), ids=HARMLESS)
def test_what_servers_do_to_blanks_does_not_break_it(change: Any) -> None:
    raw = signed(prepare(PAYLOADS["plain"]), holes("anna@example.test", "Anna"))
    assert change(raw) != raw
    assert by_dkimpy(change(raw), KEYS) == [True, True]


def test_what_is_signed_twice_is_what_the_rules_say() -> None:
    raw = signed(prepare(PAYLOADS["replies elsewhere"]), holes("anna@example.test", "Anna"), (RSA,))
    names = re.sub(r"\s", "", re.search(r"h=([^;]+);", raw.decode("latin-1"))[1]).split(":")  # type: ignore[index]
    twice = {name.decode() for name in dkim.TWICE} - {"cc"}
    assert {name for name in names if names.count(name) == 2} == twice
    assert {"cc", "mime-version", "content-type", "list-id"} <= set(names)
    assert b" l=" not in raw


def test_the_body_hash_in_pieces_is_the_whole_bodys() -> None:
    for issue in PAYLOADS.values():
        prepared = prepare(issue)
        seal = dkim.Seal(prepared, (ED,))
        for to, name in PEOPLE.items():
            pieces = prepared.pieces_for(holes(to, name))
            whole = dkim.sign(b"".join(pieces), "willow.example", (ED,), NOW)
            assert seal.sign(pieces, NOW) == whole


def test_a_retry_has_the_same_signature() -> None:
    prepared, values = prepare(PAYLOADS["plain"]), holes("anna@example.test", "Anna")
    assert signed(prepared, values) == signed(prepare(PAYLOADS["plain"]), values)


@pytest.mark.parametrize("domain", ["mail.willow.example", "low.example", "other.example"])
def test_a_key_of_another_domain_signs_nothing(domain: str) -> None:
    with pytest.raises(Unsendable, match="studio dkim new"):
        dkim.Seal(prepare(PAYLOADS["plain"]), (replace(RSA, domain=domain),))


def test_a_key_of_the_domain_above_fits() -> None:
    dkim.check(RSA, "news.willow.example")


def test_a_private_key_is_in_no_repr() -> None:
    assert "PRIVATE" not in repr(RSA) + repr(dkim.Seal(prepare(PAYLOADS["plain"]), KEYS))
    assert "PRIVATE" not in repr(Credentials({}, signing=[asdict(RSA)]))


# --- over the wire ---


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


def mails(server: MailServer) -> list[bytes]:
    return [mail.data for mail in server.does.received]


def credentials(server: MailServer, **more: Any) -> Credentials:
    return Credentials({**server.values(), "dkim": "s1"}, **more)


def send(server: MailServer, **more: Any) -> list[Outcome]:
    jobs = [
        Job(number, f"key-{number}", PAYLOADS["plain"], {**holes(to, name), "key": f"key-{number}"}, Memo(),
            credentials(server, **more), NOW)
        for number, (to, name) in enumerate(PEOPLE.items()) if to.isascii() or "münchen" in to
    ]  # fmt: skip
    outcomes: list[Outcome] = []
    studio().send_many(jobs, list, lambda results: outcomes.extend(one for _job, one in results), lambda: False)
    return outcomes


def test_every_copy_that_leaves_is_signed(server: MailServer) -> None:
    outcomes = send(server, signing=[asdict(key) for key in KEYS])
    assert len(mails(server)) == len(outcomes) == len(PEOPLE) - 1
    assert all(by_dkimpy(raw, KEYS) == [True, True] for raw in mails(server))


def test_a_channel_that_should_sign_and_has_no_key_stops_before_it_writes(server: MailServer) -> None:
    (outcome,) = send(server)
    assert isinstance(outcome, Refused)
    assert outcome.stops_account
    assert "studio dkim new --selector s1" in outcome.reason
    assert not mails(server)


def test_sign_in_tells_of_a_missing_and_of_a_wrong_key(server: MailServer) -> None:
    wrong = credentials(server, signing=[asdict(replace(RSA, domain="other.example"))])
    for given in (credentials(server), wrong):
        outcome = studio().check(given)
        assert isinstance(outcome, Refused)
        assert "studio dkim new" in outcome.reason


def test_single_mails_are_signed_too(server: MailServer) -> None:
    file = Attachment("card.png", "image/png", b"\x89PNG" * 50)
    notice = Notice("Willow <hello@willow.example>", "ann@example.test", "Post: é", ".\n..two\n \nend\n\n", "k", NOW,
                    html="<p>.</p>", attachments=(file,))  # fmt: skip
    send_one(credentials(server, signing=[asdict(key) for key in KEYS]), notice)
    assert by_dkimpy(mails(server)[0], KEYS) == [True, True]
