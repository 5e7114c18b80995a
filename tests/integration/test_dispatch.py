from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from scheduler.channels import registry
from scheduler.domain.outcomes import Accepted, Outcome, Refused, Retry, Unknown
from scheduler.insights.models import Event
from scheduler.outbox import freeze, tallies
from scheduler.outbox import services as outbox
from scheduler.outbox.ledger import Target
from scheduler.outbox.models import Attempt, Delivery, TipReceived
from scheduler.plan.models import Message
from tests import builders
from tests.fakes.recording import NOW, FixedTransports, RecordingChannel, TestClock, a_message

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def channel() -> RecordingChannel:
    return RecordingChannel()


def newsletter(**more: Any) -> Message:
    """An approved issue for a live newsletter, due now."""
    return a_message(builders.an_account(state="ready"), **more)


def profile(**more: Any) -> Message:
    """An approved post for a live profile, due now."""
    return a_message(builders.an_account("bluesky", "bluesky", state="ready"), **{"grace": timedelta(hours=2), **more})


def dispatch(clock: TestClock, channel: RecordingChannel) -> outbox.Pass:
    return outbox.dispatch(clock, FixedTransports(channel))


def states(message: Message) -> dict[str, int]:
    """Copies by state, which must be what the kept figures say."""
    counted = tallies.counted(message.pk)
    assert tallies.kept(message.pk) == counted
    return tallies.by_state(counted)


def state(message: Message) -> str:
    message.refresh_from_db()
    return message.state


def told(kind: str) -> list[str]:
    return list(Event.objects.filter(kind=kind).values_list("text", flat=True))


def test_everyone_gets_one_copy_and_the_issue_is_closed(clock: TestClock, channel: RecordingChannel) -> None:
    people = [builders.a_subscriber() for _ in range(45)]
    message = newsletter()
    done = dispatch(clock, channel)
    assert sorted(channel.addresses) == sorted(person.address for person in people)
    assert done.sent == 45
    assert states(message) == {"sent": 45}
    assert state(message) == "sent"
    assert told("sent") == ["“Rolling the feet” went out to 45 people."]
    assert dispatch(clock, channel).sent == 0


def test_what_was_approved_is_what_is_sent(clock: TestClock, channel: RecordingChannel) -> None:
    person = builders.a_subscriber(first_name="Anna")
    newsletter()
    dispatch(clock, channel)
    (job,) = channel.taken
    assert dict(job.payload) == {"subject": "Rolling the feet", "text": "Part 1. Breathe out."}
    assert job.holes["to"] == person.address
    assert job.holes["first_name"] == "Anna"
    assert job.holes["unsubscribe_url"] == f"http://127.0.0.1:8000/u/{person.token}"
    assert job.holes["created_at"] == NOW.isoformat()
    assert job.holes["key"] == job.key == Delivery.objects.get().key


def test_nothing_goes_before_its_time(clock: TestClock, channel: RecordingChannel) -> None:
    builders.a_subscriber()
    newsletter(at=NOW + timedelta(minutes=1))
    dispatch(clock, channel)
    assert channel.taken == []
    assert outbox.next_due(NOW) == NOW + timedelta(minutes=1)


def test_a_draft_does_not_go_out(clock: TestClock, channel: RecordingChannel) -> None:
    builders.a_subscriber()
    newsletter(state="draft")
    dispatch(clock, channel)
    assert channel.taken == []


def test_an_approval_of_other_words_does_not_count(clock: TestClock, channel: RecordingChannel) -> None:
    builders.a_subscriber()
    message = newsletter()
    Message.objects.filter(pk=message.pk).update(payload_hash="0" * 64)
    dispatch(clock, channel)
    assert channel.taken == []


