"""Mail that came back and was put aside: listed, explained, put away; nothing is done because of it."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from scheduler.audience import services as audience
from scheduler.audience.models import Suppression
from scheduler.channels.email.reports import named
from scheduler.outbox import services as outbox
from scheduler.outbox.models import ReturnedMail
from tests import builders
from tests.builders import NOW
from tests.channels.test_email_reports import dsn, letter

pytestmark = pytest.mark.django_db
PAGE = "/people/returned/"


def aside(number: int = 1, **more: object) -> ReturnedMail:
    account = builders.Account.objects.filter(name="newsletter").first() or builders.an_account()
    facts = {"kind": "unreadable", "detail": "it is nested too deeply", "who": "a@b.org", "subject": "Undelivered"}
    return ReturnedMail.objects.create(account=account, uidvalidity=1, uid=number, at=NOW, **{**facts, **more})


def a_reader(address: str) -> builders.Subscriber:
    return builders.a_subscriber(address, address_hash=audience.address_hash(address))


ENCODED = b"From: =?utf-8?q?Fran=C3=A7oise?= <f@x.org>\r\nSubject: =?utf-8?b?w4k=?=\r\n\r\nx"
BROKEN = b"Subject: =?utf-9?b?!!?=\r\nFrom: \xff\xfe\x00\r\n\r\n"


@pytest.mark.parametrize(
    ("raw", "who", "subject"),
    [
        (dsn(), "a@b.org", "Undelivered Mail"),
        (letter(From="M <mailer-daemon@x.org>", X_Failed_Recipients="a@b.org", Subject="Échec"), "a@b.org", "Échec"),
        (ENCODED, "Françoise <f@x.org>", "É"),
        (b"", "", ""),
    ],
)
def test_whom_a_mail_is_about_and_its_subject(raw: bytes, who: str, subject: str) -> None:
    assert named(raw) == (who, subject)


@pytest.mark.parametrize("raw", [BROKEN, b"\0" * 99, b": :\r\n\r\n"])
def test_what_is_broken_names_nobody_or_something_harmless(raw: bytes) -> None:
    assert all(part.isprintable() and len(part) <= 200 for part in named(raw))


def test_the_list_says_who_when_why_and_what_to_do(owner: Client, studio_plan: object) -> None:
    aside()
    aside(2, kind="stranger", who="carl@x.org", subject="Mail delivery failed", detail="")
    aside(3, kind="bounce", who="seen@x.org")
    people = unescape(owner.get("/people/").content.decode())
    assert "2 mails came back and were not understood" in people
    page = unescape(owner.get(PAGE).content.decode())
    for said in (
        "a@b.org", "“Undelivered”", "Wed 10 Feb 2027, 09:00", "It could not be taken apart: it is nested too deeply.",
        "carl@x.org", "It names no mail of this studio", "leave that address out below",
    ):  # fmt: skip
        assert said in page
    assert "seen@x.org" not in page


def test_put_away_it_is_listed_no_more_and_its_names_are_forgotten(owner: Client, studio_plan: object) -> None:
    row = aside()
    answer = owner.post(f"{PAGE}{row.pk}/put-away/", follow=True).content.decode()
    assert "Put away." in answer
    assert "a@b.org" not in answer
    row.refresh_from_db()
    assert (row.who, row.subject, row.seen_at) == ("", "", NOW)
    assert "not understood" not in owner.get("/people/").content.decode()


def test_an_address_that_fails_is_left_out_and_a_wrong_one_is_said_so(owner: Client, studio_plan: object) -> None:
    anna = a_reader("anna@example.org")
    answer = owner.post(f"{PAGE}leave-out/", {"address": " Anna@Example.org "}, follow=True).content.decode()
    assert "anna@example.org is left out from now on." in answer
    anna.refresh_from_db()
    assert anna.state == "bounced"
    assert Suppression.objects.get().source == "returned mail, read by ana@example.org"
    for typed, said in (
        ("anna@example.org", "is left out already"), ("nobody@example.org", "is nobody’s address here"),
        ("x", "no e-mail address"),
    ):  # fmt: skip
        again = owner.post(f"{PAGE}leave-out/", {"address": typed})
        assert again.status_code == 400
        assert said in unescape(again.content.decode())
        assert f'value="{typed}"' in again.content.decode()


def test_who_may_only_look_changes_nothing(viewer: Client, studio_plan: object) -> None:
    row, anna = aside(), a_reader("anna@example.org")
    assert "Put away</button>" not in viewer.get(PAGE).content.decode()
    viewer.post(f"{PAGE}{row.pk}/put-away/")
    viewer.post(f"{PAGE}leave-out/", {"address": "anna@example.org"})
    row.refresh_from_db()
    anna.refresh_from_db()
    assert (row.seen_at, anna.state) == (None, "active")


def test_after_ninety_days_it_is_gone_from_the_list_and_names_nobody() -> None:
    row = aside()
    later = NOW + timedelta(days=91)
    assert (outbox.count_not_understood(NOW), outbox.count_not_understood(later)) == (1, 0)
    outbox.read_returned_mail(later)
    row.refresh_from_db()
    assert (row.who, row.subject) == ("", "")


def test_people_counts_nobody_who_was_erased(owner: Client, studio_plan: object) -> None:
    a_reader("anna@example.org")
    a_reader("ben@example.org")
    audience.erase("ben@example.org", NOW, by="owner")
    assert audience.counts(NOW)["total"] == 1
    page = owner.get("/people/").content.decode()
    assert "of 1 known" in page
    assert ">erased<" not in page
