"""Access tokens that renew themselves: at one address, as seldom as can be, and seen by nobody."""

from __future__ import annotations

import base64
import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from scheduler.channels.answers import Ended
from scheduler.channels.base import Channel, Credentials, Draft, Job, Memo
from scheduler.channels.email import Email, Notice, mailbox, send_one, tokens
from scheduler.channels.email.login import Login
from scheduler.domain.outcomes import Accepted, Outcome, Refused, Retry
from tests.channels.jobs import NOW, Kept
from tests.fakes.hostile import unused_port
from tests.fakes.imap_scripted import Imap
from tests.fakes.server import Answer, Request
from tests.fakes.smtp_scripted import Scripted
from tests.fakes.tokens import CLIENT, FIRST, SECRET, Tokens

STUDIO = Email().configured({"from": "Willow <hello@willow.example>"})
LETTER = Draft("Breathe out.", html="<p>Breathe out.</p>", subject="Feet")
HELLO = b"250-hi\r\n250 AUTH PLAIN XOAUTH2\r\n"
OK, MORE, OVER = b"235 ok\r\n", b"334 eyJzdGF0dXMiOiI0MDEifQ==\r\n", b"535 5.7.3 Authentication unsuccessful\r\n"


@pytest.fixture
def issuer(monkeypatch: pytest.MonkeyPatch) -> Iterator[Tokens]:
    with Tokens() as running:
        monkeypatch.setattr(tokens, "ISSUERS", (running.issuer(),))
        monkeypatch.setattr(tokens, "_KEPT", {})
        yield running


def account(server: Any, issuer: Tokens, **more: str) -> Kept:
    return Kept({**server.values(), **issuer.values(), **more})


def check(kept: Kept) -> Outcome:
    return STUDIO.check(kept.credentials())


def bearers(server: Any) -> list[str]:
    """The access tokens that a mail server was shown, in order."""
    shown = [command.split()[-1] for command in server.commands if command.startswith("AUTH XOAUTH2")]
    return [base64.b64decode(one).decode().split("Bearer ")[1].strip("\1") for one in shown]


def sent(kept: Kept, count: int, studio: Channel = STUDIO) -> list[Outcome]:
    """What became of so many copies of one letter."""
    payload, signed_in, done = studio.payload(LETTER), kept.credentials(), []
    for_all = {"first_name": "", "created_at": NOW.isoformat(), "unsubscribe_url": "https://willow.example/u/1",
               "preferences_url": "https://willow.example/p"}  # fmt: skip
    jobs = [
        Job(n, f"k{n}", payload, {**for_all, "to": f"p{n}@example.org", "key": f"k{n}"}, Memo(), signed_in, NOW)
        for n in range(1, count + 1)
    ]
    studio.send_many(jobs, list, lambda results: done.extend(outcome for _, outcome in results), lambda: False)
    return done


# --- how often ---


def test_it_is_renewed_when_there_is_none_and_then_kept(issuer: Tokens) -> None:
    with Scripted({"EHLO": HELLO, "AUTH": OK}) as server:
        kept = account(server, issuer)
        for _ in range(3):
            assert isinstance(check(kept), Accepted)
        notice = Notice("Willow <hello@willow.example>", "ana@example.org", "Hello", "Text", "k1", NOW)
        assert isinstance(send_one(kept.credentials(), notice), Accepted)
        assert bearers(server) == ["access-1"] * 4
        assert not any(command.startswith("AUTH PLAIN") for command in server.commands)
    assert len(issuer.requests) == 1
    assert kept.session == {}, "an access token is written down nowhere"


def test_one_that_is_over_is_renewed(issuer: Tokens) -> None:
    issuer.expires_in = 0
    with Scripted({"EHLO": HELLO, "AUTH": OK}) as server:
        kept = account(server, issuer)
        for _ in range(3):
            check(kept)
        assert bearers(server) == ["access-1", "access-2", "access-3"]


@pytest.mark.parametrize("told", [None, "soon", -5, 10**12, "3600"])
def test_how_long_it_holds_may_be_told_in_any_way(issuer: Tokens, told: object) -> None:
    issuer.expires_in = told
    with Scripted({"EHLO": HELLO, "AUTH": OK}) as server:
        kept = account(server, issuer)
        assert isinstance(check(kept), Accepted)
        assert isinstance(check(kept), Accepted)
    assert len(issuer.requests) == 1


