"""The calendar: a month as a grid or a list, a date's own page, and moving things about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from scheduler import config
from scheduler.accounts import services as accounts
from scheduler.errors import Problem
from scheduler.plan import services as plan
from scheduler.web import words
from scheduler.web.access import action, name_of, page
from scheduler.web.fields import day, local_time

UNDO = "move to take back"
UNDO_FOR = timedelta(minutes=10)


def _here(month: date, channels: list[str], view: str) -> str:
    """The calendar's address with all that was chosen."""
    chosen: list[tuple[str, str]] = [("month", f"{month:%Y-%m}"), *(("channel", name) for name in channels)]
    if view == "list":
        chosen.append(("view", "list"))
    return f"{reverse('calendar')}?{urlencode(chosen)}"


@page
def calendar(request: HttpRequest) -> HttpResponse:
    """A month, on all channels or some; as a grid, or as a list with every reason."""
    known = [account.name for account in accounts.listed() if account.state != "off"]
    asked = request.GET.getlist("channel")
    chosen = [name for name in known if name in asked]
    view = "list" if request.GET.get("view") == "list" else "month"
    found = plan.calendar_month(config.clock().now(), request.GET.get("month", ""), chosen)
    shown = {
        "section": "calendar",
        "month": found,
        "view": view,
        "chosen": chosen,
        "filters": _filters(found.first, known, chosen, view),
        "at": lambda month=found.first, view=view: _here(month, chosen, view),
        "here": _here(found.first, chosen, view),
        "here_without": _here(found.first, [], view),
        "rhythms": plan.rhythms(),
        "undo": _undo(request),
    }
    return render(request, "web/calendar.html", shown)


def _undo(request: HttpRequest) -> str:
    """What was moved a moment ago and can be taken back."""
    kept = request.session.get(UNDO)
    if kept is None or datetime.fromisoformat(kept["until"]) <= config.clock().now():
        return ""
    return str(kept["title"])


def _filters(month: date, known: list[str], chosen: list[str], view: str) -> list[dict[str, Any]]:
    """A switch per channel: where it leads, and whether its channel is shown."""
    switches = []
    for name in known:
        others = [each for each in chosen if each != name] if name in chosen else [*chosen, name]
        switches.append({"name": name, "on": name in chosen, "url": _here(month, others, view)})
    return switches


def _back_to(request: HttpRequest) -> str:
    """Where the form came from: the calendar as it was chosen, never another site."""
    back = request.POST.get("back", "")
    ours = back.startswith(f"{reverse('calendar')}?") and len(back) < 1000 and "\\" not in back
    return back if ours and back.isprintable() else reverse("calendar")


def _date_page(request: HttpRequest, ref: str) -> HttpResponse:
    moment = plan.date_page(ref, config.clock().now())
    shown = {
        "section": "calendar",
        "moment": moment,
        "entry": moment.entry,
        "at": request.POST.get("at") or f"{moment.entry.at:%Y-%m-%dT%H:%M}",
        "only": request.POST.get("only", ""),
        "back": _here(moment.entry.at.date(), [], "month"),
        "undo": _undo(request),
    }
    return render(request, "web/calendar_date.html", shown)


@page
def show_date(request: HttpRequest, ref: str) -> HttpResponse:
    """One date: why then, why this, on which channels, and where to move it."""
    return _date_page(request, ref)


def _to_date(ref: str = "", **_: object) -> str:
    return reverse("date", args=(ref,))


@action(_to_date, again=_date_page)
def move(request: HttpRequest, ref: str) -> HttpResponse:
    """Another day and time from the form, with all channels of the day or one of them."""
    only = request.POST.get("only", "")
    at = local_time(request.POST.get("at", "").strip())
    return _moved(request, only or ref, at, only=bool(only))


def _stays(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """What cannot be done is said on the calendar as it was chosen."""

    @wraps(view)
    def done(request: HttpRequest) -> HttpResponse:
        try:
            return view(request)
        except Problem as problem:
            messages.error(request, str(problem))
            return redirect(_back_to(request))

    return done


@action(lambda **_: reverse("calendar"))
@_stays
def drop(request: HttpRequest) -> HttpResponse:
    """Dragged onto another day: the time of day stays."""
    ref, on = request.POST.get("ref", ""), day(request.POST.get("day", ""))
    entry = plan.date_page(ref, config.clock().now()).entry
    if entry.at.date() == on:
        return redirect(_back_to(request))
    return _moved(request, ref, datetime.combine(on, entry.at.time()))


def _moved(request: HttpRequest, ref: str, at: datetime, *, only: bool = False) -> HttpResponse:
    now = config.clock().now()
    moved = plan.reschedule(ref, at, name_of(request), now, only=only)
    request.session[UNDO] = {"title": moved.title, "until": (now + UNDO_FOR).isoformat(), "before": moved.before}
    ok = " Its OK still counts: the words are the same." if moved.ok_stays else ""
    messages.success(request, f"“{moved.title}” goes out on {words.day(moved.at)} at {words.clock(moved.at)} now.{ok}")
    for warning in moved.warnings:
        messages.warning(request, warning)
    back = request.POST.get("back")
    return redirect(_back_to(request) if back else _here(moved.at.date(), [], "month"))


@action(lambda **_: reverse("calendar"))
@_stays
def undo(request: HttpRequest) -> HttpResponse:
    """Take the last move back."""
    kept = request.session.pop(UNDO, None)
    if kept is None:
        messages.info(request, "Nothing was changed: there is no move to take back.")
        return redirect(_back_to(request))
    plan.move_back(kept["before"], config.clock().now())
    messages.success(request, f"“{kept['title']}” is back where it was.")
    return redirect(_back_to(request))


@action(_to_date)
def own_date(request: HttpRequest, ref: str) -> HttpResponse:
    """Back to where its rhythm puts it."""
    message = plan.to_its_own_date(ref, config.clock().now())
    request.session.pop(UNDO, None)
    when = f"{words.day(message.at)} at {words.clock(message.at)}"
    messages.success(request, f"“{message.title}” is back on its rhythm’s own date, {when}.")
    return redirect(_to_date(ref))
