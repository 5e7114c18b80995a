"""New series in four steps: article → tips → channels and rhythm → dates → Queue."""

from __future__ import annotations

from pathlib import Path

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from scheduler import config
from scheduler.errors import Problem
from scheduler.library import services as library
from scheduler.library.models import Article, Tip
from scheduler.plan import services as plan
from scheduler.web.access import action, page
from scheduler.web.highlight import pieces

STEPS = ("Article", "Tips", "Channels and rhythm", "Dates")
LARGEST = 5 * 1024 * 1024


def _to_start(*_: object) -> str:
    return reverse("new-series")


@page
def start(request: HttpRequest) -> HttpResponse:
    """Step 1: paste, upload, name an address, or take one of the folder posts/."""
    shown = {"section": "articles", "step": 1, "steps": STEPS, "waiting": library.not_queued(config.require_home())}
    return render(request, "web/series_article.html", shown)


@action(_to_start)
def read(request: HttpRequest) -> HttpResponse:
    """Read the article and go to its tips."""
    article = _article_of(request)
    return redirect("series-tips", article.pk)


def _article_of(request: HttpRequest) -> Article:
    now = config.clock().now()
    upload = request.FILES.get("file")
    if upload is not None:
        return library.add_article(upload.read(LARGEST + 1), source=Path(upload.name or "upload").name, now=now)
    if address := request.POST.get("address", "").strip():
        return library.fetch_article(address, now)
    if name := request.POST.get("post", ""):
        return library.add_post(config.require_home(), name, now)
    text = request.POST.get("text", "")
    if not text.strip():
        raise Problem("There is no article yet: paste its text, choose a file, or give its https address.")
    return library.add_article(text.encode(), source="pasted text", format="text", now=now)


@page
def tips(request: HttpRequest, article_id: int) -> HttpResponse:
    """Step 2: the source on one side with each tip's words highlighted, the tips on the other."""
    article = library.article(article_id)
    found = list(library.tips(article_id))
    marks = [(tip.pk, tip.rank, tip.state == "retired", tip.spans) for tip in found]
    shown = {
        "section": "articles",
        "step": 2,
        "steps": STEPS,
        "article": article,
        "tips": sorted(found, key=lambda tip: (tip.state == "retired", tip.rank)),
        "kept": sum(tip.state != "retired" for tip in found),
        "pieces": pieces(article.text, marks),
    }
    return render(request, "web/series_tips.html", shown)


def _to_tip(_article_id: int = 0, tip_id: int = 0, **_: object) -> str:
    return f"{reverse('series-tips', args=(_article_id,))}#tip-{tip_id}"


@action(_to_tip)
def change_tip(request: HttpRequest, article_id: int, tip_id: int) -> HttpResponse:
    """Drop, put back, retitle, change words, add a line: one small form each; the person is named."""
    tip = _tip(article_id, tip_id)
    by, what, value = str(request.user.get_username()), request.POST.get("do", ""), request.POST.get("value", "")
    if what == "drop":
        library.drop_tip(tip.pk)
    elif what == "restore":
        library.restore_tip(tip.pk)
    elif what == "retitle":
        library.retitle_tip(tip.pk, value, by)
    elif what == "words":
        library.change_words(tip.pk, value, by)
    elif what == "line":
        library.add_line(tip.pk, value, by)
    return redirect(_to_tip(article_id, tip_id))


def _tip(article_id: int, tip_id: int) -> Tip:
    tip = next((tip for tip in library.tips(article_id) if tip.pk == tip_id), None)
    if tip is None:
        raise Problem("This tip is not there any more; go back to the article and look again.")
    return tip


@page
def rhythm(request: HttpRequest, article_id: int) -> HttpResponse:
    """Step 3: where it goes, and which rhythm gives the dates."""
    shown = {
        "section": "articles",
        "step": 3,
        "steps": STEPS,
        "article": library.article(article_id),
        "rhythms": plan.rhythms("tip"),
        "chosen": request.GET.get("job", ""),
    }
    return render(request, "web/series_rhythm.html", shown)


@page
def dates(request: HttpRequest, article_id: int) -> HttpResponse:
    """Step 4: every date before anything is queued, and what finds no place."""
    job, channels = request.GET.get("job", ""), request.GET.getlist("channel")
    if not job:
        raise Problem("Choose a rhythm first: go back one step.")
    if not channels:
        raise Problem("Choose at least one channel: go back one step.")
    proposal = plan.propose(article_id, job, channels, config.clock().now())
    shown = {
        "section": "articles",
        "step": 4,
        "steps": STEPS,
        "article": library.article(article_id),
        "job": job,
        "channels": channels,
        "proposal": proposal,
    }
    return render(request, "web/series_dates.html", shown)


def _to_rhythm(article_id: int = 0, **_: object) -> str:
    return reverse("series-rhythm", args=(article_id,))


@action(_to_rhythm)
def queue(request: HttpRequest, article_id: int) -> HttpResponse:
    """Put the series in the plan."""
    queued = plan.queue(
        article_id,
        request.POST.get("job", ""),
        by=str(request.user.get_username()),
        now=config.clock().now(),
        channels=request.POST.getlist("channel"),
    )
    messages.success(request, f"Queued: {queued.tips} tips on {queued.slots} dates. Each waits for your OK.")
    return redirect("calendar")
