"""A reader's own page, by the link in every mail: what they choose counts at the next claim."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from scheduler.audience import services as audience
from scheduler.audience.models import Choice, Confirmation, Consent, Subscriber, Suppression
from scheduler.insights import people as insights
from scheduler.outbox.models import Delivery, Single, TipReceived
from scheduler.plan import services as plan
from scheduler.plan.models import Message, Slot
from tests import builders
from tests.builders import NOW
from tests.fakes.recording import NOW as TUESDAY
from tests.fakes.recording import FixedTransports, RecordingChannel, TestClock, a_message, payload_of
from tests.integration.test_sign_up import set_clock

pytestmark = pytest.mark.django_db(transaction=True)


def anna() -> Subscriber:
    answer = audience.ConsentAnswer("signed up", "America/Toronto", date="2026-05-31", source="a list at the desk")
    return audience.subscribe_directly("anna@example.org", "Anna", consent=answer, now=NOW, by="owner@willow.example")


def do(person: Subscriber, what: str, ip: str = "24.36.7.9", **more: object) -> str:
    client = Client(enforce_csrf_checks=True, REMOTE_ADDR=ip)
    answer = client.post(f"/p/{person.token}", {"do": what, **more})
    person.refresh_from_db()
    return f"{answer.status_code} {answer.content.decode()}"


def link() -> str:
    words = Single.objects.order_by("-pk")[0].words
    return re.search(r"http://127.0.0.1:8000(/\S+)", words["text"])[1]  # type: ignore[index]


# --- topics ---


def test_topics_are_chosen_and_shown(studio_plan: Path) -> None:
    person = anna()
    assert "Noted" in do(person, "topics", topic=["classes"])
    assert (person.wants_tips, person.wants_classes) == (False, True)
    page = Client().get(f"/p/{person.token}").content.decode()
    assert re.search(r'value="tips"(?! checked)>', page)
    assert 'value="classes" checked' in page
    assert Choice.objects.get().text == "Reads news of classes, no tips."


def test_nothing_at_all_is_no_topic(studio_plan: Path) -> None:
    person = anna()
    assert do(person, "topics").startswith("400")
    assert person.wants_tips


@pytest.mark.parametrize(
    ("kind", "topic", "gets"),
    [("tip", "tips", True), ("tip", "classes", False), ("announcement", "classes", True),
     ("announcement", "tips", False), ("classes", "tips", False), ("post", "tips", True), ("post", "classes", True)],
)  # fmt: skip
@pytest.mark.parametrize("when", ["before", "between"])
def test_only_what_they_chose_is_sent(studio_plan: Path, kind: str, topic: str, gets: bool, when: str) -> None:
    """`between`: they choose after the audience was written down, before their copy is begun."""
    person, channel, clock = builders.a_subscriber(), RecordingChannel(), TestClock()
    message = an_issue(kind=kind)
    if when == "before":
        do(person, "topics", topic=[topic])
        outbox_pass(clock, channel)
    else:
        original = channel.send_many

        def choose_first(jobs, before, after, stopped):  # type: ignore[no-untyped-def]
            do(person, "topics", topic=[topic])
            original(jobs, before, after, stopped)

        channel.send_many = choose_first  # type: ignore[method-assign]
        outbox_pass(clock, channel)
    copy = Delivery.objects.get(message=message)
    assert (copy.state, copy.reason) == (("sent", "") if gets else ("suppressed", "topic"))
    assert bool(channel.taken) is gets


def an_issue(**facts: str) -> Message:
    date = Slot.objects.create(job="t", rule_time="2027-02-16T09:00", local="2027-02-16T09:00", zone="UTC", at=TUESDAY)
    return a_message(builders.an_account("letter", state="ready"), slot=date, **facts)


def outbox_pass(clock: TestClock, channel: RecordingChannel) -> None:
    from scheduler.outbox import services as outbox

    outbox.dispatch(clock, FixedTransports(channel))


# --- a break ---


def test_a_break_until_a_day_of_the_studios_calendar(studio_plan: Path) -> None:
    person = anna()
    assert "on a break until Wed 31 Mar 2027" in do(person, "until", until="2027-03-31")
    assert person.paused_until == datetime(2027, 3, 31, 4, tzinfo=UTC)


@pytest.mark.parametrize("day", ["2027-02-10", "2020-01-01", "2029-01-01", "soon", "", "9999-12-31", "0001-01-01"])
def test_a_break_that_cannot_be_is_said_so(studio_plan: Path, day: str) -> None:
    person = anna()
    assert do(person, "until", until=day).startswith("400")
    assert person.state == "active"


# --- another address ---


def test_an_address_is_changed_from_the_new_mailbox_and_the_old_one_is_told(studio_plan: Path) -> None:
    person = anna()
    before = person.address_hash
    page = do(person, "address", address="anna@new.example.org")
    assert "If mail can be sent to that address" in page
    assert person.address == "anna@example.org"
    asked = Single.objects.get()
    assert (asked.kind, asked.words["to"]) == ("address", "anna@new.example.org")
    where = link()
    assert "Yes, send them here" in Client().get(where).content.decode()
    person.refresh_from_db()
    assert person.address == "anna@example.org", "looking changes nothing"
    assert "your mails come here now" in Client(enforce_csrf_checks=True).post(where).content.decode()
    person.refresh_from_db()
    assert (person.address, person.address_key) == ("anna@new.example.org", "anna@new.example.org")
    assert person.address_hash != before
    told = Single.objects.order_by("-pk")[0]
    assert (told.kind, told.words["to"]) == ("moved", "anna@example.org")
    assert "new.example.org" not in repr(told.words), "the old mailbox is not told the new address"
    assert "used up" in Client().post(where).content.decode()
    assert audience.counts(NOW)["mailable"] == 1


def test_a_change_is_asked_once_a_day_and_lasts_two_days(studio_plan: Path) -> None:
    person = anna()
    for _ in range(2):
        do(person, "address", address="anna@new.example.org")
    assert Single.objects.count() == 1
    where = link()
    set_clock(NOW + timedelta(days=2))
    assert "used up" in Client().post(where).content.decode()
    person.refresh_from_db()
    assert person.address == "anna@example.org"


def test_what_is_said_does_not_tell_whose_the_new_address_is(studio_plan: Path) -> None:
    person = anna()
    for name, reason in (("gone", "complained"), ("left", "unsubscribed")):
        other = builders.a_subscriber(f"{name}@example.org")
        Subscriber.objects.filter(pk=other.pk).update(address_hash=audience.address_hash(f"{name}@example.org"))
        audience.leave_out(other.pk, reason, "test", NOW)
    pages = {
        do(person, "address", ip=f"24.{number}.1.1", address=f"{name}@example.org")
        for number, name in enumerate(("new", "gone", "left", "anna"))
    }
    assert len(pages) == 1
    assert sorted(Single.objects.values_list("words__to", flat=True)) == ["left@example.org", "new@example.org"]


def test_a_second_entry_of_the_same_reader_is_taken_over(studio_plan: Path) -> None:
    person = anna()
    other = builders.a_subscriber("anna2@example.org", address_hash=audience.address_hash("anna2@example.org"))
    do(person, "address", address="anna2@example.org")
    Client().post(link())
    person.refresh_from_db()
    other.refresh_from_db()
    assert (person.address, other.state, other.address) == ("anna2@example.org", "erased", "")
    assert not Suppression.objects.exists()
    assert audience.counts(NOW)["mailable"] == 1


def test_somebody_erased_meanwhile_is_not_moved(studio_plan: Path) -> None:
    person = anna()
    do(person, "address", address="anna@new.example.org")
    where = link()
    audience.erase("anna@example.org", NOW, by="owner")
    assert "used up" in Client().post(where).content.decode()
    assert Confirmation.objects.get().address == ""
    assert Single.objects.get().words == {}


# --- their data ---


def test_their_data_holds_everything_and_comes_as_a_file(studio_plan: Path) -> None:
    person, channel = anna(), RecordingChannel()
    a_message(builders.an_account("letter", state="ready"), title="Roll the feet")
    outbox_pass(TestClock(), channel)
    do(person, "topics", topic=["tips"])
    answer = Client(enforce_csrf_checks=True).post(f"/p/{person.token}", {"do": "data"})
    assert answer["Content-Disposition"] == 'attachment; filename="my-data.json"'
    data = json.loads(answer.content)
    assert (data["email"], data["first_name"], data["state"]) == ("anna@example.org", "Anna", "active")
    assert data["consents"][0]["source"] == "a list at the desk"
    said = " ".join(row["what"] for row in data["history"])
    assert "“Roll the feet”: sent." in said
    assert "Reads tips, no news of classes." in said
    assert Client().post("/p/nobody", {"do": "data"}).content == b"{}"


def test_erasing_asks_for_a_tick_and_leaves_a_fingerprint_only(studio_plan: Path) -> None:
    person = anna()
    do(person, "topics", topic=["tips"])
    do(person, "erase")
    assert person.state == "active"
    assert "you are erased" in do(person, "erase", sure="yes")
    assert (person.state, person.address, person.first_name, Choice.objects.count()) == ("erased", "", "", 0)
    assert Suppression.objects.get().reason == "erased"


# --- what the owner sees ---


def test_a_person_can_be_looked_up_and_has_a_story(owner: Client, studio_plan: Path) -> None:
    person, channel = anna(), RecordingChannel()
    message = a_message(builders.an_account("letter", state="ready"), title="Roll the feet")
    outbox_pass(TestClock(), channel)
    do(person, "until", until="2027-03-31")
    audience.unsubscribe(person.token, TUESDAY, "one-click")
    found = owner.get("/people/?q=ANNA").content.decode()
    assert f'href="/people/{person.pk}/"' in found
    assert "Nobody here has" in owner.get("/people/?q=zz").content.decode()
    page = owner.get(f"/people/{person.pk}/").content.decode()
    for wanted in (
        "They signed up: they may be written to until they leave.", "Proof: a list at the desk.",
        "Written down by owner@willow.example", "“Roll the feet”: sent.", f"/posts/{message.ref}/",
        "Takes a break until 2027-03-31.", "They left.", "By: one-click.", "Gets nothing: left.",
    ):  # fmt: skip
        assert wanted in page, wanted
    assert owner.get("/people/99999/").status_code == 400


def test_a_story_tells_why_somebody_got_nothing(studio_plan: Path) -> None:
    person = anna()
    do(person, "topics", topic=["classes"])
    an_issue(kind="tip", title="Roll the feet")
    outbox_pass(TestClock(), RecordingChannel())
    said = [moment.what for moment in insights.timeline(person)]
    assert "“Roll the feet”: not sent: chose to read about other things." in said


def test_the_pages_for_looking_people_up_need_a_sign_in(studio_plan: Path) -> None:
    person = anna()
    for place in (f"/people/{person.pk}/", "/people/?q=anna", "/people/sign-up/", "/people/sign-up/code.svg"):
        answer = Client().get(place)
        assert (answer.status_code, answer["Location"][:9]) == (302, "/sign-in/")


# --- one issue, three readers ---


def mixed_issue(home: Path) -> Message:
    """The sample's first issue, which has classes in it."""
    from scheduler.accounts.models import Account
    from scheduler.classes import services as classes
    from scheduler.library import services as library

    classes.sync(plan.require(), NOW, home=home)
    article = library.add_post(home, "desk.md", NOW)
    plan.queue(article.pk, "weekly-tip", "owner@willow.example", NOW)
    message = Message.objects.filter(account__name="newsletter", state="draft").order_by("at")[0]
    plan.approve(message.ref, "owner@willow.example", NOW)
    Account.objects.filter(name="newsletter").update(state="ready", live_since=NOW)
    return message


