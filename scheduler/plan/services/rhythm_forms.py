"""What a person chooses in a form, set into the text of jobs.yaml. A mistake is one sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from scheduler.domain import jobsfile
from scheduler.domain.jobsfile import JobEntry, JobsFileError, Plan
from scheduler.domain.timing.rules import AfterSignUp, BeforeClass, Weekly
from scheduler.domain.timing.words import WEEKDAYS, join_words, parse_time
from scheduler.errors import Problem
from scheduler.plan.services.accepting import ONE_OFF, kinds, read

_NAME = re.compile(r"\w(?:[\w .-]{0,58}\w)?")
_TAKEN = re.compile(r"all|everything|instance|[cms]\d+", re.IGNORECASE)
LONGEST = 366
TIPS, WELCOME, NEWS = SENDS = ("tip", "welcome", "announcement")
BLOCK, OWN_MAIL = WAYS = ("block", "own mail")


@dataclass(frozen=True, slots=True)
class Chosen:
    """`days`: 0 = Monday. `after`: days after sign-up. `steps`: (days before a class, time). Times are `09:00`.
    `classes`: another timetable for a rhythm that has one, and `as_` how it tells (`block` or `own mail`); None: it
    stays."""

    channels: Sequence[str]
    days: Sequence[str] = ()
    at: str = ""
    after: str = ""
    steps: Sequence[tuple[str, str]] = ()
    classes: str | None = None
    as_: str | None = None


def plan_of(text: str) -> Plan:
    """The plan of the file's text; Problem with every mistake and its line and column."""
    return read(text)


def rhythm_of(text: str, name: str) -> JobEntry:
    """One rhythm of the file; Problem when it is not there."""
    plan = plan_of(text)
    if name not in plan.jobs:
        raise Problem(f"There is no rhythm “{name[:60]}” in jobs.yaml.")
    return plan.jobs[name]


def change_rhythm(text: str, name: str, chosen: Chosen) -> str:
    """The file with other days, another time, other channels and another timetable of a rhythm; what was not touched
    stays as it is."""
    job, plan = rhythm_of(text, name), plan_of(text)
    channels = _channels(plan, chosen.channels)
    new = text
    if list(channels) != list(job.to):
        new = edited(new, ("jobs", name, "to"), channels)
    if job.send == "announcement":
        new = _announcing(new, job, chosen)
    key, value = _rule(job, chosen)
    if key is None:
        return new
    old = next(each for each in ("every", "cron", "rrule", "on", "when") if getattr(job, each) is not None)
    if old == key:
        return edited(new, ("jobs", name, key), value)
    return safely(lambda: jobsfile.rename(new, ("jobs", name, old), key, value))


def _announcing(text: str, job: JobEntry, chosen: Chosen) -> str:
    """With another timetable, or another way of telling."""
    if chosen.classes is not None and (classes := _timetable(chosen.classes)) != job.classes:
        text = edited(text, ("jobs", job.name, "classes"), classes)
    if chosen.as_ is not None and (as_ := _way(chosen.as_)) != job.as_:
        text = edited(text, ("jobs", job.name, "as"), as_)
    return text


def _rule(job: JobEntry, chosen: Chosen) -> tuple[str | None, Any]:
    """The key and value of the rule as chosen; None when it stays as it is."""
    rule = job.rule
    if isinstance(rule, BeforeClass):
        steps, labels = _steps(chosen.steps), {step.days: step.label for step in rule.steps}
        if {(step.days, step.at) for step in rule.steps} == set(steps):
            return None, None
        # A class is announced once under each label, so a label that stays must not be written in other words.
        return "when", {labels.get(days) or _label(days): jobsfile.quoted(f"{at:%H:%M}") for days, at in steps}
    if isinstance(rule, AfterSignUp):
        found = AfterSignUp(_number(chosen.after, "after"), time_of(chosen.at))
        return (None, None) if found == rule else ("every", f"{_days(found.days)} after sign-up at {found.at:%H:%M}")
    if not isinstance(rule, Weekly) and not chosen.days:
        return None, None
    weekly = Weekly(weekdays_of(chosen.days), time_of(chosen.at))
    return (None, None) if weekly == rule else ("every", weekly_words(weekly))


