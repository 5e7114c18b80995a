from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from scheduler.domain.timetables import Reading, TimetableError, Window, read
from scheduler.domain.timetables.model import MOST_DATES, paragraphs, title_and_state, web_address

ZONE = "America/Toronto"
WINDOW = Window(datetime(2027, 3, 1, tzinfo=UTC), ZONE)


def event(*lines: str) -> str:
    return "\r\n".join(["BEGIN:VEVENT", "DTSTAMP:20270101T000000Z", *lines, "END:VEVENT"])


def ics(*events: str, head: str = "") -> bytes:
    body = [part for part in (head, *events) if part]
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//", *body, "END:VCALENDAR", ""]).encode()


def starts(reading: Reading, index: int = 0) -> list[str]:
    return [date.starts.strftime("%m-%d %H:%M") for date in reading.series[index].dates]


WEEKLY = (
    "UID:a",
    "SUMMARY:Gentle yoga",
    "DTSTART;TZID=America/Toronto:20270302T180000",
    "DTEND;TZID=America/Toronto:20270302T190000",
)


def test_a_weekly_class_stays_at_its_wall_time_over_daylight_saving() -> None:
    reading = read(ics(event(*WEEKLY, "RRULE:FREQ=WEEKLY;COUNT=3")), "x.ics", WINDOW)
    assert starts(reading) == ["03-02 23:00", "03-09 23:00", "03-16 22:00"]
    series = reading.series[0]
    assert (series.kind, [date.recurrence for date in series.dates][2]) == ("season", "2027-03-16T18:00:00")
    assert {date.ends - date.starts for date in series.dates if date.ends} == {timedelta(hours=1)}


def test_times_that_do_not_exist_or_come_twice_are_read_as_rfc_5545_says() -> None:
    gap = event("UID:g", "SUMMARY:G", "DTSTART;TZID=America/Toronto:20270314T023000")
    fold = event("UID:f", "SUMMARY:F", "DTSTART;TZID=America/Toronto:20271107T013000")
    reading = read(ics(gap, fold), "x.ics", WINDOW)
    assert (starts(reading, 0), starts(reading, 1)) == (["03-14 07:30"], ["11-07 05:30"])


@pytest.mark.parametrize(
    ("rule", "kind"),
    [("", "event"), ("RRULE:FREQ=WEEKLY", "series"), ("RRULE:FREQ=WEEKLY;UNTIL=20270601T000000Z", "season")],
)
def test_a_class_is_a_series_a_season_or_an_event(rule: str, kind: str) -> None:
    reading = read(ics(event(*WEEKLY, *([rule] if rule else []))), "x.ics", WINDOW)
    assert reading.series[0].kind == kind
    assert (reading.series[0].dates[0].recurrence == "once") == (kind == "event")


def test_a_series_without_end_is_read_for_four_hundred_days() -> None:
    assert len(read(ics(event(*WEEKLY, "RRULE:FREQ=WEEKLY")), "x.ics", WINDOW).series[0].dates) == 57


def test_dates_left_out_and_dates_moved_are_honoured() -> None:
    rule = event(*WEEKLY, "RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE;TZID=America/Toronto:20270309T180000")
    moved = event(
        "UID:a", "SUMMARY:Gentle yoga", "RECURRENCE-ID;TZID=America/Toronto:20270316T180000",
        "DTSTART;TZID=America/Toronto:20270317T193000", "LOCATION:Studio 2",
    )  # fmt: skip
    cancelled = event(
        "UID:a", "SUMMARY:Gentle yoga", "RECURRENCE-ID;TZID=America/Toronto:20270323T180000", "STATUS:CANCELLED",
        "DTSTART;TZID=America/Toronto:20270323T180000",
    )  # fmt: skip
    dates = read(ics(rule, moved, cancelled), "x.ics", WINDOW).series[0].dates
    assert [(date.recurrence[5:10], date.starts.day, date.place, date.state) for date in dates] == [
        ("03-02", 2, "", "scheduled"),
        ("03-16", 17, "Studio 2", "scheduled"),
        ("03-23", 23, "", "cancelled"),
    ]


@pytest.mark.parametrize(
    ("line", "hour"),
    [
        ("DTSTART;TZID=Eastern Standard Time:20270302T180000", 23),
        ("DTSTART:20270302T180000", 23),
        ("DTSTART:20270302T180000Z", 18),
        ("DTSTART;TZID=Europe/Paris:20270302T180000", 17),
    ],
)
def test_windows_zones_floating_times_and_utc_are_understood(line: str, hour: int) -> None:
    assert read(ics(event("UID:a", "SUMMARY:A", line)), "x.ics", WINDOW).series[0].dates[0].starts.hour == hour