def three_readers() -> dict[str, Subscriber]:
    people = {}
    for name, topics in (("both", (True, True)), ("tips", (True, False)), ("classes", (False, True))):
        tips, of_classes = topics
        people[name] = builders.a_subscriber(f"{name}@example.org", wants_tips=tips, wants_classes=of_classes)
    return people


def test_one_issue_for_three_kinds_of_readers(studio_plan: Path) -> None:
    message, people = mixed_issue(studio_plan), three_readers()
    assert sorted(message.variants.values_list("name", flat=True)) == ["classes", "default", "tips"]
    channel, clock = RecordingChannel(), TestClock(message.at)
    outbox_pass(clock, channel)
    got = {job.holes["to"].split("@")[0]: payload_of(job) for job in channel.taken}
    assert set(got) == set(people)
    tip = message.tip.text.split(".")[0]  # type: ignore[union-attr]
    assert {name: tip in payload["text"] for name, payload in got.items()} == {
        "both": True, "tips": True, "classes": False,
    }  # fmt: skip
    assert {name: bool(payload["rows"]) for name, payload in got.items()} == {
        "both": True, "tips": False, "classes": True,
    }  # fmt: skip
    assert got["classes"]["subject"] != got["both"]["subject"]
    received = set(TipReceived.objects.values_list("subscriber__address", flat=True))
    assert received == {"both@example.org", "tips@example.org"}, "a tip that was not in it may still come"
    message.refresh_from_db()
    assert message.state == "sent"


