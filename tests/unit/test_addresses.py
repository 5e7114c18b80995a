from __future__ import annotations

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import example, given
from hypothesis import strategies as st

from scheduler.domain.addresses import Address, InvalidAddress, address_key, parse


@pytest.mark.parametrize(
    ("typed", "address", "key"),
    [
        ("Jo.Smith+news@Example.ORG", "Jo.Smith+news@example.org", "jo.smith+news@example.org"),
        ("  jo@example.org\r\n", "jo@example.org", "jo@example.org"),
        ("\ufeffjo@example.org\u200b", "jo@example.org", "jo@example.org"),
        ("o'hara!x@sub.example.org", "o'hara!x@sub.example.org", "o'hara!x@sub.example.org"),
        ("Jo@Bücher.example", "Jo@xn--bcher-kva.example", "jo@xn--bcher-kva.example"),
        ("jo@XN--BCHER-KVA.example", "jo@xn--bcher-kva.example", "jo@xn--bcher-kva.example"),
        ("jo@пример.example", "jo@xn--e1afmkfd.example", "jo@xn--e1afmkfd.example"),
    ],
)
def test_an_address_is_kept_as_typed_and_named_by_its_key(typed: str, address: str, key: str) -> None:
    assert parse(typed) == Address(address, key)


def test_dots_and_tags_make_different_people() -> None:
    keys = {address_key(a) for a in ("a.b@gmail.com", "ab@gmail.com", "ab+x@gmail.com", "AB@gmail.com")}
    assert len(keys) == 3


@pytest.mark.parametrize(
    "typed",
    ["", " ", "jo", "jo@", "@example.org", "jo@example", "jo@@example.org", "a b@example.org", ".jo@example.org",
     "jo.@example.org", "j..o@example.org", "jo@-example.org", "jo@example.org.", "jo@exa_mple.org", "jo@[127.0.0.1]",
     "jo@localhost", "jo@studio.local", "jo@x.invalid", "jo@x.test", '"jo"@example.org', "Jo <jo@example.org>",
     "jo@example.org\r\nBcc: x@example.org", "jo@example.org, bo@example.org", "a" * 65 + "@example.org",
     "jo@" + "a" * 64 + ".org", "a@" + ".".join(["b" * 60] * 5) + ".org", "jo@xn--.org"],
)  # fmt: skip
def test_what_mail_cannot_be_sent_to_is_refused_in_one_sentence(typed: str) -> None:
    with pytest.raises(InvalidAddress, match=r"^[^\x00-\x1f]{20,250}\.$"):
        parse(typed)


def test_a_letter_that_many_servers_refuse_is_named() -> None:
    with pytest.raises(InvalidAddress, match=r"“josé@example\.org” has “é” before the @"):
        parse("josé@example.org")


def test_reserved_domains_are_taken_in_tests_only_on_request() -> None:
    assert address_key("Jo@studio.test", test=True) == "jo@studio.test"


@given(st.text(alphabet="aB1._-+'@é。 \u202e\x00\n<>\",xn", max_size=40) | st.text(max_size=80) | st.emails())
@example("a@b--c.org")
@example("a@b.xn--p1ai")
def test_the_short_way_agrees_with_email_validator(typed: str) -> None:
    try:
        expected = validate_email(
            typed.strip(" \t\r\n\x00\xa0\u200b\u200e\u200f\u2060\ufeff"),
            check_deliverability=False,
            allow_smtputf8=False,
            strict=True,
        )
        key = f"{expected.local_part}@{expected.ascii_domain}".lower()
    except (EmailNotValidError, UnicodeError):
        key = ""
    try:
        found = address_key(typed)
    except InvalidAddress:
        found = ""
    assert found == key
