"""Loaded once by the server that senders are forked from, so that each of them starts in milliseconds."""

from __future__ import annotations

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "scheduler.settings"

import django

django.setup()

from scheduler.clock import turn  # noqa: E402, F401  everything that a sender imports
from tests.fakes import recording  # noqa: E402, F401
