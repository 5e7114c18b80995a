"""One person more: asked to confirm by mail, or with the evidence of how they agreed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from scheduler import config
from scheduler.accounts import services as accounts
from scheduler.audience import services as audience
from scheduler.audience.services import ConsentAnswer, Newcomer
from scheduler.errors import Problem
from scheduler.plan import services as plan
from scheduler.web.access import action, name_of, owners_page

BASES = (
    ("signed up", "They signed up for the newsletter, on paper or in so many words"),
    ("client", "They bought something or had a contract (counts for two years)"),
    ("inquiry", "They asked about classes (counts for six months)"),
)
FIELDS = ("address", "first_name", "last_name", "how", "basis", "date", "source")


def _form(request: HttpRequest) -> HttpResponse:
    given = {name: request.POST.get(name, "") for name in FIELDS}
    shown = {
        "section": "people",
        "given": {**given, "how": given["how"] or "ask"},
        "topics": request.POST.getlist("topic") if request.method == "POST" else ["tips", "classes"],
        "bases": BASES,
        "wording": audience.consent_words(plan.require())[0],
        "practising": (mailbox := accounts.mailbox()) is not None and mailbox.state == "rehearsing",
    }
    return render(request, "web/person_new.html", shown)


@owners_page
def new_person(request: HttpRequest) -> HttpResponse:
    """The form."""
    return _form(request)


@action(lambda **_: reverse("new-person"), again=_form, owner=True)
def add_person(request: HttpRequest) -> HttpResponse:
    """Ask them, unless the owner says how they agreed."""
    given = {name: request.POST.get(name, "").replace("\0", "").strip() for name in FIELDS}
    new = Newcomer(given["address"], given["first_name"], given["last_name"], tuple(request.POST.getlist("topic")))
    person = _with_evidence(request, new, given) if given["how"] == "evidence" else _asked(request, new)
    return redirect("person", person)


def _asked(request: HttpRequest, new: Newcomer) -> int:
    person = audience.invite(new, audience.consent_words(plan.require()), config.clock().now(), name_of(request))
    messages.success(
        request, f"A mail with a button goes to {person.address}. They are on the list once they press it."
    )
    return int(person.pk)


def _with_evidence(request: HttpRequest, new: Newcomer, given: dict[str, str]) -> int:
    for name, missing in (
        ("basis", "Say why you may write to them."),
        ("date", "Say on which day they agreed."),
        ("source", "Say where and how they agreed, so that you can show it later."),
    ):
        if not given[name]:
            raise Problem(missing, name)
    consent = ConsentAnswer(
        basis=given["basis"],  # type: ignore[arg-type]
        date=given["date"], source=given["source"], zone=plan.require().studio.timezone,
    )  # fmt: skip
    person, report = audience.add_with_evidence(new, consent, config.clock().now(), name_of(request))
    if report.expired:
        messages.warning(request, f"{person.address} is written down, but that consent is over: they get nothing.")
    elif report.added:
        messages.success(request, f"{person.address} is on the list.")
    else:
        messages.success(request, f"{person.address} was known already; what you wrote is kept with them.")
    return int(person.pk)
