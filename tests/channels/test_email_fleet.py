"""Many mails over several connections, some of which fail at any point: what is said of each agrees with the server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.channels.base import Credentials, Draft, Job, Memo
from scheduler.channels.email import Email, as_eml, connection
from scheduler.domain.outcomes import Accepted, Outcome, Refused, Retry, Unknown
from tests.fakes.smtp_faulty import DROP, HALF, TAKE_AND_DROP, FaultyServer

NOW = datetime(2027, 2, 16, 14, 0, tzinfo=UTC)


def studio(connections: int = 4, **more: Any) -> Email:
    return Email().configured(
        {"from": "Willow <hello@willow.example>", "name": "newsletter", "connections": connections, **more}
    )


PAYLOAD = studio().payload(Draft(text="Roll.\n.\nBreathe.", html="<p>Roll.</p>", subject="Rolling the feet"))
LARGE, TOO_LARGE = (
    studio().payload(Draft(text="Roll.", html="<p>Roll.</p>\n" * lines, subject="Feet")) for lines in (20_000, 90_000)
)


@dataclass
class Ledger:
    """Stands in for the outbox: every begun mail gets one outcome, and few are on their way at once."""

    most: int
    stopped: Callable[[], bool] = lambda: False
    refuse: frozenset[str] = frozenset()
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    begun: list[str] = field(default_factory=list)
    calls: int = 0

    def before(self, jobs: Sequence[Job]) -> list[Job]:
        self.calls += 1
        let = [job for job in jobs if job.holes["to"] not in self.refuse]
        self.begun += [job.holes["to"] for job in let]
        assert len(set(self.begun)) == len(self.begun)
        assert len(self.begun) - len(self.outcomes) <= self.most
        return let

    def after(self, results: Sequence[tuple[Job, Outcome]]) -> None:
        self.calls += 1
        assert results
        for job, outcome in results:
            assert job.holes["to"] in self.begun
            assert job.holes["to"] not in self.outcomes
            self.outcomes[job.holes["to"]] = outcome


def a_job(server: Any, number: int, payload: Any = PAYLOAD, **more: str) -> Job:
    holes = {
        "to": f"p{number:03}@x.org", "first_name": "Anna", "created_at": NOW.isoformat(),
        "unsubscribe_url": f"https://willow.example/u/{number:022}", "preferences_url": "https://willow.example/p",
    }  # fmt: skip
    return Job(number, f"k{number}", payload, holes, Memo(), Credentials(server.values(**more)), NOW)


def send(
    server: FaultyServer,
    count: int,
    connections: int = 4,
    payload: Any = PAYLOAD,
    timeout: str = "5",
    options: dict[str, Any] | None = None,
    **more: Any,
) -> Ledger:
    channel = studio(connections, **(options or {}))
    ledger = Ledger(channel.window * channel.connections, **more)
    jobs = [a_job(server, number, payload, timeout=timeout) for number in range(count)]
    channel.send_many(jobs, ledger.before, ledger.after, ledger.stopped)
    assert set(ledger.outcomes) == set(ledger.begun), "what was begun has an outcome"
    return ledger


def assert_it_agrees(ledger: Ledger, server: FaultyServer, payload: Any = PAYLOAD) -> None:
    """No two copies; accepted is taken, refused and not sent are not; only unknown may be either."""
    taken = server.recipients
    assert len(set(taken)) == len(taken), "nobody has two"
    for address, outcome in ledger.outcomes.items():
        if isinstance(outcome, Accepted):
            assert address in taken
        elif not isinstance(outcome, Unknown):
            assert address not in taken, outcome
    assert set(taken) <= set(ledger.outcomes)
    for address, body in server.taken:
        number = int(address[1:4])
        assert body == as_eml(payload, {**a_job(server, number).holes, "key": f"k{number}"})


ANSWERS = [
    b"250 2.0.0 Ok\r\n",
    b"550 5.1.1 User unknown\r\n",
    b"552 5.2.2 Mailbox\r\n",
    b"451 4.3.0 Later\r\n",
    b"421 4.7.28 Too fast\r\n",
    b"421 4.4.2 Idle for too long\r\n",
    b"550 5.7.1 Blocked by policy\r\n",
    b"354 go on\r\n",
    b"gar\xffbage\r\n",
    DROP,
    HALF,
]
COMMANDS = ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "END", "RSET", "QUIT"]
FAULTS = st.dictionaries(
    st.tuples(st.sampled_from(COMMANDS), st.integers(1, 12)),
    st.sampled_from(ANSWERS),
    max_size=6,
)
LOST = st.dictionaries(st.tuples(st.just("END"), st.integers(1, 12)), st.just(TAKE_AND_DROP), max_size=3)
CUTS = st.dictionaries(st.integers(1, 4), st.integers(0, 9000), max_size=3)


@settings(max_examples=150)
@given(
    faults=FAULTS,
    lost=LOST,
    cuts=CUTS,
    chunk=st.sampled_from([0, 0, 1, 7]),
    connections=st.sampled_from([1, 2, 4]),
    server=st.fixed_dictionaries({"pipelining": st.booleans(), "lenient": st.booleans()}),
)
def test_whatever_fails_the_outcome_of_each_mail_agrees_with_the_server(
    faults: dict[tuple[str, int], bytes],
    lost: dict[tuple[str, int], bytes],
    cuts: dict[int, int],
    chunk: int,
    connections: int,
    server: dict[str, bool],
) -> None:
    with FaultyServer({**faults, **lost}, cuts, chunk, **server) as running:
        ledger = send(running, 25, connections)
    assert_it_agrees(ledger, running)


def test_a_connection_cut_at_any_byte_of_two_mails_leaves_nobody_with_two_copies() -> None:
    with FaultyServer() as whole:
        assert len(send(whole, 2, 2).outcomes) == 2
    for at in range(0, whole.read, 2):
        with FaultyServer(cut={1: at}) as server:
            ledger = send(server, 2, 2)
        assert_it_agrees(ledger, server)


def test_mails_share_the_connections_and_the_ledger_is_called_seldom() -> None:
    with FaultyServer() as server:
        ledger = send(server, 400)
    assert_it_agrees(ledger, server)
    assert len(server.taken) == 400
    assert server.sessions == 4
    assert ledger.calls < 200


def test_few_mails_are_not_worth_a_second_connection() -> None:
    with FaultyServer() as server:
        send(server, 8)
    assert server.sessions == 1


def test_envelopes_travel_with_the_body_before_them(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[bytes] = []
    written = connection.Connection._say
    monkeypatch.setattr(
        connection.Connection, "_say", lambda self, *data: (said.append(b"".join(data)), written(self, *data))[1]
    )
    with FaultyServer() as server:
        send(server, 9, 2)
    bodies = [words for words in said if b"\r\n.\r\n" in words]
    assert len(bodies) == 9
    assert sum(b"\r\n.\r\nMAIL FROM:" in words and words.endswith(b"DATA\r\n") for words in bodies) >= 4


@pytest.mark.parametrize("lenient", [False, True])
def test_a_refused_person_in_the_middle_of_a_pipeline_holds_up_nobody(lenient: bool) -> None:
    faults = {("RCPT", nth): b"550 5.1.1 User unknown\r\n" for nth in (1, 4, 5, 9, 20)}
    with FaultyServer(faults, lenient=lenient) as server:
        ledger = send(server, 20, 2)
    assert_it_agrees(ledger, server)
    assert sum(isinstance(outcome, Accepted) for outcome in ledger.outcomes.values()) == 15
    refused = [outcome for outcome in ledger.outcomes.values() if isinstance(outcome, Refused)]
    assert [(outcome.code, outcome.suppress) for outcome in refused] == [("5.1.1", True)] * 5
    assert server.sessions <= 2, "no connection was given up"


def test_a_refused_sender_never_hands_an_empty_mail_to_somebody() -> None:
    class Confused(FaultyServer):
        """Takes recipients without a sender."""

        def _command(self, talk: Any, line: bytes) -> None:
            talk.sender = talk.sender or "nobody" if line.startswith((b"RCPT", b"DATA")) else talk.sender
            super()._command(talk, line)

    with Confused({("MAIL", 1): b"451 4.3.0 Later\r\n"}) as server:
        ledger = send(server, 3, 2)
    assert_it_agrees(ledger, server)


def test_a_lost_reply_is_unknown_and_the_mail_behind_it_goes_over_another_connection() -> None:
    with FaultyServer({("END", 3): TAKE_AND_DROP}) as server:
        ledger = send(server, 9, 2)
    assert_it_agrees(ledger, server)
    kinds = [type(outcome) for outcome in ledger.outcomes.values()]
    assert kinds.count(Unknown) == 1
    assert kinds.count(Accepted) == 8


@pytest.mark.parametrize(("command", "expected"), [("END", Unknown), ("DATA", Retry)])
def test_an_answer_that_only_drips_gets_no_more_time_than_another(command: str, expected: type[Outcome]) -> None:
    with FaultyServer() as server:
        server.drip[command] = 0.3
        ledger = send(server, 2, 2, timeout="1")
        assert [type(outcome) for outcome in ledger.outcomes.values()][:1] == [expected]
    assert_it_agrees(ledger, server)


def test_what_the_ledger_does_not_let_go_is_not_sent() -> None:
    left = frozenset(f"p{number:03}@x.org" for number in range(0, 60, 3))
    with FaultyServer() as server:
        ledger = send(server, 60, refuse=left)
    assert_it_agrees(ledger, server)
    assert len(server.taken) == 40
    assert not left & set(server.recipients)


@pytest.mark.parametrize(
    "answer", [b"421 4.7.28 Unusual rate\r\n", b"550 5.7.1 Blocked by policy\r\n", b"451 4.7.0 Not now\r\n"]
)
@pytest.mark.parametrize("phase", ["RCPT", "DATA", "END"])
def test_when_the_account_has_to_stop_no_new_mail_goes_out(phase: str, answer: bytes) -> None:
    with FaultyServer({(phase, 50): answer}) as server:
        ledger = send(server, 300)
    assert_it_agrees(ledger, server)
    assert len(server.taken) <= 49 + 2 * 4
    stops = [
        outcome
        for outcome in ledger.outcomes.values()
        if (isinstance(outcome, Refused) and outcome.stops_account)
        or (isinstance(outcome, Retry) and outcome.cools_account)
    ]
    assert len(stops) == 1
    untouched = [outcome for outcome in ledger.outcomes.values() if isinstance(outcome, Retry) and outcome.untouched]
    assert len(untouched) == len(ledger.outcomes) - len(server.taken) - 1, "the others go back in line"


@pytest.mark.parametrize("connections", [1, 4])
def test_stopped_at_most_one_mail_of_each_connection_is_finished(connections: int) -> None:
    stopped: list[int] = []
    with FaultyServer() as server:

        def stop() -> None:
            if len(server.taken) >= 30 and not stopped:
                stopped.append(len(server.taken))

        server.on_mail = stop
        ledger = send(server, 300, connections, stopped=lambda: bool(stopped))
    assert_it_agrees(ledger, server)
    assert len(server.taken) <= stopped[0] + connections


def test_a_server_that_wants_fewer_connections_gets_fewer() -> None:
    with FaultyServer(most=2) as server:
        ledger = send(server, 200)
    assert_it_agrees(ledger, server)
    assert len(server.taken) == 200, "nobody had to wait for it"
    assert server.sessions <= 4 + 1


def test_a_connection_is_closed_politely_before_it_has_carried_too_many() -> None:
    with FaultyServer() as server:
        ledger = send(server, 95, 2, options={"mails per connection": 10})
    assert_it_agrees(ledger, server)
    assert len(server.taken) == 95
    assert server.sessions >= 10


def test_a_server_that_hangs_up_behind_every_mail_is_not_asked_for_ever() -> None:
    faults = {("END", nth): TAKE_AND_DROP for nth in range(1, 100)}
    with FaultyServer(faults) as server:
        ledger = send(server, 30, 2)
    assert_it_agrees(ledger, server)
    assert len(ledger.outcomes) == 30
    assert not any(isinstance(outcome, Accepted) for outcome in ledger.outcomes.values())


def test_a_mail_larger_than_every_buffer_arrives_whole_over_a_slow_dialogue() -> None:
    with FaultyServer(chunk=3) as server:
        ledger = send(server, 3, 2, payload=LARGE)
    assert_it_agrees(ledger, server, LARGE)
    assert len(server.taken) == 3


def test_a_mail_larger_than_the_server_takes_is_not_even_offered() -> None:
    with FaultyServer() as server:
        ledger = send(server, 12, 2, payload=TOO_LARGE)
    assert not server.taken
    assert "1000 kB" in str(ledger.outcomes["p000@x.org"])
    assert all(isinstance(outcome, Refused) or outcome.untouched for outcome in ledger.outcomes.values())


def test_a_ledger_that_fails_to_begin_still_learns_what_was_on_its_way() -> None:
    class Broken(Ledger):
        def before(self, jobs: Sequence[Job]) -> list[Job]:
            if len(self.begun) > 40:
                raise OSError("disk full")
            return super().before(jobs)

    channel = studio()
    ledger = Broken(80)
    with FaultyServer() as server:
        jobs = [a_job(server, number) for number in range(200)]
        with pytest.raises(OSError, match="disk full"):
            channel.send_many(jobs, ledger.before, ledger.after, ledger.stopped)
    assert_it_agrees(ledger, server)
    assert set(ledger.outcomes) == set(ledger.begun)


def test_a_ledger_that_fails_to_record_ends_the_batch() -> None:
    class Broken(Ledger):
        def after(self, results: Sequence[tuple[Job, Outcome]]) -> None:
            if len(self.outcomes) > 10:
                raise OSError("disk full")
            super().after(results)

    channel = studio()
    ledger = Broken(80)
    with FaultyServer() as server:
        jobs = [a_job(server, number) for number in range(200)]
        with pytest.raises(OSError, match="disk full"):
            channel.send_many(jobs, ledger.before, ledger.after, ledger.stopped)
    assert len(set(server.recipients)) == len(server.recipients)
    assert set(ledger.outcomes) <= set(server.recipients) <= set(ledger.begun)
    assert len(ledger.begun) - len(ledger.outcomes) <= 80