def test_people_without_consent_or_who_left_have_a_row_with_the_reason(
    clock: TestClock, channel: RecordingChannel
) -> None:
    builders.a_subscriber()
    builders.a_subscriber(consent=False)
    builders.a_subscriber(state="unsubscribed")
    builders.a_subscriber(state="paused", paused_until=NOW + timedelta(days=3))
    message = newsletter()
    dispatch(clock, channel)
    assert states(message) == {"sent": 1, "suppressed": 3}
    reasons = set(Delivery.objects.filter(state="suppressed").values_list("reason", flat=True))
    assert reasons == {"no_consent", "unsubscribed", "paused"}
    assert told("sent") == ["“Rolling the feet” went out to 1 person; 3 left out."]


def test_nobody_gets_a_third_mail_in_a_week(clock: TestClock, channel: RecordingChannel) -> None:
    builders.a_subscriber()
    account = builders.an_account(state="ready")
    for days in (0, 2, 4):
        a_message(account, NOW + timedelta(days=days))
    for _ in range(5):
        dispatch(clock, channel)
        clock.pass_time(days=1)
    assert len(channel.taken) == 2
    assert Delivery.objects.get(state="suppressed").reason == "capped"


def test_two_weekly_mails_are_never_capped_by_last_weeks(clock: TestClock, channel: RecordingChannel) -> None:
    builders.a_subscriber()
    account = builders.an_account(state="ready")
    for days in (0, 2, 7, 9, 14, 16):
        a_message(account, NOW + timedelta(days=days))
    for _ in range(20):
        dispatch(clock, channel)
        clock.pass_time(days=1)
    assert len(channel.taken) == 6


def test_a_tip_reaches_a_person_once_by_whatever_message(clock: TestClock, channel: RecordingChannel) -> None:
    person, tip = builders.a_subscriber(), builders.a_tip()
    account = builders.an_account(state="ready")
    a_message(account, tip=tip)
    second = a_message(account, NOW + timedelta(days=1), tip=tip)
    dispatch(clock, channel)
    assert TipReceived.objects.get().subscriber == person
    clock.pass_time(days=1)
    dispatch(clock, channel)
    assert len(channel.taken) == 1
    assert Delivery.objects.get(message=second).reason == "received"
    assert state(second) == "skipped"


def test_a_tip_in_two_issues_that_go_out_together_reaches_a_person_once(
    clock: TestClock, channel: RecordingChannel
) -> None:
    builders.a_subscriber()
    account, tip = builders.an_account(state="ready"), builders.a_tip()
    both = [a_message(account, tip=tip) for _ in range(2)]
    for message in both:
        freeze.freeze(Target(message.pk, account.pk, tip.pk, (), people=True), 1, 2, list, NOW)
    dispatch(clock, channel)
    assert len(channel.taken) == 1
    assert states(both[1]) == {"suppressed": 1}
    assert Delivery.objects.get(state="suppressed").reason == "received"


def test_a_tip_that_was_refused_was_not_received(clock: TestClock, channel: RecordingChannel) -> None:
    person = builders.a_subscriber()
    channel.answers[person.address] = Refused("554", "no")
    newsletter(tip=builders.a_tip())
    dispatch(clock, channel)
    assert not TipReceived.objects.exists()


# --- outcomes ---


def test_a_copy_that_was_not_taken_is_tried_again_with_the_same_holes(
    clock: TestClock, channel: RecordingChannel
) -> None:
    person = builders.a_subscriber()
    channel.answers[person.address] = [Retry("greylisted"), Retry("greylisted")]
    message = newsletter(tip=builders.a_tip())
    dispatch(clock, channel)
    assert states(message) == {"waiting": 1}
    assert dispatch(clock, channel).sent == 0, "not before its time"
    clock.pass_time(seconds=70)
    dispatch(clock, channel)
    clock.pass_time(minutes=6)
    builders.Subscriber.objects.update(first_name="Changed")
    dispatch(clock, channel)
    assert states(message) == {"sent": 1}
    first, second, third = channel.taken
    assert first.holes == second.holes == third.holes
    assert (first.first_try, second.first_try) == (True, False)
    assert list(Attempt.objects.values_list("number", "outcome")) == [(1, "retry"), (2, "retry"), (3, "accepted")]


