"""Sending over SMTP: what was taken, what was certainly not, and what cannot be known."""

from __future__ import annotations

import email.policy
import logging
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest

from scheduler.channels.base import Credentials, Draft, Job, Memo
from scheduler.channels.email import Attachment, Email, Notice, as_eml, channel, send_one
from scheduler.domain.outcomes import Accepted, Outcome, Refused, Retry, Unknown
from tests.fakes import smtp_tls
from tests.fakes.smtp import DROP_AFTER, DROP_BEFORE, MailServer, free_port
from tests.fakes.smtp_scripted import Scripted

NOW = datetime(2027, 2, 16, 14, 0, tzinfo=UTC)
STUDIO = Email().configured(
    {"from": "Willow Street Yoga <hello@willow.example>", "name": "newsletter", "connections": 1}
)
PAYLOAD = STUDIO.payload(
    Draft(text="Roll.\n.\nBreathe.", html="<p>Roll.</p>\n.\n<p>Breathe.</p>", subject="Rolling the feet")
)
SECRET = "correct horse Ünïcode"


@dataclass
class Ledger:
    """Stands in for the outbox: keeps what was begun and what came back, in order."""

    allowed: Callable[[Job], bool] = lambda _job: True
    stop_after: int = 10_000
    events: list[tuple[str, str]] = field(default_factory=list)
    outcomes: dict[str, Outcome] = field(default_factory=dict)

    def before(self, jobs: Sequence[Job]) -> list[Job]:
        assert len(jobs) <= channel.window
        let = [job for job in jobs if self.allowed(job)]
        self.events += [("begun", job.holes["to"]) for job in let]
        return let

    def after(self, results: Sequence[tuple[Job, Outcome]]) -> None:
        for job, outcome in results:
            assert job.holes["to"] not in self.outcomes
            self.events.append((type(outcome).__name__, job.holes["to"]))
            self.outcomes[job.holes["to"]] = outcome

    def stopped(self) -> bool:
        return len(self.outcomes) >= self.stop_after

    @property
    def begun(self) -> list[str]:
        return [address for name, address in self.events if name == "begun"]


def a_job(server: Any, to: str, number: int = 1, **more: str) -> Job:
    holes = {
        "to": to, "first_name": "Anna", "key": f"k{number}", "created_at": NOW.isoformat(),
        "unsubscribe_url": f"https://willow.example/u/{number:022}", "preferences_url": "https://willow.example/p",
    }  # fmt: skip
    return Job(number, f"k{number}", PAYLOAD, holes, Memo(), Credentials(server.values(**more)), NOW)


def send(server: Any, *people: str, ledger: Ledger | None = None, **more: str) -> Ledger:
    ledger = ledger or Ledger()
    jobs = [a_job(server, to, number, **more) for number, to in enumerate(people, 1)]
    STUDIO.send_many(jobs, ledger.before, ledger.after, ledger.stopped)
    return ledger


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


@pytest.fixture
def tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    ca_file, cert_file, key_file = smtp_tls.make(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(ca_file))
    return smtp_tls.context(cert_file, key_file)


def test_a_batch_goes_out_over_one_connection_byte_for_byte_as_previewed(server: MailServer) -> None:
    people = [f"p{number}@example.org" for number in range(20)]
    ledger = send(server, *people)
    assert server.does.recipients == people
    assert server.does.sessions == 1
    for number, mail in enumerate(server.does.received, 1):
        job = a_job(server, mail.recipient, number)
        assert mail.data == as_eml(PAYLOAD, job.holes) == STUDIO.files(job)["eml"]
        assert mail.sender == "hello@willow.example"
        outcome = ledger.outcomes[mail.recipient]
        assert isinstance(outcome, Accepted)
        assert outcome.remote_id == f"250 2.0.0 Ok: queued as Q{number:06}"


def test_each_mail_is_begun_and_recorded_before_the_next_begins(server: MailServer) -> None:
    ledger = send(server, "a@x.org", "b@x.org")
    expected = [("begun", "a@x.org"), ("Accepted", "a@x.org"), ("begun", "b@x.org"), ("Accepted", "b@x.org")]
    assert ledger.events == expected


def test_bounces_go_to_the_return_path_of_the_copy(server: MailServer) -> None:
    job = a_job(server, "a@x.org")
    STUDIO.send(replace(job, holes={**job.holes, "return_path": "b+17@bounces.willow.example"}))
    assert server.does.received[0].sender == "b+17@bounces.willow.example"


