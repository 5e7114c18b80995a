"""The owner is told: each thing once, a kind once an hour, by whatever mailbox works; what cannot wait is on top."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scheduler.accounts import services as accounts
from scheduler.accounts.models import Account, User
from scheduler.audience.services.people import forget
from scheduler.classes.models import Timetable
from scheduler.clock.pulse import Pulse
from scheduler.insights import services as insights
from scheduler.insights import telling
from scheduler.insights.models import Event, OwnerMail
from scheduler.outbox import closing, reactions
from scheduler.outbox.models import Delivery, Tally
from scheduler.plan import services as plan
from scheduler.plan.models import Message
from scheduler.signals import happened
from tests.builders import NOW, a_subscriber
from tests.fakes.server import Answer, FakeServer, Request
from tests.fakes.smtp import MailServer
from tests.integration.planning import TUESDAYS, accept, queued
from tests.integration.test_month_mail import practised, words

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _ana(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("SITE_URL", "https://studio.willow.example")
    monkeypatch.setenv("STUDIO_TEST_LOOPBACK", "1")
    User.objects.create(email="ana@example.org", role="owner", created_at=NOW)
    accept(TUESDAYS + "month: {mail: never}\ntell: {weekly: never}\n")
    return


def over(title: str, account: str = "newsletter", **figures: int) -> Message:
    """A message that is over, as the ledger ends it."""
    message = Message.objects.create(
        account=Account.objects.get(name=account), job="one-off", kind="post", title=title, at=NOW, state="sent",
        late_after=NOW + timedelta(hours=6), created_at=NOW, frozen_at=NOW, closed_at=NOW,
    )  # fmt: skip
    for state, count in figures.items():
        Tally.objects.create(message=message, state=state, count=count)
    reactions.tell("sent", closing.sentence(message, "sent", figures), message, NOW)
    return message


def uncertain(message: Message, address: str, now: object = NOW) -> Delivery:
    person = a_subscriber(address)
    copy = Delivery.objects.create(
        message=message, destination=person.address_hash, subscriber=person, state="unknown", due_at=NOW, key=address
    )
    Tally.objects.update_or_create(message=message, state="unknown", defaults={"count": 1})
    reactions.tell_unknown(message, copy.pk, now)  # type: ignore[arg-type]
    return copy


def test_what_went_out_is_one_line_with_its_figures_once(tmp_path: Path) -> None:
    over("Breathe into your back", sent=893, suppressed=4)
    for minutes in (1, 2, 90, 180):
        insights.tell_owner(NOW + minutes * MINUTE, tmp_path)
    (mail,) = practised(tmp_path)
    line = "It went out: “Breathe into your back” to 893 people; 4 left out, none uncertain"
    assert mail["Subject"] == line
    assert words(mail).startswith(f"{line}.")


def test_more_of_a_kind_waits_an_hour_and_comes_together(tmp_path: Path) -> None:
    over("One", sent=1)
    insights.tell_owner(NOW + MINUTE, tmp_path)
    for title in ("Two", "Three", "Four"):
        over(title, sent=2)
        insights.tell_owner(NOW + 5 * MINUTE, tmp_path)
    assert len(practised(tmp_path)) == 1
    assert insights.tell_owner(NOW + 62 * MINUTE, tmp_path) == 1
    digest = next(mail for mail in practised(tmp_path) if mail["Subject"] == "What went out (3)")
    assert words(digest).count("It went out: ") == 3
    assert Event.objects.filter(mail="").count() == 0


def test_an_issue_that_nobodys_server_took_is_a_problem_not_a_success(tmp_path: Path) -> None:
    accept(TUESDAYS + "month: {mail: never}\ntell: {sent: no}\n")
    over("Gone", sent=3)
    over("Nobody", refused=3)
    insights.tell_owner(NOW + MINUTE, tmp_path)
    (mail,) = practised(tmp_path)
    assert "“Nobody” was refused" in mail["Subject"]


def test_the_networks_line_waits_for_the_newsletter_of_the_same_date(tmp_path: Path) -> None:
    queued(8)
    letter, post = Message.objects.order_by("at", "account__position")[:2]
    Message.objects.filter(pk=letter.pk).update(state="approved", frozen_at=letter.at)
    Message.objects.filter(pk=post.pk).update(state="sent", closed_at=post.at)
    Tally.objects.create(message=post, state="sent", count=1)
    reactions.tell("sent", "Sent.", Message.objects.get(pk=post.pk), post.at)
    assert insights.tell_owner(post.at + MINUTE, tmp_path) == 0
    assert insights.tell_owner(post.at + 61 * MINUTE, tmp_path) == 1  # not for ever
    (mail,) = practised(tmp_path)
    assert mail["Subject"].endswith("on bluesky")


def test_what_she_does_not_want_or_has_answered_is_not_mailed(tmp_path: Path) -> None:
    accept(TUESDAYS + "month: {mail: never}\ntell: {sent: no, problems: no}\n")
    over("One", sent=1)
    happened.send(sender=None, kind="no-backup", text="No backup.", now=NOW, needs_you=True)
    insights.tell_owner(NOW, tmp_path)
    accept(TUESDAYS + "month: {mail: never}\n")
    happened.send(sender=None, kind="refused", text="Refused.", now=NOW, needs_you=True)
    insights.resolve(Event.objects.get(kind="refused").pk, NOW)
    insights.tell_owner(NOW + MINUTE, tmp_path)
    assert practised(tmp_path) == []


def test_a_timetable_not_read_for_three_days_is_told_once_and_over_when_it_is_read(tmp_path: Path) -> None:
    feed = Timetable.objects.create(source="https://c.example/a.ics", listed=True, failed_since=NOW)
    insights.tell_owner(NOW + timedelta(days=2), tmp_path)
    assert practised(tmp_path) == []
    for hours in (72, 74, 76):
        insights.tell_owner(NOW + timedelta(hours=hours), tmp_path)
    (mail,) = practised(tmp_path)
    assert mail["Subject"] == "The timetable was not read for 3 days"
    insights.resolve(Event.objects.get(kind="timetable-late").pk, NOW)
    insights.tell_owner(NOW + timedelta(hours=80), tmp_path)
    assert len(practised(tmp_path)) == 1
    Timetable.objects.filter(pk=feed.pk).update(failed_since=None)
    insights.tell_owner(NOW + timedelta(hours=81), tmp_path)
    assert not insights.needs_you().exists()


def test_tips_that_run_out_are_told_three_weeks_before(tmp_path: Path) -> None:
    queued(3)  # 16 and 23 February, 2 March; the 9th has none
    plan.refresh(NOW)
    insights.tell_owner(NOW, tmp_path)
    assert [mail for mail in practised(tmp_path) if "tip" in str(mail["Subject"])] == []
    insights.tell_owner(NOW + timedelta(days=5), tmp_path)
    (mail,) = [mail for mail in practised(tmp_path) if "tip" in str(mail["Subject"])]
    assert mail["Subject"] == "3 weeks of tips left"
    assert "/series/new/?job=weekly-tip" in words(mail)


def test_a_copy_nobody_is_certain_of_is_settled_by_the_mails_link_once_without_a_sign_in(
    tmp_path: Path, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = over("Feet", sent=2)
    first, second = uncertain(message, "a@example.org"), uncertain(message, "b@example.org")
    insights.tell_owner(NOW, tmp_path)
    mail = next(mail for mail in practised(tmp_path) if mail["Subject"] == "Did these arrive? (2)")
    path = words(mail).split("https://studio.willow.example")[1].split()[0]
    clock = tmp_path / "clock"
    clock.write_text(NOW.isoformat())
    monkeypatch.setenv("STUDIO_TEST_CLOCK", str(clock))
    page = client.get(path).content.decode()
    assert page.count("It’s not: send it") == 2
    assert Delivery.objects.filter(state="unknown").count() == 2  # looking changed nothing
    event = Event.objects.get(delivery=first)
    answer = Client(enforce_csrf_checks=True).post(path, {"event": event.pk, "do": "sent"})
    assert "counts as sent" in answer.content.decode()
    first.refresh_from_db()
    assert first.state == "sent"
    assert client.post(path, {"event": event.pk, "do": "again"}).status_code == 400
    assert client.post(path, {"event": 0, "do": "no"}).status_code == 400
    asks = Event.objects.get(delivery=second)
    assert client.post(path, {"event": asks.pk, "do": "burn"}).status_code == 400
    second.refresh_from_db()
    assert second.state == "unknown"
    assert client.get(f"{path[:-2]}x/").status_code == 400
    clock.write_text((NOW + timedelta(days=7)).isoformat())
    assert client.post(path, {"event": asks.pk, "do": "again"}).status_code == 400
    second.refresh_from_db()
    assert second.state == "unknown"


def test_the_mail_about_an_erased_person_names_them_no_longer(tmp_path: Path) -> None:
    copy = uncertain(over("Feet", sent=2), "carla@example.org")
    insights.tell_owner(NOW, tmp_path)
    assert OwnerMail.objects.filter(text__contains="carla@example.org").exists()
    assert copy.subscriber is not None
    forget(copy.subscriber.address_hash, NOW, "a test")
    assert not OwnerMail.objects.filter(text__contains="carla@example.org").exists()


# --- the second mailbox ---


def _second(monkeypatch: pytest.MonkeyPatch, server: MailServer) -> None:
    for name, value in server.values().items():
        monkeypatch.setenv(f"OWNER_MAIL_{name.upper()}", value)
    monkeypatch.setenv("OWNER_MAIL_FROM", "Willow <robot@second.example>")


def test_when_the_newsletters_mailbox_is_what_failed_she_hears_of_it_by_the_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsletter = accounts.named("newsletter")
    with MailServer() as first, MailServer() as second:
        accounts.connect(newsletter, first.values(), NOW)
        Account.objects.filter(pk=newsletter.pk).update(state="ready", live_since=NOW)
        _second(monkeypatch, second)
        over("One", sent=1)
        assert insights.tell_owner(NOW, tmp_path) == 1
        assert first.does.recipients == ["ana@example.org"]
        accounts.stop_account(newsletter.pk, "needs_reconnect", "535 Bad password.", NOW)
        assert insights.tell_owner(NOW + MINUTE, tmp_path) == 1
        assert len(first.does.recipients) == 1
        (mail,) = second.does.received
        assert mail.sender == "robot@second.example"
        assert b"Please sign in again" in mail.data


def test_a_server_that_is_away_twice_is_passed_by(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    newsletter = accounts.named("newsletter")
    with MailServer() as first:
        accounts.connect(newsletter, first.values(), NOW)
    Account.objects.filter(pk=newsletter.pk).update(state="ready", live_since=NOW)
    with MailServer() as second:
        _second(monkeypatch, second)
        over("One", sent=1)
        assert insights.tell_owner(NOW, tmp_path) == 0
        assert insights.tell_owner(NOW + timedelta(hours=1), tmp_path) == 1
        assert second.does.recipients == ["ana@example.org"]


def test_while_the_newsletter_practises_the_second_sends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with MailServer() as second:
        _second(monkeypatch, second)
        over("One", sent=1)
        assert insights.tell_owner(NOW, tmp_path) == 1
        assert second.does.received == []
    assert len(practised(tmp_path)) == 1


# --- on top of every page ---


def news(kind: str, text: str) -> None:
    happened.send(sender=None, kind=kind, text=text, now=NOW, needs_you=True)


@pytest.mark.parametrize("place", ["/", "/calendar/", "/month/", "/people/", "/channels/", "/articles/"])
def test_what_cannot_wait_is_on_every_page(client: Client, place: str, studio_home: Path) -> None:
    client.force_login(User.objects.get(email="ana@example.org"))
    assert "What cannot wait" not in client.get(place).content.decode()
    Account.objects.filter(name="bluesky").update(state="needs_reconnect")
    uncertain(over("Feet", sent=2), "a@example.org")
    plan.pause("all", "ana@example.org", NOW)
    page = client.get(place).content.decode()
    assert page.count("What cannot wait") == 1
    assert "<strong>bluesky</strong> stopped" in page
    assert "1 copy is not certain" in page
    assert "Everything is paused:" in page


@pytest.mark.parametrize("place", ["/calendar/", "/month/", "/people/", "/going-live/"])
def test_what_else_needs_her_is_counted_quietly_on_every_page_but_today(
    client: Client, place: str, studio_home: Path
) -> None:
    client.force_login(User.objects.get(email="ana@example.org"))
    assert "What needs you" not in client.get(place).content.decode()
    news("refused", "“Feet” was refused by Bluesky.")
    page = client.get(place).content.decode()
    assert "1 thing needs you" in page
    assert "What cannot wait" not in page
    for kind in ("tips-running-out", "timetable-late", "failed"):
        news(kind, f"News of {kind}.")
    happened.send(sender=None, kind="queued", text="A series is queued.", now=NOW)  # answers that tips run out
    news("sign-in-again", "Please sign in to Bluesky again.")
    uncertain(over("Feet", sent=2), "a@example.org")
    plan.pause("all", "ana@example.org", NOW)
    assert insights.urgent().more == 4
    Account.objects.filter(name="bluesky").update(state="needs_reconnect")
    assert insights.urgent().more == 3  # the lost sign-in stands above, in its own words
    page = client.get(place).content.decode()
    assert page.count("3 more things need you") == page.count("What cannot wait") == 1
    assert "things need you" not in client.get("/").content.decode()
    for event in insights.needs_you():
        insights.resolve(event.pk, NOW)
    assert insights.urgent().more == 0


def test_it_costs_one_question_and_is_not_shown_to_strangers(client: Client, studio_home: Path) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert not insights.urgent()
    assert len(asked) == 1
    plan.pause("all", "ana@example.org", NOW)
    assert "What cannot wait" not in client.get("/sign-in/").content.decode()


# --- the heartbeat ---


class Watch(FakeServer):
    """Takes every beat."""

    def answer(self, request: Request) -> Answer:
        """200."""
        return Answer()


def test_the_watch_outside_is_asked_every_five_minutes_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    with Watch() as server:
        monkeypatch.setenv("HEARTBEAT_URL", f"{server.url}/ping/secret-key?x=1")
        pulse = Pulse()
        for minutes in (0, 1, 4, 5, 6, 11):
            pulse.beat(NOW + minutes * MINUTE)
            pulse.wait(10)
        assert [asked.path for asked in server.requests] == ["/ping/secret-key"] * 3
        assert server.requests[0].query == {"x": "1"}


@pytest.mark.parametrize("address", ["http://example.org/x", "file:///etc/passwd", "https://[", "nonsense"])
def test_a_wrong_address_or_a_dead_server_harms_nothing_and_is_not_logged(
    address: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("HEARTBEAT_URL", address)
    pulse = Pulse()
    pulse.beat(NOW)
    pulse.wait(10)
    assert "HEARTBEAT_URL" in caplog.text
    assert address not in caplog.text


def test_a_slow_watch_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    from scheduler.insights import watch as module

    begun, go = threading.Event(), threading.Event()

    def slow(_found: object) -> bool:
        begun.set()
        return go.wait(20)

    monkeypatch.setenv("HEARTBEAT_URL", "https://watch.example/x")
    monkeypatch.setattr(module, "beat", slow)
    pulse = Pulse()
    pulse.beat(NOW)
    assert begun.wait(10)
    before = threading.active_count()
    pulse.beat(NOW + timedelta(hours=1))  # returns at once, and begins no second one
    assert threading.active_count() == before
    go.set()
    pulse.wait(10)


def test_every_kind_has_its_key_in_the_settings() -> None:
    accepted = plan.accepted()
    assert accepted is not None
    assert all(isinstance(getattr(accepted.tell, kind.wanted), bool) for kind in telling.KINDS.values())
