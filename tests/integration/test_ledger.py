"""The ledger's own rules, statement by statement: tokens fence, figures match, results that come late are proof."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from scheduler.audience.models import Subscriber
from scheduler.domain.outcomes import Accepted, Refused, Retry, Unknown
from scheduler.domain.states import DELIVERY, DELIVERY_OPEN
from scheduler.outbox import freeze, ledger, tallies
from scheduler.outbox.ledger import ClaimLost, Row, Target
from scheduler.outbox.models import Delivery, Worker
from scheduler.outbox.scopes import scopes_of
from scheduler.plan.models import Message
from tests import builders
from tests.fakes.recording import NOW, a_message

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]
ME, OTHER = "me", "another"
LATER = NOW + timedelta(minutes=5)


def nothing() -> None:
    """Nothing else happens at the freeze."""


def holes(rows: Any) -> dict[int, dict[str, str]]:
    return {row.id: {"to": "someone", "key": row.key} for row in rows}


def frozen(people: int = 5, **more: Any) -> tuple[Message, Target]:
    """A live issue whose audience is written down."""
    for _ in range(people):
        builders.a_subscriber()
    message = a_message(builders.an_account(state="ready"), **more)
    target = target_of(message)
    assert freeze.freeze(target, 1, 2, nothing, NOW)
    for name in (ME, OTHER):
        Worker.objects.create(name=name, started_at=NOW, beat_at=NOW)
    return message, target


def target_of(message: Message, **more: Any) -> Target:
    fields = {"message_id": message.pk, "account_id": message.account_id, "tip_id": message.tip_id, "people": True}
    return Target(**{**fields, "scopes": scopes_of(message), **more})


def claim(target: Target, limit: int = 10, worker: str = ME, after: int = 0) -> list[Row]:
    return ledger.claim(target, ledger.Hands(worker), after, limit, holes, NOW)


def states(message: Message) -> dict[str, int]:
    counted = tallies.counted(message.pk)
    assert tallies.kept(message.pk) == counted
    return tallies.by_state(counted)


def test_two_clocks_freeze_once() -> None:
    message, target = frozen(7)
    assert not freeze.freeze(target, 1, 2, nothing, NOW)
    assert states(message) == {"queued": 7}


def test_what_was_not_approved_is_not_frozen() -> None:
    builders.a_subscriber()
    message = a_message(builders.an_account(state="ready"), state="draft")
    assert not freeze.freeze(target_of(message), 1, 2, nothing, NOW)
    assert not Delivery.objects.exists()


def test_what_happens_at_the_freeze_fails_with_it() -> None:
    builders.a_subscriber()
    message = a_message(builders.an_account(state="ready"))

    def fails() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError):
        freeze.freeze(target_of(message), 1, 2, fails, NOW)
    assert not Delivery.objects.exists()
    message.refresh_from_db()
    assert message.frozen_at is None


def test_the_database_itself_refuses_a_second_copy_for_one_destination() -> None:
    frozen(1)
    first = Delivery.objects.get()
    first.pk, first.key = None, "another key"
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save()


def test_claims_of_two_senders_never_overlap_and_go_by_the_cursor() -> None:
    message, target = frozen(6)
    mine, theirs = claim(target, 3), claim(target, 10, OTHER)
    assert len(mine) == len(theirs) == 3
    assert {row.id for row in mine} & {row.id for row in theirs} == set()
    assert claim(target) == []
    assert states(message) == {"claimed": 6}


def test_a_row_is_begun_only_with_its_own_token() -> None:
    _, target = frozen(1)
    (row,) = claim(target)
    ledger.recover(LATER, LATER)  # nobody has beaten since
    Worker.objects.create(name="third", started_at=LATER, beat_at=LATER)
    (again,) = ledger.claim(target, ledger.Hands("third"), 0, 10, holes, LATER)
    assert ledger.begin(target, [row], LATER) == []
    assert ledger.begin(target, [again], LATER) == [again]
    assert ledger.begin(target, [again], LATER) == [], "and only once"


def test_the_holes_are_filled_once_and_stay() -> None:
    _, target = frozen(1)
    (row,) = claim(target)
    ledger.let_go(target, [row], NOW)
    (again,) = ledger.claim(target, ledger.Hands(ME), 0, 10, lambda rows: {r.id: {"to": "changed"} for r in rows}, NOW)
    assert again.holes == row.holes
    assert again.token != row.token


@pytest.mark.parametrize(
    "change",
    [
        lambda message: Message.objects.update(state="cancelled"),
        lambda message: Message.objects.update(state="draft"),
        lambda message: type(message.account).objects.update(state="needs_reconnect"),
        lambda message: type(message.account).objects.update(state="rehearsing"),
        lambda message: Subscriber.objects.update(state="unsubscribed"),
        lambda message: Subscriber.objects.get().consents.all().delete(),
    ],
    ids=["stopped", "taken back", "signed out", "practising", "left", "no consent"],
)
def test_what_changed_between_claim_and_begin_wins(change: Any) -> None:
    message, target = frozen(1)
    (row,) = claim(target)
    change(message)
    assert ledger.begin(target, [row], NOW) == []
    assert set(states(message)) <= {"queued", "suppressed"}
    assert Delivery.objects.get().claim_token == ""


def test_recovery_puts_claimed_rows_back_and_makes_begun_ones_unknown() -> None:
    message, target = frozen(4)
    rows = claim(target)
    ledger.begin(target, rows[:1], NOW)
    back, lost = ledger.recover(LATER, NOW + timedelta(seconds=1))
    assert (back, lost) == (3, [rows[0].id])
    assert states(message) == {"queued": 3, "unknown": 1}


def test_recovery_leaves_living_senders_alone() -> None:
    message, target = frozen(2)
    rows = claim(target)
    ledger.begin(target, rows[:1], NOW)
    assert ledger.recover(LATER, NOW) == (0, [])
    assert states(message) == {"claimed": 1, "sending": 1}


def test_a_rehearsal_that_died_is_simply_done_again() -> None:
    message, _ = frozen(1)
    type(message.account).objects.update(state="rehearsing")
    target = target_of(message, rehearsal=True)
    (row,) = claim(target)
    assert ledger.begin(target, [row], NOW)
    assert ledger.recover(LATER, LATER) == (1, [])
    assert states(message) == {"queued": 1}
    assert Delivery.objects.get().attempts == 0


@pytest.mark.parametrize(
    ("outcome", "becomes"),
    [
        (Accepted("1"), "sent"),
        (Refused("550", "no"), "refused"),
        (Retry("later"), "queued"),
        (Unknown("no reply"), "unknown"),
    ],
    ids=["accepted", "refused", "retry", "unknown"],
)
def test_an_answer_that_comes_after_the_sender_was_given_up_is_proof(outcome: Any, becomes: str) -> None:
    message, target = frozen(1)
    (row,) = claim(target)
    ledger.begin(target, [row], NOW)
    ledger.recover(LATER, LATER)
    ledger.record(target, [(row, outcome)], LATER)
    assert states(message) == {becomes: 1}


def test_an_answer_that_comes_after_a_person_decided_changes_nothing() -> None:
    message, target = frozen(1)
    (row,) = claim(target)
    ledger.begin(target, [row], NOW)
    ledger.recover(LATER, LATER)
    assert ledger.settle(row.id, None, "cancelled", LATER)
    assert ledger.record(target, [(row, Accepted())], LATER).states == {}
    assert states(message) == {"cancelled": 1}


def test_a_sender_given_up_cannot_keep_notes_any_more() -> None:
    _, target = frozen(1)
    (row,) = claim(target)
    ledger.begin(target, [row], NOW)
    ledger.save_memo(row, {"container": "1"}, "sending")
    ledger.recover(LATER, LATER)
    with pytest.raises(ClaimLost):
        ledger.save_memo(row, {"container": "2"}, "sending")
    assert Delivery.objects.get().memo == {"container": "1"}


def test_a_look_from_an_earlier_doubt_cannot_settle_a_later_one() -> None:
    message, target = frozen(1)
    (row,) = claim(target)
    ledger.begin(target, [row], NOW)
    ledger.recover(LATER, LATER)
    assert ledger.settle(row.id, row.token, "queued", LATER)
    (again,) = ledger.claim(target, ledger.Hands(ME), 0, 10, holes, LATER)
    ledger.begin(target, [again], LATER)
    ledger.record(target, [(again, Unknown("again"))], LATER)
    assert not ledger.settle(row.id, row.token, "queued", LATER)
    assert states(message) == {"unknown": 1}


def test_every_move_the_ledger_makes_is_declared(monkeypatch: pytest.MonkeyPatch) -> None:
    moves = set()
    add = tallies.Moves.add

    def spy(self: tallies.Moves, message_id: int, old: str, new: str, count: int = 1, reason: str = "") -> None:
        if count:
            moves.add((old, new))
        add(self, message_id, old, new, count, reason)

    monkeypatch.setattr(tallies.Moves, "add", spy)
    _, target = frozen(9)
    rows = claim(target)
    signed_out = Refused("535", "x", stops_account=True)
    outcomes = [Accepted(), Refused("5", "no"), Retry("later"), Unknown("?"), signed_out, Unknown("?")]
    ledger.begin(target, rows[:6], NOW)
    ledger.record(target, list(zip(rows[:6], outcomes, strict=True)), NOW)
    ledger.let_go(target, rows[6:], NOW)
    ledger.settle(rows[3].id, None, "sent", NOW)
    ledger.settle(rows[5].id, None, "cancelled", NOW)
    claim(target)
    ledger.end(target.message_id, "cancelled", "stopped", "1 = 1", [], NOW)
    assert len(moves) >= 10
    assert {move for move in moves if not DELIVERY.allows(*move)} == set()


def test_nothing_but_the_ledger_writes_a_deliverys_state() -> None:
    writes = re.compile(
        r"(UPDATE|INSERT INTO|DELETE FROM) outbox_delivery|Delivery\.objects\.(create|bulk_create|get_or_create)|"
        r"Delivery\.objects[^\n]*\.update\([^)]*state"
    )
    outbox = ROOT / "scheduler" / "outbox"
    modules = [path for path in (ROOT / "scheduler").rglob("*.py") if path.parent.name != "migrations"]
    writers = {path for path in modules if writes.search(path.read_text())}
    assert writers == {outbox / "freeze.py", outbox / "ledger" / "sending.py", outbox / "ledger" / "afterwards.py"}, (
        "freeze.py makes the rows, the ledger moves them"
    )


def test_a_copy_has_an_end_exactly_when_it_is_no_longer_open() -> None:
    """The senders look only among copies without an end: one that is open and has one would never go out."""
    message, target = frozen(8)
    batch = ledger.begin(target, claim(target, 8), NOW)
    answers = [
        Accepted("250 Ok"),
        Refused("550", "No such user", suppress=True),
        Refused("535", "Sign in", stops_account=True),
        Retry("Later"),
        Retry("Not written", untouched=True),
        Unknown("No reply"),
    ]
    ledger.record(target, list(zip(batch, answers, strict=False)), NOW)
    ledger.give_back(target, batch[6:7])
    assert _ends_agree(message)
    ledger.settle(batch[5].id, None, "refused", NOW)
    assert ledger.again(message.pk, [batch[1].id, batch[5].id], "Ana", NOW, LATER)
    assert _ends_agree(message)
    ledger.end(message.pk, "cancelled", "stopped", "1 = 1", [], NOW)
    assert _ends_agree(message)


def test_the_database_itself_refuses_an_open_copy_with_an_end_an_end_without_a_time_and_an_unknown_state() -> None:
    message, _ = frozen(1)
    for wrong in ({"ended_at": NOW}, {"state": "sent"}, {"state": "lost"}, {"state": "lost", "ended_at": NOW}):
        with pytest.raises(IntegrityError, match="delivery_ended"), transaction.atomic():
            Delivery.objects.filter(message=message).update(**wrong)


def _ends_agree(message: Message) -> bool:
    copies = Delivery.objects.filter(message=message)
    return all((copy.state in DELIVERY_OPEN) == (copy.ended_at is None) for copy in copies)


def test_what_a_dead_sender_had_is_found_beyond_what_a_living_one_has() -> None:
    message, target = frozen(12)
    claim(target, 4)
    theirs = ledger.begin(target, claim(target, 4, OTHER), NOW)
    Worker.objects.filter(name=ME).update(beat_at=LATER)
    back, lost = ledger.recover(LATER, LATER - timedelta(minutes=2))
    assert (back, sorted(lost)) == (0, [row.id for row in theirs])
    assert states(message) == {"queued": 4, "claimed": 4, "unknown": 4}
