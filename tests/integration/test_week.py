"""The week in plain words: what went out, who came and left, what comes next, one plot with its words."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from scheduler.accounts.models import User
from scheduler.audience import services as audience
from scheduler.domain.timing.rules import Weekly, parse_every
from scheduler.insights import services as insights
from scheduler.insights import week as weeks
from scheduler.insights.models import OwnerMail
from scheduler.outbox.models import Tally
from scheduler.plan.models import Message
from tests.builders import NOW, a_subscriber
from tests.integration.planning import TUESDAYS, accept, close, queued
from tests.integration.test_month_mail import practised, words

pytestmark = pytest.mark.django_db
MONDAY = datetime(2027, 2, 22, 13, 0, tzinfo=UTC)  # 08:00 in Toronto
QUIET = "month: {mail: never}\ntell: {sent: no, approve: no, tips: no, problems: no}\n"


@pytest.fixture(autouse=True)
def _ana(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE_URL", "https://studio.willow.example")
    User.objects.create(email="ana@example.org", role="owner", created_at=NOW)


def a_week() -> None:
    """Tuesday's issue to 893 people and its post; two who came, one who left."""
    accept(TUESDAYS + QUIET)
    queued(8)
    letter, post = Message.objects.order_by("at", "account__position")[:2]
    for message, count in ((letter, 893), (post, 1)):
        close(message, "sent", message.at)
        Tally.objects.create(message=message, state="sent", count=count)
    for _ in range(2):
        a_subscriber(confirmed_at=MONDAY - timedelta(days=2))
    gone = a_subscriber()
    audience.unsubscribe(gone.token, MONDAY - timedelta(days=1), "one-click")


def test_on_monday_at_eight_one_mail_says_it_with_a_picture(tmp_path: Path) -> None:
    a_week()
    assert insights.tell_owner(MONDAY - timedelta(minutes=1), tmp_path) == 0
    for hours in (0, 1, 24, 100):
        insights.tell_owner(MONDAY + timedelta(hours=hours), tmp_path)
    (mail,) = practised(tmp_path)
    assert mail["Subject"] == "Your week: 893 mails went out, 2 joined"
    text = words(mail)
    assert "– “Rolling the feet 1” to 893 people" in text
    assert "– “Rolling the feet 1” on bluesky" in text
    assert "2 people joined, 1 left (1 left by themselves)." in text
    assert "Tue 23 Feb 09:00: Rolling the feet 2 (newsletter)" in text
    assert "2 of these wait for your OK." in text
    assert "15 Feb 893" in text
    (picture,) = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert not list(mail.iter_attachments()), "it stands in the letter, not behind it"
    assert (picture.get_content_disposition(), mail.get_content_type()) == ("inline", "multipart/alternative")
    html = words(mail, "html")
    (shown,) = re.findall(r'<img src="cid:([^"]+)" alt="([^"]+)"', html)
    assert picture["Content-ID"] == f"<{shown[0]}>"
    assert shown[1] in text, "the plain text says the figures too"
    assert "15 Feb 893" in shown[1]
    assert "picture below" not in text
    drawn = Image.open(io.BytesIO(picture.get_content()))
    assert (drawn.format, drawn.size) == ("PNG", (720, 300))
    assert len(drawn.convert("RGB").getcolors(100_000) or []) > 5, "something is drawn on it"


def test_never_and_after_a_long_outage_there_is_none(tmp_path: Path) -> None:
    accept(TUESDAYS + "month: {mail: never}\ntell: {weekly: never, approve: no, tips: no}\n")
    insights.tell_owner(MONDAY, tmp_path)
    accept(TUESDAYS + QUIET)
    insights.tell_owner(MONDAY + timedelta(days=2, minutes=1), tmp_path)
    assert not OwnerMail.objects.exists()


def test_a_new_studio_is_not_told_of_a_week_it_was_not_there(tmp_path: Path) -> None:
    accept(TUESDAYS + QUIET)  # on a Wednesday
    insights.tell_owner(NOW + timedelta(minutes=1), tmp_path)
    assert not OwnerMail.objects.exists()


def test_the_page_says_the_same_with_few_questions(client: Client, studio_home: Path) -> None:
    a_week()
    (studio_home.parent / "clock").write_text(MONDAY.isoformat())
    client.force_login(User.objects.get(email="ana@example.org"))
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/week/").content.decode()
    assert len(asked) <= 22
    assert "to 893 people" in page
    assert "1 person left by themselves." in page
    assert 'alt="Mails sent in each of the last 8 weeks' in page
    plot = client.get("/week/plot.svg")
    ElementTree.fromstring(plot.content)
    assert b"<script" not in plot.content
    assert b"<text" not in plot.content
    assert plot["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_an_empty_studio_has_a_week_too(client: Client, studio_home: Path) -> None:
    accept(TUESDAYS + QUIET)
    client.force_login(User.objects.get(email="ana@example.org"))
    page = client.get("/week/").content.decode()
    for said in ("Nothing went out.", "0 people joined.", "Nobody left.", "Nothing is planned"):
        assert said in page
    assert client.get("/week/plot.svg").status_code == 200


@pytest.mark.parametrize(
    ("said", "now", "moment"),
    [
        ("monday at 08:00", "2027-02-22T13:00:00+00:00", "2027-02-22T13:00:00+00:00"),
        ("monday at 08:00", "2027-02-22T12:59:59+00:00", "2027-02-15T13:00:00+00:00"),
        ("monday at 08:00", "2027-03-15T12:00:00+00:00", "2027-03-15T12:00:00+00:00"),  # summer time has begun
        ("mondays and thursdays at 08:00", "2027-02-26T00:00:00+00:00", "2027-02-25T13:00:00+00:00"),
    ],
)
def test_the_newest_moment_is_by_the_studios_clock(said: str, now: str, moment: str) -> None:
    rule = parse_every(said)
    assert isinstance(rule, Weekly)
    assert weeks.latest(rule, datetime.fromisoformat(now), "America/Toronto") == datetime.fromisoformat(moment)
