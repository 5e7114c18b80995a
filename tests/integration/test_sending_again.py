"""“Resend to these 7”, a number typed before very many get something, and figures that must agree."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from scheduler.channels import registry
from scheduler.domain.outcomes import Refused, Retry, Unknown
from scheduler.errors import Problem
from scheduler.outbox import services as outbox
from scheduler.outbox import tallies
from scheduler.outbox.models import Attempt, Delivery, Hold, Tally, TipReceived
from scheduler.plan.models import Message
from tests import builders
from tests.fakes.recording import FixedTransports, RecordingChannel, TestClock, a_message
from tests.fakes.recording_sender import letter

pytestmark = pytest.mark.django_db
OWNER = "ana@example.org"
NO = Refused("5.2.1", "The mailbox is disabled.")


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def channel() -> RecordingChannel:
    return RecordingChannel()


@pytest.fixture
def issue(clock: TestClock, channel: RecordingChannel) -> Message:
    """Ten people: two refused, one uncertain, the others sent."""
    for number in range(10):
        builders.a_subscriber(f"p{number}@example.org")
    account = builders.an_account(state="ready", options={"from": "Willow <hello@willow.example>"})
    message = a_message(account, tip=builders.a_tip(), payloads=[letter(account.options["from"])])
    channel.answers = {"p1@example.org": NO, "p2@example.org": NO, "p3@example.org": Unknown("The answer was lost.")}
    assert outbox.dispatch(clock, FixedTransports(channel)).closed == {message.ref: "sent"}
    channel.answers, channel.taken = {}, []
    return message


def copies(*addresses: str) -> list[int]:
    return list(Delivery.objects.filter(subscriber__address__in=addresses).values_list("pk", flat=True))


def states(message: Message) -> dict[str, int]:
    assert tallies.kept(message.pk) == tallies.counted(message.pk)
    return tallies.of(message.pk)


def test_those_who_did_not_get_it_are_listed(issue: Message) -> None:
    total, shown = outbox.not_reached(issue)
    assert total == 3
    assert sorted((one.address, one.state) for one in shown) == [
        ("p1@example.org", "refused"),
        ("p2@example.org", "refused"),
        ("p3@example.org", "unknown"),
    ]


def test_the_chosen_get_it_again_by_a_person_s_word_under_the_same_key(
    issue: Message, clock: TestClock, channel: RecordingChannel
) -> None:
    key = Delivery.objects.get(subscriber__address="p1@example.org").key
    clock.pass_time(days=5)
    assert outbox.send_again(issue.ref, copies("p1@example.org", "p3@example.org"), OWNER, clock.now()) == 2
    outbox.dispatch(clock, FixedTransports(channel))
    assert sorted(channel.addresses) == ["p1@example.org", "p3@example.org"]
    assert channel.taken[0].key == key
    assert states(issue) == {"sent": 9, "refused": 1}
    decided = Attempt.objects.filter(outcome="decided").values_list("reason", flat=True)
    assert sorted(decided) == [f"{OWNER}: send it again; it was refused", f"{OWNER}: send it again; it was unknown"]
    assert TipReceived.objects.count() == 9


def test_nobody_who_was_sent_gets_it_again(issue: Message, clock: TestClock, channel: RecordingChannel) -> None:
    everybody = list(Delivery.objects.values_list("pk", flat=True))
    assert outbox.send_again(issue.ref, everybody, OWNER, clock.now()) == 3
    with pytest.raises(Problem, match="None of them needs it any more"):
        outbox.send_again(issue.ref, everybody, OWNER, clock.now())
    outbox.dispatch(clock, FixedTransports(channel))
    assert sorted(channel.addresses) == ["p1@example.org", "p2@example.org", "p3@example.org"]


def test_another_issue_s_copies_are_not_touched(issue: Message, clock: TestClock) -> None:
    other = a_message(issue.account, payloads=[letter("Willow <hello@willow.example>")], frozen_at=clock.now())
    with pytest.raises(Problem, match="None of them"):
        outbox.send_again(other.ref, copies("p1@example.org"), OWNER, clock.now())


def test_who_left_meanwhile_or_has_the_tip_by_another_way_gets_nothing(
    issue: Message, clock: TestClock, channel: RecordingChannel
) -> None:
    one, two = Delivery.objects.filter(state="refused").order_by("pk")
    assert one.subscriber
    one.subscriber.state = "unsubscribed"
    one.subscriber.save()
    outbox.send_again(issue.ref, [one.pk, two.pk], OWNER, clock.now())
    outbox.dispatch(clock, FixedTransports(channel))
    assert channel.addresses == ["p2@example.org"]
    assert states(issue) == {"sent": 8, "suppressed": 1, "unknown": 1}


def test_a_late_copy_that_is_asked_to_come_back_later_is_tried_for_three_days(
    issue: Message, clock: TestClock, channel: RecordingChannel
) -> None:
    clock.pass_time(days=5)
    channel.answers = {"p1@example.org": [Retry("Later.")] * 4}
    outbox.send_again(issue.ref, copies("p1@example.org"), OWNER, clock.now())
    for _ in range(8):
        outbox.dispatch(clock, FixedTransports(channel))
        due = outbox.next_due(clock.now())
        if due is None:
            break
        clock.at = due
    assert channel.addresses == ["p1@example.org"] * 5
    assert states(issue) == {"sent": 8, "refused": 1, "unknown": 1}


def test_a_late_copy_that_is_never_taken_ends_as_missed(
    issue: Message, clock: TestClock, channel: RecordingChannel
) -> None:
    clock.pass_time(days=5)
    channel.answers = {"p1@example.org": lambda _: Retry("Later.")}
    outbox.send_again(issue.ref, copies("p1@example.org"), OWNER, clock.now())
    for _ in range(60):
        outbox.dispatch(clock, FixedTransports(channel))
        due = outbox.next_due(clock.now())
        if due is None:
            break
        clock.at = due
    assert states(issue) == {"sent": 7, "refused": 1, "unknown": 1, "missed": 1}


def test_it_counts_as_a_mail_of_this_week(issue: Message, clock: TestClock, channel: RecordingChannel) -> None:
    clock.pass_time(days=30)
    outbox.send_again(issue.ref, copies("p1@example.org"), OWNER, clock.now())
    outbox.dispatch(clock, FixedTransports(channel))
    for title in ("One", "Two"):
        a_message(issue.account, clock.now(), title=title, payloads=[letter("Willow <hello@willow.example>")])
    outbox.dispatch(clock, FixedTransports(channel))
    capped = Delivery.objects.filter(reason="capped").values_list("subscriber__address", flat=True)
    assert list(capped) == ["p1@example.org"], "two mails a week, and that was one"


def test_the_page_lists_them_and_sends_to_the_ticked(issue: Message, owner: Client, studio_plan: Any) -> None:
    Delivery.objects.update(due_at=issue.at)
    page = owner.get(f"/posts/{issue.ref}/again/").content.decode()
    assert "p1@example.org" in page
    assert "Perhaps it is there already" in page
    nobody = owner.post(f"/posts/{issue.ref}/again/send/", {})
    assert nobody.status_code == 400
    assert "Nobody is chosen" in nobody.content.decode()
    (chosen,) = copies("p2@example.org")
    answer = owner.post(f"/posts/{issue.ref}/again/send/", {"who": [chosen, "x", "9" * 30]}, follow=True)
    assert "On its way again to 1 person." in answer.content.decode()
    assert Delivery.objects.get(pk=chosen).state == "queued"


def test_somebody_who_may_only_look_sends_nothing_again(issue: Message, viewer: Client, studio_plan: Any) -> None:
    viewer.post(f"/posts/{issue.ref}/again/send/", {"who": copies("p2@example.org")})
    assert states(issue) == {"sent": 7, "refused": 2, "unknown": 1}


# --- a number typed ---


@pytest.fixture
def waiting(clock: TestClock, monkeypatch: pytest.MonkeyPatch) -> Message:
    """An issue to twelve, where more than ten are many."""
    monkeypatch.setenv("CONFIRM_ABOVE", "10")
    for number in range(12):
        builders.a_subscriber(f"p{number}@example.org")
    builders.a_subscriber("left@example.org", state="unsubscribed")
    account = builders.an_account(state="ready", options={"from": "Willow <hello@willow.example>"})
    payloads = [letter(account.options["from"])]
    return a_message(account, clock.now() + timedelta(days=3), tip=builders.a_tip(), payloads=payloads)


@pytest.mark.parametrize("typed", ["", "11", "13", "yes", "1 3", "0012"])
def test_many_people_are_not_sent_something_at_once_without_their_number(
    waiting: Message, clock: TestClock, typed: str
) -> None:
    with pytest.raises(outbox.TypeTheNumber, match="type 12 to send it now") as asked:
        outbox.send_now(waiting.ref, OWNER, clock.now(), typed)
    assert asked.value.people == 12
    waiting.refresh_from_db()
    assert waiting.at > clock.now()


@pytest.mark.parametrize("typed", ["12", " 12 ", "1 2"])
def test_with_the_number_they_are(waiting: Message, clock: TestClock, typed: str) -> None:
    assert outbox.send_now(waiting.ref, OWNER, clock.now(), typed) == clock.now() + timedelta(minutes=2)


def test_few_people_practice_and_posts_need_no_number(
    waiting: Message, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONFIRM_ABOVE", "12")
    outbox.send_now(waiting.ref, OWNER, clock.now())
    monkeypatch.setenv("CONFIRM_ABOVE", "0")
    waiting.account.state = "rehearsing"
    waiting.account.save()
    outbox.send_now(waiting.ref, OWNER, clock.now())
    assert not registry.get("bluesky").bulk
    post = a_message(builders.an_account("bluesky", "bluesky", state="ready"), clock.now() + timedelta(days=1))
    outbox.send_now(post.ref, OWNER, clock.now())


def test_a_setting_that_is_no_number_is_said(
    waiting: Message, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONFIRM_ABOVE", "many")
    with pytest.raises(Problem, match="CONFIRM_ABOVE is “many”"):
        outbox.send_now(waiting.ref, OWNER, clock.now())


def test_the_page_asks_for_the_number_and_sends_with_it(waiting: Message, owner: Client, studio_plan: Any) -> None:
    asked = owner.post(f"/posts/{waiting.ref}/do/", {"do": "send-now", "seen": waiting.payload_hash})
    assert asked.status_code == 409
    assert "It goes to 12 people: type 12 to send it now." in asked.content.decode()
    wrong = owner.post(f"/posts/{waiting.ref}/do/", {"do": "send-now", "seen": waiting.payload_hash, "typed": "7"})
    assert "That is not the number." in wrong.content.decode()
    right = {"do": "send-now", "seen": waiting.payload_hash, "typed": "12"}
    assert "On its way" in owner.post(f"/posts/{waiting.ref}/do/", right, follow=True).content.decode()


# --- figures ---


def test_an_issue_whose_figures_do_not_agree_is_not_called_finished_until_they_are_counted_anew(
    clock: TestClock, channel: RecordingChannel
) -> None:
    for _ in range(3):
        builders.a_subscriber()
    message = a_message(builders.an_account(state="ready"))
    channel.answers = {"person": NO}
    first = channel.send

    def spoil(job: Any) -> Any:
        Tally.objects.filter(state="queued").update(count=5)
        Tally.objects.filter(state="claimed").update(count=0)
        return first(job)

    channel.send = spoil  # type: ignore[method-assign]
    assert not outbox.dispatch(clock, FixedTransports(channel)).closed
    Tally.objects.exclude(state="sent").update(count=0)
    Tally.objects.filter(state="sent").update(count=2)
    assert not outbox.dispatch(clock, FixedTransports(channel)).closed
    assert Hold.objects.get().reason.startswith("its figures do not agree")
    (sentence,) = outbox.sums_that_differ()
    assert "sent 2 kept, 3 counted" in sentence
    assert not outbox.sums_that_differ(), "they were put right"
    assert outbox.dispatch(clock, FixedTransports(channel)).closed == {message.ref: "sent"}


def test_nor_is_one_of_which_only_the_reasons_do_not_agree(clock: TestClock, channel: RecordingChannel) -> None:
    builders.a_subscriber()
    builders.a_subscriber(state="unsubscribed")
    message = a_message(builders.an_account(state="ready"))
    first = channel.send

    def spoil(job: Any) -> Any:
        assert Tally.objects.filter(state="suppressed", reason="unsubscribed").update(reason="bounced")
        return first(job)

    channel.send = spoil  # type: ignore[method-assign]
    assert not outbox.dispatch(clock, FixedTransports(channel)).closed
    (sentence,) = outbox.sums_that_differ()
    assert "left out (bounced) 1 kept, 0 counted; left out (unsubscribed) 0 kept, 1 counted" in sentence
    assert not outbox.sums_that_differ(), "they were put right"
    assert outbox.dispatch(clock, FixedTransports(channel)).closed == {message.ref: "sent"}
