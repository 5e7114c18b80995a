"""When an issue would be done, at so many mails a second and so many in 24 hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.pace import A_DAY, Pace, finish

NINE = datetime(2027, 2, 16, 14, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("people", "pace", "after"),
    [
        (900, Pace(10, 0, 0, NINE), timedelta(seconds=90)),
        (500, Pace(0, 500, 0, NINE), timedelta()),
        (501, Pace(0, 500, 0, NINE), A_DAY),
        (1000, Pace(0, 500, 0, NINE), A_DAY),
        (1001, Pace(0, 500, 0, NINE), 2 * A_DAY),
        (1300, Pace(1, 500, 0, NINE), 2 * A_DAY + timedelta(seconds=300)),
        (100, Pace(1, 500, 450, NINE - HOUR), A_DAY - HOUR + timedelta(seconds=50)),
        (50, Pace(1, 500, 450, NINE - HOUR), timedelta(seconds=50)),
        (100, Pace(0, 500, 500, NINE - 23 * HOUR), HOUR),
        (100, Pace(0, 500, 500, NINE - 25 * HOUR), timedelta()),
        (200_000, Pace(1, 100_000, 0, NINE), timedelta(seconds=200_000)),
    ],
)
def test_the_last_one_goes_then(people: int, pace: Pace, after: timedelta) -> None:
    found = finish(NINE, people, pace)
    assert found is not None
    assert found - NINE == after


def test_without_a_limit_nobody_knows() -> None:
    assert finish(NINE, 900, Pace(0, 0, 0, NINE)) is None


@given(
    st.integers(1, 3000),
    st.floats(0.1, 50),
    st.integers(1, 700),
    st.integers(0, 700),
    st.integers(0, 30),
)
def test_it_agrees_with_sending_them_one_by_one(
    people: int, per_second: float, per_day: int, used: int, hours: int
) -> None:
    since = NINE - hours * HOUR
    now, count, opened = NINE, used, since
    for _ in range(people):
        if now - opened >= A_DAY:
            count, opened = 0, now
        if count >= per_day:
            now = opened + A_DAY
            count, opened = 0, now
        if not count:
            opened = now
        count += 1
        now += timedelta(seconds=1 / per_second)
    found = finish(NINE, people, Pace(per_second, per_day, used, since))
    assert found is not None
    assert abs(found - now) < timedelta(seconds=2)
