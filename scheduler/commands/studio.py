"""Opens the studio for a command: Django, the tables, and the accepted plan."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from scheduler import config
from scheduler.errors import Problem


def open_django() -> None:
    """Make the models usable. Costs about half a second, so commands without a database do not call it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scheduler.settings")
    import django

    django.setup()


def open_tables() -> None:
    """Models and tables, made or brought up to date; with a backup before they change."""
    open_django()
    from scheduler import keeping

    home = config.require_home()
    if owner := somebody_elses(home):
        print(f"studio: {as_its_owner(owner)}", file=sys.stderr)
    keeping.enter(home)
    keeping.upgrade(home, config.clock().now())


def open_studio() -> datetime:
    """Models, tables and an accepted plan, ready; answers the time now."""
    open_tables()
    _refuse_a_made_up_time()
    from scheduler import keeping
    from scheduler.plan import services as plan

    now = config.clock().now()
    keeping.look_around(now)
    plan.start(config.require_home(), now)
    return now


def somebody_elses(home: Path) -> str:
    """The user whose studio this is, when root looks after it: what root writes here, its service cannot change."""
    owner = home.stat().st_uid
    if os.geteuid() != 0 or owner == 0:
        return ""
    try:
        return pwd.getpwuid(owner).pw_name
    except KeyError:
        return str(owner)


def as_its_owner(owner: str) -> str:
    """What to do about it."""
    return f"this folder belongs to {owner}, who cannot change what root writes here; better: runuser -u {owner} -- …"


def called() -> str:
    """How this command is called here, from whatever folder: `studio`, or the whole way where no PATH leads there."""
    return "studio" if shutil.which("studio") else str(Path(sys.argv[0]).resolve())


def print_json(value: Any) -> None:
    """For scripts: stable keys, UTF-8, one document."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2)
    print()


def say(text: str) -> None:
    """Progress for a person at a terminal; nothing in a pipe."""
    if sys.stderr.isatty():
        print(text, file=sys.stderr)


def _refuse_a_made_up_time() -> None:
    """A test's clock must never move what really leaves this machine. (DESIGN section 6.)"""
    if not os.environ.get("STUDIO_TEST_CLOCK"):
        return
    from scheduler.accounts import services as accounts

    if names := accounts.live_elsewhere():
        raise Problem(
            f"STUDIO_TEST_CLOCK is set, but {', '.join(names)} would send for real with a made-up time: "
            "unset it, or put the channel back to practice."
        )
