"""The last seven days on one page, and its plot."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from scheduler import config
from scheduler.insights import week as weeks
from scheduler.web import words
from scheduler.web.access import page


@page
def week(request: HttpRequest) -> HttpResponse:
    """What went out to how many, who came and left, what comes next."""
    found = weeks.week(config.clock().now())
    return render(
        request, "web/week.html", {"section": "today", "week": found, "alt": weeks.alt(found, words.zone().key)}
    )


@page
def plot(_request: HttpRequest) -> HttpResponse:
    """As SVG: letters are outlines in it, nothing runs."""
    svg = weeks.plot(weeks.week(config.clock().now()), words.zone().key)
    response = HttpResponse(svg, content_type="image/svg+xml")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