def test_a_calendar_s_own_zone_counts_for_floating_times() -> None:
    data = ics(event("UID:a", "SUMMARY:A", "DTSTART:20270302T180000"), head="X-WR-TIMEZONE:Europe/Berlin")
    assert starts(read(data, "x.ics", WINDOW)) == ["03-02 17:00"]


def test_an_event_without_a_time_of_day_is_left_out_and_said_so() -> None:
    reading = read(ics(event("UID:a", "SUMMARY:Retreat", "DTSTART;VALUE=DATE:20270305")), "x.ics", WINDOW)
    assert (reading.series, reading.warnings) == ((), ("“Retreat” has no time of day, so it is left out.",))


@pytest.mark.parametrize(
    ("said", "teacher", "rest"),
    [
        ("Teacher: Jo Park. Ten Wednesdays for runners.", "Jo Park", "Ten Wednesdays for runners."),
        ("Teacher: Dr. Jo Park", "Dr. Jo Park", ""),
        ("Instructor: Ana M. Lima", "Ana M. Lima", ""),
        ("Candlelight.", "", "Candlelight."),
    ],
)
def test_the_teachers_name_ends_where_another_sentence_begins(said: str, teacher: str, rest: str) -> None:
    series = read(ics(event(*WEEKLY, f"DESCRIPTION:{said}")), "x.ics", WINDOW).series[0]
    assert (series.teacher, series.description) == (teacher, rest)


def test_teacher_place_link_and_description_are_taken_from_where_they_stand() -> None:
    data = ics(
        event(
            *WEEKLY,
            "LOCATION:Studio\\, left",
            "URL:https://willow.example/book",
            "DESCRIPTION:Bring a mat\\nTeacher: Ana",
        )
    )
    series = read(data, "x.ics", WINDOW).series[0]
    assert (series.teacher, series.place, series.url) == ("Ana", "Studio, left", "https://willow.example/book")
    assert series.description == "Bring a mat"


@pytest.mark.parametrize(
    ("title", "bare", "state"),
    [
        ("Gentle yoga", "Gentle yoga", "scheduled"),
        ("Gentle yoga (FULL)", "Gentle yoga", "full"),
        ("CANCELLED: Gentle yoga", "Gentle yoga", "cancelled"),
        ("[sold out] Gentle yoga", "Gentle yoga", "full"),
        ("Gentle yoga - Canceled", "Gentle yoga", "cancelled"),
        ("Gentle yoga – complet", "Gentle yoga", "full"),
        ("Full moon yoga", "Full moon yoga", "scheduled"),
        ("Yoga in full bloom", "Yoga in full bloom", "scheduled"),
        ("Carefully: full body", "Carefully: full body", "scheduled"),
        ("Full-body stretch", "Full-body stretch", "scheduled"),
    ],
)
def test_only_a_mark_in_the_title_says_full_or_cancelled(title: str, bare: str, state: str) -> None:
    assert title_and_state(title) == (bare, state)


@pytest.mark.parametrize("status", ["Fully booked", "FULL", "wait-list"])
def test_a_status_says_full(status: str) -> None:
    assert title_and_state("Yoga", status) == ("Yoga", "full")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"<!doctype html><html>", "web page"),
        (b"x" * 1_000_001, "larger than 1 MB"),
        (ics(event(*WEEKLY))[:-20], "ends in the middle"),
        (ics(event("UID:a", "SUMMARY:No start")), "line 4: “No start” has no start"),
        (ics(event("UID:a", "SUMMARY:Odd", "DTSTART:2027")), "“Odd” has no start"),
        (
            ics(event("UID:a", "SUMMARY:Z", "DTSTART;TZID=No/Where:20270302T180000")),
            "time zone that is not known: No/Where",
        ),
        (ics(event(*WEEKLY, "RRULE:FREQ=SECONDLY")), "line 10: No class repeats “secondly”"),
        (ics(event(*WEEKLY, "RRULE:FREQ=HO\r\n URLY")), "No class repeats “hourly”"),
        (ics(event(*WEEKLY, "RRULE:FREQ=WEEKLY;INTERVAL=0")), "interval"),
        (ics(event(*WEEKLY, "RRULE:FREQ=WOOKLY")), "wookly"),
        (ics(event(*WEEKLY, "RRULE:FREQ=DAILY;BYHOUR=1,2,3,4,5,6,7,8")), f"more than {MOST_DATES} dates"),
        (ics("garbage"), "cannot be read as a calendar"),
    ],
)
def test_a_calendar_that_cannot_be_used_is_one_sentence(data: bytes, says: str) -> None:
    with pytest.raises(TimetableError, match=says):
        read(data, "x.ics", WINDOW)