def test_no_attempt_is_kept_for_what_was_taken_at_once(clock: TestClock, channel: RecordingChannel) -> None:
    builders.a_subscriber()
    newsletter()
    dispatch(clock, channel)
    assert not Attempt.objects.exists()


def test_a_mail_is_given_up_after_three_days(clock: TestClock, channel: RecordingChannel) -> None:
    person = builders.a_subscriber()
    channel.answers[person.address] = lambda _job: Retry("full")
    message = newsletter()
    for _ in range(80):
        dispatch(clock, channel)
        clock.pass_time(hours=1)
    assert states(message) == {"missed": 1}
    assert state(message) == "missed"
    last = Attempt.objects.order_by("-at").first()
    assert last is not None
    assert timedelta(hours=64) < last.at - NOW <= timedelta(hours=72)


def test_a_post_is_given_up_at_the_end_of_its_grace(clock: TestClock, channel: RecordingChannel) -> None:
    channel.bulk, channel.answers["account"] = False, lambda _job: Retry("down")
    message = profile()
    for _ in range(40):
        dispatch(clock, channel)
        clock.pass_time(minutes=10)
    assert states(message) == {"missed": 1}
    last = Attempt.objects.order_by("-at").first()
    assert last is not None
    assert last.at - NOW <= timedelta(hours=2)


def test_a_dead_address_is_left_out_from_then_on(clock: TestClock, channel: RecordingChannel) -> None:
    person = builders.a_subscriber()
    channel.answers[person.address] = Refused("550 5.1.1", "User unknown", suppress=True)
    message = newsletter()
    dispatch(clock, channel)
    assert states(message) == {"refused": 1}
    person.refresh_from_db()
    assert person.state == "bounced"
    assert Delivery.objects.get().detail == "550 5.1.1 User unknown"


def test_the_senders_own_fault_stops_the_account_and_nobody_is_refused(
    clock: TestClock, channel: RecordingChannel
) -> None:
    people = [builders.a_subscriber() for _ in range(30)]
    channel.window = 1
    channel.answers[people[3].address] = [Refused("535", "wrong password", stops_account=True)]
    message = newsletter()
    dispatch(clock, channel)
    assert states(message) == {"sent": 3, "queued": 27}
    message.account.refresh_from_db()
    assert message.account.state == "needs_reconnect"
    assert "wrong password" in told("sign-in-again")[0]
    message.account.state = "ready"
    message.account.save()
    dispatch(clock, channel)
    assert states(message) == {"sent": 30}
    assert len(set(channel.addresses)) == 30
    assert len(channel.taken) == 31


def test_a_network_that_asks_us_to_wait_is_left_alone_until_then(clock: TestClock, channel: RecordingChannel) -> None:
    channel.bulk = False
    channel.answers["account"] = [Retry("slow down", NOW + timedelta(minutes=15), cools_account=True)]
    message = profile()
    dispatch(clock, channel)
    message.account.refresh_from_db()
    assert message.account.state == "cooling"
    assert outbox.next_due(NOW) == NOW + timedelta(minutes=15)
    clock.pass_time(minutes=15)
    dispatch(clock, channel)
    assert states(message) == {"sent": 1}


def test_a_lost_answer_is_listed_and_never_sent_again_by_itself(clock: TestClock, channel: RecordingChannel) -> None:
    person = builders.a_subscriber()
    channel.answers[person.address] = Unknown("the connection broke after the last dot")
    message = newsletter()
    for _ in range(10):
        dispatch(clock, channel)
        clock.pass_time(hours=10)
    assert len(channel.taken) == 1
    assert states(message) == {"unknown": 1}
    assert state(message) == "approved"
    (row,) = outbox.status(clock.now())["unknown"]
    assert row["to"] == person.address
    assert len(told("not-certain")) == 1


