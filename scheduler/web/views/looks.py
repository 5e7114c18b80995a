"""An issue as its readers meet it: phone, night, desk, without pictures, plain text; as one of them; its links."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin

from scheduler.audience import services as audience
from scheduler.channels.email import looks
from scheduler.domain.counted_links import direct
from scheduler.errors import Problem
from scheduler.outbox import services as outbox
from scheduler.plan import services as plan
from scheduler.plan.models import Message
from scheduler.web.access import action, may_change, page
from scheduler.web.previews import drawn, previews

LOOKS = {
    "phone": "Phone",
    "night": "Phone at night",
    "desk": "Desktop",
    "bare": "Pictures off",
    "text": "Plain text",
}
LETTER_POLICY = (
    "sandbox; default-src 'none'; img-src https: data: 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'; "
    "form-action 'none'; base-uri 'none'"
)
NO_PICTURES = LETTER_POLICY.replace("img-src https: data: 'self'", "img-src 'none'")
READER = "preview_reader"
LONGEST = 20_000
_HREF = re.compile(r'\bhref="(https?://[^"]+)"')


def look_of(request: HttpRequest) -> str:
    """The look that was asked for; a phone's otherwise."""
    asked = request.GET.get("look", "")
    return asked if asked in LOOKS else "phone"


def reader_of(request: HttpRequest) -> Any:
    """The person whose copy is shown, chosen by whoever may change things; None: nobody's in particular.

    Kept in the session, so that neither name nor address ever stands in an address or a log.
    """
    chosen = request.session.get(READER)
    return audience.person(int(chosen)) if chosen and may_change(request) else None


def previews_for(request: HttpRequest, message: Message) -> list[dict[str, Any]]:
    """As the chosen reader gets it: their variant and their own values."""
    reader = reader_of(request)
    if reader is None:
        return previews(message)
    payloads = plan.payloads(message, outbox.variant_of(message, reader.pk)) or plan.payloads(message)
    return drawn(message, payloads, {"first_name": reader.first_name, "address": reader.address})


@xframe_options_sameorigin
@page
def letter(request: HttpRequest, ref: str) -> HttpResponse:
    """The issue's own HTML, for a frame: sandboxed, no script, nothing from elsewhere but pictures. `?for=tips`: as
    readers of that topic get it."""
    look, message = request.GET.get("look", ""), plan.message(ref)
    topic = previews(message, request.GET["for"]) if "for" in request.GET else []
    html = "".join(part["preview"].get("html", "") for part in topic or previews_for(request, message))
    if look in LOOKS:
        html = looks.by_night(html) if look == "night" else looks.by_day(html)
    response = HttpResponse(html)
    response.headers["Content-Security-Policy"] = NO_PICTURES if look == "bare" else LETTER_POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@page
def side_by_side(request: HttpRequest, ref: str) -> HttpResponse:
    """Every look of the issue, and the same words on every network of that date, on one page."""
    message = plan.message(ref)
    siblings = message.slot.messages.exclude(state="void").select_related("account") if message.slot else []
    others = [other for other in siblings if other.pk != message.pk and other.payload_hash]
    shown = {
        "section": "calendar",
        "message": message,
        "bulk": plan.channel_of(message.account).bulk,
        "previews": previews_for(request, message),
        "others": [(other, previews(other)) for other in others if not plan.channel_of(other.account).bulk],
        "looks": LOOKS,
        "reader": reader_of(request),
    }
    return render(request, "web/side_by_side.html", shown)


def _post(ref: str = "", **_: object) -> str:
    return reverse("post", args=(ref,))


@action(_post)
def read_as(request: HttpRequest, ref: str) -> HttpResponse:
    """Show it as one person gets it, or as everyone does. Only the session remembers whom."""
    address = request.POST.get("reader", "").strip()
    request.session.pop(READER, None)
    if address:
        found = audience.find(address)
        if found is None or found.state == "erased":
            raise Problem("Nobody on the list has that address; People shows who is there.")
        request.session[READER] = found.pk
    return redirect(f"{_post(ref)}#preview-head")


@action(_post)
def check_links(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask every link once whether it leads somewhere."""
    from scheduler.library import services as library

    message = plan.message(ref)
    parts = drawn(message, [direct(payload) for payload in plan.payloads(message)])
    found = library.check_links(link for part in parts for link in links_in(part["preview"]))
    dead = [each for each in found if each.state != "there"]
    for each in dead:
        level = messages.error if each.state == "dead" else messages.warning
        level(request, f"{each.address} – {each.sentence}")
    if found and not dead:
        messages.success(request, f"All {len(found)} links lead somewhere." if len(found) > 1 else "The link is there.")
    if not found:
        messages.info(request, "There is no link in it.")
    return redirect(_post(ref))


def links_in(preview: dict[str, Any]) -> list[str]:
    """Addresses of the web in a preview, in order: of the letter, of the text, of the card."""
    card = preview.get("card") or {}
    found = [unescape(address) for address in _HREF.findall(preview.get("html") or "")]
    found += [piece["link"] for piece in preview.get("segments", [])]
    found += [preview.get("link") or "", str(card.get("uri", ""))]
    return list(dict.fromkeys(address for address in found if address.startswith(("http://", "https://"))))


def _month(**_: object) -> str:
    return reverse("month")


@action(_month)
def count(request: HttpRequest) -> HttpResponse:
    """How long posts become with the words in a form; changes nothing. JSON for the script, a page without it."""
    tip = request.POST.get("tip", "")
    text = request.POST.get("text", request.POST.get("value", ""))
    if line := request.POST.get("line", "").strip():
        text = f"{text.rstrip()}\n{line}"
    typed = plan.Typed(text[:LONGEST], request.POST.get("title", "").strip(), request.POST.get("link", "").strip())
    counted = plan.count_words(
        typed, ref=request.POST.get("ref", ""), tip_id=int(tip) if tip.isdecimal() else 0,
        channels=request.POST.getlist("channel"),
    )  # fmt: skip
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"counts": [{"sentence": one.sentence, "fits": one.fits} for one in counted]})
    return render(request, "web/counts.html", {"section": "calendar", "counts": counted, "text": text})
