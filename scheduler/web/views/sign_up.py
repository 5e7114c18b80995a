"""Signing up, by the studio's own page or by a form that was pasted on another site; and the button that confirms.

The form's POST is taken from everywhere, without a token: all that it can do is ask for one mail to that mailbox, at
most once a day, and its answer is the same for everybody. GET changes nothing: mail scanners follow links.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from scheduler import config
from scheduler.audience import services as audience
from scheduler.domain.phrase_table import PROBLEMS
from scheduler.errors import Problem
from scheduler.plan import services as plan
from scheduler.web.views.public import network, public


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """The form, and what is said after it; nothing of who is on the list."""
    if request.method != "POST":
        return _form(request)
    if request.POST.get("website"):  # no person sees that field
        return public("asked", {})
    try:
        _ask(request)
    except audience.TooOften as problem:
        return _form(request, plan.in_readers_words(problem), 429)
    except Problem as problem:
        return _form(request, plan.in_readers_words(problem), 400)
    return public("asked", {})


def _ask(request: HttpRequest) -> None:
    version = request.POST.get("yes", "")
    if not version:
        raise Problem(PROBLEMS["untold_box"][0])
    shown = audience.Shown(
        wording=audience.words_of(version, plan.require()),
        version=version,
        source=f"the sign-up form on {_page(request)}",
        network=network(request),
    )
    address, name = (request.POST.get(field, "").replace("\0", "") for field in ("email", "first_name"))
    desk = request.user.is_authenticated
    audience.ask_to_sign_up(address, name, shown, config.clock().now(), at_the_desk=desk)


def _page(request: HttpRequest) -> str:
    """Where the form stood, as far as the browser tells."""
    said = request.headers.get("Origin", "")
    host = urlsplit(said if said != "null" else "").hostname or ""
    return host[:200] or "a page that was not told"


def _form(request: HttpRequest, problem: str = "", status: int = 200) -> HttpResponse:
    wording, version = audience.consent_words(plan.require())
    facts = {
        "action": reverse("sign-up"),
        "wording": wording,
        "version": version,
        "problem": problem,
        "email": request.POST.get("email", "")[:254],
        "first_name": request.POST.get("first_name", "")[:100],
    }
    return public("sign_up", facts, status)


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """One button; its POST puts them on the list."""
    if request.method != "POST":
        return public("confirm", {"what": "sign-up", "wording": audience.consent_words(plan.require())[0]})
    person = audience.confirm(token, network(request), config.clock().now())
    own = reverse("preferences", args=(person.token,)) if person else ""
    return public("confirmed", {"what": "sign-up", "known": person is not None, "own_page": own})


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_address(request: HttpRequest, token: str) -> HttpResponse:
    """One button; its POST sends their mails to this address."""
    if request.method != "POST":
        return public("confirm", {"what": "address"})
    moved = audience.move(token, network(request), config.clock().now())
    return public("confirmed", {"what": "address", "known": moved, "own_page": ""})
