"""Pages for people without an account: leaving, one's own preferences, and "Done" for posts made by hand.

RFC 8058: the POST needs no login, cookie, token or script and is never answered with a redirect; GET changes nothing.
What a page says is the same for a link that nobody has.
"""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from scheduler import config
from scheduler.audience import services as audience
from scheduler.errors import Problem
from scheduler.library import services as library
from scheduler.outbox import services as outbox

BREAKS = {"4-weeks": timedelta(weeks=4), "3-months": timedelta(days=91), "none": timedelta()}


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """One big button; a POST (from the button or from a mail program) leaves at once. Says nothing of who exists."""
    left = request.method == "POST"
    if left:
        source = "one-click" if request.POST.get("List-Unsubscribe") == "One-Click" else "the link in a mail"
        audience.unsubscribe(token, config.clock().now(), source)
    return _private(render(request, "web/leave.html", {"left": left, "token": token}))


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """A break, its end, or leaving; each counts at once."""
    doing, now = request.POST.get("do", ""), config.clock().now()
    if doing in BREAKS:
        audience.take_break(token, now + BREAKS[doing], now)
    elif doing == "leave":
        audience.unsubscribe(token, now, "the preferences page")
    shown = {"done": doing, "token": token, "until": audience.break_until(token, now)}
    return _private(render(request, "web/preferences.html", shown))


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
    return _private(render(request, "web/done_by_hand.html", shown))


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


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"], response.headers["Referrer-Policy"] = "noindex", "no-referrer"
    return response
