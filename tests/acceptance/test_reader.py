"""Issue "The owner's first month": one reader from sign-up to leaving, with a real mail server and a real browser.

sign-up → the mail to confirm, read by IMAP → confirmed in the browser → the weekly tip, read by IMAP → one-click POST →
nothing more; an address that bounces is left out; the owner's own mails are read too.
"""

from __future__ import annotations

import email.policy
import re
import urllib.request
from collections.abc import Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

import pytest

from tests.e2e.conftest import Studio, browser  # noqa: F401  the fixture
from tests.e2e.people import DESKTOP, EMAIL, PHONE, Person, queue_sample, sign_in, wait_for
from tests.e2e.pictures import sample, set_clock
from tests.servers import mail as mail_server

pytestmark = [pytest.mark.browser, pytest.mark.mailserver, pytest.mark.alike]
READER, OTHER, GONE = "reader@example.org", "ben@example.org", "gone@nosuchuser.example"
BOX = "bounces@willow.example"
PEOPLE = f"Email,First name\n{OTHER},Ben\n{GONE},Gone\n"


@pytest.fixture
def server() -> Iterator[mail_server.RealMail]:
    if mail_server.missing():
        pytest.skip(mail_server.missing())
    with mail_server.running() as running:
        yield running


def read(raw: bytes) -> EmailMessage:
    return BytesParser(policy=email.policy.default).parsebytes(raw)  # type: ignore[arg-type]


def words(mail: EmailMessage) -> str:
    return str(mail.get_body(("plain",)).get_content())  # type: ignore[union-attr]


def take_in(person: Person) -> None:
    person.press("People", role="link")
    file = {"name": "people.csv", "mimeType": "text/csv", "buffer": PEOPLE.encode()}
    person.page.get_by_label("CSV file").set_input_files(file)
    person.choose("They signed up for the newsletter")
    person.fill("Since when?", "2026-05-31")
    person.fill("Where is the proof?", "Sign-up sheet at the desk")
    person.press("Count first")
    person.press("Take them in")


def go_live(person: Person, server: mail_server.RealMail) -> None:
    """Connect the newsletter to the real server, its returned mail too."""
    page = person.page
    person.press("Channels", role="link")
    person.open("Connect newsletter")
    for group in ("Seldom needed", "Mail that comes back"):
        page.locator("#newsletter summary", has_text=group).click()
    values = {
        **server.values("none"), "bounce_host": "localhost", "bounce_port": str(server.imap),
        "bounce_security": "none", "bounce_user": BOX, "bounce_password": mail_server.PASSWORD,
        "return_path": "bounces+*@willow.example",
    }  # fmt: skip
    for name, value in values.items():
        person._fill(page.locator(f"#newsletter [name={name}]"), value)
    person.press("Save and try signing in")
    assert "signing in works" in person.told
    person.press("Go live with newsletter")
    assert "newsletter is live" in person.told


def approve_two_issues(person: Person) -> None:
    page = person.page
    series = page.url
    links = page.locator("main a[href^='/posts/']:has-text('newsletter')").evaluate_all("all => all.map(a => a.href)")
    for link in list(dict.fromkeys(links))[:2]:
        page.goto(link)
        person.press("Approve")
    page.goto(series)


def sign_up(browser: Any, studio: Studio) -> Any:  # noqa: F811
    """On a phone, without JavaScript."""
    page = browser.new_context(viewport=PHONE, java_script_enabled=False).new_page()
    page.goto(f"{studio.url}/sign-up")
    page.get_by_label("E-mail address").fill(READER)
    page.get_by_label("First name").fill("Rea")
    page.get_by_role("checkbox", name=re.compile("Yes, send me tips")).check()
    page.get_by_role("button", name="Sign up").click()
    assert "Look in your mailbox" in page.locator("h1").inner_text()
    return page


