"""`studio run` behind a proxy on the same machine: who asks is known, and nobody else can pretend."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from waitress.proxy_headers import proxy_headers_middleware

from scheduler.commands.run import _in_front
from scheduler.config import Site

FORWARDED = {"HTTP_X_FORWARDED_FOR": "192.0.2.7", "HTTP_X_FORWARDED_PROTO": "https"}


def asked(site: Site, remote: str) -> tuple[str, str]:
    """Who asks, and by which scheme, in the eyes of the pages."""
    seen: dict[str, Any] = {}

    def pages(environ: dict[str, Any], _start: Callable[..., Any]) -> Iterable[bytes]:
        seen.update(environ)
        return []

    environ = {"REMOTE_ADDR": remote, "REMOTE_HOST": remote, "REMOTE_PORT": "1", "wsgi.url_scheme": "http", **FORWARDED}
    proxy_headers_middleware(pages, clear_untrusted=True, **_in_front(site))(environ, lambda *_: None)
    return seen["REMOTE_ADDR"], seen["wsgi.url_scheme"]


@pytest.mark.parametrize(
    ("url", "remote", "found"),
    [
        ("https://studio.example", "127.0.0.1", ("192.0.2.7", "https")),
        ("https://studio.example", "192.0.2.99", ("192.0.2.99", "http")),
        ("http://127.0.0.1:8000", "127.0.0.1", ("127.0.0.1", "http")),
    ],
)
def test_only_the_proxy_of_an_https_studio_says_who_asks(url: str, remote: str, found: tuple[str, str]) -> None:
    assert asked(Site(url, "127.0.0.1", 8000), remote) == found
