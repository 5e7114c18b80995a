"""A second mailbox and a watch from outside, set up and tried in the browser; their secrets are never shown again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from scheduler.accounts.models import Setting, User
from scheduler.clock.pulse import Pulse
from scheduler.insights import second_mailbox, watch
from tests.builders import NOW
from tests.fakes.server import Answer, FakeServer, Request
from tests.fakes.smtp import MailServer, free_port
from tests.integration.planning import fingerprint

pytestmark = pytest.mark.django_db
PAGE, MAILBOX, WATCH = "/mails/if-it-fails/", "/mails/if-it-fails/mailbox/", "/mails/if-it-fails/watch/"
SECRET = "plum-jam-4711"


@pytest.fixture(autouse=True)
def here(studio_plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers of this machine stand for those outside."""
    monkeypatch.setenv("STUDIO_TEST_LOOPBACK", "1")


class Outside(FakeServer):
    """A watch that answers as it is told."""

    status = 200

    def answer(self, request: Request) -> Answer:
        """OK, or not."""
        return Answer(status=self.status)


def words(client: Client, place: str, form: dict[str, str]) -> str:
    return client.post(place, form, follow=True).content.decode()


def mailbox(server: MailServer, **more: str) -> dict[str, str]:
    values = {
        "host": "127.0.0.1",
        "port": str(server.port),
        "security": "none",
        "from": "Willow <robot@second.example>",
    }
    return {**values, "do": "keep", **more}


# --- the second mailbox ---


def test_a_mailbox_that_lets_us_in_is_kept_sealed_and_writes_to_her(owner: Client) -> None:
    with MailServer() as server:
        assert "Signing in works" in words(owner, MAILBOX, mailbox(server))
        assert second_mailbox.credentials() is not None
        said = words(owner, MAILBOX, {"do": "write"})
        (mail,) = server.does.received
    assert "a mail to ana@example.org is on its way" in said
    assert (mail.sender, mail.recipient) == ("robot@second.example", "ana@example.org")
    assert b"[Test] Your second mailbox works" in mail.data
    assert "robot@second" not in str(Setting.objects.get(pk="second-mailbox").value)


def test_what_came_back_is_said_when_a_mail_is_not_taken(owner: Client) -> None:
    with MailServer() as server:
        words(owner, MAILBOX, mailbox(server))
        server.does.at_rcpt["ana@example.org"] = "550 5.7.1 Relaying denied"
        said = words(owner, MAILBOX, {"do": "write"})
    assert "was not taken" in said
    assert "Relaying denied" in said
    assert "There is no second mailbox" in words(owner, MAILBOX, {"do": "forget"}) + words(
        owner, MAILBOX, {"do": "write"}
    )


def test_a_password_is_kept_for_its_server_only_and_stands_nowhere(
    owner: Client, caplog: pytest.LogCaptureFixture
) -> None:
    second_mailbox.accounts.keep_secret(
        "second-mailbox",
        {
            "host": "127.0.0.1",
            "port": "1",
            "security": "none",
            "user": "ana",
            "password": SECRET,
            "from": "a@b.example",
        },
    )
    assert SECRET not in owner.get(PAGE).content.decode()
    assert SECRET not in str(Setting.objects.get(pk="second-mailbox").value)
    with MailServer() as server:
        said = words(owner, MAILBOX, mailbox(server))
        assert "Signing in works" in said
    found = second_mailbox.saved()
    assert (found["port"], found["password"]) == (str(server.port), ""), "no other server is told it"
    typed = {"do": "keep", "host": "127.0.0.1", "port": str(free_port()), "from": "a@b.example", "password": SECRET}
    refused = owner.post(MAILBOX, typed)
    html = refused.content.decode()
    assert refused.status_code == 400
    assert "It is not kept: signing in did not work." in html
    assert html.count('role="alert"') == 1
    assert 'value="a@b.example"' in html, "what was typed stays, but for the password"
    assert SECRET not in html
    assert SECRET not in caplog.text
    assert second_mailbox.saved() == found


