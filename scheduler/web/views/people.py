"""People: how many, taking a list in with its one question, erasing."""

from __future__ import annotations

import base64

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from scheduler import config
from scheduler.audience import services as audience
from scheduler.audience.services import ConsentAnswer
from scheduler.errors import Problem
from scheduler.plan import services as plan
from scheduler.web.access import action, page

LARGEST = 4 * 1024 * 1024
BASES = (
    ("signed up", "They signed up for the newsletter"),
    ("client", "They bought something or had a contract (counts for two years)"),
    ("inquiry", "They asked about classes (counts for six months)"),
    ("none", "I do not know: keep them, but never write to them"),
)


@page
def people(request: HttpRequest) -> HttpResponse:
    """Counts, and the form for a list."""
    shown = {"section": "people", "counts": audience.counts(config.clock().now()), "bases": BASES, "report": None, "given": {}, "data": ""}
    return render(request, "web/people.html", shown)


@page
def take_in(request: HttpRequest) -> HttpResponse:
    """First a dry run with its counts; the same list again with "do it" takes them in."""
    if request.method != "POST":
        return redirect("people")
    if getattr(request.user, "role", "viewer") == "viewer":
        raise Problem("You may look, but not change anything: ask the owner for the editor's role.")
    data, given = _file(request), {name: request.POST.get(name, "") for name in ("basis", "date", "source")}
    for_real = request.POST.get("do") == "import"
    by, now = str(request.user.get_username()), config.clock().now()
    report = audience.import_people(data, _answer(given), dry_run=not for_real, now=now, by=by)
    if for_real:
        messages.success(request, f"Done: {report}")
        return redirect("people")
    shown = {
        "section": "people",
        "counts": audience.counts(config.clock().now()),
        "bases": BASES,
        "report": report,
        "given": given,
        "data": base64.b64encode(data).decode(),
    }
    return render(request, "web/people.html", shown)


def _file(request: HttpRequest) -> bytes:
    upload = request.FILES.get("file")
    if upload is None:
        data = base64.b64decode(request.POST.get("data", "").encode(), validate=True)
    elif (upload.size or 0) > LARGEST:
        raise Problem("This list is larger than 4 MB; use `studio subscribers import` for it.")
    else:
        data = upload.read()
    if not data:
        raise Problem("Choose a CSV file first.")
    return data


def _answer(given: dict[str, str]) -> ConsentAnswer:
    zone = plan.require().studio.timezone
    basis = given["basis"] or "none"
    return ConsentAnswer(basis=basis, date=given["date"], source=given["source"], zone=zone)  # type: ignore[arg-type]


@action(lambda **_: reverse("people"))
def erase(request: HttpRequest) -> HttpResponse:
    """Forget a person for good."""
    address = request.POST.get("address", "").strip()
    audience.erase(address, config.clock().now(), by=str(request.user.get_username()))
    messages.success(request, f"{address} is erased. Only a fingerprint that keeps them out is left.")
    return redirect("people")


@page
def export(request: HttpRequest) -> HttpResponse:
    """Everybody as CSV, for the owner."""
    if getattr(request.user, "role", "") != "owner":
        raise Problem("Only an owner may take the list out: ask one.")
    response = HttpResponse(audience.export(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="people.csv"'
    return response
