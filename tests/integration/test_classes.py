from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from scheduler.classes.models import ClassSeries, ClassSession, Timetable
from scheduler.classes.services import SyncReport, announceable, sync, truth, upcoming
from scheduler.domain.jobsfile import Plan, parse
from scheduler.errors import Problem
from scheduler.signals import happened

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 1, 15, 0, tzinfo=UTC)
TUESDAY = datetime(2027, 3, 2, 23, 0, tzinfo=UTC)
WEEK, DAY = timedelta(days=7), timedelta(days=1)
YOGA = "- {title: Gentle yoga, place: Studio 1, every: tuesday at 18:00}"
WORKSHOP = '- {title: Workshop, on: "2027-03-20 at 14:00"}'


def plan(*sources: str) -> Plan:
    jobs = "".join(
        f"\n  j{n}: {{send: announcement, classes: {s}, to: [n], when: {{7 days before: '10:00'}}}}"
        for n, s in enumerate(sources)
    )
    return parse(
        "version: 1\nstudio: {name: W, timezone: America/Toronto, address: 1 A St, contact: a@b.example}\n"
        f"channels: {{n: {{kind: email, from: W <a@b.example>}}}}\njobs: {jobs or '{}'}\n"
    )


class Studio:
    """A home folder with one timetable, read as time goes on."""

    def __init__(self, home: Path) -> None:
        self.home, self.now = home, NOW

    def says(self, *classes: str, name: str = "classes.yaml", after: timedelta = timedelta(hours=7)) -> SyncReport:
        return self.holds(("classes:\n" + "".join(f"  {each}\n" for each in classes)).encode(), name, after)

    def holds(self, data: bytes, name: str = "classes.yaml", after: timedelta = timedelta(hours=7)) -> SyncReport:
        (self.home / name).write_bytes(data)
        self.now += after
        return sync(plan(name), self.now, home=self.home)


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    return Studio(tmp_path)


@pytest.fixture
def told() -> Any:
    heard: list[dict[str, Any]] = []

    def listen(**news: Any) -> None:
        heard.append(news)

    receivers, happened.receivers = happened.receivers, []
    happened.connect(listen, weak=False)
    happened.sender_receivers_cache.clear()
    yield heard
    happened.receivers = receivers
    happened.sender_receivers_cache.clear()


def states(title: str = "Gentle yoga") -> list[str]:
    return list(ClassSession.objects.filter(series__title=title).order_by("starts_at").values_list("state", flat=True))


def test_the_first_reading_announces_nothing(studio: Studio) -> None:
    report = studio.says(YOGA, WORKSHOP)
    assert (report.read, report.new, report.problems) == (1, [], [])
    assert announceable(studio.now) == []
    assert [(row.title, row.kind) for row in upcoming(studio.now, NOW + 30 * DAY)] == [
        ("Gentle yoga", "series"),
        ("Workshop", "event"),
    ]


def test_what_comes_is_listed_with_its_dates_in_order(studio: Studio) -> None:
    studio.says(YOGA)
    row = upcoming(studio.now, NOW + 15 * DAY)[0]
    assert row.starts == (TUESDAY, TUESDAY + WEEK)
    assert (row.place, row.state, row.uid) == ("Studio 1", "scheduled", "gentle yoga")
    assert upcoming(TUESDAY, NOW + 15 * DAY)[0].starts == (TUESDAY + WEEK,)


def test_a_class_that_comes_later_may_be_announced_until_it_is_over(studio: Studio) -> None:
    studio.says(YOGA)
    assert studio.says(YOGA, WORKSHOP).new == ["Workshop"]
    assert [series.title for series in announceable(studio.now)] == ["Workshop"]
    assert announceable(NOW + 30 * DAY) == []


def test_a_new_class_that_is_cancelled_or_full_is_not_announced(studio: Studio) -> None:
    studio.says(YOGA)
    full = WORKSHOP.replace("Workshop", "Workshop (full)")
    studio.says(YOGA, full)
    assert announceable(studio.now) == []
    assert truth("workshop", studio.now) == "full"


def test_a_new_date_of_a_known_class_is_never_announced(studio: Studio) -> None:
    head = b"title,starts\nYoga,2027-03-02 18:00\n"
    studio.holds(head, "c.csv")
    report = studio.holds(head + b"Yoga,2027-03-09 18:00\n", "c.csv")
    assert (report.new, report.added, announceable(studio.now)) == ([], 1, [])


def events(*days: int, title: str = "Yoga", uid: str = "u{}", more: str = "") -> str:
    return "".join(
        f"BEGIN:VEVENT\r\nUID:{uid.format(day)}\r\nSUMMARY:{title}\r\n{more}"
        f"DTSTART;TZID=America/Toronto:202703{day:02}T193000\r\nEND:VEVENT\r\n"
        for day in days
    )


def calendar(*parts: str) -> bytes:
    return "".join(["BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n", *parts, "END:VCALENDAR\r\n"]).encode()


