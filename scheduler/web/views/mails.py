"""Which mails the owner gets and who gets them; written into jobs.yaml after a look at the difference."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from scheduler import config
from scheduler.domain.timing.monthly import LAST, ordinal
from scheduler.insights import owner_mail
from scheduler.plan import services as plan
from scheduler.plan.services import settings_forms
from scheduler.web.access import action, page, role_of
from scheduler.web.file_changes import file_as_it_stands, look_or_keep, not_too_long
from scheduler.web.views.rhythms import WEEKDAYS

KINDS = {
    "sent": "What went out, and to how many",
    "approve": "What waits for your OK",
    "comments": "What somebody says about a post through a review link",
    "tips": "Tips are running out",
    "problems": "What went wrong, or is not certain",
}


def _page(request: HttpRequest) -> HttpResponse:
    found, mistakes = file_as_it_stands()
    owner = role_of(request) == "owner"
    form = _typed(request) if request.method == "POST" else settings_forms.mails_of(found)
    shown = {
        "section": "today",
        "form": form if owner else replace(form, to=""),
        "kinds": KINDS,
        "weekdays": WEEKDAYS,
        "days": [(str(day), "last day" if day == LAST else ordinal(day)) for day in range(1, LAST + 1)],
        "now": owner_mail.recipients() if owner else [],
        "mistakes": mistakes,
        "locked": plan.why_not_writable(config.require_home()),
    }
    return render(request, "web/mails.html", shown)


def _typed(request: HttpRequest) -> settings_forms.Mails:
    form = not_too_long(request.POST)
    return settings_forms.Mails(
        kinds=form.getlist("kind"),
        days=form.getlist("day"),
        week_at=form.get("week_at", "").strip(),
        month_day=form.get("month_day", "").strip(),
        month_at=form.get("month_at", "").strip(),
        to=form.get("to", "").strip(),
    )


@page
def mails(request: HttpRequest) -> HttpResponse:
    """Every kind of mail with a box, when the weekly and the monthly ones come, and to whom."""
    return _page(request)


def _back(**_: object) -> str:
    return reverse("mails")


@action(_back, again=_page, owner=True)
def change(request: HttpRequest) -> HttpResponse:
    """Other mails, or to others."""
    chosen, words = _typed(request), ("Mails to you", "Let it count")
    return look_or_keep(request, lambda text: settings_forms.set_mails(text, chosen), words, _back(), _back())
