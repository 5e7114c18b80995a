"""The page behind a mail's link: copies that are not certain, and what a person knows of them.

The link says whose word it is: signed, for a week, for the copies of that mail only, each answered once.
"""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from scheduler import config
from scheduler.errors import Problem
from scheduler.insights import services as insights
from scheduler.web.views.public import private

NOTED = {
    "sent": "Noted: it counts as sent.",
    "again": "Noted: it is sent again.",
    "no": "Noted: it is not sent again.",
}


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def certain(request: HttpRequest, token: str) -> HttpResponse:
    """“It’s there”, “It’s not: send it”, “Leave it”; looking changes nothing."""
    now, news = config.clock().now(), ""
    try:
        if request.method == "POST":
            news = _answered(request, token, now)
        return _shown(request, {"events": insights.asked(token, now), "news": news, "problem": ""})
    except Problem as problem:
        return _shown(request, {"events": [], "news": "", "problem": str(problem)}, 400)


def _answered(request: HttpRequest, token: str, now: datetime) -> str:
    which, decision = request.POST.get("event", ""), request.POST.get("do", "")
    insights.answer(token, int(which) if which.isascii() and which.isdecimal() else 0, decision, now)
    return NOTED[decision]


def _shown(request: HttpRequest, facts: dict[str, object], status: int = 200) -> HttpResponse:
    return private(render(request, "web/certain.html", facts, status=status))
