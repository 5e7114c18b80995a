"""Who the studio is and how its letters look; written into jobs.yaml after a look at the difference."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from scheduler import config
from scheduler.domain import look
from scheduler.domain.timing.zones import zone_names
from scheduler.errors import Problem
from scheduler.library import services as library
from scheduler.plan import services as plan
from scheduler.plan.services import studio_forms
from scheduler.plan.services.studio_forms import SAFETY, SENDER
from scheduler.web.access import action, page
from scheduler.web.file_changes import file_as_it_stands, look_or_keep, not_too_long

LANGUAGES = {"en": "English", "fr": "French", "en-CA": "English (Canada)", "fr-CA": "French (Canada)"}
FONTS = {look.SERIF: "with serifs, as in a book", look.SANS: "without serifs, plain"}
LARGEST = 2 * 1024 * 1024
LOGOS, OWN_FONTS = (".png", ".jpg", ".jpeg"), (".ttf", ".otf")


def _page(request: HttpRequest) -> HttpResponse:
    found, mistakes = file_as_it_stands()
    now = studio_forms.fields_of(found)
    form = {**now, **_typed(request)} if request.method == "POST" else now | _brought(request)
    shown = {
        "section": "channels",
        "form": form,
        "picked": form.get("picked") or now["colour"],
        "safety": [(field, _spoken(field.removeprefix(SAFETY))) for field in now if field.startswith(SAFETY)],
        "senders": [(field, field.removeprefix(SENDER)) for field in now if field.startswith(SENDER)],
        "zones": sorted(
            {name for name in zone_names() if "/" in name and not name.startswith("Etc/")} | {form["timezone"]}
        ),
        "languages": {form["language"]: form["language"], **LANGUAGES},
        "fonts": FONTS | _files(OWN_FONTS, form["font"]),
        "logos": _files(LOGOS, form["logo"]),
        "adapted": look.adapted(now["colour"]),
        "mistakes": mistakes,
        "locked": plan.why_not_writable(config.require_home()),
    }
    return render(request, "web/studio.html", shown)


def _spoken(language: str) -> str:
    return LANGUAGES.get(language, language)


def _files(endings: tuple[str, ...], chosen: str) -> dict[str, str]:
    """Those of the studio's folder, and the one that is chosen though it may be gone."""
    here = library.files_for(endings)
    gone = {chosen: chosen} if chosen.lower().endswith(endings) and chosen not in here else {}
    return {**gone, **{name: name for name in here}}


def _brought(request: HttpRequest) -> dict[str, str]:
    """The logo that was just put into the folder, chosen already."""
    name = request.GET.get("logo", "")
    return {"logo": name} if name in library.files_for(LOGOS) else {}


def _typed(request: HttpRequest) -> dict[str, str]:
    form = not_too_long(request.POST)
    return {name: form.get(name, "") for name in form}


@page
def studio(request: HttpRequest) -> HttpResponse:
    """Name, address, contact, safety line and the look, each in a field."""
    return _page(request)


def _back(**_: object) -> str:
    return reverse("your-studio")


@action(_back, again=_page, owner=True)
def change(request: HttpRequest) -> HttpResponse:
    """Another name, address or look."""
    typed, words = _typed(request), ("Your studio", "Let it count")
    return look_or_keep(request, lambda text: studio_forms.set_studio(text, typed), words, _back(), _back())


@action(_back, owner=True)
def bring_logo(request: HttpRequest) -> HttpResponse:
    """A picture into the studio's folder, where it can be chosen; no letter shows it yet."""
    upload = request.FILES.get("picture")
    if upload is None:
        raise Problem("There is no picture yet: choose a file first.")
    if (upload.size or 0) > LARGEST:
        raise Problem("This picture is larger than 2 MB; save a smaller one.")
    name = library.keep_logo(upload.read())
    messages.success(request, f"{name} is in the studio’s folder and chosen here. Press “See what changes” to use it.")
    return redirect(f"{_back()}?logo={name}#logo")
