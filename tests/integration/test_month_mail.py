"""On the 25th the owner gets one mail that leads to the month; a reminder is mailed too. Each leaves once."""

from __future__ import annotations

import email
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from scheduler.accounts import services as accounts
from scheduler.accounts.models import Account, User
from scheduler.insights import services as insights
from scheduler.insights.models import OwnerMail
from scheduler.plan import services as plan
from scheduler.plan.models import Message
from tests import builders
from tests.builders import NOW
from tests.fakes.smtp import DROP_AFTER, MailServer
from tests.integration.planning import TUESDAYS, accept, queued

pytestmark = pytest.mark.django_db
BEFORE = datetime(2027, 2, 25, 13, 59, tzinfo=UTC)
THE_25TH = BEFORE + timedelta(minutes=1)  # 09:00 in Toronto


@pytest.fixture(autouse=True)
def _ana(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SITE_URL", "https://studio.willow.example")
    User.objects.create(email="ana@example.org", role="owner", created_at=NOW)
    User.objects.create(email="eva@example.org", role="editor", created_at=NOW)


def studio(jobs: str = TUESDAYS, tips: int = 8) -> None:
    accept(jobs + "tell: {weekly: never}\n")
    if tips:
        queued(tips)


def practised(home: Path) -> list[EmailMessage]:
    files = sorted((home / "rehearsal" / "notices").glob("*.eml"))
    return [email.message_from_bytes(file.read_bytes(), policy=default) for file in files]  # type: ignore[arg-type]


def words(mail: EmailMessage, kind: str = "plain") -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def test_it_leaves_on_the_25th_at_nine_once_and_never_before(tmp_path: Path) -> None:
    studio()
    assert insights.tell_owner(BEFORE, tmp_path) == 0
    assert insights.tell_owner(THE_25TH, tmp_path) == 1
    for later in range(20):
        assert insights.tell_owner(THE_25TH + timedelta(hours=later), tmp_path) == 0
    (mail,) = practised(tmp_path)
    assert mail["To"] == "ana@example.org"
    assert mail["Subject"] == "Your month: 8 posts and issues until 25 March"
    assert "https://studio.willow.example/month/" in words(mail)
    assert 'href="https://studio.willow.example/month/"' in words(mail, "html")
    assert "<br>Tue 9 Mar 09:00" in words(mail, "html")
    assert "without an account nobody sees anything" in words(mail, "html")
    assert "Tue 2 Mar 09:00  Rolling the feet 3 (newsletter, bluesky)" in words(mail)
    assert mail["Auto-Submitted"] == "auto-generated"


def test_a_mail_too_many_is_told_in_it_before_she_approves_all_of_it(tmp_path: Path) -> None:
    studio()
    builders.a_subscriber()
    for day in (3, 4):
        plan.post(f"Day {day}.", ["newsletter"], datetime(2027, 3, day, 10), "ana", NOW, {"title": f"Day {day}"})
    insights.tell_owner(THE_25TH, tmp_path)
    (mail,) = practised(tmp_path)
    said = " ".join(words(mail).split())
    assert (
        "Too many mails in one week. 1 person would miss “Day 4” (Thu 4 Mar): a reader gets at most 2 mails a week, "
        "and “Rolling the feet 3” (Tue 2 Mar) and “Day 3” (Wed 3 Mar) come before it. Move it to Wed 10 Mar, or move "
        "or skip one of those."
    ) in said
    assert said.index("Too many") < said.index("Approve all of it, or one")
    assert "would miss “Day 4”" in words(mail, "html")


def test_the_next_month_has_its_own(tmp_path: Path) -> None:
    studio()
    insights.tell_owner(THE_25TH, tmp_path)
    assert insights.tell_owner(datetime(2027, 3, 25, 13, 0, tzinfo=UTC), tmp_path) == 1  # summer time
    assert len(practised(tmp_path)) == 2


def test_after_a_long_outage_and_for_a_new_studio_there_is_none(tmp_path: Path) -> None:
    studio()
    assert insights.tell_owner(NOW, tmp_path) == 0
    assert insights.tell_owner(THE_25TH + timedelta(days=6), tmp_path) == 0
    assert not OwnerMail.objects.exists()


def test_after_a_day_without_power_it_still_comes(tmp_path: Path) -> None:
    studio()
    assert insights.tell_owner(THE_25TH + timedelta(days=1), tmp_path) == 1


def test_never_means_never_and_another_day_that_day(tmp_path: Path) -> None:
    studio(TUESDAYS + "month: {mail: never}\n")
    assert insights.tell_owner(THE_25TH, tmp_path) == 0
    accept(TUESDAYS + "month: {mail: 27th at 18:00}\n", now=NOW)
    assert insights.tell_owner(datetime(2027, 2, 27, 23, 0, tzinfo=UTC), tmp_path) == 1


def test_when_nothing_is_planned_it_says_so(tmp_path: Path) -> None:
    studio(tips=0)
    insights.tell_owner(THE_25TH, tmp_path)
    (mail,) = practised(tmp_path)
    assert "nothing is planned" in mail["Subject"]
    assert "/series/new/" in words(mail)


def test_a_reminder_is_mailed_with_the_way_to_its_post_and_then_the_rule_decides(tmp_path: Path) -> None:
    studio()
    first = Message.objects.order_by("at", "pk")[0]
    plan.answer_due(first.at - timedelta(hours=23))
    assert insights.tell_owner(first.at - timedelta(hours=23), tmp_path) == 1
    (mail,) = practised(tmp_path)
    assert mail["Subject"] == "Waits for your OK"
    assert "Without one it does not go out." in words(mail)
    assert f"https://studio.willow.example/posts/m{first.pk}/" in words(mail)
    plan.answer_due(first.at)
    first.refresh_from_db()
    assert first.state == "skipped"


def connected(server: MailServer) -> None:
    accounts.connect(accounts.named("newsletter"), server.values(), NOW)
    Account.objects.filter(name="newsletter").update(state="ready", live_since=NOW)


def test_a_live_mailbox_sends_it_and_tries_again_when_the_server_asks_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STUDIO_TEST_LOOPBACK", "1")
    studio()
    with MailServer() as server:
        connected(server)
        server.does.at_end["ana@example.org"] = "451 4.3.0 Later"
        assert insights.tell_owner(THE_25TH, tmp_path) == 0
        assert server.does.received == []
        server.does.at_end.clear()
        assert insights.tell_owner(THE_25TH + timedelta(seconds=30), tmp_path) == 0
        assert insights.tell_owner(THE_25TH + timedelta(hours=1), tmp_path) == 1
        assert insights.tell_owner(THE_25TH + timedelta(hours=2), tmp_path) == 0
        assert server.does.recipients == ["ana@example.org"]
    assert practised(tmp_path) == []


def test_a_mail_that_may_have_arrived_comes_again_as_the_same_mail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STUDIO_TEST_LOOPBACK", "1")
    studio()
    with MailServer() as server:
        connected(server)
        server.does.at_end["ana@example.org"] = DROP_AFTER
        insights.tell_owner(THE_25TH, tmp_path)
        server.does.at_end.clear()
        insights.tell_owner(THE_25TH + timedelta(hours=1), tmp_path)
        ids = {email.message_from_bytes(mail.data)["Message-ID"] for mail in server.does.received}
        assert len(server.does.received) == 2
        assert len(ids) == 1


def test_a_mailbox_that_must_sign_in_again_keeps_it_until_then(tmp_path: Path) -> None:
    studio()
    Account.objects.filter(name="newsletter").update(state="needs_reconnect")
    assert insights.tell_owner(THE_25TH, tmp_path) == 0
    Account.objects.filter(name="newsletter").update(state="rehearsing")
    assert insights.tell_owner(THE_25TH + timedelta(hours=1), tmp_path) == 1
