"""Your studio in a browser: name, address, colour and a logo, by mouse on a phone and by keyboard on a desktop."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image

from tests.e2e.conftest import Studio
from tests.e2e.people import Person, at_the_browser

pytestmark = pytest.mark.browser


@pytest.fixture(params=["mouse-phone", "keyboard-desktop"])
def person(request: pytest.FixtureRequest, browser: Any, queued: Studio) -> Iterator[Person]:
    """Ana, the owner, under Channels."""
    with at_the_browser(browser, queued, request.param) as someone:
        someone.press("Channels", role="link")
        yield someone


def written(studio: Studio) -> str:
    return (studio.home / "jobs.yaml").read_text(encoding="utf-8")


def test_address_and_colour_are_changed_from_going_live(person: Person, queued: Studio) -> None:
    page, before = person.page, written(queued)
    person.press("Going live, step by step", role="link")
    person.press("Write yours", role="link")
    assert page.url.endswith("/studio/#address")
    person.fill("Postal address", "3 Maple Road, Guelph ON  N1H 2B2")
    person.fill("Answers come to", "hello@maple.ca")
    person.fill("Or write it", "#7a1f3d")
    person.press("See what changes")
    assert "is now “3 Maple Road, Guelph ON N1H 2B2”" in page.locator("main").inner_text()
    assert written(queued) == before
    person.press("Let it count")
    assert "It counts from now on" in person.told
    assert page.get_by_label("Pick it").input_value() == "#7a1f3d"
    assert "# answers to the newsletter come here" in written(queued)
    assert "address: 3 Maple Road, Guelph ON  N1H 2B2" in written(queued)


def test_a_logo_is_brought_and_used(person: Person, queued: Studio) -> None:
    page, drawn = person.page, io.BytesIO()
    Image.new("RGBA", (300, 100), "#2f5d50").save(drawn, "PNG")
    person.press("Your studio", role="link")
    file = {"name": "leaf.png", "mimeType": "image/png", "buffer": drawn.getvalue()}
    page.get_by_label("A picture from your computer or phone").set_input_files(file)
    person.press("Bring it")
    assert "is in the studio’s folder" in person.told
    name = page.get_by_label("Logo", exact=True).input_value()
    assert name.startswith("logo-")
    person.press("See what changes")
    person.press("Let it count")
    assert f"  logo: {name}\n" in written(queued)


def test_a_timetable_is_changed_from_going_live(person: Person, queued: Studio) -> None:
    person.press("Going live, step by step", role="link")
    person.press("Name another timetable", role="link")
    person.fill("Timetable", "https://calendar.example/basic.ics")
    person.press("See what changes")
    person.press("Let it count")
    assert "    classes: https://calendar.example/basic.ics " in written(queued)
