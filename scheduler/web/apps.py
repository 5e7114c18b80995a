from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages only: no tables, no SQL, no business rules."""

    name = "scheduler.web"
    label = "web"