@pytest.mark.parametrize(
    ("form", "field", "said"),
    [
        ({"host": ""}, "host", "The mail server is still empty"),
        ({"host": "smtp.x.example", "user": "ana"}, "from", "the user name is no e-mail address"),
        ({"host": "x" * 301}, "host", "This is too long"),
        ({"host": "smtp.x.example\x00"}, "host", "nobody can see"),
    ],
)
def test_a_mistake_stands_beside_its_field_and_nothing_is_kept(
    owner: Client, form: dict[str, str], field: str, said: str
) -> None:
    stamp = fingerprint()
    html = owner.post(MAILBOX, {"do": "keep", **form}).content.decode()
    assert said in html
    assert f'id="{field}-mistake"' in html
    assert fingerprint() == stamp


def test_env_counts_until_something_is_kept_here_and_again_when_it_is_forgotten(
    owner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"HOST": "smtp.env.example", "PASSWORD": SECRET, "USER": "x@env.example"}.items():
        monkeypatch.setenv(f"OWNER_MAIL_{name}", value)
    html = owner.get(PAGE).content.decode()
    assert "it stands in the file <code>.env</code>" in html
    assert "smtp.env.example" not in html
    assert SECRET not in html

    def host() -> str:
        found = second_mailbox.credentials()
        return found.values["host"] if found else ""

    assert host() == "smtp.env.example"
    with MailServer() as server:
        words(owner, MAILBOX, mailbox(server))
        assert host() == "127.0.0.1"
    words(owner, MAILBOX, {"do": "forget"})
    assert host() == "smtp.env.example"


# --- the watch from outside ---


def test_an_address_that_answers_is_kept_sealed_and_hears_from_the_clock(owner: Client) -> None:
    with Outside() as server:
        address = f"{server.url}/ping/{SECRET}?x=1"
        assert "answered that all is well" in words(owner, WATCH, {"do": "keep", "address": f" {address} "})
        html = owner.get(PAGE).content.decode()
        assert "<strong>127.0.0.1</strong> is told that all is well" in html
        assert SECRET not in html
        assert SECRET not in str(Setting.objects.get(pk="watch").value)
        assert "127.0.0.1 answered that all is well." in words(owner, WATCH, {"do": "ping"})
        pulse = Pulse()
        for minutes in (0, 1, 6):
            pulse.beat(NOW + timedelta(minutes=minutes))
            pulse.wait(10)
        assert [asked.path for asked in server.requests] == [f"/ping/{SECRET}"] * 4
    words(owner, WATCH, {"do": "forget"})
    assert watch.watch() is None


def test_one_that_does_not_answer_well_is_not_kept_and_said_without_its_secret(
    owner: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with Outside() as server:
        server.status = 404
        html = words(owner, WATCH, {"do": "keep", "address": f"{server.url}/{SECRET}"})
    assert "It is not kept: 127.0.0.1 answered with an error (HTTP 404)" in html
    html += words(owner, WATCH, {"do": "keep", "address": f"http://127.0.0.1:{free_port()}/{SECRET}"})
    assert "it refused the connection" in html
    for wrong in ("", f"https://u:{SECRET}@example.org/", "https://[", "ftp://x.example/"):
        html += words(owner, WATCH, {"do": "keep", "address": wrong})
    assert SECRET not in html + caplog.text
    assert not Setting.objects.filter(pk="watch").exists()


def test_what_is_typed_here_never_asks_this_machine_but_env_may(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STUDIO_TEST_LOOPBACK")
    with Outside() as server:
        html = words(owner, WATCH, {"do": "keep", "address": f"{server.url}/x"})
        assert "It is not kept" in html
        assert server.requests == []
        monkeypatch.setenv("HEARTBEAT_URL", f"{server.url}/{SECRET}")
        html = owner.get(PAGE).content.decode()
        assert "its address stands in the file <code>.env</code>" in html
        assert SECRET not in html
        assert "answered that all is well" in words(owner, WATCH, {"do": "ping"})


# --- who may ---


@pytest.mark.parametrize("role", ["editor", "viewer"])
def test_only_an_owner_sees_and_changes_it(client: Client, role: str) -> None:
    second_mailbox.accounts.keep_secret("second-mailbox", {"host": "smtp.second.example"})
    client.force_login(User.objects.create(email="eva@example.org", role=role, created_at=NOW))
    assert "If something fails" not in client.get("/mails/").content.decode()
    assert "smtp.second.example" not in client.get(PAGE).content.decode()
    stamp = fingerprint()
    for place in (MAILBOX, WATCH):
        for doing in ("keep", "forget", "write", "ping"):
            client.post(place, {"do": doing, "host": "x", "address": "https://x.example"})
    assert fingerprint() == stamp
