"""Mail that comes back: counted against the address, never against what was sent; and read from a real mailbox."""

from __future__ import annotations

import imaplib
import smtplib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from scheduler.accounts import services as accounts
from scheduler.accounts.models import Account
from scheduler.audience import services as audience
from scheduler.audience.models import Bounce, Subscriber, Suppression
from scheduler.domain.outcomes import Refused
from scheduler.errors import Problem
from scheduler.insights.services import needs_you
from scheduler.outbox import services as outbox
from scheduler.outbox.models import Delivery, Hold, ReturnedMail, Returns, Single
from scheduler.outbox.services import About
from scheduler.plan import services as plan
from tests import builders
from tests.channels.test_email_reports import arf, dsn, letter
from tests.fakes.recording import NOW, FixedTransports, RecordingChannel, TestClock, a_message
from tests.integration.test_sign_up import ask
from tests.servers import mail as mail_server

pytestmark = pytest.mark.django_db(transaction=True)
WEEK = timedelta(days=7)


def sent(person: Subscriber, at: datetime = NOW, state: str = "sent", **more: object) -> Delivery:
    """A copy that went out then."""
    account = Account.objects.filter(name="letter").first() or builders.an_account("letter", state="ready")
    message = a_message(account, state="sent", at=at)
    return Delivery.objects.create(
        message=message, destination=person.address_hash, subscriber=person, state=state, due_at=at,
        ended_at=builders.end_of(state, at),
        key=f"{Delivery.objects.count():032x}", **more,
    )  # fmt: skip


def about(copy: Delivery) -> About:
    return About(message_ids=(copy.key,))


def state(person: Subscriber) -> str:
    person.refresh_from_db()
    return person.state


def test_an_address_that_does_not_exist_is_left_out_and_the_copy_stays_sent() -> None:
    person = builders.a_subscriber()
    copy = sent(person)
    assert outbox.record_bounce(about(copy), NOW, source="mailbox", status="5.1.1", text="unknown") == "counted"
    assert outbox.record_bounce(about(copy), NOW, source="mailbox", status="5.1.1", text="unknown") == "known"
    copy.refresh_from_db()
    assert (state(person), copy.state, Bounce.objects.count()) == ("bounced", "sent", 1)
    row = Bounce.objects.get()
    assert (row.kind, row.code, row.detail, row.source, row.delivery_id) == (
        "hard",
        "5.1.1",
        "unknown",
        "mailbox",
        copy.pk,
    )
    assert Suppression.objects.get().reason == "bounced"


def test_a_full_mailbox_five_mails_in_a_row() -> None:
    person = builders.a_subscriber()
    for number in range(5):
        assert state(person) == "active"
        copy = sent(person, NOW + number * WEEK)
        outbox.record_bounce(about(copy), NOW + number * WEEK, source="mailbox", status="4.2.2", text="full")
    assert state(person) == "bounced"


def test_a_mail_that_arrived_begins_the_count_anew() -> None:
    person = builders.a_subscriber()
    for number in range(9):
        at = NOW + number * WEEK
        copy = sent(person, at)
        if number != 4:
            outbox.record_bounce(about(copy), at + timedelta(days=1), source="mailbox", status="4.4.1", text="busy")
    assert state(person) == "active"
    copy = sent(person, NOW + 9 * WEEK)
    outbox.record_bounce(about(copy), NOW + 9 * WEEK, source="mailbox", status="4.4.1", text="busy")
    assert state(person) == "bounced"


def test_what_is_our_fault_is_never_the_readers_and_the_owner_is_told_once() -> None:
    people = [builders.a_subscriber() for _ in range(6)]
    account = builders.an_account("letter", state="ready")
    message = a_message(account)
    for number, person in enumerate(people):
        copy = Delivery.objects.create(
            message=message, destination=f"h{number}", subscriber=person, state="sent", due_at=NOW, ended_at=NOW,
            key=f"{number:032x}",
        )  # fmt: skip
        outbox.record_bounce(about(copy), NOW, source="mailbox", status="5.7.26", text="unauthenticated")
    assert {state(person) for person in people} == {"active"}
    told = [event.text for event in needs_you() if event.kind == "mail-blocked"]
    assert len(told) == 1
    assert "not the readers’ fault: 5.7.26 unauthenticated" in told[0]
    assert Hold.objects.filter(scope=f"message:{message.pk}", released_at=None).count() == 1


