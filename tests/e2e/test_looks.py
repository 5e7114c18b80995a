"""What a marketer looks at: a letter's looks, one reader's copy, its links, all of it side by side; by mouse and by
keyboard. And the third mail of a week, told where the month is approved."""

from __future__ import annotations

import email.policy
from collections.abc import Iterator
from email.parser import BytesParser
from typing import Any

import pytest

from tests.e2e.conftest import Studio
from tests.e2e.more import inside
from tests.e2e.people import Person, at_the_browser, wait_for
from tests.e2e.pictures import sample, set_clock, take_people_in
from tests.fakes.home import Home
from tests.fakes.server import Answer, FakeServer, Request

pytestmark = pytest.mark.browser
DARK = "e => getComputedStyle(e).backgroundColor.match(/\\d+/g).slice(0, 3).every(part => part < 60)"
TIPS_ONLY = """
from scheduler.commands.studio import open_studio
open_studio()
from scheduler.audience.models import Subscriber
Subscriber.objects.filter(address="anna@example.org").update(wants_classes=False)
"""


class Pages(FakeServer):
    """A site with one page."""

    def answer(self, request: Request) -> Answer | None:
        return Answer(200 if request.path == "/there" else 404, {})


@pytest.fixture(scope="module", params=["mouse-phone", "keyboard-desktop"])
def running(request: Any, browser: Any, begun: tuple[Home, str]) -> Iterator[tuple[Person, Studio]]:
    """Somebody with a queued series and two readers; the journeys of one window follow each other in it."""
    with sample(*begun, STUDIO_TEST_LOOPBACK="1") as studio, at_the_browser(browser, studio, request.param) as person:
        take_people_in(person)
        yield person, studio


@pytest.fixture
def letter(running: tuple[Person, Studio]) -> Person:
    """On the page of the first letter."""
    person, studio = running
    person.page.goto(studio.url)
    person.follow("main a[href^='/posts/']:has-text('newsletter')")
    return person


def frame(person: Person) -> Any:
    """The letter inside the page."""
    return person.page.frame_locator("iframe.letter")


def test_a_letter_is_seen_on_a_phone_at_night_on_a_desktop_without_pictures_and_as_plain_text(letter: Person) -> None:
    page, width = letter.page, "e => e.getBoundingClientRect().width"
    title = page.locator("h1").inner_text()
    assert page.locator("iframe.letter").evaluate(width) <= 390
    assert not frame(letter).locator("body").evaluate(DARK)
    letter.press("Phone at night", role="link")
    assert frame(letter).locator("body").evaluate(DARK)
    letter.press("Desktop", role="link")
    assert page.locator("iframe.letter").evaluate(width) >= 600
    assert frame(letter).locator("img").first.evaluate("e => e.complete && e.naturalWidth > 0")
    letter.press("Pictures off", role="link")
    picture = frame(letter).locator("img").first
    assert picture.evaluate("e => e.naturalWidth") == 0
    assert picture.get_attribute("alt")
    letter.press("Plain text", role="link")
    assert page.locator("iframe.letter").count() == 0
    plain = page.get_by_role("region", name="The letter as plain text").inner_text()
    assert title in plain
    assert "12 Willow Street" in plain
    assert "<" not in plain
    assert page.locator("[aria-current=true]").inner_text() == "Plain text"


def test_a_letter_is_seen_as_one_reader_gets_it(letter: Person, running: tuple[Person, Studio]) -> None:
    page = letter.page
    inside(running[1], TIPS_ONLY)
    assert frame(letter).locator(".classes").count() == 1
    letter.open("As one reader gets it")
    letter.fill("Their address", "nobody@example.org")
    letter.press("Show their copy")
    assert "Nobody on the list has that address" in letter.told
    letter.open("As one reader gets it")
    letter.fill("Their address", "anna@example.org")
    letter.press("Show their copy")
    assert "You see the copy of Anna" in page.locator("main").inner_text()
    assert frame(letter).locator("h1").first.inner_text() in page.locator("h1").inner_text()
    assert frame(letter).locator(".classes").count() == 0
    assert "anna" not in page.url.lower()
    letter.press("Back to everyone’s")
    assert "You see the copy of" not in page.locator("main").inner_text()
    assert frame(letter).locator(".classes").count() == 1


def test_all_of_a_date_is_seen_side_by_side(letter: Person) -> None:
    page = letter.page
    letter.press("All of them", role="link")
    seen = page.locator(".side h2").all_inner_texts()
    assert seen == ["Phone", "Phone at night", "Desktop", "Pictures off", "Plain text", "bluesky", "instagram"]
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    letter.press("bluesky", role="link")
    assert page.locator(".post--bluesky .post__count").inner_text().endswith("of 300 characters")
    letter.press("Beside the same day’s other posts", role="link")
    assert "bluesky" in page.locator(".side h2").all_inner_texts()


def test_links_are_checked_when_asked(running: tuple[Person, Studio]) -> None:
    person, studio = running
    page = person.page
    with Pages() as site:
        for path, said in (("/there", "The link is there."), ("/gone", f"{site.url}/gone –")):
            page.goto(f"{studio.url}/month/own/")
            person.fill("What you want to say", f"Our new timetable stands at {site.url}{path}")
            for channel in ("newsletter", "instagram"):
                person.choose(channel)
            person.press("Put it in the plan")
            person.follow(f"section.moment:has-text({path!r}) .picture__head a")
            asked = len(site.requests)
            person.press("Check its links")
            assert said in person.told
            assert len(site.requests) > asked


def test_a_third_mail_of_a_week_is_told_in_the_mail_of_the_25th_and_beside_approve_all(
    running: tuple[Person, Studio],
) -> None:
    person, studio = running
    page = person.page
    for day in ("2027-03-03", "2027-03-04"):
        page.goto(f"{studio.url}/month/own/")
        person.fill("What you want to say", f"A word about {day}.")
        for channel in ("bluesky", "instagram"):
            person.choose(channel)
        person.fill("Day and time", f"{day}T10:00")
        person.fill("Heading of the mail (optional)", f"About {day}")
        person.press("Put it in the plan")
    set_clock(studio, "2027-02-25T14:00:30+00:00")
    found = wait_for(lambda: list(studio.home.glob("rehearsal/notices/*month*.eml")), person)
    body = BytesParser(policy=email.policy.default).parsebytes(found[0].read_bytes()).get_body(("plain",))
    text = " ".join(body.get_content().split()) if body else ""
    assert "Too many mails in one week. 2 people would miss “About 2027-03-04” (Thu 4 Mar)" in text
    page.goto(f"{studio.url}/month/")
    summary = page.locator(".month__sum")
    assert "2 people would miss “About 2027-03-04”." in summary.inner_text()
    assert summary.get_by_role("button", name="Approve all").is_visible()
    summary_link = page.locator(".month__sum a[href^='#']")
    person._touch(summary_link)
    target = page.locator(page.url[page.url.index("#") :])
    assert "About 2027-03-04" in target.inner_text()
    assert "Move it to Wed 10 Mar" in page.locator("section", has=target).inner_text()
