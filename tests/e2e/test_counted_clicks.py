"""Counted from end to end: switched on in the browser, sent by Postfix, read by IMAP, pressed in a reader's browser."""

from __future__ import annotations

import email.policy
import re
from collections.abc import Iterator
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from tests.e2e.conftest import Studio
from tests.e2e.people import DESKTOP, PHONE, Person, queue_sample, sign_in, wait_for
from tests.e2e.pictures import sample, set_clock, take_people_in
from tests.servers import mail as mail_server
from tests.unit.test_visits import PHONE as SAFARI

pytestmark = [
    pytest.mark.browser,
    pytest.mark.mailserver,
    pytest.mark.skipif(bool(mail_server.missing()), reason=mail_server.missing() or "runs"),
]
COUNTED = re.compile(r"http://127\.0\.0\.1:\d+/letters/m\d+/to/[\w-]{22}")


@pytest.fixture(scope="module")
def mail() -> Iterator[mail_server.RealMail]:
    with mail_server.running() as running:
        yield running


class Website(BaseHTTPRequestHandler):
    """The studio's own website."""

    def do_GET(self) -> None:
        """Its one page."""
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<h1>Willow Street</h1>")

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def website() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Website) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture
def studio(mail: mail_server.RealMail, website: str) -> Iterator[Studio]:
    """The sample studio with a mailbox and a website on this machine."""
    into = {f"NEWSLETTER_{name.upper()}": value for name, value in mail.values("none").items()}
    with sample(STUDIO_TEST_LOOPBACK="1", **into) as running:
        file = running.home / "jobs.yaml"
        file.write_text(file.read_text().replace("https://willow.example", website))
        assert running.command("plan", "--apply").returncode == 0
        yield running


def send_first_issue(owner: Person, studio: Studio) -> str:
    """Two people, counting, live, one issue sent; answers its page."""
    take_people_in(owner)
    owner.press("Channels", role="link")
    assert "Clicks are not counted" in owner.page.locator("main").inner_text()
    owner.press("Count clicks")
    assert "Nothing has changed yet" in owner.page.locator("main").inner_text()
    owner.press("Count them")
    assert "Clicks are counted" in owner.page.locator("main").inner_text()
    owner.open("Connect newsletter")
    owner.press("Save and try signing in")
    owner.press("Go live with newsletter")
    owner.page.goto(studio.url)
    queue_sample(owner)
    owner.press("newsletter", role="link")
    owner.press("Approve")
    owner.press("Send now")
    page = str(owner.page.url)
    set_clock(studio, "2027-02-10T14:03:00+00:00")
    wait_for(lambda: owner.page.reload() and owner.page.get_by_text("Nothing: it is over.").count(), owner)
    return page


def links_in(raw: bytes) -> tuple[list[str], list[str]]:
    """Counted links of the HTML and of the text."""
    read = BytesParser(policy=email.policy.default).parsebytes(raw)
    html, text = (read.get_body((kind,)).get_content() for kind in ("html", "plain"))  # type: ignore[union-attr]
    assert "/u/" in html
    return COUNTED.findall(html), COUNTED.findall(text)


def follow(browser: Any, link: str, **options: Any) -> str:
    """Press it in a browser of one's own; answers where one is then."""
    context = browser.new_context(viewport=PHONE, **options)
    page = context.new_page()
    page.goto(link)
    found = str(page.url)
    assert context.cookies() == []
    context.close()
    return found


def test_a_reader_follows_a_link_of_the_letter_and_the_owner_sees_it(
    browser: Any, studio: Studio, mail: mail_server.RealMail, website: str
) -> None:
    owner = Person(browser.new_context(viewport=DESKTOP).new_page())
    sign_in(owner, studio)
    issue = send_first_issue(owner, studio)
    (anna,), (ben,) = (mail.inbox(f"{name}@example.org") for name in ("anna", "ben"))
    in_html, in_text = links_in(anna)
    assert in_html
    assert set(in_html) == set(in_text)
    assert links_in(ben) == (in_html, in_text), "a link names nobody"

    set_clock(studio, "2027-02-10T15:00:00+00:00")
    for _ in range(2):
        assert follow(browser, in_html[0], user_agent=SAFARI, locale="en-CA") == website
    assert follow(browser, in_html[0]) == website, "a headless browser is led on, too"
    owner.page.goto(issue)
    seen = owner.page.locator("section", has_text="What was clicked").last.inner_text()
    assert "1 click" in seen
    assert "Not counted: 1 time" in seen
    owner.page.goto(f"{studio.url}/week/")
    assert "· 1 click" in owner.page.locator("main").inner_text()
    gone = browser.new_context(viewport=PHONE).new_page()
    answer = gone.goto(in_html[0][:-3] + "xxx")
    assert answer.status == 404
    assert "leads nowhere" in gone.locator("h1").inner_text()
