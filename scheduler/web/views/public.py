"""Pages for people without an account: leaving, and "Done" for posts made by hand.

RFC 8058: the POST needs no login, cookie, token or script and is never answered with a redirect; GET changes nothing.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from scheduler import config
from scheduler.audience import services as audience
from scheduler.errors import Problem
from scheduler.outbox import services as outbox


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """One big button; a POST (from the button or from a mail program) leaves at once. Says nothing of who exists."""
    left = request.method == "POST"
    if left:
        source = "one-click" if request.POST.get("List-Unsubscribe") == "One-Click" else "the link in a mail"
        audience.unsubscribe(token, config.clock().now(), source)
    return _private(render(request, "web/leave.html", {"left": left}))


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


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"], response.headers["Referrer-Policy"] = "noindex", "no-referrer"
    return response
