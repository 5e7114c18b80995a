"""Letters that went out, for everybody: the list, each of them, and a feed. Nothing here knows who looks."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.templatetags.static import static
from django.views.decorators.http import require_http_methods

from scheduler import config
from scheduler.errors import Problem
from scheduler.plan import services as plan
from scheduler.plan.services import archive
from scheduler.web import words

POLICY = (
    "sandbox allow-popups allow-top-navigation-by-user-activation; default-src 'none'; img-src 'self' https:; "
    "style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)


@require_http_methods(["GET", "HEAD"])
def letters(_request: HttpRequest) -> HttpResponse:
    """All of them, newest first."""
    if not archive.is_kept():
        raise Http404
    rows = [{"path": one.path, "title": one.title, "day": words.public_day(one.at)} for one in archive.letters()]
    return HttpResponse(plan.public_page("letters", {"style": static("studio.css"), "letters": rows}))


@require_http_methods(["GET", "HEAD"])
def letter(_request: HttpRequest, ref: str) -> HttpResponse:
    """One, by itself: sandboxed, without scripts, with nobody's name."""
    try:
        response = HttpResponse(archive.letter(ref))
    except Problem:
        raise Http404 from None
    response.headers["Content-Security-Policy"], response.headers["Referrer-Policy"] = POLICY, "no-referrer"
    return response


@require_http_methods(["GET", "HEAD"])
def feed(_request: HttpRequest) -> HttpResponse:
    """The newest, for feed readers."""
    if not archive.is_kept():
        raise Http404
    return HttpResponse(archive.feed(config.site().url), content_type="application/atom+xml; charset=utf-8")
