from __future__ import annotations

from django.apps import AppConfig


class AudienceConfig(AppConfig):
    """See DESIGN section 3 for what lives here."""

    name = "scheduler.audience"
    label = "audience"
