"""Whatever a calendar, a table or a list of people holds: one sentence or a reading, never another error."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from hypothesis import example, given, settings
from hypothesis import strategies as st

from scheduler.domain.csv_files import UnreadableFile
from scheduler.domain.people_csv import guard, read_people, unguard
from scheduler.domain.timetables import TimetableError, Window, read

WINDOW = Window(datetime(2027, 3, 1, tzinfo=UTC), "America/Toronto")
TEXT = st.text(max_size=60)
SAME = settings(max_examples=150)
STAMPS = st.sampled_from(
    ["20270302T180000", "20270302T180000Z", "20270314T023000", "20270302", "00010101T000000", "99991231T235959Z",
     "20270230T180000", "", "x", "20270302T250000", "-20270302"]
)  # fmt: skip
NAMES = st.sampled_from(
    ["UID", "SUMMARY", "DTSTART", "DTSTART;TZID=America/Toronto", "DTSTART;TZID=Eastern Standard Time", "DTEND",
     "DTSTART;VALUE=DATE", "RECURRENCE-ID", "EXDATE", "RDATE", "DURATION", "STATUS", "DESCRIPTION", "LOCATION", "URL",
     "BEGIN", "END", "X-WR-TIMEZONE", "RDATE;VALUE=PERIOD", "SEQUENCE", "DTSTART;TZID=No/Where"]
)  # fmt: skip
VALUES = (
    STAMPS | TEXT | st.sampled_from(["PT1H", "-P9999999D", "P1D", "CANCELLED", "VEVENT", "VCALENDAR", "a", "VTIMEZONE"])
)
RULES = st.sampled_from(
    ["FREQ=WEEKLY", "FREQ=WEEKLY;COUNT=3", "FREQ=DAILY;UNTIL=20270401", "FREQ=MONTHLY;BYDAY=-1FR",
     "FREQ=WEEKLY;COUNT=-1",
     "FREQ=YEARLY;BYDAY=TH;BYWEEKNO=53", "FREQ=WEEKLY;BYDAY=XX", "FREQ=WEEKLY;UNTIL=x", "FREQ=WEEKLY;INTERVAL=x",
     "FREQ=WEEKLY;WKST=;", "FREQ=DAILY;BYHOUR=99", "FREQ=WEEKLY;COUNT=99999999999999", "FREQ=WEEKLY;FREQ=SECONDLY",
     "freq=minutely", "FREQ=MONTHLY;BYMONTHDAY=31;COUNT=2", ";;;", ""]
)  # fmt: skip


@st.composite
def calendars(draw: st.DrawFn) -> bytes:
    """A calendar of one to three events made of right and wrong lines."""
    parts = ["BEGIN:VCALENDAR"]
    for number in range(draw(st.integers(1, 3))):
        lines = draw(st.lists(st.tuples(NAMES, VALUES), max_size=5))
        start = draw(st.sampled_from(["DTSTART:20270302T180000", "DTSTART;TZID=America/Toronto:20270302T180000", ""]))
        rule = draw(st.none() | RULES)
        parts += ["BEGIN:VEVENT", f"UID:u{number % 2}", start, *(f"{name}:{value}" for name, value in lines)]
        parts += [f"RRULE:{rule}"] if rule is not None else []
        parts += ["END:VEVENT"]
    return "\r\n".join([part for part in parts if part] + ["END:VCALENDAR"]).encode("utf-8", "surrogatepass")


def used(data: bytes, name: str) -> None:
    try:
        reading = read(data, name, WINDOW)
    except TimetableError as error:
        message = str(error)
        assert 10 < len(message) < 400
        assert not re.search(r"[\x00-\x1f\x7f-\x9f]", message)
        assert "Traceback" not in message
    else:
        for series in reading.series:
            assert series.uid
            assert series.title
            assert all(WINDOW.has(date.starts) or date.ends for date in series.dates)
            assert len({date.recurrence for date in series.dates}) == len(series.dates)


@SAME
@given(calendars())
def test_no_calendar_makes_the_reader_fail_otherwise(data: bytes) -> None:
    used(data, "x.ics")


@SAME
@given(st.binary(max_size=300), st.sampled_from(["x.ics", "x.csv", "x.yaml", "feed"]))
@example(b"BEGIN:VCALENDAR\x00END:VCALENDAR", "x.ics")
@example(b"\xff\xfe\x00", "x.csv")
@example(b"classes: *a", "x.yaml")
@example(b"classes:\n- " + b"[" * 500, "x.yaml")
@example(b"classes:\n- {title: A, every: tuesday at 18:00, from: 9999-12-31, lasts: 9999999999 days}", "x.yaml")
@example(
    b"classes:\n- {title: A, on: 0001-01-01 at 00:00}\n- {title: B, on: 9999-12-31 at 23:59, lasts: 9 days}", "x.yaml"
)
@example(b"title,starts,ends\nA,0001-01-01 00:00,9999-12-31 23:59", "x.csv")
@example(b"title,starts,duration\nA,9999-12-31 23:59,999999999", "x.csv")
def test_no_bytes_make_a_reader_fail_otherwise(data: bytes, name: str) -> None:
    used(data, name)


@SAME
@given(st.lists(st.lists(TEXT | STAMPS | st.sampled_from(["full", "tuesday", "18:00"]), max_size=6), max_size=5))
def test_no_table_makes_the_reader_fail_otherwise(rows: list[list[str]]) -> None:
    lines = ["title,starts,ends,place,status,uid", *(",".join(row) for row in rows)]
    used("\n".join(lines).encode("utf-8", "surrogatepass"), "x.csv")


@SAME
@given(
    st.dictionaries(
        st.sampled_from(["title", "every", "on", "lasts", "from", "until", "except", "full", "id"]),
        TEXT | STAMPS,
        max_size=6,
    )
)
def test_no_written_timetable_makes_the_reader_fail_otherwise(entry: dict[str, str]) -> None:
    lines = "".join(f"    {key}: {value}\n" for key, value in entry.items())
    used(f"classes:\n  - title: A\n{lines}".encode("utf-8", "surrogatepass"), "x.yaml")


@SAME
@given(st.binary(max_size=400) | st.text(alphabet='a@.,;"\n\r\t|é\x00', max_size=200).map(str.encode))
@example(b'email\n"a@b.ca')
@example(b"sep=\n")
@example(b'sep="\nemail"name\n')
@example(b"sep=\r\nemail\n")
@example("sep=é\nemailéname\n".encode())
def test_no_list_of_people_makes_the_reader_fail_otherwise(data: bytes) -> None:
    try:
        for row in read_people(data).rows:
            assert row.line >= 1
    except UnreadableFile as error:
        assert 10 < len(str(error)) < 600  # noqa: PT017  what it says is the point


@given(st.text(alphabet="'=+-@\ta ＝", max_size=8) | st.text(max_size=30))
def test_what_is_guarded_begins_as_no_formula_and_comes_back(text: str) -> None:
    assert guard(text)[:1] not in set("=+-@\t\r\n\x00＝＋－＠")
    assert unguard(guard(text)) == text
