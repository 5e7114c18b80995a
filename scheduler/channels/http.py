"""The only place in the channels that speaks HTTP.

What matters after a failure is whether the network may have taken the message, so an exchange ends in one of three
values: `NotSent` (not one byte of the request was written), `Lost` (written, but no whole reply came back) and
`Reply`. Redirects are never followed, nothing is retried here, and proxies and .netrc of the machine are ignored.
"""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Timer
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from scheduler.domain.ip_addresses import is_loopback, is_public

USER_AGENT = "StudioScheduler/0.1"


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds to connect, seconds of silence, seconds in all, and the largest reply in bytes."""

    connect: float = 10.0
    silence: float = 30.0
    total: float = 60.0
    reply_bytes: int = 5_000_000


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class NotSent:
    """The server was never asked: certainly nothing happened. `unusable`: the address is none, so trying again is
    no use until a person has changed it."""

    reason: str
    unusable: bool = False


@dataclass(frozen=True, slots=True)
class Lost:
    """The server was asked, and no whole reply came back: perhaps it happened, perhaps not."""

    reason: str


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole reply, whatever its status."""

    status: int
    headers: Mapping[str, str] = field(default_factory=CaseInsensitiveDict)
    body: bytes = b""

    def object(self) -> dict[str, Any]:
        """The reply's JSON object; empty when the body is anything else."""
        found = self.json()
        return found if isinstance(found, dict) else {}

    def json(self) -> Any:
        """The reply's JSON value; None when the body is not JSON."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None


Exchange = NotSent | Lost | Reply


class BadAddress(ValueError):
    """A server's address that must not be asked; the text is a sentence for the owner."""


def origin(address: str, loopback: bool = False) -> str:
    """`https://host` of a server's address as a person types it (`mastodon.social`, `https://host/@me`).

    Raises BadAddress: plain http and other ports only where `loopback` allows servers on this machine.
    """
    text = address.strip()
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise BadAddress(f"{text!r} is not a server's address; it should look like https://example.social.") from None
    if not host or not re.fullmatch(r"[\w.:-]+", host) or parts.username is not None:
        raise BadAddress(f"{text!r} is not a server's address; it should look like https://example.social.")
    if not loopback and (parts.scheme != "https" or port not in (None, 443)):
        raise BadAddress(f"{host} must be reached by https on its usual port; write https://{host}.")
    if parts.scheme not in ("https", "http"):
        raise BadAddress(f"{text!r} does not begin with https://.")
    name = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{name}" + (f":{port}" if port else "")


def redacted(text: object, secrets: Sequence[str] = ()) -> str:
    """What a server said, fit to be shown: one short line of printable characters without any of the secrets."""
    line = "".join(char if char.isprintable() else " " for char in str(text))
    for secret in sorted((secret for secret in secrets if secret), key=len, reverse=True):
        line = line.replace(secret, "…")
    line = " ".join(line.split())
    return line if len(line) <= 200 else line[:199] + "…"


@dataclass(frozen=True, slots=True)
class Client:
    """Asks one server. `loopback`: servers on this machine are allowed (tests); private addresses never are."""

    base: str
    loopback: bool = False

    def get(self, path: str, token: str = "", **query: str) -> Exchange:
        """GET with a query; `token` is sent as bearer."""
        return self.call("GET", path, token, params=query)

    def post(self, path: str, token: str = "", headers: Mapping[str, str] | None = None, **body: Any) -> Exchange:
        """POST; `body` is what requests takes: `json=`, `data=`, `files=`."""
        return self.call("POST", path, token, headers, **body)

    def call(
        self, method: str, path: str, token: str = "", headers: Mapping[str, str] | None = None, **body: Any
    ) -> Exchange:
        """One request on a connection of its own, so that no request is ever written to a stale connection."""
        try:
            url = origin(self.base, self.loopback) + path
        except BadAddress as problem:
            return NotSent(str(problem), unusable=True)
        sent = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity", "Connection": "close", **(headers or {})}
        if token:
            sent["Authorization"] = f"Bearer {token}"
        return _exchange(requests.Request(method, url, headers=sent, **body), self.loopback)


