"""Mail that came back and was not understood: who, when, why, and what to do."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from scheduler import config
from scheduler.outbox import services as outbox
from scheduler.web.access import action, name_of, page


def _list(request: HttpRequest) -> HttpResponse:
    shown = {"section": "people", "mails": outbox.not_understood(config.clock().now())}
    return render(request, "web/returned.html", shown)


@page
def returned(request: HttpRequest) -> HttpResponse:
    """The list."""
    return _list(request)


def _back(**_: object) -> str:
    return reverse("returned-mail")


@action(_back)
def put_away(request: HttpRequest, number: int) -> HttpResponse:
    """Looked at."""
    outbox.put_away(number, config.clock().now())
    messages.success(request, "Put away. The mail itself is still in your mailbox.")
    return redirect("returned-mail")


@action(_back, again=_list)
def leave_out(request: HttpRequest) -> HttpResponse:
    """That address does not work."""
    address = outbox.leave_address_out(request.POST.get("address", ""), name_of(request), config.clock().now())
    messages.success(request, f"{address} is left out from now on. They can sign up again.")
    return redirect("returned-mail")
