"""A million copies on their way: the page that says how far it is answers as fast as for three."""

from __future__ import annotations

import time
from functools import partial
from statistics import median

import pytest
from django.db import connection
from django.test import Client

from scheduler.accounts.models import Account, User
from scheduler.outbox import services as outbox
from scheduler.outbox import tallies
from scheduler.plan import services as plan
from tests.fakes.recording import NOW, a_message
from tests.fakes.recording_studio import POSTGRES
from tests.integration.test_live_view import LETTER
from tests.long import measured
from tests.long.measured import Timed, Yardstick

pytestmark = [pytest.mark.long, pytest.mark.django_db]
KIND = "postgres" if POSTGRES else "sqlite"
PEOPLE, ROUNDS = 1_000_000, 20
MOST = 0.1

PLAN = """\
version: 1
studio: {name: Willow, timezone: America/Toronto, address: 12 Willow Street, contact: hello@willow.example}
channels: {newsletter: {kind: email, from: Willow <hello@willow.example>}}
jobs: {}
"""
ROWS = """WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %s)
    INSERT INTO outbox_delivery (message_id, destination, part, variant, state, reason, detail, due_at, key, holes,
      memo, attempts, worker, claim_token, remote_id, remote_url, ended_at)
    SELECT m.id, 'p' || i, 1, 'default',
      CASE WHEN i %% 10 < 4 THEN 'sent' WHEN i %% 10 < 7 THEN 'suppressed' WHEN i %% 1000 = 8 THEN 'waiting'
        ELSE 'queued' END,
      CASE WHEN i %% 1000 = 8 THEN 'retry' WHEN i %% 10 < 4 OR i %% 10 > 6 THEN ''
        WHEN i %% 10 = 5 THEN 'no_consent' ELSE 'unsubscribed' END,
      '', m.frozen_at, 'k' || i, '{}', '{}', 0, '', '', '', '',
      CASE WHEN i %% 10 < 7 THEN m.frozen_at END
    FROM n JOIN plan_message m ON m.id = %s"""
"""Three of ten are left out: whoever has left stays in the audience, with the reason."""


def test_the_progress_page_answers_at_once_at_a_million(client: Client) -> None:
    plan.accept(PLAN, "owner@willow.example", NOW)
    message = a_message(Account.objects.get(), frozen_at=NOW, payloads=[LETTER])
    with connection.cursor() as cursor:
        cursor.execute(ROWS, [PEOPLE, message.pk])
    tallies.start(message.pk)
    client.force_login(User.objects.create(email="ana@example.org", role="owner", created_at=NOW))
    yardstick, took = Yardstick(), dict[str, Timed]()
    for what, address in (
        ("progress alone", f"/posts/{message.ref}/progress/"),
        ("its page", f"/posts/{message.ref}/"),
    ):
        took[what] = yardstick.around(partial(_seconds, client, address))
    begun = time.perf_counter()
    (found,) = outbox.under_way(NOW)
    took["what is under way"] = Timed(time.perf_counter() - begun, yardstick.loops[-1])
    begun = time.perf_counter()
    outbox.figures(NOW)
    took["/metrics"] = Timed(time.perf_counter() - begun, yardstick.loops[-1])
    measured.write(
        f"progress-{KIND}",
        f"The progress of an issue to {PEOPLE:,} people on {KIND}",
        [
            "Four of ten copies sent, three of ten left out, the others on their way. Middle of"
            f" {ROUNDS} (the last two: once).",
            *yardstick.words,
        ],
        ["what", "as it was", "calibrated"],
        [(what, f"{one.seconds * 1000:.0f} ms", f"{one.calibrated * 1000:.0f} ms") for what, one in took.items()],
    )
    assert found.total == PEOPLE
    slow = {what: one for what, one in took.items() if what != "/metrics" and not one.within(MOST)}
    assert not slow, slow


def _seconds(client: Client, address: str) -> float:
    spent = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        page = client.get(address).content.decode()
        spent.append(time.perf_counter() - begun)
    assert "of 1,000,000" in page
    return median(spent)
