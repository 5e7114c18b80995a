"""The month in a browser: approved, swapped, reworded, added to, looked at by a stranger; by mouse and by keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.conftest import Studio
from tests.e2e.people import EACH_WAY, Person, at_the_browser, wait_for
from tests.e2e.pictures import sample, set_clock
from tests.fakes.home import Home

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", params=EACH_WAY)
def running(request: Any, browser: Any, begun: tuple[Home, str]) -> Iterator[tuple[Person, Studio]]:
    """Somebody with a queued series, and the studio; the journeys of one window follow each other in it."""
    with sample(*begun) as studio, at_the_browser(browser, studio, request.param) as person:
        yield person, studio


def titles(person: Person) -> list[str]:
    """The dates' headings, in order, without their days."""
    heads = person.page.locator(".moment:not([data-over]) h2").all_inner_texts()
    return [head.strip().splitlines()[-1] for head in heads]


def test_a_tip_is_swapped_reworded_one_date_skipped_one_post_written_and_the_month_approved(
    running: tuple[Person, Studio],
) -> None:
    person, studio = running
    page = person.page
    page.goto(studio.url)
    person.press("Month", role="link")
    before = titles(person)
    assert len(before) >= 3

    person.press("Change or swap", role="link")
    other = page.locator("main form h3").first.inner_text()
    person.press("Take this one")
    assert "Swapped" in person.told
    assert titles(person)[0] == other
    assert sorted(titles(person)) == sorted(before)

    person.press("Change or swap", role="link")
    person.fill("Words", "Put your feet on the floor. Breathe out slowly, three times.")
    person.press("Keep these words")
    assert "your words are kept" in person.told
    own = page.locator(".own").first
    assert own.inner_text().startswith("Put your feet on the floor.")
    assert own.evaluate("e => getComputedStyle(e).color") != page.locator("h1").evaluate(
        "e => getComputedStyle(e).color"
    )
    assert page.locator(".picture .post__text", has_text="Put your feet on the floor").count() == 2

    skipped = titles(person)[1]
    person.follow(".moment >> nth=1 >> .sure > summary")
    person.press("Skip it")
    assert "Skipped" in person.told
    assert skipped not in titles(person)

    person.press("Write a post of your own", role="link")
    person.fill("What you want to say", "We are closed on Family Day. See you on Tuesday!")
    person.fill("Day and time", "2027-02-12T10:00")
    person.press("Put it in the plan")
    assert "Your post is in the plan" in person.told
    assert titles(person)[0].startswith("We are closed on Family Day")

    person.press("Approve all")
    assert "Approved" in person.told
    assert "All of it has your OK" in page.locator("main").inner_text()
    assert page.get_by_role("button", name="Approve").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_a_stranger_comments_which_keeps_the_post_back_and_says_yes_to_another(
    running: tuple[Person, Studio], browser: Any
) -> None:
    person, studio = running
    page = person.page
    page.goto(f"{studio.url}/month/")
    person.press("Ask somebody to look", role="link")
    person.fill("For whom (only you see this)", "Anna at the desk")
    person.press("Make the link")
    address = str(page.get_by_label("Copy it now").input_value())

    context = browser.new_context(viewport=page.viewport_size)
    stranger = type(person)(context.new_page())
    stranger.page.goto(address)
    assert stranger.page.get_by_role("navigation").count() == 0
    stranger.fill("Your name", "Anna")
    stranger.press("That is my name")
    assert "You answer as Anna" in stranger.page.locator("main").inner_text()
    stranger.open("Say something about newsletter")
    stranger.fill("What would you change?", "We open at ten that day.")
    stranger.press("Send the comment")
    assert "does not go out before the studio has read this" in stranger.told

    page.goto(studio.url)
    assert "We open at ten that day." in page.locator("main").inner_text()
    person.follow("main .said >> xpath=.. >> a[href^='/posts/']")
    assert "does not go out now" in page.locator("main").inner_text()
    person.fill("Your answer (optional)", "Thank you, changed.")
    person.press("Read: let it go on")
    assert "goes on" in person.told
    assert "does not go out now" not in page.locator("main").inner_text()
    if page.locator(".head .badge").inner_text() == "approved":  # the journey before this one said yes to all
        person.press("Take the OK back")

    stranger.page.goto(address)
    assert "Thank you, changed." in stranger.page.locator("main").inner_text()
    stranger.press("Good as it is")
    assert "it has your OK" in stranger.told
    assert {cookie["name"].rstrip("-0123456789") for cookie in context.cookies()} <= {
        "reviewer",
        "studio-csrf",
        "messages",
    }

    person.press("Month", role="link")
    person.press("Ask somebody to look", role="link")
    person.press("End it")
    assert "Ended" in person.told
    assert stranger.page.goto(address).status == 404
    assert "opens nothing" in stranger.page.locator("h1").inner_text()
    context.close()


def test_without_scripts_everything_works_and_the_sheet_prints(running: tuple[Person, Studio], browser: Any) -> None:
    person, studio = running
    context = browser.new_context(
        viewport=person.page.viewport_size, java_script_enabled=False, storage_state=person.page.context.storage_state()
    )
    plain = context.new_page()
    plain.goto(f"{studio.url}/month/")
    plain.locator("a:has-text('Change')").first.click()
    plain.get_by_label("Heading").fill("Without a script")
    plain.get_by_role("button", name="Keep these words").click()
    assert "Without a script" in plain.locator("main").inner_text()
    plain.get_by_role("button", name=re.compile("^Approve")).first.click()
    assert "Approved" in plain.locator("[role=status]").first.inner_text()
    plain.locator("a[href*='/series/c']").first.click()
    plain.locator("a:has-text('all of it on one sheet')").click()
    plain.emulate_media(media="print")
    assert not plain.locator(".top").is_visible()
    assert plain.locator(".sheet__one").count() > 6
    context.close()


def test_the_month_is_mailed_on_the_25th_and_the_mail_leads_there(running: tuple[Person, Studio]) -> None:
    person, studio = running
    set_clock(studio, "2027-02-25T14:00:30+00:00")
    found = wait_for(lambda: list(studio.home.glob("rehearsal/notices/*month*.eml")), person)
    text = found[0].read_text()
    assert "Subject: Your month:" in text
    assert f"{studio.url}/month/" in text.replace("=\n", "")
    person.page.context.clear_cookies()
    person.page.goto(f"{studio.url}/month/")
    assert "/sign-in/" in person.page.url
    person.fill("E-mail address", "ana@example.org")
    person.fill("Password", "four words nobody guesses")
    person.choose("Stay signed in on this device")
    person.press("Sign in")
    assert person.page.url.endswith("/month/")
