"""A day of every month at a time."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from scheduler.domain.jobsfile import difference, json_schema, parse
from scheduler.domain.timing.monthly import MonthDay, following, latest, parse_month_day
from tests.unit.test_jobsfile import SAMPLE

TORONTO = "America/Toronto"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "day", "at"),
    [
        ("25th at 09:00", 25, time(9)),
        ("1st at 7:30 pm", 1, time(19, 30)),
        ("on the 2nd at 09:00", 2, time(9)),
        ("28. at 08:15", 28, time(8, 15)),
        ("last day at 18:00", 31, time(18)),
    ],
)
def test_a_day_and_a_time_are_read_and_said_again(text: str, day: int, at: time) -> None:
    found = parse_month_day(text)
    assert found == MonthDay(day, at)
    assert parse_month_day(str(found)) == found


def test_never_is_never() -> None:
    assert parse_month_day("never") is None


@pytest.mark.parametrize(
    "value", ["25th", "0 at 09:00", "32nd at 09:00", 25, None, "tuesday at 09:00", "25th at 25:00"]
)
def test_anything_else_says_what_would_be_right(value: object) -> None:
    with pytest.raises(ValueError, match=r"09:00|hours go from"):
        parse_month_day(value)


@pytest.mark.parametrize(
    ("now", "before", "after"),
    [
        ("2027-02-25T13:59", "2027-01-25T14:00", "2027-02-25T14:00"),
        ("2027-02-25T14:00", "2027-02-25T14:00", "2027-03-25T13:00"),  # summer time begins in between
        ("2027-01-01T00:00", "2026-12-25T14:00", "2027-01-25T14:00"),
    ],
)
def test_nine_oclock_is_nine_oclock_on_the_studios_wall(now: str, before: str, after: str) -> None:
    rule = MonthDay(25, time(9))
    assert latest(rule, utc(now), TORONTO) == utc(before)
    assert following(rule, utc(now), TORONTO) == utc(after)


def test_a_month_with_fewer_days_has_it_on_its_last() -> None:
    assert latest(MonthDay(31, time(9)), utc("2027-03-01T00:00"), "UTC") == utc("2027-02-28T09:00")
    assert following(MonthDay(30, time(9)), utc("2028-02-01T00:00"), "UTC") == utc("2028-02-29T09:00")


def test_a_file_without_it_means_the_25th_and_a_changed_one_says_so() -> None:
    old = parse(SAMPLE)
    assert old.month.mail == MonthDay(25, time(9))
    new = parse(SAMPLE + "\nmonth: {mail: last day at 18:00}\n")
    assert difference(old, new) == ["The month: “mail” was 25th at 09:00, is now last day at 18:00."]
    assert parse(SAMPLE + "\nmonth:\n").month == old.month
    never = parse(SAMPLE + "\nmonth: {mail: never}\n")
    assert never.month.mail is None
    assert difference(new, never) == ["The month: “mail” was last day at 18:00, is now nothing."]
    assert "month" in json_schema()["properties"]
