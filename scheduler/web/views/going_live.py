"""The list before going live."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from scheduler import config
from scheduler.accounts import services as accounts
from scheduler.errors import Problem
from scheduler.insights import going_live
from scheduler.plan import services as plan
from scheduler.web.access import action, name_of, page


@page
def show(request: HttpRequest) -> HttpResponse:
    """Every step in order, how it stands, and what to do; at the end the channels with their own button."""
    accepted = plan.require()
    channels = [
        (account, accounts.missing_for_live(account, accepted) if account.state == "rehearsing" else [])
        for account in accounts.listed()
        if account.state != "off"
    ]
    here = f"https://{request.get_host()}" if request.is_secure() else ""
    steps = going_live.going_live(config.clock().now(), here)
    shown = {"section": "channels", "list": steps, "channels": channels}
    return render(request, "web/going_live.html", shown)


def _back(**_: object) -> str:
    return reverse("going-live")


@action(_back, owner=True)
def look(request: HttpRequest) -> HttpResponse:
    """Ask the DNS about the sender's domain."""
    now = config.clock().now()
    newsletter = going_live.going_live(now).newsletter
    if newsletter is None:
        raise Problem("jobs.yaml names no newsletter yet, so there is no sender to look up.")
    accounts.look_up_domain(newsletter, plan.require().studio.contact, now)
    messages.success(request, "Looked up.")
    return redirect(f"{_back()}#domain")


@action(_back)
def test(request: HttpRequest) -> HttpResponse:
    """Send the next issue to oneself as a test, or say that it has arrived."""
    now = config.clock().now()
    if request.POST.get("do") == "received":
        going_live.note_received(name_of(request), now)
        messages.success(request, "Good. Mail from here arrives.")
        return redirect(f"{_back()}#test")
    messages.success(request, going_live.send_test(request.POST.get("to", ""), now))
    return redirect(f"{_back()}#test")
