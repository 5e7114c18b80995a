"""Loaded once by the server that senders and commands are forked from, so that each of them starts in milliseconds."""

from __future__ import annotations

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "scheduler.settings"

import django

django.setup()

from scheduler import cli, keeping  # noqa: E402, F401  what commands import
from scheduler.clock import turn  # noqa: E402, F401  what a sender imports
from tests.fakes import recording  # noqa: E402, F401
