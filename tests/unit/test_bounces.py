"""What mail that comes back means, and when an address is given up (rules 3.3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from scheduler.domain.bounces import Failure, classify, is_dead

START = datetime(2027, 2, 10, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "text", "kind"),
    [
        ("5.1.1", "550 5.1.1 The address does not exist", "hard"),
        ("5.1.10", "RESOLVER.ADR.RecipientNotFound", "hard"),
        ("5.0.0", "550 5.1.1 <a@b.org>: user unknown", "hard"),
        ("5.0.0", "550 no such user here", "hard"),
        ("", "554 delivery error: dd This user doesn't have a yahoo.com account", "hard"),
        ("5.7.17", "mailbox owner has changed", "hard"),
        ("5.1.2", "Host or domain name not found", "domain"),
        ("5.4.4", "Name service error for name=gone.example", "domain"),
        ("", "Name service error for name=gone.example type=MX: Host not found", "domain"),
        ("5.2.1", "The email account that you tried to reach is inactive", "disabled"),
        ("4.2.2", "mailbox full", "full"),
        ("5.2.2", "quota exceeded", "full"),
        ("", "552 Mailbox quota exceeded", "full"),
        ("4.4.1", "connection timed out", "soft"),
        ("5.4.7", "delivery time expired", "soft"),
        ("4.4.7", "message expired", "soft"),
        ("5.3.1", "mail system full", "soft"),
        ("", "", "soft"),
        ("nonsense", "nothing to read", "soft"),
        ("5.7.1", "Message rejected due to policy", "sender"),
        ("5.7.26", "This mail has been blocked because the sender is unauthenticated", "sender"),
        ("5.7.515", "Access denied, sending domain does not meet the required authentication level", "sender"),
        ("5.1.8", "Bad sender's system address", "sender"),
        ("5.1.0", "Sender blacklisted", "sender"),
        ("", "554 Service unavailable; client host blocked using a blocklist", "sender"),
        ("5.0.0", "550 listed at zen.spamhaus.org", "sender"),
        ("5.3.4", "message too big", "content"),
        ("5.6.1", "media not supported", "content"),
    ],
)
def test_every_class_has_its_kind(status: str, text: str, kind: str) -> None:
    assert classify(status, text) == kind


def test_a_block_that_speaks_of_users_is_still_the_senders() -> None:
    assert classify("5.7.1", "user unknown to our spam policy") == "sender"


def test_endless_words_take_no_time() -> None:
    assert classify("", "user " * 200_000) == "soft"
    assert classify("", "mailbox " + "x" * 500_000) == "soft"


def failures(kind: str, *days: float) -> list[Failure]:
    return [Failure(kind, START + timedelta(days=day)) for day in days]


@pytest.mark.parametrize(
    ("rows", "dead"),
    [
        (failures("hard", 0), True),
        (failures("domain", 0), False),
        (failures("domain", 0, 2.9), False),
        (failures("domain", 0, 3), True),
        (failures("disabled", 0, 15), False),
        (failures("disabled", 0, 15, 29), False),
        (failures("disabled", 0, 15, 30), True),
        (failures("full", 0, 7, 14, 21), False),
        (failures("full", 0, 7, 14, 21, 28), True),
        (failures("full", 0, 60), True),
        (failures("full", 0, 59), False),
        (failures("soft", 0, 7, 14, 21), False),
        (failures("soft", 0, 7, 14, 21, 28), True),
        (failures("soft", 0, 1, 2, 3, 4), False),
        (failures("soft", 0, 7, 14) + failures("full", 21, 28), True),
        (failures("sender", 0, 7, 14, 21, 28, 35), False),
        ([], False),
    ],
)
def test_an_address_is_given_up_by_the_rules(rows: list[Failure], dead: bool) -> None:
    assert is_dead(rows) is dead
