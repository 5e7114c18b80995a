"""An issue on its way: its page goes on by itself, and says so to who cannot see it."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from tests.e2e.people import Person, queue_sample, sign_in, wait_for
from tests.e2e.pictures import sample, set_clock, take_people_in
from tests.e2e.test_live import connect_newsletter
from tests.fakes.smtp import MailServer

pytestmark = pytest.mark.browser


def test_the_page_follows_what_goes_out_without_being_loaded_again(browser: Any) -> None:
    person, go_on = Person(browser.new_page()), threading.Event()
    page = person.page
    with MailServer() as server, sample(STUDIO_TEST_LOOPBACK="1") as studio:
        sign_in(person, studio)
        take_people_in(person)
        page.goto(studio.url)
        queue_sample(person)
        series = page.url
        connect_newsletter(person, server)
        page.goto(series)
        person.follow("main a[href^='/posts/']:has-text('newsletter')")
        issue = page.url
        server.does.on_mail = lambda: go_on.wait(60) and None
        person.press("Send now")
        set_clock(studio, "2027-02-10T14:03:00+00:00")
        wait_for(lambda: page.goto(issue) and page.locator("progress").count(), person)
        assert "0 of 2" in page.locator(".live").inner_text()
        assert page.locator(".live [role=status]").inner_text().strip() == "About 0 percent are done."
        assert page.get_by_role("progressbar", name="How far it is").get_attribute("max") == "2"
        page.evaluate("window.stillTheSame = true")
        go_on.set()
        page.locator(".live li", has_text="sent").wait_for(timeout=30_000)
        page.locator("progress").wait_for(state="detached", timeout=30_000)
        assert page.locator(".live li").inner_text().split() == ["sent", "2"]
        assert page.evaluate("window.stillTheSame")
    page.close()