def test_a_calendar_that_lists_every_date_as_an_event_announces_none_of_them(studio: Studio) -> None:
    studio.holds(calendar(events(2, 9)), "c.ics")
    report = studio.holds(calendar(events(2, 9, 16, 23)), "c.ics")
    assert (report.added, report.new) == (2, [])


def test_of_a_new_class_whose_dates_are_all_events_only_the_first_is_announced(studio: Studio) -> None:
    studio.holds(calendar(events(2)), "c.ics")
    assert studio.holds(calendar(events(2), events(10, 17, 24, title="Pilates")), "c.ics").new == ["Pilates"]
    assert [series.uid for series in announceable(studio.now)] == ["u10"]


def test_the_rest_of_a_series_that_was_split_is_not_new(studio: Studio) -> None:
    first = events(2, uid="abc@google.com", more="RRULE:FREQ=WEEKLY;UNTIL=20270317T000000Z\r\n")
    studio.holds(calendar(first), "c.ics")
    rest = events(18, uid="abc_R20270318T233000@google.com", title="Yoga later", more="RRULE:FREQ=WEEKLY\r\n")
    report = studio.holds(calendar(first, rest), "c.ics")
    assert (report.added, report.new) == (55, [])


def test_a_date_cancelled_in_the_timetable_is_cancelled_and_the_class_goes_on(studio: Studio) -> None:
    studio.says(YOGA)
    studio.says(YOGA.replace("}", ", cancelled: [2027-03-02]}"))
    assert truth("gentle yoga", studio.now) == "ok"
    assert truth("gentle yoga", studio.now, dates=[TUESDAY]) == "cancelled"
    assert truth("gentle yoga", studio.now, dates=[TUESDAY + WEEK]) == "ok"
    assert upcoming(studio.now, NOW + 9 * DAY)[0].starts == (TUESDAY + WEEK,)
    studio.says(YOGA)
    assert truth("gentle yoga", studio.now, dates=[TUESDAY]) == "ok"


def test_a_series_that_vanishes_from_a_good_reading_is_cancelled(studio: Studio) -> None:
    studio.says(YOGA, WORKSHOP)
    report = studio.says(YOGA)
    assert (report.cancelled, truth("workshop", studio.now), states("Workshop")) == (1, "cancelled", ["cancelled"])
    studio.says(YOGA, WORKSHOP)
    assert truth("workshop", studio.now) == "ok"


def test_dates_that_are_over_stay_over_and_are_never_cancelled(studio: Studio) -> None:
    studio.says(YOGA, WORKSHOP)
    studio.says(WORKSHOP, after=9 * DAY)
    assert states()[:3] == ["past", "cancelled", "cancelled"] or states()[:3] == ["past", "past", "cancelled"]
    assert truth("gentle yoga", studio.now, dates=[TUESDAY]) == "past"


def test_a_class_that_is_over_is_past(studio: Studio) -> None:
    studio.says(WORKSHOP, YOGA)
    assert truth("workshop", NOW + 30 * DAY) == "past"
    studio.says(YOGA, after=30 * DAY)
    assert (states("Workshop"), truth("workshop", studio.now)) == (["past"], "past")


@pytest.mark.parametrize("moved", [WORKSHOP.replace("14:00", "15:00"), WORKSHOP.replace("03-20", "03-21")])
def test_an_event_that_moves_is_told_until_a_message_says_the_new_time(studio: Studio, moved: str) -> None:
    studio.says(WORKSHOP)
    before, at = studio.now, ClassSession.objects.get().starts_at
    assert studio.says(moved).changed == 1
    assert truth("workshop", studio.now) == "moved"
    assert truth("workshop", studio.now, since=before) == "moved"
    assert truth("workshop", studio.now, dates=[at]) == "moved"
    new = ClassSession.objects.get()
    assert truth("workshop", studio.now, dates=[new.starts_at], since=studio.now) == "ok"
    assert states("Workshop") == ["changed"]


def test_a_series_moved_to_another_hour_keeps_its_dates_and_calls_them_moved(studio: Studio) -> None:
    studio.says(YOGA)
    count = ClassSession.objects.count()
    studio.says(YOGA.replace("18:00", "17:00"))
    assert (ClassSession.objects.count(), set(states())) == (count, {"changed"})
    assert truth("gentle yoga", studio.now, dates=[TUESDAY]) == "moved"
    assert truth("gentle yoga", studio.now, dates=[TUESDAY - timedelta(hours=1)]) == "ok"


def test_another_place_counts_as_moved(studio: Studio) -> None:
    studio.holds(b"title,starts,place\nYoga,2027-03-09 18:00,A\nYoga,2027-03-16 18:00,A\n", "c.csv")
    before = studio.now
    studio.holds(b"title,starts,place\nYoga,2027-03-09 18:00,A\nYoga,2027-03-16 18:00,B\n", "c.csv")
    assert truth("yoga", studio.now, since=before) == "moved"


