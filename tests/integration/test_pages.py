"""Every page: who may open it, which words it uses, what it does with a mistake."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from scheduler.accounts.models import User
from scheduler.domain.states import MACHINES
from tests.builders import NOW

pytestmark = pytest.mark.django_db
BY_LINK = {"provider-reports", "leave", "done-by-hand", "preferences", "confirm", "confirm-address", "certain"}
"""Their POST needs no cookie: the link itself says whose it is."""
FROM_ANYWHERE = {"sign-up"}
"""May be posted by another site: all it can do is ask for one mail (tests/integration/test_sign_up.py)."""
PUBLIC = {"sign-in", "forgotten", "welcome", "choose-password", "media"} | BY_LINK | FROM_ANYWHERE
PUBLIC |= {"icon", "letters", "letters-feed", "archived-letter", "follow-link", "calendar-feed"}
PUBLIC |= {"metrics"}  # has a key of its own, and none of it while there is no key (test_live_view.py)
PUBLIC |= {"review", "answer-review", "review-letter", "review-picture"}
FORBIDDEN = ("campaign", "slot", "delivery", "deliveries", "attempt", "suppression", "suppressed", "hold", "holds")
SAMPLES = {"str": "m1", "int": "1"}


def routes() -> Iterator[URLPattern]:
    """Every named address."""
    for route in get_resolver().url_patterns:
        assert isinstance(route, URLPattern)
        yield route


def address(route: URLPattern) -> str:
    """An address of that route with made-up arguments."""
    return "/" + re.sub(r"<(\w+):\w+>", lambda found: SAMPLES[found[1]], str(route.pattern))


ROUTES = list(routes())
EACH = pytest.mark.parametrize("route", ROUTES, ids=lambda route: str(route.name))


@EACH
def test_a_stranger_is_asked_to_sign_in(client: Client, route: URLPattern) -> None:
    if route.name in PUBLIC:
        return
    answer = client.get(address(route))
    wanted = 405 if route.name == "sign-out" else 302
    assert answer.status_code == wanted
    if wanted == 302:
        assert answer["Location"].startswith("/sign-in/")


@EACH
def test_a_forged_form_changes_nothing(route: URLPattern) -> None:
    if route.name in BY_LINK | FROM_ANYWHERE:
        return
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.create(email="ana@example.org", role="owner", created_at=NOW))
    assert client.post(address(route), {"do": "approve"}).status_code == 403


@EACH
def test_every_page_carries_the_strict_policy(owner: Client, studio_plan: object, route: URLPattern) -> None:
    answer = owner.get(address(route))
    assert answer.status_code < 500
    policy = answer["Content-Security-Policy"]
    assert "unsafe-eval" not in policy
    assert "script-src 'self'" in policy or "sandbox" in policy
    assert answer["X-Content-Type-Options"] == "nosniff"


def plain_words(html: str) -> str:
    """What a person reads of ours: no tags, no attributes but labels and placeholders, no words of the article."""
    html = re.sub(r'(?s)<p class="post__text\b.*?</p>', " ", html)
    html = re.sub(r"(?s)<(script|style)\b.*?</\1>", " ", html)
    shown = re.findall(r'(?:placeholder|title|aria-label|alt)="([^"]*)"', html)
    return " ".join([re.sub(r"<[^>]+>", " ", html), *shown]).lower()


def hidden_names() -> set[str]:
    """State names that differ from their page word and from every other page word and are no ordinary word."""
    pages = {
        word for machine in MACHINES for state in machine.states for word in re.findall(r"\w+", state.page.lower())
    }
    names = {state.name for machine in MACHINES for state in machine.states if state.name != state.page}
    return {name for name in names if name not in pages} - {"ready", "draft", "active"}


@pytest.mark.parametrize(
    "name",
    [
        "today",
        "month",
        "own-post",
        "calendar",
        "articles",
        "new-series",
        "people",
        "channels",
        "mails",
        "your-studio",
        "new-channel",
        "rhythms",
        "going-live",
        "week",
        "calendar-links",
    ],
)
def test_no_page_shows_our_inner_words(owner: Client, studio_series: object, name: str) -> None:
    route = next(route for route in routes() if route.name == name)
    words = set(re.findall(r"[\w']+", plain_words(owner.get(address(route)).content.decode())))
    assert not words & set(FORBIDDEN)
    assert not words & hidden_names()


def test_browsers_find_the_mark_where_they_look_for_it(client: Client) -> None:
    assert client.get("/favicon.ico")["Location"] == "/static/mark.svg"