class Guarded(requests.Session):
    """For a library that brings its own way of asking: one request, by the same rules. It raises as requests does;
    `written` then tells whether the server may have the request, `problem` why not."""

    def __init__(self, loopback: bool = False, headers: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self._wire = _Wire(loopback)
        self._loopback, self._more, self._asked = loopback, dict(headers or {}), False
        self.trust_env = False
        for scheme in ("https://", "http://"):
            self.mount(scheme, _Adapter(self._wire))

    @property
    def written(self) -> bool:
        """Was a byte of it written?"""
        return self._wire.written

    @property
    def asked(self) -> bool:
        """Was there a request at all?"""
        return self._asked

    @property
    def problem(self) -> str:
        """Why it was not."""
        return self._wire.problem

    def request(self, method: Any, url: Any, **options: Any) -> requests.Response:  # type: ignore[override]
        """No redirect is followed; a whole reply of a fair size, or an exception."""
        self._asked = True
        try:
            origin(str(url), self._loopback)
        except BadAddress as problem:
            self._wire.problem = str(problem)
            raise requests.exceptions.InvalidURL(str(problem)) from None
        own = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity", "Connection": "close", **self._more}
        options["headers"] = {**(options.get("headers") or {}), **own}
        options |= {"timeout": (LIMITS.connect, LIMITS.silence), "allow_redirects": False, "stream": True}
        try:
            response = super().request(method, url, **options)
            found = _reply(response, str(urlsplit(str(url)).hostname))
        except (HTTPError, OSError) as problem:
            raise requests.ConnectionError(str(type(problem).__name__)) from None
        finally:
            self._wire.close()
        if isinstance(found, Lost):
            raise requests.ConnectionError(found.reason)
        response._content, response._content_consumed = found.body, True  # type: ignore[attr-defined]
        return response


def _exchange(request: requests.Request, loopback: bool) -> Exchange:
    wire = _Wire(loopback)
    host = urlsplit(request.url).hostname
    try:
        with requests.Session() as session:
            session.trust_env = False
            for scheme in ("https://", "http://"):
                session.mount(scheme, _Adapter(wire))
            with session.send(
                session.prepare_request(request),
                timeout=(LIMITS.connect, LIMITS.silence),
                allow_redirects=False,
                stream=True,
            ) as response:
                return _reply(response, str(host))
    except (requests.RequestException, HTTPError, OSError, ValueError) as problem:
        if wire.written:
            return Lost(f"{host} was asked, but its answer never arrived.")
        return NotSent(f"{host} could not be reached: {wire.problem or _unsendable(problem)}.")
    finally:
        wire.close()


def _reply(response: requests.Response, host: str) -> Reply | Lost:
    body = b""
    while piece := response.raw.read(65536, decode_content=False):  # only the last, empty read tells a broken-off body
        body += piece
        if len(body) > LIMITS.reply_bytes:
            return Lost(f"{host} answered with more than {LIMITS.reply_bytes:,} bytes.")
    return Reply(response.status_code, response.headers, body)


def _unsendable(problem: Exception) -> str:
    if isinstance(problem, requests.exceptions.SSLError):
        return "no secure connection could be made (its certificate is not valid)"
    if isinstance(problem, requests.ConnectionError):
        return "the connection broke before anything was sent"
    return "the sign-in or the address holds characters that cannot be sent"


class _Wire:
    """What happened to one request on its way: the address chosen, the first byte written, the time run out."""

    def __init__(self, loopback: bool) -> None:
        self.loopback = loopback
        self.written = False
        self.problem = ""
        self._timer: Timer | None = None

    def open(self, host: str, port: int) -> socket.socket:
        """A connection to an address of `host` that was checked: the very one, so that a name cannot change its mind
        between the check and the connection (DNS rebinding)."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            self.problem = "there is no server of that name"
            raise
        addresses = [str(entry[4][0]) for entry in found]
        if not all(is_public(address) or (self.loopback and is_loopback(address)) for address in addresses):
            self.problem = "its address is not a public one"
            raise OSError(self.problem)
        return self._first(addresses, port)

    def _first(self, addresses: Sequence[str], port: int) -> socket.socket:
        for number, address in enumerate(addresses, 1):
            try:
                return socket.create_connection((address, port), LIMITS.connect)
            except OSError as problem:
                if number == len(addresses):
                    silent = isinstance(problem, TimeoutError)
                    self.problem = "it did not answer in time" if silent else "it refused the connection"
                    raise
        raise OSError("no address")

    def begin(self, connection: HTTPConnection) -> None:
        """From here on the server may have the request; and it has `total` seconds, however slowly it drips."""
        if not self.written:
            self.written = True
            self._timer = Timer(LIMITS.total, _hang_up, [connection])
            self._timer.daemon = True
            self._timer.start()

    def close(self) -> None:
        """The exchange is over."""
        if self._timer is not None:
            self._timer.cancel()


def _hang_up(connection: HTTPConnection) -> None:
    with suppress(OSError):  # closed in the same moment
        if connection.sock is not None:
            connection.sock.shutdown(socket.SHUT_RDWR)


class _Adapter(HTTPAdapter):
    """Connects through a `_Wire`; one adapter serves one request."""

    def __init__(self, wire: _Wire) -> None:
        self._wire = wire
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Let the pools make connections that go through the wire."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            "http": _pool(HTTPConnectionPool, HTTPConnection, self._wire),
            "https": _pool(HTTPSConnectionPool, HTTPSConnection, self._wire),
        }


def _pool(pool: Any, connection: Any, wire: _Wire) -> Any:
    class Watched(connection):  # type: ignore[misc]
        def _new_conn(self) -> socket.socket:
            return wire.open(self._dns_host, self.port)

        def send(self, data: Any) -> None:
            if self.sock is None:
                self.connect()
            wire.begin(self)
            super().send(data)

    return type("Pool", (pool,), {"ConnectionCls": Watched})
