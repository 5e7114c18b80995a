"""The one safe fetcher: only public addresses, checked at every step; only so long, only so much."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Iterator
from threading import Event
from time import monotonic
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from scheduler.errors import Problem
from scheduler.library import fetch as fetching
from scheduler.library.fetch import fetch

PAGE = "<p>Feet carry us.</p>"


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """host → addresses, in place of the name service; what is not listed is not found."""
    known: dict[str, list[str]] = {"localhost": ["127.0.0.1"]}

    real = socket.getaddrinfo

    def look_up(host: str, port: int, *args: Any, **kwargs: Any) -> list[Any]:
        if host.replace(".", "").isdecimal():
            return real(host, port, *args, **kwargs)
        if host not in known:
            raise socket.gaierror("unknown")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in known[host]]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return known


def _serve(httpserver: HTTPServer, path: str, body: bytes | str = PAGE, **kwargs: Any) -> str:
    httpserver.expect_request(path).respond_with_data(body, **{"content_type": "text/html; charset=utf-8", **kwargs})
    return httpserver.url_for(path)


def test_a_page_is_fetched_with_its_type_and_final_address(httpserver: HTTPServer) -> None:
    found = fetch(_serve(httpserver, "/feet"), loopback=True)
    assert found.data == PAGE.encode()
    assert found.type == "text/html"
    assert found.url.endswith("/feet")


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "ftp://studio.example/feet",
        "javascript:alert(1)",
        "feet",
        "",
        "https://",
        "https://[::1",
        "https://studio.example:99999/",
        "https://studio.example/a b",
    ],
)
def test_what_is_no_web_address_is_refused(address: str) -> None:
    with pytest.raises(Problem, match="should look like https://"):
        fetch(address)


def test_a_sign_in_in_the_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(Problem, match=r"studio\.example") as refused:
        fetch("https://jo:secret@studio.example/feet")
    assert "secret" not in str(refused.value)


def test_unusual_ports_are_refused() -> None:
    with pytest.raises(Problem, match="port 8080"):
        fetch("http://studio.example:8080/feet")


@pytest.mark.parametrize(
    "address",
    [
        "10.1.2.3", "127.0.0.1", "169.254.169.254", "172.16.0.1", "192.168.1.1", "100.64.0.1", "0.0.0.0", "198.18.0.1",
        "224.0.0.1", "240.0.0.1", "192.0.0.1", "::1", "fc00::1", "fe80::1", "ff02::1", "::ffff:127.0.0.1",
        "64:ff9b::a00:1", "fec0::1",
    ],
)  # fmt: skip
def test_a_name_that_leads_to_a_private_address_is_refused(address: str, names: dict[str, list[str]]) -> None:
    names["studio.example"] = [address]
    with pytest.raises(Problem, match="not on the public internet"):
        fetch("https://studio.example/feet")


def test_one_private_address_among_public_ones_is_enough_to_refuse(names: dict[str, list[str]]) -> None:
    names["studio.example"] = ["93.184.216.34", "10.0.0.1"]
    with pytest.raises(Problem, match="not on the public internet"):
        fetch("http://studio.example/feet")


@pytest.mark.parametrize("host", ["127.0.0.1", "0x7f000001", "2130706433", "0177.0.0.1", "127.1", "[::1]", "localhost"])
def test_this_machine_is_refused_however_it_is_written(host: str) -> None:
    with pytest.raises(Problem):
        fetch(f"http://{host}/feet")


def test_a_redirect_to_a_private_address_is_refused(httpserver: HTTPServer, names: dict[str, list[str]]) -> None:
    names["inside.example"] = ["10.0.0.1"]
    address = _serve(httpserver, "/go", "", status=302, headers={"Location": "http://inside.example/feet"})
    with pytest.raises(Problem, match="not on the public internet"):
        fetch(address, loopback=True)


def test_a_redirect_to_a_file_is_refused(httpserver: HTTPServer) -> None:
    address = _serve(httpserver, "/go", "", status=302, headers={"Location": "file:///etc/passwd"})
    with pytest.raises(Problem, match="should look like https://"):
        fetch(address, loopback=True)


def test_three_redirects_are_followed_and_a_fourth_is_not(httpserver: HTTPServer) -> None:
    for number in range(4):
        _serve(httpserver, f"/{number}", "", status=302, headers={"Location": f"/{number + 1}"})
    _serve(httpserver, "/4")
    assert fetch(httpserver.url_for("/1"), loopback=True).data == PAGE.encode()
    with pytest.raises(Problem, match="keeps sending us on"):
        fetch(httpserver.url_for("/0"), loopback=True)


def test_the_connection_goes_to_the_address_that_was_checked(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["127.0.0.1", "10.0.0.1"])  # a name that changes its mind after the check
    real = socket.getaddrinfo

    def look_up(host: str, port: int, *args: Any, **kwargs: Any) -> list[Any]:
        if host != "turncoat.example":
            return real(host, port, *args, **kwargs)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    address = _serve(httpserver, "/feet").replace("localhost", "turncoat.example")
    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    assert fetch(address, loopback=True).data == PAGE.encode()
    assert list(answers) == ["10.0.0.1"]  # the name was looked up once


def test_the_machines_proxy_is_ignored(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert fetch(_serve(httpserver, "/feet"), loopback=True).data == PAGE.encode()


def test_more_than_five_megabytes_are_refused(httpserver: HTTPServer) -> None:
    with pytest.raises(Problem, match="larger than 5 MB"):
        fetch(_serve(httpserver, "/big", b"a" * (fetching.LARGEST + 1)), loopback=True)


def test_a_small_reply_that_unpacks_to_much_is_refused(httpserver: HTTPServer) -> None:
    bomb = gzip.compress(b"a" * (fetching.LARGEST * 3))
    with pytest.raises(Problem, match="larger than 5 MB"):
        fetch(_serve(httpserver, "/bomb", bomb, headers={"Content-Encoding": "gzip"}), loopback=True)


def test_a_packed_reply_is_unpacked(httpserver: HTTPServer) -> None:
    address = _serve(httpserver, "/zip", gzip.compress(PAGE.encode()), headers={"Content-Encoding": "gzip"})
    assert fetch(address, loopback=True).data == PAGE.encode()


def test_what_is_no_article_is_refused_by_its_type(httpserver: HTTPServer) -> None:
    with pytest.raises(Problem, match="image/png"):
        fetch(_serve(httpserver, "/a.png", b"png", content_type="image/png"), loopback=True)


@pytest.mark.parametrize("type", ["application/feed+json", "application/json", "application/rss+xml"])
def test_a_feed_is_taken_as_what_servers_call_it(httpserver: HTTPServer, type: str) -> None:
    address = _serve(httpserver, "/feed", b"{}", content_type=type)
    for accept in (fetching.FEEDS, fetching.ARTICLES):
        assert fetch(address, accept=accept, loopback=True).data == b"{}"


@pytest.mark.parametrize(("status", "says"), [(404, "no such page"), (403, "not public"), (500, "an error")])
def test_an_error_is_told_without_the_servers_words(httpserver: HTTPServer, status: int, says: str) -> None:
    with pytest.raises(Problem, match=says) as refused:
        fetch(_serve(httpserver, "/x", "<b>secret stack</b>", status=status), loopback=True)
    assert "secret" not in str(refused.value)


def test_a_server_that_dribbles_is_left_after_the_time(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.3)

    never = Event()

    def dribble(request: Request) -> Response:
        def drops() -> Iterator[bytes]:
            for _ in range(2000):
                yield b"a"
                never.wait(0.05)

        return Response(drops(), content_type="text/html")

    httpserver.expect_request("/slow").respond_with_handler(dribble)
    with pytest.raises(Problem, match="10 seconds"):
        fetch(httpserver.url_for("/slow"), loopback=True)


def test_a_name_service_that_hangs_is_left_after_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.3)
    never = Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: never.wait(20) and [])
    begun = monotonic()
    with pytest.raises(Problem, match="10 seconds"):
        fetch("https://slow.example/")
    assert monotonic() - begun < 5
    never.set()


def test_many_addresses_that_do_not_answer_have_one_time_together(
    monkeypatch: pytest.MonkeyPatch, names: dict[str, list[str]]
) -> None:
    names["many.example"] = [f"93.184.216.{n}" for n in range(1, 60)]
    tried: list[float] = []

    def connect(_address: tuple[str, int], seconds: float) -> socket.socket:
        tried.append(seconds)
        Event().wait(0.11)
        raise TimeoutError

    monkeypatch.setattr(fetching, "SECONDS", 0.3)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(Problem, match="10 seconds"):
        fetch("https://many.example/")
    assert len(tried) <= 4
    assert tried == sorted(tried, reverse=True)


def test_a_name_that_changes_its_mind_after_a_redirect_is_asked_again(
    httpserver: HTTPServer, names: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rebinding: public at the first look, the router at the second."""
    answers = iter([["127.0.0.1"], ["192.168.1.1"]])
    host = f"rebind.example:{httpserver.port}"
    names["rebind.example"] = []
    monkeypatch.setattr(fetching._Errand, "_look_up", lambda *_args: next(answers))
    httpserver.expect_request("/").respond_with_data("", status=302, headers={"Location": f"http://{host}/next"})
    with pytest.raises(Problem, match="not on the public internet"):
        fetch(f"http://{host}/", loopback=True)