def test_words_from_a_calendar_lose_tags_controls_and_our_own_marks() -> None:
    assert paragraphs("<p>Bring\ue010 a mat</p><br>See you &\x07") == "Bring a mat\nSee you &"
    assert web_address("javascript:alert(1)") == ""


SHEET = "Title;Date;Time;End time;Teacher;Room;Link;Status\n"


def sheet(*rows: str) -> Reading:
    return read((SHEET + "\n".join(rows)).encode(), "classes.csv", WINDOW)


def test_rows_of_one_title_are_one_class() -> None:
    reading = sheet(
        "Yoga;2027-03-02;18:00;19:00;Ana;1;https://a.example/;",
        "yoga ;2027-03-16;6:00 pm;;Ana;2;;full",
        "Talk;March 20, 2027;14:00",
    )
    assert [(series.title, series.kind, len(series.dates)) for series in reading.series] == [
        ("Yoga", "season", 2),
        ("Talk", "event", 1),
    ]
    assert starts(reading) == ["03-02 23:00", "03-16 22:00"]
    assert [(date.place, date.state) for date in reading.series[0].dates] == [("", "scheduled"), ("2", "full")]


def test_a_class_may_end_after_midnight() -> None:
    date = sheet("Party;2027-03-02;22:00;01:00").series[0].dates[0]
    assert date.ends is not None
    assert date.ends - date.starts == timedelta(hours=3)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("Yoga;;18:00", "line 3: this class has no date"),
        ("Yoga;2027-03-02;", "line 3: “2027-03-02” has no time of day"),
        ("Yoga;3/4/2027;18:00", "line 3: the date “3/4/2027” could be two days"),
        ("Yoga;2027-02-30;18:00", "line 3: the date “2027-02-30” cannot be read"),
        ("Yoga;2027-03-02;25:00", "line 3: “25:00” is no time of day"),
        (";2027-03-02;18:00", "line 3: This class has no title"),
        ("Yoga;2027-03-02;18:00;2027-03-01 19:00", "line 3: this class ends"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_with_its_line(row: str, says: str) -> None:
    with pytest.raises(TimetableError, match=says):
        sheet("Good;2027-03-02;18:00", row)


def test_a_table_without_the_columns_says_which_are_needed() -> None:
    with pytest.raises(TimetableError, match="line 1: The first line must name the columns"):
        read(b"a;b\n1;2\n", "x.csv", WINDOW)


YAML = """
classes:
  - title: Gentle yoga
    teacher: Ana
    every: tuesday at 18:00
    lasts: 60 min
    from: 2027-03-09
    until: 2027-03-30
    except: [2027-03-16]
    cancelled: [2027-03-23]
    full: 2027-03-30
  - title: Rolling workshop
    id: rolling-1
    on: 2027-03-20 at 14:00
"""


def test_a_timetable_that_a_person_writes_is_read() -> None:
    season, workshop = read(YAML.encode(), "classes.yaml", WINDOW).series
    assert (season.uid, season.kind, season.teacher) == ("gentle yoga", "season", "Ana")
    assert [(date.starts.day, date.state) for date in season.dates] == [
        (9, "scheduled"),
        (23, "cancelled"),
        (30, "full"),
    ]
    assert (workshop.uid, workshop.kind, workshop.dates[0].recurrence) == ("rolling-1", "event", "once")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("every: tuesday at 18:00", "every: 1800", "line 5: 1800 is a number"),
        ("every: tuesday at 18:00", "every: tusday at 18:00", "Did you mean “Tuesday”"),
        ("teacher: Ana", "teecher: Ana", "line 4: “teecher” is not known here. Did you mean “teacher”"),
        ("lasts: 60 min", "lasts: 60", "line 6: 60 has no unit"),
        ("on: 2027-03-20 at 14:00", "place: here", "line 12: A class has either"),
        ("title: Rolling workshop\n    id: rolling-1", "title: gentle yoga", "line 12: Two classes are called"),
        ("until: 2027-03-30", "until: 2027-01-30", "line 8: It ends"),
        ("classes:", "klasses:", "begins with “classes:”"),
        ("title: Gentle yoga", "title: &a Gentle yoga", "line 3: References"),
        ("title: Gentle yoga", "title:\n    x: [", "line"),
    ],
)
def test_a_mistake_in_it_is_named_with_its_line(old: str, new: str, says: str) -> None:
    assert old in YAML
    with pytest.raises(TimetableError, match=says):
        read(YAML.replace(old, new).encode(), "classes.yaml", WINDOW)
