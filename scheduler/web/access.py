"""Who may open a page, and how a service's sentence reaches it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from scheduler.errors import Problem

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def page(view: View[P]) -> View[P]:
    """A page for people who signed in; a Problem becomes a page that says it in one sentence."""

    @wraps(view)
    def shown(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Problem as problem:
            return render(request, "web/problem.html", {"problem": str(problem)}, status=400)

    return never_cache(login_required(shown))


def action(back: Callable[..., str]) -> Callable[[View[P]], View[P]]:
    """A POST that changes something and returns to the page `back(*args)`; a Problem is shown there.

    Viewers look; they change nothing.
    """

    def wrap(view: View[P]) -> View[P]:
        @wraps(view)
        def done(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method != "POST":
                return redirect(back(*args, **kwargs))
            if getattr(request.user, "role", "viewer") == "viewer":
                messages.error(request, "You may look, but not change anything: ask the owner for the editor's role.")
                return redirect(back(*args, **kwargs))
            try:
                return view(request, *args, **kwargs)
            except Problem as problem:
                messages.error(request, str(problem))
                return redirect(back(*args, **kwargs))

        return never_cache(login_required(done))

    return wrap
