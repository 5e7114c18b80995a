"""A form that changes jobs.yaml: the difference first, with a button; then the file and the plan together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from scheduler import config
from scheduler.domain.jobsfile import Plan
from scheduler.errors import Problem
from scheduler.plan import services as plan
from scheduler.plan.services.rewriting import nothing
from scheduler.web.access import name_of

SHOWN = 60
NOT_REPEATED = {"csrfmiddlewaretoken", "do", "seen"}
Make = Callable[[str], str]
LONGEST = 40_000
"""Letters that a form may hold, whatever fields it has."""


def file_as_it_stands() -> tuple[Plan, list[str]]:
    """The plan of jobs.yaml, which a form begins with; or the accepted one, and what is wrong with the file."""
    try:
        return plan.plan_of(plan.read_file(config.require_home())), []
    except Problem as problem:
        return plan.require(), str(problem).splitlines()


def not_too_long(form: QueryDict, longest: int = LONGEST) -> QueryDict:
    """What was typed. Problem when it is more than anybody types."""
    if sum(len(value) for name in form for value in form.getlist(name)) > longest:
        raise Problem("This is far more than the form can hold; open the page again.")
    return form


def new_name(request: HttpRequest) -> str:
    """What was typed as another name, as it would be written."""
    return " ".join(request.POST.get("name", "").split())[:100]


@dataclass(frozen=True, slots=True)
class More:
    """What else there is to a change: `first` is done with it, and `notes` are said beside the difference.
    `section`: where in the menu it belongs."""

    first: Callable[[], None] = nothing
    notes: Sequence[str] = ()
    danger: bool = False
    section: str = "calendar"


_NOTHING_MORE = More()


def look_or_keep(
    request: HttpRequest, make: Make, words: tuple[str, str], back: str, done: str, more: More = _NOTHING_MORE
) -> HttpResponse:
    """First the difference with a button; with `do=keep`, the change itself, if the file is still the one seen.

    `words`: what it is, and the button. `back`: the page of the form. `done`: the page that shows the change.
    """
    home, by, now = config.require_home(), name_of(request), config.clock().now()
    text = plan.read_file(home)
    new = make(text)
    if request.POST.get("do") == "keep":
        plan.rewrite(home, new, request.POST.get("seen", ""), by, now, more.first)
        messages.success(request, "It counts from now on, and stands in jobs.yaml.")
        return redirect(done)
    found = plan.look(home, new, by, now, more.first)
    if new == text and not found.sentences:
        messages.info(request, "Nothing was changed: it is like this already.")
        return redirect(back)
    return render(
        request,
        "web/rhythm_look.html",
        {**look_page(request, found, *words), "leave": back, "more": more, "section": more.section},
    )


def effects_shown(effects: Sequence[plan.Effect]) -> dict[str, Any]:
    """What `web/effects.html` shows: the first sixty, how many more, and how many of each kind."""
    return {
        "effects": effects[:SHOWN],
        "rest": sum(len(effect.channels) for effect in effects[SHOWN:]),
        "counts": {
            what: sum(len(effect.channels) for effect in effects if effect.what == what)
            for what in ("moves", "appears", "vanishes")
        },
    }


def look_page(request: HttpRequest, found: plan.Look, what: str, sure: str) -> dict[str, Any]:
    """What the page with the difference shows; the form's fields go along with its button."""
    fields = [
        (name, value) for name in request.POST if name not in NOT_REPEATED for value in request.POST.getlist(name)
    ]
    return {
        "section": "calendar",
        "look": found,
        **effects_shown(found.effects),
        "more": _NOTHING_MORE,
        "what": what,
        "sure": sure,
        "fields": fields,
        "action": request.path,
        "locked": plan.why_not_writable(config.require_home()),
    }
