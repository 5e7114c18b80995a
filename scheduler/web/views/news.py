"""News and events in step 2: one post instead of weekly tips, or its tips after all."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from scheduler import config
from scheduler.library import services as library
from scheduler.plan import services as plan
from scheduler.web.access import action, name_of
from scheduler.web.fields import local_time, web_address
from scheduler.web.views.series import shown_tips, to_tips


@action(to_tips, again=shown_tips)
def make_post(request: HttpRequest, article_id: int) -> HttpResponse:
    """One post of its title, opening and link, on the chosen channels at the chosen time."""
    post, by, now = request.POST, name_of(request), config.clock().now()
    at, link = local_time(post.get("at", "").strip()), web_address(post.get("link", "").strip())
    made = plan.post_article(article_id, post.getlist("channel"), at, by, now, link)
    messages.success(request, "It is one post now. It waits for your OK.")
    return redirect("post", made[0].ref)


@action(to_tips, again=shown_tips)
def settle_kind(request: HttpRequest, article_id: int) -> HttpResponse:
    """Her answer to the question whether it is news."""
    library.settle_kind(article_id, news=request.POST.get("do") == "news")
    return redirect("series-tips", article_id)


@action(to_tips, again=shown_tips)
def take_tips(request: HttpRequest, article_id: int) -> HttpResponse:
    """It is no news: show its tips."""
    library.take_tips(article_id)
    messages.success(request, "Here are its tips.")
    return redirect("series-tips", article_id)
