"""jobs.yaml: the schedule as a file that a person can read (DESIGN section 5).

`parse` answers a checked Plan or every mistake with its place; `edit`, `put_in`, `rename` and `take_out`
change it and keep comments; `difference` says in sentences what a changed file would change.
"""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from scheduler.domain.jobsfile.checks import Kinds, cross_checks
from scheduler.domain.jobsfile.difference import difference
from scheduler.domain.jobsfile.editing import (
    edit,
    edit_all,
    put_in,
    quoted,
    rename,
    rename_channel,
    rename_rhythm,
    take_out,
)
from scheduler.domain.jobsfile.models import (
    MAIL,
    ChannelEntry,
    JobEntry,
    Late,
    LookEntry,
    Month,
    Plan,
    Quiet,
    Studio,
    Tell,
)
from scheduler.domain.jobsfile.problems import problems_of
from scheduler.domain.jobsfile.reading import JobsFileError, Problem, read
from scheduler.domain.jobsfile.values import Unanswered

_SECTIONS = {"jobs", "quiet", "look", "month", "tell"}


def parse(text: str, kinds: Kinds | None = None) -> Plan:
    """The plan of a jobs.yaml, or JobsFileError with all problems found.

    `kinds`: the kinds of channel there are and the options each one declares, None for one that cannot be connected.
    Without `kinds` they are not checked: a plan that was accepted once stays readable.
    """
    document = read(text)
    problems = cross_checks(document, kinds)
    plan = None
    try:
        plan = Plan.model_validate(_named(document.data))
    except ValidationError as error:
        problems += problems_of(error, document)
    if problems or plan is None:
        raise JobsFileError(list(dict.fromkeys(problems)))
    return plan


def _named(data: dict[str, Any]) -> dict[str, Any]:
    """Empty sections count as absent, so that `jobs:` without entries is no mistake."""
    return {key: {} if value is None and key in _SECTIONS else value for key, value in data.items()}


def json_schema() -> dict[str, Any]:
    """The JSON Schema of jobs.yaml, for editors."""
    schema = Plan.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Studio Scheduler: jobs.yaml"}


__all__ = [
    "MAIL", "ChannelEntry", "JobEntry", "JobsFileError", "Kinds", "Late", "LookEntry", "Month", "Plan", "Problem",
    "Quiet", "Studio", "Tell", "Unanswered", "difference", "edit", "edit_all", "json_schema", "parse", "put_in",
    "quoted", "rename", "rename_channel", "rename_rhythm", "take_out",
]  # fmt: skip
