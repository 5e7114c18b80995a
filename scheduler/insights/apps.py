from __future__ import annotations

from datetime import datetime

from django.apps import AppConfig

FORGOTTEN = "It was not certain whether a copy reached a person who is erased now."


class InsightsConfig(AppConfig):
    """See DESIGN section 3 for what lives here."""

    name = "scheduler.insights"
    label = "insights"

    def ready(self) -> None:
        """Everything that happens is written down for Today."""
        from scheduler.signals import erased, happened, rhythm_renamed

        erased.connect(_forget, dispatch_uid="insights")
        happened.connect(_record, dispatch_uid="insights")
        rhythm_renamed.connect(_rename, dispatch_uid="insights")


def _forget(sender: object, *, subscriber_id: int, now: datetime, **_: object) -> None:
    """News about a person's copy, and the mails that told it, name them no longer."""
    from scheduler.insights.models import Event, OwnerMail

    about = Event.objects.filter(delivery__subscriber_id=subscriber_id)
    OwnerMail.objects.filter(key__in=about.exclude(mail__in=("", "-")).values("mail")).update(text=FORGOTTEN)
    about.update(text=FORGOTTEN)


def _rename(sender: object, *, old: str, new: str, **_: object) -> None:
    """News that still count say the new name, so that they are answered or told once, not a second time."""
    from scheduler.insights.services import rename_rhythm

    rename_rhythm(old, new)


def _record(sender: object, **news: object) -> None:
    """Loads the listener at the first news: `studio --help` and short commands need none of it."""
    from scheduler.insights.services import record

    news.pop("signal", None)
    record(sender, **news)  # type: ignore[arg-type]
