"""What each reply of a mail server means (rules 3.2 and 3.3), as a table."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from scheduler.channels.email.replies import Phase, Reply, classify
from scheduler.domain.outcomes import Accepted, Refused, Retry, Unknown

NOW = datetime(2027, 2, 16, 14, 0, tzinfo=UTC)

HARD, PERSON, ACCOUNT = "suppress", "this copy only", "stops the account"
REFUSALS: list[tuple[Phase, str, str]] = [
    # the address does not exist
    ("rcpt", "550 5.1.1 User unknown", HARD),
    ("rcpt", "550 5.1.1 <a@b.c>: Recipient address rejected: User unknown in virtual mailbox table", HARD),
    ("rcpt", "550-5.1.1 The email account that you tried to reach does not exist.", HARD),
    ("rcpt", "553 5.1.3 Bad recipient address syntax", HARD),
    ("rcpt", "501 5.1.3 Bad recipient address syntax", HARD),
    ("rcpt", "550 5.1.0 Address rejected", HARD),
    ("rcpt", "551 5.1.6 Recipient no longer on server", HARD),
    ("rcpt", "556 5.1.10 Recipient address has null MX", HARD),
    ("rcpt", "550 5.7.17 Mailbox owner has changed", HARD),
    ("rcpt", "550 5.7.18 Domain owner has changed", HARD),
    ("rcpt", "550 No such user here", HARD),
    ("rcpt", "550 Requested action not taken: mailbox unavailable (user does not exist)", HARD),
    ("rcpt", "550 5.5.0 Requested action not taken: mailbox not found", HARD),
    ("end", "554 delivery error: dd This user doesn't have a yahoo.com account (a@yahoo.com) [0]", HARD),
    ("end", "550 5.1.1 unknown recipient", HARD),
    # this person's mailbox or server, or not certain
    ("rcpt", "550 5.2.1 The email account that you tried to reach is inactive", PERSON),
    ("rcpt", "552 5.2.2 Mailbox full", PERSON),
    ("end", "552 5.2.2 The recipient's inbox is out of storage space", PERSON),
    ("rcpt", "550 5.1.2 Host unknown", PERSON),
    ("rcpt", "550 5.4.4 Unable to route", PERSON),
    ("rcpt", "550 5.7.13 User disabled", PERSON),
    ("rcpt", "550 5.7.1 You are not authorized to send to this group; members only", PERSON),
    ("rcpt", "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup", PERSON),
    ("rcpt", "550 mailbox unavailable", PERSON),
    ("rcpt", "501 5.5.4 Syntax error in parameters", PERSON),
    ("end", "554 Transaction failed", PERSON),
    # our own fault: never held against the person
    ("rcpt", "554 5.7.1 <a@b.c>: Relay access denied", ACCOUNT),
    ("rcpt", "550 5.7.1 Service unavailable; client host [192.0.2.1] blocked using zen", ACCOUNT),
    ("rcpt", "550 relaying denied", ACCOUNT),
    ("rcpt", "530 5.7.0 Authentication required", ACCOUNT),
    ("rcpt", "530 Must issue a STARTTLS command first", ACCOUNT),
    ("end", "550 5.7.1 Message rejected due to policy", ACCOUNT),
    ("end", "554 5.7.1 Spam", ACCOUNT),
    ("end", "554 Message rejected as spam", ACCOUNT),
    ("end", "550 5.7.26 Unauthenticated email is not accepted due to domain's DMARC policy", ACCOUNT),
    ("end", "550 5.7.515 Access denied, sending domain does not meet the required authentication level", ACCOUNT),
    ("end", "550-5.4.5 Daily user sending limit exceeded", ACCOUNT),
    ("end", "552 5.3.4 Message too big", ACCOUNT),
    ("end", "550 5.6.0 Lone CR or LF in body", ACCOUNT),
    ("data", "503 5.5.1 Bad sequence of commands", ACCOUNT),
    ("end", "554 5.4.6 Routing loop detected", ACCOUNT),
    ("mail", "550 5.1.8 Sender domain does not exist", ACCOUNT),
    ("mail", "553 5.1.7 Bad sender address", ACCOUNT),
    ("mail", "553 5.7.1 Sender address rejected: not owned by user", ACCOUNT),
    ("mail", "550 no", ACCOUNT),
    ("auth", "535 5.7.8 Authentication failed", ACCOUNT),
    ("auth", "534 5.7.9 Application-specific password required", ACCOUNT),
    ("greeting", "554 5.7.1 No SMTP service here", ACCOUNT),
    ("ehlo", "502 Command not implemented", ACCOUNT),
    ("starttls", "501 5.5.4 no", ACCOUNT),
]  # fmt: skip


def reply(text: str) -> Reply:
    return Reply(int(text[:3]), text[4:])


@pytest.mark.parametrize(("phase", "text", "meaning"), REFUSALS)
def test_a_no_is_held_against_the_right_one(phase: Phase, text: str, meaning: str) -> None:
    outcome = classify(phase, reply(text), NOW)
    assert isinstance(outcome, Refused)
    assert (outcome.suppress, outcome.stops_account) == (meaning == HARD, meaning == ACCOUNT)
    assert text[4:] in outcome.reason
    assert outcome.code in text
    assert outcome.account_state == ("cooling" if outcome.code == "5.4.5" else "needs_reconnect")


@pytest.mark.parametrize(
    ("phase", "text", "minutes", "cools"),
    [
        ("greeting", "421 4.3.2 Service not available", 10, True),
        ("greeting", "450 4.3.2 busy", 10, True),
        ("mail", "421 4.7.0 Try again later, closing connection", 10, True),
        ("end", "421 4.7.28 Unusual rate of unsolicited mail", 10, True),
        ("rcpt", "421 4.3.0 bye", 10, True),
        ("rcpt", "450 4.7.28 Gmail has detected an unusual rate", 10, True),
        ("end", "451 4.7.24 The SPF record looks suspicious", 10, True),
        ("mail", "451 4.7.0 Too many messages, slow down", 10, True),
        ("mail", "452 Sending rate limit exceeded", 10, True),
        ("auth", "454 4.7.0 Temporary authentication failure", 10, True),
        ("rcpt", "450 4.2.1 Greylisted, try again later", 5, False),
        ("rcpt", "451 4.7.1 Greylisting in action, please come back later", 5, False),
        ("rcpt", "450 Greylisted", 5, False),
        ("rcpt", "452 4.2.2 Over quota", 240, False),
        ("rcpt", "552 4.2.2 Mailbox full", 240, False),
        ("rcpt", "452 4.5.3 Too many recipients", None, False),
        ("end", "451 4.3.0 Error: queue file write error", None, False),
        ("end", "452 4.3.1 Insufficient system storage", None, False),
        ("end", "550 5.3.2 System not accepting messages", None, False),
        ("starttls", "454 TLS not available", 10, True),
        ("ehlo", "354 what?", 2, True),
        ("data", "250 what?", None, False),
        ("mail", "354 what?", None, False),
        ("rcpt", "199 what?", None, False),
    ],
)  # fmt: skip
def test_a_later_waits_as_long_as_its_kind_asks(phase: Phase, text: str, minutes: int | None, cools: bool) -> None:
    outcome = classify(phase, reply(text), NOW)
    assert isinstance(outcome, Retry)
    assert outcome.not_before == (NOW + timedelta(minutes=minutes) if minutes else None)
    assert outcome.cools_account is cools


def test_only_a_yes_to_the_whole_mail_is_acceptance() -> None:
    assert classify("end", reply("250 2.0.0 Ok: queued as 4Fj2"), NOW) == Accepted("250 2.0.0 Ok: queued as 4Fj2")
    for phase in ("mail", "rcpt", "data", "auth"):
        assert not isinstance(classify(phase, reply("250 2.0.0 Ok: queued as 4Fj2"), NOW), Accepted)


@pytest.mark.parametrize("text", ["354 go on", "199 hm", "650 hm"])
def test_nonsense_after_the_whole_mail_leaves_it_unknown(text: str) -> None:
    assert isinstance(classify("end", reply(text), NOW), Unknown)


def test_the_enhanced_code_is_read_from_the_start_only() -> None:
    assert reply("550 5.1.1 no").enhanced == "5.1.1"
    assert reply("550-5.1.1 no").enhanced == "5.1.1"
    assert reply("550 see 5.7.1 there").enhanced == ""
    assert reply("550 5.1.1").enhanced == "5.1.1"


# --- the classes of rules 3.3, every code of them ---

PHASES: tuple[Phase, ...] = ("rcpt", "data", "body", "end")
ADDRESS_IS_BAD = ["5.1.1", "5.1.0", "5.1.3", "5.1.6", "5.1.10", "5.7.17", "5.7.18"]
THIS_COPY = ["5.1.2", "5.4.4", "5.2.1", "5.7.13", "5.2.2", "5.4.7", "5.2.3"]
AGAIN = ["5.3.1", "5.3.2"]
OURS = [
    *(f"5.7.{number}" for number in (*range(10), *range(20, 41), 515)),
    *("5.1.7", "5.1.8", "5.4.5", "5.3.4", "5.4.6"),
    *(f"5.6.{number}" for number in range(10)),
]


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("code", ADDRESS_IS_BAD)
def test_a_bad_address_is_left_out_at_the_first_code(phase: Phase, code: str) -> None:
    outcome = classify(phase, reply(f"550 {code} no"), NOW)
    assert outcome == Refused(code, outcome.reason, suppress=True)  # type: ignore[union-attr]  it is none without


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("code", THIS_COPY)
def test_a_mailbox_that_may_work_again_costs_one_copy(phase: Phase, code: str) -> None:
    outcome = classify(phase, reply(f"550 {code} no"), NOW)
    assert outcome == Refused(code, outcome.reason)  # type: ignore[union-attr]


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("code", AGAIN)
def test_a_server_that_is_full_or_closed_is_tried_again(phase: Phase, code: str) -> None:
    assert isinstance(classify(phase, reply(f"550 {code} no"), NOW), Retry)


@pytest.mark.parametrize("words", ["no", "User unknown", "No such user here", "this account does not exist"])
@pytest.mark.parametrize("phase", PHASES)
def test_our_own_fault_is_never_held_against_the_person_whatever_the_words(phase: Phase, words: str) -> None:
    for code in OURS:
        outcome = classify(phase, reply(f"554 {code} {words}"), NOW)
        state = "cooling" if code == "5.4.5" else "needs_reconnect"
        assert outcome == Refused(code, outcome.reason, stops_account=True, account_state=state)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("550 5.4.5 Daily user sending limit exceeded. For more information on Gmail sending limits go to", "cooling"),
        ("550 5.4.5 no", "cooling"),
        ("554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed to process", "cooling"),
        ("554 5.7.0 Your account has reached its daily sending limit", "cooling"),
        ("550 5.7.1 The limit of 300 mails a day is reached", "cooling"),
        ("550 5.7.1 Blocked by policy", "needs_reconnect"),
    ],
)
@pytest.mark.parametrize("phase", ["mail", "rcpt", "end"])
def test_a_day_that_is_spent_is_waited_for_and_no_reason_to_sign_in_again(phase: Phase, text: str, state: str) -> None:
    outcome = classify(phase, reply(text), NOW)
    assert isinstance(outcome, Refused)
    assert (outcome.stops_account, outcome.account_state, outcome.suppress) == (True, state, False)


def test_a_readers_mailbox_with_a_daily_limit_is_that_reader_only() -> None:
    outcome = classify("rcpt", reply("550 5.2.1 The user you are trying to contact has reached a daily limit"), NOW)
    assert isinstance(outcome, Refused)
    assert not outcome.stops_account


@pytest.mark.parametrize(
    "text",
    [
        "553 5.7.1 [BL21] Connections will not be accepted from 192.0.2.1",
        "554 5.7.9 [PH01] Message not accepted for policy reasons",
        "554 Message not allowed - [PH01] Email not accepted for policy reasons",
        "554 5.7.1 [TS11] Message permanently deferred because of its reputation",
        "550 5.4.5 Daily sending quota exceeded",
        "552 5.7.0 This message was blocked because its content presents a potential security issue",
    ],
)
def test_what_providers_say_about_us_stops_the_account(text: str) -> None:
    outcome = classify("end", reply(text), NOW)
    assert isinstance(outcome, Refused)
    assert (outcome.suppress, outcome.stops_account) == (False, True)


@pytest.mark.parametrize("number", [0, *range(20, 41)])
@pytest.mark.parametrize("phase", ["mail", *PHASES])
def test_a_later_about_rate_or_trust_cools_the_account_for_ten_minutes(phase: Phase, number: int) -> None:
    outcome = classify(phase, reply(f"450 4.7.{number} not now"), NOW)
    assert isinstance(outcome, Retry)
    assert outcome.cools_account
    assert outcome.not_before == NOW + timedelta(minutes=10)


@pytest.mark.parametrize("code", ["4.2.1", "4.2.2", "4.3.0", "4.3.1", "4.4.1", "4.4.2", "4.4.7", "4.5.3", "4.1.8"])
@pytest.mark.parametrize("phase", PHASES)
def test_a_later_about_one_mailbox_leaves_the_others_alone(phase: Phase, code: str) -> None:
    outcome = classify(phase, reply(f"451 {code} not now"), NOW)
    assert isinstance(outcome, Retry)
    assert not outcome.cools_account


@pytest.mark.parametrize("phase", ["greeting", "ehlo", "starttls", "auth", "mail", "rcpt", "data", "body", "end"])
def test_every_code_at_every_point_has_an_outcome_and_only_the_last_dot_can_be_a_yes(phase: Phase) -> None:
    for code in range(200, 600):
        outcome = classify(phase, Reply(code, "x"), NOW)
        assert isinstance(outcome, Accepted) == (phase == "end" and code < 300)
        assert isinstance(outcome, Unknown) == (phase == "end" and 300 <= code < 400)
