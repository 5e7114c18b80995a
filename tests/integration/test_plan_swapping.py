"""A tip in the place of another: whatever is swapped with whatever, only the two change places."""

from __future__ import annotations

import itertools
import json
import random

import pytest

from scheduler.library import services as library
from scheduler.plan import services as plan
from scheduler.plan.models import Message
from tests.integration.planning import NOW, accept, close, laid, queued

pytestmark = pytest.mark.django_db
ANA = "ana@example.org"


def on(account: str) -> list[Message]:
    found = Message.objects.filter(account__name=account, state__in=("draft", "approved")).order_by("at")
    return list(found.select_related("tip"))


def swap(first: int, second: int, account: str = "newsletter") -> None:
    messages = on(account)
    plan.swap(messages[first].ref, messages[second].tip_id or 0, ANA, NOW)


def letter(message: Message) -> str:
    message.refresh_from_db()
    return json.dumps([json.loads(library.load_blob(one.payload_id)) for one in message.variants.all()])


def test_any_two_change_places_and_all_others_stay() -> None:
    accept()
    queued(5)
    for first, second in itertools.combinations(range(5), 2):
        for account in ("newsletter", "bluesky"):
            before = {name: laid(name) for name in ("newsletter", "bluesky")}
            swap(first, second, account)
            for name, was in before.items():
                titles, dates = [title for title, _ in was], [date for _, date in was]
                titles[first], titles[second] = titles[second], titles[first]
                assert laid(name) == list(zip(titles, dates, strict=True))


def test_many_swaps_later_laying_out_again_changes_nothing() -> None:
    accept()
    queued(6)
    dice = random.Random(4)
    for _ in range(25):
        swap(*sorted(dice.sample(range(6), 2)))
    after = {name: laid(name) for name in ("newsletter", "bluesky")}
    numbers = [message.position for message in on("newsletter")]
    plan.refresh(NOW)
    assert {name: laid(name) for name in ("newsletter", "bluesky")} == after
    assert numbers == [1, 2, 3, 4, 5, 6]


def test_what_went_out_stays_and_is_no_choice() -> None:
    accept()
    queued(5)
    gone = on("newsletter")[0]
    close(gone, "sent", NOW)
    message = on("newsletter")[0]
    assert gone.tip_id not in {choice.tip.pk for choice in plan.choices(message.ref)}
    swap(0, 2)
    gone.refresh_from_db()
    assert (gone.state, gone.slot_id is not None) == ("sent", True)


def test_an_ok_stays_where_the_words_stay_and_numbers_are_true() -> None:
    accept()
    queued(6)
    for message in Message.objects.all():
        plan.approve(message.ref, ANA, NOW)
    swap(0, 3)
    letters = on("newsletter")
    for place, message in enumerate(letters, 1):
        if message.state == "draft":
            assert f"ip {place} of 6" in letter(message)
    assert {letters[0].state, letters[3].state} == {"draft"}
    assert letters[5].state == "approved"
    for message in Message.objects.filter(state="approved"):
        standing = message.approvals.filter(voided_at=None).values_list("payload_hash", "who")
        assert set(standing) == {(message.payload_hash, ANA)}
    for message in Message.objects.filter(state="draft"):
        assert not message.approvals.filter(voided_at=None).exists()
    assert all(message.state == "approved" for message in on("bluesky"))


def test_there_and_back_is_as_before() -> None:
    accept()
    queued(5)
    before = [(message.tip_id, message.payload_hash) for message in on("newsletter")]
    swap(1, 3)
    assert [(message.tip_id, message.payload_hash) for message in on("newsletter")] != before
    swap(1, 3)
    assert [(message.tip_id, message.payload_hash) for message in on("newsletter")] == before


def test_another_heading_is_named_in_the_issue_before_and_only_there_the_ok_is_void() -> None:
    accept()
    queued(6)
    for message in Message.objects.all():
        plan.approve(message.ref, ANA, NOW)
    letters = on("newsletter")
    named = letters[2].title in letter(letters[1])
    plan.reword(letters[2].ref, ANA, NOW, title="Another heading altogether")
    states = [message.state for message in on("newsletter")]
    assert states == ["approved", "draft" if named else "approved", "draft", "approved", "approved", "approved"]
    assert named == ("Another heading altogether" in letter(letters[1]))
