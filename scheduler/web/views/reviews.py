"""Review links as the studio sees them: made, ended, and what was said through them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from scheduler import config
from scheduler.plan import services as plan
from scheduler.web.access import action, name_of, page


def _page(request: HttpRequest, address: str = "") -> HttpResponse:
    now = config.clock().now()
    links = [(link, plan.scope_words(link)) for link in plan.open_links(now)]
    shown = {
        "section": "month",
        "links": links,
        "address": address,
        "days": plan.DAYS,
        "series": plan.running_series(),
        "scope": request.POST.get("scope") or request.GET.get("scope", ""),
    }
    return render(request, "web/reviews.html", shown)


@page
def reviews(request: HttpRequest) -> HttpResponse:
    """Open links, and a form for a new one."""
    return _page(request)


def _back(**_: object) -> str:
    return reverse("reviews")


@action(_back, again=_page)
def make(request: HttpRequest) -> HttpResponse:
    """A new link. Its address is shown on this one page and kept nowhere."""
    form, days = request.POST, request.POST.get("days", "")
    made = plan.make_link(
        form.get("scope", ""), name_of(request), config.clock().now(), days=int(days) if days.isdecimal() else 0,
        label=form.get("label", ""), may_approve=bool(form.get("may_approve")),
    )  # fmt: skip
    return _page(request, f"{config.site().url}{reverse('review', args=(made.token,))}")


@action(_back)
def end(request: HttpRequest, link_id: int) -> HttpResponse:
    """Nobody opens it any more."""
    plan.end_link(link_id, config.clock().now())
    messages.success(request, "Ended: this link opens nothing any more. What was said through it stays.")
    return redirect("reviews")


@action(lambda **_: reverse("today"))
def answer(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Read, and perhaps answered: the post goes on."""
    found = plan.answer_comment(comment_id, request.POST.get("answer", ""), name_of(request), config.clock().now())
    messages.success(request, f"Noted. “{found.message.title}” goes on, unless something else is in its way.")
    back = request.POST.get("back", "")
    safe = back.startswith("/") and url_has_allowed_host_and_scheme(back, set())
    return redirect(back if safe else reverse("post", args=(found.message.ref,)))
