"""Every page for everyone: WCAG 2.2 AA by axe, light and dark; nothing runs over the edge from 320 to 1440 pixels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.conftest import Studio
from tests.e2e.more import LIVE, furnish_more, inside
from tests.e2e.people import DESKTOP, Person, at_the_browser
from tests.e2e.pictures import everything, furnish, sample

pytestmark = pytest.mark.browser
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SMALL = """() => [...document.querySelectorAll('main a, button, input, summary, select')]
    .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.closest('.visually-hidden'))
    .filter(e => !(e.tagName === 'A' && getComputedStyle(e).display === 'inline'))
    .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
    .filter(([_, r]) => (r.height < 24 || r.width < 24) && r.height > 0).map(([html]) => html)"""
WCAG = {"runOnly": [rule for rule in RULES["runOnly"] if rule != "best-practice"]}
LETTERS = {"archived"}
"""A letter by itself: no page around it, so the rules about a page's landmarks are not asked. Its policy lets nothing
run in it, so its HTML is looked at in an empty page."""
Pages = tuple[Any, dict[str, str]]


@pytest.fixture(scope="module")
def furnished(browser: Any) -> Iterator[Pages]:
    """A signed-in page, and the addresses of all pages of a studio with a series."""
    with sample() as studio:
        context = browser.new_context(viewport=DESKTOP)
        page = context.new_page()
        yield page, everything(studio, furnish(studio, page)) | furnish_more(studio)
        context.close()


def open_page(page: Any, name: str, address: str) -> None:
    """With everything unfolded."""
    if name in LETTERS:
        page.goto("about:blank")
        page.set_content(page.request.get(address).text())
    else:
        page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(furnished: Pages, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page, addresses = furnished
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 390, "height": 844})
    found = []
    for name, address in addresses.items():
        open_page(page, name, address)
        violations = Axe().run(page, options=WCAG if name in LETTERS else RULES).response["violations"]
        found += [(name, one["id"], one["nodes"][0]["html"][:200]) for one in violations]
    assert found == []


@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_nothing_runs_over_the_edge_and_what_is_pressed_is_large_enough(furnished: Pages, width: int) -> None:
    page, addresses = furnished
    page.set_viewport_size({"width": width, "height": 844})
    found = []
    for name, address in addresses.items():
        open_page(page, name, address)
        over = page.evaluate("document.documentElement.scrollWidth")
        found += [(name, f"{over} pixels wide")] if over > width else []
        found += [(name, html) for html in page.evaluate(SMALL)]
    assert found == []


def test_text_can_be_spaced_wider_without_loss(furnished: Pages) -> None:
    page, addresses = furnished
    page.set_viewport_size({"width": 320, "height": 844})
    wide = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
    found = []
    for name, address in addresses.items():
        open_page(page, name, address)
        page.evaluate(
            "css => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets = [s]; }", wide
        )
        over = page.evaluate("document.documentElement.scrollWidth")
        found += [(name, over)] if over > 320 else []
    assert found == []


def looked_at(page: Any, name: str) -> list[tuple[str, str, str]]:
    """What is wrong with a page as it stands, in both schemes and every width."""
    from axe_playwright_python.sync_playwright import Axe

    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        violations = Axe().run(page, options=RULES).response["violations"]
        found += [(name, one["id"], one["nodes"][0]["html"][:200]) for one in violations]
    for width in (320, 390, 768, 1440):
        page.set_viewport_size({"width": width, "height": 844})
        over = page.evaluate("document.documentElement.scrollWidth")
        found += [(name, "too wide", f"{over} at {width}")] if over > width else []
        found += [(name, "too small", html) for html in page.evaluate(SMALL)]
    return found


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
