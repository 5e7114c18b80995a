from __future__ import annotations

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    """See DESIGN section 3 for what lives here."""

    name = "scheduler.insights"
    label = "insights"
