from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from scheduler.domain import retry

NOW = datetime(2027, 2, 16, 14, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_the_waits_grow_to_four_hours_and_spread_by_at_most_a_tenth() -> None:
    for key in ("a", "zz", "0f3c"):
        waits = [retry.spacing(attempt, key) for attempt in range(1, 12)]
        for minutes, wait in zip((1, 5, 15, 30, 60, 120, 240, 240, 240, 240, 240), waits, strict=True):
            assert timedelta(minutes=minutes) <= wait <= timedelta(minutes=minutes * 1.1)
        assert all(first <= second for first, second in pairwise(waits))


def test_there_are_two_tries_in_the_first_hour() -> None:
    assert retry.spacing(1, "k") + retry.spacing(2, "k") < HOUR


def test_copies_turned_away_together_do_not_come_back_together() -> None:
    assert len({retry.spacing(3, f"{number:032x}") for number in range(50)}) > 5


def test_a_network_that_names_a_time_is_obeyed_and_the_past_is_now() -> None:
    assert retry.next_try(5, "k", NOW + timedelta(seconds=15), NOW) == NOW + timedelta(seconds=15)
    assert retry.next_try(5, "k", NOW - HOUR, NOW) == NOW


def test_a_mail_may_be_tried_for_three_days_but_one_about_a_class_and_a_post_only_in_their_grace() -> None:
    late = NOW + 6 * HOUR
    assert retry.deadline(NOW, late, mail=True, timely=False) == NOW + 72 * HOUR
    assert retry.deadline(NOW, late, mail=True, timely=True) == late
    assert retry.deadline(NOW, late, mail=False, timely=False) == late
    assert retry.deadline(NOW, NOW + 100 * HOUR, mail=True, timely=False) == NOW + 100 * HOUR


def test_looks_after_a_lost_reply_are_few_and_leave_five_minutes_between_some() -> None:
    looks, now = 0, NOW
    while (due := retry.next_look(looks, now)) is not None:
        assert due > now
        looks, now = looks + 1, due
    assert looks == len(retry.LOOK_UPS)
    assert max(retry.LOOK_UPS) >= 5
