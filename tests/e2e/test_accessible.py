"""Every page for everyone: WCAG 2.2 AA by axe, light and dark; nothing runs over the edge from 320 to 1440 pixels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.axe import WIDTHS, Found, by_axe, open_page
from tests.e2e.conftest import Studio
from tests.e2e.more import LIVE, furnish_more, inside
from tests.e2e.people import DESKTOP, Person, at_the_browser
from tests.e2e.pictures import everything, furnish, sample

pytestmark = pytest.mark.browser
SMALL = """() => [...document.querySelectorAll('main a, button, input, summary, select')]
    .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.closest('.visually-hidden'))
    .filter(e => !(e.tagName === 'A' && getComputedStyle(e).display === 'inline'))
    .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
    .filter(([_, r]) => (r.height < 24 || r.width < 24) && r.height > 0).map(([html]) => html)"""
AXE_AT = (320, 1440)
"""`python -m tests.e2e.pictures --all FOLDER` asks axe at every width, which would take too long at every change."""
WIDER = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
SPACED = "css => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets = [s]; }"
Pages = tuple[Any, dict[str, str]]


@pytest.fixture(scope="module")
def furnished(browser: Any) -> Iterator[Pages]:
    """A signed-in page, and the addresses of all pages of a studio with a series."""
    with sample() as studio:
        context = browser.new_context(viewport=DESKTOP)
        page = context.new_page()
        yield page, everything(studio, furnish(studio, page)) | furnish_more(studio)
        context.close()


def at(page: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})


def by_eye(page: Any, name: str) -> Iterator[Found]:
    """What runs over the edge or is too small to be pressed, at each width."""
    for width in WIDTHS:
        at(page, width)
        over = page.evaluate("document.documentElement.scrollWidth")
        if over > width:
            yield name, "too wide", f"{over} at {width}"
        for html in page.evaluate(SMALL):
            yield name, f"too small at {width}", html


def spaced(page: Any, name: str) -> Iterator[Found]:
    """What runs over the edge where a reader sets the text wider (WCAG 1.4.12)."""
    at(page, 320)
    page.evaluate(SPACED, WIDER)
    over = page.evaluate("document.documentElement.scrollWidth")
    if over > 320:
        yield name, "too wide with wider text", str(over)


def test_nothing_is_wrong_with_any_page(furnished: Pages) -> None:
    """Each is opened once: by axe, light and dark, by its edges, by what is pressed, and with wider text."""
    page, addresses = furnished
    found: list[Found] = []
    for name, address in addresses.items():
        open_page(page, name, address)
        found += by_axe(page, name, AXE_AT)
        found += by_eye(page, name)
        found += spaced(page, name)
    assert found == []


def looked_at(page: Any, name: str) -> list[Found]:
    """What is wrong with a page as it stands."""
    return [*by_axe(page, name, AXE_AT), *by_eye(page, name)]


def test_pages_that_only_a_press_shows(browser: Any) -> None:
    """“Are you sure”, a difference before it counts, an address that is shown once, answers and mistakes."""
    here = {"STUDIO_TEST_LOOPBACK": "1", "NEWSLETTER_HOST": "127.0.0.1", "NEWSLETTER_SECURITY": "none"}
    with sample(CONFIRM_ABOVE="1", **here) as studio:
        page = browser.new_context(viewport=DESKTOP).new_page()
        person = Person(page)
        made, more = furnish(studio, page), furnish_more(studio)
        page.goto(more["certain"])
        person.press("It’s there")
        assert "Noted" in person.told
        found = looked_at(page, "answered")
        inside(studio, LIVE, **here)  # from here on the owner's mails go out, each with links of its own
        page.goto(more["draft"])
        person.press("Send now")
        assert "How many people get it" in page.locator("main").inner_text()
        found += looked_at(page, "sure")
        page.goto(f"{studio.url}/mails/")
        page.get_by_label("What went out").uncheck()
        person.press("See what changes")
        found += looked_at(page, "difference")
        page.goto(f"{studio.url}/calendar/elsewhere/")
        person.press("Make an address")
        found += looked_at(page, "address once")
        page.goto(f"{studio.url}/month/")
        person.open("Skip")
        person.press("Skip it")
        assert "Take the skip back" in page.locator("main").inner_text()
        found += looked_at(page, "skipped")
        page.goto(made["tips"])
        person.press("Drop")
        assert page.locator(".tip.dropped").count() == 1
        found += looked_at(page, "dropped")
        page.goto(f"{studio.url}/mails/")
        person.fill("To whom", "nobody")
        person.press("See what changes")
        assert "is no e-mail address" in person.told
        found += looked_at(page, "mistake")
        page.context.close()
    assert found == []


def test_a_mistake_beside_its_field_and_the_difference_after_it(browser: Any, queued: Studio) -> None:
    with at_the_browser(browser, queued) as person:
        page = person.page
        page.goto(f"{queued.url}/new-channel/mastodon/")
        person.fill("Server", "two words")
        person.press("See what it adds")
        assert "has no space in it" in person.told
        assert page.evaluate("document.activeElement.name") == "server"
        found = looked_at(page, "beside its field")
        person.fill("Server", "mastodon.social")
        person.press("See what it adds")
        found += looked_at(page, "a new channel")
        page.goto(f"{queued.url}/new-rhythm/announcement/")
        person.choose("bluesky")
        person.fill("Days before", "")
        person.press("See what it adds")
        assert "how many days before" in person.told
        found += looked_at(page, "a rhythm’s mistake")
    assert found == []
