"""`studio run`: the pages, the clock and the sender in one process."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from types import FrameType
from typing import Any

from scheduler import config
from scheduler.commands.studio import called, open_studio
from scheduler.errors import Problem

THREADS = 8
TURN = 0.0005
"""Seconds after which the sender's thread lets another one on. Python's own 5 ms are waited for after every look into
the database, which adds up to a slow page while an issue goes out."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Where to listen, and whether to send from here."""
    parser.add_argument("--host", help="address to listen on (STUDIO_HOST, 127.0.0.1)")
    parser.add_argument("--port", help="port to listen on (STUDIO_PORT, 8000)")
    parser.add_argument("--pages-only", action="store_true", help="no clock and no sender in this process")


def run(args: argparse.Namespace) -> int:
    """Serve until stopped: a stop ends what is being written, begins nothing new, and loses nothing."""
    _listen_where_told(args)
    now = open_studio()
    from scheduler.accounts import services as accounts

    server = _server(config.site())
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, _stopper(stop, server))
    sys.setswitchinterval(TURN)
    loop = None if args.pages_only else _start_clock(stop)
    _greet(accounts.first_link(now))
    try:
        server.run()
    finally:
        stop.set()
        if loop:
            loop.join(timeout=60)
    return 0


def _listen_where_told(args: argparse.Namespace) -> None:
    import os

    for name, value in (("STUDIO_HOST", args.host), ("STUDIO_PORT", args.port)):
        if value:
            os.environ[name] = str(value)


def _server(site: config.Site) -> Any:
    from waitress.server import create_server

    from scheduler.wsgi import application

    try:
        return create_server(
            application, host=site.host, port=site.port, threads=THREADS, ident=None, **_in_front(site)
        )
    except OSError as error:
        command = f"{called()} run --port {site.port + 1}"
        raise Problem(f"Port {site.port} on {site.host} is taken ({error.strerror}); try `{command}`.") from None


def _in_front(site: config.Site) -> dict[str, Any]:
    """With an https address there is a proxy in front, on this machine unless STUDIO_PROXY names another address. It
    says who asks, so that a stranger's failed sign-ins make nobody else wait; nobody but the proxy is believed."""
    if not site.url.startswith("https://"):
        return {}
    headers = {"x-forwarded-for", "x-forwarded-proto"}
    return {
        "trusted_proxy": config.setting("STUDIO_PROXY", "127.0.0.1"),
        "trusted_proxy_count": 1,
        "trusted_proxy_headers": headers,
    }


def _stopper(stop: threading.Event, server: Any) -> Any:
    def stopped(_number: int, _frame: FrameType | None) -> None:
        stop.set()
        server.close()
        raise SystemExit(0)

    return stopped


def _start_clock(stop: threading.Event) -> threading.Thread:
    from scheduler.clock.loop import run_clock

    loop = threading.Thread(target=run_clock, args=(config.clock(), stop), name="clock", daemon=True)
    loop.start()
    return loop


def _greet(link: str | None) -> None:
    print(f"Studio Scheduler is ready: {link or config.site().url}", flush=True)
    if link:
        print(
            "Open this address once to choose your password. It is practice: nothing leaves this machine.", flush=True
        )
