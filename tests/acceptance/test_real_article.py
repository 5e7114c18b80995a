"""Issue "Foundation", shown by (a): the studio's real article, queued and lived through over daylight saving."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest

from scheduler.accounts.models import Account
from scheduler.library import services as library
from scheduler.library.models import Article
from scheduler.outbox.simulation import simulate
from scheduler.plan import services as plan
from scheduler.plan.models import Message, Slot
from tests import builders
from tests.integration.planning import NOW, accept, fingerprint

REAL = Path(__file__).parents[2].parent / "shared" / "articles" / "rolling-for-low-back-release.txt"
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not REAL.exists(), reason="the studio's own article is not here"),
]
FIRST, LAST = date(2027, 2, 16), date(2027, 4, 20)


@pytest.fixture
def article() -> Article:
    accept()
    for _ in range(2):
        builders.a_subscriber()
    return library.add_article(REAL.read_bytes(), source="posts/rolling.txt", now=NOW)


def test_every_planned_date_goes_out_once_at_nine_on_both_sides_of_daylight_saving(article: Article) -> None:
    plan.queue(article.pk, "weekly-tip", "owner@willow.example", NOW)
    planned = [entry for entry in plan.calendar(NOW, weeks=10) if FIRST <= entry.at.date() <= LAST]
    before = fingerprint()
    report = simulate(FIRST, LAST, now=NOW)
    went = {(row["date"], row["channel"]): row["count"] for row in report["days"] if row["state"] == "sent"}
    readers = {"newsletter": 2, "bluesky": 1}
    for entry in planned:
        assert went.pop((entry.at.date().isoformat(), entry.channel)) == readers[entry.channel]
    assert not went
    assert {f"{entry.at:%H:%M}" for entry in planned} == {"09:00"}
    assert {f"{entry.at:%z}" for entry in planned} == {"-0500", "-0400"}
    assert fingerprint() == before


def test_tips_without_a_place_are_listed_with_the_reason_and_no_tip_is_lost(article: Article) -> None:
    queued = plan.queue(article.pk, "weekly-tip", "owner@willow.example", NOW)
    assert queued.tips == article.tips.count()
    assert queued.slots == Slot.objects.filter(messages__state="draft").distinct().count()
    for account in Account.objects.all():
        placed = Message.objects.filter(account=account, campaign=queued.campaign).exclude(state="void")
        left = [row for row in queued.unplaced if row["channel"] == account.name]
        assert placed.values("tip").distinct().count() + len(left) == queued.tips
        assert all(row["reason"] for row in left)


def test_the_words_that_would_go_out_are_the_articles_own(article: Article) -> None:
    queued = plan.queue(article.pk, "weekly-tip", "owner@willow.example", NOW)
    for message in queued.campaign.messages.filter(account__name="newsletter").exclude(state="void"):
        assert message.tip
        text = " ".join(plan.payloads(message)[0]["text"].split())
        for line in message.tip.text.split("\n"):
            assert " ".join(line.split()) in text


def test_the_source_is_not_changed_by_any_of_this(article: Article) -> None:
    assert article.sha256 == hashlib.sha256(REAL.read_bytes()).hexdigest()
    assert library.add_article(REAL.read_bytes(), source="posts/rolling.txt", now=NOW).pk == article.pk
