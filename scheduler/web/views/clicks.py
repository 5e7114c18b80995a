"""A counted link of a letter leads on to the address that stands in that letter, and nowhere else. (Rules section 7.)

Nothing of the address is in the request: an id that no letter has leads nowhere. A GET is noted, as a count of pages
read would be; it changes nothing that anybody set, and what is noted names nobody (docs/clicks.md).
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from scheduler import config
from scheduler.errors import Problem
from scheduler.insights import clicks
from scheduler.plan.services import clicks as links
from scheduler.web.views.public import network, private


@never_cache
@require_http_methods(["GET", "HEAD"])
def follow(request: HttpRequest, ref: str, token: str) -> HttpResponse:
    """On to where the link leads; counted unless somebody who signed in here presses it."""
    try:
        found = links.follow(ref, token)
    except Problem:
        return private(render(request, "web/link_gone.html", status=404))
    if found.counts and not request.user.is_authenticated:
        seen = (str(request.method), request.headers, network(request))
        clicks.note(found.message, token, seen, config.clock().now())
    response = private(HttpResponse(status=302))
    response.headers["Location"] = found.address
    return response
