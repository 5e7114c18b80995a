"""From `studio run` to a rehearsed issue, in a browser, as the README says."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.conftest import Studio

pytestmark = pytest.mark.browser
PASSWORD = "four words nobody guesses"
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


class Person:
    """Somebody at the browser, whose clicks are counted."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.clicks = 0

    def press(self, words: str, role: str = "button") -> None:
        """Click the first thing of that name."""
        self.page.get_by_role(role, name=words).first.click()
        self.clicks += 1


def sign_in(person: Person, studio: Studio) -> None:
    """Open the printed address and choose a password."""
    person.page.goto(studio.link)
    person.page.get_by_label("E-mail address").fill("ana@example.org")
    person.page.get_by_label("Password").fill(PASSWORD)
    person.press("Begin")


@pytest.mark.parametrize("window", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_sample_article_is_queued_and_its_first_issue_is_practised_with_nothing_configured(
    studio: Studio, browser: Any, window: dict[str, int]
) -> None:
    context = browser.new_context(viewport=window)
    person = Person(context.new_page())
    sign_in(person, studio)
    person.press("New series", role="link")
    person.press("See its tips")
    person.press("Next: channels and rhythm", role="link")
    person.press("Next: see the dates")
    person.press("Queue")
    assert "Queued" in person.page.get_by_role("status").first.inner_text()
    person.page.locator("main a[href^='/posts/']").first.click()
    person.press("Approve")
    person.press("Send now")
    found = wait_for(lambda: list(studio.home.glob("rehearsal/*/*.eml")), person)
    assert b"List-Unsubscribe: <http" in found[0].read_bytes()
    assert person.clicks < 25
    context.close()


def wait_for(question: Any, person: Person, seconds: int = 30) -> Any:
    """Ask until the answer is not empty; the browser's own clock does the waiting."""
    for _ in range(seconds * 10):
        if answer := question():
            return answer
        person.page.wait_for_timeout(100)
    raise AssertionError("it did not happen in time")
