"""What is going out now: on the page, on a terminal, and as figures for Prometheus."""

from __future__ import annotations

import io
import json
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from scheduler.accounts.models import Account
from scheduler.channels.base import Draft
from scheduler.channels.email import Email
from scheduler.cli import main
from scheduler.commands import live as bars
from scheduler.domain.outcomes import Accepted, Refused, Unknown
from scheduler.outbox import live, tallies
from scheduler.outbox import services as outbox
from scheduler.outbox.models import Delivery, Worker
from scheduler.plan.models import Message
from tests import builders
from tests.fakes.recording import NOW, FixedTransports, RecordingChannel, TestClock, a_message

pytestmark = pytest.mark.django_db


LETTER = (
    Email()
    .configured({"from": "Willow <hello@willow.example>"})
    .payload(Draft("Breathe out.", html="<p>Breathe out.</p>", subject="Rolling the feet"))
)


def an_issue(name: str = "newsletter", **counts: int) -> Message:
    """An issue that has begun, with so many copies in each state."""
    account = builders.Account.objects.filter(name=name).first() or builders.an_account(name, state="ready")
    message = a_message(account, frozen_at=NOW, payloads=[LETTER])
    states = [state for state, count in counts.items() for _ in range(count)]
    for number, state in enumerate(states):
        Delivery.objects.create(
            message=message, destination=f"{number:064x}", state=state, due_at=NOW, key=f"{message.pk}-{number}",
            reason="no_consent" if state == "suppressed" else "",
            ended_at=builders.end_of(state, NOW),
        )  # fmt: skip
    tallies.start(message.pk)
    return message


def a_sender(message: Message, per_second: float, at: Any = NOW, **more: Any) -> Worker:
    name = f"sender {Worker.objects.count()}"
    worker: Worker = Worker.objects.create(
        name=name, started_at=at, beat_at=at, message_id=message.pk, per_second=per_second, paced_at=at, **more
    )
    return worker


# --- what is known ---


def test_how_far_how_fast_and_how_long_still() -> None:
    message = an_issue(queued=60, claimed=5, sending=5, sent=25, refused=2, unknown=1, waiting=2)
    a_sender(message, 3.0)
    a_sender(message, 4.0)
    a_sender(message, 50.0, NOW - timedelta(minutes=1))
    a_sender(message, 50.0, stopped_at=NOW)
    found = outbox.live_view(message, NOW + timedelta(seconds=1))
    assert (found.total, found.done, found.left, found.percent) == (100, 30, 70, 30)
    assert (found.per_second, found.seconds_left) == (7.0, 10)
    assert [one.ref for one in outbox.under_way(NOW)] == [message.ref]


def test_nothing_is_said_about_the_time_left_when_nobody_sends() -> None:
    found = outbox.live_view(an_issue(queued=1, sent=999), NOW)
    assert (found.percent, found.per_second, found.seconds_left) == (99, 0.0, None)


def test_what_is_over_is_not_under_way() -> None:
    an_issue(sent=3, unknown=1)
    assert outbox.under_way(NOW) == []


def test_a_sender_measures_its_own_pace() -> None:
    for _ in range(60):
        builders.a_subscriber()
    message, clock = a_message(builders.an_account(state="ready")), TestClock()
    seen: list[outbox.Live] = []

    def slowly(_job: Any) -> Accepted:
        clock.pass_time(seconds=0.25)
        seen.extend(outbox.under_way(clock.now()))
        return Accepted("250 Ok")

    channel = RecordingChannel(window=4)
    channel.answers = dict.fromkeys([f"person{n}@example.org" for n in range(10_000)], slowly)
    outbox.dispatch(clock, FixedTransports(channel))
    measured = [one for one in seen if one.per_second]
    assert all(one.per_second == pytest.approx(4.0) for one in measured)
    assert len(measured) > 40
    last = measured[-1]
    assert last.seconds_left == pytest.approx(last.left / 4, abs=1)
    assert outbox.live_view(message, clock.now()).left == 0


