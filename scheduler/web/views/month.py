"""The month: everything of the next four weeks as pictures on one page, and a person's answers to it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from scheduler import config
from scheduler.accounts import services as accounts
from scheduler.errors import Problem
from scheduler.plan import services as plan
from scheduler.plan.services.taking_back import unskip_all
from scheduler.web import words
from scheduler.web.access import action, name_of, page
from scheduler.web.cards import days
from scheduler.web.fields import local_time, web_address


@page
def month(request: HttpRequest) -> HttpResponse:
    """All issues and posts of the next four weeks in date order."""
    found = plan.month(config.clock().now())
    shown = {
        "section": "month",
        "month": found,
        "days": days(found.moments),
        "practising": plan.practising(),
        "kits": plan.kit_months(card.message for card in found.cards),
    }
    return render(request, "web/month.html", shown)


@page
def kit(request: HttpRequest, name: str) -> StreamingHttpResponse:
    """A month's pictures and captions to take along, as `studio kit` packs them; whoever may see them may have them."""
    response = StreamingHttpResponse(plan.packed(plan.kit(name)), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="kit-{name.strip()}.zip"'
    return response


def _back(ref: str = "", **_: object) -> str:
    return reverse("month") + (f"#{ref}" if ref else "")


@action(_back)
def answer(request: HttpRequest) -> HttpResponse:
    """Approve or skip what the form names: one, those of a date, or all. An OK is for the words that were shown."""
    by, now, seen = name_of(request), config.clock().now(), plan.seen_of(request.POST.getlist("seen"))
    if request.POST.get("do") == "skip":
        plan.skip_seen(seen, by, now)
        messages.success(request, "Skipped: it does not go out. The others keep their dates.")
    elif request.POST.get("do") == "unskip":
        done = unskip_all(list(seen), by, now)
        told = "The skip is taken back: it goes out on its date." if done else "Nothing was changed: it is not skipped."
        messages.success(request, told)
    elif request.POST.get("do") == "approve":
        _approved(request, plan.approve_seen(seen, by, now))
    else:
        raise Problem("This button is not known any more; open the page again.")
    return redirect(_back(request.POST.get("back", "")[:20]))


def _approved(request: HttpRequest, answered: plan.Answered) -> None:
    if answered.done:
        what = words.number(answered.done, "post or issue goes", "posts and issues go")
        messages.success(request, f"Approved: {what} out exactly as you see {'it' if answered.done == 1 else 'them'}.")
    if answered.changed:
        names = ", ".join(f"“{title}”" for title in dict.fromkeys(answered.changed))
        messages.warning(request, f"Changed after you had opened the page, so please look again: {names}.")
    if not answered.done and not answered.changed:
        messages.info(request, "Nothing was changed: this was answered already.")


def _change_page(request: HttpRequest, ref: str) -> HttpResponse:
    moment = plan.moment_of(ref)
    choices = plan.choices(ref) if moment.can_swap else []
    (day,) = days([moment])
    return render(request, "web/month_change.html", {"section": "month", "day": day, "ref": ref, "choices": choices})


@page
def change(request: HttpRequest, ref: str) -> HttpResponse:
    """Other words for a date, or another tip in its place."""
    return _change_page(request, ref)


def _to_change(ref: str = "", **_: object) -> str:
    return reverse("change-in-month", args=(ref,))


@action(_to_change, again=_change_page)
def reword(request: HttpRequest, ref: str) -> HttpResponse:
    """Heading, words and subject in one form; the person is named, and every OK is void."""
    form, by, now = request.POST, name_of(request), config.clock().now()
    changed = plan.reword(
        ref, by, now, title=form.get("title", ""), text=form.get("text", ""), line=form.get("subject", "")
    )
    told = "Changed: your words are kept under your name. Please look and approve again."
    messages.success(request, told if changed else "Nothing was changed: the words are as they were.")
    return redirect(_back(ref))


@action(_to_change, again=_change_page)
def swap(request: HttpRequest, ref: str) -> HttpResponse:
    """Another tip of the article in the place of this one."""
    tip = request.POST.get("tip", "")
    if not tip.isdecimal() or len(tip) > 18:
        raise Problem("Choose the tip that is to go out instead.")
    there = plan.swap(ref, int(tip), name_of(request), config.clock().now())
    told = f"Swapped: “{there.title}” goes out then. All other tips keep their order."
    again = " What now reads differently, were it only its number, waits for your OK again."
    messages.success(request, told + (again if there.state == "draft" else ""))
    return redirect(_back(there.ref))


def _own_page(request: HttpRequest) -> HttpResponse:
    shown = {
        "section": "month",
        "accounts": [account for account in accounts.listed() if account.state != "off"],
        "tomorrow": words.tomorrow(config.clock().now()),
    }
    return render(request, "web/month_own.html", shown)


@page
def own(request: HttpRequest) -> HttpResponse:
    """A form for a post of one's own."""
    return _own_page(request)


@action(lambda **_: reverse("own-post"), again=_own_page)
def write(request: HttpRequest) -> HttpResponse:
    """One post in the person's own words, as drafts, on the chosen channels at the chosen time."""
    form, by, now = request.POST, name_of(request), config.clock().now()
    said = {"title": " ".join(form.get("title", "").split())[:200], "link": web_address(form.get("link", "").strip())}
    at = local_time(form.get("at", "").strip())
    made = plan.post(form.get("text", ""), form.getlist("channel"), at, by, now, said)
    messages.success(request, "Your post is in the plan. Look at it and approve it.")
    return redirect(_back(made[0].ref) if _soon(made[0].ref) else reverse("post", args=(made[0].ref,)))


def _soon(ref: str) -> bool:
    return any(card.message.ref == ref for card in plan.month(config.clock().now()).cards)
