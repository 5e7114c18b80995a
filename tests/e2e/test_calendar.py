"""The calendar in a browser: dragged by mouse, moved by the form with keyboard and phone, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.conftest import Studio
from tests.e2e.people import DESKTOP, EACH_WAY, Person, at_the_browser

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(browser: Any, queued: Studio) -> Iterator[Person]:
    """Ana at her desk, on the calendar, with a series queued."""
    with at_the_browser(browser, queued) as someone:
        someone.press("Calendar", role="link")
        yield someone


@pytest.fixture(params=EACH_WAY)
def person(request: pytest.FixtureRequest, browser: Any, queued: Studio) -> Iterator[Person]:
    """The same, in each of the ways."""
    with at_the_browser(browser, queued, request.param) as someone:
        someone.press("Calendar", role="link")
        yield someone


def drag(person: Person, to: str) -> None:
    """The tip of Tuesday 16 February onto another day."""
    page = person.page
    entry, day = page.locator("[data-day='2027-02-16'] .cal__entry"), page.locator(f"[data-day='{to}']")
    with page.expect_navigation():
        entry.drag_to(day)


def test_a_tip_is_dragged_to_another_day_and_taken_back(desk: Person) -> None:
    page = desk.page
    title = page.locator("[data-day='2027-02-16'] .cal__title a").inner_text()
    drag(desk, "2027-02-18")
    assert "goes out on Thu 18 Feb 2027 at 09:00 now" in desk.told
    moved = page.locator("[data-day='2027-02-18'] .cal__entry")
    assert title in moved.inner_text()
    assert "moved" in moved.inner_text()
    assert page.locator("[data-day='2027-02-16'] .cal__entry").count() == 0
    desk.press("Take the move back")
    assert "is back where it was" in desk.told
    assert title in page.locator("[data-day='2027-02-16'] .cal__entry").inner_text()


def test_nothing_is_dragged_into_the_past_and_a_month_stays_as_it_was_chosen(desk: Person) -> None:
    page = desk.page
    assert page.locator(".cal__day", has_text="9").nth(0).get_attribute("data-day") is None
    desk.press("March", role="link")
    desk.press("bluesky", role="link")
    before = page.url
    entry = page.locator("[data-day='2027-03-09'] .cal__entry")
    with page.expect_navigation():
        entry.drag_to(page.locator("[data-day='2027-03-11']"))
    assert page.url == before
    assert page.locator("[data-day='2027-03-11'] .cal__entry").count() == 1


def test_a_tip_is_moved_by_the_form_with_its_reasons_in_sight_and_taken_back(person: Person) -> None:
    page = person.page
    first = page.locator("[data-day='2027-02-16'] .cal__title a")
    title = first.inner_text()
    person.follow("[data-day='2027-02-16'] .cal__title a")
    words = page.locator("main").inner_text()
    assert "“weekly-tip” goes out every Tuesday at 09:00." in words
    assert "Tip 1 of" in words
    person.fill("Day and time", "2027-02-18T11:15")
    person.press("Move")
    assert "goes out on Thu 18 Feb 2027 at 11:15 now" in person.told
    assert title in page.locator("[data-day='2027-02-18']").inner_text()
    person.press("Take the move back")
    assert title in page.locator("[data-day='2027-02-16']").inner_text()


def test_one_channel_is_moved_and_put_back_on_its_own_date(person: Person) -> None:
    page = person.page
    person.follow("[data-day='2027-02-16'] .cal__title a")
    person.choose("Only bluesky")
    person.fill("Day and time", "2027-02-17T10:30")
    person.press("Move")
    person.follow("[data-day='2027-02-17'] .cal__title a")
    person.press("Back to the rhythm’s own date")
    assert "is back on its rhythm’s own date" in person.told
    assert "bluesky" in page.locator("main").inner_text()
    assert "newsletter" in page.locator("main").inner_text()


def test_months_channels_and_the_list_are_reached_and_a_phone_shows_the_list(person: Person) -> None:
    page = person.page
    phone = page.viewport_size["width"] < 900
    assert page.locator(".cal__why:visible").count() == (page.locator(".cal__why").count() if phone else 0)
    if not phone:
        person.press("List", role="link")
    assert "best first" in page.locator("main").inner_text()
    person.press("March", role="link")
    person.press("instagram", role="link")
    assert page.locator("h1").inner_text() == "March 2027"
    assert set(page.locator(".cal__channels a:visible, .cal__channels li:visible").all_inner_texts()) != set()
    assert "newsletter" not in page.locator(".cal").inner_text()
    person.press("This month", role="link")
    assert "Today" in page.locator(".cal").inner_text()


def test_without_javascript_the_form_moves_it(browser: Any, wednesday: Studio) -> None:
    context = browser.new_context(viewport=DESKTOP, java_script_enabled=False)
    page = context.new_page()
    page.goto(wednesday.link)
    page.get_by_label("E-mail address").fill("ana@example.org")
    page.get_by_label("Password", exact=True).fill("four words nobody guesses")
    page.get_by_role("button", name="Begin").click()
    for role, words in (
        ("link", "New series"), ("button", "See its tips"), ("link", "Next: channels and rhythm"),
        ("button", "Next: see the dates"), ("button", "Queue"), ("link", "Calendar"),
    ):  # fmt: skip
        page.get_by_role(role, name=words).first.click()
    assert not page.locator(".drag-hint").is_visible()
    page.locator("[data-day='2027-02-16'] .cal__title a").click()
    page.get_by_label("Day and time").fill("2027-02-19T09:00")
    page.get_by_role("button", name="Move", exact=True).click()
    assert page.locator("[data-day='2027-02-19'] .cal__entry").count() == 1
    context.close()