def add_rhythm(text: str, name: str, sends: str, chosen: Chosen) -> str:
    """The file with a new rhythm behind the others. `sends`: one of SENDS."""
    plan = plan_of(text)
    name = _free(plan, name)
    if sends not in SENDS:
        raise Problem("Choose what the rhythm sends: tips, a welcome, or news about classes.")
    entry = {"send": "announcement" if sends == NEWS else "tip", "to": _channels(plan, chosen.channels)}
    return safely(lambda: jobsfile.put_in(text, ("jobs", name), entry | _new_rule(plan, sends, chosen)))


def _new_rule(plan: Plan, sends: str, chosen: Chosen) -> dict[str, Any]:
    """What a new rhythm says besides its channels."""
    if sends == NEWS:
        when = {_label(days): jobsfile.quoted(f"{at:%H:%M}") for days, at in _steps(chosen.steps)}
        as_ = _way(chosen.as_ or BLOCK)
        return {"classes": _timetable(chosen.classes or ""), **({"as": as_} if as_ != BLOCK else {}), "when": when}
    if sends == TIPS:
        return {"every": weekly_words(Weekly(weekdays_of(chosen.days), time_of(chosen.at)))}
    if any(plan.channels[name].kind != jobsfile.MAIL for name in chosen.channels if name in plan.channels):
        raise Problem("A welcome goes to each person, by e-mail: choose newsletters only.", "channel")
    return {"every": f"{_days(_number(chosen.after, 'after'))} after sign-up at {time_of(chosen.at):%H:%M}"}


def free_rhythm_name(plan: Plan, sends: str) -> str:
    """`weekly-tip`, `welcome` or `class-news`, with a number where there is one already."""
    usual = {TIPS: "weekly-tip", WELCOME: "welcome", NEWS: "class-news"}[sends]
    return next(name for name in (usual, *(f"{usual}-{number}" for number in range(2, 1000))) if name not in plan.jobs)


def new_name(name: str, whose: str, example: str) -> str:
    """A name that a rhythm or channel can have: it stands in addresses, commands and variables."""
    name = " ".join(name.split())
    if not _NAME.fullmatch(name) or _TAKEN.fullmatch(name) or name == ONE_OFF:
        raise Problem(f"“{name[:60]}” cannot be {whose}’s name: use letters and hyphens, as in {example}.", "name")
    return name


def _free(plan: Plan, name: str) -> str:
    name = new_name(name, "a rhythm", "thursday-tip")
    if name in plan.jobs:
        raise Problem(f"There is a rhythm “{name}” already: choose another name, or change that one.", "name")
    return name


def rename_rhythm(text: str, old: str, new: str) -> str:
    """The file with another name for a rhythm; the same text when it has that name already."""
    plan = plan_of(text)
    rhythm_of(text, old)
    if " ".join(new.split()) == old:
        return text
    name = _free(plan, new)
    return safely(lambda: jobsfile.rename_rhythm(text, old, name))


def remove_rhythm(text: str, name: str) -> str:
    """The file without the rhythm; comments of the others stay."""
    rhythm_of(text, name)
    return safely(lambda: jobsfile.take_out(text, ("jobs", name)))


def set_quiet_hours(text: str, start: str, end: str) -> str:
    """Other quiet hours; none when both are empty."""
    plan = plan_of(text)
    if not start.strip() and not end.strip():
        return edited(text, ("quiet", "hours"), None) if plan.quiet.hours else text
    first, last = time_of(start, "start"), time_of(end, "end")
    if first == last:
        raise Problem("Quiet hours begin and end at the same time: there would be no minute left to send.", "end")
    return text if plan.quiet.hours == (first, last) else edited(
        text, ("quiet", "hours"), jobsfile.quoted(f"{first:%H:%M}-{last:%H:%M}")
    )  # fmt: skip


