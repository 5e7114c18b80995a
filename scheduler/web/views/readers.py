"""One person with all that happened; one more person; and the ways to the sign-up page: a link, a form to paste, a code
to print."""

from __future__ import annotations

import io

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from scheduler import config
from scheduler.audience import services as audience
from scheduler.errors import Problem
from scheduler.insights import people as insights
from scheduler.plan import services as plan
from scheduler.web.access import action, name_of, owners_page, page

KINDS = {"svg": "image/svg+xml", "png": "image/png"}


@owners_page
def person(request: HttpRequest, subscriber_id: int) -> HttpResponse:
    """Their state, and every moment from sign-up to today."""
    return _person(request, subscriber_id)


def _person(request: HttpRequest, subscriber_id: int) -> HttpResponse:
    shown = {"section": "people", "person": insights.person(subscriber_id, config.clock().now())}
    return render(request, "web/person.html", shown)


def _to_person(subscriber_id: int) -> str:
    return reverse("person", args=(subscriber_id,))


@action(_to_person, again=_person, owner=True)
def stop_writing(request: HttpRequest, subscriber_id: int) -> HttpResponse:
    """Nothing more to them, since they asked for it or since the owner decides it."""
    why = request.POST.get("why", "")
    if why not in ("asked", "own"):
        raise Problem("Say why first: whether they can be written to again depends on it.", "why")
    who = audience.stop_writing(subscriber_id, asked=why == "asked", by=name_of(request), now=config.clock().now())
    back = "Only they can come back, by signing up again." if why == "asked" else "You can take that back here."
    messages.success(request, f"Nothing more is sent to {who.address}. {back}")
    return redirect("person", subscriber_id)


@action(_to_person, owner=True)
def write_again(request: HttpRequest, subscriber_id: int) -> HttpResponse:
    """What the owner stopped goes on, as it was before."""
    who = audience.write_again(subscriber_id, name_of(request), config.clock().now())
    messages.success(request, f"{who.address} is written to again, as before.")
    return redirect("person", subscriber_id)


def _address() -> str:
    return f"{config.site().url}{reverse('sign-up')}"


def _only_here() -> bool:
    """Nobody else can open the address: there is no SITE_URL on https yet."""
    return not config.site().url.startswith("https://")


@page
def sign_up_kit(request: HttpRequest) -> HttpResponse:
    """The link, the form to paste on another site, the code to print."""
    wording, version = audience.consent_words(plan.require())
    facts = {"address": _address(), "wording": wording, "version": version}
    form = render(request, "web/sign_up_form.html", facts).content.decode()
    shown = {"section": "people", "address": _address(), "form": form, "only_here": _only_here()}
    return render(request, "web/sign_up_kit.html", shown)


@page
def sign_up_code(request: HttpRequest, kind: str) -> HttpResponse:
    """The link as a QR code, to download or to print; large enough for a poster."""
    if kind not in KINDS:
        kind = "svg"
    out = io.BytesIO()
    import segno

    code = segno.make(_address(), error="m")
    code.save(
        out, kind=kind, scale=20 if kind == "png" else 10, border=4, **({"xmldecl": False} if kind == "svg" else {})
    )
    response = HttpResponse(out.getvalue(), content_type=KINDS[kind])
    response.headers["Content-Disposition"] = f'inline; filename="sign-up.{kind}"'
    return response


@page
def sign_up_poster(request: HttpRequest) -> HttpResponse:
    """One page to print for the desk."""
    return render(request, "web/sign_up_poster.html", {"address": _address(), "only_here": _only_here()})
