"""Today, the calendar, the articles, and a changed jobs.yaml."""

from __future__ import annotations

from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from scheduler import config
from scheduler.insights import services as insights
from scheduler.library import services as library
from scheduler.plan import services as plan
from scheduler.web import words
from scheduler.web.access import action, page

WEEKS = 12


@page
def today(request: HttpRequest) -> HttpResponse:
    """What went out, what's next, what needs you."""
    now, home = config.clock().now(), config.require_home()
    shown = {
        "section": "today",
        "today": insights.today(now),
        "changes": plan.file_difference(home),
        "posts": library.not_queued(home),
        "practising": plan.practising(),
    }
    return render(request, "web/today.html", shown)


@page
def calendar(request: HttpRequest) -> HttpResponse:
    """Twelve weeks in date order, every channel on one list."""
    entries = plan.calendar(config.clock().now(), weeks=WEEKS)
    days = [(day, list(rows)) for day, rows in groupby(entries, key=lambda entry: words.day(entry.at))]
    shown = {"section": "calendar", "days": days, "rhythms": plan.rhythms()}
    return render(request, "web/calendar.html", shown)


@page
def articles(request: HttpRequest) -> HttpResponse:
    """Every article with its series."""
    shown = {
        "section": "articles",
        "articles": library.articles(),
        "posts": library.not_queued(config.require_home()),
    }
    return render(request, "web/articles.html", shown)


def _to_calendar(*_: object, **__: object) -> str:
    return reverse("calendar")


@action(_to_calendar)
def pause(request: HttpRequest, name: str) -> HttpResponse:
    """Pause or resume a rhythm, or everything (`all`)."""
    service = plan.resume if request.POST.get("do") == "resume" else plan.pause
    service(name, str(request.user.get_username()), config.clock().now())
    return redirect("calendar")


@action(_to_calendar)
def approve_all(request: HttpRequest, ref: str) -> HttpResponse:
    """Say yes to a whole series as its drafts are now."""
    count = plan.approve(ref, str(request.user.get_username()), config.clock().now())
    messages.success(request, f"Approved: {count}.")
    return redirect("calendar")


@action(lambda **_: reverse("today"))
def accept(request: HttpRequest) -> HttpResponse:
    """Accept the changed jobs.yaml."""
    home, now = config.require_home(), config.clock().now()
    text = (home / "jobs.yaml").read_text(encoding="utf-8")
    plan.accept(text, by=str(request.user.get_username()), now=now)
    plan.refresh(now)
    messages.success(request, "The changed jobs.yaml counts from now on.")
    return redirect("today")


@action(lambda event_id=0, **_: reverse("today"))
def seen(request: HttpRequest, event_id: int) -> HttpResponse:
    """A person has seen to a piece of news."""
    insights.resolve(event_id, config.clock().now())
    return redirect("today")
