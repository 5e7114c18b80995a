"""The small ways of a first week, by mouse and by keyboard: going live step by step, a forgotten password, returned
mail, which mails she gets. And the two long ways, an owner's and a reader's, with JavaScript switched off."""

from __future__ import annotations

import email.policy
import re
from collections.abc import Iterator
from email.parser import BytesParser
from typing import Any

import pytest

from tests.e2e.conftest import Studio
from tests.e2e.more import inside
from tests.e2e.people import EMAIL, PHONE, Person, at_the_browser, queue_sample, wait_for
from tests.e2e.pictures import sample, take_people_in
from tests.fakes.home import Home
from tests.fakes.smtp import MailServer

pytestmark = pytest.mark.browser
LINK = re.compile(r"http://127\.0\.0\.1:\d+/\S+")
RETURNED = """
from scheduler.commands.studio import open_studio
now = open_studio()
from scheduler.accounts.models import Account
from scheduler.outbox.models import ReturnedMail
ReturnedMail.objects.create(
    account=Account.objects.get(name="newsletter"), uidvalidity=1, uid=1, kind="unreadable", who="odd@example.org",
    subject="Out of words", at=now,
)
"""


@pytest.fixture(scope="module", params=["mouse-desktop", "keyboard-phone"])
def running(request: Any, browser: Any, begun: tuple[Home, str]) -> Iterator[tuple[Person, Studio]]:
    """Ana with a queued series; the ways of one window follow each other in it."""
    with sample(*begun, STUDIO_TEST_LOOPBACK="1") as studio, at_the_browser(browser, studio, request.param) as person:
        yield person, studio


def link_in_mail(studio: Studio, name: str, person: Person) -> str:
    """The link in the one practised mail whose file is so named; it is written while we look."""

    def found() -> Any:
        for path in (studio.home / "rehearsal").glob(name):
            body = BytesParser(policy=email.policy.default).parsebytes(path.read_bytes()).get_body(("plain",))
            return LINK.search(body.get_content() if body else "")
        return None

    return str(wait_for(found, person)[0])


def test_the_list_of_going_live_leads_to_a_first_test_that_arrives(running: tuple[Person, Studio]) -> None:
    person, studio = running
    page = person.page
    with MailServer() as server:
        page.goto(f"{studio.url}/channels/")
        person.open("Connect newsletter")
        person.fill_in("#newsletter", server.values())
        person.press("Save and try signing in")
        page.goto(studio.url)
        person.press("Go live, step by step", role="link")
        assert page.locator("#test .badge").inner_text() == "to do"
        person.fill("Address", EMAIL)
        person.press("Send the test")
        assert EMAIL in person.told
        wait_for(lambda: [mail.recipient for mail in server.does.received] == [EMAIL], person)
        person.press("It has arrived")
    assert "Mail from here arrives" in person.told
    assert page.locator("#test .badge").inner_text() == "done"
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_mail_that_came_back_is_put_away_and_its_address_left_out(running: tuple[Person, Studio]) -> None:
    person, studio = running
    page = person.page
    inside(studio, RETURNED)
    page.goto(studio.url)
    take_people_in(person)
    page.goto(f"{studio.url}/people/returned/")
    assert "odd@example.org" in page.locator("main").inner_text()
    person.press("Put away: odd@example.org")
    assert "Put away." in person.told
    assert "Every mail that came back was understood." in page.locator("main").inner_text()
    person.fill("E-mail address", "anna@example.org")
    person.press("Leave it out")
    assert "anna@example.org is left out" in person.told


def test_which_mails_she_gets_is_chosen_seen_and_counts(running: tuple[Person, Studio]) -> None:
    person, studio = running
    page = person.page
    page.goto(f"{studio.url}/mails/")
    first = page.locator("input[name=kind]").first
    name = first.get_attribute("value")
    assert first.is_checked()
    person._choose(first)
    person.fill("To whom", "ana@example.org, ben@example.org")
    person.press("See what changes")
    assert "ben@example.org" not in (studio.home / "jobs.yaml").read_text()
    person.press("Let it count")
    assert "ben@example.org" in (studio.home / "jobs.yaml").read_text()
    page.goto(f"{studio.url}/mails/")
    assert not page.locator(f"input[name=kind][value={name}]").is_checked()


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(running: tuple[Person, Studio]) -> None:
    person, studio = running
    page = person.page
    page.goto(studio.url)
    person.press("Sign out")
    person.press("Forgotten your password?", role="link")
    person.fill("E-mail address", EMAIL)
    person.press("Send me a link")
    assert "a link is on its way" in person.told
    link = link_in_mail(studio, "notices/*password*.eml", person)
    page.goto(link)
    person.fill("Password", "another four calm words")
    person.press("Begin")
    assert "Welcome." in person.told
    person.press("Sign out")
    page.goto(link)
    assert page.get_by_label("Password").count() == 0
    page.goto(f"{studio.url}/sign-in/")
    person.fill("E-mail address", EMAIL)
    person.fill("Password", "another four calm words")
    person.press("Sign in")
    assert page.locator("h1").inner_text() == "Today"


# --- with JavaScript switched off ---


@pytest.fixture(scope="module")
def bare() -> Iterator[Studio]:
    """A sample studio of which nobody has seen anything."""
    with sample() as studio:
        yield studio


def is_off(page: Any) -> bool:
    """Does no script run here?"""
    page.set_content("<p>off</p><script>document.body.textContent = 'on'</script>")
    return str(page.locator("body").inner_text()) == "off"


def test_an_article_becomes_a_queued_series_without_javascript(browser: Any, bare: Studio) -> None:
    with at_the_browser(browser, bare, "mouse-phone", java_script_enabled=False) as person:
        assert is_off(person.page)
        person.page.goto(bare.url)
        queue_sample(person)
        assert "/series/c" in person.page.url
        assert person.page.locator("main a[href^='/posts/']").count() > 3


def test_a_reader_comes_chooses_and_goes_without_javascript(browser: Any, bare: Studio) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    person = Person(context.new_page())
    page = person.page
    assert is_off(page)
    page.goto(f"{bare.url}/sign-up")
    person.fill("E-mail address", "reader@example.org")
    person.choose("Yes, send me tips")
    person.press("Sign up")
    page.goto(link_in_mail(bare, "mails/*-sign-up.eml", person))
    person.press("Yes, sign me up")
    assert "you are on the list" in page.locator("h1").inner_text()
    person.press("your own page", role="link")
    person.choose("News of classes")
    person.press("Save")
    assert "Noted" in person.told
    person.press("Leave for good")
    assert "you have left" in page.locator("h1").inner_text()
    context.close()
