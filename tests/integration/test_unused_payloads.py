"""Payloads that no row names any more go after a month; all others stay, whoever uses them at that moment."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scheduler.classes.models import ClassSession
from scheduler.clock.turn import Turn
from scheduler.library import services as library
from scheduler.library.models import Blob
from scheduler.library.services import collecting
from scheduler.plan import services as plan
from scheduler.plan.models import Message, Variant
from tests import builders
from tests.fakes.other_processes import address_of, environment, rows_in
from tests.fakes.recording import TestClock, a_message
from tests.integration.planning import NOW, accept, queued
from tests.integration.test_plan_classes import a_class

A_MONTH, A_SECOND = timedelta(days=30), timedelta(seconds=1)
LONG_AGO = NOW - 2 * A_MONTH
PNG = b"\x89PNG of nothing"
OWNER = "owner@willow.example"


def payloads() -> set[str]:
    return set(Blob.objects.filter(type=library.JSON).values_list("pk", flat=True))


def named() -> set[str]:
    return {sha256 for pair in Variant.objects.values_list("payload", "approved") for sha256 in pair if sha256}


def forget_twice() -> int:
    """Once to note, once a month later."""
    library.forget_unused(NOW)
    return library.forget_unused(NOW + A_MONTH + A_SECOND)


def an_unused(text: str = "{}", since: Any = LONG_AGO) -> str:
    sha256 = library.blob(text.encode(), library.JSON)
    Blob.objects.filter(pk=sha256).update(unused_since=since)
    return sha256


@pytest.mark.django_db
def test_what_a_new_draft_replaced_goes_after_a_month_and_no_sooner() -> None:
    accept()
    queued(2)
    before = payloads()
    message = Message.objects.filter(account__name="newsletter")[0]
    earlier = message.variants.get().payload_id
    plan.subject(message.ref, "Another subject", OWNER, NOW)
    assert payloads() > before
    assert library.forget_unused(NOW) == library.forget_unused(NOW + A_MONTH) == 0
    assert earlier in payloads()
    assert library.forget_unused(NOW + A_MONTH + A_SECOND) == 1
    assert payloads() == named()


@pytest.mark.django_db
def test_what_was_sent_missed_skipped_or_replaced_stays_with_its_message() -> None:
    account = builders.an_account()
    for number, state in enumerate(("sent", "missed", "skipped", "cancelled", "void", "approved", "draft")):
        a_message(account, state=state, payloads=[{"text": f"Words {number}."}])
    assert forget_twice() == 0
    assert len(payloads()) == 7


@pytest.mark.django_db
def test_what_was_approved_stays_beside_what_went_out_without_a_row() -> None:
    accept()
    yin = a_class("Yin", NOW + timedelta(days=1), new=False)
    queued(1)
    issue = Message.objects.filter(account__name="newsletter", kind="tip").order_by("at")[0]
    plan.approve(issue.ref, OWNER, NOW)
    approved = issue.variants.get(name="default").payload_id
    ClassSession.objects.filter(series=yin).update(state="cancelled")
    issue.refresh_from_db()
    assert plan.remove_untrue_rows(issue, issue.at) == ["Yin@willow"]
    forget_twice()
    variant = issue.variants.get(name="default")
    assert (variant.approved_id, variant.payload_id != approved) == (approved, True)
    assert {approved, variant.payload_id} <= payloads()


@pytest.mark.django_db
def test_pictures_stay_and_so_does_what_somebody_uses_again() -> None:
    picture = library.blob(PNG, "image/png")
    again, unused = an_unused('"again"', None), an_unused('"unused"', None)
    library.forget_unused(NOW)
    library.blob(b'"again"', library.JSON)
    assert library.forget_unused(NOW + A_MONTH + A_SECOND) == 1
    assert set(Blob.objects.values_list("pk", flat=True)) == {picture, again}
    assert unused not in payloads()
    assert library.forget_unused(NOW + 2 * A_MONTH + 2 * A_SECOND) == 1, "its month began anew"


@pytest.mark.django_db
def test_one_that_was_noted_and_is_named_is_noted_no_more() -> None:
    message = a_message(builders.an_account())
    Blob.objects.update(unused_since=LONG_AGO)
    assert library.forget_unused(NOW) == 0
    message.variants.all().delete()
    assert library.forget_unused(NOW) == 0, "its month begins now"


@pytest.mark.django_db
def test_they_go_in_small_steps_without_being_read_and_a_studio_that_stops_does_not_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(collecting, "BATCH", 2)
    for number in range(7):
        an_unused(f'"{number}"')
    asked = iter([False, False, False, True])
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert library.forget_unused(NOW, lambda: next(asked)) == 2
    assert len(payloads()) == 5
    assert not [query for query in queries.captured_queries if '"bytes"' in query["sql"]]
    assert library.forget_unused(NOW) == 5


@pytest.mark.django_db
def test_a_turn_of_the_clock_removes_them_once_a_day(studio_home: Path) -> None:
    clock = TestClock(NOW)
    turn = Turn(clock, lambda: False)
    an_unused('"one"')
    turn()
    assert not payloads()
    an_unused('"two"')
    clock.pass_time(hours=23)
    turn()
    assert len(payloads()) == 1
    clock.pass_time(hours=1)
    turn()
    assert not payloads()


# --- two at once, each a process of its own ---

DJANGO = f"""
import django, sys
django.setup()
from datetime import datetime, timedelta
from django.db import transaction
from scheduler.library import services as library
from scheduler.library.services import collecting
from scheduler.plan.models import Message, Variant
NOW = datetime.fromisoformat({NOW.isoformat()!r})
DATA = b'"once more"'
def say(word):
    print(word, flush=True)
    sys.stdin.readline()
