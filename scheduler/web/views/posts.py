"""One post or issue: exactly as it will go out, and what a person can do with it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from scheduler import config
from scheduler.errors import Problem
from scheduler.insights import clicks
from scheduler.outbox import services as outbox
from scheduler.plan import services as plan
from scheduler.plan.models import Message
from scheduler.plan.services import clicks as links
from scheduler.plan.services import practice
from scheduler.plan.services.showing import comes_again, elsewhere, resumed_at
from scheduler.plan.services.taking_back import can_unskip, unskip
from scheduler.web import words
from scheduler.web.access import action, name_of, page
from scheduler.web.fields import local_time
from scheduler.web.views.looks import LOOKS, look_of, previews_for, reader_of


def _page(request: HttpRequest, ref: str) -> HttpResponse:
    message = plan.message(ref)
    progress_now, held = outbox.progress(message), plan.held_by(message)
    shown = {
        "section": "calendar",
        "message": message,
        "previews": previews_for(request, message),
        "look": look_of(request),
        "looks": LOOKS,
        "reader": reader_of(request),
        "topics": plan.has_variants(message),
        "channel": plan.channel_of(message.account),
        "siblings": elsewhere(message),
        "progress": progress_now,
        "estimate": outbox.estimate(message, config.clock().now()),
        "live": outbox.live_view(message, config.clock().now(), progress_now.by_state),
        "held": held,
        "resumed_at": resumed_at(message) if held else [],
        "comes_again": comes_again(message),
        "can_practise": not practice.why_not(message),
        "practised_as": practice.newest_of(message),
        "crowd": plan.crowded(config.clock().now(), message.at + timedelta(seconds=1)).get(message.pk),
        "comments": list(message.comments.all()),
        "approval": message.approvals.filter(voided_at=None).order_by("-at").first(),
        "can": outbox.allowed(message),
        "can_unskip": can_unskip(message, config.clock().now()),
        "practised": _practised(message),
        "counted": links.are_counted(message.account),
        "clicked": clicks.clicked([message]) if links.are_counted(message.account) else [],
    }
    return render(request, "web/post.html", shown)


def _practised(message: Message) -> dict[str, Any]:
    """Where the rehearsal of it lies, once there is one."""
    folder, files = outbox.written(config.home(), message.ref, message.account.name)
    return {"folder": folder.relative_to(config.home()), "files": files} if files else {}


@page
def show(request: HttpRequest, ref: str) -> HttpResponse:
    """The preview of each part, drawn from the payload, beside its facts."""
    return _page(request, ref)


@page
def progress(request: HttpRequest, ref: str) -> HttpResponse:
    """Only what became of it so far, for the page to look again by itself; costs the same however many people."""
    message = plan.message(ref)
    progress_now = outbox.progress(message)
    shown = {
        "message": message,
        "channel": plan.channel_of(message.account),
        "progress": progress_now,
        "live": outbox.live_view(message, config.clock().now(), progress_now.by_state),
    }
    return render(request, "web/progress.html", shown)


def _back(ref: str = "", **_: object) -> str:
    return reverse("post", args=(ref,))


ACTIONS: dict[str, tuple[Any, str]] = {
    "approve": (plan.approve, "Approved: it goes out exactly as you see it."),
    "unapprove": (plan.unapprove, "It waits for your OK again."),
    "skip": (plan.skip, "Skipped: this one does not go out."),
    "unskip": (unskip, "The skip is taken back: it goes out on its date."),
    "stop": (outbox.stop, "Stopped: no new copy begins."),
    "send-now": (outbox.send_now, "On its way; you can still undo it for two minutes."),
    "undo": (outbox.undo, "Taken back: nothing was sent."),
    "pause": (plan.pause, "Paused until you resume it."),
    "resume": (plan.resume, "Resumed."),
}
STILL_HELD = "Your pause is over. It still does not go out: why stands below."
LOOK_FIRST = (
    "Here it is again, in today’s words: look at it, then press “Send now”, and it is practised. Nobody gets it."
)
PRACTISED = "It is being practised: what would go out is written into the folder rehearsal/, and nobody gets it."


@action(_back)
def act(request: HttpRequest, ref: str) -> HttpResponse:
    """Approve, take back, skip, stop, send now, undo, pause, resume: one button each.

    A button pressed twice, or one whose moment has passed, changes nothing.
    """
    message, doing, now = plan.message(ref), request.POST.get("do", ""), config.clock().now()
    if doing not in ACTIONS:
        raise Problem("This button is not known any more; open the page again.")
    may = {name for name, _words, _look in outbox.allowed(message)} | (
        {"unskip"} if can_unskip(message, now) else set()
    )
    if doing not in may:
        messages.info(request, "Nothing was changed: this was done already, or its moment has passed.")
        return redirect(_back(ref))
    if doing in ("approve", "send-now") and request.POST.get("seen", message.payload_hash) != message.payload_hash:
        raise Problem("It was changed after you had opened this page: look at it again, then press the button again.")
    service, sentence = ACTIONS[doing]
    typed = {"typed": request.POST.get("typed", "")} if doing == "send-now" else {}
    try:
        service(ref, name_of(request), now, **typed)
    except outbox.TypeTheNumber as ask:
        return render(request, "web/sure.html", {"section": "calendar", "message": message, "ask": ask}, status=409)
    if doing == "resume" and plan.held_by(message):
        sentence = STILL_HELD
    practice = doing == "send-now" and message.account.state == "rehearsing"
    messages.success(request, PRACTISED if practice else sentence)
    return redirect(_back(ref))


@action(_back)
def practise_again(request: HttpRequest, ref: str) -> HttpResponse:
    """What was practised, once more; leads to the new one. Pressed twice, it is done once."""
    again = outbox.practise_again(ref, name_of(request), config.clock().now())
    messages.success(request, PRACTISED if again.state != "draft" else LOOK_FIRST)
    return redirect(_back(again.ref))


def _chosen(request: HttpRequest) -> list[int]:
    return [int(one) for one in request.POST.getlist("who") if one.isascii() and one.isdecimal() and len(one) < 19]


def _again_page(request: HttpRequest, ref: str) -> HttpResponse:
    message = plan.message(ref)
    total, shown = outbox.not_reached(message)
    found = {"section": "calendar", "message": message, "total": total, "shown": shown, "chosen": _chosen(request)}
    return render(request, "web/again.html", found)


@page
def not_reached(request: HttpRequest, ref: str) -> HttpResponse:
    """Who did not get an issue, or perhaps did not, to choose from."""
    return _again_page(request, ref)


@action(lambda ref, **_: reverse("not-reached", args=(ref,)), again=_again_page)
def send_again(request: HttpRequest, ref: str) -> HttpResponse:
    """The chosen ones get it again; whoever was sent it never does."""
    count = outbox.send_again(ref, _chosen(request), name_of(request), config.clock().now())
    messages.success(request, f"On its way again to {count:,} {'person' if count == 1 else 'people'}.")
    return redirect(_back(ref))


@action(_back, again=_page)
def send_test(request: HttpRequest, ref: str) -> HttpResponse:
    """A marked copy to the person who asks; never counted."""
    address = request.POST.get("to", "").strip() or name_of(request)
    messages.success(request, outbox.send_test(ref, address, config.clock().now()))
    return redirect(_back(ref))


@action(_back, again=_page)
def change(request: HttpRequest, ref: str) -> HttpResponse:
    """Another subject, or another time by the studio's clock; what stayed as it was is left alone."""
    by, now, message = name_of(request), config.clock().now(), plan.message(ref)
    subject, wanted = request.POST.get("subject", "").strip(), request.POST.get("at", "").strip()
    moved = bool(wanted) and wanted != words.field_time(message.at)
    at = local_time(wanted) if moved else None
    if at is not None:
        plan.move(ref, at, by, now)
        messages.success(request, "Moved. An earlier OK still counts: the words are the same.")
    if subject and subject != message.subject:
        plan.subject(ref, subject, by, now)
        messages.success(request, "The subject is changed; please look and approve again.")
    return redirect(_back(ref))


@action(lambda **_: reverse("today"))
def settle(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """A copy whose outcome is not certain: a person says what became of it."""
    outbox.resolve(delivery_id, request.POST.get("do", ""), name_of(request), config.clock().now())
    messages.success(request, "Noted.")
    return redirect("today")