def test_an_event_put_off_after_its_time_gets_a_date_of_its_own(studio: Studio) -> None:
    studio.says(YOGA, WORKSHOP)
    later = WORKSHOP.replace("03-20", "04-10")
    studio.says(YOGA, later, after=25 * DAY)
    studio.says(YOGA, later)
    assert states("Workshop") == ["past", "scheduled"]
    assert truth("workshop", studio.now) == "ok"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"classes: []\n",
        b"classes:\n  - {title: Yoga, every: 1800}\n",
        b"<html>",
        b"\x00\xff\x00",
        b'classes:\n  - {title: Old, on: "2020-01-01 at 10:00"}\n',
    ],
)
def test_a_timetable_that_is_empty_or_broken_changes_nothing_and_is_told_once(
    studio: Studio, told: Any, data: bytes
) -> None:
    studio.says(YOGA)
    before = list(ClassSession.objects.values_list())
    for _ in range(2):
        report = studio.holds(data)
        assert (report.read, len(report.problems)) == (0, 1)
    assert list(ClassSession.objects.values_list()) == before
    assert [(news["kind"], news["needs_you"]) for news in told] == [("timetable-unread", True)]
    assert report.problems[0].startswith("The timetable classes.yaml could not be used: ")
    table = Timetable.objects.get()
    assert (table.failed_since, table.error) == (NOW + timedelta(hours=14), report.problems[0])
    studio.says(YOGA)
    studio.says(YOGA)
    assert (Timetable.objects.get().failed_since, Timetable.objects.get().error) == (None, "")
    assert [news["kind"] for news in told] == ["timetable-unread", "timetable-read"]


def test_an_empty_first_reading_is_no_baseline(studio: Studio) -> None:
    studio.holds(b"classes: []\n")
    assert studio.says(YOGA).new == []
    assert studio.says(YOGA, WORKSHOP).new == ["Workshop"]


def test_a_file_that_is_not_there_is_one_sentence(studio: Studio) -> None:
    report = sync(plan("gone.ics"), NOW, home=studio.home)
    assert report.problems == [
        "The timetable gone.ics could not be used: "
        "gone.ics is not there or cannot be opened; put it into the studio's folder."
    ]


def test_a_feed_is_fetched_and_one_that_cannot_be_reached_changes_nothing(studio: Studio) -> None:
    address = "https://calendar.example/feed"
    assert sync(plan(address), NOW, fetch=lambda _: calendar(events(9))).read == 1

    def down(_: str) -> bytes:
        raise Problem("calendar.example could not be read: no answer.")

    report = sync(plan(address), NOW + DAY, fetch=down)
    assert "calendar.example could not be read" in report.problems[0]
    assert truth("u9", NOW + DAY) == "ok"


def test_one_broken_timetable_does_not_keep_the_others_from_being_read(studio: Studio) -> None:
    (studio.home / "b.yaml").write_text(f"classes:\n  {YOGA}\n")
    report = sync(plan("a.yaml", "b.yaml"), NOW, home=studio.home)
    assert (report.read, len(report.problems), len(upcoming(NOW, NOW + 9 * DAY))) == (1, 1, 1)


def test_a_timetable_that_jobs_yaml_names_no_longer_is_not_shown(studio: Studio) -> None:
    studio.says(YOGA)
    sync(plan(), studio.now, home=studio.home)
    assert (upcoming(studio.now, NOW + 9 * DAY), truth("gentle yoga", studio.now)) == ([], "cancelled")
    studio.says(YOGA)
    assert truth("gentle yoga", studio.now) == "ok"


def test_an_unchanged_file_is_not_worked_through_again_for_six_hours(studio: Studio) -> None:
    studio.says(YOGA)
    ClassSeries.objects.update(title="Marked")
    assert studio.says(YOGA, after=timedelta(hours=5)).read == 1
    assert ClassSeries.objects.get().title == "Marked"
    studio.says(YOGA, after=timedelta(hours=7))
    assert ClassSeries.objects.get().title == "Gentle yoga"


def test_reading_the_same_again_writes_nothing_new(studio: Studio) -> None:
    studio.says(YOGA, WORKSHOP)
    before = list(ClassSession.objects.values_list())
    report = studio.says(YOGA, WORKSHOP, after=timedelta(hours=7))
    assert (report.added, report.changed, report.cancelled, report.new) == (0, 0, 0, [])
    assert list(ClassSession.objects.values_list()) == before


def test_a_class_nobody_knows_is_not_claimed_to_take_place() -> None:
    assert truth("nobody", NOW) == "cancelled"


def test_a_rule_that_never_ends_is_given_up_and_said_so(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.classes.guarded.PATIENCE_SECONDS", 0.6)
    never = "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\r\n"
    report = studio.holds(calendar(*(events(2, uid=f"n{n}", more=never) for n in range(400))), "c.ics")
    assert "has a rule that never comes to an end" in report.problems[0]
