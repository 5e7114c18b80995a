"""New series in four steps: article → tips → channels and rhythm → dates → Queue."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from scheduler import config
from scheduler.accounts import services as accounts
from scheduler.classes import services as classes
from scheduler.errors import Problem
from scheduler.library import services as library
from scheduler.library.models import Article, Tip
from scheduler.plan import services as plan
from scheduler.plan.services.desk import good_weeks
from scheduler.plan.services.showing import running_of
from scheduler.web import words
from scheduler.web.access import action, name_of, page
from scheduler.web.highlight import pieces

STEPS = ("Article", "Tips", "Channels and rhythm", "Dates")
LARGEST = 5 * 1024 * 1024
CLASSES_FOR = timedelta(weeks=3)


# --- step 1: the article ---


def _start(request: HttpRequest) -> HttpResponse:
    shown = {"section": "articles", "step": 1, "steps": STEPS, "waiting": library.not_queued(config.require_home())}
    return render(request, "web/series_article.html", shown)


@page
def start(request: HttpRequest) -> HttpResponse:
    """Step 1: paste, upload, name an address, or take one of the folder posts/."""
    return _start(request)


@action(lambda **_: reverse("new-series"), again=_start)
def read(request: HttpRequest) -> HttpResponse:
    """Read the article and go to its tips."""
    article = _article_of(request)
    return redirect("series-tips", article.pk)


def _article_of(request: HttpRequest) -> Article:
    now = config.clock().now()
    upload = request.FILES.get("file")
    if upload is not None:
        if (upload.size or 0) > LARGEST:
            raise Problem("This file is larger than 5 MB: an article is text; leave the pictures out.")
        return library.add_article(upload.read(), source=Path(upload.name or "upload").name, now=now)
    if address := request.POST.get("address", "").strip():
        return library.fetch_article(address, now)
    if name := request.POST.get("post", ""):
        return library.add_post(config.require_home(), name, now)
    text = request.POST.get("text", "")
    if not text.strip():
        raise Problem("There is no article yet: paste its text, choose a file, or give its https address.")
    return library.add_article(text.encode(), source="pasted text", now=now)


# --- step 2: its tips ---


def shown_tips(request: HttpRequest, article_id: int, tip_id: int = 0) -> HttpResponse:
    """Step 2 as a page. `tip_id`: the tip whose form was not taken; it stands open with what was typed."""
    article = library.article(article_id)
    found = sorted(library.tips(article_id), key=lambda tip: (tip.state == "retired", tip.rank, tip.position))
    numbers = {tip.pk: number for number, tip in enumerate(found, 1) if tip.state != "retired"}
    joined, weeks = library.joined(found), good_weeks(found)
    marks = [
        (tip.pk, numbers.get(tip.pk, 0), tip.pk not in numbers, tip.spans) for tip in found if tip.pk not in joined
    ]
    now = config.clock().now()
    shown = {
        "section": "articles",
        "step": 2,
        "steps": STEPS,
        "article": article,
        "tips": found,
        "numbers": numbers,
        "joined": joined,
        "weeks": weeks,
        "warnings": [said for said in article.warnings if "weekly issue" not in said or weeks == article.good_weeks],
        "running": running_of(article_id),
        "choices": library.choices(article, found),
        "cautions": library.cautions(article),
        "doubts": library.doubts(article, found),
        "unsure": library.unsure(found),
        "rests": library.rests(article, found),
        "pieces": pieces(article.text, marks, {heading for tip in found for heading in tip.section}),
        "typed": {"tip": tip_id} | {name: request.POST.get(name, "") for name in ("do", "title", "text", "line")},
        "classes": classes.upcoming(now, now + CLASSES_FOR),
        "alike": library.likenesses(article_id, found),
        "accounts": [one for one in accounts.listed() if one.state != "off"] if article.kind != "tips" else [],
        "tomorrow": words.tomorrow(now),
        "behind": plan.behind(article_id),
    }
    return render(request, "web/series_tips.html", shown)


@page
def tips(request: HttpRequest, article_id: int) -> HttpResponse:
    """Step 2: the source on one side with each tip's words highlighted, the tips on the other."""
    return shown_tips(request, article_id)


def to_tips(article_id: int = 0, tip_id: int = 0, **_: object) -> str:
    """The address of step 2, at a tip."""
    place = f"#tip-{tip_id}" if tip_id else ""
    return f"{reverse('series-tips', args=(article_id,))}{place}"


CHANGES: dict[str, Callable[[int, str, str], Tip]] = {
    "drop": lambda tip_id, _value, _by: library.drop_tip(tip_id),
    "restore": lambda tip_id, _value, _by: library.restore_tip(tip_id),
    "up": lambda tip_id, _value, _by: library.move_tip(tip_id, up=True),
    "down": lambda tip_id, _value, _by: library.move_tip(tip_id, up=False),
    "join": lambda tip_id, _value, by: library.join_next(tip_id, by),
    "cut": lambda tip_id, value, by: library.split_after(tip_id, int(value) if value.isdecimal() else 0, by),
    "regroup-back": lambda tip_id, _value, _by: library.regroup_back(tip_id),
    "caution": library.add_caution,
    "caution-back": lambda tip_id, value, _by: library.take_caution(tip_id, value),
    "own-back": lambda tip_id, _value, _by: library.own_words_back(tip_id),
}


