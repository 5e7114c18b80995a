"""No page is forgotten: every address of urls.py is on the walk of tests/e2e (axe, widths), or shows no page at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, URLPattern, resolve

from scheduler.plan.models import Campaign
from tests.e2e.conftest import Studio
from tests.e2e.more import SHOWS
from tests.e2e.pictures import everything
from tests.integration.test_pages import ROUTES, address

pytestmark = pytest.mark.django_db
MADE = {"practised": "/posts/m1/", "issue": "/posts/m4/", "bluesky": "/posts/m5/", "by-hand": "/posts/m6/"}
MADE |= {"series": "/series/c1/", "review": "/r/token/", "tips": "/series/1/tips/"}
LETTERS = {"letter": "tests/e2e/test_letter.py", "review-letter": "the same letter, for a frame"}
"""A letter alone, which is looked at elsewhere."""
PARTS = {"progress": "a part of the post's page, which is on the walk"}
FILES = {"picture", "media", "review-picture", "metrics", "calendar-feed", "kit", "recipients-file"}
"""Where there is none, the pages “nowhere” or “problem” say so, which are on the walk."""


def walked() -> set[str]:
    """The names of the addresses that the walk opens."""
    names = set(SHOWS.values())
    for place in everything(Studio(Path("/"), "", "", cast("Any", None)), MADE).values():
        try:
            names.add(str(resolve(urlsplit(place).path or "/").url_name))
        except Resolver404:
            assert place.endswith("/nowhere/")
    return names


WALKED = walked()
REST = [route for route in ROUTES if route.name not in WALKED]


def test_the_walk_opens_many() -> None:
    assert len(WALKED) > 35
    assert {"week", "letters", "certain", "not-reached", "mails", "calendar-links", "your-studio"} <= WALKED


@pytest.mark.parametrize("route", REST, ids=lambda route: str(route.name))
def test_what_is_not_on_the_walk_shows_no_page(owner: Client, studio_series: Campaign, route: URLPattern) -> None:
    if route.name in {*LETTERS, *PARTS, *FILES}:
        return
    place = address(route)
    answer = owner.get(place)
    html = answer["Content-Type"].startswith("text/html") if "Content-Type" in answer else False
    assert answer.status_code in (301, 302, 405) or not html, (
        f"{place} shows a page: put it into `everything` of tests/e2e/pictures.py, so that axe and every width see it"
    )
