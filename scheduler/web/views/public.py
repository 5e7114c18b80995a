"""Pages for people without an account: leaving, one's own page, and "Done" for posts made by hand.

RFC 8058: the POST needs no login, cookie, token or script and is never answered with a redirect; GET changes nothing.
What a page says is the same for a link that nobody has. Signing up: sign_up.py.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from scheduler import config
from scheduler.audience import services as audience
from scheduler.errors import Problem
from scheduler.insights import people as insights
from scheduler.library import services as library
from scheduler.outbox import services as outbox
from scheduler.plan import services as plan
from scheduler.web import words

BREAKS = {"4-weeks": timedelta(weeks=4), "3-months": timedelta(days=91), "none": timedelta()}


def private(response: HttpResponse) -> HttpResponse:
    """No search engine lists it, and no other site learns its address."""
    response.headers["X-Robots-Tag"], response.headers["Referrer-Policy"] = "noindex", "no-referrer"
    return response


def public(name: str, facts: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page of the studio's own templates."""
    html = plan.public_page(name, {"style": static("studio.css"), **facts})
    return private(HttpResponse(html, status=status))


def network(request: HttpRequest) -> str:
    """The address that asks."""
    return str(request.META.get("REMOTE_ADDR", ""))


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """One big button; a POST (from the button or from a mail program) leaves at once. Says nothing of who exists."""
    left = request.method == "POST"
    if left:
        source = "one-click" if request.POST.get("List-Unsubscribe") == "One-Click" else "the link in a mail"
        audience.unsubscribe(token, config.clock().now(), source)
    return public("leave", {"left": left, "own_page": reverse("preferences", args=(token,))})


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """Their own page: topics, a break, another address, their data, leaving, being erased; each counts at once."""
    now = config.clock().now()
    if request.method != "POST":
        return _own_page(request, token, now)
    try:
        return _decided(request, token, now)
    except audience.TooOften as problem:
        return _own_page(request, token, now, problem=plan.in_readers_words(problem), status=429)
    except Problem as problem:
        return _own_page(request, token, now, problem=plan.in_readers_words(problem), status=400)


def _decided(request: HttpRequest, token: str, now: datetime) -> HttpResponse:
    doing, news = request.POST.get("do", ""), "noted"
    if doing in BREAKS:
        audience.take_break(token, (now + BREAKS[doing]).astimezone(words.zone()), now)
        news = "break_over" if doing == "none" else news
    elif doing == "until":
        audience.take_break(token, _until(request.POST.get("until", ""), now), now)
    elif doing == "topics":
        audience.choose_topics(token, request.POST.getlist("topic"), now)
    elif doing == "address":
        shown = audience.Shown(wording="", version="", source="their own page", network=network(request))
        audience.ask_to_move(token, request.POST.get("address", ""), shown, now)
        news = "address_asked"
    elif doing == "data":
        return _data(token, now)
    elif doing == "erase" and request.POST.get("sure") == "yes":
        audience.erase_by_token(token, now)
        return public("preferences", {"erased": True})
    elif doing == "leave":
        audience.unsubscribe(token, now, "the preferences page")
        return public("preferences", {"left": True})
    else:
        news = ""
    return _own_page(request, token, now, news=plan.say(news) if news else "")


def _until(text: str, now: datetime) -> datetime:
    """The end of a break: that day's midnight, in the studio's zone."""
    zone: ZoneInfo = words.zone()
    try:
        day = date.fromisoformat(text)
        until = datetime(day.year, day.month, day.day, tzinfo=zone)
    except ValueError:
        raise Problem("That is not a day; write it like 2027-03-31.") from None
    if not now < until <= now + audience.LONGEST_BREAK:
        raise Problem("A break ends on a day to come, within a year; choose another, or leave for good.")
    return until


def _own_page(
    request: HttpRequest, token: str, now: datetime, *, news: str = "", problem: str = "", status: int = 200
) -> HttpResponse:
    person, until = audience.by_token(token), audience.break_until(token, now)
    facts = {
        "news": news,
        "problem": problem,
        "until": words.public_day(until) if until else "",
        "tips": person.wants_tips if person else True,
        "classes": person.wants_classes if person else True,
        "tomorrow": f"{now.astimezone(words.zone()) + timedelta(days=1):%Y-%m-%d}",
        "address": request.POST.get("address", "")[:254] if problem else "",
    }
    return public("preferences", facts, status)


def _data(token: str, now: datetime) -> HttpResponse:
    """Everything about them; an empty file for a link that nobody has."""
    response = HttpResponse(insights.person_data(token), content_type="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return private(response)


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def done_by_hand(request: HttpRequest, token: str) -> HttpResponse:
    """The owner posted it herself: pressing the button counts it."""
    problem = ""
    if request.method == "POST":
        try:
            outbox.done_by_hand(token, config.clock().now())
        except Problem as error:
            problem = str(error)
    shown = {"pressed": request.method == "POST", "problem": problem}
    return private(render(request, "web/done_by_hand.html", shown))


@require_http_methods(["GET", "HEAD"])
def icon(request: HttpRequest) -> HttpResponse:
    """The mark, for pages and letters that name none: browsers ask for it by this address."""
    return redirect(static("mark.svg"))


@require_http_methods(["GET", "HEAD"])
def media(request: HttpRequest, sha256: str, kind: str) -> HttpResponse:
    """A picture of a letter or a post. Its address is its fingerprint, which only those know who were sent it; the
    bytes behind it never change, so that mailboxes may keep them."""
    found = library.picture(sha256)
    if found is None or found[1] != f"image/{kind}":
        raise Http404
    response = HttpResponse(found[0], content_type=found[1])
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
