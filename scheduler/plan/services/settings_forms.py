"""Switches that stand in jobs.yaml and in a form: whether a newsletter counts clicks."""

from __future__ import annotations

from scheduler.domain import jobsfile
from scheduler.domain.jobsfile.values import parse_yes_no
from scheduler.errors import Problem
from scheduler.plan.services.clicks import KEY
from scheduler.plan.services.rhythm_forms import edited, plan_of


def set_counting(text: str, channel: str, wanted: bool) -> str:
    """The text of jobs.yaml with counting switched on or off for a newsletter; the same text when it is so already."""
    entry = plan_of(text).channels.get(channel)
    if entry is None or entry.kind != jobsfile.MAIL:
        raise Problem(f"There is no newsletter “{channel[:60]}” in jobs.yaml.")
    if parse_yes_no(entry.options.get(KEY, "no")) == wanted:
        return text
    return edited(text, ("channels", channel, KEY), "yes" if wanted else None)