@pytest.mark.parametrize(
    ("decision", "becomes", "sends"), [("sent", "sent", 1), ("again", "sent", 2), ("no", "cancelled", 1)]
)
def test_a_person_settles_what_is_not_certain(
    clock: TestClock, channel: RecordingChannel, decision: str, becomes: str, sends: int
) -> None:
    person = builders.a_subscriber()
    channel.answers[person.address] = [Unknown("no reply")]
    message = newsletter(tip=builders.a_tip())
    dispatch(clock, channel)
    outbox.resolve(Delivery.objects.get().pk, decision, "owner@willow.example", clock.pass_time(days=4))
    dispatch(clock, channel)
    assert states(message) == {becomes: 1}
    assert len(channel.taken) == sends
    assert state(message) == becomes
    assert TipReceived.objects.count() == (1 if becomes == "sent" else 0)


def test_a_message_with_others_sent_closes_and_its_uncertain_copy_can_still_be_sent_again(
    clock: TestClock, channel: RecordingChannel
) -> None:
    person = builders.a_subscriber()
    builders.a_subscriber()
    channel.answers[person.address] = [Unknown("no reply")]
    message = newsletter()
    dispatch(clock, channel)
    assert state(message) == "sent"
    outbox.resolve(Delivery.objects.get(state="unknown").pk, "again", "owner@willow.example", clock.now())
    dispatch(clock, channel)
    assert states(message) == {"sent": 2}


class Asked(RecordingChannel):
    """A network that can be asked afterwards; `looks` are its answers in order."""

    def __init__(self, *looks: Outcome | None) -> None:
        super().__init__(bulk=False)
        self.looks = list(looks)
        self.answers["account"] = [Unknown("no reply")]

    def look_up(self, job: Any) -> Outcome | None:
        return self.looks.pop(0)


def test_a_look_that_finds_the_post_settles_it(clock: TestClock) -> None:
    channel, message = Asked(None, Accepted("77", "https://x.example/77")), profile()
    dispatch(clock, channel)
    for _ in range(2):
        clock.at = outbox.next_due(clock.at) or clock.at
        dispatch(clock, channel)
    assert states(message) == {"sent": 1}
    assert Delivery.objects.get().remote_url == "https://x.example/77"
    assert len(channel.taken) == 1
    assert told("not-certain") == []


def test_a_proof_that_the_post_is_not_there_sends_it_again(clock: TestClock) -> None:
    channel, message = Asked(None, Refused("not-there", "no")), profile()
    for _ in range(4):
        dispatch(clock, channel)
        clock.at = outbox.next_due(clock.at) or clock.at
    assert states(message) == {"sent": 1}
    assert len(channel.taken) == 2
    assert channel.taken[0].holes == channel.taken[1].holes


def test_a_network_that_cannot_tell_is_asked_a_few_times_then_a_person(clock: TestClock) -> None:
    channel, message = Asked(*[None] * 20), profile(grace=timedelta(days=3))
    for _ in range(12):
        dispatch(clock, channel)
        clock.at = outbox.next_due(clock.at) or clock.at
    assert states(message) == {"unknown": 1}
    assert len(channel.taken) == 1
    assert len(told("not-certain")) == 1


def test_a_channels_own_mistake_makes_unknowns_and_holds_the_message(
    clock: TestClock, channel: RecordingChannel
) -> None:
    people = [builders.a_subscriber() for _ in range(5)]
    channel.window = 2

    def broken(_job: Any) -> Outcome:
        raise KeyError("a mistake")

    channel.answers[people[2].address] = broken
    message = newsletter()
    dispatch(clock, channel)
    assert states(message) == {"sent": 2, "unknown": 2, "queued": 1}
    dispatch(clock, channel)
    assert len(channel.taken) == 3
    assert len(told("failed")) == 1