def add_closed(text: str, first: date, last: date) -> str:
    """Closed from one day to another, both inclusive."""
    if last < first:
        raise Problem("The last closed day comes before the first: write the earlier one first.", "last")
    spans = plan_of(text).quiet.closed
    if (first, last) in spans:
        raise Problem("These days are closed already.", "first")
    return edited(text, ("quiet", "closed"), [_span(*span) for span in sorted([*spans, (first, last)])])


def remove_closed(text: str, first: date, last: date) -> str:
    """Open again."""
    spans = plan_of(text).quiet.closed
    if (first, last) not in spans:
        raise Problem("These days are not closed any more; open the page again.")
    left = [_span(*span) for span in spans if span != (first, last)]
    return edited(text, ("quiet", "closed"), left or None)


# --- pieces ---


def _span(first: date, last: date) -> str:
    return first.isoformat() if first == last else f"{first.isoformat()}..{last.isoformat()}"


def _channels(plan: Plan, names: Sequence[str]) -> list[str]:
    found = [name for name in plan.channels if name in names]
    if not found:
        raise Problem("Choose at least one channel.", "channel")
    return found


def weekdays_of(days: Sequence[str]) -> tuple[int, ...]:
    """Days of the week that were ticked, 0 = Monday; Problem for none."""
    found = sorted({int(day) for day in days if day in set("0123456")})
    if not found:
        raise Problem("Choose at least one day of the week.", "day")
    return tuple(found)


def weekly_words(rule: Weekly) -> str:
    """As it is written in jobs.yaml: `tuesday at 09:00`."""
    groups = {(0, 1, 2, 3, 4, 5, 6): "day", (0, 1, 2, 3, 4): "weekday"}
    names = groups.get(rule.days) or join_words(WEEKDAYS[day].lower() for day in rule.days)
    return f"{names} at {rule.at:%H:%M}"


def time_of(text: str, field: str = "at") -> time:
    """A time that was typed into that field; Problem for none."""
    try:
        return parse_time(text)
    except ValueError as error:
        raise Problem(str(error), field) from None


def _number(text: str, field: str) -> int:
    text = text.strip()
    if not re.fullmatch(r"[0-9]{1,3}", text) or not 1 <= int(text) <= LONGEST:
        raise Problem(f"“{text[:20]}” is no number of days from 1 to {LONGEST}.", field)
    return int(text)


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def _label(days: int) -> str:
    return f"{_days(days)} before"


def _steps(given: Sequence[tuple[str, str]]) -> list[tuple[int, time]]:
    found = [(_number(days, "step"), time_of(at, "step")) for days, at in given if days.strip()]
    if not found:
        raise Problem("Say how many days before the class it is announced.", "step")
    if len({days for days, _ in found}) < len(found):
        raise Problem("The same number of days stands here twice: keep one.", "step")
    return sorted(found, reverse=True)


def _timetable(text: str) -> str:
    text = text.strip()
    if not text or len(text) > 500 or not text.isprintable():
        raise Problem("Name your timetable: a file in this folder, or its https address.", "classes")
    return text


def _way(text: str) -> str:
    if text not in WAYS:
        raise Problem("Choose how classes are told: in the next tip issue, or by a mail of their own.", "as")
    return text


def edited(text: str, path: tuple[str, ...], value: Any) -> str:
    """The text with the value at `path`, which must be a plan; None takes it out."""
    return safely(lambda: jobsfile.edit(text, path, value))


def safely(make: Callable[[], str]) -> str:
    """The new text, which must be a plan."""
    try:
        made = make()
        jobsfile.parse(made, kinds())
    except JobsFileError as error:
        raise Problem(str(error)) from None
    return made
