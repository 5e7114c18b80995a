"""The one safe fetcher: what a person typed as an address is fetched from the public internet, or refused.

Rules section 7 (SSRF): http and https on their usual ports, no sign-in in the address, every address of the name is a
public one, the connection goes to the very address that was checked, at most three redirects and each checked again,
10 seconds and 5 MB in all, the machine's proxies and .netrc ignored, nothing of a reply shown in an error.
"""

from __future__ import annotations

import re
import socket
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Thread, Timer
from time import monotonic
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, LocationParseError

from scheduler.domain.articles.encoding import recoded
from scheduler.domain.ip_addresses import is_loopback, is_public
from scheduler.errors import Problem

LARGEST = 5 * 1024 * 1024
SECONDS = 10.0
REDIRECTS = 3
PORTS = {"http": 80, "https": 443}
CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
USER_AGENT = "StudioScheduler/0.1"
FEEDS = (
    "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json", "application/json",
    "application/xml", "text/xml", "text/plain", "text/html", "application/octet-stream",
)  # fmt: skip  # many servers call a feed something else
ARTICLES = (
    "text/html", "application/xhtml+xml", "text/plain", "text/markdown", "text/x-markdown", "application/xml",
    "text/xml",
    "application/rss+xml", "application/atom+xml", "application/feed+json", "application/json",
    "application/octet-stream",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
)  # fmt: skip
CALENDARS = ("text/calendar", "text/plain", "text/csv", "application/ics", "application/octet-stream", "text/yaml")


@dataclass(frozen=True, slots=True)
class Fetched:
    """`data`: the body; `url`: the address that answered, after redirects; `type`: its media type, lower case;
    `charset`: as the server says."""

    data: bytes
    url: str
    type: str = ""
    charset: str = ""

    @property
    def text(self) -> bytes:
        """The body of a page or text in UTF-8, where the server alone knows what it is in."""
        return recoded(self.data, self.charset) if self.type.startswith("text/") or "html" in self.type else self.data


def fetch(address: str, *, accept: Sequence[str] = ARTICLES, loopback: bool = False) -> Fetched:
    """What stands at the address. Raises Problem in one sentence.

    accept: media types taken (a reply without one is taken). loopback: servers on this machine, for tests.
    """
    errand = _Errand(loopback)
    try:
        return _follow(address.strip(), accept, errand)
    finally:
        errand.end()


class Unsure(Problem):
    """The server is there, and does not say whether the page is."""


def reach(address: str, *, loopback: bool = False) -> None:
    """Is there a page at the address? Problem with one sentence when there is none for the public, Unsure when the
    server does not tell a program. Nothing of the page is read."""
    errand = _Errand(loopback)
    try:
        _follow(address.strip(), None, errand)
    finally:
        errand.end()


def _follow(address: str, accept: Sequence[str] | None, errand: _Errand) -> Fetched:
    shown = _host(address)
    for _ in range(REDIRECTS + 1):
        _check(address, errand.loopback)
        answer = _ask(address, accept, errand)
        if isinstance(answer, Fetched):
            return answer
        address = answer
    raise Problem(f"{shown} keeps sending us on to other addresses; open it in a browser and use the final address.")


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or "That address"
    except ValueError:
        return "That address"