"""
USES = """
def use():
    sha256 = library.blob(DATA, library.JSON)
    say("kept")
    Variant.objects.create(message=Message.objects.get(), name="again", payload_id=sha256)
"""
TOGETHER = f"{DJANGO}{USES}\nwith transaction.atomic():\n    use()\n"
ONE_BY_ONE = f"{DJANGO}{USES}\nuse()\n"
REMOVES = f"{DJANGO}\nprint(library.forget_unused(NOW), flush=True)\n"
REMOVES_SLOWLY = f"""{DJANGO}
with transaction.atomic():
    gone = collecting._remove(NOW)
    say("removed")
print(gone, flush=True)
"""
OVER_AND_OVER = f"""{DJANGO}
import random
lots = random.Random(int(sys.argv[1]))
for _ in range(150):
    with transaction.atomic():
        message = Message.objects.select_for_update().get()
        message.variants.all().delete()
        sha256 = library.blob(b'"%d"' % lots.randrange(3), library.JSON)
        Variant.objects.create(message=message, name="default", payload_id=sha256)
"""
MEANWHILE = f"""{DJANGO}
collecting.GRACE = timedelta(0)
gone = 0
for second in range(150):
    gone += library.forget_unused(NOW + timedelta(seconds=second))
print(gone)
"""


@contextmanager
def running(code: str, home: Path, url: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", code, *arguments]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, env=environment(home, url), stdin=pipe, stdout=pipe, stderr=pipe, text=True
    ) as process:
        yield process
        said, problems = process.communicate("\n", timeout=120)
        assert process.returncode == 0, said + problems


def hears(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def tell(process: subprocess.Popen[str]) -> None:
    assert process.stdin
    process.stdin.write("\n")
    process.stdin.flush()


def as_named(folder: Path) -> bool:
    """Does every payload that is named have its bytes?"""
    query = "SELECT v.payload_id, b.bytes FROM plan_variant v LEFT JOIN library_blob b ON b.sha256 = v.payload_id"
    return all(
        data is not None and hashlib.sha256(bytes(data)).hexdigest() == sha256
        for sha256, data in rows_in(folder, query)
    )


@pytest.fixture
def studio(transactional_db: None, tmp_path: Path) -> str:
    """The address of one with a message and a payload that is about to go."""
    a_message(builders.an_account(), payloads=[{"text": "Breathe out."}])
    an_unused('"once more"')
    return address_of(tmp_path)


@pytest.mark.parametrize("uses", [TOGETHER, ONE_BY_ONE], ids=["together", "one by one"])
def test_a_payload_that_is_used_while_it_is_removed_stays(studio: str, tmp_path: Path, uses: str) -> None:
    with running(uses, tmp_path, studio) as first:
        assert hears(first) == "kept"
        with running(REMOVES, tmp_path, studio) as second:
            if uses == ONE_BY_ONE or connection.vendor == "postgresql":
                assert hears(second) == "0", "it does not even wait"
            tell(first)
    assert as_named(tmp_path)
    assert rows_in(tmp_path, "SELECT count(*) FROM plan_variant") == [(2,)]


def test_a_payload_that_is_used_just_after_it_was_removed_is_kept_anew(studio: str, tmp_path: Path) -> None:
    with running(REMOVES_SLOWLY, tmp_path, studio) as first:
        assert hears(first) == "removed"
        with running(TOGETHER, tmp_path, studio) as second:
            tell(first)
            assert hears(second) == "kept"
            assert hears(first) == "1"
    assert as_named(tmp_path)
    assert rows_in(tmp_path, "SELECT count(*) FROM plan_variant") == [(2,)]


def test_drafts_made_anew_while_what_they_leave_is_removed_have_their_payloads(studio: str, tmp_path: Path) -> None:
    with (
        running(OVER_AND_OVER, tmp_path, studio, "1"),
        running(OVER_AND_OVER, tmp_path, studio, "2"),
        running(MEANWHILE, tmp_path, studio) as removes,
    ):
        assert int(hears(removes)) >= 1
    assert as_named(tmp_path)