def test_a_complaint_is_for_good() -> None:
    person = builders.a_subscriber()
    outbox.record_complaint(about(sent(person)), NOW, source="webhook")
    assert state(person) == "complained"
    outbox.record_bounce(about(sent(person)), NOW, source="mailbox", status="5.1.1")
    assert state(person) == "complained"
    assert audience.asked_to_be_left_out(person.address) is False or Suppression.objects.count() == 1


def test_a_report_about_a_copy_that_is_not_certain_proves_that_it_was_taken() -> None:
    person = builders.a_subscriber()
    copy = sent(person, state="unknown", claim_token="t", reason="ask")
    outbox.record_bounce(about(copy), NOW, source="mailbox", status="4.2.2", text="full")
    copy.refresh_from_db()
    assert (copy.state, copy.detail) == ("sent", "A report about it came back.")


def test_reports_about_strangers_do_nothing() -> None:
    person = builders.a_subscriber()
    sent(person)
    for who in (About(), About(message_ids=("f" * 32,)), About(marks=("e" * 32,)), About(address="nobody@x.org"),
                About(address="not an address")):  # fmt: skip
        assert outbox.record_bounce(who, NOW, source="mailbox", status="5.1.1") == "stranger"
    assert (state(person), Bounce.objects.count()) == ("active", 0)


def test_a_provider_that_proved_who_it_is_may_name_an_address_or_its_own_number() -> None:
    ana = builders.a_subscriber("ana@x.org", address_hash=audience.address_hash("ana@x.org"))
    ben = builders.a_subscriber("ben@x.org")
    copy = sent(ben, remote_id="<0100abc@provider>")
    assert outbox.record_bounce(About(address="Ana@X.org"), NOW, source="webhook", kind="hard") == "counted"
    assert outbox.record_bounce(About(remote_ids=(copy.remote_id,)), NOW, source="webhook", kind="hard") == "counted"
    assert (state(ana), state(ben)) == ("bounced", "bounced")


def test_a_refusal_in_the_dialogue_is_counted_by_the_same_rules() -> None:
    person, channel, clock = builders.a_subscriber(), RecordingChannel(), TestClock()
    account = builders.an_account("letter", state="ready")
    channel.answers[person.address] = Refused("5.2.2", "over quota")
    for _ in range(5):
        a_message(account, at=clock.now())
        outbox.dispatch(clock, FixedTransports(channel))
        clock.pass_time(days=7)
    assert list(Bounce.objects.values_list("kind", "source").distinct()) == [("full", "dialogue")]
    assert state(person) == "bounced"


def test_a_mail_to_confirm_that_comes_back_leaves_nobody_waiting(studio_plan: Path) -> None:
    ask("typo@example.org")
    single = Single.objects.get()
    found = About(message_ids=(single.message_id,))
    assert outbox.record_bounce(found, NOW, source="mailbox", status="5.1.1") == "counted"
    assert Subscriber.objects.get().state == "bounced"


def test_erasing_forgets_what_came_back() -> None:
    person = builders.a_subscriber("ana@x.org", address_hash=audience.address_hash("ana@x.org"))
    outbox.record_bounce(about(sent(person)), NOW, source="mailbox", status="4.2.2", text="<ana@x.org>: full")
    audience.erase("ana@x.org", NOW, by="owner")
    assert Bounce.objects.get().detail == ""


# --- a real mailbox ---


@pytest.fixture(scope="module")
def server() -> Iterator[mail_server.RealMail]:
    if mail_server.missing():
        pytest.skip(mail_server.missing())
    with mail_server.running() as running:
        yield running


BOX = "bounces@willow.example"


def connected(server: mail_server.RealMail, user: str = BOX, **more: str) -> Account:
    """The newsletter of the sample studio, live, with that mailbox."""
    values = {
        **server.values("none"), "bounce_host": "localhost", "bounce_port": str(server.imap),
        "bounce_security": "none", "bounce_user": user, "bounce_password": mail_server.PASSWORD,
        "return_path": "bounces+*@willow.example", **more,
    }  # fmt: skip
    account = accounts.connect(Account.objects.get(name="newsletter"), values, NOW)
    return accounts.go_live(account, plan.require(), NOW)


