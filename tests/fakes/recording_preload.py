"""Loaded once by the server that senders, studios and commands are forked from: all modules and the pages' templates,
so that each of them starts in milliseconds and shows its first page as fast as its second."""

from __future__ import annotations

import os
import pkgutil
from importlib import import_module

os.environ["DJANGO_SETTINGS_MODULE"] = "scheduler.settings"

import django

django.setup()

import scheduler  # noqa: E402
from tests.fakes import recording  # noqa: E402, F401

for found in pkgutil.walk_packages(scheduler.__path__, "scheduler."):
    if ".migrations" not in found.name:
        import_module(found.name)

from django.template import engines  # noqa: E402

pages = engines["jinja2"].env  # type: ignore[attr-defined]
for name in pages.list_templates(["html"]):
    pages.get_template(name)
