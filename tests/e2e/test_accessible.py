"""Every page for everyone: WCAG 2.2 AA by axe, light and dark; nothing runs over the edge from 320 to 1440 pixels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.people import DESKTOP
from tests.e2e.pictures import everything, furnish, sample

pytestmark = pytest.mark.browser
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SMALL = """() => [...document.querySelectorAll('main a, button, input, summary, select')]
    .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.closest('.visually-hidden'))
    .filter(e => !(e.tagName === 'A' && getComputedStyle(e).display === 'inline'))
    .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
    .filter(([_, r]) => (r.height < 24 || r.width < 24) && r.height > 0).map(([html]) => html)"""
Pages = tuple[Any, dict[str, str]]


@pytest.fixture(scope="module")
def furnished(browser: Any) -> Iterator[Pages]:
    """A signed-in page, and the addresses of all pages of a studio with a series."""
    with sample() as studio:
        context = browser.new_context(viewport=DESKTOP)
        page = context.new_page()
        yield page, everything(studio, furnish(studio, page))
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(furnished: Pages, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page, addresses = furnished
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 390, "height": 844})
    found = []
    for name, address in addresses.items():
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        violations = Axe().run(page, options=RULES).response["violations"]
        found += [(name, one["id"], one["nodes"][0]["html"][:200]) for one in violations]
    assert found == []


@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_nothing_runs_over_the_edge_and_what_is_pressed_is_large_enough(furnished: Pages, width: int) -> None:
    page, addresses = furnished
    page.set_viewport_size({"width": width, "height": 844})
    found = []
    for name, address in addresses.items():
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
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
        page.goto(address)
        page.evaluate(
            "css => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets = [s]; }", wide
        )
        over = page.evaluate("document.documentElement.scrollWidth")
        found += [(name, over)] if over > 320 else []
    assert found == []
