from __future__ import annotations

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    """See DESIGN section 3 for what lives here."""

    name = "scheduler.insights"
    label = "insights"

    def ready(self) -> None:
        """Everything that happens is written down for Today."""
        from scheduler.signals import happened

        happened.connect(_record, dispatch_uid="insights")


def _record(sender: object, **news: object) -> None:
    """Loads the listener at the first news: `studio --help` and short commands need none of it."""
    from scheduler.insights.services import record

    news.pop("signal", None)
    record(sender, **news)  # type: ignore[arg-type]