def put(server: mail_server.RealMail, raw: bytes, to: str = BOX) -> None:
    """A mail arrives there."""
    before = len(server.inbox(to, 0))
    with smtplib.SMTP("127.0.0.1", server.smtp) as smtp:
        smtp.sendmail("", [to], raw)
    assert len(server.inbox(to, before + 1)) == before + 1


def person_named(address: str) -> Subscriber:
    return builders.a_subscriber(address)


def an_issue(account: Account) -> None:
    payload = {
        "subject": "Roll the feet", "preheader": "", "text": "Roll.", "html": "<p>Roll.</p>", "language": "en",
        "from": "Willow <hello@willow.example>", "reply_to": "", "list_id": "", "rows": [], "images": [],
    }  # fmt: skip
    a_message(account, payloads=[payload])


@pytest.mark.mailserver
def test_postfix_bounces_it_and_it_is_read_and_left_out(server: mail_server.RealMail, studio_plan: Path) -> None:
    gone, blocked, fine = (person_named(f"anna@{name}.test") for name in ("x.nosuchuser", "x.blocked", "fine"))
    account = connected(server)
    an_issue(account)
    outbox.dispatch(TestClock(), outbox.live(studio_plan))
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    assert len(server.inbox(BOX, 2)) == 2
    counts = outbox.read_returned_mail(NOW)
    assert counts == {"bounce": 2}
    assert (state(gone), state(blocked), state(fine)) == ("bounced", "active", "active")
    assert sorted(Bounce.objects.values_list("kind", "code")) == [("hard", "5.1.1"), ("sender", "5.7.1")]
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    assert unseen(server) == 2, "nothing in the mailbox is changed"
    an_issue(account)
    outbox.dispatch(TestClock(), outbox.live(studio_plan))
    assert Delivery.objects.filter(subscriber=gone).latest("pk").reason == "bounced"


def unseen(server: mail_server.RealMail) -> int:
    with imaplib.IMAP4("127.0.0.1", server.imap) as mailbox:
        mailbox.login(BOX, mail_server.PASSWORD)
        mailbox.select("INBOX", readonly=True)
        return len(mailbox.search(None, "UNSEEN")[1][0].split())


@pytest.mark.mailserver
def test_it_goes_on_where_it_was_and_bad_mails_do_not_stop_it(server: mail_server.RealMail, studio_plan: Path) -> None:
    box = "second@willow.example"
    account = connected(server, user=box)
    people = [person_named(f"p{number}@example.org") for number in range(3)]
    copies = [sent(person) for person in people]
    nested = b"".join(
        b'Content-Type: multipart/report; boundary="b%d"\r\n\r\n--b%d\r\n' % (number, number) for number in range(3000)
    )
    put(server, dsn(original=f"Message-ID: <{copies[0].key}@willow.example>\r\n\r\nx"), box)
    put(server, nested, box)
    put(server, letter(From="Ana <ana@x.org>", Subject="Out of office", Auto_Submitted="auto-replied"), box)
    put(server, dsn(), box)
    put(server, arf().replace(b"0123456789abcdef0123456789abcdef", copies[1].key.encode()), box)
    counts = outbox.read_returned_mail(NOW)
    assert counts == {"bounce": 1, "unreadable": 1, "stranger": 1, "complaint": 1}
    assert [state(person) for person in people] == ["bounced", "complained", "active"]
    assert ReturnedMail.objects.get(kind="stranger").detail == ""
    listed = outbox.not_understood(NOW)
    assert len(listed) == outbox.count_not_understood(NOW) == 2
    assert all(one.channel == "letter" or one.channel for one in listed)
    assert outbox.read_returned_mail(NOW + timedelta(minutes=1)) == {}, "not before five minutes have passed"
    put(server, dsn(original=f"Message-ID: <{copies[2].key}@willow.example>\r\n\r\nx"), box)
    assert outbox.read_returned_mail(NOW + timedelta(minutes=5)) == {"bounce": 1}
    place = Returns.objects.get(account=account)
    assert place.last_uid == 6
    Returns.objects.update(last_uid=0)
    assert outbox.read_returned_mail(NOW + timedelta(minutes=10)) == {}, "read again, it counts once"
    assert Bounce.objects.count() == 3