def test_one_that_the_mail_server_does_not_take_is_renewed_once(issuer: Tokens) -> None:
    with Scripted({"EHLO": HELLO, "AUTH": [MORE, OK], "": [OVER]}) as server:
        kept = account(server, issuer)
        assert isinstance(check(kept), Accepted)
        assert bearers(server) == ["access-1", "access-2"]
    with Scripted({"EHLO": HELLO, "AUTH": MORE, "": OVER}) as server:
        outcome = check(account(server, issuer))
        assert isinstance(outcome, Refused)
        assert outcome.stops_account
        assert "Authentication unsuccessful" in outcome.reason
        assert bearers(server) == ["access-2", "access-3"]
    assert len(issuer.requests) == 3


def test_many_connections_ask_for_one_token(issuer: Tokens) -> None:
    with Scripted({"EHLO": HELLO, "AUTH": OK}) as server:
        assert [type(outcome) for outcome in sent(account(server, issuer), 40)] == [Accepted] * 40
        assert set(bearers(server)) == {"access-1"}
    assert len(issuer.requests) == 1


def test_whoever_comes_while_it_is_renewed_waits_for_that_one(issuer: Tokens, monkeypatch: pytest.MonkeyPatch) -> None:
    second, answer, start = threading.Event(), issuer.answer, threading.Barrier(4)

    def slowly(request: Request) -> Answer | None:
        if len(issuer.requests) > 1:
            second.set()
        second.wait(0.5)
        return answer(request)

    def ask() -> str:
        start.wait(10)
        return tokens.current(Credentials({"host": "127.0.0.1", **issuer.values()}, loopback=True))

    monkeypatch.setattr(issuer, "answer", slowly)
    with ThreadPoolExecutor(4) as pool:
        found = {future.result() for future in [pool.submit(ask) for _ in range(4)]}
    assert found == {"access-1"}
    assert len(issuer.requests) == 1


# --- a refresh token that is followed by another ---


def test_the_refresh_token_that_comes_with_it_outlives_the_process(
    issuer: Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    issuer.rotates = True
    with Scripted({"EHLO": HELLO, "AUTH": OK}) as server:
        kept = account(server, issuer)
        kept.session = {"limits": {"per_day": 500}}
        assert isinstance(check(kept), Accepted)
        assert kept.session["limits"] == {"per_day": 500}
        assert kept.session["renewed"]["now"] == "refresh-2"
        assert "access-1" not in str(kept.session)
        issuer.revoked = {FIRST}
        monkeypatch.setattr(tokens, "_KEPT", {})
        assert isinstance(check(kept), Accepted)
        assert issuer.used() == [FIRST, "refresh-2"]
        assert kept.session["renewed"]["now"] == "refresh-3"


def test_a_new_refresh_token_that_is_filled_in_comes_first(issuer: Tokens, monkeypatch: pytest.MonkeyPatch) -> None:
    issuer.rotates = True
    issuer.known.add("another")
    with Scripted({"EHLO": HELLO, "AUTH": OK}) as server:
        kept = account(server, issuer)
        check(kept)
        kept.values = {**kept.values, "refresh_token": "another"}
        assert isinstance(check(kept), Accepted)
        assert issuer.used() == [FIRST, "another"]


def test_what_the_mail_server_teaches_does_not_lose_it(issuer: Tokens) -> None:
    issuer.rotates = True
    crowded = {"EHLO": HELLO, "AUTH": OK, "RCPT": [b"250 ok\r\n", b"451 4.7.28 Unusual rate\r\n"]}
    with Scripted(crowded) as server:
        kept = account(server, issuer)
        sent(kept, 2, Email().configured({"from": "Willow <hello@willow.example>", "connections": 1}))
    assert kept.session["renewed"]["now"] == "refresh-2"
    assert kept.session["limits"]["connections"] == 1


# --- when it is refused, or cannot be asked for ---


@pytest.mark.parametrize(
    ("more", "told"),
    [({"refresh_token": "old"}, "invalid_grant"), ({"client_secret": "wrong"}, "invalid_client")],
)
def test_a_clear_no_stops_the_account_before_the_mail_server_is_asked(
    issuer: Tokens, more: dict[str, str], told: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with Scripted({"EHLO": HELLO, "AUTH": OK}) as server:
        outcome = check(account(server, issuer, **more))
        assert server.connections == 0
    assert isinstance(outcome, Refused)
    assert (outcome.stops_account, outcome.account_state) == (True, "needs_reconnect")
    assert told in outcome.reason
    for secret in (FIRST, SECRET, *more.values()):
        assert secret not in outcome.reason.replace("refresh token", "") + caplog.text


@pytest.mark.parametrize(
    "answer", [None, Answer(503, b"busy"), Answer(429, {}), Answer(200, b"<html>"), Answer(200, {"expires_in": 5})]
)
def test_what_is_no_clear_no_is_tried_again(issuer: Tokens, answer: Answer | None) -> None:
    issuer.next = [answer]
    with Scripted({"EHLO": HELLO, "AUTH": OK}) as server:
        kept = account(server, issuer)
        outcome = check(kept)
        assert isinstance(outcome, Retry)
        assert outcome.cools_account
        assert isinstance(check(kept), Accepted)


def test_when_nobody_is_there_it_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = tokens.Issuer("Microsoft", ("127.0.0.1",), f"http://127.0.0.1:{unused_port()}", "/token")
    monkeypatch.setattr(tokens, "ISSUERS", (nowhere,))
    with Scripted({"EHLO": HELLO, "AUTH": OK}) as server, Tokens() as issuer:
        outcome = check(account(server, issuer, refresh_token="of nowhere"))
    assert isinstance(outcome, Retry)


# --- where ---


def test_each_issuer_has_one_address_and_its_own_mail_servers() -> None:
    assert {one.base for one in tokens.ISSUERS} == {
        "https://oauth2.googleapis.com",
        "https://login.microsoftonline.com",
    }
    hosts = [host for one in tokens.ISSUERS for host in one.hosts]
    assert len(hosts) == len(set(hosts))


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"host": "smtp.example.org"}, "Microsoft 365 and Google only"),
        ({"client_id": ""}, "client ID"),
        ({"tenant": "willow.example/../../x"}, "tenant"),
        ({"tenant": "..@evil.example"}, "tenant"),
    ],
)
def test_what_cannot_be_right_is_told_before_anything_is_asked(issuer: Tokens, more: dict[str, str], told: str) -> None:
    with Scripted() as server:
        values = {**server.values(), **issuer.values(), **more}
    with pytest.raises(Ended) as ended:
        Login.of(Credentials(values, loopback=True))
    assert isinstance(ended.value.outcome, Refused)
    assert told in ended.value.outcome.reason
    assert issuer.requests == []


