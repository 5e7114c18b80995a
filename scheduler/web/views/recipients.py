"""Who got an issue, who did not and why; as a page and as a file."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render

from scheduler.errors import Problem
from scheduler.outbox import services as outbox
from scheduler.plan import services as plan
from scheduler.web.access import owners_page
from scheduler.web.fields import place_in, typed


@owners_page
def recipients(request: HttpRequest, ref: str) -> HttpResponse:
    """Fifty of them, by address, with what became of each one's copy."""
    message, asked = plan.message(ref), _asked(request)
    kept = outbox.outcomes(message)
    shown = {
        "section": "calendar",
        "message": message,
        "outcomes": kept,
        "total": sum(one.count for one in kept if not one.is_reason),
        "people": outbox.recipients(message, asked["outcome"], asked["q"], place_in(request)),
        "asked": asked,
        "query": urlencode({name: text for name, text in asked.items() if text}),
    }
    return render(request, "web/recipients.html", shown)


@owners_page
def of_number(request: HttpRequest) -> HttpResponse:
    """By a letter's number, or its address in the archive or anywhere here, as somebody copied it."""
    wanted = typed(request, "letter")
    if not wanted:
        return redirect("people")
    found = re.search(r"(?:^|/)m?(\d{1,18})(?=/|$)", wanted.partition("?")[0])
    if found is None:
        raise Problem("A letter’s number is like m34: it stands in its address, here and in the archive.")
    return redirect("recipients", plan.message(f"m{found[1]}").ref)


def _asked(request: HttpRequest) -> dict[str, str]:
    return {"q": typed(request, "q"), "outcome": typed(request, "outcome")}


@owners_page
def as_file(request: HttpRequest, ref: str) -> StreamingHttpResponse:
    """The same people, all of them, as CSV."""
    message, asked = plan.message(ref), _asked(request)
    response = StreamingHttpResponse(
        outbox.as_csv(message, asked["outcome"], asked["q"]), content_type="text/csv; charset=utf-8"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="who-got-{message.ref}.csv"'
    return response
