"""What a changed jobs.yaml changes, in sentences for `studio plan` and the page's button."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, time, timedelta
from typing import Any

from pydantic import BaseModel

from scheduler.domain.jobsfile.models import JobEntry, Plan
from scheduler.domain.jobsfile.values import Unanswered
from scheduler.domain.timing.monthly import MonthDay
from scheduler.domain.timing.rules import Weekly, words
from scheduler.domain.timing.words import duration_words, join_words

_RULES = {"every", "cron", "rrule", "on", "when"}


def difference(old: Plan, new: Plan) -> list[str]:
    """One plain sentence for each change from `old` to `new`; empty when nothing changes."""
    return [
        *_fields("Studio", old.studio, new.studio),
        *_fields("Look", old.look, new.look),
        *_fields("Quiet times", old.quiet, new.quiet),
        *_fields("The month", old.month, new.month),
        *_fields("Mails to you", old.tell, new.tell),
        *_archive(old, new),
        *_entries("channel", old.channels, new.channels),
        *_entries("rhythm", old.jobs, new.jobs),
    ]


def _archive(old: Plan, new: Plan) -> Iterator[str]:
    if old.archive != new.archive:
        yield f"Letters that went out {'stand' if new.archive else 'no longer stand'} on the web for everybody."


def _entries(word: str, old: Mapping[str, BaseModel], new: Mapping[str, BaseModel]) -> Iterator[str]:
    for name in old:
        if name not in new:
            yield f"The {word} “{name}” is gone."
    for name, entry in new.items():
        if name in old:
            yield from _fields(f"“{name}”", old[name], entry)
        else:
            yield f"The {word} “{name}” is new{_says(entry)}."


def _says(entry: BaseModel) -> str:
    if isinstance(entry, JobEntry):
        return f": a {entry.send} to {join_words(entry.to)}, {words(entry.rule)}"
    network = getattr(entry, "network", "")
    return f", of the kind {getattr(entry, 'kind', '')}{f' for {network}' if network else ''}"


def _fields(whose: str, old: BaseModel, new: BaseModel) -> Iterator[str]:
    if isinstance(old, JobEntry) and isinstance(new, JobEntry) and old.rule != new.rule:
        yield f"{whose} goes out {words(new.rule)}, until now {words(old.rule)}."
    before, after = _values(old), _values(new)
    for name in dict.fromkeys([*before, *after]):
        if name not in _RULES and before.get(name) != after.get(name):
            was, now = _shown(before.get(name)), _shown(after.get(name))
            yield f"{whose}: “{_label(new, name)}” was {was}, is now {now}."


def _values(entry: BaseModel) -> dict[str, Any]:
    return {**{name: getattr(entry, name) for name in type(entry).model_fields}, **(entry.model_extra or {})}


def _label(entry: BaseModel, name: str) -> str:
    field = type(entry).model_fields.get(name)
    return (field.alias if field and field.alias else name).replace("_", " ")


def _shown(value: Any) -> str:
    if value is None or value in ("", (), {}):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if moment := _time(value):
        return moment
    if isinstance(value, Unanswered):
        return f"“remind {duration_words(value.remind)}, then {value.then}”"
    if isinstance(value, BaseModel):
        return "; ".join(f"{_label(value, name)} {_shown(each)}" for name, each in _values(value).items())
    if isinstance(value, Mapping):
        return join_words(f"{key} {_shown(each)}" for key, each in value.items())
    if isinstance(value, tuple):
        return _tuple(value)
    return f"“{value}”"


def _time(value: Any) -> str:
    """A length of time, a rule or a moment; empty for anything else."""
    if isinstance(value, timedelta):
        return duration_words(value)
    if isinstance(value, Weekly):
        return words(value)
    if isinstance(value, MonthDay):
        return str(value)
    if isinstance(value, time | date):
        return f"{value:%H:%M}" if isinstance(value, time) else value.isoformat()
    return ""


def _tuple(value: tuple[Any, ...]) -> str:
    if len(value) == 2 and isinstance(value[0], time | date):
        first, last = _shown(value[0]), _shown(value[1])
        return first if first == last else f"{first} to {last}"
    return join_words(each if isinstance(each, str) else _shown(each) for each in value)
