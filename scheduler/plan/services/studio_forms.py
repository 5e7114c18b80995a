"""Who the studio is and how its letters look, as typed in a form, set into the text of jobs.yaml. What was not touched
stays as it is written; a mistake is one sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from scheduler.domain import jobsfile
from scheduler.domain.jobsfile import JobsFileError, Plan
from scheduler.domain.jobsfile.values import parse_contact
from scheduler.errors import Problem
from scheduler.plan.services.accepting import kinds
from scheduler.plan.services.rhythm_forms import plan_of, safely

STUDIO = ("name", "address", "contact", "phone", "url", "timezone", "language")
LOOK = ("colour", "font", "logo", "button", "card")
LANGUAGES = ("en", "fr")
SAFETY, SENDER, PICKED = "safety-", "from-", "picked"
LONGEST = 500
Change = tuple[tuple[str, ...], Any]
Fields = Mapping[str, str]


def fields_of(plan: Plan) -> dict[str, str]:
    """The form as it stands: `name`, …, `safety-en` for each language, `from-newsletter` for each newsletter."""
    found = {key: str(getattr(plan.studio, key)) for key in STUDIO} | {
        key: str(getattr(plan.look, key)) for key in LOOK
    }
    said = plan.studio.safety_lines()
    known = {language.partition("-")[0] for language in said}
    own = plan.studio.language
    rest = [each for each in dict.fromkeys([own.partition("-")[0], *LANGUAGES]) if each not in known]
    found |= {f"{SAFETY}{language}": said.get(language, "") for language in [*said, *rest]}
    senders = {name: entry.from_ for name, entry in plan.channels.items() if entry.kind == jobsfile.MAIL}
    return found | {f"{SENDER}{name}": sender for name, sender in (senders or {_free(plan): ""}).items()}


def set_studio(text: str, typed: Fields) -> str:
    """The text of jobs.yaml as typed; the same text when it is so already. A field that is not there is not touched."""
    plan = plan_of(text)
    was = fields_of(plan)
    said = {field: _tidy(field, typed.get(field, value)) for field, value in was.items()}
    if said["colour"] == was["colour"] and typed.get(PICKED):
        said["colour"] = typed[PICKED].strip().lower()
    changes: list[Change] = []
    for place, keys in (("studio", STUDIO), ("look", LOOK)):
        changes += [((place, key), _written(key, said[key])) for key in keys if said[key] != _tidy(key, was[key])]
    changes += [*_safety(plan, said), *_senders(plan, said, was)]
    return checked(jobsfile.edit_all(text, changes)) if changes else text


def set_holidays(text: str, country: str) -> str:
    """Public holidays of another country or region; none when it is empty."""
    now, country = plan_of(text).quiet.holidays or "", country.strip().upper()
    if country == now:
        return text
    if not country:
        return safely(lambda: jobsfile.take_out(text, ("quiet", "holidays")))
    return checked(jobsfile.edit(text, ("quiet", "holidays"), country[:LONGEST]), "holidays")


def checked(text: str, field: str = "") -> str:
    """The text, if it is a plan; a mistake is told without its line, for nobody has seen the file with it. `field`:
    the one that was changed."""
    try:
        jobsfile.parse(text, kinds())
    except JobsFileError as error:
        raise Problem(" ".join(problem.message for problem in error.problems), field) from None
    return text


def _tidy(field: str, value: str) -> str:
    """Lines of a postal address become one, as letters print it; nothing that no reader could see."""
    lines = [line.strip() for line in value.splitlines() if line.strip()]
    whole = (
        ", ".join([*(line.rstrip(", ") for line in lines[:-1]), *lines[-1:]]) if field == "address" else " ".join(lines)
    )
    if not whole.isprintable():
        raise Problem("There is a letter in the form that nobody can see: type that field again.", field)
    return whole.strip()


def _written(key: str, value: str) -> str:
    """An empty text stays in the file as one, with the comment beside it."""
    return jobsfile.quoted(value) if key == "colour" else value


def _safety(plan: Plan, said: Fields) -> list[Change]:
    lines = {field.removeprefix(SAFETY): value for field, value in said.items() if field.startswith(SAFETY) and value}
    was, own = plan.studio.safety_line, said["language"].partition("-")[0]
    if isinstance(was, dict):
        return [] if lines == was else [(("studio", "safety_line"), lines or "")]
    alone = len(lines) == 1 and next(iter(lines)).partition("-")[0] == own
    wanted: str | dict[str, str] = next(iter(lines.values()), "") if alone or not lines else lines
    return [] if wanted == was else [(("studio", "safety_line"), wanted)]


def _senders(plan: Plan, said: Fields, was: Fields) -> list[Change]:
    found: list[Change] = []
    for field, value in said.items():
        if not field.startswith(SENDER) or value == was[field]:
            continue
        name = field.removeprefix(SENDER)
        check_sender(value, field)
        if name in plan.channels:
            found.append((("channels", name, "from"), value))
        else:
            found.append((("channels", name), {"kind": jobsfile.MAIL, "from": value}))
    return found


def check_sender(text: str, field: str) -> None:
    """`Willow Street Yoga <hello@willow.example>`, or the address alone; Problem with the field for anything else."""
    match = re.fullmatch(r"(?:[^<>]{1,200}<([^<>]+)>|([^<>\s]+))", text)
    if match is None:
        raise Problem(
            f"“{text[:80]}” is no sender: write its name and address, as in Willow Street Yoga <hello@willow.example>.",
            field,
        )
    try:
        parse_contact(match[1] or match[2])
    except ValueError as error:
        raise Problem(str(error), field) from None


def _free(plan: Plan) -> str:
    return next(name for name in ("newsletter", "letters", "mail", "e-mail") if name not in plan.channels)
