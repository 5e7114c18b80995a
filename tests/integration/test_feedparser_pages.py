"""feedparser's sanitizer cases in articles: nothing of them is active on the article's page, in previews, on the web.

One by one they go through the same functions in tests/unit/test_feedparser_cases.py.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from lxml import html as markup

from scheduler.library import services as library
from scheduler.plan import services as plan
from scheduler.plan.models import Message
from tests.builders import NOW
from tests.integration.planning import close
from tests.unit.test_feedparser_cases import CASES, WORDS, assert_harmless, foreign, strip_controls

pytestmark = [pytest.mark.django_db, pytest.mark.alike]
ACTIVE = re.compile(
    r"<(script|iframe|frame|object|embed|applet|meta|link|form|svg|math)\b|\son\w+=|javascript:|style=", re.I
)
OPEN = re.compile(r"<!--(?!.*-->)|<!\[CDATA\[|<textarea|<xmp|<plaintext", re.I | re.S)
TOGETHER = 45


def articles() -> list[str]:
    """Active cases as sections of articles; what swallows all that follows comes last in one of its own."""
    found = [strip_controls(foreign(case)) for case in CASES if ACTIVE.search(foreign(case))]
    whole = sorted((html for html in found if not OPEN.search(html)), key=len)
    sections = [f"<h2>Rolling {n}</h2><p>{WORDS}</p><p>{html}</p>" for n, html in enumerate(whole)]
    together = ["\n".join(sections[at : at + TOGETHER]) for at in range(0, len(sections), TOGETHER)]
    alone = [f"<h2>Rolling</h2><p>{WORDS}</p><h2>Feet</h2><p>{WORDS}</p>{html}" for html in found if OPEN.search(html)]
    return [*together, *alone]


ARTICLES = articles()


def assert_only_ours(html: str) -> None:
    """A page of the app: its scripts and frames are its own files, and nothing else runs."""
    for element in markup.document_fromstring(html).iter():
        if not isinstance(element.tag, str):
            continue
        assert element.tag not in ("object", "embed", "applet", "frame", "base", "math"), element.tag
        if element.tag in ("script", "iframe", "link"):
            assert (element.get("src") or element.get("href") or "").startswith(("/static/", "/posts/")), element.attrib
            assert not (element.text or "").strip()
        for name, value in element.attrib.items():
            assert not name.startswith("on"), name
            assert name not in ("style", "srcdoc", "http-equiv"), name
            assert not re.match(r"\s*(javascript|data|vbscript):", str(value), re.I) or name == "value", value


def test_the_active_ones_are_there() -> None:
    assert sum(html.count("<h2>Rolling") for html in ARTICLES) > 300


@pytest.mark.parametrize("number", range(len(ARTICLES)))
def test_nothing_active_survives_on_any_page(owner: Client, studio_plan: Path, number: int) -> None:
    (studio_plan / "posts" / "foreign.html").write_text(f"<h1>Feet</h1>{ARTICLES[number]}", encoding="utf-8")
    article = library.add_post(studio_plan, "foreign.html", NOW)
    assert article.tips.exists()
    assert_only_ours(owner.get(f"/series/{article.pk}/tips/").content.decode())
    series = plan.queue(article.pk, "weekly-tip", "ana@example.org", NOW).campaign
    assert_only_ours(owner.get(f"/series/{series.ref}/").content.decode())
    letters = Message.objects.filter(campaign=series, account__kind="email").order_by("-pk")
    assert letters
    for message in letters[:3]:
        assert message.payload_hash, message.reason
        assert_only_ours(owner.get(f"/posts/{message.ref}/").content.decode())
        assert_harmless(owner.get(f"/posts/{message.ref}/letter/").content.decode(), frozenset({"meta", "style"}))
        close(message, "sent", NOW)
        assert_harmless(owner.get(f"/letters/{message.ref}/").content.decode(), frozenset({"meta", "style"}))
