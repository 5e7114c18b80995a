"""From `studio run` to a rehearsed issue, in a browser, as the README says."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.conftest import Studio
from tests.e2e.people import DESKTOP, PHONE, Person, queue_sample, sign_in, wait_for

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("window", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_sample_article_is_queued_and_its_first_issue_is_practised_with_nothing_configured(
    studio: Studio, browser: Any, window: dict[str, int]
) -> None:
    context = browser.new_context(viewport=window)
    person = Person(context.new_page())
    sign_in(person, studio)
    queue_sample(person)
    assert "Queued" in person.told
    person.follow("main a[href^='/posts/']")
    person.press("Approve")
    person.press("Send now")
    found = wait_for(lambda: list(studio.home.glob("rehearsal/*/*.eml")), person)
    assert b"List-Unsubscribe: <http" in found[0].read_bytes()
    assert person.clicks < 25
    context.close()
