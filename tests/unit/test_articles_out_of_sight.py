"""Every way of hiding words in a page that we know of: none of them reaches a tip."""

from __future__ import annotations

import pytest

from scheduler.domain.articles import read
from scheduler.domain.tips import split

WORDS = "Zebra marmalade hides here tonight. Lift the purple lantern gently."
SHEET = """
.gone{display:none}.paper{color:#fff;background-color:#fff}@media screen{.screen{display:none}}
#away{position:absolute;left:-9999px}[data-x=dim]{visibility:hidden}article p.deep, .other{opacity:0}
@media print{.shown{display:none}}@media (max-width:600px){.wide{display:none}}main .elsewhere{display:none}
"""
STYLES = [
    "display:none", "DISPLAY : none !important", "visibility:hidden", "visibility:collapse", "opacity:0", "opacity:0%",
    "filter:opacity(0)", "clip:rect(0,0,0,0);position:absolute", "clip-path:inset(100%)", "clip-path:circle(0)",
    "transform:scale(0)", "transform:scale(0, 0)", "scale:0", "transform:translateX(-9999px)",
    "transform:translate(-9999px, 0)", "translate:-9999px", "text-indent:-9999px", "font-size:0", "font-size:1px",
    "font:0/0 a", "height:0;overflow:hidden", "max-height:0;overflow:hidden", "width:1px;height:1px;overflow:hidden",
    "color:transparent", "color:rgba(0,0,0,0)", "color:#0000", "color:#12345600", "color:rgb(0 0 0 / 0%)",
    "color:hsl(0 0% 100%)", "color:#fff", "color:#fff;background:#ffffff", "background:white;color:rgb(255,255,255)",
    "-webkit-text-fill-color:transparent", "position:absolute;left:-10000px", "position:fixed;top:-5000px",
    "margin-left:-9999px", "margin-top:-9999px", "content-visibility:hidden", "zoom:0",
]  # fmt: skip
ATTRIBUTES = [
    "hidden", 'hidden="until-found"', 'aria-hidden="true"', 'class="sr-only"', 'class="screen-reader-text"',
    'class="d-none"', 'class="gone"', 'class="paper"', 'class="screen"', 'id="away"', 'data-x="dim"', 'class="deep"',
]  # fmt: skip
ELEMENTS = [
    "template", "noscript", "dialog", "datalist", "object", "canvas", "audio", "video", "iframe", "style", "rp",
    "noembed", "noframes", "svg",
]  # fmt: skip
SHOWN = ['class="shown"', 'class="wide"', 'class="elsewhere"', 'style="color:#333"', 'style="transform:scale(1.02)"']


def _has_it(piece: str) -> bool:
    page = (
        f"<html><head><title>Hips</title><style>{SHEET}</style></head><body><article><h1>Loose hips</h1><h2>Frog</h2>"
        "<p>Come to your hands and knees and walk the knees apart. Rock back slowly for five breaths.</p>"
        f"{piece}<p>Rest your head on a cushion. Breathe into the low back for a minute, and come up slowly when you "
        "are done.</p></article></body></html>"
    )
    found = split(read(page.encode(), source="page.html"))
    return any("marmalade" in words for tip in found.tips for words in (tip.text, *tip.caveats))


@pytest.mark.parametrize("attribute", [*(f'style="{style}"' for style in STYLES), *ATTRIBUTES])
def test_what_a_page_hides_is_in_no_tip(attribute: str) -> None:
    assert not _has_it(f"<p {attribute}>{WORDS}</p>")
    if "deep" not in attribute:
        assert not _has_it(f"<p>Turn the foot out a little. <span {attribute}>{WORDS}</span> Keep breathing.</p>")


@pytest.mark.parametrize("element", ELEMENTS)
def test_what_an_element_never_shows_is_in_no_tip(element: str) -> None:
    inside = f"<title>{WORDS}</title>" if element == "svg" else WORDS
    assert not _has_it(f"<{element}>{inside}</{element}>")


@pytest.mark.parametrize("attribute", SHOWN)
def test_what_is_shown_stays(attribute: str) -> None:
    assert _has_it(f"<p {attribute}>{WORDS}</p>")