@pytest.mark.parametrize(
    "address",
    [
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
        "::127.0.0.1", "2002:7f00:1::", "2001:0:7f00:1::", "fe80::1%eth0", "fd00::1", "::",
        "ff02::1", "0.0.0.0", "100.64.0.1",
    ],
)  # fmt: skip
def test_a_private_address_is_refused_however_it_is_wrapped(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching._Errand, "_look_up", lambda *_args: [address])
    with pytest.raises(Problem, match="not on the public internet"):
        fetch("https://wrapped.example/")


def test_half_of_a_packed_page_is_no_page(httpserver: HTTPServer) -> None:
    packed = gzip.compress(PAGE.encode() * 50)[:-20]
    with pytest.raises(Problem, match="connection broke"):
        fetch(_serve(httpserver, "/z", packed, headers={"Content-Encoding": "gzip"}), loopback=True)


@pytest.mark.parametrize(
    ("charset", "words"),
    [
        ("windows-1251", "Ноги несут нас."), ("iso-8859-2", "Chodidła są ważne."), ("shift_jis", "足は大切です。"),
        ("utf-16-le", "Feet carry us."), ("iso-8859-1", "L’été à pied"), ("no-such-thing", "Feet carry us."),
        ("hex", "Feet carry us."), ("utf-8", "Pieds légers"),
    ],
)  # fmt: skip
def test_a_page_is_read_in_the_characters_its_server_names(httpserver: HTTPServer, charset: str, words: str) -> None:
    codec = {"no-such-thing": "utf-8", "hex": "utf-8", "iso-8859-1": "cp1252"}.get(charset, charset)
    url = _serve(httpserver, "/c", words.encode(codec), content_type=f'text/html; charset="{charset}"')
    assert fetch(url, loopback=True).text.decode() == words


def test_a_page_in_utf_8_that_is_called_something_else_is_utf_8(httpserver: HTTPServer) -> None:
    url = _serve(httpserver, "/c", "Pieds légers".encode(), content_type="text/html; charset=iso-8859-1")
    assert fetch(url, loopback=True).text.decode() == "Pieds légers"


def test_a_name_that_is_not_known_is_told(names: dict[str, list[str]]) -> None:
    with pytest.raises(Problem, match="no server of that name"):
        fetch("https://nowhere.example/feet")
