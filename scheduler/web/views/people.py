"""People: how many, who they are, taking a list in with its one question, erasing."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from scheduler import config
from scheduler.audience import services as audience
from scheduler.audience.services import ConsentAnswer, ImportReport
from scheduler.errors import Problem
from scheduler.outbox import services as outbox
from scheduler.plan import services as plan
from scheduler.web.access import action, name_of, owners_page, page, role_of
from scheduler.web.fields import place_in, typed

LARGEST = 4 * 1024 * 1024
MOST_REFUSALS = 50
BASES = (
    ("signed up", "They signed up for the newsletter"),
    ("client", "They bought something or had a contract (counts for two years)"),
    ("inquiry", "They asked about classes (counts for six months)"),
    ("none", "I do not know: keep them, but never write to them"),
)


def _page(request: HttpRequest, report: ImportReport | None = None) -> HttpResponse:
    now = config.clock().now()
    shown = {
        "section": "people",
        "counts": _counts(now),
        "states": audience.STATES,
        "aside": outbox.count_not_understood(now),
        **(_list(request) if role_of(request) == "owner" else {}),
        "bases": BASES,
        "report": report,
        "most": MOST_REFUSALS,
        "given": _given(request),
        "data": _kept(request),
    }
    return render(request, "web/people.html", shown)


def _counts(now: datetime) -> dict[str, int]:
    """Each person once, as the list has them: who would get mail, but may not be written to, stands apart."""
    found = audience.counts(now)
    return {**found, "active": found["active"] - found[audience.NO_CONSENT]}


def _list(request: HttpRequest) -> dict[str, Any]:
    """Who they are, fifty at a time, for owners."""
    asked, now = {name: typed(request, name) for name in ("q", "state", "topic")}, config.clock().now()
    found = audience.listed(audience.Wanted(asked["state"], asked["topic"], asked["q"]), place_in(request), now)
    return {
        "asked": asked,
        "query": urlencode({name: text for name, text in asked.items() if text}),
        "found": found,
        "without_consent": audience.without_consent(found.rows, now),
        "letters": outbox.letters(),
    }


def _given(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in ("basis", "date", "source")}


def _kept(request: HttpRequest) -> str:
    """The list itself, so that a mistake in an answer does not ask for the file again."""
    upload = request.FILES.get("file")
    if upload is None or (upload.size or 0) > LARGEST:
        return request.POST.get("data", "")
    upload.seek(0)
    return base64.b64encode(upload.read()).decode()


@page
def people(request: HttpRequest) -> HttpResponse:
    """Counts, and the form for a list."""
    return _page(request)


def _back(**_: object) -> str:
    return reverse("people")


@action(_back, again=_page, owner=True)
def take_in(request: HttpRequest) -> HttpResponse:
    """First a dry run with its counts; the same list again with "do it" takes them in."""
    data, for_real = _file(request), request.POST.get("do") == "import"
    now = config.clock().now()
    report = audience.import_people(data, _answer(request), dry_run=not for_real, now=now, by=name_of(request))
    if not for_real:
        return _page(request, report)
    messages.success(request, f"Done: {_sentence(report)}")
    return redirect("people")


def _sentence(report: ImportReport) -> str:
    said = [
        (report.added, "new"),
        (report.updated, "updated"),
        (report.suppressed, "left out from now on"),
        (report.kept_out, "stay left out"),
        (len(report.refused), "lines not understood"),
    ]
    return (
        ", ".join(f"{count:,} {what}" for count, what in said if count) + "." if any(n for n, _ in said) else "0 new."
    )


def _file(request: HttpRequest) -> bytes:
    upload = request.FILES.get("file")
    if upload is not None and (upload.size or 0) > LARGEST:
        raise Problem("This list is larger than 4 MB; use `studio subscribers import` for it.")
    try:
        data = upload.read() if upload else base64.b64decode(request.POST.get("data", "").encode(), validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if not data:
        raise Problem("Choose a CSV file first.")
    return data


def _answer(request: HttpRequest) -> ConsentAnswer:
    given, zone = _given(request), plan.require().studio.timezone
    if not given["basis"]:
        raise Problem("Say why you may write to these people; choose the last answer if you do not know.")
    return ConsentAnswer(basis=given["basis"], date=given["date"], source=given["source"], zone=zone)  # type: ignore[arg-type]


@action(_back, again=_page, owner=True)
def erase(request: HttpRequest) -> HttpResponse:
    """Forget a person for good."""
    address = request.POST.get("address", "").strip()
    known = audience.erase(address, config.clock().now(), by=name_of(request))
    rest = "Only a fingerprint that keeps them out is left."
    messages.success(request, f"{address} {'is erased' if known else 'was not on the list'}. {rest}")
    return redirect("people")


@owners_page
def export(_request: HttpRequest) -> HttpResponse:
    """Everybody as CSV, for the owner."""
    response = HttpResponse(audience.export(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="people.csv"'
    return response
