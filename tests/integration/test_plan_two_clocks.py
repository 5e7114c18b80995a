"""Two processes lay out the same plan at the same moment: unique keys and one transaction per rhythm absorb it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from scheduler.outbox.simulation import _copy_rows
from scheduler.plan.models import Campaign, CampaignTip
from tests import builders
from tests.integration.planning import NOW, accept, article_of

pytestmark = pytest.mark.django_db(transaction=True)
CLOCK = f"""
import django
django.setup()
from datetime import datetime
from scheduler.plan import services as plan
for _ in range(3):
    plan.refresh(datetime.fromisoformat({NOW.isoformat()!r}))
    plan.answer_due(datetime.fromisoformat({NOW.isoformat()!r}))
"""


def test_three_clocks_at_once_lay_each_tip_once(tmp_path: Path) -> None:
    accept()
    builders.a_subscriber()
    article = article_of(8)
    series = Campaign.objects.create(
        article=article, job="weekly-tip", title="Feet", channels=["newsletter", "bluesky"], state="active",
        queued_at=NOW,
    )  # fmt: skip
    CampaignTip.objects.bulk_create(
        CampaignTip(campaign=series, tip=tip, position=n) for n, tip in enumerate(article.tips.all(), 1)
    )
    url = _database(tmp_path)
    clocks = [
        subprocess.Popen([sys.executable, "-c", CLOCK], env=_environment(tmp_path, url), stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    for clock in clocks:
        _, problems = clock.communicate(timeout=120)
        assert clock.returncode == 0, problems.decode()
    pairs = "SELECT count(*), count(DISTINCT CAST(tip_id AS text) || ' ' || CAST(account_id AS text)) FROM plan_message"
    assert _rows(tmp_path, pairs) == [(16, 16)]
    assert _rows(tmp_path, "SELECT count(*) FROM plan_message WHERE state <> 'draft' OR payload_hash = ''") == [(0,)]
    assert _rows(tmp_path, "SELECT count(*), count(DISTINCT rule_time) FROM plan_slot") == [(12, 12)]
    assert _rows(tmp_path, "SELECT count(*) FROM plan_variant") == [(16,)]


def _database(folder: Path) -> str:
    """An address that other processes can open: of an SQLite file with the same rows, or of the test's own database."""
    if connection.vendor == "sqlite":
        _copy_rows(folder / "studio.sqlite3")
        return f"sqlite://{folder / 'studio.sqlite3'}"
    found = connection.settings_dict
    return f"postgresql://{found['USER']}:{found['PASSWORD']}@{found['HOST']}:{found['PORT']}/{found['NAME']}"


def _rows(folder: Path, sql: str) -> list[tuple[int, ...]]:
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(folder / "studio.sqlite3")) as found:
            return list(found.execute(sql))
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def _environment(home: Path, url: str) -> dict[str, str]:
    return {
        **os.environ, "SCHEDULER_HOME": str(home), "DATABASE_URL": url, "SITE_URL": "http://127.0.0.1:8000",
        "STUDIO_SECRET_KEY": settings.SECRET_KEY, "DJANGO_SETTINGS_MODULE": "scheduler.settings",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }  # fmt: skip
