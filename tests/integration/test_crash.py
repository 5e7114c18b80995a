"""Kill -9 at every fault point, against a mail server that sometimes takes a mail and drops the reply."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler.outbox.faults import FAULT_POINTS, SINGLE_POINTS
from tests.fakes.crashing import die, faults, of_the_day, recover_and_finish
from tests.fakes.recording_studio import POSTGRES, ROOT, Database, Studio, studios
from tests.fakes.smtp import DROP_AFTER, MailServer

WINDOW = 1  # the mail channel has one mail in flight on its one connection
DROPPED = {"p007@example.org", "p021@example.org"}
PEOPLE = 24

# Where a plain send passes, and at which passage it is killed besides the first.
LATER = dict.fromkeys(("begin.before_commit", "begin.committed", "send.answered", "record.before_commit"), (9,))


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A studio with some people and an issue that is due, made once. On PostgreSQL when the tests run there."""
    folder = tmp_path_factory.mktemp("template")
    database = Database(folder, "postgres" if POSTGRES else "sqlite")
    with MailServer() as server:
        seeded = Studio(folder, database, server)
        assert seeded.run("seed", PEOPLE) == 0, seeded.log
    yield database
    database.drop()


@pytest.fixture
def studio(template: Database, tmp_path: Path) -> Iterator[Studio]:
    yield from studios(tmp_path, template.kind, template)


@pytest.mark.parametrize("fault", of_the_day(faults(LATER)))
def test_a_sender_killed_there_loses_nobody_and_sends_nothing_twice(studio: Studio, fault: str) -> None:
    for address in DROPPED:
        studio.server.does.at_end[address] = DROP_AFTER
    die(studio, fault)
    recover_and_finish(studio)
    studio.assert_once_or_asked(WINDOW * (2 if fault.startswith("recover") else 1), DROPPED, PEOPLE)
    assert studio.message == "sent"


def test_every_fault_point_is_called_and_every_call_is_listed() -> None:
    calls = [
        name
        for path in (ROOT / "scheduler").rglob("*.py")
        for name in re.findall(r"\bpoint\(\"([a-z_.]+)\"\)", path.read_text())
    ]
    assert sorted(set(calls)) == sorted(FAULT_POINTS + SINGLE_POINTS)


@pytest.mark.parametrize("nth", [1, 17, PEOPLE])
def test_a_sender_killed_while_the_server_takes_a_mail_leaves_one_copy_uncertain(studio: Studio, nth: int) -> None:
    mails = iter(range(1, PEOPLE * 2))

    def kill() -> None:
        if next(mails) == nth:
            process.kill()

    studio.server.does.on_mail = kill
    process = studio.start("pass")
    assert process.wait() == -signal.SIGKILL, studio.log
    studio.pass_time(minutes=3)
    studio.finish()
    studio.assert_once_or_asked(WINDOW, people=PEOPLE)
    assert studio.tallies == {"sent": PEOPLE - 1, "unknown": 1}


def test_a_copy_not_taken_because_the_sender_died_before_the_network_is_asked_about_not_resent(
    studio: Studio,
) -> None:
    assert studio.run("pass", fault="begin.committed:5") == -signal.SIGKILL
    studio.pass_time(minutes=3)
    studio.finish()
    (unknown,) = [address for address, state in studio.states.items() if state == "unknown"]
    assert studio.taken[unknown] == 0


# --- two senders ---


def test_two_senders_at_once_share_the_work(studio: Studio) -> None:
    both = [studio.start("pass") for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0], studio.log
    studio.finish()
    studio.assert_once_or_asked(0, people=PEOPLE)
    assert studio.message == "sent"


def test_a_second_sender_finishes_while_the_first_is_suspended_with_claims(studio: Studio) -> None:
    first = studio.start("pass", fault="claim.committed:1:STOP")
    first.wait_until_stopped()
    studio.pass_time(minutes=5)
    assert studio.run("pass") == 0, studio.log
    assert studio.tallies == {"sent": PEOPLE}
    assert first.go_on() == 0, studio.log
    studio.assert_once_or_asked(0, people=PEOPLE)


@pytest.mark.parametrize("nth", [1, 13])
def test_a_sender_that_slept_before_writing_to_the_network_notices_and_does_not_write(studio: Studio, nth: int) -> None:
    first = studio.start("pass", fault=f"begin.committed:{nth}:STOP")
    first.wait_until_stopped()
    studio.pass_time(minutes=5)
    assert studio.run("pass") == 0, studio.log
    assert studio.tallies == {"sent": PEOPLE - 1, "unknown": 1}
    assert first.go_on() == 0, studio.log
    assert sum(studio.taken.values()) == PEOPLE - 1, "it did not write when it woke"
    studio.finish()
    assert studio.tallies == {"sent": PEOPLE}, "its own word that nothing was written is proof"
    studio.assert_once_or_asked(0, people=PEOPLE)


