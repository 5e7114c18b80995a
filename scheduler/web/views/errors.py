"""Calm pages for what went wrong before, or inside, a view."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

FOR_READERS = ("/letters/", "/p/", "/u/", "/confirm", "/sign-up")

EXPIRED = (
    "This page was open for a long time, or in another window after you signed out: go back, load it again, and press "
    "the button once more."
)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what arrived cannot be understood."""
    return _page(request, 400, "That could not be read", "What the browser sent is not understood: go back, try again.")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _page(request, 403, "Not for you", "This page is not open to you: ask the owner of the studio.")


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404. A reader is told in the studio's own words; Today is not for them."""
    if request.path.startswith(FOR_READERS):
        from scheduler.web.views.public import public  # which imports much

        return public("missing", {}, 404)
    return _page(request, 404, "There is no such page", "The address is old or mistyped: begin again from Today.")


def broken(request: HttpRequest) -> HttpResponse:
    """500: nothing of the house is asked again, since any of it may be what failed."""
    return HttpResponse(render_to_string("web/broken.html"), status=500)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its key: expired, or not from these pages."""
    return _page(request, 403, "Nothing was changed", EXPIRED)


def _page(request: HttpRequest, status: int, head: str, sentence: str) -> HttpResponse:
    shown: dict[str, Any] = {"head": head, "sentence": sentence}
    return render(request, "web/error.html", shown, status=status)
