"""What a person chooses in a form about mails, set into the text of jobs.yaml: which mails she gets, and whether a
newsletter counts clicks. What was not touched stays as it is written."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scheduler.domain import jobsfile
from scheduler.domain.jobsfile import Plan
from scheduler.domain.jobsfile.values import parse_addresses, parse_yes_no
from scheduler.domain.timing.monthly import MonthDay
from scheduler.domain.timing.rules import Weekly
from scheduler.errors import Problem
from scheduler.plan.services.clicks import KEY
from scheduler.plan.services.rhythm_forms import edited, plan_of, time_of, weekdays_of, weekly_words

KINDS = ("sent", "approve", "comments", "tips", "problems")


@dataclass(frozen=True, slots=True)
class Mails:
    """`kinds`: those of KINDS that are wanted. `days`: of the weekly mail, 0 = Monday; none: it is not wanted.
    `month_day`: 1 to 31 (the last), empty: no mail about the month. `to`: addresses with commas or on lines of their
    own; empty: every owner who signs in. Times are `09:00`."""

    kinds: Collection[str]
    days: Sequence[str] = ()
    week_at: str = ""
    month_day: str = ""
    month_at: str = ""
    to: str = ""


def mails_of(plan: Plan) -> Mails:
    """The form as it stands."""
    tell, month = plan.tell, plan.month.mail
    return Mails(
        kinds=[kind for kind in KINDS if getattr(tell, kind)],
        days=[str(day) for day in tell.weekly.days] if tell.weekly else (),
        week_at=f"{tell.weekly.at:%H:%M}" if tell.weekly else "",
        month_day=str(month.day) if month else "",
        month_at=f"{month.at:%H:%M}" if month else "",
        to=", ".join(tell.to),
    )


def set_mails(text: str, chosen: Mails) -> str:
    """The text of jobs.yaml with the mails that she wants; the same text when it is so already."""
    plan = plan_of(text)
    weekly = Weekly(weekdays_of(chosen.days), time_of(chosen.week_at, "week_at")) if chosen.days else None
    wanted: dict[str, Any] = {kind: kind in chosen.kinds for kind in KINDS}
    wanted |= {"to": _addresses(chosen.to), "weekly": weekly}
    for key, value in wanted.items():
        if getattr(plan.tell, key) != value:
            text = edited(text, ("tell", key), _written(value))
    month = _month_day(chosen)
    return text if month == plan.month.mail else edited(text, ("month", "mail"), str(month) if month else "never")


def _written(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return list(value) or None
    return weekly_words(value) if value else "never"


def _addresses(text: str) -> tuple[str, ...]:
    try:
        return parse_addresses([part for part in text.replace(",", " ").split() if part])
    except ValueError as error:
        raise Problem(str(error), "to") from None


def _month_day(chosen: Mails) -> MonthDay | None:
    if not chosen.month_day:
        return None
    if not (chosen.month_day.isascii() and chosen.month_day.isdecimal() and 1 <= int(chosen.month_day[:3]) <= 31):
        raise Problem("Choose a day of the month from the list.", "month_day")
    return MonthDay(int(chosen.month_day), time_of(chosen.month_at, "month_at"))


def set_counting(text: str, channel: str, wanted: bool) -> str:
    """The text of jobs.yaml with counting switched on or off for a newsletter; the same text when it is so already."""
    entry = plan_of(text).channels.get(channel)
    if entry is None or entry.kind != jobsfile.MAIL:
        raise Problem(f"There is no newsletter “{channel[:60]}” in jobs.yaml.")
    options: Mapping[str, Any] = entry.options
    if parse_yes_no(options.get(KEY, "no")) == wanted:
        return text
    return edited(text, ("channels", channel, KEY), "yes" if wanted else None)
