"""What an upgrade does to the rows of a studio that was there before."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from scheduler.outbox import sums, tallies
from scheduler.outbox.models import Delivery
from scheduler.outbox.sql import change, rows
from tests import builders
from tests.fakes.recording import NOW, a_message

BEFORE = "0011_one_check"
LEFT_OUT = {"no_consent": 2, "topic": 3}
KEPT = {"sent": 2, "suppressed": 5}


def migrate(name: str) -> None:
    MigrationExecutor(connection).migrate([("outbox", name)])


@pytest.fixture
def upgraded(transactional_db: None) -> Iterator[None]:
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes("outbox"))


@pytest.mark.usefixtures("upgraded")
def test_why_people_were_left_out_is_counted_once_for_studios_that_did_not_keep_it() -> None:
    message = a_message(builders.an_account(), frozen_at=NOW)
    reasons = [""] * 2 + [reason for reason, count in LEFT_OUT.items() for _ in range(count)]
    for number, reason in enumerate(reasons):
        Delivery.objects.create(
            message=message, destination=f"{number:064x}", key=f"k{number}", due_at=NOW, ended_at=NOW,
            state="suppressed" if reason else "sent", reason=reason,
        )  # fmt: skip
    tallies.start(message.pk)
    migrate(BEFORE)
    assert dict(rows("SELECT state, count FROM outbox_tally")) == KEPT, "and back, should somebody have to"
    change("UPDATE outbox_tally SET count = 99 WHERE state = 'sent'")
    migrate("0012_why_left_out")
    kept = tallies.kept(message.pk)
    assert tallies.left_out(kept) == LEFT_OUT
    assert tallies.by_state(kept) == {**KEPT, "sent": 99}, "what was kept stays as it was"
    assert len(sums.sums_that_differ()) == 1
    assert tallies.kept(message.pk) == tallies.counted(message.pk)
