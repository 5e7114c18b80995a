"""How the databases find the copies of a batch: by id, so that the last of a million costs what the first did."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from scheduler.domain.outcomes import Accepted, Retry
from scheduler.outbox import due, freeze, ledger
from scheduler.outbox.models import Worker
from tests.fakes.recording import NOW
from tests.integration.test_ledger import ME, frozen, holes

pytestmark = pytest.mark.django_db
BEGINNINGS = ("UPDATE", "SELECT d.", "INSERT INTO outbox_delivery")
OTHERS = ("delivery_once", "delivery_open")


@contextmanager
def plans(*also: str, about: str = "outbox_delivery") -> Iterator[dict[str, str]]:
    """The plan of every statement about copies (or another table) that is run in here, by its words."""
    found: dict[str, str] = {}

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        words = " ".join(sql.split())
        if about in words and words.startswith((*BEGINNINGS, *also)):
            how = "EXPLAIN (FORMAT JSON)" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
            with connection.connection.cursor() if connection.vendor == "postgresql" else connection.cursor() as cursor:
                cursor.execute(f"{how} {sql}", params)
                found.setdefault(words, json.dumps([list(map(str, row)) for row in cursor.fetchall()]))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield found


def only_by_index() -> None:
    """PostgreSQL would rather read a small table through, and sort it: here it is to say how it does many."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
            for way in ("seqscan", "bitmapscan", "sort", "hashjoin", "mergejoin"):
                cursor.execute(f"SET LOCAL enable_{way} = off")


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


def test_when_something_is_due_later_is_asked_of_those_that_have_a_date_of_their_own() -> None:
    """Not of every open copy: this is asked after each pass, and by whoever watches."""
    _, target = frozen(300)
    taken = ledger.begin(target, ledger.claim(target, ledger.Hands(ME), 0, 1, holes, NOW), NOW)
    later = NOW + timedelta(hours=1)
    ledger.record(target, [(taken[0], Retry("450 Later", not_before=later))], NOW)
    with plans("SELECT min(m.at)") as found:
        assert later <= (due.next_due(NOW) or NOW) < later + timedelta(minutes=10)
    (plan,) = found.values()
    assert plan.count("delivery_later") == 2, plan
    assert "delivery_open" not in plan, plan
