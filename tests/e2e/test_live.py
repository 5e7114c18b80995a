"""From practice to real mail, in a browser: connect, go live, send, undo, and what to do when it is not certain."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.people import DESKTOP, PHONE, Person, Typist, queue_sample, sign_in, wait_for
from tests.e2e.pictures import sample, set_clock, take_people_in
from tests.fakes.smtp import DROP_AFTER, MailServer

pytestmark = pytest.mark.browser

SUBSCRIBERS = ["anna@example.org", "ben@example.org"]


def copies(server: MailServer) -> list[str]:
    """Whose copies the server has taken; the owner is told by mail through the same server, whenever her turn comes."""
    return sorted(mail.recipient for mail in server.does.received if mail.recipient in SUBSCRIBERS)


def connect_newsletter(person: Person, server: MailServer) -> None:
    """Sign in to a mail server and go live."""
    page = person.page
    person.press("Channels", role="link")
    assert "Connect it first" in page.locator("#newsletter").inner_text()
    assert "Connect your newsletter first" in page.locator("#instagram").inner_text()
    person.open("Connect newsletter")
    person.fill_in("#newsletter", server.values())
    person.press("Save and try signing in")
    assert "signing in works" in person.told
    person.press("Go live with newsletter")
    assert "newsletter is live" in person.told


@pytest.mark.parametrize(("kind", "window"), [(Person, DESKTOP), (Typist, PHONE)], ids=["mouse", "keyboard"])
def test_the_newsletter_goes_live_is_undone_sent_and_one_copy_is_settled(
    browser: Any, kind: type[Person], window: dict[str, int]
) -> None:
    context = browser.new_context(viewport=window)
    person = kind(context.new_page())
    page = person.page
    with MailServer() as server, sample(STUDIO_TEST_LOOPBACK="1") as studio:
        server.does.at_end["ben@example.org"] = DROP_AFTER
        sign_in(person, studio)
        take_people_in(person)
        page.goto(studio.url)
        queue_sample(person)
        series = page.url

        connect_newsletter(person, server)
        page.goto(series)
        person.follow("main a[href^='/posts/']:has-text('newsletter')")
        issue = page.url
        person.press("Send now")
        assert "undo" in person.told
        person.press("Undo: do not send it now")
        assert "Taken back" in person.told
        assert "Tue 16 Feb 2027, 09:00" in page.locator("main").inner_text()
        assert server.does.received == []

        person.press("Send now")
        set_clock(studio, "2027-02-10T14:03:00+00:00")
        wait_for(lambda: len(copies(server)) == 2, person)
        assert copies(server) == SUBSCRIBERS

        wait_for(lambda: page.goto(studio.url) and page.get_by_role("button", name="It’s there").count(), person)
        assert "ben@example.org" in page.locator("main").inner_text()
        person.press("It’s there")
        assert "Noted" in person.told
        assert page.get_by_role("button", name="It’s there").count() == 0
        page.goto(issue)
        assert page.locator(".head .badge").inner_text() == "sent"
        assert copies(server) == SUBSCRIBERS

        person.press("Channels", role="link")
        person.press("Back to practice with newsletter")
        assert "practises again" in person.told
    context.close()
