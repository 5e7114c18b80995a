"""Through a real Postfix with TLS and login, read back from Dovecot by IMAP, compared with the approved payload."""

from __future__ import annotations

import email.policy
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

import pytest

from scheduler.channels.base import Credentials, Draft, Job, Memo
from scheduler.channels.email import Attachment, Email, Notice, as_eml, send_one
from scheduler.domain.outcomes import Accepted, Outcome, Refused, Retry
from scheduler.domain.rendering import clean, fill
from scheduler.domain.rendering.marks import hole
from tests.servers import mail as server

pytestmark = [
    pytest.mark.alike,
    pytest.mark.mailserver,
    pytest.mark.skipif(bool(server.missing()), reason=server.missing() or "runs"),
]

NOW = datetime(2027, 2, 16, 14, 0, tzinfo=UTC)
NAME, LEAVE = hole("first_name", "there"), hole("unsubscribe_url", "")
TEXT = f"Hello {NAME},\n\n.Roll one foot – slowly 🦶.\nFrom here on: " + "breathe out, " * 60 + f"\n\nLeave: {LEAVE}\n"
HTML = f"<html><body><p>Hello {NAME},</p>\n.<p>{'Breathe out – ' * 200}</p><a href='{LEAVE}'>Leave</a></body></html>\n"
STUDIO = Email().configured({"from": "Žofie’s Willow Yoga <hello@willow.example>", "name": "newsletter"})
PAYLOAD = STUDIO.payload(Draft(text=TEXT, html=HTML, subject=f"{NAME}, roll your feet – café 🧘"))
PEOPLE = {
    "anna@example.test": "Anna",
    "jose@example.test": "José",
    "nobody@example.test": "",
    "quote@example.test": 'Anna "the roller" <b@c.d>',
    "dots@example.test": "...\r\n.\r\nQUIT",
    "long@example.test": "é" * 150,
    "idn@münchen.test": "Анна",
}


@pytest.fixture(scope="module")
def mail() -> Iterator[server.RealMail]:
    with server.running() as running:
        yield running


@pytest.fixture(autouse=True)
def trusted(mail: server.RealMail, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(mail.ca_file))


def a_job(mail: server.RealMail, to: str, name: str, number: int, security: str, **holes: str) -> Job:
    filled = {
        "to": to, "first_name": name, "key": f"{security}-{number}", "created_at": NOW.isoformat(),
        "unsubscribe_url": f"https://willow.example/u/{number:022}", "preferences_url": "https://willow.example/p",
        **holes,
    }  # fmt: skip
    return Job(number, f"{security}-{number}", PAYLOAD, filled, Memo(), Credentials(mail.values(security)), NOW)


def send(jobs: Sequence[Job]) -> list[Outcome]:
    outcomes: list[Outcome] = []
    STUDIO.send_many(jobs, list, lambda results: outcomes.extend(outcome for _job, outcome in results), lambda: False)
    return outcomes


def parsed(raw: bytes) -> Any:
    found = BytesParser(policy=email.policy.default).parsebytes(raw)
    assert isinstance(found, EmailMessage)
    assert not found.defects
    return found


def words(message: Any, kind: str) -> str:
    return message.get_body((kind,)).get_payload(decode=True).decode().replace("\r\n", "\n")


@pytest.mark.parametrize("security", ["none", "starttls", "implicit"])
def test_every_reader_gets_exactly_what_was_approved(mail: server.RealMail, security: str) -> None:
    people = {f"{security}.{address}": name for address, name in PEOPLE.items()}
    jobs = [a_job(mail, to, name, number, security) for number, (to, name) in enumerate(people.items(), 1)]
    outcomes = send(jobs)
    assert [type(outcome) for outcome in outcomes] == [Accepted] * len(jobs)
    for job, outcome in zip(jobs, outcomes, strict=True):
        assert isinstance(outcome, Accepted)
        assert "queued as" in outcome.remote_id
        [raw] = mail.inbox(with_labels(job.holes["to"]))
        got, values = parsed(raw), {**job.holes, "address": job.holes["to"]}
        assert raw.endswith(as_eml(PAYLOAD, job.holes))
        assert words(got, "plain") == fill(clean(TEXT), values)
        assert words(got, "html") == fill(clean(HTML), values, "html")
        assert got["From"].addresses[0].display_name == "Žofie’s Willow Yoga"
        assert got["Message-ID"] == f"<{job.key}@willow.example>"
        assert f"List-Unsubscribe: <{job.holes['unsubscribe_url']}>\r\n".encode() in raw
        assert "Return-Path: <hello@willow.example>" in raw.decode("ascii", "replace")


def with_labels(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode()}"


def test_refusals_in_the_dialogue_leave_the_others_alone(mail: server.RealMail) -> None:
    people = ["a@rcpt550.test", "b@rcpt450.test", "c@rcpt452.test", "fine@refusals.test"]
    hard, grey, soft, fine = send([a_job(mail, to, "", number, "none") for number, to in enumerate(people, 1)])
    assert isinstance(hard, Refused)
    assert (hard.code, hard.suppress, hard.stops_account) == ("5.1.1", True, False)
    assert isinstance(grey, Retry)
    assert isinstance(soft, Retry)
    assert isinstance(fine, Accepted)
    assert len(mail.inbox("fine@refusals.test")) == 1


def test_a_bounce_finds_its_way_to_the_return_path(mail: server.RealMail) -> None:
    [outcome] = send([a_job(mail, "gone@nosuchuser.test", "", 1, "none", return_path="bounce+17@bounces.test")])
    assert isinstance(outcome, Accepted)
    [report] = mail.inbox("bounce@bounces.test")
    assert parsed(report).get_content_type() == "multipart/report"
    assert b"Status: 5.1.1" in report


@pytest.mark.parametrize("security", ["starttls", "implicit"])
def test_a_wrong_password_is_told_apart_from_a_right_one(mail: server.RealMail, security: str) -> None:
    assert isinstance(STUDIO.check(Credentials(mail.values(security))), Accepted)
    refused = STUDIO.check(Credentials(mail.values(security, password="wrong")))
    assert isinstance(refused, Refused)
    assert refused.stops_account
    assert refused.code == "5.7.8"


def test_a_relay_that_wants_a_login_stops_the_account(mail: server.RealMail) -> None:
    values = mail.values("starttls", user="")
    job = a_job(mail, "a@relay.test", "", 1, "starttls")
    outcome = STUDIO.send(Job(job.delivery_id, job.key, PAYLOAD, job.holes, Memo(), Credentials(values), NOW))
    assert isinstance(outcome, Refused)
    assert outcome.stops_account
    assert not outcome.suppress


def test_a_certificate_that_nobody_vouches_for_is_refused(
    mail: server.RealMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nonexistent")
    outcome = STUDIO.check(Credentials(mail.values("starttls")))
    assert isinstance(outcome, Refused)
    assert outcome.code == "certificate"


def test_a_notice_with_a_picture_arrives_whole(mail: server.RealMail) -> None:
    picture = Attachment("card.png", "image/png", bytes(range(256)) * 40)
    notice = Notice(
        "Willow <hello@willow.example>", "owner@notices.test", "Post this – café", "Copy:\n.\nDone", "n1", NOW,
        attachments=(picture,),
    )  # fmt: skip
    assert isinstance(send_one(Credentials(mail.values("implicit")), notice), Accepted)
    got = parsed(mail.inbox("owner@notices.test")[0])
    assert got["Subject"] == "Post this – café"
    assert words(got, "plain").rstrip("\n") == "Copy:\n.\nDone"
    assert [part.get_content() for part in got.iter_attachments()] == [picture.data]
