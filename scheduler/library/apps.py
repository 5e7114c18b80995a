from __future__ import annotations

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    """See DESIGN section 3 for what lives here."""

    name = "scheduler.library"
    label = "library"
