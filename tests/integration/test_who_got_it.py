"""Who got a letter, who did not and why: as a page, as a file, and how the database finds them among many."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
from django.test import Client

from scheduler.accounts.models import Account, User
from scheduler.audience import services as audience
from scheduler.audience.models import Subscriber
from scheduler.audience.services import Place
from scheduler.domain.outcomes import Refused
from scheduler.errors import Problem
from scheduler.outbox import recipients as module
from scheduler.outbox import services as outbox
from scheduler.outbox.models import Delivery
from scheduler.plan.models import Message
from tests import builders
from tests.fakes.recording import NOW, FixedTransports, RecordingChannel, TestClock, a_message
from tests.fakes.recording_sender import letter
from tests.integration.test_ledger_plans import only_by_index, plans

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue() -> Message:
    """Nine people: five got it, one was refused, three are left out for a reason each."""
    for number in range(6):
        builders.a_subscriber(f"p{number}@example.org", first_name=f"Name{number}", last_name="Smith")
    builders.a_subscriber("break@example.org", state="paused", paused_until=NOW + timedelta(days=9))
    builders.a_subscriber("left@example.org", state="unsubscribed")
    builders.a_subscriber("mute@example.org", consent=False)
    builders.a_subscriber("asked@example.org", state="pending")
    account = Account.objects.filter(name="newsletter").first() or builders.an_account()
    account.state, account.options = "ready", {"from": "Willow <hello@willow.example>"}
    account.save()
    message = a_message(account, tip=builders.a_tip(), payloads=[letter(account.options["from"])])
    channel = RecordingChannel()
    channel.answers = {"p1@example.org": Refused("5.2.1", "The mailbox is disabled.")}
    assert outbox.dispatch(TestClock(), FixedTransports(channel)).closed == {message.ref: "sent"}
    message.refresh_from_db()
    return message


def found(message: Message, outcome: str = "", text: str = "", place: Place = Place()) -> list[tuple[str, str, str]]:  # noqa: B008  it is frozen
    rows = outbox.recipients(message, outcome, text, place).rows
    return [(one.address.partition("@")[0], one.outcome, one.why) for one in rows]


REFUSED = ("p1", "refused", "5.2.1 The mailbox is disabled.")
LEFT_OUT = [
    ("break", "left out", "They were on a break."),
    ("left", "left out", "They had left."),
    ("mute", "left out", "Nothing says that you may write to them."),
]


@pytest.fixture(params=[0, 5_000], ids=["of many", "of few"])
def many_or_few(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways to find them say the same."""
    monkeypatch.setattr(module, "FEW", request.param)


@pytest.mark.usefixtures("many_or_few")
def test_everybody_of_the_audience_is_listed_with_what_became_of_their_copy(issue: Message) -> None:
    sent = [(f"p{number}", "sent", "") for number in (0, 2, 3, 4, 5)]
    assert found(issue) == sorted([*LEFT_OUT, REFUSED, *sent])
    assert found(issue, "sent") == sent
    assert found(issue, "refused") == [REFUSED]
    assert found(issue, "suppressed") == LEFT_OUT
    assert found(issue, "suppressed-paused") == LEFT_OUT[:1]
    assert found(issue, text="name3 sm") == sent[2:3]
    assert found(issue, "sent", "break") == []
    assert found(issue, "unknown") == []


@pytest.mark.usefixtures("many_or_few")
def test_every_page_goes_on_where_the_last_one_ended(issue: Message) -> None:
    seen, place = [], Place(size=4)
    for _ in range(3):
        page = outbox.recipients(issue, "", "", place)
        seen.append([one.address for one in page.rows])
        place = Place(after=page.later, size=4)
    assert [len(rows) for rows in seen] == [4, 4, 1]
    everybody = [address for rows in seen for address in rows]
    assert everybody == sorted(everybody)
    assert page.later == 0
    before = outbox.recipients(issue, "", "", Place(before=page.earlier, size=4))
    assert [one.address for one in before.rows] == seen[1]


def test_what_there_is_to_choose_is_counted(issue: Message) -> None:
    assert [(one.key, one.count) for one in outbox.outcomes(issue) if not one.is_reason] == [
        ("sent", 5), ("refused", 1), ("suppressed", 3)
    ]  # fmt: skip
    reasons = {one.key: one.words for one in outbox.outcomes(issue) if one.is_reason}
    assert reasons == {
        "suppressed-paused": "They were on a break.",
        "suppressed-unsubscribed": "They had left.",
        "suppressed-no_consent": "Nothing says that you may write to them.",
    }
    with pytest.raises(Problem, match="choose from the list"):
        outbox.recipients(issue, "eaten", "", Place())


def test_who_moved_or_was_erased_since_is_still_there(issue: Message) -> None:
    Subscriber.objects.filter(address="p0@example.org").update(
        address="zoe@example.org", address_key="zoe@example.org", address_hash="f" * 64
    )
    audience.erase("p2@example.org", NOW, "owner@willow.example")
    names = [name for name, outcome, _ in found(issue) if outcome == "sent"]
    assert "zoe" in names
    assert len(names) == 5
    assert names.count("") <= 1


def test_every_reason_of_a_copy_has_words() -> None:
    from scheduler.outbox.status import REASONS

    assert set(REASONS) <= set(module.WHY)


