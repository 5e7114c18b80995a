"""Rhythms and quiet times in a browser: the difference first, then jobs.yaml; asked twice before one is taken out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.axe import RULES
from tests.e2e.conftest import Studio
from tests.e2e.people import Person, at_the_browser

pytestmark = pytest.mark.browser


@pytest.fixture(params=["mouse-phone", "keyboard-desktop"])
def person(request: pytest.FixtureRequest, browser: Any, queued: Studio) -> Iterator[Person]:
    """Ana, the owner, on the calendar with a series queued."""
    with at_the_browser(browser, queued, request.param) as someone:
        someone.press("Calendar", role="link")
        yield someone


def written(studio: Studio) -> str:
    return (studio.home / "jobs.yaml").read_text(encoding="utf-8")


def test_the_day_and_the_channels_of_a_rhythm_are_changed(person: Person, queued: Studio) -> None:
    page, before = person.page, written(queued)
    person.press("Change weekly-tip", role="link")
    person.choose("Tuesday")
    person.choose("Thursday")
    person.choose("instagram")
    person.press("See what changes")
    words = page.locator("main").inner_text()
    assert "until now every Tuesday at 09:00" in words
    assert "Nothing has changed yet" in words
    assert "vanishes" in words
    assert written(queued) == before
    person.press("Let it count")
    assert "It counts from now on" in person.told
    assert page.locator("[data-day='2027-02-11'] .cal__entry").count() == 1
    assert "instagram" not in page.locator(".cal").inner_text()
    assert "    every: thursday at 09:00\n" in written(queued)
    assert "# nothing goes out at night," in written(queued)


def test_a_rhythm_is_added_renamed_and_taken_out_and_days_are_closed(person: Person, queued: Studio) -> None:
    page, before = person.page, written(queued)
    person.press("New rhythm", role="link")
    person.press("Add tips", role="link")
    person.fill("Its name", "friday-tip")
    person.choose("bluesky")
    person.choose("Friday")
    person.press("See what it adds")
    person.press("Add it")
    assert "friday-tip" in page.locator("main").inner_text()
    person.press("Change friday-tip", role="link")
    person.fill("Its name here", "slow-friday")
    person.press("See what it changes")
    assert "is called “slow-friday” from now on" in page.locator("main").inner_text()
    person.press("Let it count")
    assert "\n  slow-friday:\n" in written(queued)
    person.press("Take “slow-friday” out")
    assert "The rhythm “slow-friday” is gone." in page.locator("main").inner_text()
    assert "slow-friday" in written(queued)
    person.press("Take it out")
    assert written(queued) == before

    person.press("New rhythm", role="link")
    page.get_by_label("First closed day").fill("2027-02-16")
    page.get_by_label("Last closed day").fill("2027-02-19")
    person.press("See what closed days change")
    assert "moves" in page.locator("main").inner_text()
    person.press("Let it count")
    assert page.locator(".cal__off", has_text="Closed").count() == 4
    assert "closed: [2026-12-24..2027-01-02, " in written(queued)


def test_a_mistake_keeps_what_was_typed_and_leaving_changes_nothing(person: Person, queued: Studio) -> None:
    page, before = person.page, written(queued)
    person.press("New rhythm", role="link")
    person.press("Add tips", role="link")
    person.fill("Its name", "all")
    person.choose("bluesky")
    person.choose("Friday")
    person.press("See what it adds")
    assert "cannot be a rhythm’s name" in person.told
    assert page.get_by_label("Its name").input_value() == "all"
    assert page.get_by_label("Friday").is_checked()
    person.fill("Its name", "friday-tip")
    person.press("See what it adds")
    person.press("Leave it as it is", role="link")
    assert written(queued) == before


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_a_difference_or_a_move_is_shown(browser: Any, queued: Studio, scheme: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe

    with at_the_browser(browser, queued, color_scheme=scheme) as someone:
        someone.page.goto(f"{queued.url}/series/c1/")
        someone.press("Approve all of it")
        someone.press("Calendar", role="link")
        someone.press("Change weekly-tip", role="link")
        someone.choose("Friday")
        someone.press("See what changes")
        assert "OKs stay" in someone.page.locator("main").inner_text()
        found = []
        for width in (320, 768, 1440):
            someone.page.set_viewport_size({"width": width, "height": 900})
            found += [(width, one["id"]) for one in Axe().run(someone.page, options=RULES).response["violations"]]
            assert someone.page.evaluate("document.documentElement.scrollWidth") <= width
        someone.press("Leave it as it is", role="link")
        someone.press("Back to the calendar", role="link")
        someone.follow("[data-day='2027-02-16'] .cal__title a")
        someone.fill("Day and time", "2027-02-15T22:00")
        someone.press("Move")
        assert "Family Day" in someone.told
        found += [("moved", one["id"]) for one in Axe().run(someone.page, options=RULES).response["violations"]]
        assert found == []
