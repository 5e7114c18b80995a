"""How the databases find the copies of a batch: by id, so that the last of a million costs what the first did."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from scheduler.domain.outcomes import Accepted
from scheduler.outbox import freeze, ledger, status, tallies
from scheduler.outbox.models import Worker
from tests.fakes.recording import NOW
from tests.integration.test_ledger import ME, frozen, holes

pytestmark = pytest.mark.django_db
BEGINNINGS = ("UPDATE", "SELECT d.", "INSERT INTO outbox_delivery")
OTHERS = ("delivery_once", "delivery_open")


@contextmanager
def plans(*also: str) -> Iterator[dict[str, str]]:
    """The plan of every statement about copies that is run in here, by its words."""
    found: dict[str, str] = {}

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        words = " ".join(sql.split())
        if "outbox_delivery" in words and words.startswith((*BEGINNINGS, *also)):
            how = "EXPLAIN (FORMAT JSON)" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
            with connection.connection.cursor() if connection.vendor == "postgresql" else connection.cursor() as cursor:
                cursor.execute(f"{how} {sql}", params)
                found.setdefault(words, json.dumps([list(map(str, row)) for row in cursor.fetchall()]))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield found


def test_a_batch_is_begun_and_recorded_by_id_and_claimed_along_the_line() -> None:
    _, target = frozen(300)
    for size in (10, 10, 60):
        with plans() as found:
            taken = ledger.claim(target, ledger.Hands(ME), 0, size, holes, NOW)
            begun = ledger.begin(target, taken, NOW)
            ledger.record(target, [(row, Accepted("250 Ok")) for row in begun], NOW)
        assert len(begun) == size
        updates = {words: plan for words, plan in found.items() if words.startswith("UPDATE outbox_delivery AS d")}
        assert len(updates) == 3, "claimed, sending, sent"
        for words, plan in updates.items():
            assert not [name for name in OTHERS if name in plan], f"{words[:80]}: {plan}"
        (line,) = [plan for words, plan in found.items() if words.startswith("SELECT d.state")]
        assert "delivery_open" in line or "PRIMARY KEY" in line or "outbox_delivery_pkey" in line, line


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own way to check a row")
def test_the_check_of_a_copy_makes_no_table_for_it() -> None:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN UPDATE outbox_delivery SET state = 'sent', ended_at = '2027-01-01' WHERE id = 1")
        codes = [code for _, code, *_ in cursor.fetchall()]
    assert codes.count("OpenEphemeral") == 0, codes


@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL's own way to write a row")
def test_no_index_hears_of_a_copy_that_is_claimed_or_begun() -> None:
    def in_place() -> tuple[int, int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_xact_user_tables WHERE relname = 'outbox_delivery'"
            )
            written, kept = cursor.fetchone()
            return int(written), int(kept)

    _, target = frozen(60)
    written, kept = in_place()
    ledger.begin(target, ledger.claim(target, ledger.Hands(ME), 0, 60, holes, NOW), NOW)
    assert in_place() == (written + 120, kept + 120)


def test_mails_of_the_week_are_counted_once_for_everybody_when_the_audience_is_written_down() -> None:
    message, target = frozen(5)
    message.frozen_at = None
    message.save()
    Worker.objects.all().delete()
    with plans() as found:
        assert freeze.freeze(target, 1, 2, lambda: None, NOW)
    (plan,) = [plan for words, plan in found.items() if words.startswith("INSERT")]
    per_person = plan.partition("SubPlan")[2] if connection.vendor == "postgresql" else ""
    assert "outbox_delivery" not in per_person.replace("Insert", ""), plan
    if connection.vendor == "sqlite":
        assert "CORRELATED SCALAR SUBQUERY" not in plan.partition("MATERIALIZE w")[2].partition("SCAN s")[0], plan
        assert "MATERIALIZE w" in plan, plan


def test_the_reasons_of_those_who_are_left_out_are_counted_in_their_index() -> None:
    message, _ = frozen(3)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE outbox_delivery SET state = 'suppressed', reason = 'topic', ended_at = due_at")
    tallies.recount(message.pk)
    if connection.vendor == "postgresql":
        pytest.skip("three rows are read as a whole; it knows that both ways to ask are one")
    with plans("SELECT reason") as found:
        (left_out,) = status.progress(message).left_out
    assert (left_out.count, left_out.reason) == (3, status.REASONS["topic"])
    (plan,) = found.values()
    assert "INDEX delivery_why" in plan, plan
