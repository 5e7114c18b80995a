"""An article is edited while its series runs: the owner sees the difference and moves it, without a mouse."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.axe import RULES
from tests.e2e.conftest import Studio
from tests.e2e.people import DESKTOP, Typist, queue_sample, sign_in
from tests.e2e.pictures import sample

pytestmark = pytest.mark.browser


@pytest.fixture
def studio() -> Iterator[Studio]:
    with sample() as running:
        yield running


def test_a_running_series_is_moved_to_its_edited_article_by_keyboard(browser: Any, studio: Studio) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(viewport=DESKTOP)
    ana = Typist(context.new_page())
    sign_in(ana, studio)
    queue_sample(ana)
    ana.press("Approve all of it")
    series = ana.page.url
    desk = studio.home / "posts" / "desk.md"
    desk.write_text(desk.read_text("utf-8").replace("Put one thick book under", "Put two thick books under"), "utf-8")
    ana.page.goto(f"{studio.url}/series/new/")
    ana.press("See its tips")
    assert "still sends this article as it read before" in ana.page.locator("main").inner_text()
    ana.press("See what changes, and move it", role="link")
    assert ana.page.locator("ins").all_inner_texts() == ["two", "books"]
    assert "asks for your OK again" in ana.page.locator("main").inner_text()
    found = []
    for scheme in ("light", "dark"):
        ana.page.emulate_media(color_scheme=scheme)
        for width in (320, 768, 1440):
            ana.page.set_viewport_size({"width": width, "height": 900})
            found += [(width, one["id"]) for one in Axe().run(ana.page, options=RULES).response["violations"]]
            assert ana.page.evaluate("document.documentElement.scrollWidth") <= width
    assert found == []
    ana.press("Move the series to the new words")
    assert "has the words of the edited article now" in ana.told
    assert ana.page.url == series
    assert Axe().run(ana.page, options=RULES).response["violations"] == []
    ana.press("Take it back")
    assert "back at the words it had before" in ana.told
    context.close()