def one_click(url: str) -> int:
    """As a mail provider does it: no cookies, no redirect followed."""
    body = b"List-Unsubscribe=One-Click"
    head = {"Content-Type": "application/x-www-form-urlencoded"}
    asked = urllib.request.Request(url, data=body, headers=head, method="POST")
    with urllib.request.urlopen(asked, timeout=30) as answer:
        assert answer.geturl() == url
        return int(answer.status)


def confirm(reader: Any, server: mail_server.RealMail) -> None:
    """From the mailbox into the browser."""
    (raw,) = server.inbox(READER)
    asked = read(raw)
    assert asked["Subject"] == "Please confirm: mails from Willow Street Yoga"
    assert "List-Unsubscribe" not in asked
    link = re.search(r"http://127\.0\.0\.1:\d+/confirm/\S+", words(asked))
    assert link
    reader.goto(link[0])
    reader.get_by_role("button", name="Yes, sign me up").click()
    assert "you are on the list" in reader.locator("h1").inner_text()


def leave(mails: list[EmailMessage]) -> None:
    """By the one-click header of the tip."""
    (tip,) = [mail for mail in mails if mail["List-Unsubscribe"]]
    assert tip["Message-ID"]
    link = re.fullmatch(r"<(http://127\.0\.0\.1:\d+/u/[\w-]{22})>", tip["List-Unsubscribe"].split(",")[0])
    assert link
    assert one_click(link[1]) == 200
    assert one_click(link[1]) == 200, "twice is as good as once"


def story_of(person: Person, studio: Studio, name: str, until: str = "") -> str:
    """What the owner reads about somebody; `until` their line on People says so."""
    page = person.page
    place = f"{studio.url}/people/?q={name}"
    wait_for(lambda: page.goto(place) and (not until or page.get_by_text(until).count()), person, seconds=60)
    page.get_by_role("link", name=re.compile(name)).click()
    return str(page.locator("main").inner_text())


def test_a_reader_from_sign_up_to_leaving(browser: Any, server: mail_server.RealMail) -> None:  # noqa: F811
    with sample(STUDIO_TEST_LOOPBACK="1") as studio:
        owner = Person(browser.new_context(viewport=DESKTOP).new_page())
        sign_in(owner, studio)
        take_in(owner)
        owner.page.goto(studio.url)
        queue_sample(owner)
        series = owner.page.url
        go_live(owner, server)
        owner.page.goto(series)
        approve_two_issues(owner)

        confirm(sign_up(browser, studio), server)
        set_clock(studio, "2027-02-16T14:01:00+00:00")
        mails = [read(raw) for raw in server.inbox(READER, 2, seconds=60)]
        assert (len(mails), len(server.inbox(OTHER))) == (2, 1)
        leave(mails)

        assert len(server.inbox(BOX)) == 1
        set_clock(studio, "2027-02-16T14:10:00+00:00")
        story = story_of(owner, studio, "gone", until="address does not work")
        assert "A mail came back: the address does not exist." in story
        assert "5.1.1" in story

        set_clock(studio, "2027-02-23T14:01:00+00:00")
        assert len(server.inbox(OTHER, 2, seconds=60)) == 2
        assert len(server.inbox(READER)) == 2, "nothing more after leaving"
        assert len(server.inbox(BOX)) == 1, "nothing more to an address that failed"
        story = story_of(owner, studio, "reader")
        for said in ("Asked to sign up.", "Pressed the button in the mail: confirmed.", "They left.", "By: one-click."):
            assert said in story

        set_clock(studio, "2027-02-25T14:05:00+00:00")
        subjects = wait_for(lambda: month_mail(server), owner, seconds=60)
        assert any(subject.startswith("It went out: “") and "none uncertain" in subject for subject in subjects)
        assert any("your OK" in subject or "Nobody said yes in time" in subject for subject in subjects)


def month_mail(server: mail_server.RealMail) -> list[str]:
    """The subjects of the owner's own mails, once the month's is among them."""
    mine = [read(raw) for raw in server.inbox(EMAIL, 0)]
    return [str(mail["Subject"]) for mail in mine] if any("/month/" in words(mail) for mail in mine) else []