@pytest.mark.parametrize(("tenant", "path"), [("", "/common/"), ("willow.example", "/willow.example/")])
def test_a_tenant_has_an_address_of_its_own(issuer: Tokens, tenant: str, path: str) -> None:
    with Scripted({"EHLO": HELLO, "AUTH": OK}) as server:
        check(account(server, issuer, tenant=tenant))
    assert issuer.requests[0].path == f"{path}oauth2/v2.0/token"


def test_a_program_without_a_secret_sends_none(issuer: Tokens, monkeypatch: pytest.MonkeyPatch) -> None:
    with Scripted({"EHLO": HELLO, "AUTH": OK}) as server:
        check(account(server, issuer, client_secret=""))
    assert b"client_secret" not in issuer.requests[0].body
    assert CLIENT.encode() in issuer.requests[0].body


# --- returned mail ---


def test_the_mailbox_of_returned_mail_is_opened_by_the_same_token(issuer: Tokens) -> None:
    with Scripted() as server, Imap() as imap:
        values = {**server.values(), **issuer.values(), **imap.values()}
        assert isinstance(mailbox.check(Credentials(values, loopback=True)), Accepted)
        assert imap.bearers == ["user=hello\1auth=Bearer access-1\1\1"]
        imap.takes = False
        outcome = mailbox.check(Credentials(values, loopback=True))
        assert isinstance(outcome, Refused)
        assert "access token" in outcome.reason
        assert "access-1" not in outcome.reason
        issuer.revoked, tokens._KEPT = {FIRST}, {}
        outcome = mailbox.check(Credentials(values, loopback=True))
        assert isinstance(outcome, Refused)
        assert "invalid_grant" in outcome.reason
    assert len(imap.bearers) == 2


def test_a_mailbox_with_a_password_of_its_own_needs_no_token(issuer: Tokens) -> None:
    with Scripted() as server, Imap() as imap:
        values = {**server.values(), **issuer.values(), **imap.values(), "bounce_password": "geheim"}
        assert isinstance(mailbox.check(Credentials(values, loopback=True)), Accepted)
    assert imap.passwords == ['hello "geheim"']
    assert issuer.requests == []
