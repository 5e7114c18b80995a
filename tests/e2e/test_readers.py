"""What a reader does in a browser – without an account and without JavaScript – and what the owner sees of it."""

from __future__ import annotations

import email.policy
import json
import re
from collections.abc import Iterator
from email.parser import BytesParser
from itertools import count
from typing import Any

import pytest

from tests.e2e.conftest import Studio
from tests.e2e.people import DESKTOP, EACH_WAY, PHONE, WAYS, Person, sign_in, wait_for
from tests.e2e.pictures import sample, set_clock

pytestmark = pytest.mark.browser
HOURS = count()
LINK = re.compile(r"http://127\.0\.0\.1:\d+/\S+")


@pytest.fixture(scope="module")
def studio() -> Iterator[Studio]:
    """The sample studio in practice: its mails are files."""
    with sample() as running:
        yield running


@pytest.fixture(autouse=True)
def another_hour(studio: Studio) -> None:
    """One network may ask five times an hour."""
    set_clock(studio, f"2027-02-10T{14 + next(HOURS)}:00:00+00:00")


@pytest.fixture(params=EACH_WAY)
def reader(request: pytest.FixtureRequest, browser: Any) -> Iterator[Person]:
    kind, window = WAYS[request.param]
    context = browser.new_context(viewport=window, accept_downloads=True)
    yield kind(context.new_page())
    context.close()


def newest_link(studio: Studio, kind: str, number: int, person: Person) -> str:
    """The link in the `number`th practised mail of that kind."""
    folder = studio.home / "rehearsal" / "mails"

    def found() -> Any:
        files = sorted(folder.glob(f"*-{kind}.eml")) if folder.is_dir() else []
        return files[number - 1] if len(files) >= number else None

    mail = BytesParser(policy=email.policy.default).parsebytes(wait_for(found, person).read_bytes())
    return LINK.search(mail.get_body(("plain",)).get_content())[0]  # type: ignore[index, union-attr]


def mails(studio: Studio, kind: str) -> int:
    folder = studio.home / "rehearsal" / "mails"
    return len(list(folder.glob(f"*-{kind}.eml"))) if folder.is_dir() else 0


def test_from_the_form_to_ones_own_page_and_out_again(reader: Person, studio: Studio) -> None:
    page, before = reader.page, mails(studio, "sign-up")
    address = f"reader{before}@example.org"
    page.goto(f"{studio.url}/sign-up")
    reader.fill("E-mail address", address)
    reader.choose("Yes, send me tips")
    reader.press("Sign up")
    assert "Look in your mailbox" in page.locator("h1").inner_text()
    page.goto(newest_link(studio, "sign-up", before + 1, reader))
    reader.press("Yes, sign me up")
    assert "you are on the list" in page.locator("h1").inner_text()

    reader.press("your own page", role="link")
    reader.choose("News of classes")
    reader.press("Save")
    assert "Noted" in reader.told
    assert not page.get_by_label("News of classes").is_checked()
    reader.press("4 weeks")
    assert "on a break until Wed 10 Mar 2027" in page.locator("main").inner_text()
    reader.press("End the break")
    assert "Your break is over" in reader.told

    reader.fill("Your new e-mail address", f"new{before}@example.org")
    moved = mails(studio, "address")
    own = page.url
    reader.press("Send the mail")
    assert "If mail can be sent to that address" in reader.told
    page.goto(newest_link(studio, "address", moved + 1, reader))
    reader.press("Yes, send them here")
    assert "your mails come here now" in page.locator("h1").inner_text()

    page.goto(own)
    with page.expect_download() as download:
        reader._touch(reader.find("Download my data"))
    data = json.loads(download.value.path().read_text())
    assert data["email"] == f"new{before}@example.org"
    reader.press("Leave for good")
    assert "you have left" in page.locator("h1").inner_text()


def test_erasing_asks_twice(reader: Person, studio: Studio) -> None:
    person = reader
    page, before = person.page, mails(studio, "sign-up")
    page.goto(f"{studio.url}/sign-up")
    person.fill("E-mail address", f"erase{before}@example.org")
    person.choose("Yes, send me tips")
    person.press("Sign up")
    page.goto(newest_link(studio, "sign-up", before + 1, person))
    person.press("Yes, sign me up")
    person.press("your own page", role="link")
    person.open("Erase me")
    person._touch(person.find("Erase me for good"))
    assert page.locator("input[name=sure]").evaluate("e => e.validity.valueMissing")
    person.choose("Yes, I am sure")
    person.press("Erase me for good")
    assert "you are erased" in page.locator("h1").inner_text()


def test_the_owner_finds_the_form_the_code_and_the_story(browser: Any, studio: Studio) -> None:
    person = Person(browser.new_context(viewport=DESKTOP).new_page())
    page = person.page
    sign_in(person, studio)
    person.press("People", role="link")
    person.press("your sign-up page", role="link")
    assert page.get_by_label("Copy this into a code block").input_value().startswith("<form action=")
    assert page.locator("img.code").evaluate("e => e.naturalWidth") > 100
    person.press("A page for the desk", role="link")
    assert "/sign-up" in page.locator(".poster__address").inner_text()
    person.press("Back", role="link")
    person.press("People", role="link")
    person.fill("Name or e-mail address", "example.org")
    person.press("Look up")
    person.follow("#find a")
    story = page.locator("main").inner_text()
    assert "Pressed the button in the mail: confirmed." in story


def test_a_pasted_form_on_another_site_works(browser: Any, studio: Studio) -> None:
    """The very text of the page, in a document of another origin."""
    context = browser.new_context(viewport=PHONE)
    person = Person(context.new_page())
    page = person.page
    page.goto(f"{studio.url}/sign-up")
    version = page.locator("input[name=yes]").get_attribute("value")
    form = f"""<form action="{studio.url}/sign-up" method="post">
      <label>E-mail address <input type="email" name="email"></label>
      <input type="text" name="website" hidden>
      <label><input type="checkbox" name="yes" value="{version}"> Yes</label><button>Sign up</button></form>"""
    page.route("https://willow.squarespace.example/", lambda route: route.fulfill(content_type="text/html", body=form))
    page.goto("https://willow.squarespace.example/")
    person.fill("E-mail address", "square@example.org")
    person.choose("Yes")
    person.press("Sign up")
    assert "Look in your mailbox" in page.locator("h1").inner_text()
    context.close()
