"""The page behind a review link, for somebody without an account: see, approve, ask not to send, comment.

Whoever has the address may answer, so the address is long, ends by itself, can be ended, stands in no log, is not
indexed and goes to no other site. GET changes nothing; a form carries a token against forgery. An address that
nobody has, one that is too old and one that was ended all get the same answer, and many wrong ones are slowed down.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote, unquote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST

from scheduler import config
from scheduler.accounts import services as accounts
from scheduler.errors import Problem
from scheduler.library import services as library
from scheduler.plan import services as plan
from scheduler.plan.models import ReviewLink
from scheduler.web.cards import Day, days
from scheduler.web.previews import previews
from scheduler.web.views.looks import LETTER_POLICY

View = Callable[..., HttpResponse]
NAME, NAME_LASTS = "reviewer", 30 * 86400


def linked(view: View) -> View:
    """Open the link of the address, for `view(request, token, link, …)`; nothing else is shown without one."""

    @wraps(view)
    def opened(request: HttpRequest, token: str, **kwargs: str) -> HttpResponse:
        link = plan.open_link(token, config.clock().now())
        if link is None:
            return _private(_nothing(request))
        return _private(view(request, token, link, **kwargs))

    return never_cache(opened)


def _nothing(request: HttpRequest) -> HttpResponse:
    """The same for every address that opens nothing; somebody who tries many is slowed down, and nobody else."""
    network, now = request.META.get("REMOTE_ADDR", ""), config.clock().now()
    guesser = f"guesses links at {network}", f"review links at {network}"
    wait = accounts.sign_in_delay(*guesser, now)
    if not wait:
        accounts.record_failure(*guesser, now)
    return render(request, "web/review_gone.html", {"slow": bool(wait)}, status=429 if wait else 404)


def _private(response: HttpResponse) -> HttpResponse:
    """`same-origin`: no other site learns the address, and the browser still says where a form comes from, which the
    check against forgery asks for (with `no-referrer` it says `null`)."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _page(request: HttpRequest, token: str, link: ReviewLink) -> HttpResponse:
    shown = {
        "token": token,
        "link": link,
        "what": plan.scope_words(link),
        "days": days(plan.shown(link, config.clock().now())),
        "who": _name(request),
        "typed": {"ref": request.POST.get("ref", ""), "text": request.POST.get("text", "")},
        "picture_url": lambda sha256: reverse("review-picture", args=(token, sha256)),
    }
    return render(request, "web/review.html", shown)


def _name(request: HttpRequest) -> str:
    """What this browser's person typed on the page before."""
    try:
        return plan.reviewer(unquote(request.COOKIES.get(NAME, "")))
    except Problem:
        return ""


@require_http_methods(["GET", "HEAD"])
@linked
def review(request: HttpRequest, token: str, link: ReviewLink) -> HttpResponse:
    """Everything the link shows, as pictures."""
    return _page(request, token, link)


@require_POST
@linked
def answer(request: HttpRequest, token: str, link: ReviewLink) -> HttpResponse:
    """Yes, a comment, please not; or the name of whoever answers."""
    try:
        return _answered(request, token, link)
    except Problem as problem:
        messages.error(request, str(problem))
        response = _page(request, token, link)
        response.status_code = 400
        return response


def _answered(request: HttpRequest, token: str, link: ReviewLink) -> HttpResponse:
    form, now, doing = request.POST, config.clock().now(), request.POST.get("do", "")
    ref, who = form.get("ref", ""), _name(request)
    response = redirect(reverse("review", args=(token,)) + (f"#{ref[:20]}" if ref else ""))
    if doing == "name":
        _remember(response, plan.reviewer(form.get("name", "")), token)
    elif doing == "approve":
        said_yes = plan.review_approve(link, ref, form.get("seen", ""), who, now)
        messages.success(request, "Thank you: it has your OK." if said_yes else "It was answered already.")
    elif doing in ("comment", "reject"):
        plan.comment(link, ref, who, form.get("text", ""), now, against=doing == "reject")
        messages.success(request, "Thank you. It does not go out before the studio has read this.")
    else:
        raise Problem("This button is not known any more; open the page again.")
    return response


def _remember(response: HttpResponse, name: str, token: str) -> None:
    path = reverse("review", args=(token,))
    response.set_cookie(
        NAME, quote(name), NAME_LASTS, path=path, httponly=True, samesite="Lax", secure=_secure()
    )  # fmt: skip


def _secure() -> bool:
    return config.site().url.startswith("https://")


@xframe_options_sameorigin
@require_http_methods(["GET", "HEAD"])
@linked
def letter(request: HttpRequest, token: str, link: ReviewLink, ref: str) -> HttpResponse:
    """An issue's own HTML, for a sandboxed frame."""
    try:
        message = plan.shows(link, ref, config.clock().now())
    except Problem:
        raise Http404 from None
    response = HttpResponse("".join(part["preview"].get("html", "") for part in previews(message)))
    response.headers["Content-Security-Policy"] = LETTER_POLICY
    return response


@require_http_methods(["GET", "HEAD"])
@linked
def picture(request: HttpRequest, token: str, link: ReviewLink, sha256: str) -> HttpResponse:
    """A picture of a post that the link shows, and no other."""
    found = library.picture(sha256) if sha256 in _pictures(days(plan.shown(link, config.clock().now()))) else None
    if found is None:
        raise Http404
    return HttpResponse(found[0], content_type=found[1])


def _pictures(shown: list[Day]) -> set[str]:
    """The fingerprints of all pictures in these payloads."""
    return {
        sha256
        for day in shown
        for drawn in day.pictures
        for payload in drawn.card.payloads
        for sha256 in _named(payload)
    }


def _named(value: Any) -> set[str]:
    """Every `sha256` in a payload, wherever its channel puts it."""
    if isinstance(value, dict):
        own = {value["sha256"]} if isinstance(value.get("sha256"), str) else set()
        return own.union(*(_named(each) for each in value.values()))
    return set().union(*(_named(each) for each in value)) if isinstance(value, list) else set()
