"""One post or issue: exactly as it will go out, and what a person can do with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin

from scheduler import config
from scheduler.channels import registry
from scheduler.errors import Problem
from scheduler.outbox import services as outbox
from scheduler.plan import services as plan
from scheduler.web.access import action, page
from scheduler.web.previews import previews

LETTER_POLICY = (
    "sandbox; default-src 'none'; img-src https: data: 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
)


@page
def show(request: HttpRequest, ref: str) -> HttpResponse:
    """The preview of each part, drawn from the payload, beside its facts."""
    message = plan.message(ref)
    siblings = message.slot.messages.exclude(state="void").select_related("account") if message.slot else []
    shown = {
        "section": "calendar",
        "message": message,
        "previews": previews(message),
        "channel": registry.get(message.account.kind),
        "siblings": [other for other in siblings if other.pk != message.pk],
        "progress": outbox.progress(message),
        "held": plan.held_by(message),
        "can": outbox.allowed(message),
    }
    return render(request, "web/post.html", shown)


@xframe_options_sameorigin
@page
def letter(request: HttpRequest, ref: str) -> HttpResponse:
    """The issue's own HTML, for a frame: sandboxed, no script, nothing from elsewhere but pictures."""
    message = plan.message(ref)
    response = HttpResponse("".join(part["preview"].get("html", "") for part in previews(message)))
    response.headers["Content-Security-Policy"] = LETTER_POLICY
    return response


def _back(ref: str = "", **_: object) -> str:
    return reverse("post", args=(ref,))


@action(_back)
def act(request: HttpRequest, ref: str) -> HttpResponse:
    """Approve, take back, skip, stop, send now, undo, pause, resume: one button each."""
    by, now = str(request.user.get_username()), config.clock().now()
    doing = request.POST.get("do", "")
    if doing not in ACTIONS:
        raise Problem("This button is not known any more; open the page again.")
    service, words = ACTIONS[doing]
    service(ref, by, now)
    messages.success(request, words)
    return redirect(_back(ref))


ACTIONS: dict[str, tuple[Any, str]] = {
    "approve": (plan.approve, "Approved: it goes out exactly as you see it."),
    "unapprove": (plan.unapprove, "It waits for your OK again."),
    "skip": (plan.skip, "Skipped: this one does not go out."),
    "stop": (outbox.stop, "Stopped: no new copy begins."),
    "send-now": (outbox.send_now, "On its way; you can still undo for a moment."),
    "undo": (outbox.undo, "Taken back: nothing was sent."),
    "pause": (plan.pause, "Paused until you resume it."),
    "resume": (plan.resume, "Resumed."),
}


@action(_back)
def send_test(request: HttpRequest, ref: str) -> HttpResponse:
    """A marked copy to the person who asks; never counted."""
    address = request.POST.get("to", "").strip() or str(request.user.get_username())
    words = outbox.send_test(ref, address, config.clock().now())
    messages.success(request, words)
    return redirect(_back(ref))


@action(_back)
def change(request: HttpRequest, ref: str) -> HttpResponse:
    """Another subject, or another time by the studio's clock."""
    by, now = str(request.user.get_username()), config.clock().now()
    if subject := request.POST.get("subject", "").strip():
        plan.subject(ref, subject, by, now)
        messages.success(request, "The subject is changed; please look and approve again.")
    if wanted := request.POST.get("at", "").strip():
        plan.move(ref, _local(wanted), by, now)
        messages.success(request, "Moved. An earlier OK still counts: the words are the same.")
    return redirect(_back(ref))


def _local(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise Problem(f"“{text}” is not a date and time; write it like 2027-02-16T09:00.") from None


@action(lambda delivery_id=0, **_: reverse("today"))
def settle(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """A copy whose outcome is not certain: a person says what became of it."""
    outbox.resolve(delivery_id, request.POST.get("do", ""), str(request.user.get_username()), config.clock().now())
    messages.success(request, "Noted.")
    return redirect("today")
