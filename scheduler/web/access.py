"""Who may open a page, and how a service's sentence reaches it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from scheduler.errors import Problem

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
Page = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

LOOK_ONLY = "You may look, but not change anything: ask the owner for the editor's role."
OWNERS_ONLY = "Only an owner may do this: ask one."


def page(view: Page[P]) -> Page[P]:
    """A page for people who signed in; a Problem becomes a page that says it in one sentence."""

    @wraps(view)
    def shown(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Problem as problem:
            return render(request, "web/problem.html", {"problem": str(problem)}, status=400)

    return never_cache(login_required(shown))


def owners_page(view: Page[P]) -> Page[P]:
    """A page that names people: for owners."""

    @wraps(view)
    def shown(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if role_of(request) != "owner":
            raise Problem(OWNERS_ONLY)
        return view(request, *args, **kwargs)

    return page(shown)


def action(
    back: Callable[..., str], *, again: Callable[..., HttpResponse] | None = None, owner: bool = False
) -> Callable[[View[P]], View[P]]:
    """A POST that changes something and returns to the page `back(**kwargs)`.

    A Problem is shown there; `again(request, **kwargs)` draws the page anew with what was typed (`request.POST`), for
    forms with more than a button; a Problem that names a field then stands beside it (`mistake_at`).
    Viewers look and change nothing; `owner`: editors do not do this either.
    """

    def wrap(view: View[P]) -> View[P]:
        @wraps(view)
        def done(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method != "POST":
                return redirect(back(**kwargs))
            if refused := _refused(request, owner):
                messages.error(request, refused)
                return redirect(back(**kwargs))
            try:
                return view(request, *args, **kwargs)
            except Problem as problem:
                return _not_done(request, problem, kwargs)

        def _not_done(request: HttpRequest, problem: Problem, kwargs: dict[str, object]) -> HttpResponse:
            if again is not None:
                vars(request)["mistake"] = problem
                try:
                    response = again(request, **kwargs)
                except Problem:  # what was typed cannot even be shown
                    pass
                else:
                    response.status_code = 400
                    return response
            messages.error(request, str(problem))
            return redirect(back(**kwargs))

        return never_cache(login_required(done))

    return wrap


def mistake_at(request: HttpRequest, field: str = "") -> str:
    """What is wrong with the form that was sent, said once: beside its field, or at the top where no field took it."""
    problem = vars(request).get("mistake")
    if problem is None or (field and problem.field != field):
        return ""
    del vars(request)["mistake"]
    return str(problem)


def _refused(request: HttpRequest, owner: bool) -> str:
    if not may_change(request):
        return LOOK_ONLY
    return OWNERS_ONLY if owner and role_of(request) != "owner" else ""


def role_of(request: HttpRequest) -> str:
    """owner, editor or viewer; of a stranger the least."""
    return str(getattr(request.user, "role", "viewer"))


def may_change(request: HttpRequest) -> bool:
    """Editors and owners."""
    return role_of(request) in ("owner", "editor")


def name_of(request: HttpRequest) -> str:
    """Whose word it is, for the record."""
    return str(request.user.get_username())
