"""What became of a request: not sent, lost, or answered."""

from __future__ import annotations

import socket
import ssl
from typing import Any

import pytest

from scheduler.channels import http
from scheduler.channels.http import BadAddress, Client, Lost, NotSent, Reply, origin, redacted
from tests.fakes.hostile import Hostile, unused_port
from tests.fakes.server import Answer, Request, Scripted

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


def resolved_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Every name has these addresses; connections that are tried are noted and refused."""
    tried: list[str] = []

    def connect(address: tuple[str, int], _timeout: float) -> socket.socket:
        tried.append(address[0])
        raise ConnectionRefusedError

    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in addresses]
    monkeypatch.setattr(http.socket, "getaddrinfo", lambda *_args, **_more: found)
    monkeypatch.setattr(http.socket, "create_connection", connect)
    return tried


def test_it_tells_a_refused_connection_from_a_lost_reply() -> None:
    assert isinstance(Client(f"http://127.0.0.1:{unused_port()}", True).get("/"), NotSent)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("manner", ["silent", "reset", "hang up", b"SSH-2.0-OpenSSH_9.2\r\n"])
def test_a_request_that_was_written_and_not_answered_is_lost(manner: str | bytes) -> None:
    with Hostile(manner) as server:
        assert isinstance(Client(server.url, True).post("/", json={"a": 1}), Lost)
        assert server.requests == 1


def test_a_reply_that_breaks_off_is_lost() -> None:
    with Hostile(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{") as server:
        assert isinstance(Client(server.url, True).get("/"), Lost)


def test_a_reply_that_never_ends_is_lost_when_its_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "LIMITS", http.Limits(connect=2, silence=30, total=0.2))
    with Hostile("silent") as server:
        assert isinstance(Client(server.url, True).get("/"), Lost)


def test_a_huge_reply_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "LIMITS", http.Limits(reply_bytes=50_000))
    with Scripted(lambda _request: Answer(body=b"x" * 50_001)) as server:
        assert isinstance(Client(server.url, True).get("/"), Lost)
    with Scripted(lambda _request: Answer(body=b"x" * 50_000)) as server:
        assert isinstance(Client(server.url, True).get("/"), Reply)


def test_a_failed_tls_handshake_means_nothing_was_sent() -> None:
    with Hostile(OK) as server:
        answer = Client(f"https://127.0.0.1:{server.port}", True).post("/", json={})
    assert isinstance(answer, NotSent)


def test_a_certificate_that_nobody_vouches_for_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def handshake(*_args: Any, **_more: Any) -> None:
        raise ssl.SSLCertVerificationError("self-signed certificate")

    monkeypatch.setattr(ssl.SSLContext, "wrap_socket", handshake)
    with Hostile("silent") as server:
        answer = Client(f"https://127.0.0.1:{server.port}", True).get("/")
    assert isinstance(answer, NotSent)
    assert "certificate" in answer.reason


def test_a_sign_in_that_cannot_be_a_header_is_not_sent() -> None:
    with Hostile("silent") as server:
        assert isinstance(Client(server.url, True).get("/", "to\nken"), NotSent)
        assert isinstance(Client(server.url, True).get("/", "日本"), NotSent)
        assert server.requests == 0


def test_redirects_are_not_followed() -> None:
    with Scripted(lambda _request: Answer(302, {}, {"Location": "/elsewhere"})) as server:
        answer = Client(server.url, True).get("/")
        assert isinstance(answer, Reply)
        assert answer.status == 302
        assert len(server.requests) == 1


def test_proxies_and_netrc_of_the_machine_are_ignored(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{unused_port()}")
    with Scripted(lambda _request: Answer(body={})) as server:
        assert isinstance(Client(server.url, True).get("/"), Reply)
        assert "Authorization" not in server.requests[0].headers


def test_it_sends_what_it_is_given() -> None:
    def echo(request: Request) -> Answer:
        found = {"method": request.method, "query": dict(request.query), "body": request.json()}
        return Answer(201, {**found, "token": request.headers["Authorization"]}, {"X-More": "yes"})

    with Scripted(echo) as server:
        answer = Client(server.url, True).call("POST", "/a", "abc", params={"q": "ü"}, json={"text": "🧘"})
    assert isinstance(answer, Reply)
    assert (answer.status, answer.headers["x-more"]) == (201, "yes")
    assert answer.object() == {"method": "POST", "query": {"q": "ü"}, "body": {"text": "🧘"}, "token": "Bearer abc"}


@pytest.mark.parametrize("body", [b"", b"<html>", b"[1]", b"null", b"\xff\xfe", b"[" * 40_000])
def test_what_is_not_a_json_object_reads_as_an_empty_one(body: bytes) -> None:
    assert Reply(200, body=body).object() == {}


@pytest.mark.parametrize(
    "addresses",
    [
        ["10.0.0.7"],
        ["93.184.216.34", "192.168.1.1"],
        ["169.254.169.254"],
        ["::ffff:127.0.0.1"],
        ["127.0.0.1"],
        ["fd00::1"],
    ],
)
def test_a_name_with_a_private_address_is_not_asked(addresses: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    tried = resolved_to(monkeypatch, *addresses)
    answer = Client("https://social.example").get("/")
    assert isinstance(answer, NotSent)
    assert tried == []


def test_private_addresses_stay_closed_where_this_machine_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = resolved_to(monkeypatch, "192.168.1.1")
    assert isinstance(Client("https://social.example", True).get("/"), NotSent)
    assert tried == []


def test_it_connects_to_the_addresses_that_were_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = resolved_to(monkeypatch, "93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946")
    assert isinstance(Client("https://social.example").get("/"), NotSent)
    assert tried == ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"]


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("mastodon.social", "https://mastodon.social"),
        (" https://mastodon.social/@willow ", "https://mastodon.social"),
        ("https://bücher.example:443/x", "https://bücher.example:443"),
    ],
)
def test_it_understands_a_server_as_people_type_it(typed: str, understood: str) -> None:
    assert origin(typed) == understood


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "https://",
        "http://social.example",
        "https://social.example:8443",
        "ftp://social.example",
        "https://me:secret@social.example",
        "https://soc ial.example",
        "https://[::1",
        "https://social.example:port",
        "@willow@social.example",
    ],
)
def test_it_refuses_what_is_no_servers_address(typed: str) -> None:
    with pytest.raises(BadAddress):
        origin(typed)
    answer = Client(typed).get("/")
    assert isinstance(answer, NotSent)
    assert answer.unusable


def test_what_a_server_says_is_shown_without_secrets_on_one_short_line() -> None:
    said = redacted("bad token abc123\r\n\x1b[31m" + "x" * 500, ["abc", "abc123", ""])
    assert said.startswith("bad token … [31mxxx")
    assert len(said) == 200