def test_a_pace_that_cannot_be_written_stops_nothing() -> None:
    pace = live.Pace("nobody")
    pace.note(1, 5, NOW)
    pace.note(1, 5, NOW + timedelta(seconds=3))


# --- on the page ---


def test_the_page_shows_it_and_looks_again_by_itself_or_by_a_link(owner: Client, studio_plan: object) -> None:
    message = an_issue(queued=700, sent=280, refused=20, suppressed=7)
    a_sender(message, 10)
    page = owner.get(f"/posts/{message.ref}/").content.decode()
    assert "307</strong> of 1,007" in page
    assert "left out: no valid consent" in page
    assert f'href="/posts/{message.ref}/">Look again' in page
    assert 'role="status"' in page
    assert re.search(r'<script src="/static/live\.js" defer></script>', page)
    assert "<script>" not in page
    assert "style=" not in page
    part = owner.get(f"/posts/{message.ref}/progress/").content.decode()
    assert "<html" not in part
    assert part.strip().startswith('<div class="live" data-live="/posts/')


def test_when_it_is_over_the_page_no_longer_looks(owner: Client, studio_plan: object) -> None:
    message = an_issue(sent=3)
    Message.objects.filter(pk=message.pk).update(state="sent")
    page = owner.get(f"/posts/{message.ref}/").content.decode()
    assert "live.js" not in page
    assert "data-live" not in page
    assert "data-live" not in owner.get(f"/posts/{message.ref}/progress/").content.decode()


def test_only_who_signed_in_may_look(client: Client) -> None:
    assert client.get(f"/posts/{an_issue(sent=1).ref}/progress/").status_code == 302


@contextmanager
def asked_of_copies() -> Iterator[list[str]]:
    """The statements about single copies."""
    found: list[str] = []

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "outbox_delivery" in sql:
            found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield found


def test_no_copy_is_read_to_say_how_far_it_is(owner: Client, studio_plan: object) -> None:
    message = an_issue(queued=50, sent=40, refused=3)
    with asked_of_copies() as found:
        owner.get(f"/posts/{message.ref}/progress/")
        outbox.under_way(NOW)
    assert not [sql for sql in found if "left_out" not in sql and "suppressed" not in sql], found


# --- on a terminal ---


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_line_fits_the_terminal() -> None:
    message = an_issue(queued=50, sent=46, refused=3, unknown=1)
    a_sender(message, 0.5)
    (found,) = outbox.under_way(NOW)
    for width in (60, 80, 200):
        shown = bars.line(found, width)
        assert "50 of 100, 30 a minute, 1 min left, 3 refused, 1 not certain" in shown
        assert "████████████░░░░░░░░░░░░" in shown
    assert len(bars.line(found, 120)) <= 120


def test_a_title_cannot_move_the_cursor() -> None:
    message = an_issue(queued=1)
    Message.objects.filter(pk=message.pk).update(title="\x1b[2J\rGone")
    (found,) = outbox.under_way(NOW)
    assert "\x1b" not in bars.line(found, 80)


def test_a_board_draws_over_itself() -> None:
    out = Terminal()
    board = bars.Board(out)
    board.show(["one", "two"])
    board.show(["three"])
    board.show([])
    assert out.getvalue().count("\x1b[1A") == 3


@pytest.mark.django_db(transaction=True)
def test_a_pass_on_a_terminal_shows_a_bar_and_cleans_up(monkeypatch: pytest.MonkeyPatch) -> None:
    an_issue(queued=3, sent=1)
    screen, looked = Terminal(), threading.Event()
    screen.flush = looked.set  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stderr", screen)
    with bars.shown_meanwhile(TestClock()):
        assert looked.wait(20)
    assert "1 of 4" in screen.getvalue()
    assert screen.getvalue().endswith("\x1b[1A\r\x1b[2K")


def test_in_a_pipe_it_is_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    monkeypatch.setattr(sys, "stderr", out)
    with bars.shown_meanwhile(TestClock()):
        pass
    assert out.getvalue() == ""