def test_without_a_true_class_the_reader_of_classes_gets_nothing(studio_plan: Path) -> None:
    from scheduler.classes.models import ClassSeries, ClassSession

    message, people = mixed_issue(studio_plan), three_readers()
    ClassSession.objects.update(state="cancelled")
    ClassSeries.objects.update(state="cancelled")
    channel = RecordingChannel()
    outbox_pass(TestClock(message.at), channel)
    assert sorted(channel.addresses) == ["both@example.org", "tips@example.org"]
    assert Delivery.objects.get(subscriber=people["classes"]).reason == "topic"


def test_whoever_changes_topics_before_their_copy_begins(studio_plan: Path) -> None:
    message, people = mixed_issue(studio_plan), three_readers()
    channel = RecordingChannel()
    original = channel.send_many

    def choose_first(jobs, before, after, stopped):  # type: ignore[no-untyped-def]
        do(people["both"], "topics", topic=["classes"])
        do(people["classes"], "topics", topic=["tips"])
        original(jobs, before, after, stopped)

    channel.send_many = choose_first  # type: ignore[method-assign]
    outbox_pass(TestClock(message.at), channel)
    assert channel.addresses == ["tips@example.org"]
    assert set(Delivery.objects.filter(state="suppressed").values_list("reason", flat=True)) == {"topic"}


