"""What an owner does, in a browser: by mouse and by keyboard only, on a phone and at a desk."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.conftest import Studio
from tests.e2e.people import EACH_WAY, Person, at_the_browser, queue_sample, wait_for
from tests.e2e.pictures import PEOPLE, take_people_in

pytestmark = pytest.mark.browser
ARTICLE = """Feet first

Why your feet matter
Your feet carry you all day, and most of us only notice them when they hurt. Softer feet make every step feel lighter.

Roll one foot
Stand beside a chair and put one foot on a ball. Roll it slowly from heel to toes for a minute. Breathe out as you roll.

Spread your toes
Sit down and take off your socks. Spread your toes as wide as you can and hold for three breaths. Repeat five times.
"""


@pytest.fixture(params=EACH_WAY)
def person(request: pytest.FixtureRequest, browser: Any, wednesday: Studio) -> Iterator[Person]:
    """Ana, signed in by the printed address."""
    with at_the_browser(browser, wednesday, request.param) as someone:
        assert "Welcome" in someone.told
        yield someone


def to_first_issue(person: Person) -> None:
    queue_sample(person)
    person.follow("main a[href^='/posts/']")


def test_an_article_becomes_a_series_in_four_steps(person: Person) -> None:
    page = person.page
    person.press("New series", role="link")
    person.fill("Its text", ARTICLE)
    person.follow("form[aria-labelledby=paste] button")
    assert page.locator("mark").count() >= 2
    tip = page.locator("article.tip").first
    tip_id = str(tip.get_attribute("id"))

    person.follow(f"#{tip_id} button[value=drop]")
    assert page.locator(f"#{tip_id}").get_by_text("dropped").count() == 1
    person.follow(f"#{tip_id} button[value=restore]")

    person.follow(f"#{tip_id} summary")
    person._fill(page.locator(f"#{tip_id} input[id^=title-]"), "My own title")
    person._fill(page.locator(f"#{tip_id} input[id^=line-]"), "Try it tonight.")
    person.follow(f"#{tip_id} button[value=save]")
    assert "My own title" in page.locator(f"#{tip_id} h3").inner_text()
    own = page.locator(f"#{tip_id} .own")
    assert own.inner_text() == "Try it tonight."
    assert own.evaluate("e => getComputedStyle(e).color") != tip.evaluate("e => getComputedStyle(e).color")
    assert "by ana@example.org" in page.locator(f"#{tip_id}").inner_text()

    person.press("Next: channels and rhythm", role="link")
    person.choose("instagram")
    person.press("Next: see the dates")
    assert "instagram" not in page.locator("main").inner_text()
    assert "My own title" in page.locator("main").inner_text()
    person.press("Queue")
    assert "Queued" in person.told
    assert page.locator("h1").inner_text() == "Feet first"


def test_a_file_is_read_and_a_broken_one_is_one_sentence(person: Person) -> None:
    page = person.page
    person.press("New series", role="link")
    broken = {"name": "song.mp3", "mimeType": "audio/mpeg", "buffer": b"\x00\x01\xff\xfe" * 500}
    page.get_by_label("A Word document, text, Markdown or a saved web page").set_input_files(broken)
    person.follow("form[aria-labelledby=upload] button")
    assert page.get_by_role("alert").count() == 1
    page.get_by_label("A Word document, text, Markdown or a saved web page").set_input_files(
        {"name": "feet.txt", "mimeType": "text/plain", "buffer": ARTICLE.encode()}
    )
    person.follow("form[aria-labelledby=upload] button")
    assert page.locator("article.tip").count() >= 2


def test_what_an_article_lacks_is_added_by_hand(person: Person) -> None:
    page = person.page
    person.press("New series", role="link")
    person.press("See its tips")
    before = page.locator("article.tip").count()
    person.open("Add a video")
    person.fill("What it shows", "The kettle in one minute")
    person.fill("Its address", "video.example/1")
    person.press("Add the video")
    assert "https://" in person.told
    assert page.locator("#video-title").input_value() == "The kettle in one minute"
    person.fill("Its address", "https://video.example/1")
    person.press("Add the video")
    person.open("Name the class")
    person.press("Add the class")
    assert page.locator("article.tip").count() == before + 2


def test_an_issue_is_approved_taken_back_paused_resumed_and_practised(person: Person, wednesday: Studio) -> None:
    page = person.page
    to_first_issue(person)
    assert page.frame_locator("iframe.letter").locator("h1").first.inner_text() in page.locator("h1").inner_text()
    person.press("Approve")
    assert "Approved" in person.told
    person.press("Take the OK back")
    assert "waits for your OK" in page.locator(".head .badge").inner_text()
    person.press("Pause")
    assert "does not go out now" in page.locator("main").inner_text()
    person.press("Resume")
    person.press("Send the test")
    assert "rehearsal" in person.told
    person.press("Send now")
    assert "practised" in person.told
    wait_for(lambda: page.reload() and page.get_by_text("Practised: nobody got it.").count(), person)
    folder = page.locator("code.path").inner_text()
    assert "List-Unsubscribe" in next((wednesday.home / folder).glob("*.eml")).read_text()
    assert page.locator(".head .badge").inner_text() == "practised"


def test_a_post_is_moved_and_skipped_and_a_series_stopped(person: Person) -> None:
    page = person.page
    queue_sample(person)
    series = page.url
    person.follow("main a[href^='/posts/']:has-text('bluesky')")
    assert page.locator(".post--bluesky .post__count").inner_text().endswith("of 300 characters")
    person.fill("Day and time", "2027-02-17T10:30")
    person.press("Change")
    assert "Moved" in person.told
    assert "Wed 17 Feb 2027, 10:30" in page.locator("main").inner_text()
    person.open("Skip")
    person.press("Skip it")
    assert "skipped" in page.locator(".head .badge").inner_text()
    page.goto(series)
    person.press("Approve all of it")
    assert "Nothing waits" in page.locator("main").inner_text()
    person.open("Stop")
    person.press("Stop the series")
    assert "finished" in page.locator(".head .badge").inner_text()


def test_a_rhythm_is_paused_and_resumed_on_the_calendar(person: Person) -> None:
    queue_sample(person)
    person.press("Calendar", role="link")
    assert person.page.locator("[data-day='2027-02-16'] .cal__entry").is_visible()
    person.press("Pause weekly-tip")
    assert "paused" in person.told
    assert "does not go out now" in person.page.locator("main").inner_text()
    person.press("Resume weekly-tip")
    assert "does not go out now" not in person.page.locator("main").inner_text()


def test_people_are_taken_in_after_a_count_and_one_question_and_out_again(person: Person) -> None:
    page = person.page
    person.press("People", role="link")
    page.get_by_label("CSV file").set_input_files(
        {"name": "people.csv", "mimeType": "text/csv", "buffer": PEOPLE.encode()}
    )
    person._touch(person.find("Count first"))
    assert page.locator("input[name=basis]").first.evaluate("e => e.validity.valueMissing"), (
        "why may she write to them?"
    )
    person.choose("They signed up for the newsletter")
    person.fill("Since when?", "last spring")
    person.fill("Where is the proof?", "Sign-up sheet at the desk")
    person.press("Count first")
    assert page.get_by_role("alert").count() == 1
    person.fill("Since when?", "2026-05-31")
    person.press("Count first")
    assert "2 people may be sent" not in page.locator("main").inner_text(), "nobody is taken in before she says so"
    person.press("Take them in")
    assert "2 new" in person.told
    assert "2 people may be sent mail now" in page.locator("main").inner_text()
    with page.expect_download() as download:
        person._touch(person.find("Take the list out as CSV", role="link"))
    rows = list(csv.DictReader(download.value.path().read_text(encoding="utf-8-sig").splitlines()))
    assert [row["email"] for row in rows] == ["anna@example.org", "ben@example.org"]
    person.open("Forget a person")
    person.fill("E-mail address", "anna@example.org")
    person.press("Erase for good")
    assert "is erased" in person.told


def test_a_wrong_sign_in_of_a_channel_is_one_sentence_and_loses_nothing(person: Person) -> None:
    page = person.page
    person.press("Channels", role="link")
    person.open("Connect newsletter")
    field = page.locator("#newsletter input[type=text]").first
    person._fill(field, "no such server.example")
    person.press("Save and try signing in")
    assert page.get_by_role("alert").count() == 1
    assert page.locator("#newsletter input[type=text]").first.input_value() == "no such server.example"


def test_a_reader_takes_a_break_and_leaves_without_a_cookie(person: Person, browser: Any, wednesday: Studio) -> None:
    take_people_in(person)
    person.page.goto(wednesday.url)
    to_first_issue(person)
    person.press("Send now")
    found = wait_for(lambda: list(wednesday.home.glob("rehearsal/*/0001.eml")), person)[0].read_text()
    leave = next(line for line in found.splitlines() if line.startswith("List-Unsubscribe: "))[19:-1]
    context = browser.new_context(viewport=person.page.viewport_size)
    reader = type(person)(context.new_page())
    reader.page.goto(leave)
    reader.press("Or take a break", role="link")
    reader.press("4 weeks")
    assert "it counts from now on" in reader.told
    assert "on a break until Wed 10 Mar 2027" in reader.page.locator("main").inner_text()
    reader.press("End the break")
    reader.page.goto(leave)
    reader.press("Yes, leave")
    assert reader.page.url == leave
    assert "you have left" in reader.page.locator("h1").inner_text()
    assert context.cookies() == []
    context.close()
    person.press("People", role="link")
    assert "1 person may be sent mail now, of 2 known" in person.page.locator("main").inner_text()


def test_a_tip_is_moved_cut_and_made_whole_again(person: Person) -> None:
    page = person.page
    person.press("New series", role="link")
    person.press("See its tips")
    titles = page.locator("article.tip h3").all_inner_texts()
    tip_id = str(page.locator("article.tip").nth(1).get_attribute("id"))
    person.follow(f"#{tip_id} button[value=up]")
    assert page.locator("article.tip h3").first.inner_text() == titles[1].replace("2. ", "1. ")
    person.follow(f"#{tip_id} button[value=down]")
    assert page.locator("article.tip h3").all_inner_texts() == titles
    words = page.locator(f"#{tip_id} .tip__text").inner_text()
    person.follow(f"#{tip_id} summary")
    person.follow(f"#{tip_id} button[value=cut]")
    assert len(page.locator("article.tip").all()) == len(titles) + 1
    half = page.locator(f"#{tip_id} .tip__text").inner_text()
    assert words.startswith(half)
    assert half != words
    person.follow(f"#{tip_id} summary")
    person.follow(f"#{tip_id} button[value=join]")
    assert page.locator(f"#{tip_id} .tip__text").inner_text() == words
    assert page.locator("article.tip:not(.dropped)").count() == len(titles)
    person.follow(f"#{tip_id} summary")
    person.follow(f"#{tip_id} button[value=regroup-back]")
    assert page.locator(f"#{tip_id} .tip__text").inner_text() == half
    person.follow(f"#{tip_id} summary")
    person.follow(f"#{tip_id} button[value=regroup-back]")
    assert page.locator("article.tip h3").all_inner_texts() == titles
    assert page.locator(f"#{tip_id} .tip__text").inner_text() == words


def test_words_of_ones_own_stand_in_their_colour_and_are_taken_back(person: Person) -> None:
    page = person.page
    person.press("New series", role="link")
    person.press("See its tips")
    tip = f"#{page.locator('article.tip').first.get_attribute('id')}"
    before = page.locator(f"{tip} .tip__text").inner_text()
    title = page.locator(f"{tip} h3").inner_text()
    person.follow(f"{tip} summary")
    person._fill(page.locator(f"{tip} input[id^=title-]"), "My own title")
    person._fill(page.locator(f"{tip} textarea[id^=words-]"), "Words of my own.")
    person.follow(f"{tip} button[value=save]")
    own = page.locator(f"{tip} .tip__text .own")
    assert own.inner_text() == page.locator(f"{tip} .tip__text").inner_text() == "Words of my own."
    assert own.evaluate("e => getComputedStyle(e).color") != page.locator(tip).evaluate(
        "e => getComputedStyle(e).color"
    )
    assert "Words by ana@example.org" in page.locator(tip).inner_text()
    person.follow(f"{tip} summary")
    person.follow(f"{tip} button[value=own-back]")
    assert page.locator(f"{tip} .tip__text").inner_text() == before
    assert page.locator(f"{tip} h3").inner_text() == title
    assert page.locator(f"{tip} .own").count() == 0
    assert "by ana@example.org" not in page.locator(tip).inner_text()


def test_a_caution_is_put_beside_a_tip_and_unused_words_become_one(person: Person) -> None:
    page = person.page
    person.press("New series", role="link")
    careful = ARTICLE.replace("as you roll.", "as you roll. If you bruise easily, use a soft ball.")
    person.fill("Its text", f"{careful}\nBook your place in our Tuesday class.\n")
    person.follow("form[aria-labelledby=paste] button")
    without = page.locator("article.tip:has(button[value=caution])").first
    tip = f"#{without.get_attribute('id')}"
    person.follow(f"{tip} summary")
    person.follow(f"{tip} button[value=caution]")
    assert "put here by ana@example.org" in page.locator(tip).inner_text()
    person.follow(f"{tip} button[value=caution-back]")
    assert "put here by" not in page.locator(tip).inner_text()
    count = page.locator("article.tip").count()
    person.follow("#unused > summary")
    person.follow("#unused button")
    assert "a tip now" in person.told
    assert page.locator("article.tip").count() == count + 1


def test_what_is_typed_is_not_lost_to_another_button_and_enter_keeps_it(person: Person) -> None:
    page = person.page
    person.press("New series", role="link")
    person.press("See its tips")
    tip = f"#{page.locator('article.tip').first.get_attribute('id')}"
    person.follow(f"{tip} summary")
    person._fill(page.locator(f"{tip} input[id^=title-]"), "My own title")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    with page.expect_event("dialog"):
        page.locator(".tip__do button[value=drop]").nth(1).click()
    assert asked == ["beforeunload"]
    with page.expect_navigation():
        page.locator(f"{tip} input[id^=title-]").press("Enter")
    assert "My own title" in page.locator(f"{tip} h3").inner_text()
