"""How the owner hears of it when the newsletter's mailbox, or the whole machine, is what fails."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from scheduler import config
from scheduler.channels.email.login import ENCRYPTION
from scheduler.errors import Problem
from scheduler.insights import second_mailbox, watch
from scheduler.web.access import OWNERS_ONLY, action, name_of, page, role_of
from scheduler.web.file_changes import not_too_long

SHOWN = ("host", "port", "security", "user", "from")
"""Of the mailbox; its password and the watch's address are secrets and are never shown again."""


def _page(request: HttpRequest) -> HttpResponse:
    if role_of(request) != "owner":
        raise Problem(OWNERS_ONLY)
    form, box, eye = request.POST, second_mailbox.saved(), watch.watch()
    typed = "host" in form
    shown: dict[str, Any] = {
        "section": "today",
        "box": {name: form.get(name, "") if typed else box.get(name, "") for name in SHOWN},
        "encryption": ENCRYPTION,
        "box_saved": bool(box),
        "box_password": bool(box.get("password")),
        "box_there": second_mailbox.credentials() is not None,
        "eye": eye.host if eye else "",
        "eye_saved": watch.saved() is not None,
        "me": name_of(request),
    }
    return render(request, "web/if_it_fails.html", shown)


@page
def show(request: HttpRequest) -> HttpResponse:
    """The second mailbox and the watch from outside."""
    return _page(request)


def _back(**_: object) -> str:
    return reverse("if-it-fails")


@action(_back, again=_page, owner=True)
def mailbox(request: HttpRequest) -> HttpResponse:
    """Keep the second mailbox when signing in works, write to oneself through it, or forget it."""
    form = not_too_long(request.POST)
    if form.get("do") == "write":
        messages.success(request, second_mailbox.write_to(name_of(request), config.clock().now()))
    elif form.get("do") == "forget":
        second_mailbox.forget()
        messages.success(request, "The second mailbox is forgotten.")
    else:
        second_mailbox.keep({name: form.get(name, "") for name in second_mailbox.FIELDS})
        messages.success(request, "Signing in works, and the second mailbox is kept. Write to yourself through it.")
    return redirect(f"{_back()}#mailbox")


@action(_back, again=_page, owner=True)
def outside(request: HttpRequest) -> HttpResponse:
    """Keep the address of the watch when it answers, ask it now, or forget it."""
    form = not_too_long(request.POST)
    if form.get("do") == "ping":
        messages.success(request, watch.ping())
    elif form.get("do") == "forget":
        watch.forget()
        messages.success(request, "The address is forgotten: the watch there hears no more of us, so end it there too.")
    else:
        messages.success(request, watch.keep(form.get("address", "")))
    return redirect(f"{_back()}#watch")
