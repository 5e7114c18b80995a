# ruff: noqa: E501  one case a line reads best
"""Wall-clock time and instants, quiet times, and when late is too late."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.jobsfile import Quiet
from scheduler.domain.timing.late import deadline, decide
from scheduler.domain.timing.quiet import OnQuiet, holiday, is_within, place
from scheduler.domain.timing.zones import UnknownZone, after_sign_up, resolve, to_local, zone

TORONTO = "America/Toronto"
VECTORS = Path(__file__).parents[2].parent / "shared" / "vectors" / "rules_vectors.json"
NIGHT = (time(21), time(7))


def quiet(hours: str | None = None, holidays: str | None = None, *closed: str) -> Quiet:
    return Quiet.model_validate(
        {"hours": hours, "holidays": holidays, "closed": closed} if hours else {"holidays": holidays, "closed": closed}
    )


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("local", "kind", "instant"),
    [
        ("2027-03-09T09:00", "ok", "2027-03-09T14:00"),
        ("2027-03-16T09:00", "ok", "2027-03-16T13:00"),
        ("2027-03-14T01:59", "ok", "2027-03-14T06:59"),
        ("2027-03-14T02:30", "gap", "2027-03-14T07:30"),
        ("2027-03-14T03:00", "ok", "2027-03-14T07:00"),
        ("2027-11-07T01:00", "fold", "2027-11-07T05:00"),
        ("2027-11-07T01:59", "fold", "2027-11-07T05:59"),
        ("2027-11-07T02:00", "ok", "2027-11-07T07:00"),
    ],
)
def test_nine_stays_nine_and_odd_nights_have_one_answer(local: str, kind: str, instant: str) -> None:
    found = resolve(datetime.fromisoformat(local), TORONTO)
    assert (found.kind, found.utc) == (kind, utc(instant))
    assert found.local.astimezone(UTC) == found.utc


def test_a_time_in_the_gap_shows_what_clocks_show_then() -> None:
    assert f"{resolve(datetime(2027, 3, 14, 2, 30), TORONTO).local:%H:%M %z}" == "03:30 -0400"


@pytest.mark.skipif(not VECTORS.exists(), reason="the shared vectors are not here")
def test_the_shared_vectors_of_daylight_saving_hold() -> None:
    rows = json.loads(VECTORS.read_text(encoding="utf-8"))["dst"]
    assert rows
    for row in rows:
        found = resolve(datetime.fromisoformat(row["local"]), row["tz"])
        assert (found.kind, found.utc) == (row["kind"], utc(row["utc"].removesuffix("Z"))), row


def test_zone_data_are_the_package_s_and_not_the_machine_s() -> None:
    """Vancouver no longer changes its clocks in 2026; many servers do not know it yet."""
    assert resolve(datetime(2026, 12, 1, 9), "America/Vancouver").utc == utc("2026-12-01T16:00")


@pytest.mark.parametrize("name", ["", "Toronto", "../../etc/passwd", "America", "america/toronto", "posixrules"])
def test_what_is_no_zone_is_refused(name: str) -> None:
    with pytest.raises(UnknownZone):
        zone(name)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),
    st.sampled_from([TORONTO, "Europe/Paris", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"]),
)
def test_a_resolved_time_shows_what_was_asked_unless_it_does_not_exist(local: datetime, name: str) -> None:
    found = resolve(local, name)
    assert found.utc.tzinfo is UTC
    assert (to_local(found.utc, name).replace(tzinfo=None) == local) == (found.kind != "gap")


def test_an_instant_without_a_zone_and_a_local_time_with_one_are_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        to_local(datetime(2027, 1, 1), TORONTO)
    with pytest.raises(ValueError, match="has a time zone"):
        resolve(utc("2027-01-01T09:00"), TORONTO)
    with pytest.raises(ValueError, match="no time zone"):
        decide(datetime(2027, 1, 1), utc("2027-01-01"), timedelta(hours=1))


def test_a_person_s_dates_count_from_the_local_day_of_confirmation() -> None:
    late_in_the_evening = utc("2027-03-08T03:30")  # 7 March, 22:30 in Toronto
    assert after_sign_up(late_in_the_evening, 1, 7, time(9), TORONTO).utc == utc("2027-03-14T13:00")
    assert after_sign_up(late_in_the_evening, 2, 7, time(9), TORONTO).utc == utc("2027-03-21T13:00")


@pytest.mark.parametrize(
    ("rule_time", "on_quiet", "goes", "why"),
    [
        ("2027-01-05T09:00", "later", "2027-01-05T09:00", "Tuesday 09:00."),
        ("2027-01-05T22:00", "later", "2027-01-06T07:00", "Tuesday 22:00, moved to 07:00 the next morning because of quiet hours."),
        ("2027-01-05T21:00", "earlier", "2027-01-05T20:59", "Tuesday 21:00, moved to 20:59 the same day because of quiet hours."),
        ("2027-01-05T06:59", "later", "2027-01-05T07:00", "Tuesday 06:59, moved to 07:00 the same day because of quiet hours."),
        ("2027-01-05T06:59", "earlier", "2027-01-04T20:59", "Tuesday 06:59, moved to Monday 4 January, 20:59, because of quiet hours."),
        ("2027-01-05T22:00", "skip", None, "Tuesday 22:00, skipped because of quiet hours."),
        ("2027-01-05T22:00", "send", "2027-01-05T22:00", "Tuesday 22:00, in spite of quiet hours."),
        ("2026-12-29T09:00", "later", "2027-01-03T09:00", "Tuesday 09:00, moved to Sunday 3 January, 09:00, because of the closed days."),
        ("2026-12-29T09:00", "earlier", "2026-12-23T09:00", "Tuesday 09:00, moved to Wednesday 23 December, 09:00, because of the closed days."),
        ("2027-09-06T09:00", "later", "2027-09-07T09:00", "Monday 09:00, moved to Tuesday 7 September, 09:00, because of Labour Day."),
        ("2027-02-15T09:00", "skip", None, "Monday 09:00, skipped because of Family Day."),
        ("2026-12-23T22:30", "later", "2027-01-03T07:00", "Wednesday 22:30, moved to Sunday 3 January, 07:00, because of quiet hours and the closed days."),
        ("2027-03-14T02:30", "send", "2027-03-14T03:30", "Sunday 02:30 does not exist that night: 03:30, in spite of quiet hours."),
        ("2027-11-07T01:30", "send", "2027-11-07T01:30", "Sunday 01:30 comes twice that night: the first time, in spite of quiet hours."),
    ],
)  # fmt: skip
def test_a_date_in_a_quiet_time_goes_where_the_job_says(
    rule_time: str, on_quiet: OnQuiet, goes: str | None, why: str
) -> None:
    times = quiet("21:00-07:00", "CA-ON", "2026-12-24..2027-01-02")
    placed = place(datetime.fromisoformat(rule_time), TORONTO, times, on_quiet)
    assert placed.why == why
    if goes is None:
        assert placed.at_utc is None
    else:
        assert placed.local.replace(tzinfo=None) == datetime.fromisoformat(goes)
        assert placed.at_utc == placed.local.astimezone(UTC)


def test_without_quiet_times_every_date_stays() -> None:
    placed = place(datetime(2026, 12, 25, 3), TORONTO, quiet(), "later")
    assert (placed.at_utc, placed.why) == (utc("2026-12-25T08:00"), "Friday 03:00.")


def test_a_closed_fortnight_does_not_end_in_a_burst() -> None:
    times = quiet(None, None, "2026-12-24..2027-01-02")
    days = [datetime(2026, 12, 23, 9) + timedelta(days=n) for n in range(12)]
    placed = [place(day, TORONTO, times, "later", (day - timedelta(days=1), day + timedelta(days=1))) for day in days]
    assert [each.local.day for each in placed if each.at_utc] == [23, 3]
    assert placed[1].why == "Thursday 09:00, skipped: the closed days until the next date."


def test_a_studio_that_is_always_closed_sends_nothing() -> None:
    placed = place(datetime(2027, 1, 5, 9), TORONTO, quiet(None, None, "2020-01-01..2040-01-01"), "later")
    assert (placed.at_utc, placed.why) == (None, "Tuesday 09:00, skipped because of the closed days.")


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)).map(
        lambda moment: moment.replace(second=0, microsecond=0)
    ),
    st.tuples(st.times(), st.times()).map(lambda pair: tuple(each.replace(second=0, microsecond=0) for each in pair)),
    st.sampled_from(["later", "earlier"]),
)
def test_a_moved_date_is_allowed_and_moved_in_the_right_direction(
    rule_time: datetime, hours: tuple[time, time], on_quiet: OnQuiet
) -> None:
    times = Quiet.model_construct(hours=hours if hours[0] != hours[1] else None, holidays="CA-ON", closed=())
    placed = place(rule_time, TORONTO, times, on_quiet)
    assert placed.at_utc is not None
    assert not (times.hours and is_within(placed.local.time(), times.hours))
    assert not holiday(placed.local.date(), "CA-ON")
    wanted = resolve(rule_time, TORONTO).utc
    assert placed.at_utc >= wanted if on_quiet == "later" else placed.at_utc <= wanted


@pytest.mark.parametrize(
    ("at", "hours", "inside"),
    [
        (time(21), NIGHT, True), (time(0), NIGHT, True), (time(6, 59), NIGHT, True), (time(7), NIGHT, False),
        (time(20, 59), NIGHT, False), (time(12), (time(12), time(14)), True), (time(14), (time(12), time(14)), False),
    ],
)  # fmt: skip
def test_quiet_hours_include_their_start_and_not_their_end(at: time, hours: tuple[time, time], inside: bool) -> None:
    assert is_within(at, hours) == inside


@pytest.mark.parametrize(
    ("day", "code", "name"),
    [
        (date(2027, 2, 15), "CA-ON", "Family Day"),
        (date(2027, 8, 2), "CA-ON", ""),
        (date(2027, 9, 6), "CA-ON", "Labour Day"),
        (date(2027, 12, 27), "CA-ON", "Christmas Day (observed)"),
        (date(2027, 10, 3), "DE", "German Unity Day"),
        (date(2027, 10, 4), "DE", ""),
    ],
)
def test_public_holidays_are_those_of_the_region_in_english(day: date, code: str, name: str) -> None:
    assert holiday(day, code) == name


def test_within_its_grace_a_message_goes_out_late_and_then_it_is_missed() -> None:
    due, grace = utc("2027-01-05T14:00"), timedelta(hours=2)
    assert decide(due, due, grace) == "send"
    assert decide(due, due + grace, grace) == "send"
    assert decide(due, due + grace + timedelta(seconds=1), grace) == "missed"


def test_a_message_about_a_class_may_go_out_until_half_an_hour_before_it() -> None:
    due, starts = utc("2027-01-05T14:00"), utc("2027-01-05T23:00")
    assert deadline(due, timedelta(hours=2), starts) == utc("2027-01-05T22:30")
    assert decide(due, utc("2027-01-05T22:31"), timedelta(days=3), starts) == "missed"


def test_a_date_moved_by_a_closure_does_not_come_two_days_before_the_next_one() -> None:
    closed = Quiet.model_validate({"closed": ["2026-12-24..2027-01-02"]})
    week = (datetime(2026, 12, 22, 9), datetime(2027, 1, 5, 9))
    placed = place(datetime(2026, 12, 29, 9), "America/Toronto", closed, "later", week)
    assert placed.at_utc is None
    assert "closed" in placed.why
