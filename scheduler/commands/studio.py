"""Opens the studio for a command: Django, the tables, and the accepted plan."""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime
from typing import Any

from scheduler import config


def open_django() -> None:
    """Make the models usable. Costs about half a second, so commands without a database do not call it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scheduler.settings")
    import django

    django.setup()


def open_tables() -> None:
    """Models and tables, made or brought up to date."""
    open_django()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def open_studio() -> datetime:
    """Models, tables and an accepted plan, ready; answers the time now."""
    open_tables()
    from scheduler.plan import services as plan

    now = config.clock().now()
    plan.start(config.require_home(), now)
    return now


def print_json(value: Any) -> None:
    """For scripts: stable keys, UTF-8, one document."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2)
    print()


def say(text: str) -> None:
    """Progress for a person at a terminal; nothing in a pipe."""
    if sys.stderr.isatty():
        print(text, file=sys.stderr)
