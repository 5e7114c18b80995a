"""The mailbox for returned mail over TLS (from the start, and STARTTLS) against a real Dovecot: read, or not at all."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler.channels.base import Credentials
from scheduler.channels.email import mailbox
from scheduler.channels.email.mailbox import Box, Shut, opened
from scheduler.errors import Problem
from scheduler.insights.services import needs_you
from scheduler.outbox import services as outbox
from scheduler.outbox.models import Returns
from tests.channels.test_email_reports import dsn
from tests.fakes import smtp_tls
from tests.fakes.recording import NOW
from tests.integration.test_returned_mail import BOX, connected, person_named, put, sent, state
from tests.servers import mail as mail_server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.mailserver]
SECURITIES = ("implicit", "starttls")


@pytest.fixture(scope="module")
def server() -> Iterator[mail_server.RealMail]:
    if mail_server.missing():
        pytest.skip(mail_server.missing())
    with mail_server.running() as running:
        yield running


@pytest.fixture
def trusted(server: mail_server.RealMail, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(server.ca_file))


def port_of(server: mail_server.RealMail, security: str) -> str:
    return str(server.imaps if security == "implicit" else server.imap)


def box(server: mail_server.RealMail, security: str, **more: str) -> Box:
    values = {
        "bounce_host": "localhost", "bounce_port": port_of(server, security), "bounce_security": security,
        "bounce_user": BOX, "bounce_password": mail_server.PASSWORD, **more,
    }  # fmt: skip
    made = Box.of(Credentials(values, loopback=True))
    assert made
    return made


@pytest.mark.parametrize("security", SECURITIES)
def test_a_bounce_is_read_through_tls_and_counts(
    security: str, server: mail_server.RealMail, trusted: None, studio_plan: Path
) -> None:
    user = f"{security}@willow.example"
    account = connected(server, user, bounce_port=port_of(server, security), bounce_security=security)
    person = person_named("anna@example.org")
    put(server, dsn(original=f"Message-ID: <{sent(person).key}@willow.example>\r\n\r\nx"), user)
    assert outbox.read_returned_mail(NOW) == {"bounce": 1}
    assert state(person) == "bounced"
    assert Returns.objects.get(account=account).problem == ""


@pytest.mark.parametrize("security", SECURITIES)
def test_the_line_is_really_encrypted(security: str, server: mail_server.RealMail, trusted: None) -> None:
    with opened(box(server, security)) as reader:
        line = reader.connection.sock
        assert isinstance(line, ssl.SSLSocket)
        assert line.version() in ("TLSv1.2", "TLSv1.3")
        assert (line.context.verify_mode, line.context.check_hostname) == (ssl.CERT_REQUIRED, True)


@pytest.mark.parametrize("security", SECURITIES)
@pytest.mark.parametrize("wrong", ["authority", "name"])
def test_a_server_that_cannot_prove_who_it_is_never_learns_the_password(
    wrong: str, security: str, server: mail_server.RealMail, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = smtp_tls.make(tmp_path)[0]
    monkeypatch.setenv("SSL_CERT_FILE", str(other if wrong == "authority" else server.ca_file))
    host = "127.1" if wrong == "name" else "localhost"  # 127.0.0.1 under a name that its certificate does not have
    with (
        pytest.raises(Shut, match="certificate verify failed") as raised,
        opened(box(server, security, bounce_host=host)),
    ):
        pass
    assert mail_server.PASSWORD not in str(raised.value).split()
    assert not raised.value.login
    log = (server.folder / "dove/log").read_text()
    assert "SSL_accept() failed" in log or "SSL alert" in log or "handshaking" in log


def test_the_wrong_way_to_begin_is_said_and_sends_nothing(
    server: mail_server.RealMail, trusted: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox, "PATIENCE", 1.0)  # a TLS server waits for us to speak first
    for security, port in (("implicit", server.imap), ("starttls", server.imaps)):
        wrong = box(server, security, bounce_port=str(port))
        with pytest.raises(Shut, match=r"cannot be (reached|encrypted)"), opened(wrong):
            pass


def test_a_wrong_password_over_tls_is_told_at_once(
    server: mail_server.RealMail, trusted: None, studio_plan: Path
) -> None:
    with pytest.raises(Problem, match="did not take this user name and password"):
        connected(server, bounce_port=str(server.imaps), bounce_security="implicit", bounce_password="wrong")
    assert not needs_you()


def test_a_server_that_offers_no_encryption_is_not_signed_in_to() -> None:
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        talk = threading.Thread(target=_plain_imap, args=(listening, heard), daemon=True)
        talk.start()
        values = {
            "bounce_host": "127.0.0.1", "bounce_port": str(listening.getsockname()[1]), "bounce_security": "starttls",
            "bounce_user": BOX, "bounce_password": "secret word",
        }  # fmt: skip
        made = Box.of(Credentials(values, loopback=True))
        assert made
        with pytest.raises(Shut, match="cannot be encrypted"), opened(made):
            pass
        talk.join(10)
    assert heard
    assert b"secret" not in b"".join(heard)


def _plain_imap(listening: socket.socket, heard: list[bytes]) -> None:
    """Somebody between us and the mailbox who strikes STARTTLS from what it offers."""
    connection, _ = listening.accept()
    with connection, connection.makefile("rb") as lines:
        connection.sendall(b"* OK ready\r\n")
        for line in lines:
            heard.append(line)
            tag, _, command = line.strip().partition(b" ")
            word = command.split(b" ")[0].upper()
            more = b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n" if word == b"CAPABILITY" else b""
            connection.sendall(more + tag + (b" OK done\r\n" if word != b"STARTTLS" else b" BAD no\r\n"))
            if word == b"LOGOUT":
                return
