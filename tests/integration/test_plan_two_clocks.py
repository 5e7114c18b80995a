"""Two processes lay out the same plan at the same moment: unique keys and one transaction per rhythm absorb it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from scheduler.plan.models import Campaign, CampaignTip
from tests import builders
from tests.fakes.other_processes import address_of, environment, rows_in
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
    url = address_of(tmp_path)
    clocks = [
        subprocess.Popen([sys.executable, "-c", CLOCK], env=environment(tmp_path, url), stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    for clock in clocks:
        _, problems = clock.communicate(timeout=120)
        assert clock.returncode == 0, problems.decode()
    pairs = "SELECT count(*), count(DISTINCT CAST(tip_id AS text) || ' ' || CAST(account_id AS text)) FROM plan_message"
    assert rows_in(tmp_path, pairs) == [(16, 16)]
    assert rows_in(tmp_path, "SELECT count(*) FROM plan_message WHERE state <> 'draft' OR payload_hash = ''") == [(0,)]
    assert rows_in(tmp_path, "SELECT count(*), count(DISTINCT rule_time) FROM plan_slot") == [(12, 12)]
    assert rows_in(tmp_path, "SELECT count(*) FROM plan_variant") == [(16,)]
