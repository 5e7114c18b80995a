"""Mails that come back, read as what they are; and mail made to break the reader."""

from __future__ import annotations

import email.policy
from email.message import EmailMessage
from pathlib import Path

import pytest
import test
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.channels.email.reports import Report, Unreadable, may_be_report, read

KEY = "0123456789abcdef0123456789abcdef"
ORIGINAL = f"From: hello@willow.example\r\nMessage-ID: <{KEY}@willow.example>\r\nSubject: Roll\r\n\r\nhi\r\n"


def dsn(
    action: str = "failed", status: str = "5.1.1", diagnostic: str = "smtp; 550 5.1.1 User unknown",
    returned: str = "message/rfc822", to: str = "hello@willow.example", original: str = ORIGINAL,
) -> bytes:  # fmt: skip
    """A report as Postfix writes it."""
    return (
        "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example (Mail Delivery System)\r\nSubject: Undelivered Mail\r\n"
        f"To: {to}\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\r\n\r\n'
        "--B\r\nContent-Type: text/plain\r\n\r\nI am sorry.\r\n\r\n"
        "--B\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; a@b.org\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: {diagnostic}\r\n\r\n"
        f"--B\r\nContent-Type: {returned}\r\n\r\n{original}\r\n--B--\r\n"
    ).encode()


def test_a_report_names_the_mail_the_status_and_the_words() -> None:
    assert read(dsn()) == Report("bounce", (), (KEY,), "5.1.1", "550 5.1.1 User unknown")


def test_a_mark_in_the_address_counts_too() -> None:
    found = read(dsn(to=f"bounces+{KEY}@willow.example", returned="text/plain"))
    assert (found.marks, found.message_ids) == ((KEY,), ())


def test_headers_alone_are_enough() -> None:
    assert read(dsn(returned="text/rfc822-headers")).message_ids == (KEY,)
    folded = ORIGINAL.replace("Message-ID: ", "Message-Id:\r\n ")
    assert read(dsn(returned="text/rfc822-headers", original=folded)).message_ids == (KEY,)


@pytest.mark.parametrize(
    ("action", "kind"),
    [("failed", "bounce"), ("FAILED", "bounce"), ("failed (to mailbox)", "bounce"), ("delayed", "delayed"),
     ("delivered", "other"), ("relayed", "other"), ("expanded", "other"), ("", "other")],
)  # fmt: skip
def test_only_what_failed_is_a_bounce(action: str, kind: str) -> None:
    assert read(dsn(action=action)).kind == kind


def test_a_status_is_taken_from_the_words_when_the_field_has_none() -> None:
    assert read(dsn(status="?", diagnostic="smtp; 552 5.2.2 Over quota")).status == "5.2.2"
    assert read(dsn(status="5.0.0 (x)", diagnostic="x")).status == "5.0.0"


def arf(kind: str = "abuse") -> bytes:
    return (
        "From: staff@hotmail.example\r\nSubject: complaint\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="B"\r\n\r\n'
        "--B\r\nContent-Type: text/plain\r\n\r\nThis is an abuse report.\r\n"
        f"--B\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: {kind}\r\nVersion: 1\r\n\r\n"
        f"--B\r\nContent-Type: message/rfc822\r\n\r\n{ORIGINAL}\r\n--B--\r\n"
    ).encode()


def test_a_complaint_is_told_from_its_opposite() -> None:
    assert read(arf()) == Report("complaint", (), (KEY,), "", "feedback report: abuse")
    assert read(arf("not-spam")).kind == "other"


def letter(**headers: str) -> bytes:
    mail = EmailMessage(policy=email.policy.SMTP)
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(f"550 5.1.1 no such user\n\n--- copy\nMessage-ID: <{KEY}@willow.example>\n")
    return mail.as_bytes()


def test_servers_that_write_letters_are_understood_by_their_headers() -> None:
    exim = read(letter(From="Mail Delivery System <Mailer-Daemon@x.org>", X_Failed_Recipients="a@b.org"))
    assert (exim.kind, exim.message_ids, exim.status) == ("bounce", (KEY,), "5.1.1")
    qmail = read(letter(From="MAILER-DAEMON@x.org", Subject="failure notice"))
    assert (qmail.kind, qmail.message_ids) == ("bounce", (KEY,))


