"""A process of a studio, forked from a server that has loaded everything: it starts in milliseconds, not in seconds.

What depends on the environment is set anew in it, so that it is as a command of its own would be.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import sys
import traceback

SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload(["tests.fakes.recording_preload"])


def become(environment: dict[str, str], log: str) -> None:
    """This process is one of the studio that `environment` names, and writes what it says into `log`."""
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    sys.stdout, sys.stderr = (os.fdopen(os.dup(descriptor), "w", buffering=1) for _ in range(2))
    os.environ.clear()
    os.environ.update(environment)
    from django.conf import settings
    from django.db import connections

    from scheduler import config
    from scheduler.settings import cookie_name, database

    config.forget_environment()
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = (
        cookie_name(what, config.site()) for what in ("session", "csrf")
    )
    if config.home().is_dir():  # `init` has none yet
        settings.SECRET_KEY = config.secret_key()
    url = environment.get("DATABASE_URL") or f"sqlite://{environment['SCHEDULER_HOME']}/studio.sqlite3"
    connections.close_all()
    connections.settings["default"].update(database(url))


def command(words: tuple[str, ...], environment: dict[str, str], log: str) -> None:
    """`studio WORDS`; its exit code is the process's."""
    become(environment, log)
    from scheduler.cli import main

    code = main(list(words))
    _leave(code)


def python(code: str, words: tuple[str, ...], environment: dict[str, str], log: str) -> None:
    """Run the code with `sys.argv[1:]` = words, in an opened studio: `now` is its time."""
    become(environment, log)
    from scheduler.commands.studio import open_studio

    sys.argv = ["-c", *words]
    try:
        exec(code, {"now": open_studio()})
    except BaseException:  # noqa: BLE001  shown by the test
        traceback.print_exc()
        _leave(1)
    _leave(0)


def _leave(code: int) -> None:
    from django.db import connections

    connections.close_all()  # the last one writes SQLite's log back into the file
    with contextlib.suppress(OSError):
        sys.stdout.flush()
    os._exit(code)