def test_the_owner_sees_what_each_kind_of_reader_gets(owner: Client, studio_plan: Path) -> None:
    message = mixed_issue(studio_plan)
    page = owner.get(f"/posts/{message.ref}/").content.decode()
    assert f"/posts/{message.ref}/letter/?for=classes" in page
    whole, tips, classes = (
        owner.get(f"/posts/{message.ref}/letter/{query}").content.decode()
        for query in ("", "?for=tips", "?for=classes")
    )
    assert len({whole, tips, classes}) == 3
    assert owner.get(f"/posts/{message.ref}/letter/?for=nonsense").content.decode() == whole


@pytest.mark.parametrize(("zone", "since"), [("America/Toronto", "2026-05-31"), ("Europe/Paris", "2026-06-01")])
def test_days_in_a_persons_proof_are_by_the_studios_clock(studio_plan: Path, zone: str, since: str) -> None:
    text = (studio_plan / "jobs.yaml").read_text(encoding="utf-8").replace("America/Toronto", zone)
    plan.accept(text, "owner", NOW)
    person = builders.a_subscriber("zoe@example.org", consent=False)
    midnight = datetime(2026, 6, 1, 0, 30, tzinfo=UTC)
    Consent.objects.create(
        subscriber=person, kind="implied", basis="client", source="till", valid_from=midnight, recorded_at=midnight,
        until=midnight.replace(year=2028),
    )  # fmt: skip
    (proof,) = [one.detail for one in insights.timeline(person) if "till" in one.detail]
    assert f"Since {since}. Until {since.replace('2026', '2028')}." in proof