@pytest.mark.parametrize(
    "headers",
    [
        {"From": "Ana <ana@x.org>", "Subject": "Undeliverable: out of office", "Auto-Submitted": "auto-replied"},
        {"From": "Ana <ana@x.org>", "Subject": "Out of office", "X-Autoreply": "yes"},
        {"From": "Ana <ana@x.org>", "Subject": "Away", "Precedence": "auto_reply"},
    ],
)
def test_somebodys_holiday_is_no_bounce(headers: dict[str, str]) -> None:
    raw = letter(**{name.replace("-", "_"): value for name, value in headers.items()})
    assert read(raw).kind == "auto-reply"
    assert not may_be_report(raw.partition(b"\r\n\r\n")[0])


def test_what_a_person_writes_is_left_alone() -> None:
    raw = letter(From="Ana <ana@x.org>", Subject="Delivery failed?! I miss your mails")
    assert not may_be_report(raw.partition(b"\r\n\r\n")[0])
    assert read(raw).kind == "other"


def test_the_header_of_a_report_is_known() -> None:
    for raw in (dsn(), arf(), letter(From="MAILER-DAEMON@x.org", Subject="failure notice")):
        assert may_be_report(raw.partition(b"\r\n\r\n")[0])


# --- hostile ---


def harmless(raw: bytes) -> Report | None:
    """Whatever it is, it ends in a report or in one refusal; what is shown has no unseen letters."""
    try:
        may_be_report(raw[:4096])
        found = read(raw)
    except Unreadable as problem:
        return None if len(str(problem)) < 100 else pytest.fail(str(problem))
    assert found.kind in ("bounce", "delayed", "complaint", "auto-reply", "other")
    assert len(found.text) <= 400
    assert found.text.isprintable() or not found.text
    assert len(found.message_ids) <= 15
    return found


def test_nesting_without_end() -> None:
    raw = b"".join(
        b'Content-Type: multipart/report; boundary="b%d"\r\n\r\n--b%d\r\n' % (number, number) for number in range(4000)
    )
    harmless(raw)
    harmless(b"Content-Type: message/rfc822\r\n\r\n" * 4000)


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\0", b"\r\n" * 1000, b"A" * 1_000_000, b"Content-Type: multipart/report\r\n\r\nno boundary",
        b'Content-Type: multipart/report; boundary="' + b"x" * 100_000 + b'"\r\n\r\n',
        dsn(diagnostic="smtp; \x1b[31m\u202eevil\0" + "x" * 50_000), dsn(status="5" * 10_000),
        dsn(to="=?utf-8?b?////?= <\0>"), dsn().replace(b"rfc822; a@b.org", b"\xff\xfe" * 500),
        dsn().replace(b"Content-Type: message/delivery-status",
                      b"Content-Type: message/delivery-status\r\nContent-Transfer-Encoding: base64"),
        dsn().replace(b"text/plain", b'text/plain; charset="no-such-charset"'),
        b"Message-ID: " + b"<" * 50_000, dsn(original="Message-ID: " + f"<{KEY}@x>" * 20_000),
        b"Content-Type: multipart/report; boundary=B\r\n\r\n" + b"--B\r\nContent-Type: message/delivery-status\r\n\r\n"
        b"Action: failed\r\n\r\n" * 5000,
    ],
    ids=range(15),
)  # fmt: skip
def test_mail_made_to_break_the_reader(raw: bytes) -> None:
    harmless(raw)


@settings(max_examples=300)
@given(st.data())
def test_a_report_that_was_damaged_anywhere(data: st.DataObject) -> None:
    raw = bytearray(data.draw(st.sampled_from([dsn(), arf(), letter(From="MAILER-DAEMON@x.org", Subject="failure")])))
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(raw) - 1))
        end = min(len(raw), at + data.draw(st.integers(0, 60)))
        raw[at:end] = data.draw(st.binary(max_size=40))
        raw = raw or bytearray(b"x")
    harmless(bytes(raw))


@settings(max_examples=200)
@given(st.binary(max_size=3000))
def test_noise(raw: bytes) -> None:
    harmless(raw)
    harmless(b"Content-Type: multipart/report; report-type=delivery-status; boundary=B\r\n\r\n--B\r\n" + raw)


def test_a_strangers_mark_is_no_key_of_ours() -> None:
    assert read(dsn(original=ORIGINAL.replace(KEY, "short"))).message_ids == ()


def test_pythons_own_collection_of_odd_mails() -> None:
    folder = Path(test.__file__).parent / "test_email" / "data"
    if not folder.is_dir():
        pytest.skip("this Python comes without its tests")
    for path in sorted(folder.glob("msg_*.txt")):
        harmless(path.read_bytes())