def _check(address: str, loopback: bool) -> None:
    """Refuse an address by its shape alone."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise Problem("That is not an address we can open; it should look like https://example.com/article.") from None
    if parts.scheme not in PORTS or not host or any(char.isspace() for char in address):
        raise Problem("That is not an address we can open; it should look like https://example.com/article.")
    if parts.username is not None or parts.password is not None:
        raise Problem(f"The address of {host} has a name or password in it; leave that out and try again.")
    if port not in (None, 80, 443) and not loopback:
        raise Problem(f"The address of {host} has the unusual port {port}; use the page's public address.")


def _ask(address: str, accept: Sequence[str] | None, errand: _Errand) -> Fetched | str:
    """One request: the body, or the address that we are sent on to."""
    host = _host(address)
    request = requests.Request(
        "GET", address, headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip", "Connection": "close"}
    )
    try:
        with requests.Session() as session:
            session.trust_env = False
            for scheme in ("https://", "http://"):
                session.mount(scheme, _Adapter(errand))
            with session.send(
                session.prepare_request(request), timeout=SECONDS, allow_redirects=False, stream=True
            ) as response:
                answer = _answer(response, address, accept)
                if errand.expired:  # a body without a length just ends when its connection is cut
                    raise TimeoutError
                return answer
    except (requests.RequestException, HTTPError, LocationParseError, OSError, ValueError, zlib.error) as problem:
        raise Problem(f"{host} could not be read: {errand.why(problem)}.") from None


def _answer(response: requests.Response, address: str, accept: Sequence[str] | None) -> Fetched | str:
    host = _host(address)
    if response.status_code in (301, 302, 303, 307, 308) and response.headers.get("Location"):
        return urljoin(address, response.headers["Location"])
    if accept is None:
        return _reached(response, address)
    if response.status_code != 200:
        raise Problem(
            f"{host} answered {_said(response.status_code)}; open the address in a browser to see whether it is right."
        )
    said = response.headers.get("Content-Type", "")
    media = said.partition(";")[0].strip().lower()
    if media and media not in accept:
        raise Problem(
            f"{host} sent something that is not an article ({media[:60]}); use the address of the page itself."
        )
    named = CHARSET.search(said)
    return Fetched(_body(response, host), address, media, named.group(1) if named else "")


def _reached(response: requests.Response, address: str) -> Fetched:
    status, host = response.status_code, _host(address)
    if status in (404, 410):
        raise Problem(f"{host} answered {_said(status)}.")
    if status >= 400:
        raise Unsure(f"{host} answered {_said(status)}; some servers say so to programs only: open it yourself.")
    return Fetched(b"", address)


def _said(status: int) -> str:
    if status in (404, 410):
        return "that there is no such page"
    if status in (401, 403):
        return "that the page is not public"
    return f"with an error ({status})"


def _body(response: requests.Response, host: str) -> bytes:
    """The body, unpacked; never more than LARGEST of it in memory."""
    parts: list[bytes] = []
    size = 0
    while piece := response.raw.read(65536, decode_content=False):
        parts.append(piece)
        size += len(piece)
        if size > LARGEST:
            raise _too_large(host)
    body = b"".join(parts)
    if response.headers.get("Content-Encoding", "identity").lower() in ("", "identity"):
        return body
    unpacking = zlib.decompressobj(47)
    unpacked = unpacking.decompress(body, LARGEST + 1)
    if len(unpacked) > LARGEST:
        raise _too_large(host)
    if body and not unpacking.eof:
        raise zlib.error("cut off")  # half a page is no page
    return unpacked


def _too_large(host: str) -> Problem:
    return Problem(f"The page at {host} is larger than 5 MB; save the article's text in a file and use that.")


@dataclass
class _Errand:
    """All that one fetch may use: its 10 seconds, and the addresses that were checked."""

    loopback: bool
    problem: str = ""
    expired: bool = False
    sockets: list[socket.socket] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.until = monotonic() + SECONDS
        self.timer = Timer(SECONDS, self._expire)
        self.timer.daemon = True
        self.timer.start()

    def _expire(self) -> None:
        self.expired = True
        for sock in self.sockets:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def end(self) -> None:
        self.timer.cancel()

    def why(self, problem: Exception) -> str:
        """What went wrong, in words."""
        if self.expired or isinstance(problem, requests.Timeout | TimeoutError):
            return "it took longer than 10 seconds; try again later, or paste the text"
        if self.problem:
            return self.problem
        if isinstance(problem, requests.exceptions.SSLError):
            return "no secure connection could be made (its certificate is not valid); paste the text instead"
        return "the connection broke; try again, or paste the text"

    def connect(self, host: str, port: int) -> socket.socket:
        """A connection to one of the checked addresses, so that the name cannot change its mind in between."""
        addresses = self._look_up(host, port)
        if not all(is_public(a) or (self.loopback and is_loopback(a)) for a in addresses):
            self.problem = "it is not on the public internet; use the page's public address"
            raise OSError(self.problem)
        return self._first(addresses, port)

    def _look_up(self, host: str, port: int) -> list[str]:
        """The addresses of a name. Python cannot stop a look-up that hangs, so it is left to itself when time is up."""
        found: list[list[str]] = []

        def ask() -> None:
            try:
                rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            except (OSError, UnicodeError):
                rows = []
            found.append(list(dict.fromkeys(str(row[4][0]) for row in rows)))

        asking = Thread(target=ask, daemon=True)
        asking.start()
        asking.join(max(self.until - monotonic(), 0.01))
        if not found:
            self.expired = True
            raise TimeoutError
        if not found[0]:
            self.problem = "there is no server of that name; check the address"
            raise OSError(self.problem)
        return found[0]

    def _first(self, addresses: Sequence[str], port: int) -> socket.socket:
        for address in addresses:
            left = self.until - monotonic()
            if self.expired or left <= 0:
                self.expired = True
                break
            try:
                sock = socket.create_connection((address, port), left)
            except OSError:
                continue
            self.sockets.append(sock)
            return sock
        self.problem = "it did not answer; try again later, or paste the text"
        raise OSError(self.problem)


class _Adapter(HTTPAdapter):
    """Connects through the errand; one adapter serves one request."""

    def __init__(self, errand: _Errand) -> None:
        self._errand = errand
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Let the pools make connections that go through the errand."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            "http": _pool(HTTPConnectionPool, HTTPConnection, self._errand),
            "https": _pool(HTTPSConnectionPool, HTTPSConnection, self._errand),
        }


def _pool(pool: Any, connection: Any, errand: _Errand) -> Any:
    class Checked(connection):  # type: ignore[misc]
        def _new_conn(self) -> socket.socket:
            return errand.connect(self._dns_host, self.port)

    return type("Pool", (pool,), {"ConnectionCls": Checked})
