"""`studio run` behind a proxy on the same machine: who asks is known, and nobody else can pretend."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from waitress.proxy_headers import proxy_headers_middleware

from scheduler.commands.run import _in_front
from scheduler.config import Site, site
from scheduler.errors import Problem

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


@pytest.mark.parametrize("port", ["0", "65536", "99999", "eighty", "-1", "٣"])
def test_what_is_no_port_is_said_and_nothing_listens(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("STUDIO_PORT", port)
    with pytest.raises(Problem, match="is no port to listen on"):
        site()


def test_studios_side_by_side_on_one_machine_keep_their_own_sessions() -> None:
    code = "from scheduler import settings; print(settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)"
    names = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "STUDIO_PORT": port}, capture_output=True, check=True
        ).stdout
        for port in ("8000", "8001")
    }
    assert len(names) == 2
