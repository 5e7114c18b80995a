"""How much a mailbox may send: from jobs.yaml, and learnt from the server; and the pace is held."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.channels.base import Credentials, Job, Memo
from scheduler.channels.email.limits import CONNECTIONS, Lessons, Limits, Pace
from scheduler.domain.outcomes import Accepted
from tests.channels.test_email_fleet import PAYLOAD, Ledger, a_job, studio
from tests.fakes.smtp_faulty import DROP, FaultyServer

NOW = datetime(2027, 2, 16, 14, 0, tzinfo=UTC)
YAML = {"connections": 6, "mails per connection": 100, "per second": 20, "per day": 500}


def test_they_are_read_from_jobs_yaml_and_otherwise_usual() -> None:
    assert Limits.of(YAML) == Limits(6, 100, 20.0, 500, given=True)
    assert Limits.of({}) == Limits(CONNECTIONS, 500, 0.0, 0, given=False)
    assert Limits.of({"connections": "lots", "per second": None, "per day": -3}) == Limits()
    assert Limits.of({"connections": 5000}).connections == 20
    assert not Limits.of({"mails per connection": 10}).given, "that one counts for each connection by itself"


def test_a_mailbox_with_limits_is_used_by_one_sender_at_a_time() -> None:
    assert studio(4).alone
    assert not studio(0).alone
    assert studio(0, **{"per day": 500}).per_day == 500


def test_after_a_slow_down_one_connection_begins_at_half_the_speed_and_a_day_later_it_is_forgotten() -> None:
    limits = Limits.of({"connections": 4})
    learnt = Lessons(sent=100, seconds=10.0, slow="421 4.7.28 Unusual rate").learnt({}, NOW)
    assert learnt["why"] == "421 4.7.28 Unusual rate"
    speeds = [
        (eased.connections, eased.per_second)
        for eased in (limits.eased(learnt, NOW + timedelta(hours=hours)) for hours in (0, 1, 2, 3, 23, 24))
    ]
    assert speeds == [(1, 5.0), (2, 10.0), (3, 20.0), (4, 40.0), (4, 5.0 * 2**23), (4, 0.0)]


def test_what_was_learnt_never_lifts_a_limit_of_jobs_yaml() -> None:
    limits = Limits.of(YAML)
    for hours in range(30):
        learnt = {"connections": 3, "per_second": 19.0, "mails_per_connection": 400, "since": NOW.isoformat()}
        eased = limits.eased(learnt, NOW + timedelta(hours=hours))
        assert eased.connections <= 6
        assert 0 < eased.per_second <= 20
        assert eased.mails_per_connection <= 100


@given(st.dictionaries(st.sampled_from(["connections", "per_second", "since", "mails_per_connection"]), st.text()))
def test_damaged_notes_are_as_good_as_none(learnt: dict[str, str]) -> None:
    eased = Limits.of(YAML).eased(learnt, NOW)
    assert 1 <= eased.connections <= 6
    assert eased.mails_per_connection >= 1


def test_one_hang_up_teaches_nothing_and_two_at_the_same_number_teach_that_number() -> None:
    assert "mails_per_connection" not in Lessons(hung_up=(10, 17)).learnt({}, NOW)
    assert Lessons(hung_up=(10, 17, 10)).learnt({}, NOW)["mails_per_connection"] == 10


def test_the_pace_is_held_and_a_standstill_is_caught_up_in_part() -> None:
    pace, now, sent = Pace(10.0), 1000.0, 0
    while now < 1060.0:
        if pace.wait(now):
            now += pace.wait(now)
        pace.took(now)
        sent += 1
        now += 30.0 if sent == 100 else 0.0
    assert abs(sent - 10 * 30 - 0.5 * 10) <= 4
    assert Pace().wait(0.0) == 0.0


class Kept:
    """What the account remembers."""

    def __init__(self) -> None:
        self.session: Mapping[str, Any] = {}

    def keep(self, session: Mapping[str, Any]) -> None:
        self.session = session

    @property
    def limits(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.session.get("limits", {})
        return found


def jobs(server: FaultyServer, count: int, kept: Kept) -> list[Job]:
    signed_in = Credentials(server.values(), kept.session, kept.keep)
    return [
        Job(number, f"k{number}", PAYLOAD, a_job(server, number).holes, Memo(), signed_in, NOW)
        for number in range(count)
    ]


def test_a_configured_speed_is_held() -> None:
    ledger = Ledger(80)
    with FaultyServer() as server:
        begun = time.monotonic()
        studio(4, **{"per second": 100}).send_many(
            jobs(server, 100, Kept()), ledger.before, ledger.after, ledger.stopped
        )
        took = time.monotonic() - begun
    assert len(server.taken) == 100
    assert took >= 0.97, "a hundred mails at a hundred a second"
    assert ledger.calls > 4, "few are begun long before they go"


def test_a_slow_pace_begins_no_mail_long_before_it_goes() -> None:
    ledger, most = Ledger(1), 0
    with FaultyServer() as server:
        studio(4, **{"per second": 4}).send_many(jobs(server, 3, Kept()), ledger.before, ledger.after, ledger.stopped)
        most = max(most, len(server.taken))
    assert most == 3


def test_asked_to_slow_down_the_next_batch_has_one_connection_and_half_the_speed() -> None:
    kept, ledger = Kept(), Ledger(80)
    with FaultyServer({("RCPT", 60): b"421 4.7.28 Unusual rate of mail\r\n"}) as server:
        studio().send_many(jobs(server, 200, kept), ledger.before, ledger.after, ledger.stopped)
    assert kept.limits["connections"] == 1
    assert kept.limits["per_second"] > 0
    assert "4.7.28" in kept.limits["why"]
    ledger = Ledger(80)
    with FaultyServer() as server:
        careful = studio(4, limits={**kept.limits, "per_second": 400})
        careful.send_many(jobs(server, 30, kept), ledger.before, ledger.after, ledger.stopped)
        assert server.sessions == 1
        assert len(server.taken) == 30


def test_a_server_that_takes_two_connections_is_asked_for_two_next_time() -> None:
    kept, ledger = Kept(), Ledger(80)
    with FaultyServer(most=2) as server:
        studio().send_many(jobs(server, 200, kept), ledger.before, ledger.after, ledger.stopped)
    assert 1 <= kept.limits["connections"] <= 3


def test_a_server_that_closes_after_so_many_mails_is_left_before_that_next_time() -> None:
    kept, ledger = Kept(), Ledger(20)
    faults = {("MAIL", nth): DROP for nth in (6, 12, 18)}
    with FaultyServer(faults, pipelining=False) as server:
        studio(1).send_many(jobs(server, 20, kept), ledger.before, ledger.after, ledger.stopped)
    assert all(isinstance(outcome, Accepted) for outcome in ledger.outcomes.values())
    assert kept.limits["mails_per_connection"] == 5


def test_how_fast_it_went_is_remembered_for_the_next_estimate() -> None:
    kept, ledger = Kept(), Ledger(80)
    with FaultyServer() as server:
        studio().send_many(jobs(server, 100, kept), ledger.before, ledger.after, ledger.stopped)
    assert kept.limits["pace"] > 0
    assert studio(4, limits=kept.limits).per_second == kept.limits["pace"]
    assert "connections" not in kept.limits


@pytest.mark.parametrize("limits", [None, "nonsense", 7, ["x"]])
def test_a_session_of_another_kind_of_server_harms_nothing(limits: Any) -> None:
    assert studio(4, limits=limits).per_second == 0
