"""An owner adds channels and a rhythm for them and queues an article under it, without an editor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.conftest import Studio
from tests.e2e.people import Person, at_the_browser

pytestmark = pytest.mark.browser


@pytest.fixture(params=["mouse-phone", "keyboard-desktop", "without-scripts"])
def person(request: pytest.FixtureRequest, browser: Any, wednesday: Studio) -> Iterator[Person]:
    """Ana, who has just begun."""
    plain = request.param == "without-scripts"
    way = "mouse-phone" if plain else request.param
    with at_the_browser(browser, wednesday, way, java_script_enabled=not plain) as someone:
        yield someone


def written(studio: Studio) -> str:
    return (studio.home / "jobs.yaml").read_text(encoding="utf-8")


def add_channels(person: Person, studio: Studio) -> None:
    """Mastodon, after a mistake; and a second Instagram by hand."""
    page, before = person.page, written(studio)
    person.press("Channels", role="link")
    person.press("Add a channel", role="link")
    person.press("Add Mastodon", role="link")
    person.fill("Server", "two words")
    person.press("See what it adds")
    assert "Server has no space in it" in person.told
    person.fill("Server", "mastodon.social")
    person.press("See what it adds")
    assert "It begins in practice" in page.locator("main").inner_text()
    assert written(studio) == before
    person.press("Add it")
    assert "It counts from now on" in person.told
    assert page.locator("#mastodon details[open]").count() == 1, "what connects it is open"
    person.press("Add a channel", role="link")
    person.press("Add Instagram", role="link")
    assert page.get_by_label("Its name here").input_value() == "instagram-2"
    person.press("See what it adds")
    person.press("Add it")
    assert "  instagram-2: {kind: by hand, network: instagram}\n" in written(studio)


def add_rhythm(person: Person) -> None:
    """Thursdays, on both of them."""
    person.press("Calendar", role="link")
    person.press("New rhythm", role="link")
    person.press("Add tips", role="link")
    person.fill("Its name", "thursday-tip")
    person.choose("Thursday")
    person.choose("mastodon")
    person.choose("instagram-2")
    person.press("See what it adds")
    assert "The rhythm “thursday-tip” is new" in person.page.locator("main").inner_text()
    person.press("Add it")


def queue_under(person: Person, rhythm: str) -> None:
    """The sample article."""
    person.press("New series", role="link")
    person.press("See its tips")
    person.press("Next: channels and rhythm", role="link")
    person.follow(f"form:has(input[value='{rhythm}']) button")
    person.press("Queue")


def test_two_channels_and_a_rhythm_are_added_and_an_article_goes_there(person: Person, wednesday: Studio) -> None:
    page, before = person.page, written(wednesday)
    add_channels(person, wednesday)
    add_rhythm(person)
    queue_under(person, "thursday-tip")
    person.press("Calendar", role="link")
    day = page.locator("[data-day='2027-02-11']").inner_text()
    assert [part for part in ("09:00", "mastodon", "instagram-2") if part not in day] == []
    take_instagram_out(person)
    added = [line for line in written(wednesday).splitlines() if line not in before.splitlines()]
    assert added == [
        "  mastodon: {kind: mastodon, server: mastodon.social}",
        "  thursday-tip:",
        "    to: [mastodon]",
        "    every: thursday at 09:00",
    ]


def take_instagram_out(person: Person) -> None:
    """Refused while the rhythm goes there; the page leads to the rhythm."""
    main = person.page.locator("main")
    person.press("Channels", role="link")
    person.press("Change or take out instagram-2", role="link")
    assert "It cannot be taken out yet" in main.inner_text()
    person.press("Change thursday-tip", role="link")
    person.choose("instagram-2")
    person.press("See what changes")
    assert "vanishes" in main.inner_text()
    person.press("Let it count")
    person.press("Channels", role="link")
    person.press("Change or take out instagram-2", role="link")
    person.press("Take “instagram-2” out")
    assert "The channel “instagram-2” is gone." in main.inner_text()
    person.press("Take it out")
    assert "No longer in use: instagram-2" in main.inner_text()
