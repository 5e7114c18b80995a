"""The newsletter as a browser shows it: readable by everyone, on a phone and at night."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scheduler import themes
from scheduler.domain.compose import Content, Outlet, compose, sample
from scheduler.domain.rendering import HOLE_NAMES, clean, fill

pytestmark = pytest.mark.browser
# WCAG 2.2 AA. The rules about a page's landmarks are left out: a mail stands inside the mailbox's own page.
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
SHOWN = [content for content in sample.contents() if content.link or content.kind == "tip"]


def letter(content: Content) -> str:
    (draft,) = compose(content, Outlet(fits=lambda _text: True, mail=True), themes.load(Path("nowhere"))).drafts
    return clean(fill(draft.html, dict.fromkeys(HOLE_NAMES, "https://sample.example/x"), escape="html"))


def shown(browser: Any, html: str, width: int, scheme: str) -> Any:
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.set_content(html)
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("content", SHOWN, ids=lambda content: f"{content.kind}-{bool(content.link)}")
def test_axe_finds_nothing_against_wcag(browser: Any, content: Content, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = shown(browser, letter(content), 390, scheme)
    found = Axe().run(page, options=WCAG).response["violations"]
    page.close()
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []


@pytest.mark.parametrize("width", [320, 390, 600, 1440])
def test_nothing_runs_over_the_edge_and_the_letter_is_never_wider_than_600(browser: Any, width: int) -> None:
    page = shown(browser, letter(SHOWN[0]), width, "light")
    over, sheet = page.evaluate(
        "() => [document.documentElement.scrollWidth, document.querySelector('.sheet').getBoundingClientRect().width]"
    )
    page.close()
    assert over <= width
    assert sheet <= 600


def test_what_is_pressed_is_at_least_44_pixels_high(browser: Any) -> None:
    page = shown(browser, letter(SHOWN[0]), 390, "light")
    heights = page.evaluate(
        "() => [...document.querySelectorAll('.button a, .come, .choice')].map(a => a.getBoundingClientRect().height)"
    )
    page.close()
    assert len(heights) == 4
    assert min(heights) >= 44


def test_the_letter_is_readable_when_styles_in_the_head_are_dropped(browser: Any) -> None:
    html = letter(SHOWN[0])
    page = shown(browser, html[: html.index("<style>")] + html[html.index("</style>") :], 390, "light")
    size, family = page.evaluate(
        "() => (s => [parseFloat(s.fontSize), s.fontFamily])(getComputedStyle(document.querySelector('td p + h1 + p')))"
    )
    page.close()
    assert size >= 16
    assert "Georgia" in family
