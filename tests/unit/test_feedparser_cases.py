"""feedparser's own cases of a sanitizer, one by one: as a feed's entry, as an article, in a letter, on the web.

tests/data/feedparser_sanitizer.json holds them with their licence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from lxml import html as markup

from scheduler import themes
from scheduler.domain import archive
from scheduler.domain.articles import UnreadableArticle, read
from scheduler.domain.compose import Content, Outlet, StudioFacts, TipFacts, compose
from scheduler.domain.rendering import Templates, clean, fill

FILE = json.loads((Path(__file__).parents[1] / "data" / "feedparser_sanitizer.json").read_text(encoding="utf-8"))
CASES: dict[str, str] = FILE["cases"]
STUDIO = StudioFacts("Willow Street Yoga", "12 Willow Street", "hello@willow.example", url="https://willow.example")
MAIL = Outlet(fits=lambda _text: True, mail=True)
ACTIVE = archive._NEVER | {"applet", "meta", "style", "blink", "xml", "bgsound", "layer", "ilayer", "keygen"}
WORDS = "Roll one foot slowly over a small ball for a minute. Breathe out as you roll, and let the heel sink."


@cache
def templates() -> Templates:
    return themes.load(Path("/nonexistent"))


@cache
def foreign(case: str) -> str:
    """The HTML that the feed of the case holds, as its writer meant it: unescaped, not sanitized."""
    import feedparser

    found = feedparser.parse(BytesIO(CASES[case].encode()), sanitize_html=False)
    values = [*_texts(found.feed), *(text for entry in found.entries for text in _texts(entry))]
    return " ".join(dict.fromkeys(values)) or CASES[case]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for each in value.values() for text in _texts(each))
    elif isinstance(value, list):
        yield from (text for each in value for text in _texts(each))


def assert_harmless(html: str, ours: frozenset[str] = frozenset()) -> None:
    """Nothing in it runs, asks, moves elsewhere or reaches out of itself. `ours`: elements that our own page has."""
    for element in markup.document_fromstring(html).iter():
        if not isinstance(element.tag, str):
            continue
        assert element.tag.lower().rpartition(":")[2] not in ACTIVE - ours, element.tag
        assert "http-equiv" not in element.attrib
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on"), name
            bare = re.sub(r"[\s\x00-\x20]+", "", str(value)).lower()
            assert not re.match(r"(javascript|data|vbscript|livescript|mocha):", bare), value
            if name.lower() == "style":
                assert not re.search(r"javascript:|expression\(|-moz-binding|behavior:", bare), value


def test_they_are_all_here_with_their_licence() -> None:
    assert len(CASES) == 745
    assert "Mark Pilgrim" in " ".join(FILE["licence"])
    assert "Redistribution and use" in " ".join(FILE["licence"])
    active = [case for case in CASES if re.search(r"_(on[a-z]+|script|iframe|object|applet|embed|meta|link)$", case)]
    assert len(active) > 300


def ways(case: str) -> Iterator[tuple[bytes, str | None]]:
    """The feed as it is; its HTML in the entry of a feed; and pasted below a heading."""
    html = f"<h2>Feet</h2><p>{WORDS}</p>{foreign(case)}"
    entry = f"<entry><id>x</id><title>Feet</title><content type='html'>{escape(strip_controls(html))}</content></entry>"
    yield CASES[case].encode(), None
    yield f"<feed xmlns='http://www.w3.org/2005/Atom'>{entry}</feed>".encode(), "feed"
    yield html.encode(), "html"


def strip_controls(text: str) -> str:
    """XML may not hold them."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)


@pytest.mark.parametrize("case", CASES)
def test_of_an_article_only_words_are_left(case: str) -> None:
    """In the letter made of it nothing stands but our own elements; nor on its page on the web."""
    was_read = 0
    for data, format in ways(case):
        try:
            article = read(data, source="https://example.org/feed", format=format)
        except UnreadableArticle:
            continue
        was_read += 1
        letter = a_letter(article.text[:2000], article.title)
        elements = {
            element.tag for element in markup.document_fromstring(letter).iter() if isinstance(element.tag, str)
        }
        assert elements <= OUR_ELEMENTS
        assert_harmless(letter, frozenset({"meta", "style"}))
        assert_harmless(archive.page(letter), frozenset({"meta", "style"}))
    assert was_read >= 2


def a_letter(text: str, title: str) -> str:
    """An issue whose tip has that title and those words."""
    content = Content("tip", STUDIO, TipFacts(title or "Feet", text), position=1, of=2, subject="Feet")
    (draft,) = compose(content, MAIL, templates()).drafts
    return clean(fill(draft.html, archive.NEUTRAL, "html"))


def elements_of(letter: str) -> set[str]:
    """The names of its elements."""
    return {element.tag for element in markup.document_fromstring(letter).iter() if isinstance(element.tag, str)}


OUR_ELEMENTS = elements_of(a_letter(f"{WORDS}\nYou need:\nA ball\nA mat", "Feet"))


@pytest.mark.parametrize("case", CASES)
def test_on_the_web_even_a_template_that_prints_it_raw_is_harmless(case: str) -> None:
    for page in (f"<!doctype html><html><body><p>Words</p>{foreign(case)}</body></html>", foreign(case)):
        assert_harmless(archive.page(page, '<p><a href="/letters/">All letters</a></p>'), frozenset({"style", "meta"}))
