"""Out there, in a browser: Bluesky and Mastodon are connected and a post stands on each; who did not get an issue gets
it again; what is posted by hand is marked done. By mouse on a phone and by keyboard at a desk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest

from tests.e2e.conftest import Studio
from tests.e2e.people import Person, at_the_browser, wait_for
from tests.e2e.pictures import sample, set_clock, take_people_in
from tests.fakes.home import Home
from tests.fakes.mastodon import TOKEN, FakeMastodon
from tests.fakes.smtp import MailServer
from tests.servers import pds

pytestmark = pytest.mark.browser
NOW = datetime(2027, 2, 10, 14, tzinfo=UTC)
SOON = "2027-02-10T14:{:02}:00+00:00"
TOOTS = "  bluesky: {kind: bluesky, account: willow.example}\n"
REFUSED = "550 5.2.1 The mailbox is disabled"


@pytest.fixture(scope="module", params=["mouse-phone", "keyboard-desktop"])
def out(request: Any, browser: Any, begun: tuple[Home, str]) -> Iterator[tuple[Person, Studio]]:
    """Ana with a queued series and two readers; the ways of one window follow each other in it."""
    with sample(*begun, STUDIO_TEST_LOOPBACK="1") as studio, at_the_browser(browser, studio, request.param) as person:
        take_people_in(person)
        yield person, studio


@pytest.fixture(scope="module")
def bluesky(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pds.Pds]:
    """A Bluesky server."""
    if why := pds.missing():
        pytest.skip(why)
    with pds.running(tmp_path_factory.mktemp("pds")) as server:
        yield server


def connect(person: Person, studio: Studio, name: str, values: dict[str, str]) -> None:
    """Sign a channel in and let it go live."""
    page = person.page
    page.goto(f"{studio.url}/channels/")
    person.open(f"Connect {name}")
    person.fill_in(f"#{name}", values)
    person.press("Save and try signing in")
    assert "signing in works" in person.told
    person.press(f"Go live with {name}")
    assert f"{name} is live" in person.told


def send_first(person: Person, studio: Studio, channel: str, minute: int) -> str:
    """Its next post is sent now, and the two minutes in which that can be undone go by; answers its address."""
    person.page.goto(f"{studio.url}/calendar/?view=list&channel={channel}")
    person.follow(f"main a[href^='/posts/']:has-text('{channel}')")
    address = str(person.page.url)
    person.press("Send now")
    assert "undo" in person.told
    set_clock(studio, SOON.format(minute + 3))
    return address


def is_sent(person: Person, address: str) -> bool:
    person.page.goto(address)
    return bool(person.page.locator(".head .badge").inner_text() == "sent")


@pytest.mark.pds
def test_bluesky_is_connected_and_what_was_shown_stands_there(
    out: tuple[Person, Studio], bluesky: pds.Pds, request: pytest.FixtureRequest
) -> None:
    person, studio = out
    handle, did, password = bluesky.account(f"willow{len(request.node.name)}")
    connect(person, studio, "bluesky", {"account": handle, "app_password": password, "service": bluesky.url})
    set_clock(studio, SOON.format(0))
    address = send_first(person, studio, "bluesky", 0)
    wait_for(lambda: is_sent(person, address), person)
    shown = person.page.locator(".post--bluesky .post__text").inner_text()
    (post,) = bluesky.posts(did).values()
    assert " ".join(post["text"].split()) == " ".join(shown.split())


def test_mastodon_is_connected_and_a_post_of_her_own_stands_there(out: tuple[Person, Studio]) -> None:
    person, studio = out
    page = person.page
    set_clock(studio, SOON.format(10))
    file = studio.home / "jobs.yaml"
    file.write_text(file.read_text().replace(TOOTS, f"{TOOTS}  toots: {{kind: mastodon}}\n"))
    page.goto(studio.url)
    person.press("See what it changes", role="link")
    person.press("Let it count")
    with FakeMastodon(NOW) as server:
        connect(person, studio, "toots", {"server": server.url, "token": TOKEN})
        page.goto(f"{studio.url}/month/own/")
        person.fill("What you want to say", "We are closed on Family Day. See you on Tuesday!")
        for other in ("newsletter", "bluesky", "instagram"):
            person.choose(other)
        person.press("Put it in the plan")
        address = send_first(person, studio, "toots", 10)
        wait_for(lambda: is_sent(person, address), person)
        assert [status["content"] for status in server.statuses] == [
            "<p>We are closed on Family Day. See you on Tuesday!</p>"
        ]
        assert server.problems == []


def test_who_did_not_get_an_issue_gets_it_again_and_a_post_by_hand_is_marked_done(
    out: tuple[Person, Studio], browser: Any
) -> None:
    person, studio = out
    page = person.page
    set_clock(studio, SOON.format(20))
    with MailServer() as server:
        server.does.at_rcpt["ben@example.org"] = REFUSED
        connect(person, studio, "newsletter", server.values())
        issue = send_first(person, studio, "newsletter", 20)
        wait_for(lambda: is_sent(person, issue), person)
        assert took(server, "anna@example.org") == 1
        person.press("Who did not get it", role="link")
        assert "anna@" not in page.locator("main").inner_text()
        person.choose("ben@example.org")
        server.does.at_rcpt.clear()
        person.press("Send it to them again")
        assert "1" in person.told
        wait_for(lambda: took(server, "ben@example.org") == 1, person)
        assert took(server, "anna@example.org") == 1

        page.goto(f"{studio.url}/channels/")
        person.press("Go live with instagram")
        address = send_first(person, studio, "instagram", 24)
        mail = wait_for(lambda: reminder(server), person)
        assert not is_sent(person, address)
        context = browser.new_context(viewport=page.viewport_size)
        phone = type(person)(context.new_page())
        phone.page.goto(re.search(r"http://\S+/done/\S+", mail)[0])  # type: ignore[index]
        assert "Have you posted it?" in phone.page.locator("h1").inner_text()
        phone.press("Done")
        assert phone.page.locator("h1").inner_text() == "Counted"
        assert context.cookies() == []
        context.close()
        wait_for(lambda: is_sent(person, address), person)


def took(server: MailServer, address: str) -> int:
    """How many copies the server took for somebody."""
    return sum(mail.recipient == address for mail in server.does.received)


def reminder(server: MailServer) -> str:
    """What the mail that asks to post says; empty while it has not come."""
    for mail in server.does.received:
        read = message_from_bytes(mail.data, policy=default)
        if "Post this on Instagram" in str(read["Subject"]):
            body = read.get_body(("plain",))  # type: ignore[attr-defined]
            return str(body.get_content())
    return ""