def test_the_page_and_its_file_say_the_same(owner: Client, studio_plan: object, issue: Message) -> None:
    page = owner.get(f"/posts/{issue.ref}/people/").content.decode()
    assert re.findall(r">(\w+@example\.org)</a>", page) == sorted(re.findall(r">(\w+@example\.org)</a>", page))
    assert page.count("Smith</span>") == 6
    assert "The mailbox is disabled." in page
    assert "They were on a break." in page
    assert "asked@example.org" not in page
    answer = owner.get(f"/posts/{issue.ref}/people.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 9
    assert {row["email"]: (row["state"], row["reason"]) for row in rows}["mute@example.org"] == (
        "suppressed", "no_consent"
    )  # fmt: skip
    some = owner.get(f"/posts/{issue.ref}/people.csv?outcome=refused")
    assert b"p1@example.org" in b"".join(some.streaming_content)  # type: ignore[attr-defined]
    assert (
        f'href="/posts/{issue.ref}/people.csv?outcome=refused"'
        in owner.get(f"/posts/{issue.ref}/people/?outcome=refused").content.decode()
    )


def test_a_name_that_is_a_formula_stays_text_in_the_file(issue: Message) -> None:
    Subscriber.objects.filter(address="p3@example.org").update(first_name="=1+1")
    assert "'=1+1" in b"".join(outbox.as_csv(issue, "", "")).decode()


def test_a_file_of_more_than_one_chunk_has_everybody_once(issue: Message, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CHUNK", 2)
    lines = b"".join(outbox.as_csv(issue, "", "")).decode("utf-8-sig").splitlines()
    assert len(lines) == len(set(lines)) == 10


def test_the_post_and_the_list_of_people_lead_there(owner: Client, studio_plan: object, issue: Message) -> None:
    for place in (f"/posts/{issue.ref}/", "/people/"):
        assert f'href="/posts/{issue.ref}/people/"' in owner.get(place).content.decode()
    assert "5 people got it, 3 left out" in owner.get("/people/").content.decode()


def test_an_earlier_letter_is_found_by_its_number_or_address(
    owner: Client, studio_plan: object, issue: Message
) -> None:
    number, there = issue.ref.removeprefix("m"), f"/posts/{issue.ref}/people/"
    for typed in (
        issue.ref,
        number,
        f" {issue.ref} ",
        f"https://s.example/letters/{issue.ref}/",
        f"/posts/{issue.ref}/?x",
        f"http://127.0.0.1:8300{there}?outcome=sent",
    ):
        assert owner.get("/people/letter/", {"letter": typed})["Location"] == there
    assert owner.get("/people/letter/")["Location"] == "/people/"
    for typed, says in (("the last one", "is like m34"), ("m99999", "There is no post or issue")):
        answer = owner.get("/people/letter/", {"letter": typed})
        assert answer.status_code == 400
        assert says in answer.content.decode()


def test_what_has_not_gone_out_has_nobody_yet(owner: Client, studio_series: object) -> None:
    message = Message.objects.filter(account__name="newsletter").first()
    assert message is not None
    page = owner.get(f"/posts/{message.ref}/people/").content.decode()
    assert "It has not gone out yet." in page
    assert owner.get("/posts/m99999/people/").status_code == 400
    assert owner.get(f"/posts/{message.ref}/people/?outcome=eaten").status_code == 400


@pytest.mark.parametrize("role", ["editor", "viewer"])
def test_only_owners_read_names(client: Client, studio_plan: object, issue: Message, role: str) -> None:
    client.force_login(User.objects.create(email="edi@example.org", role=role, created_at=NOW))
    for place in ("people/", "people.csv"):
        answer = client.get(f"/posts/{issue.ref}/{place}")
        assert answer.status_code == 400
        assert "@example.org" not in answer.content.decode().replace("edi@example.org", "")
    assert f"/posts/{issue.ref}/people/" not in client.get(f"/posts/{issue.ref}/").content.decode()


def test_many_are_walked_along_the_list_and_few_of_many_found_by_an_index(
    issue: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the last page of 200,000 costs what the first did, and three refused ones need no walk."""
    monkeypatch.setattr(module, "FEW", 4)
    for number in range(300):
        builders.a_subscriber(f"q{number:03}@example.org")
    Delivery.objects.bulk_create(
        Delivery(
            message=issue, destination=f"q{person.pk}", subscriber=person, state="sent", due_at=NOW, ended_at=NOW,
            key=f"q{person.pk}",
        )
        for person in Subscriber.objects.filter(address__startswith="q")
    )  # fmt: skip
    only_by_index()
    middle = Subscriber.objects.get(address="q150@example.org").pk
    for outcome in ("", "sent"):
        for place in (Place(), Place(after=middle), Place(before=middle)):
            with plans("SELECT s.id") as seen:
                outbox.recipients(issue, outcome, "", place)
            (walked,) = seen.values()
            assert "delivery_of_person" in walked, walked
            assert "TEMP B-TREE" not in walked, walked
    with plans("SELECT s.id") as seen:
        assert [one.address for one in outbox.recipients(issue, "refused", "", Place()).rows] == ["p1@example.org"]
    (at_once,) = seen.values()
    assert "delivery_not_got" in at_once, at_once
