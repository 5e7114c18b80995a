"""Limits of a mailbox: so many in 24 hours, one sender at a time, and the end told before the start."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from scheduler import config
from scheduler.accounts.models import Account
from scheduler.channels.base import Draft
from scheduler.channels.email import Email
from scheduler.domain.outcomes import Refused
from scheduler.outbox import due
from scheduler.outbox import services as outbox
from scheduler.outbox.models import Allowance, Delivery
from scheduler.outbox.tallies import of
from scheduler.outbox.transports import configured
from scheduler.plan.models import Message
from tests import builders
from tests.fakes.recording import NOW, FixedTransports, RecordingChannel, TestClock, a_message

pytestmark = pytest.mark.django_db


def newsletter(people: int, **options: object) -> Message:
    """An issue to so many people, on a live mailbox with those options in jobs.yaml."""
    for number in range(people):
        builders.a_subscriber(f"p{number}@example.org")
    return a_message(builders.an_account(state="ready", options={"from": "Willow <a@b.example>", **options}))


def dispatch(clock: TestClock, channel: RecordingChannel) -> outbox.Pass:
    return outbox.dispatch(clock, FixedTransports(channel))


def test_no_more_go_out_in_24_hours_than_may_and_the_others_follow_the_next_day() -> None:
    clock, channel, message = TestClock(), RecordingChannel(per_day=4, alone=True), newsletter(10, **{"per day": 4})
    assert dispatch(clock, channel).sent == 4
    account = Account.objects.get()
    assert (account.state, account.cooling_until) == ("cooling", NOW + timedelta(hours=24))
    assert "4 mails" in account.reason
    assert outbox.next_due(clock.now()) == NOW + timedelta(hours=24)
    clock.pass_time(hours=23, minutes=59)
    assert dispatch(clock, channel).sent == 0
    clock.pass_time(minutes=1)
    assert dispatch(clock, channel).sent == 4
    clock.pass_time(hours=24)
    assert dispatch(clock, channel).sent == 2
    assert of(message.pk) == {"sent": 10}
    assert len(set(channel.addresses)) == len(channel.addresses) == 10


def test_the_count_is_kept_in_the_database_over_issues_and_senders() -> None:
    clock, message = TestClock(), newsletter(3)
    dispatch(clock, RecordingChannel(per_day=5, alone=True))
    second = a_message(message.account, at=NOW + timedelta(minutes=30), title="Second")
    clock.pass_time(minutes=31)
    assert dispatch(clock, RecordingChannel(per_day=5, alone=True)).sent == 2
    assert of(second.pk) == {"sent": 2, "queued": 1}
    assert Allowance.objects.get().used == 5


def a_server_with_a_limit(count: int) -> RecordingChannel:
    """It takes so many, and says that it takes no more today."""
    no = Refused("5.4.5", "Daily user sending limit exceeded", stops_account=True, account_state="cooling")
    channel = RecordingChannel(window=1)
    for number in range(count, 10):
        channel.answers[f"p{number}@example.org"] = no
    return channel


def test_a_servers_own_limit_of_a_day_is_learnt_and_the_owner_sees_it(owner: Client, studio_plan: object) -> None:
    account = Account.objects.get(name="newsletter")
    Account.objects.update(state="ready")
    for number in range(10):
        builders.a_subscriber(f"p{number}@example.org")
    message = a_message(account)
    clock, channel = TestClock(), a_server_with_a_limit(6)
    assert dispatch(clock, channel).sent == 6
    assert of(message.pk) == {"sent": 6, "queued": 4}
    account = Account.objects.get(name="newsletter")
    assert (account.state, account.cooling_until) == ("cooling", NOW + timedelta(hours=24))
    assert "6 went out in 24 hours" in account.reason
    assert configured(account).per_day == 6
    assert Allowance.objects.get().used == 6
    clock.pass_time(hours=23)
    assert dispatch(clock, channel).sent == 0
    page = owner.get("/channels/").content.decode()
    assert "took 6 mails in 24 hours and then no more" in page
    assert "per day: 6" in page
    channel.answers.clear()
    clock.pass_time(hours=1)
    assert dispatch(clock, channel).sent == 4
    Account.objects.update(options={**account.options, "per day": 50})
    account.refresh_from_db()
    assert (configured(account).per_day, configured(account).lesson) == (50, ""), "what jobs.yaml says comes first"


def test_a_day_spent_elsewhere_teaches_nothing_and_is_waited_for() -> None:
    clock, message = TestClock(), newsletter(3)
    assert dispatch(clock, a_server_with_a_limit(0)).sent == 0
    account = Account.objects.get()
    assert (account.state, account.cooling_until) == ("cooling", NOW + timedelta(hours=4))
    assert not Allowance.objects.exists()
    assert of(message.pk) == {"queued": 3}


def test_practice_spends_nothing_of_the_day() -> None:
    message = newsletter(3)
    Account.objects.update(state="rehearsing")
    dispatch(TestClock(), RecordingChannel(per_day=1))
    assert of(message.pk) == {"rehearsed": 3}
    assert not Allowance.objects.exists()


def test_a_mailbox_with_limits_is_left_to_the_sender_that_has_it() -> None:
    clock, message = TestClock(), newsletter(3)
    with outbox.quiet(clock) as other:
        assert due.take_lane(message.account_id, other.name)
        assert dispatch(clock, RecordingChannel(alone=True)).sent == 0
        assert dispatch(clock, RecordingChannel()).sent == 3, "without limits, nobody waits"
        assert not Delivery.objects.exclude(state="sent").exists()


def test_the_end_is_told_before_the_start() -> None:
    message = newsletter(10, **{"per second": 2, "per day": 4})
    found = outbox.estimate(message, NOW - timedelta(hours=1))
    assert found is not None
    assert (found.people, found.per_second, found.per_day) == (10, 2.0, 4)
    assert found.done == NOW + timedelta(hours=48, seconds=1)
    assert not found.late, "a mail that was begun in time may take three days"
    [coming] = outbox.status(NOW - timedelta(hours=1))["next"]
    assert coming["people"] == 10
    assert datetime.fromisoformat(coming["done_by"]) == found.done
    Account.objects.update(options={**message.account.options, "per day": 2})
    late = outbox.estimate(Message.objects.get(), NOW)
    assert late is not None
    assert late.late


def test_nothing_is_promised_about_a_server_that_is_not_known_yet() -> None:
    found = outbox.estimate(newsletter(3), NOW)
    assert found is not None
    assert found.done is None


def test_the_page_says_when_it_will_be_done(owner: Client, studio_plan: object) -> None:
    account = Account.objects.get(name="newsletter")
    account.state, account.options = "ready", {**account.options, "per second": 2}
    account.save()
    for number in range(12):
        builders.a_subscriber(f"p{number}@example.org")
    draft = Draft(text="Roll.", html="<p>Roll.</p>", subject="Feet")
    mail = Email().configured({"from": "Willow <a@b.example>"}).payload(draft)
    message = a_message(account, at=config.clock().now() + timedelta(days=2), payloads=[mail])
    page = owner.get(f"/posts/{message.ref}/", follow=True).content.decode()
    assert "about 12 people, 2 mails a second: done" in " ".join(page.split())
