from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.consent import Basis, later, window
from scheduler.domain.dates import UnreadableDate, read_date
from scheduler.domain.timing.zones import resolve

ZONE = "America/Toronto"


def may_be_written_to(basis: Basis, event: str, send: str) -> bool:
    """At nine in the morning of the sending day, the studio's time."""
    valid, at = (
        window(basis, datetime.fromisoformat(event), ZONE),
        resolve(datetime.fromisoformat(f"{send}T09:00"), ZONE).utc,
    )
    return valid is not None and valid.valid_from <= at and (valid.until is None or at < valid.until)


@pytest.mark.parametrize(
    ("basis", "event", "send", "allowed"),
    [
        ("client", "2025-03-01", "2025-03-01", False),
        ("client", "2025-03-01", "2025-03-02", True),
        ("client", "2025-03-01", "2027-03-01", True),
        ("client", "2025-03-01", "2027-03-02", False),
        ("client", "2024-02-29", "2026-02-28", True),
        ("client", "2024-02-29", "2026-03-01", False),
        ("inquiry", "2026-08-31", "2027-02-28", True),
        ("inquiry", "2026-08-31", "2027-03-01", False),
        ("inquiry", "2026-11-15", "2027-05-15", True),
        ("inquiry", "2026-11-15", "2027-05-16", False),
        ("signed up", "2005-01-01", "2027-05-16", True),
        ("none", "2027-05-15", "2027-05-16", False),
    ],
)
def test_consent_lasts_as_the_law_says(basis: Basis, event: str, send: str, allowed: bool) -> None:
    assert may_be_written_to(basis, event, send) is allowed


def test_the_days_are_those_of_the_studio() -> None:
    valid = window("client", datetime(2025, 3, 8), ZONE)
    assert valid is not None
    assert valid.valid_from == datetime(2025, 3, 9, 5, tzinfo=UTC)
    assert valid.until == datetime(2027, 3, 9, 5, tzinfo=UTC)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 60))
def test_some_months_later_is_in_that_month_and_never_past_its_end(day: date, months: int) -> None:
    found = later(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == day.day or (found + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-05-31", "2026-05-31T00:00:00"),
        ("2026-05-31 18:22:11", "2026-05-31T18:22:11"),
        ("2026-06-01T02:00:00Z", "2026-05-31T22:00:00"),
        ("2026/5/31", "2026-05-31T00:00:00"),
        ("31/05/2026", "2026-05-31T00:00:00"),
        ("5/31/2026 6:05 pm", "2026-05-31T18:05:00"),
        ("31.5.2026", "2026-05-31T00:00:00"),
        ("5/5/2026", "2026-05-05T00:00:00"),
        ("31 May 2026", "2026-05-31T00:00:00"),
        ("May 31, 2026 at 12:10 a.m.", "2026-05-31T00:10:00"),
        ("2026-05-31 6:00 PM", "2026-05-31T18:00:00"),
    ],
)
def test_dates_are_read_as_lists_write_them(text: str, found: str) -> None:
    assert read_date(text, ZONE).isoformat() == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "5/6/2026",
        "31/31/2026",
        "2026-02-30",
        "31 Foo 2026",
        "20260",
        "9" * 99,
        "2026-05-31 25:00",
        "9999-12-31",
        "0001-01-01",
    ],
)
def test_a_date_that_could_be_two_or_none_is_refused(text: str) -> None:
    with pytest.raises(UnreadableDate, match=r"write it like 2026-05-31\.$"):
        read_date(text, ZONE)


@given(st.text(max_size=60) | st.datetimes().map(str))
def test_no_text_makes_reading_a_date_fail_otherwise(text: str) -> None:
    with contextlib.suppress(UnreadableDate):
        assert read_date(text, ZONE).tzinfo is None