def test_what_the_ledger_does_not_let_go_is_not_sent(server: MailServer) -> None:
    ledger = send(server, "a@x.org", "b@x.org", "c@x.org", ledger=Ledger(lambda job: job.holes["to"] != "b@x.org"))
    assert server.does.recipients == ["a@x.org", "c@x.org"]
    assert set(ledger.outcomes) == {"a@x.org", "c@x.org"}


def test_stop_lets_no_new_mail_begin(server: MailServer) -> None:
    ledger = send(server, "a@x.org", "b@x.org", "c@x.org", ledger=Ledger(stop_after=1))
    assert ledger.begun == server.does.recipients == ["a@x.org"]


def test_one_refused_person_does_not_hold_up_the_others(server: MailServer) -> None:
    server.does.at_rcpt["gone@x.org"] = "550 5.1.1 User unknown"
    server.does.at_rcpt["grey@x.org"] = "450 4.2.1 Greylisted"
    server.does.at_end["full@x.org"] = "552 5.2.2 Mailbox full"
    ledger = send(server, "gone@x.org", "a@x.org", "grey@x.org", "b@x.org", "full@x.org", "c@x.org")
    assert server.does.recipients == ["a@x.org", "b@x.org", "c@x.org"]
    assert server.does.sessions == 1
    gone, grey, full = (ledger.outcomes[f"{name}@x.org"] for name in ("gone", "grey", "full"))
    assert isinstance(gone, Refused)
    assert (gone.code, gone.suppress) == ("5.1.1", True)
    assert isinstance(grey, Retry)
    assert isinstance(full, Refused)
    assert not full.suppress


def test_a_lost_reply_after_the_mail_was_handed_over_is_unknown_and_the_others_go_on(server: MailServer) -> None:
    server.does.at_end["lost@x.org"] = DROP_AFTER
    ledger = send(server, "a@x.org", "lost@x.org", "b@x.org")
    assert isinstance(ledger.outcomes["lost@x.org"], Unknown)
    assert server.does.recipients == ["a@x.org", "lost@x.org", "b@x.org"]
    assert server.does.seen["lost@x.org"] == 1
    assert server.does.sessions == 2


def test_a_connection_lost_before_the_mail_was_handed_over_means_try_again(server: MailServer) -> None:
    server.does.at_end["cut@x.org"] = DROP_BEFORE
    ledger = send(server, "a@x.org", "cut@x.org", "b@x.org")
    assert isinstance(ledger.outcomes["cut@x.org"], Retry)
    assert server.does.recipients == ["a@x.org", "b@x.org"]


def test_asked_to_wait_the_whole_account_waits_ten_minutes_and_nothing_else_is_begun(server: MailServer) -> None:
    server.does.at_rcpt["b@x.org"] = "421 4.7.28 Unusual rate of mail"
    ledger = send(server, "a@x.org", "b@x.org", "c@x.org")
    later = ledger.outcomes["b@x.org"]
    assert isinstance(later, Retry)
    assert later.cools_account
    assert later.not_before is not None
    assert later.not_before >= NOW + timedelta(minutes=10)
    assert ledger.begun == ["a@x.org", "b@x.org"]
    assert "c@x.org" not in ledger.outcomes


def test_a_block_stops_the_account_and_nothing_else_is_begun(server: MailServer) -> None:
    server.does.at_end["b@x.org"] = "550 5.7.1 Message rejected due to policy"
    ledger = send(server, "a@x.org", "b@x.org", "c@x.org")
    no = ledger.outcomes["b@x.org"]
    assert isinstance(no, Refused)
    assert no.stops_account
    assert not no.suppress
    assert ledger.begun == ["a@x.org", "b@x.org"]


def test_a_refused_sender_stops_the_account(server: MailServer) -> None:
    server.does.at_mail = "553 5.7.1 Sender address rejected: not owned by user"
    ledger = send(server, "a@x.org", "b@x.org")
    no = ledger.outcomes["a@x.org"]
    assert isinstance(no, Refused)
    assert no.stops_account
    assert ledger.begun == ["a@x.org"]


def test_without_a_server_one_mail_tells_why_and_the_whole_account_waits() -> None:
    ledger = send(Nowhere(), "a@x.org", "b@x.org")
    assert ledger.begun == list(ledger.outcomes) == ["a@x.org"]
    outcome = ledger.outcomes["a@x.org"]
    assert isinstance(outcome, Retry)
    assert outcome.cools_account
    assert outcome.not_before is not None
    assert outcome.not_before >= NOW + timedelta(minutes=2)


