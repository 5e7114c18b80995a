"""pydantic's findings as places in the file and sentences for a studio owner."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ValidationError

from scheduler.domain.jobsfile.models import ChannelEntry, JobEntry, Late, LookEntry, Month, Plan, Quiet, Studio, Tell
from scheduler.domain.jobsfile.reading import Document, Path, Problem
from scheduler.domain.timing.words import did_you_mean, join_words

_SECTIONS: dict[Path, type[BaseModel]] = {
    (): Plan,
    ("studio",): Studio,
    ("look",): LookEntry,
    ("quiet",): Quiet,
    ("month",): Month,
    ("tell",): Tell,
    ("channels", "*"): ChannelEntry,
    ("jobs", "*"): JobEntry,
    ("jobs", "*", "late"): Late,
}
_KINDS = {
    "string_type": "text",
    "dict_type": "a list of “key: value” lines",
    "model_type": "a list of “key: value” lines",
    "tuple_type": "a list",
    "int_type": "a whole number",
}


def problems_of(error: ValidationError, document: Document) -> list[Problem]:
    """Every finding of pydantic, once each."""
    return sorted({_problem(detail, document) for detail in error.errors(include_url=False)})


def keys_of(path: Path) -> list[str]:
    """The keys that may stand at a path of the file."""
    model = _SECTIONS.get(_section(path))
    return [field.alias or name for name, field in model.model_fields.items()] if model else []


def _section(path: Path) -> Path:
    return tuple("*" if position == 1 and path[0] in {"jobs", "channels"} else key for position, key in enumerate(path))


def _problem(detail: Any, document: Document) -> Problem:
    path: Path = tuple(detail["loc"])
    kind = detail["type"]
    place = document.key(path) if kind in {"extra_forbidden", "missing"} else document.value(path)
    return Problem(*place, _sentence(kind, path, detail))


def _sentence(kind: str, path: Path, detail: Any) -> str:
    where, key, given = _where(path[:-1]), path[-1] if path else "", detail.get("input")
    if kind == "missing":
        return f"“{key}” is missing{where}."
    if kind == "extra_forbidden":
        known = keys_of(path[:-1])
        return f"“{key}” is not known{where}.{did_you_mean(str(key), known) or f' Known here: {join_words(known)}.'}"
    if kind == "value_error":
        return str(detail["ctx"]["error"])
    if kind == "literal_error":
        return _literal(str(key), given, detail["ctx"]["expected"])
    if kind in _KINDS:
        return f"“{key}”{where} must be {_KINDS[kind]}, not {_shown(given)}.{_quotes(kind, given)}"
    if key == "version":
        return f"“version” must be 1, not {_shown(given)}."
    if kind in {"too_short", "string_too_short"}:
        return f"“{key}”{where} is empty."
    return f"“{key}”{where} cannot be {_shown(given)}: {str(detail['msg'])[:1].lower()}{str(detail['msg'])[1:]}."


def _literal(key: str, given: object, expected: str) -> str:
    words = [word.strip("'") for word in expected.replace(" or ", ", ").split(", ")]
    near = did_you_mean(str(given), words) or f" It is one of: {', '.join(words)}."
    return f"“{key}” cannot be {_shown(given)}.{near}"


def _quotes(kind: str, given: object) -> str:
    return " Put it in quotes." if kind == "string_type" and isinstance(given, int | float) else ""


def _shown(given: object) -> str:
    if given is None:
        return "empty"
    if isinstance(given, dict | list):
        return "a list"
    return f"“{str(given)[:60]}”"


def _where(path: Iterable[str | int]) -> str:
    names = [str(part) for part in path if isinstance(part, str)]
    return f" in {names[-1]}" if names else ""