def _save(request: HttpRequest) -> Callable[[int, str, str], Tip]:
    title, text, line = (request.POST.get(name, "") for name in ("title", "text", "line"))
    return lambda tip_id, _value, by: library.edit_tip(tip_id, title, text, line, by)


@action(to_tips, again=shown_tips)
def change_tip(request: HttpRequest, article_id: int, tip_id: int) -> HttpResponse:
    """Title, words and a line: one form. Drop, put back, move, join, cut: a button each. The person is named."""
    change = _save(request) if request.POST.get("do") == "save" else CHANGES.get(request.POST.get("do", ""))
    if change is None:
        raise Problem("This button is not known any more; open the page again.")
    if library.tip(tip_id).article_id != article_id:
        raise Problem("This tip is of another article; go back to the article and look again.")
    change(tip_id, request.POST.get("value", ""), name_of(request))
    plan.refresh(config.clock().now())
    return redirect(to_tips(article_id, tip_id))


@action(to_tips, again=shown_tips)
def own_tip(request: HttpRequest, article_id: int) -> HttpResponse:
    """What the article lacks: a few sentences, a video or a class, in a person's own words and under her name."""
    title, text = request.POST.get("title", "").strip(), request.POST.get("text", "").strip()
    what = request.POST.get("do", "own")
    if what == "video" and not text.startswith("https://"):
        raise Problem("The video's address begins with https:// – open the video and copy its address from there.")
    if what == "class":
        title, text = _class_words(text)
    tip = library.add_own_tip(article_id, title, text, name_of(request))
    messages.success(request, "Added, as the last of the tips and under your name.")
    return redirect(to_tips(article_id, tip.pk))


@action(to_tips, again=shown_tips)
def restore_rest(request: HttpRequest, article_id: int) -> HttpResponse:
    """Words that were not used become a tip."""
    number = request.POST.get("number", "")
    tip = library.restore_rest(article_id, int(number) if number.isdecimal() else -1, name_of(request))
    messages.success(request, "These words are a tip now, as the last of the order.")
    return redirect(to_tips(article_id, tip.pk))


def _class_words(uid: str) -> tuple[str, str]:
    now = config.clock().now()
    row = next((row for row in classes.upcoming(now, now + CLASSES_FOR) if row.uid == uid), None)
    if row is None:
        raise Problem("This class is not in the timetable any more: choose another.")
    where = [f"{words.day(row.starts[0])} at {words.clock(row.starts[0])}", row.teacher, row.place]
    said = f"{row.title}: {', '.join(part for part in where if part)}."
    return row.title, f"{said} {row.url}".strip()


# --- step 3: channels and rhythm ---


def _rhythm(request: HttpRequest, article_id: int) -> HttpResponse:
    shown = {
        "section": "articles",
        "step": 3,
        "steps": STEPS,
        "article": library.article(article_id),
        "rhythms": plan.rhythms("tip"),
        "chosen": request.POST.get("job") or request.GET.get("job", ""),
        "ticked": request.POST.getlist("channel") or request.GET.getlist("channel"),
    }
    return render(request, "web/series_rhythm.html", shown)


@page
def rhythm(request: HttpRequest, article_id: int) -> HttpResponse:
    """Step 3: where it goes, and which rhythm gives the dates."""
    return _rhythm(request, article_id)


# --- step 4: dates ---


@page
def dates(request: HttpRequest, article_id: int) -> HttpResponse:
    """Step 4: every date before anything is queued, and what finds no place."""
    job, channels = request.GET.get("job", ""), request.GET.getlist("channel")
    try:
        return _dates(request, article_id, job, channels)
    except Problem as problem:
        messages.error(request, str(problem))
        response = _rhythm(request, article_id)
        response.status_code = 400
        return response


def _dates(request: HttpRequest, article_id: int, job: str, channels: list[str]) -> HttpResponse:
    if not channels:
        raise Problem("Choose at least one channel.")
    if running := plan.running(article_id, job):
        messages.info(request, "This article is queued in that rhythm already: here is its series.")
        return redirect("series", running)
    shown: dict[str, Any] = {
        "section": "articles",
        "step": 4,
        "steps": STEPS,
        "article": library.article(article_id),
        "job": job,
        "channels": channels,
        "proposal": plan.propose(article_id, job, channels, config.clock().now()),
    }
    return render(request, "web/series_dates.html", shown)


@action(lambda article_id=0, **_: reverse("series-rhythm", args=(article_id,)), again=_rhythm)
def queue(request: HttpRequest, article_id: int) -> HttpResponse:
    """Put the series in the plan; pressed twice, it is queued once."""
    job = request.POST.get("job", "")
    if running := plan.running(article_id, job):
        messages.info(request, "Nothing was changed: it is queued already.")
        return redirect("series", running)
    channels, now = request.POST.getlist("channel"), config.clock().now()
    queued = plan.queue(article_id, job, by=name_of(request), now=now, channels=channels)
    messages.success(request, f"Queued: {queued.told}. Each waits for your OK.")
    return redirect("series", queued.campaign.ref)
