"""A million copies on their way: the page that says how far it is answers as fast as for three."""

from __future__ import annotations

import time
from statistics import median

import pytest
from django.db import connection
from django.test import Client

from scheduler.accounts.models import Account, User
from scheduler.outbox import services as outbox
from scheduler.outbox import tallies
from scheduler.plan import services as plan
from tests.fakes.recording import NOW, a_message
from tests.integration.test_live_view import LETTER

pytestmark = [pytest.mark.long, pytest.mark.django_db]
PEOPLE, ROUNDS, MOST = 1_000_000, 20, 0.1

PLAN = """\
version: 1
studio: {name: Willow, timezone: America/Toronto, address: 12 Willow Street, contact: hello@willow.example}
channels: {newsletter: {kind: email, from: Willow <hello@willow.example>}}
jobs: {}
"""
ROWS = """WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %s)
    INSERT INTO outbox_delivery (message_id, destination, part, variant, state, reason, detail, due_at, key, holes,
      memo, attempts, worker, claim_token, remote_id, remote_url)
    SELECT %s, 'p' || i, 1, 'default',
      CASE WHEN i %% 10 < 4 THEN 'sent' WHEN i %% 100 = 9 THEN 'suppressed' WHEN i %% 1000 = 8 THEN 'waiting'
        ELSE 'queued' END,
      CASE WHEN i %% 100 = 9 THEN 'no_consent' ELSE '' END, '', %s, 'k' || i, '{}', '{}', 0, '', '', '', '' FROM n"""


def test_the_progress_page_answers_within_a_tenth_of_a_second_at_a_million(client: Client) -> None:
    plan.accept(PLAN, "owner@willow.example", NOW)
    message = a_message(Account.objects.get(), frozen_at=NOW, payloads=[LETTER])
    with connection.cursor() as cursor:
        cursor.execute(ROWS, [PEOPLE, message.pk, NOW])
    tallies.start(message.pk)
    client.force_login(User.objects.create(email="ana@example.org", role="owner", created_at=NOW))
    took = {}
    for address in (f"/posts/{message.ref}/progress/", f"/posts/{message.ref}/"):
        seconds = []
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            page = client.get(address).content.decode()
            seconds.append(time.perf_counter() - begun)
        assert "of 1,000,000" in page
        took[address] = median(seconds)
    begun = time.perf_counter()
    (found,) = outbox.under_way(NOW)
    took["under way"] = time.perf_counter() - begun
    begun = time.perf_counter()
    outbox.figures(NOW)
    print({where: f"{seconds * 1000:.0f} ms" for where, seconds in took.items()}, time.perf_counter() - begun)
    assert found.total == PEOPLE
    assert max(took.values()) < MOST, took
