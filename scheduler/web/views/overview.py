"""Today, the articles, a series, and a changed jobs.yaml."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from scheduler import config
from scheduler.errors import Problem
from scheduler.insights import services as insights
from scheduler.library import services as library
from scheduler.outbox import services as outbox
from scheduler.plan import services as plan
from scheduler.plan.services import practice
from scheduler.web.access import action, name_of, page
from scheduler.web.cards import days
from scheduler.web.file_changes import effects_shown


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
def articles(request: HttpRequest) -> HttpResponse:
    """Every article with its series."""
    shown = {
        "section": "articles",
        "articles": library.articles(),
        "posts": library.not_queued(config.require_home()),
    }
    return render(request, "web/articles.html", shown)


@page
def series(request: HttpRequest, ref: str) -> HttpResponse:
    """One series: every date, what found no place and why, and the buttons for all of it."""
    crowds = {f"m{number}": crowd for number, crowd in plan.crowded(config.clock().now()).items()}
    found = plan.series(ref)
    practised = len(practice.practised(found.campaign))
    shown = {
        "section": "articles",
        "series": found,
        "edited": plan.edited(ref),
        "crowds": crowds,
        "practised": practised,
    }
    return render(request, "web/series.html", shown)


@page
def edited(request: HttpRequest, ref: str) -> HttpResponse:
    """What moving the series to its edited article would change, before anything is changed."""
    found = plan.edited(ref)
    if found is None:
        messages.info(request, "This series reads as its article does.")
        return redirect(_to_series(ref))
    return render(request, "web/series_edited.html", {"section": "articles", "edited": found})


@page
def sheet(request: HttpRequest, ref: str) -> HttpResponse:
    """One page to print: every issue and post of a series, small."""
    found = plan.series(ref)
    shown = {"section": "articles", "series": found, "days": days(plan.moments_of(found.campaign.ref))}
    return render(request, "web/series_sheet.html", shown)


@page
def old_address(request: HttpRequest, ref: str = "") -> HttpResponse:
    """Addresses that news and mails carry: a post's, and the plan's."""
    return redirect(reverse("post", args=(ref,)) if ref else "today")


@page
def picture(request: HttpRequest, sha256: str) -> HttpResponse:
    """A picture of a draft, for its preview."""
    found = library.picture(sha256)
    if found is None:
        raise Http404
    return HttpResponse(found[0], content_type=found[1])


def _to_series(ref: str = "", **_: object) -> str:
    return reverse("series", args=(ref,))


SERIES: dict[str, tuple[Any, str]] = {
    "approve": (plan.approve, "Approved: all of it goes out exactly as you see it."),
    "pause": (plan.pause, "Paused until you resume it."),
    "resume": (plan.resume, "Resumed."),
    "stop": (outbox.stop, "Stopped: nothing more of this series goes out."),
}


@action(_to_series)
def act_on_series(request: HttpRequest, ref: str) -> HttpResponse:
    """Approve, pause, resume or stop a whole series."""
    doing = request.POST.get("do", "")
    if doing not in SERIES:
        raise Problem("This button is not known any more; open the page again.")
    if not re.fullmatch(r"c\d{1,18}", ref):
        raise Problem(f"“{ref}” is no series.")
    service, sentence = SERIES[doing]
    service(ref, name_of(request), config.clock().now())
    messages.success(request, sentence)
    return redirect(_to_series(ref))


@action(_to_series)
def practise(request: HttpRequest, ref: str) -> HttpResponse:
    """What was practised of a series, on coming dates again: what would happen first, then (`do=keep`) that."""
    now = config.clock().now()
    if request.POST.get("do") == "keep":
        count = practice.practise_series(ref, request.POST.get("seen", ""), now)
        done = (
            "On the calendar again, as practice: nobody gets it." if count else "It is on the calendar again already."
        )
        messages.success(request, done)
        return redirect(_to_series(ref))
    found, tried = practice.look_at_series(ref, now)
    if not found:
        raise Problem(
            "Nothing of this series can be practised again: it was not practised, is live, paused or stopped."
        )
    shown = {"section": "articles", "campaign": plan.campaign(ref), "found": found, "seen": practice.seen_of(found)}
    return render(request, "web/series_practise.html", {**shown, "look": tried, **effects_shown(tried.effects)})


@action(_to_series)
def follow(request: HttpRequest, ref: str) -> HttpResponse:
    """Move the series to its edited article, or take that back."""
    now = config.clock().now()
    if request.POST.get("do") == "back":
        plan.unfollow(ref, name_of(request), now)
        messages.success(request, "The series is back at the words it had before.")
        return redirect(_to_series(ref))
    article = request.POST.get("article", "")
    plan.follow(ref, int(article) if article.isdecimal() else 0, name_of(request), now)
    messages.success(request, "The series has the words of the edited article now. What changed waits for your OK.")
    return redirect(_to_series(ref))


def _to_calendar(**_: object) -> str:
    return reverse("calendar")


@action(_to_calendar)
def pause(request: HttpRequest, name: str) -> HttpResponse:
    """Pause or resume a rhythm, or everything (`all`)."""
    resumed = request.POST.get("do") == "resume"
    service = plan.resume if resumed else plan.pause
    service(name, name_of(request), config.clock().now())
    if name == "all":
        messages.success(request, "Everything goes on." if resumed else "Everything is paused: nothing goes out.")
        return redirect("today")
    messages.success(request, f"{name} goes on." if resumed else f"{name} is paused: nothing of it goes out.")
    return redirect("calendar")


def _to_today(**_: object) -> str:
    return reverse("today")


@action(_to_today, owner=True)
def accept(request: HttpRequest) -> HttpResponse:
    """Accept the changed jobs.yaml."""
    home, now = config.require_home(), config.clock().now()
    plan.accept_file(home, request.POST.get("seen", ""), name_of(request), now)
    messages.success(request, "The changed jobs.yaml counts from now on.")
    return redirect("today")


@action(_to_today)
def seen(request: HttpRequest, event_id: int) -> HttpResponse:
    """A person has seen to a piece of news."""
    insights.resolve(event_id, config.clock().now())
    return redirect("today")