def test_more_than_five_dead_addresses_in_the_first_hundred_hold_the_issue(
    clock: TestClock, channel: RecordingChannel
) -> None:
    people = [builders.a_subscriber() for _ in range(60)]
    for person in people[5:15]:
        channel.answers[person.address] = Refused("550", "unknown", suppress=True)
    channel.window = 1
    message = newsletter()
    dispatch(clock, channel)
    assert states(message) == {"sent": 5, "refused": 6, "queued": 49}
    assert "6 of the first 11" in told("bad-list")[0]
    from scheduler.plan import services as plan

    clock.pass_time(days=2)
    assert states(message)["queued"] == 49, "not missed while it waits for a person"
    plan.resume(message.ref, "owner@willow.example", clock.now())
    dispatch(clock, channel)
    assert states(message) == {"sent": 50, "refused": 10}


# --- what cannot be sent ---


def test_a_damaged_draft_is_held_and_the_other_messages_go_out(clock: TestClock, channel: RecordingChannel) -> None:
    builders.a_subscriber()
    message = newsletter()
    other = a_message(message.account, payloads=[{"subject": "Another", "text": "One."}])
    message.variants.get().payload.__class__.objects.filter(pk=message.variants.get().payload_id).update(bytes=b"{}")
    dispatch(clock, channel)
    assert [job.payload["subject"] for job in channel.taken] == ["Another"]
    assert state(other) == "sent"
    assert "is damaged" in told("failed")[0]
    dispatch(clock, channel)
    assert len(told("failed")) == 1


def test_a_kind_of_channel_that_is_gone_does_not_stop_the_others(clock: TestClock, channel: RecordingChannel) -> None:
    builders.a_subscriber()
    gone = a_message(builders.an_account("old", "a kind of the past", state="ready"))

    class Live(FixedTransports):
        def for_message(self, message: Message) -> Any:
            return registry.get(message.account.kind) and super().for_message(message)

    message = newsletter()
    outbox.dispatch(clock, Live(channel))
    assert (state(gone), state(message)) == ("approved", "sent")
    assert "no channel of kind" in told("failed")[0]


# --- idempotent networks ---


class Idempotent(Asked):
    """A network where writing twice is writing once."""

    idempotent = True


def test_what_a_dead_sender_left_on_an_idempotent_network_is_written_again_with_the_same_key(clock: TestClock) -> None:
    channel, message = Idempotent(), profile()
    channel.answers["account"] = [Unknown("killed")]
    dispatch(clock, channel)
    clock.at = outbox.next_due(clock.at) or clock.at
    dispatch(clock, channel)
    dispatch(clock, channel)
    assert states(message) == {"sent": 1}
    first, second = channel.taken
    assert (first.key, first.holes) == (second.key, second.holes)
    assert told("not-certain") == []


def test_an_idempotent_post_is_looked_up_once_more_before_it_is_given_up(clock: TestClock) -> None:
    channel, message = Idempotent(Accepted("77", "https://x.example/77")), profile()
    channel.answers["account"] = lambda _job: Retry("the reply was lost")
    for _ in range(16):
        dispatch(clock, channel)
        clock.pass_time(minutes=10)
    assert states(message) == {"sent": 1}
    assert Delivery.objects.get().remote_id == "77"


def test_an_idempotent_post_that_is_not_there_at_the_end_is_missed(clock: TestClock) -> None:
    channel, message = Idempotent(*[Refused("not-there", "no")] * 9), profile()
    channel.answers["account"] = lambda _job: Retry("the reply was lost")
    for _ in range(16):
        dispatch(clock, channel)
        clock.pass_time(minutes=10)
    assert states(message) == {"missed": 1}
    assert state(message) == "missed"


def test_an_idempotent_post_whose_account_signed_out_waits_for_it_to_be_looked_up(clock: TestClock) -> None:
    channel, message = Idempotent(Accepted("77")), profile()
    channel.answers["account"] = lambda _job: Retry("the reply was lost")
    dispatch(clock, channel)
    type(message.account).objects.update(state="needs_reconnect")
    clock.pass_time(hours=9)
    dispatch(clock, channel)
    assert states(message) == {"waiting": 1}
    type(message.account).objects.update(state="ready")
    dispatch(clock, channel)
    assert states(message) == {"sent": 1}