def test_no_mail_is_begun_while_the_connection_is_being_made() -> None:
    ledger = Ledger()
    begun_at_greeting: list[int] = []
    with MailServer() as server:
        server.does.on_ehlo = lambda: begun_at_greeting.append(len(ledger.begun))
        send(server, "a@x.org", ledger=ledger)
    assert begun_at_greeting == [0]


def test_a_server_that_is_away_is_asked_once_however_many_lost_their_consent_meanwhile() -> None:
    with Scripted({"GREETING": "drop"}) as server:
        ledger = send(server, "a@x.org", "b@x.org", "c@x.org", ledger=Ledger(lambda job: job.holes["to"] == "c@x.org"))
        assert server.connections == 1
    assert list(ledger.outcomes) == ["c@x.org"]


def test_with_a_wrong_password_the_account_stops_with_the_first_mail_and_nothing_is_sent() -> None:
    with MailServer(hello="right") as server:
        ledger = send(server, "a@x.org", "b@x.org", user="hello", password=SECRET)
    assert server.does.recipients == []
    assert list(ledger.outcomes) == ["a@x.org"]
    outcome = ledger.outcomes["a@x.org"]
    assert isinstance(outcome, Refused)
    assert outcome.stops_account
    assert outcome.code == "5.7.8"


@pytest.mark.parametrize("security", ["starttls", "implicit"])
def test_mail_goes_out_encrypted_and_signed_in(security: str, tls: ssl.SSLContext) -> None:
    passwords = {"hello": SECRET} if security == "starttls" else {}
    with MailServer(security, tls, **passwords) as server:
        ledger = send(server, "a@x.org", host="localhost", user="hello" if passwords else "", password=SECRET)
        assert isinstance(ledger.outcomes["a@x.org"], Accepted), ledger.outcomes
        assert server.does.recipients == ["a@x.org"]


@pytest.mark.parametrize("security", ["starttls", "implicit"])
def test_a_certificate_that_is_not_valid_stops_the_account(security: str, tmp_path: Path) -> None:
    _, cert_file, key_file = smtp_tls.make(tmp_path)
    with MailServer(security, smtp_tls.context(cert_file, key_file)) as server:
        ledger = send(server, "a@x.org", host="localhost", user="hello", password=SECRET)
        assert server.does.received == []
    outcome = ledger.outcomes["a@x.org"]
    assert isinstance(outcome, Refused)
    assert outcome.stops_account
    assert "certificate" in outcome.reason


def test_a_certificate_for_another_name_stops_the_account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cryptography.x509 import DNSName

    ca_file, cert_file, key_file = smtp_tls.make(tmp_path, [DNSName("elsewhere.example")])
    monkeypatch.setenv("SSL_CERT_FILE", str(ca_file))
    with MailServer("starttls", smtp_tls.context(cert_file, key_file)) as server:
        outcome = send(server, "a@x.org", host="localhost").outcomes["a@x.org"]
    assert isinstance(outcome, Refused)
    assert outcome.code == "certificate"


def test_a_server_without_encryption_is_never_spoken_to_in_clear_text(server: MailServer) -> None:
    outcome = send(server, "a@x.org", security="starttls", user="hello", password=SECRET).outcomes["a@x.org"]
    assert isinstance(outcome, Refused)
    assert outcome.stops_account
    assert outcome.code == "starttls"
    assert server.does.received == []


def test_clear_text_is_for_this_machine_only(monkeypatch: pytest.MonkeyPatch, server: MailServer) -> None:
    monkeypatch.setattr("scheduler.channels.email.wire.is_loopback", lambda _address: False)
    outcome = send(server, "a@x.org").outcomes["a@x.org"]
    assert isinstance(outcome, Refused)
    assert outcome.code == "unencrypted"
    assert server.does.sessions == 0


def test_letters_beyond_ascii_before_the_at_need_a_server_that_takes_them(server: MailServer) -> None:
    assert isinstance(send(server, "josé@exämple.org").outcomes["josé@exämple.org"], Accepted)
    assert server.does.recipients == ["josé@xn--exmple-cua.org"]
    with Scripted() as plain:
        outcome = send(plain, "josé@exämple.org").outcomes["josé@exämple.org"]
    assert isinstance(outcome, Refused)
    assert not outcome.suppress


