"""Rules of jobs.yaml and the local times that they give."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.timing import rules, words
from scheduler.domain.timing.rules import occurrences, parse_cron, parse_every, parse_on, parse_rrule, parse_when

YEAR = (date(2027, 1, 1), date(2027, 12, 31))
MONDAY = date(2027, 1, 4)


def between(rule: rules.Rule, start: str, until: str) -> list[str]:
    found = occurrences(rule, date.fromisoformat(start), date.fromisoformat(until))
    return [f"{moment:%a %d %b %H:%M}" for moment in found]


@pytest.mark.parametrize(
    ("text", "days", "at"),
    [
        ("tuesday at 09:00", (1,), time(9)),
        ("mondays and thursdays at 09:00", (0, 3), time(9)),
        ("weekday at 7:30", (0, 1, 2, 3, 4), time(7, 30)),
        ("weekends at 10:00", (5, 6), time(10)),
        ("day at 18:05", (0, 1, 2, 3, 4, 5, 6), time(18, 5)),
        ("Every Tue, Thurs & sat at 7:30 pm", (1, 3, 5), time(19, 30)),
        ("mardi et jeudis at 12:00 am", (1, 3), time(0)),
        ("sunday at 12:15 PM", (6,), time(12, 15)),
    ],
)
def test_weekdays_are_read_as_people_write_them(text: str, days: tuple[int, ...], at: time) -> None:
    assert parse_every(text) == rules.Weekly(days, at)


@pytest.mark.parametrize(
    "text", ["tuesday", "at 09:00", " at 09:00", "tuesday at", "tuesday at 9", "tuesday at 25:00", "x at 13:00 pm"]
)
def test_a_rule_that_cannot_be_read_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"[.?]$"):
        parse_every(text)


def test_weekly_gives_every_such_day_at_the_same_wall_time() -> None:
    assert between(parse_every("tuesday at 09:00"), "2027-03-05", "2027-03-23") == [
        "Tue 09 Mar 09:00",
        "Tue 16 Mar 09:00",
        "Tue 23 Mar 09:00",
    ]


@given(st.sets(st.integers(0, 6), min_size=1), st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 60))
def test_weekly_times_are_exactly_the_named_days_in_the_span(days: set[int], start: date, length: int) -> None:
    rule = rules.Weekly(tuple(sorted(days)), time(9))
    found = list(occurrences(rule, start, start + timedelta(days=length)))
    expected = [day for n in range(length + 1) if (day := start + timedelta(days=n)).weekday() in days]
    assert [moment.date() for moment in found] == expected


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(0, 90), st.integers(0, 90))
def test_a_rule_gives_the_same_times_whatever_span_is_asked(start: date, first: int, second: int) -> None:
    middle, until = start + timedelta(days=first), start + timedelta(days=first + second)
    every_other_week = parse_rrule("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,FR;BYHOUR=9;BYMINUTE=30")
    for rule in (parse_cron("30 6,18 1-10 * 2"), every_other_week, parse_every("weekend at 8:00")):
        parts = [*occurrences(rule, start, middle), *occurrences(rule, middle + timedelta(days=1), until)]
        assert parts == list(occurrences(rule, start, until))


@pytest.mark.parametrize(
    ("cron", "expected"),
    [
        ("0 9 * * 0", ["Sun 10 Jan 09:00"]),
        ("0 9 * * 7", ["Sun 10 Jan 09:00"]),
        ("0 9 * * 1", ["Mon 04 Jan 09:00"]),
        ("0 9 * * SUN", ["Sun 10 Jan 09:00"]),
        ("30 7 * * MON-WED", ["Mon 04 Jan 07:30", "Tue 05 Jan 07:30", "Wed 06 Jan 07:30"]),
        ("0 9 * * FRI-SUN", ["Fri 08 Jan 09:00", "Sat 09 Jan 09:00", "Sun 10 Jan 09:00"]),
        ("0 9,17 5 1 *", ["Tue 05 Jan 09:00", "Tue 05 Jan 17:00"]),
        ("0 9 */3 * *", ["Mon 04 Jan 09:00", "Thu 07 Jan 09:00", "Sun 10 Jan 09:00"]),
        ("0 9 6 JAN FRI", ["Wed 06 Jan 09:00", "Fri 08 Jan 09:00"]),
        ("15 */12 4 * *", ["Mon 04 Jan 00:15", "Mon 04 Jan 12:15"]),
        ("0 9 5-7/2 * *", ["Tue 05 Jan 09:00", "Thu 07 Jan 09:00"]),
    ],
)
def test_cron_counts_weekdays_as_crontab_does(cron: str, expected: list[str]) -> None:
    assert between(parse_cron(cron), "2027-01-04", "2027-01-10") == expected


@pytest.mark.parametrize(
    "cron",
    ["", "0 9 * *", "0 9 * * * *", "60 9 * * *", "0 24 * * *", "0 9 0 * *", "0 9 * 13 *", "0 9 * * 8", "* * * * *",
     "0 9 30 2 *", "0 9 31 4,6 *", "5-1 9 * * *", "0 9 * * MOO", "*/0 9 * * *", "0 9 * * ²", "0 9 -1 * *", "a b c d e"],
)  # fmt: skip
def test_a_cron_expression_that_makes_no_sense_is_refused(cron: str) -> None:
    with pytest.raises(ValueError, match=r"[.?]$"):
        parse_cron(cron)


def test_a_day_of_the_month_beside_a_weekday_means_either() -> None:
    assert len(between(parse_cron("0 9 1 * 1"), "2027-01-01", "2027-01-31")) == 5
    assert parse_cron("0 9 31 2 1").either


def test_recurrence_rules_follow_rfc_5545() -> None:
    last_friday = parse_rrule("FREQ=MONTHLY;BYDAY=-1FR;BYHOUR=9;BYMINUTE=30")
    assert between(last_friday, "2027-01-01", "2027-03-31") == [
        "Fri 29 Jan 09:30",
        "Fri 26 Feb 09:30",
        "Fri 26 Mar 09:30",
    ]
    month_ends = parse_rrule("RRULE:FREQ=MONTHLY;BYMONTHDAY=-1;BYHOUR=9")
    assert between(month_ends, "2027-01-01", "2027-03-01") == ["Sun 31 Jan 09:00", "Sun 28 Feb 09:00"]


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("FREQ=HOURLY;BYHOUR=9", "DAILY"),
        ("FREQ=SECONDLY", "DAILY"),
        ("BYDAY=TU", "FREQ"),
        ("FREQ=WEEKLY;BYDAY=TU", "BYHOUR"),
        ("FREQ=DAILY;COUNT=3;BYHOUR=9", "COUNT"),
        ("FREQ=DAILY;BYHOUR=25", "recurrence rule"),
        ("FREQ=DAILY;BYHOUR=9;UNTIL=20270101T000000Z", "UNTIL"),
        ("FREQ=WEEKLY;BYDAY=XX;BYHOUR=9", "recurrence rule"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;BYHOUR=9", "never"),
        ("FREQ=DAILY;BYHOUR=1,2,3,4,5;BYMINUTE=0,10,20,30,40", "times a day"),
        ("DTSTART:20270101T090000\nRRULE:FREQ=DAILY;BYHOUR=9", "used"),
        ("", "FREQ"),
    ],
)
def test_a_recurrence_rule_that_cannot_be_kept_is_refused(text: str, about: str) -> None:
    with pytest.raises(ValueError, match=about):
        parse_rrule(text)


def test_single_dates_come_once_and_in_order() -> None:
    rule = parse_on(["2027-02-01 at 9:30", "2027-01-05 at 09:00", "2027-01-05 at 09:00"])
    assert between(rule, "2027-01-05", "2027-01-31") == ["Tue 05 Jan 09:00"]
    assert len(rule.moments) == 2


def test_rules_of_a_person_or_a_class_give_no_slots() -> None:
    assert list(occurrences(parse_every("2 weeks after sign-up at 09:00"), *YEAR)) == []
    assert list(occurrences(parse_when({"14 days before": "10:00"}), *YEAR)) == []


def test_an_announcement_counts_back_from_the_day_of_the_class() -> None:
    rule = parse_when({"2 days before": "9:30", "2  weeks before": "10:00"})
    assert rules.before_class(rule, date(2027, 3, 20)) == [
        ("2 weeks before", datetime(2027, 3, 6, 10)),
        ("2 days before", datetime(2027, 3, 18, 9, 30)),
    ]


@pytest.mark.parametrize("value", [{}, [], None, {"soon": "10:00"}, {"14 days before": 10}, {"0 days before": "10:00"}])
def test_a_when_that_cannot_be_read_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"[.?]$"):
        parse_when(value)


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (parse_every("mon, wed and fri at 9:00"), "every Monday, Wednesday and Friday at 09:00"),
        (parse_every("7 days after sign-up at 09:00"), "every 7 days after sign-up at 09:00"),
        (parse_on("2027-01-05 at 09:00"), "on 2027-01-05 at 09:00"),
        (parse_when({"14 days before": "10:00"}), "14 days before a class at 10:00"),
        (parse_cron("0  9 * * 2"), "cron 0 9 * * 2"),
        (parse_rrule("freq=daily;byhour=9"), "rrule FREQ=DAILY;BYHOUR=9"),
    ],
)
def test_a_rule_can_be_said(rule: rules.Rule, sentence: str) -> None:
    assert rules.words(rule) == sentence


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("30m", 30),
        ("6h", 360),
        ("24 h", 1440),
        ("2 days", 2880),
        ("1 week", 10080),
        ("1 h 30 min", 90),
        ("90 Minutes", 90),
    ],
)
def test_durations_are_read_as_people_write_them(text: str, minutes: int) -> None:
    assert words.parse_duration(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "value", ["", "6", "h", "6 moons", "-6h", "6h and more", 6, 1.5, None, True, "400 days", "9" * 40 + "h"]
)
def test_a_duration_that_cannot_be_read_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"[.]$"):
        words.parse_duration(value)


@given(st.integers(0, 366 * 24 * 60))
def test_a_duration_said_is_the_duration_read(minutes: int) -> None:
    length = timedelta(minutes=minutes)
    assert words.parse_duration(words.duration_words(length)) == length


@pytest.mark.parametrize(("minutes", "said"), [(0, "0 min"), (1440, "1 day"), (3030, "2 days 2 h 30 min")])
def test_durations_are_said_in_days_hours_and_minutes(minutes: int, said: str) -> None:
    assert words.duration_words(timedelta(minutes=minutes)) == said
