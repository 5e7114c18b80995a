"""What axe finds on a page as it stands: WCAG 2.2 AA and its best practices, at several widths, light and dark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT

WIDTHS = (320, 390, 768, 1440)
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RULES = {"runOnly": [*WCAG, "best-practice"], "resultTypes": ["violations"]}
BY_COLOUR = RULES | {"runOnly": ["color-contrast", "link-in-text-block"]}
"""All that a dark page can break: nothing but colours differs from the light one."""
LETTERS = {"archived"}
"""A letter by itself: no page around it, so the rules about a page's landmarks are not asked. Its policy lets nothing
run in it, so its HTML is looked at in an empty page."""
Found = tuple[str, str, str]


def open_page(page: Any, name: str, address: str) -> None:
    """With everything unfolded."""
    if name in LETTERS:
        page.goto("about:blank")
        page.set_content(page.request.get(address).text())
    else:
        page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")


def by_axe(page: Any, name: str, widths: Iterable[int] = WIDTHS) -> Iterator[Found]:
    """The page's name, which rule where, and the first piece of HTML that breaks it."""
    rules = RULES | {"runOnly": WCAG} if name in LETTERS else RULES
    page.evaluate(AXE_SCRIPT)
    for width in widths:
        page.set_viewport_size({"width": width, "height": 844})
        for scheme, asked in (("light", rules), ("dark", BY_COLOUR)):
            page.emulate_media(color_scheme=scheme)
            for one in page.evaluate("rules => axe.run(rules).then(found => found.violations)", asked):
                yield name, f"{one['id']} at {width}, {scheme}", one["nodes"][0]["html"][:200]
