"""What a person does to what goes out: stop, send now, undo, pause, practise, post by hand, try."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

import pytest

from scheduler.audience import services as audience
from scheduler.channels.base import Job
from scheduler.domain.outcomes import Accepted, Outcome, Refused, Retry
from scheduler.errors import Problem
from scheduler.insights.models import Event
from scheduler.outbox import services as outbox
from scheduler.outbox.models import Delivery, Lane, TipReceived, Worker
from scheduler.plan import services as plan
from scheduler.plan.models import Message
from tests import builders
from tests.fakes.recording import NOW, FixedTransports, RecordingChannel, TestClock, a_message
from tests.fakes.recording_sender import PLAN, letter
from tests.integration import planning

pytestmark = pytest.mark.django_db

OWNER = "owner@willow.example"


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def channel() -> RecordingChannel:
    return RecordingChannel()


def newsletter(state: str = "ready", **more: object) -> Message:
    return a_message(builders.an_account(state=state), **more)


def profile(state: str = "ready", **more: object) -> Message:
    return a_message(builders.an_account("bluesky", "bluesky", state=state), **{"grace": timedelta(hours=2), **more})


def dispatch(clock: TestClock, channel: RecordingChannel) -> outbox.Pass:
    return outbox.dispatch(clock, FixedTransports(channel))


def states(message: Message) -> dict[str, int]:
    return outbox.progress(message).by_state


def state(message: Message) -> str:
    message.refresh_from_db()
    return message.state


# --- stop ---


def test_stop_ends_a_send_after_the_copy_on_its_way(clock: TestClock, channel: RecordingChannel) -> None:
    people = [builders.a_subscriber() for _ in range(10)]
    message = newsletter()
    channel.window = 1

    def stops(_job: Job) -> Outcome:
        outbox.stop(message.ref, OWNER, clock.now())
        return Accepted("taken all the same")

    channel.answers[people[2].address] = stops
    dispatch(clock, channel)
    assert states(message) == {"sent": 3, "cancelled": 7}
    assert state(message) == "cancelled"
    dispatch(clock, channel)
    assert len(channel.taken) == 3


def test_a_program_told_to_stop_begins_nothing_more(clock: TestClock, channel: RecordingChannel) -> None:
    for _ in range(10):
        builders.a_subscriber()
    message = newsletter()
    channel.window = 1
    outbox.dispatch(clock, FixedTransports(channel), stopped=lambda: len(channel.taken) >= 4)
    assert states(message) == {"queued": 6, "sent": 4}
    dispatch(clock, channel)
    assert states(message) == {"sent": 10}


def test_a_series_is_stopped_with_what_is_already_going_out(clock: TestClock, channel: RecordingChannel) -> None:
    person, article = builders.a_subscriber(), builders.an_article()
    from scheduler.plan.models import Campaign

    campaign = Campaign.objects.create(article=article, job="weekly-tip", title="Feet", state="active")
    account = builders.an_account(state="ready")
    begun = a_message(account, campaign=campaign)
    coming = a_message(account, NOW + timedelta(days=7), campaign=campaign)
    channel.answers[person.address] = Refused("535", "no", stops_account=True)
    dispatch(clock, channel)
    assert outbox.stop(campaign.ref, OWNER, clock.now()) == 2
    assert (state(begun), state(coming)) == ("cancelled", "cancelled")
    assert states(begun) == {"cancelled": 1}


# --- leaving ---


def test_whoever_leaves_after_the_claim_and_before_their_turn_gets_nothing(
    clock: TestClock, channel: RecordingChannel
) -> None:
    people = [builders.a_subscriber() for _ in range(5)]
    message = newsletter()
    channel.window = 1

    def leaves(_job: Job) -> Outcome:
        assert audience.unsubscribe(people[3].token, clock.now(), "one-click")
        return Accepted()

    channel.answers[people[0].address] = leaves
    dispatch(clock, channel)
    assert people[3].address not in channel.addresses
    assert states(message) == {"sent": 4, "suppressed": 1}
    assert Delivery.objects.get(state="suppressed").reason == "unsubscribed"


def test_a_consent_that_runs_out_before_a_retry_ends_it(clock: TestClock, channel: RecordingChannel) -> None:
    person = builders.a_subscriber()
    person.consents.update(until=NOW + timedelta(minutes=1))
    channel.answers[person.address] = [Retry("later")]
    message = newsletter()
    dispatch(clock, channel)
    clock.pass_time(minutes=2)
    dispatch(clock, channel)
    assert states(message) == {"suppressed": 1}
    assert len(channel.taken) == 1


def test_a_copy_keeps_what_nothing_else_tells_and_its_links_follow_from_that(
    clock: TestClock, channel: RecordingChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = builders.a_subscriber()
    channel.answers[person.address] = [Retry("greylisted")]
    message = newsletter()
    dispatch(clock, channel)
    assert set(Delivery.objects.get().holes) == {"created_at", "to", "first_name", "token", "site_url"}
    monkeypatch.setenv("SITE_URL", "https://elsewhere.example")
    clock.pass_time(minutes=6)
    dispatch(clock, channel)
    first, second = channel.taken
    assert first.holes == second.holes, "also when the studio has moved meanwhile"
    site, path = first.holes["site_url"], f"/letters/m{message.pk}/"
    assert (first.holes["unsubscribe_url"], first.holes["preferences_url"], first.holes["view_url"]) == (
        f"{site}/u/{person.token}", f"{site}/p/{person.token}", f"{site}{path}",
    )  # fmt: skip


def test_a_copy_whose_holes_were_kept_whole_before_an_update_is_sent_with_them(
    clock: TestClock, channel: RecordingChannel
) -> None:
    person = builders.a_subscriber()
    channel.answers[person.address] = [Retry("greylisted")]
    newsletter()
    dispatch(clock, channel)
    whole = dict(channel.taken[0].holes, unsubscribe_url="https://old.example/u/1")
    del whole["token"]
    Delivery.objects.update(holes=whole)
    clock.pass_time(minutes=6)
    dispatch(clock, channel)
    assert channel.taken[1].holes == whole


def test_the_holes_of_an_erased_person_are_emptied(clock: TestClock, channel: RecordingChannel) -> None:
    person = builders.a_subscriber("anna@example.org", address_hash=audience.address_hash("anna@example.org"))
    newsletter()
    dispatch(clock, channel)
    assert "anna@example.org" in str(Delivery.objects.get().holes)
    audience.erase(person.address, clock.now(), OWNER)
    assert Delivery.objects.get().holes == {}
    assert Delivery.objects.get().state == "sent"


# --- holds ---


@pytest.mark.parametrize("scope", ["all", "message", "account", "job"])
def test_nothing_that_a_pause_covers_goes_out(clock: TestClock, channel: RecordingChannel, scope: str) -> None:
    builders.a_subscriber()
    message = newsletter()
    name = {"all": "all", "message": message.ref, "account": "newsletter", "job": "job:one-off"}[scope]
    plan.pause(name, OWNER, clock.now())
    dispatch(clock, channel)
    assert channel.taken == []
    plan.resume(name, OWNER, clock.now())
    dispatch(clock, channel)
    assert states(message) == {"sent": 1}


def test_a_pause_during_a_send_puts_the_rest_back_in_line(clock: TestClock, channel: RecordingChannel) -> None:
    people = [builders.a_subscriber() for _ in range(6)]
    message = newsletter()
    channel.window = 1

    def pauses(_job: Job) -> Outcome:
        plan.pause(message.ref, OWNER, clock.now())
        return Accepted()

    channel.answers[people[1].address] = pauses
    dispatch(clock, channel)
    assert states(message) == {"queued": 4, "sent": 2}
    plan.resume(message.ref, OWNER, clock.now())
    dispatch(clock, channel)
    assert states(message) == {"sent": 6}


# --- send now ---


def test_send_now_waits_two_minutes_and_can_be_undone(clock: TestClock, channel: RecordingChannel) -> None:
    builders.a_subscriber()
    later = NOW + timedelta(days=7)
    message = newsletter(at=later, state="ready")
    assert outbox.send_now(message.ref, OWNER, clock.now()) == NOW + timedelta(minutes=2)
    dispatch(clock, channel)
    assert channel.taken == []
    assert ("undo", "Undo: do not send it now", "") in outbox.allowed(message)
    clock.pass_time(seconds=90)
    outbox.undo(message.ref, OWNER, clock.now())
    message.refresh_from_db()
    assert (message.at, message.late_after, message.state) == (later, later + timedelta(hours=6), "approved")
    clock.pass_time(minutes=5)
    dispatch(clock, channel)
    assert channel.taken == []


def test_send_now_that_nobody_undoes_goes_out(clock: TestClock, channel: RecordingChannel) -> None:
    builders.a_subscriber()
    message = newsletter(at=NOW + timedelta(days=7))
    outbox.send_now(message.ref, OWNER, clock.now())
    clock.pass_time(minutes=2)
    dispatch(clock, channel)
    assert states(message) == {"sent": 1}
    with pytest.raises(Problem, match="too late to undo"):
        outbox.undo(message.ref, OWNER, clock.now())


def test_send_now_of_a_tip_keeps_its_new_time_when_dates_are_laid_out_again(
    clock: TestClock, channel: RecordingChannel
) -> None:
    planning.accept(now=NOW)
    planning.queued(3, now=NOW)
    first, second, *_ = Message.objects.filter(account__name="newsletter").order_by("at")
    for message in (first, second):
        outbox.send_now(message.ref, OWNER, clock.now())
    plan.refresh(clock.now())
    outbox.dispatch(clock, outbox.live(Path("/nonexistent")), stopped=lambda: True)
    assert {state(first), state(second)} == {"approved"}, "what a person sends is no late date of the rhythm"
    first.refresh_from_db()
    assert first.at == NOW
    outbox.send_now(first.ref, OWNER, clock.pass_time(seconds=5))
    outbox.undo(first.ref, OWNER, clock.now())
    first.refresh_from_db()
    assert (first.state, first.at > NOW + timedelta(days=5), first.moved_by) == ("draft", True, "")


def test_send_now_approves_a_draft_and_undo_takes_that_back(clock: TestClock, channel: RecordingChannel) -> None:
    account = builders.an_account(state="ready")
    message = a_message(account, NOW + timedelta(days=1), state="draft")
    outbox.send_now(message.ref, OWNER, clock.now())
    assert state(message) == "approved"
    outbox.undo(message.ref, OWNER, clock.now())
    assert state(message) == "draft"


def test_send_now_says_why_it_cannot(clock: TestClock) -> None:
    message = newsletter(state="off")
    with pytest.raises(Problem, match="newsletter cannot send now"):
        outbox.send_now(message.ref, OWNER, clock.now())


# --- practice ---


@pytest.fixture
def studio(settings: object, tmp_path: Path) -> Path:
    plan.accept(PLAN, OWNER, NOW)
    return tmp_path


def practise(home: Path, clock: TestClock) -> outbox.Pass:
    return outbox.dispatch(clock, outbox.live(home))


def an_issue(account: object, **more: object) -> Message:
    return a_message(account, payloads=[letter("Willow <hello@willow.example>")], **more)  # type: ignore[arg-type]


def the_newsletter() -> object:
    from scheduler.accounts.models import Account

    return Account.objects.get(name="newsletter")


def test_practice_writes_25_mails_and_a_list_of_everyone(clock: TestClock, studio: Path) -> None:
    for number in range(40):
        builders.a_subscriber(f"p{number:02}@example.org")
    message = an_issue(the_newsletter(), tip=builders.a_tip())
    done = practise(studio, clock)
    assert done.states == {"rehearsed": 40}
    assert state(message) == "rehearsed"
    folder = studio / "rehearsal" / f"{message.ref}-newsletter"
    assert len(list(folder.glob("*.eml"))) == 25
    with (folder / "recipients.csv").open(newline="") as file:
        assert len(list(csv.reader(file))) == 40
    assert b"To: p00@example.org" in (folder / "0001.eml").read_bytes()
    assert not TipReceived.objects.exists(), "practice counts as nothing"
    told = Event.objects.get(kind="rehearsed").text
    assert told == "“Rolling the feet” was practised for 40 people: look into the rehearsal folder."


def test_practice_without_readers_writes_one_copy_to_the_owner(clock: TestClock, studio: Path) -> None:
    message = an_issue(the_newsletter())
    assert practise(studio, clock).states == {"rehearsed": 1}
    mail = (studio / "rehearsal" / f"{message.ref}-newsletter" / "0001.eml").read_bytes()
    assert b"To: hello@willow.example" in mail


def test_send_now_in_practice_goes_at_once(clock: TestClock, studio: Path) -> None:
    message = an_issue(the_newsletter(), at=NOW + timedelta(days=7))
    assert outbox.send_now(message.ref, OWNER, clock.now()) == NOW
    practise(studio, clock)
    assert state(message) == "rehearsed"


def test_a_live_issue_that_nobody_can_get_goes_to_nobody(clock: TestClock, channel: RecordingChannel) -> None:
    message = newsletter()
    dispatch(clock, channel)
    assert channel.taken == []
    assert state(message) == "skipped"
    assert "There is nobody on the list yet" in Event.objects.get(kind="skipped").text


def test_a_test_mail_is_marked_and_never_counted(clock: TestClock, studio: Path) -> None:
    message = an_issue(the_newsletter(), at=NOW + timedelta(days=7))
    words = outbox.send_test(message.ref, "anna@example.org", clock.now())
    assert "rehearsal folder" in words
    assert not Delivery.objects.exists()
    with pytest.raises(Problem):
        outbox.send_test(message.ref, "no address", clock.now())


# --- by hand ---


def by_hand(**more: object) -> RecordingChannel:
    return RecordingChannel(bulk=False, confirmed_by_hand=True, idempotent=True, **more)


def test_a_post_by_hand_is_sent_when_the_owner_says_so(clock: TestClock) -> None:
    channel, message = by_hand(), profile()
    dispatch(clock, channel)
    assert states(message) == {"waiting": 1}
    assert channel.taken[0].holes["done_url"].endswith(f"/done/{channel.taken[0].key}/")
    for _ in range(3):
        clock.pass_time(hours=20)
        dispatch(clock, channel)
    assert len(channel.taken) == 1, "one reminder"
    assert state(message) == "approved"
    key = Delivery.objects.get().key
    assert outbox.done_by_hand(key, clock.now()) == "Rolling the feet"
    assert states(message) == {"sent": 1}
    assert state(message) == "sent"
    outbox.done_by_hand(key, clock.now())
    with pytest.raises(Problem):
        outbox.done_by_hand("nothing", clock.now())


def test_a_post_that_nobody_makes_is_missed_after_a_week(clock: TestClock) -> None:
    channel, message = by_hand(), profile()
    for _ in range(10):
        dispatch(clock, channel)
        clock.pass_time(days=1)
    assert states(message) == {"missed": 1}
    assert state(message) == "missed"
    with pytest.raises(Problem, match="no longer waits"):
        outbox.done_by_hand(Delivery.objects.get().key, clock.now())


# --- threads and profiles ---


def test_the_parts_of_a_thread_go_out_in_order_each_knowing_the_one_before(clock: TestClock) -> None:
    channel = RecordingChannel(bulk=False)
    message = profile(parts=3)
    dispatch(clock, channel)
    assert [job.payload["text"][:6] for job in channel.taken] == ["Part 1", "Part 2", "Part 3"]
    assert [job.holes.get("parent_id") for job in channel.taken] == [
        None, f"taken {channel.taken[0].key}", f"taken {channel.taken[1].key}",
    ]  # fmt: skip
    assert states(message) == {"sent": 3}


def test_a_thread_whose_first_part_waits_does_not_go_on(clock: TestClock) -> None:
    channel = RecordingChannel(bulk=False)
    channel.answers["account"] = [Retry("later")]
    message = profile(parts=2)
    dispatch(clock, channel)
    assert states(message) == {"queued": 1, "waiting": 1}
    clock.pass_time(minutes=2)
    dispatch(clock, channel)
    assert states(message) == {"sent": 2}


def test_a_thread_whose_first_part_is_refused_ends(clock: TestClock) -> None:
    channel = RecordingChannel(bulk=False)
    channel.answers["account"] = Refused("400", "too long")
    message = profile(parts=3)
    dispatch(clock, channel)
    assert states(message) == {"refused": 1, "cancelled": 2}
    assert state(message) == "sent"
    assert "refused “Rolling the feet”" in Event.objects.get(kind="refused").text


def test_no_two_senders_use_one_profile_at_once(clock: TestClock) -> None:
    channel, message = RecordingChannel(bulk=False), profile()
    Worker.objects.create(name="another", started_at=NOW, beat_at=NOW)
    Lane.objects.create(account=message.account, worker="another")
    dispatch(clock, channel)
    assert channel.taken == []
    clock.pass_time(minutes=3)  # the other one is silent
    dispatch(clock, channel)
    assert len(channel.taken) == 1
    assert Lane.objects.get().worker == ""


# --- downtime ---


def test_after_downtime_over_three_dates_nothing_comes_in_a_burst(clock: TestClock, channel: RecordingChannel) -> None:
    plan.accept(PLAN, OWNER, NOW)
    builders.a_subscriber()
    account = builders.an_account("letter", state="ready")
    dates = [a_message(account, NOW + timedelta(days=7 * week)) for week in range(3)]
    clock.pass_time(days=14, hours=1)
    dispatch(clock, channel)
    assert [state(message) for message in dates] == ["missed", "missed", "sent"]
    assert len(channel.taken) == 1
    clock.pass_time(days=1)
    dispatch(clock, channel)
    assert len(channel.taken) == 1
    assert Event.objects.filter(kind="missed").count() == 2


def test_late_posts_on_one_profile_keep_ten_minutes_apart(clock: TestClock) -> None:
    channel = RecordingChannel(bulk=False)
    account = builders.an_account("bluesky", "bluesky", state="ready")
    first = a_message(account, NOW)
    second = a_message(account, NOW + timedelta(minutes=1))
    clock.pass_time(hours=1)
    dispatch(clock, channel)
    assert (state(first), state(second)) == ("sent", "approved")
    assert outbox.next_due(clock.now()) == clock.now() + timedelta(minutes=10)
    clock.pass_time(minutes=10)
    dispatch(clock, channel)
    assert state(second) == "sent"


def test_what_was_begun_and_is_past_its_grace_is_missed_for_the_rest(
    clock: TestClock, channel: RecordingChannel
) -> None:
    for _ in range(5):
        builders.a_subscriber()
    message = newsletter()
    channel.window = 1
    outbox.dispatch(clock, FixedTransports(channel), stopped=lambda: len(channel.taken) >= 2)
    clock.pass_time(hours=7)
    dispatch(clock, channel)
    assert states(message) == {"sent": 2, "missed": 3}
    assert state(message) == "sent"
    assert Event.objects.get(kind="sent").text == "“Rolling the feet” went out to 2 people; 3 missed."