def test_an_address_that_is_none_is_refused_for_good_and_never_written(server: MailServer) -> None:
    ledger = send(server, "a@x.org>\r\nRCPT TO:<eve@x.org", "b@x.org")
    outcome = next(iter(ledger.outcomes.values()))
    assert isinstance(outcome, Refused)
    assert outcome.suppress
    assert server.does.recipients == ["b@x.org"]


def test_an_issue_that_cannot_be_built_stops_the_account_before_anything_is_written(server: MailServer) -> None:
    job = a_job(server, "a@x.org")
    outcome = STUDIO.send(replace(job, payload={**PAYLOAD, "from": ""}))
    assert isinstance(outcome, Refused)
    assert outcome.stops_account
    assert server.does.received == []


SCRIPTS: list[tuple[str, dict[str, Any], type[Outcome]]] = [
    ("nothing at all is said", {"GREETING": None}, Retry),
    ("hangs up at once", {"GREETING": "drop"}, Retry),
    ("greets with nonsense", {"GREETING": b"\xff\xfe nonsense\r\n"}, Retry),
    ("greets without end", {"GREETING": b"220-hello\r\n" * 1000}, Retry),
    ("greets in one endless line", {"GREETING": b"220 " + b"x" * 50_000}, Retry),
    ("is not in the mood", {"GREETING": b"421 4.3.2 Try later\r\n"}, Retry),
    ("blocks us", {"GREETING": b"554 5.7.1 Blocked\r\n"}, Refused),
    ("falls silent at MAIL", {"MAIL": None}, Retry),
    ("hangs up at MAIL", {"MAIL": "drop"}, Retry),
    ("falls silent at RCPT", {"RCPT": None}, Retry),
    ("talks nonsense at RCPT", {"RCPT": b"garbage\r\n"}, Retry),
    ("hangs up at DATA", {"DATA": "drop"}, Retry),
    ("falls silent at DATA", {"DATA": None}, Retry),
    ("says 250 at DATA", {"DATA": b"250 2.0.0 Ok\r\n"}, Retry),
    ("answers before the mail", {"DATA": b"354 go on\r\n250 2.0.0 Ok\r\n"}, Retry),
    ("answers before it is asked", {"EHLO": b"250 hi\r\n250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 go\r\n250 Ok\r\n"}, Retry),
    ("says no at DATA", {"DATA": b"554 5.5.1 No valid recipients\r\n"}, Refused),
    ("falls silent after the mail", {"END": None}, Unknown),
    ("hangs up after the mail", {"END": "drop"}, Unknown),
    ("breaks off in the middle of its yes", {"END": b"250-2.0.0 O"}, Unknown),
    ("never ends its yes", {"END": b"250-2.0.0 Ok\r\n" * 1000}, Unknown),
    ("talks nonsense after the mail", {"END": b"\x00\x01\x02\r\n"}, Unknown),
    ("says 354 after the mail", {"END": b"354 more?\r\n"}, Unknown),
    ("says yes in two lines", {"END": b"250-2.0.0 Ok\r\n250 2.0.0 queued as 1\r\n"}, Accepted),
    ("says yes with bare line ends", {"END": b"250 2.0.0 Ok\n"}, Accepted),
    ("wants it later", {"END": b"451 4.3.0 Later\r\n"}, Retry),
]


PIPELINING = {"EHLO": b"250-hi\r\n250-PIPELINING\r\n250 8BITMIME\r\n"}


@pytest.mark.parametrize("extensions", [{}, PIPELINING], ids=["", "pipelining"])
@pytest.mark.parametrize(("script", "expected"), [pytest.param(*row[1:], id=row[0]) for row in SCRIPTS])
def test_what_is_known_when_the_server(
    script: dict[str, Any], expected: type[Outcome], extensions: dict[str, bytes]
) -> None:
    with Scripted({**extensions, **script}) as server:
        ledger = send(server, "a@x.org", timeout="1")
        assert isinstance(ledger.outcomes["a@x.org"], expected), ledger.outcomes
        taken = len(server.mails)
    assert taken <= 1
    if expected is Retry and "END" not in script:
        assert taken == 0


def test_a_long_reply_is_judged_whole_and_shown_short() -> None:
    lines = b"".join(
        b"550-5.7.1 Your message could not be delivered. Please read on. " + b"x" * 60 + b"\r\n" for _ in range(5)
    )
    with Scripted({"RCPT": lines + b"550 5.7.1 This group is for members only\r\n"}) as server:
        outcome = send(server, "a@x.org").outcomes["a@x.org"]
    assert isinstance(outcome, Refused)
    assert not outcome.stops_account
    assert len(outcome.reason) < 260


