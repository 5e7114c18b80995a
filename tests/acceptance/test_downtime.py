"""Issue "Foundation", shown by (f): the machine is off over three due dates, then starts again."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from scheduler.accounts.models import Account
from scheduler.insights import services as insights
from scheduler.outbox import services as outbox
from scheduler.outbox.models import Delivery
from scheduler.outbox.virtual import VirtualClock
from scheduler.plan import services as plan
from scheduler.plan.models import Approval, Message
from tests import builders
from tests.integration.planning import NOW, WEEK, accept, laid, local, queued

pytestmark = pytest.mark.django_db
OWNER = "owner@willow.example"
FIRST = datetime.fromisoformat("2027-02-16T14:00:00+00:00")


@pytest.fixture
def clock() -> VirtualClock:
    """Everything is approved and live; the first tip has gone out."""
    accept()
    for _ in range(2):
        builders.a_subscriber()
    Account.objects.update(state="ready", live_since=NOW)
    plan.approve(queued(6).ref, OWNER, NOW)
    clock = VirtualClock(FIRST)
    _turn(clock)
    return clock


def _turn(clock: VirtualClock) -> None:
    """What a started studio does at a wake-up."""
    plan.refresh(clock.now())
    outbox.dispatch(clock, outbox.recording(lambda _message, _job: None))


def _sent() -> list[tuple[str, str, int]]:
    rows = Delivery.objects.filter(state="sent").select_related("message__account")
    days: dict[tuple[str, str], int] = {}
    for row in rows:
        assert row.ended_at
        key = (row.message.account.name, f"{local(row.ended_at)} {row.message.title[-1]}")
        days[key] = days.get(key, 0) + 1
    return sorted((channel, what, count) for (channel, what), count in days.items())


@pytest.mark.parametrize("late", [timedelta(days=1), timedelta(hours=3), timedelta(minutes=30)])
def test_nothing_comes_in_a_burst_and_no_tip_is_lost(clock: VirtualClock, late: timedelta) -> None:
    clock.move(FIRST + 3 * WEEK + late)  # 23 February, 2 and 9 March passed meanwhile
    for _ in range(3):
        _turn(clock)
    mail = [what for channel, what, _ in _sent() if channel == "newsletter"]
    posts = [what for channel, what, _ in _sent() if channel == "bluesky"]
    when = f"{local(clock.now())} 2"
    assert mail == ["02-16 09:00 1", *([when] if late <= timedelta(hours=6) else [])]
    assert posts == ["02-16 09:00 1", *([when] if late <= timedelta(hours=2) else [])]
    assert [what for what, _ in laid("newsletter")] == [
        f"Rolling the feet {n}" for n in range(3 if late <= timedelta(hours=6) else 2, 7)
    ]
    assert laid("newsletter")[0][1] == "03-16 09:00"


def test_the_rest_goes_out_as_it_was_approved(clock: VirtualClock) -> None:
    approved = set(Approval.objects.values_list("payload_hash", flat=True))
    clock.move(FIRST + 3 * WEEK + timedelta(days=1))
    while clock.now() < FIRST + 12 * WEEK:
        _turn(clock)
        clock.move(outbox.next_due(clock.now()) or FIRST + 12 * WEEK)
    mail = [(what, count) for channel, what, count in _sent() if channel == "newsletter"]
    assert mail == [
        ("02-16 09:00 1", 2), ("03-16 09:00 2", 2), ("03-23 09:00 3", 2), ("03-30 09:00 4", 2), ("04-06 09:00 5", 2),
        ("04-13 09:00 6", 2),
    ]  # fmt: skip
    sent = Message.objects.filter(state="sent")
    assert set(sent.values_list("payload_hash", flat=True)) == approved


def test_the_owner_is_told_what_was_missed(clock: VirtualClock) -> None:
    clock.move(FIRST + 3 * WEEK + timedelta(days=1))
    _turn(clock)
    news = [event.text for event in insights.today(clock.now()).news if event.kind == "missed"]
    assert len(news) == 6
    assert any("on newsletter was missed: it was due Tuesday 2 March at 09:00" in text for text in news)
