"""Rhythms and quiet times, changed in the browser: the difference first, then jobs.yaml and the plan together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from scheduler import config
from scheduler.domain import jobsfile
from scheduler.domain.jobsfile import JobEntry
from scheduler.domain.timing.rules import AfterSignUp, BeforeClass, Weekly
from scheduler.errors import Problem
from scheduler.plan import services as plan
from scheduler.plan.services import renaming, rhythm_forms, studio_forms
from scheduler.plan.services.rhythm_forms import NEWS, TIPS, WELCOME
from scheduler.web.access import action, name_of, page
from scheduler.web.fields import day
from scheduler.web.file_changes import (
    Make,
    More,
    file_as_it_stands,
    look_or_keep,
    look_page,
    new_name,
    not_too_long,
)

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class New:
    """A kind of rhythm that can be added. `asks`: which fields say when; `usual`: what its form begins with."""

    sends: str
    title: str
    about: str
    asks: str
    usual: plan.Chosen


KINDS = {
    kind.sends: kind
    for kind in (
        New(
            TIPS, "Tips", "From the articles you queue, one on each of its dates.", "days",
            plan.Chosen((), at="09:00"),
        ),
        New(
            WELCOME, "A welcome after sign-up",
            "Tips for each new reader, counted from the day they signed up, by e-mail.", "after",
            plan.Chosen((), after="7", at="09:00"),
        ),
        New(
            NEWS, "News about classes", "A new class, season or event of your timetable is told beforehand.", "steps",
            plan.Chosen((), steps=[("14", "10:00")], as_="block"),
        ),
    )
}  # fmt: skip


def _rhythms_page(request: HttpRequest) -> HttpResponse:
    found, mistakes = file_as_it_stands()
    shown = {
        "section": "calendar",
        "rhythms": plan.rhythms(),
        "kinds": list(KINDS.values()),
        "quiet": found.quiet,
        "mistakes": mistakes,
        "locked": plan.why_not_writable(config.require_home()),
        "typed": request.POST,
    }
    return render(request, "web/rhythms.html", shown)


@page
def rhythms(request: HttpRequest) -> HttpResponse:
    """Every rhythm, the way to a new one, and the quiet times."""
    return _rhythms_page(request)


def _rhythm_page(request: HttpRequest, name: str) -> HttpResponse:
    home = config.require_home()
    text = plan.read_file(home)
    job = plan.rhythm_of(text, name)
    typed = request.POST if request.method == "POST" else QueryDict()
    shown = {
        "section": "calendar",
        "job": job,
        "name": typed.get("name", name),
        "sentence": plan.sentence_of(job),
        "channels": list(plan.plan_of(text).channels),
        "weekdays": WEEKDAYS,
        "form": _typed(typed) if "channel" in typed or "at" in typed or "step" in typed else _as_it_is(job),
        "asks": _asks(job.rule),
        "state": next((one.state for one in plan.rhythms() if one.name == name), ""),
        "locked": plan.why_not_writable(config.require_home()),
    }
    return render(request, "web/rhythm.html", shown)


def _asks(rule: object) -> str:
    """Which fields say when: weekdays, days after sign-up, or days before a class."""
    return "after" if isinstance(rule, AfterSignUp) else "steps" if isinstance(rule, BeforeClass) else "days"


def _as_it_is(job: JobEntry) -> plan.Chosen:
    rule, now = job.rule, plan.Chosen(list(job.to), classes=job.classes or "", as_=job.as_)
    if isinstance(rule, Weekly):
        return replace(now, days=[str(each) for each in rule.days], at=f"{rule.at:%H:%M}")
    if isinstance(rule, AfterSignUp):
        return replace(now, after=str(rule.days), at=f"{rule.at:%H:%M}")
    if isinstance(rule, BeforeClass):
        return replace(now, steps=[(str(step.days), f"{step.at:%H:%M}") for step in rule.steps])
    return replace(now, at="09:00")


def _typed(form: QueryDict) -> plan.Chosen:
    """What the form says; far more than a form can hold is refused."""
    not_too_long(form)
    steps = [step for step in zip(form.getlist("step"), form.getlist("step_at"), strict=False) if step[0].strip()]
    at, after, classes = form.get("at", "").strip(), form.get("after", ""), form.get("classes")
    return plan.Chosen(form.getlist("channel"), form.getlist("day"), at, after, steps, classes, form.get("as"))


@page
def rhythm(request: HttpRequest, name: str) -> HttpResponse:
    """Day, time and channels of one rhythm."""
    return _rhythm_page(request, name)


def _new_page(request: HttpRequest, sends: str = "") -> HttpResponse:
    typed = request.POST if request.method == "POST" else QueryDict()
    kind = KINDS.get(sends or typed.get("sends", ""))
    if kind is None:
        raise Problem("Choose what the rhythm sends: tips, a welcome, or news about classes.")
    found, mistakes = file_as_it_stands()
    known = next((job.classes for job in found.jobs.values() if job.classes), "")
    shown = {
        "section": "calendar",
        "sends": kind.sends,
        "title": kind.title,
        "about": kind.about,
        "asks": kind.asks,
        "form": _typed(typed) if typed else replace(kind.usual, classes=known),
        "name": typed.get("name", plan.free_rhythm_name(found, kind.sends)),
        "channels": [
            name for name, one in found.channels.items() if kind.sends != WELCOME or one.kind == jobsfile.MAIL
        ],
        "weekdays": WEEKDAYS,
        "mistakes": mistakes,
        "locked": plan.why_not_writable(config.require_home()),
    }
    return render(request, "web/rhythm_new.html", shown)


@page
def new(request: HttpRequest, sends: str) -> HttpResponse:
    """The form of a new rhythm of one kind."""
    return _new_page(request, sends)


def _look_or_keep(request: HttpRequest, make: Make, what: str, sure: str) -> HttpResponse:
    return look_or_keep(request, make, (what, sure), reverse("rhythms"), reverse("calendar"))


@page
def waiting(request: HttpRequest) -> HttpResponse:
    """What a jobs.yaml that was changed in an editor would change; nothing of it is kept."""
    home = config.require_home()
    text = plan.read_file(home)
    found = replace(plan.look(home, text, name_of(request), config.clock().now()), more=False)
    if not found.sentences and not found.effects:
        messages.info(request, "Nothing waits: jobs.yaml counts as it stands.")
        return redirect("rhythms")
    shown = look_page(request, found, "The changed jobs.yaml", "Let it count")
    shown |= {"action": reverse("accept-plan"), "locked": "", "leave": reverse("rhythms")}
    return render(request, "web/rhythm_look.html", shown)


def _to_rhythm(name: str = "", **_: object) -> str:
    return reverse("rhythm", args=(name,))


def _to_rhythms(**_: object) -> str:
    return reverse("rhythms")


@action(_to_rhythm, again=_rhythm_page, owner=True)
def change(request: HttpRequest, name: str) -> HttpResponse:
    """Other days, another time, other channels."""
    chosen = _typed(request.POST)
    return _look_or_keep(
        request, lambda text: plan.change_rhythm(text, name, chosen), f"Change “{name}”", "Let it count"
    )


@action(_to_rhythm, again=_rhythm_page, owner=True)
def rename(request: HttpRequest, name: str) -> HttpResponse:
    """The same rhythm under another name."""
    new, by, now = new_name(request), name_of(request), config.clock().now()
    note = f"The rhythm “{name}” is called “{new}” from now on. Its series, dates, OKs and pauses stay."
    more = More(lambda: renaming.rename_rhythm(name, new, by, now), [note])
    return look_or_keep(
        request, lambda text: rhythm_forms.rename_rhythm(text, name, new), ("Another name", "Let it count"),
        _to_rhythm(name), f"/rhythm/{quote(new, safe='')}/", more,
    )  # fmt: skip


@action(_to_rhythm, again=_rhythm_page, owner=True)
def take_out(request: HttpRequest, name: str) -> HttpResponse:
    """Without this rhythm: asked a second time, with all that would vanish."""
    return _look_or_keep(request, lambda text: plan.remove_rhythm(text, name), f"Take “{name}” out", "Take it out")


@action(_to_rhythms, again=_new_page, owner=True)
def add(request: HttpRequest) -> HttpResponse:
    """A new rhythm."""
    form, chosen = request.POST, _typed(request.POST)
    name, sends = form.get("name", ""), form.get("sends", "")
    back = reverse("new-rhythm", args=(sends,)) if sends in KINDS else reverse("rhythms")
    return look_or_keep(
        request, lambda text: plan.add_rhythm(text, name, sends, chosen), ("A new rhythm", "Add it"), back,
        reverse("calendar"),
    )  # fmt: skip


@action(_to_rhythms, again=_rhythms_page, owner=True)
def quiet(request: HttpRequest) -> HttpResponse:
    """Quiet hours; public holidays; days on which the studio is closed, more or fewer."""
    form = request.POST
    doing = form.get("what", "")
    if doing == "hours":
        start, end = form.get("start", ""), form.get("end", "")
        return _look_or_keep(
            request, lambda text: plan.set_quiet_hours(text, start, end), "Quiet hours", "Let them count"
        )
    if doing == "holidays":
        country = form.get("holidays", "")
        return _look_or_keep(
            request, lambda text: studio_forms.set_holidays(text, country), "Public holidays", "Let them count"
        )
    if doing not in ("close", "open"):
        raise Problem("This button is not known any more; open the page again.")
    first = day(form.get("first", ""), "first")
    last = day(form.get("last", "") or form.get("first", ""), "last")
    service = plan.add_closed if doing == "close" else plan.remove_closed
    title = "Closed days" if doing == "close" else "Open again"
    return _look_or_keep(request, lambda text: service(text, first, last), title, "Let it count")
