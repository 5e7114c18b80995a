"""Issue "Foundation", shown by (b): 200 people through a real mail server, a post on a real Bluesky server."""

from __future__ import annotations

import email.policy
from datetime import datetime, timedelta
from email.parser import BytesParser
from pathlib import Path

import pytest

from scheduler.accounts import services as accounts
from scheduler.accounts.models import Account
from scheduler.audience import services as audience
from scheduler.audience.models import Subscriber
from scheduler.domain.rendering import clean, fill
from scheduler.library import services as library
from scheduler.outbox import services as outbox
from scheduler.outbox.models import Delivery
from scheduler.plan import services as plan
from scheduler.plan.models import Message
from tests.fakes.recording import TestClock
from tests.integration.planning import NOW, accept
from tests.servers import mail as mail_server
from tests.servers import pds

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).parents[2]
PEOPLE = 200
OWNER = "owner@willow.example"
SITE = "http://127.0.0.1:8000"


@pytest.fixture
def series(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sample article, queued on the newsletter and Bluesky; nothing is live yet."""
    monkeypatch.setenv("SCHEDULER_HOME", str(tmp_path))
    monkeypatch.setenv("STUDIO_TEST_LOOPBACK", "1")
    accept()
    article = library.add_article((ROOT / "posts" / "desk.md").read_bytes(), source="posts/desk.md", now=NOW)
    plan.queue(article.pk, "weekly-tip", OWNER, NOW)


def first_of(channel: str) -> Message:
    """The first message on that channel."""
    return Message.objects.filter(account__name=channel, state="draft").order_by("at").first() or pytest.fail(channel)


def connect(channel: str, **values: str) -> None:
    """Sign in for real and go live."""
    account = accounts.connect(Account.objects.get(name=channel), values, NOW)
    accounts.go_live(account, plan.require(), NOW)


def send(message: Message) -> datetime:
    """Approve it, wait until its time, dispatch."""
    plan.approve(message.ref, OWNER, NOW)
    clock = TestClock(message.at + timedelta(minutes=1))
    outbox.dispatch(clock, outbox.live())
    return clock.now()


@pytest.mark.mailserver
@pytest.mark.skipif(bool(mail_server.missing()), reason=mail_server.missing() or "runs")
def test_two_hundred_people_get_exactly_what_was_approved(series: None) -> None:
    rows = "\n".join(f"reader{number:03}@example.org,Reader {number}" for number in range(PEOPLE))
    answer = audience.ConsentAnswer("signed up", "America/Toronto", date="2026-05-31", source="a list at the desk")
    audience.import_people(f"email,first name\n{rows}\n".encode(), answer, dry_run=False, now=NOW, by=OWNER)
    with mail_server.running() as server:
        connect("newsletter", **server.values("none"))
        message = first_of("newsletter")
        approved = plan.payloads(message)[0]
        send(message)
        message.refresh_from_db()
        assert (message.state, Delivery.objects.filter(state="sent").count()) == ("sent", PEOPLE)
        for person in Subscriber.objects.all():
            raw = server.inbox(person.address)
            assert len(raw) == 1, person.address
            assert_is_what_was_approved(raw[0], approved, person, message)


def assert_is_what_was_approved(raw: bytes, approved: dict[str, str], person: Subscriber, message: Message) -> None:
    """Subject, text and HTML are the approved payload with this reader's own values in its holes."""
    read = BytesParser(policy=email.policy.SMTP).parsebytes(raw)
    leave = f"{SITE}/u/{person.token}"
    values = {
        "first_name": person.first_name,
        "unsubscribe_url": leave,
        "preferences_url": f"{SITE}/p/{person.token}",
        "address": person.address,
        "view_url": f"{SITE}/letters/{message.ref}/",
        "site_url": SITE,
    }
    assert read["Subject"] == fill(clean(approved["subject"]), values)
    assert read["To"] == person.address
    assert f"List-Unsubscribe: <{leave}>\r\n".encode() in raw
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw
    for kind, part, escape in (("plain", "text", "none"), ("html", "html", "html")):
        body = read.get_body((kind,))
        assert body is not None
        wanted = fill(clean(approved[part]), values, "html" if escape == "html" else "none")
        assert body.get_content().replace("\r\n", "\n").strip() == wanted.strip()


@pytest.mark.pds
@pytest.mark.skipif(bool(pds.missing()), reason=pds.missing() or "installed")
def test_a_post_stands_on_bluesky_as_it_was_approved_and_once(series: None, tmp_path: Path) -> None:
    (tmp_path / "pds").mkdir()
    with pds.running(tmp_path / "pds") as server:
        handle, did, password = server.account("willow")
        connect("bluesky", account=handle, app_password=password, service=server.url)
        message = first_of("bluesky")
        approved = plan.payloads(message)[0]
        send(message)
        message.refresh_from_db()
        delivery = Delivery.objects.get(message=message)
        assert (message.state, delivery.state) == ("sent", "sent")
        ((key, record),) = server.posts(did).items()
        assert record["text"].encode() == approved["text"].encode()
        assert record.get("facets", []) == approved.get("facets", [])
        assert delivery.remote_url.endswith(key)