def test_a_server_that_hangs_up_between_two_mails_gets_the_next_one_over_a_new_connection() -> None:
    with Scripted({"MAIL": [b"250 ok\r\n", "drop", b"250 ok\r\n"]}) as server:
        ledger = send(server, "a@x.org", "b@x.org")
        assert [type(outcome) for outcome in ledger.outcomes.values()] == [Accepted, Accepted]
        assert len(server.mails) == 2
        assert server.connections == 2


def test_a_password_can_be_given_in_two_steps() -> None:
    steps = [b"334 VXNlcm5hbWU6\r\n", b"334 UGFzc3dvcmQ6\r\n", b"235 ok\r\n"]
    with Scripted({"EHLO": b"250-hi\r\n250 AUTH LOGIN\r\n", "AUTH": steps[0], "": steps[1:]}) as server:
        ledger = send(server, "a@x.org", user="hello", password="secret")
        assert isinstance(ledger.outcomes["a@x.org"], Accepted)
        assert server.commands[1:4] == ["AUTH LOGIN", "aGVsbG8=", "c2VjcmV0"]


TOKEN = "ya29.abc"
BEARER = "dXNlcj1oZWxsbwFhdXRoPUJlYXJlciB5YTI5LmFiYwEB"


def test_an_access_token_signs_in_and_is_never_sent_as_a_password() -> None:
    with Scripted({"EHLO": b"250-hi\r\n250 AUTH PLAIN XOAUTH2\r\n", "AUTH": b"235 ok\r\n"}) as server:
        ledger = send(server, "a@x.org", user="hello", password="old", token=TOKEN)
        assert isinstance(ledger.outcomes["a@x.org"], Accepted)
        assert server.commands[1] == f"AUTH XOAUTH2 {BEARER}"
    with Scripted({"EHLO": b"250-hi\r\n250 AUTH PLAIN\r\n"}) as server:
        outcome = send(server, "a@x.org", user="hello", password="old", token=TOKEN).outcomes["a@x.org"]
        assert isinstance(outcome, Refused)
        assert outcome.stops_account
        assert not any(command.startswith("AUTH") for command in server.commands)


def test_a_token_that_is_over_stops_the_account_after_the_challenge_and_is_not_shown() -> None:
    no = [b"334 eyJzdGF0dXMiOiI0MDEifQ==\r\n"]
    said = f"535 5.7.8 {TOKEN} {BEARER} has expired\r\n".encode()
    with Scripted({"EHLO": b"250-hi\r\n250 AUTH XOAUTH2\r\n", "AUTH": no, "": [said]}) as server:
        outcome = send(server, "a@x.org", user="hello", token=TOKEN).outcomes["a@x.org"]
        assert server.commands[2] == ""
    assert isinstance(outcome, Refused)
    assert outcome.stops_account
    assert "has expired" in outcome.reason
    assert TOKEN not in repr(outcome)
    assert BEARER not in repr(outcome)


@pytest.mark.parametrize("no", [b"502 what?\r\n", b"500 Syntax error\r\n", b"554 no ESMTP\r\n"])
def test_a_server_from_before_esmtp_is_greeted_with_helo_and_promised_nothing(no: bytes) -> None:
    with Scripted({"EHLO": no}) as server:
        ledger = send(server, "a@x.org")
        assert isinstance(ledger.outcomes["a@x.org"], Accepted)
        assert [command.partition(" ")[0] for command in server.commands[:3]] == ["EHLO", "HELO", "MAIL"]
        assert server.commands[2] == "MAIL FROM:<hello@willow.example>"
    with Scripted({"EHLO": no}) as server:
        outcome = send(server, "a@x.org", security="starttls").outcomes["a@x.org"]
        assert isinstance(outcome, Refused)
        assert outcome.code == "starttls"