def test_a_sender_that_slept_after_the_answer_still_records_it(studio: Studio) -> None:
    first = studio.start("pass", fault="send.answered:4:STOP")
    first.wait_until_stopped()
    studio.pass_time(minutes=5)
    assert studio.run("pass") == 0, studio.log
    assert studio.tallies == {"sent": PEOPLE - 1, "unknown": 1}
    assert first.go_on() == 0, studio.log
    assert studio.tallies == {"sent": PEOPLE}
    studio.assert_once_or_asked(0, people=PEOPLE)


def test_a_short_sleep_changes_nothing(studio: Studio) -> None:
    first = studio.start("pass", fault="begin.committed:4:STOP")
    first.wait_until_stopped()
    studio.pass_time(seconds=90)
    assert first.go_on() == 0, studio.log
    assert studio.tallies == {"sent": PEOPLE}
    studio.assert_once_or_asked(0, people=PEOPLE)


# --- leaving while it goes out ---


def test_whoever_leaves_during_a_send_gets_nothing_more(studio: Studio) -> None:
    last = f"p{PEOPLE - 1:03}@example.org"
    first = studio.start("pass", fault="record.committed:10:STOP")
    first.wait_until_stopped()
    studio.database.rows(f"UPDATE audience_subscriber SET state = 'unsubscribed' WHERE address = '{last}'")
    assert first.go_on() == 0, studio.log
    assert studio.taken[last] == 0
    assert studio.states[last] == "suppressed"
    assert studio.tallies == {"sent": PEOPLE - 1, "suppressed": 1}
    reasons = studio.database.rows("SELECT reason FROM outbox_delivery WHERE state = 'suppressed'")
    assert reasons == [("unsubscribed",)]


@pytest.mark.parametrize("fault", ["freeze.before_commit", "begin.before_commit", "begin.committed:2"])
def test_why_people_are_left_out_is_counted_exactly_when_a_sender_is_killed(studio: Studio, fault: str) -> None:
    def now(number: int, what: str) -> None:
        address = f"p{number:03}@example.org"
        studio.database.rows(f"UPDATE audience_subscriber SET {what} WHERE address = '{address}'")

    now(5, "state = 'paused'")
    now(6, "state = 'bounced'")
    assert studio.run("pass", fault=fault if fault.startswith("freeze") else "freeze.committed") == -signal.SIGKILL
    for number, what in enumerate(("state = 'unsubscribed'", "state = 'complained'", "state = 'unsubscribed'")):
        now(number, what)
    if not fault.startswith("freeze"):
        studio.pass_time(minutes=3)
        assert studio.run("pass", fault=fault) == -signal.SIGKILL
    recover_and_finish(studio)
    left_out = {"paused": 1, "bounced": 1, "unsubscribed": 2, "complained": 1}
    assert sum(studio.tallies.values()) == PEOPLE
    kept = studio.database.rows("SELECT reason, count FROM outbox_tally WHERE state = 'suppressed' AND count <> 0")
    assert dict(kept) == left_out
    assert studio.message == "sent"


# --- the clock ---


def test_two_clocks_on_one_database_send_once_at_the_due_moment_and_stop_when_asked(studio: Studio) -> None:
    studio.pass_time(minutes=-10)
    clocks = [studio.start("loop") for _ in range(2)]
    beaten = "SELECT count(*) FROM insights_event WHERE kind = 'sent'"
    assert not studio.database.rows("SELECT count(*) FROM outbox_delivery")[0][0]
    studio.pass_time(minutes=10)
    assert clocks[0].wait_until(lambda: studio.database.rows(beaten)[0][0] > 0), studio.log
    assert [clock.ask_to_stop() for clock in clocks] == [0, 0], studio.log
    studio.assert_once_or_asked(0, people=PEOPLE)
    assert studio.message == "sent"


def test_a_clock_asked_to_stop_ends_the_mail_on_its_way_and_begins_no_other(studio: Studio) -> None:
    def ask() -> None:
        studio.server.does.on_mail = lambda: None
        clock.terminate()

    clock = studio.start("loop")
    studio.server.does.on_mail = ask
    assert clock.wait() == 0, studio.log
    assert studio.tallies in ({"queued": PEOPLE - 1, "sent": 1}, {"queued": PEOPLE - 2, "sent": 2})
    assert "unknown" not in studio.tallies
    studio.finish()
    studio.assert_once_or_asked(0, people=PEOPLE)


def test_a_clock_killed_and_started_again_after_three_hours_goes_on_where_it_was(studio: Studio) -> None:
    assert studio.run("loop", fault="begin.committed:6") == -signal.SIGKILL
    studio.pass_time(hours=3)
    again = studio.start("loop")
    done = "SELECT count(*) FROM plan_message WHERE state = 'sent'"
    assert again.wait_until(lambda: studio.database.rows(done)[0][0] > 0), studio.log
    assert again.ask_to_stop() == 0
    studio.assert_once_or_asked(WINDOW, people=PEOPLE)


def test_after_a_night_off_the_rest_of_a_begun_issue_is_missed_and_listed(studio: Studio) -> None:
    assert studio.run("pass", fault="record.committed:6") == -signal.SIGKILL
    studio.pass_time(hours=15)
    studio.finish()
    assert studio.tallies == {"sent": 6, "missed": PEOPLE - 6}
    assert sum(studio.taken.values()) == 6
