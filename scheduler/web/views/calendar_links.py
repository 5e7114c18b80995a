"""Secret addresses at which a calendar elsewhere reads what is planned."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from scheduler import config
from scheduler.plan.services import calendar_links
from scheduler.web.access import action, name_of, page
from scheduler.web.views.public import private


def _page(request: HttpRequest, address: str = "") -> HttpResponse:
    shown = {"section": "calendar", "links": calendar_links.links(), "address": address}
    return render(request, "web/calendar_links.html", shown)


@page
def subscribe(request: HttpRequest) -> HttpResponse:
    """The addresses there are, and a form for a new one."""
    return _page(request)


def _back(**_: object) -> str:
    return reverse("calendar-links")


@action(_back, again=_page)
def make(request: HttpRequest) -> HttpResponse:
    """A new address. It is shown on this one page and kept nowhere."""
    token = calendar_links.make(request.POST.get("label", ""), name_of(request), config.clock().now())
    return _page(request, f"{config.site().url}{reverse('calendar-feed', args=(token,))}")


@action(_back)
def end(request: HttpRequest, link_id: int) -> HttpResponse:
    """No calendar reads it any more."""
    calendar_links.end(link_id, config.clock().now())
    messages.success(request, "Ended: a calendar that has this address reads nothing any more.")
    return redirect("calendar-links")


@never_cache
@require_http_methods(["GET", "HEAD"])
def feed(_request: HttpRequest, token: str) -> HttpResponse:
    """What is planned, for whoever has the address."""
    found = calendar_links.feed(token, config.clock().now())
    if found is None:
        raise Http404
    return private(HttpResponse(found, content_type="text/calendar; charset=utf-8"))