def test_an_interruption_is_recorded_as_what_is_then_known(monkeypatch: pytest.MonkeyPatch) -> None:
    written = socket.socket.sendmsg

    for interrupted_after, expected in ((b"DATA\r\n", Retry), (b"\r\n.\r\n", Unknown)):

        def send_and_be_interrupted(self: Any, pieces: Sequence[bytes], after: bytes = interrupted_after) -> int:
            count = written(self, pieces)
            if b"".join(pieces).endswith(after):
                raise KeyboardInterrupt
            return count

        monkeypatch.setattr(socket.socket, "sendmsg", send_and_be_interrupted)
        ledger = Ledger()
        with MailServer() as server, pytest.raises(KeyboardInterrupt):
            send(server, "a@x.org", "b@x.org", ledger=ledger)
        assert [type(outcome) for outcome in ledger.outcomes.values()] == [expected]


def test_the_password_is_in_no_error_no_text_and_no_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secrets = (SECRET, "Y29ycmVjdCBob3JzZSDDnG7Dr2NvZGU=", "AGhlbGxvAGNvcnJlY3QgaG9yc2Ugw5xuw69jb2Rl")
    echo = f"535 5.7.8 {SECRET} {secrets[1]} {secrets[2]} is wrong\r\n".encode()
    with Scripted({"EHLO": b"250-hi\r\n250 AUTH PLAIN\r\n", "AUTH": echo}) as server:
        credentials = Credentials(server.values(user="hello", password=SECRET))
        ledger = send(server, "a@x.org", user="hello", password=SECRET)
        checked = STUDIO.check(credentials)
        assert server.commands[1] == f"AUTH PLAIN {secrets[2]}"
    from scheduler.channels.email.login import Login

    shown = [repr(ledger.outcomes), repr(checked), repr(Login.of(credentials)), repr(credentials), caplog.text]
    assert "…" in repr(checked)
    for text in shown:
        assert not any(secret in text for secret in secrets)


def test_check_signs_in_and_asks_for_the_sender_without_sending() -> None:
    with MailServer(hello=SECRET) as server:
        signed_in = Credentials(server.values(user="hello", password=SECRET))
        assert isinstance(STUDIO.check(signed_in), Accepted)
        server.does.at_mail = "553 5.7.1 not yours"
        assert isinstance(STUDIO.check(signed_in), Refused)
        assert isinstance(STUDIO.check(Credentials(server.values(user="hello", password="no"))), Refused)
        assert server.does.received == []
    assert isinstance(STUDIO.check(Credentials(Nowhere().values())), Retry)


@pytest.mark.parametrize(
    "values", [{}, {"host": "x", "port": "99999"}, {"host": "x", "port": "²"}, {"host": "x", "security": "ssl"}]
)
def test_fields_that_cannot_be_right_are_told_before_anything_is_opened(values: dict[str, str]) -> None:
    outcome = STUDIO.check(Credentials(values))
    assert isinstance(outcome, Refused)
    assert outcome.stops_account


def test_asking_the_server_later_tells_nothing(server: MailServer) -> None:
    assert STUDIO.look_up(a_job(server, "a@x.org")) is None


def test_a_notice_reaches_one_person_with_its_picture_and_an_honest_header(server: MailServer) -> None:
    picture = Attachment("../../a b.png\r\nX: y", "image/png", b"\x89PNG\n.\n" * 100)
    notice = Notice(
        "Willow <hello@willow.example>", "owner@willow.example", "It went out:\r\nBcc: eve@x.org",
        "To 900 people.\n.\nÄ", "notice-1", NOW, html="<p>To 900 people.</p>", attachments=(picture,),
    )  # fmt: skip
    assert isinstance(send_one(Credentials(server.values()), notice), Accepted)
    got = BytesParser(policy=email.policy.default).parsebytes(server.does.received[0].data)
    assert isinstance(got, EmailMessage)
    assert got["Subject"] == "It went out: Bcc: eve@x.org"
    assert got["Bcc"] is None
    assert got["Auto-Submitted"] == "auto-generated"
    assert got["To"] == "owner@willow.example"
    body = got.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n").rstrip("\n") == "To 900 people.\n.\nÄ"
    [attached] = got.iter_attachments()
    assert attached.get_filename() == "..-..-a-b.png-X-y"
    assert attached.get_content() == picture.data
    assert not got.defects


def test_a_notice_to_nobody_is_refused(server: MailServer) -> None:
    notice = Notice("Willow <hello@willow.example>", "nobody", "x", "x", "n", NOW)
    assert isinstance(send_one(Credentials(server.values()), notice), Refused)


class Nowhere:
    """A server that is not there."""

    def values(self, **more: str) -> dict[str, str]:
        return {"host": "127.0.0.1", "port": str(free_port()), "security": "none", "timeout": "2", **more}