@pytest.mark.mailserver
def test_a_pause_in_the_middle_loses_nothing(server: mail_server.RealMail, studio_plan: Path) -> None:
    box = "third@willow.example"
    connected(server, user=box)
    copies = [sent(person_named(f"q{number}@example.org")) for number in range(3)]
    for copy in copies:
        put(server, dsn(original=f"Message-ID: <{copy.key}@willow.example>\r\n\r\nx"), box)
    asked: list[int] = []
    first = outbox.read_returned_mail(NOW, lambda: asked.append(1) is not None or len(asked) > 2)
    rest = outbox.read_returned_mail(NOW + timedelta(minutes=5))
    assert (first["bounce"], rest["bounce"]) == (1, 2)


@pytest.mark.mailserver
def test_a_mailbox_that_is_shut_is_told_and_nothing_else_suffers(
    server: mail_server.RealMail, studio_plan: Path
) -> None:
    account = connected(server)
    for name, value in (("bounce_password", "wrong"), ("bounce_folder", "No such"), ("return_path", "no address")):
        with pytest.raises(Problem) as problem:
            accounts.connect(account, {**server.values("none"), **saved(server), name: value}, NOW)
        assert "wrong" not in str(problem.value)
    connect_wrongly(account, server, bounce_password="wrong")
    outbox.read_returned_mail(NOW + timedelta(minutes=5))
    told = [event for event in needs_you() if event.kind == "returned-mail"]
    assert len(told) == 1
    assert "did not take this user name and password" in told[0].text
    assert Account.objects.get(pk=account.pk).state == "ready", "sending goes on"
    connect_wrongly(account, server)
    outbox.read_returned_mail(NOW + timedelta(minutes=10))
    assert [event for event in needs_you() if event.kind == "returned-mail"] == []


def saved(server: mail_server.RealMail) -> dict[str, str]:
    return {
        "bounce_host": "localhost", "bounce_port": str(server.imap), "bounce_security": "none", "bounce_user": BOX,
        "bounce_password": mail_server.PASSWORD, "return_path": "",
    }  # fmt: skip


def connect_wrongly(account: Account, server: mail_server.RealMail, **more: str) -> None:
    """Somebody changes the password at the provider."""
    from scheduler.accounts.crypto import encrypt

    Account.objects.filter(pk=account.pk).update(
        secret=encrypt({**server.values("none"), **saved(server), **more}), state="ready"
    )


@pytest.mark.mailserver
def test_a_server_that_is_gone_is_told_after_an_hour(server: mail_server.RealMail, studio_plan: Path) -> None:
    account = connected(server)
    connect_wrongly(account, server, bounce_port="1")
    for minutes, told in ((5, 0), (30, 0), (65, 1), (90, 1)):
        outbox.read_returned_mail(NOW + timedelta(minutes=minutes))
        assert len([event for event in needs_you() if event.kind == "returned-mail"]) == told, minutes


def test_without_a_mailbox_or_in_practice_nothing_is_read(studio_plan: Path) -> None:
    assert outbox.read_returned_mail(NOW) == {}
    Account.objects.update(state="ready")
    assert outbox.read_returned_mail(NOW) == {}
    assert not Returns.objects.exists()


def test_without_encryption_only_this_machine_is_read() -> None:
    from scheduler.channels.base import Credentials
    from scheduler.channels.email.mailbox import Box, Shut, return_path

    values = {"bounce_host": "imap.example", "bounce_security": "plain"}
    with pytest.raises(Shut, match="encryption"):
        Box.of(Credentials(values))
    with pytest.raises(Shut, match="port"):
        Box.of(Credentials({**values, "bounce_security": "", "bounce_port": "x"}))
    box = Box.of(Credentials({"bounce_host": "imap.example", "password": "geheim"}))
    assert box is not None
    assert (box.port, box.folder, "geheim" in repr(box)) == (993, "INBOX", False)
    assert return_path("bounces+*@x.org", "k" * 32) == f"bounces+{'k' * 32}@x.org"
    assert return_path("bounces+*@x.org\r\nBcc: a@b.org", "k") == ""