@pytest.mark.django_db(transaction=True)
def test_watching_in_a_pipe_tells_the_status_once(studio_home: object, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "--watch"]) == 0
    assert "newsletter" in capsys.readouterr().out
    assert main(["status", "--watch", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["in_flight"] == 0


# --- for Prometheus ---

TOKEN = "a token of at least some length"


def scraped(client: Client, monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[tuple[str, ...], float]]:
    monkeypatch.setenv("METRICS_TOKEN", TOKEN)
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    found = {}
    for family in text_string_to_metric_families(answer.content.decode()):
        assert family.type == "gauge"
        assert family.documentation
        found[family.name] = {tuple(sample.labels.values()): sample.value for sample in family.samples}
    return found


def test_figures_are_off_without_a_token_and_shut_without_the_right_one(
    client: Client, monkeypatch: pytest.MonkeyPatch, studio_home: object
) -> None:
    assert client.get("/metrics").status_code == 404
    monkeypatch.setenv("METRICS_TOKEN", TOKEN)
    for given in ({}, {"Authorization": f"Bearer {TOKEN}x"}, {"Authorization": TOKEN}, {"Authorization": "Bearer "}):
        answer = client.get("/metrics", headers=given)
        assert answer.status_code == 401
        assert b"studio_" not in answer.content
        assert TOKEN.encode() not in answer.content
    assert client.post("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 405


def test_figures_say_what_is_so(client: Client, monkeypatch: pytest.MonkeyPatch, studio_home: object) -> None:
    message = an_issue(queued=4, sending=2, sent=10, unknown=3)
    Message.objects.update(at=NOW - timedelta(seconds=90))
    monkeypatch.setattr("scheduler.config.clock", lambda: TestClock(NOW))
    a_sender(message, 2.5, NOW - timedelta(seconds=9))
    builders.an_account("bluesky", "bluesky", state="cooling", cooling_until=NOW + timedelta(hours=1))
    found = scraped(client, monkeypatch)
    assert found["studio_deliveries"]["newsletter", "sent"] == 10
    assert found["studio_deliveries"]["bluesky", "sent"] == 0
    assert found["studio_deliveries_in_flight"] == {("bluesky",): 0, ("newsletter",): 2}
    assert found["studio_deliveries_unknown"]["newsletter",] == 3
    assert found["studio_sending_per_second"]["newsletter",] == 2.5
    assert found["studio_oldest_due_seconds"] == {(): 90}
    assert found["studio_senders"] == {(): 1}
    assert found["studio_heartbeat_age_seconds"] == {(): 9}
    assert found["studio_channel_state"]["bluesky", "cooling"] == 1
    assert found["studio_channel_state"]["bluesky", "ready"] == 0
    assert found["studio_next_due_timestamp_seconds"][()] > NOW.timestamp()


def test_figures_have_few_labels_whatever_there_is(
    client: Client, monkeypatch: pytest.MonkeyPatch, studio_home: object
) -> None:
    an_issue(sent=30, queued=5)
    few = sum(map(len, scraped(client, monkeypatch).values()))
    for number in range(20):
        a_message(Account.objects.get(), title=f"Another {number}")
    assert sum(map(len, scraped(client, monkeypatch).values())) == few


def test_a_strange_name_breaks_no_line(client: Client, monkeypatch: pytest.MonkeyPatch, studio_home: object) -> None:
    an_issue('quote " slash \\ line\nend', sent=1)
    assert scraped(client, monkeypatch)["studio_deliveries"]['quote " slash \\ line\nend', "sent"] == 1


def test_outcomes_by_class_are_on_the_page_while_it_runs(owner: Client, studio_plan: object) -> None:
    for name in ("a", "b", "c"):
        builders.a_subscriber(f"{name}@example.org")
    message, clock, channel = a_message(builders.an_account("news"), payloads=[LETTER]), TestClock(), RecordingChannel()
    Account.objects.update(state="ready")
    message.refresh_from_db()
    channel.answers = {"a@example.org": Refused("5.2.2", "full"), "b@example.org": Unknown("lost")}
    outbox.dispatch(clock, FixedTransports(channel))
    page = owner.get(f"/posts/{message.ref}/").content.decode()
    for word in ("refused", "not certain", "sent"):
        assert f"<span>{word}</span>" in page
