"""A reminder to post: everything to copy, and the link that says it is done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest

from scheduler.channels import registry
from scheduler.channels.by_hand import channel
from scheduler.domain.outcomes import Accepted, Refused, Retry
from tests.channels.jobs import DRAFT, MEDIA, NOW, PICTURE, TEXT, Kept, with_picture
from tests.fakes.hostile import unused_port
from tests.fakes.smtp import DROP_AFTER, DROP_BEFORE, MailServer

OWNER = "owner@willow.example"
DONE = "https://studio.example/done/abc"
instagram = channel.configured({"network": "instagram"})


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


def mailbox(server: MailServer, **more: str) -> Kept:
    return Kept({**server.values(), "from": "Willow Street <hello@willow.example>", "owner": OWNER, **more})


def only_mail(server: MailServer) -> EmailMessage:
    (received,) = server.does.received
    mail = message_from_bytes(received.data, policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


def words(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def test_the_owner_gets_the_text_to_copy_and_the_done_link(server: MailServer) -> None:
    assert isinstance(instagram.send(mailbox(server).job(instagram)), Accepted)
    mail = only_mail(server)
    assert (mail["To"], mail["From"]) == (OWNER, "Willow Street <hello@willow.example>")
    assert mail["Subject"] == "Post this on Instagram: Roll one foot for a minute. 🦶 Breathe out slowly."
    assert f"\n{TEXT}\n" in words(mail)
    assert f"\n{DONE}\n" in words(mail)


def test_the_picture_comes_along_with_its_description(server: MailServer) -> None:
    instagram.send(mailbox(server).job(instagram, with_picture()))
    mail = only_mail(server)
    (picture,) = mail.iter_attachments()
    assert (picture.get_content(), picture.get_content_type()) == (PICTURE, "image/png")
    assert picture.get_filename() == "picture-1.png"
    assert MEDIA.alt in words(mail)


def test_the_link_is_given_when_the_text_has_none(server: MailServer) -> None:
    instagram.send(mailbox(server).job(instagram, replace(DRAFT, text="Roll one foot.")))
    assert f"Link: {DRAFT.link}" in words(only_mail(server))


def test_a_second_try_is_the_same_reminder(server: MailServer) -> None:
    account = mailbox(server)
    for hours in (0, 3):
        instagram.send(account.job(instagram, now=NOW + timedelta(hours=hours)))
    first, second = (message_from_bytes(mail.data, policy=default) for mail in server.does.received)
    for name in ("Message-ID", "Date", "Subject"):
        assert first[name] == second[name]


@pytest.mark.parametrize("reply", [DROP_AFTER, DROP_BEFORE, "451 4.3.0 Later"])
def test_what_may_not_have_arrived_is_tried_again(server: MailServer, reply: str) -> None:
    server.does.at_end[OWNER] = reply
    outcome = instagram.send(mailbox(server).job(instagram, now=NOW + timedelta(hours=1)))
    assert isinstance(outcome, Retry)
    assert outcome.not_before is None or outcome.not_before >= NOW + timedelta(hours=1)


def test_nothing_is_sent_while_the_mail_server_is_away(server: MailServer) -> None:
    account = mailbox(server, port=str(unused_port()))
    assert isinstance(instagram.send(account.job(instagram)), Retry)


@pytest.mark.parametrize("missing", ["host", "from", "owner"])
def test_without_a_mailbox_or_an_owner_it_says_what_to_do(server: MailServer, missing: str) -> None:
    account = mailbox(server, **{missing: ""})
    outcome = instagram.send(account.job(instagram))
    assert isinstance(outcome, Refused)
    assert outcome.stops_account
    assert isinstance(instagram.check(account.credentials()), Accepted if missing == "owner" else Refused)
    assert server.does.received == []
    assert "eml" not in instagram.files(account.job(instagram))


def test_checking_signs_in_and_sends_nothing(server: MailServer) -> None:
    assert isinstance(instagram.check(mailbox(server).credentials()), Accepted)
    assert server.does.received == []


def test_in_practice_the_reminder_is_a_file(server: MailServer) -> None:
    files = instagram.files(mailbox(server).job(instagram, with_picture()))
    assert set(files) == {"json", "eml", "1.png"}
    assert files["1.png"] == PICTURE
    assert message_from_bytes(files["eml"], policy=default)["To"] == OWNER


@pytest.mark.parametrize("network", ["instagram", "x", "linkedin", "sms"])
def test_it_counts_as_the_named_network_does(network: str) -> None:
    rules = registry.get(network)
    named = channel.configured({"network": network})
    for text in (TEXT, "🧘‍♀️" * 200, "x" * 5000):
        assert named.count(text) == rules.count(text)
    assert (named.limit, named.needs_image, named.links) == (rules.limit, rules.needs_image, rules.links)
    assert named.preview(named.payload(DRAFT))["network"] == rules.name


def test_without_a_network_there_is_no_limit() -> None:
    assert channel.configured({}).count("x" * 100_000).fits


def test_an_unknown_network_is_answered_with_those_there_are() -> None:
    with pytest.raises(registry.UnknownChannel, match="instagram"):
        channel.configured({"network": "myspace"})


@pytest.mark.parametrize("text", ["", "\n\n", "x" * 500, "Subject: y\r\nBcc: eve@example.org"])
def test_any_text_makes_a_subject_of_one_line(server: MailServer, text: str) -> None:
    payload: Mapping[str, Any] = instagram.payload(replace(DRAFT, text=text))
    assert isinstance(instagram.send(mailbox(server).job(instagram, replace(DRAFT, text=text))), Accepted)
    mail = only_mail(server)
    assert mail["Bcc"] is None
    assert mail["Subject"].startswith("Post this on Instagram")
    assert len(mail["Subject"]) < 90
    assert payload["text"].strip() in words(mail)


def test_it_is_sent_only_when_the_owner_says_so() -> None:
    assert channel.confirmed_by_hand
    assert not any(other.confirmed_by_hand for other in registry.channels().values() if other is not channel)
