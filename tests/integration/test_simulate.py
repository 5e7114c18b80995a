from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from scheduler.classes import services as classes
from scheduler.errors import Problem
from scheduler.outbox.simulation import _copy_rows, _run, simulate
from scheduler.plan import services as plan
from scheduler.plan.models import Message
from tests import builders
from tests.integration.planning import NOW, accept, fingerprint, queued, with_lines

pytestmark = pytest.mark.django_db(transaction=True)
CLASSES = """\
jobs:
  new-classes:
    send: announcement
    classes: classes.yaml
    to: [bluesky]
    as: own mail
    when: {14 days before: "10:00"}
"""
FIRST, LAST = date(2027, 2, 16), date(2027, 4, 20)


def lived(start: date | None = FIRST, until: date = LAST, **more: Any) -> list[tuple[str, str, str, int]]:
    report = simulate(start, until, now=NOW, **more)
    return [(row["date"], row["channel"], row["state"], row["count"]) for row in report["days"]]


def test_each_planned_date_sends_once_and_the_studio_is_untouched() -> None:
    accept()
    for _ in range(3):
        builders.a_subscriber()
    queued(4)
    before = fingerprint()
    report = simulate(FIRST, LAST, now=NOW)
    assert (report["from"], report["until"]) == ("2027-02-16", "2027-04-20")
    tuesdays = ["2027-02-16", "2027-02-23", "2027-03-02", "2027-03-09"]
    expected = [(day, channel, "sent", n) for day in tuesdays for channel, n in (("bluesky", 1), ("newsletter", 3))]
    assert [(row["date"], row["channel"], row["state"], row["count"]) for row in report["days"]] == expected
    assert fingerprint() == before


@pytest.mark.alike
def test_what_was_laid_out_before_the_first_day_begins_on_it() -> None:
    accept()
    queued(2)
    days = [day for day, channel, *_ in lived(date(2027, 3, 9)) if channel == "newsletter"]
    assert days == ["2027-03-09", "2027-03-16"]


@pytest.mark.alike
def test_the_last_day_is_part_of_it() -> None:
    accept()
    queued(2)
    assert [day for day, channel, *_ in lived(FIRST, date(2027, 2, 23)) if channel == "bluesky"] == [
        "2027-02-16", "2027-02-23",
    ]  # fmt: skip


@pytest.mark.alike
def test_unanswered_drafts_do_not_go_out() -> None:
    accept()
    queued(2)
    assert {state for _, _, state, _ in lived(unanswered=True)} == {"cancelled"}


@pytest.mark.alike
def test_unanswered_under_then_send_goes_out() -> None:
    accept(with_lines('unanswered: "remind 24h, then send"'))
    queued(2)
    assert [state for _, _, state, _ in lived(unanswered=True)] == ["sent"] * 4


@pytest.mark.alike
def test_an_outage_over_a_date_misses_it_and_the_tip_takes_the_next_one() -> None:
    accept()
    builders.a_subscriber()
    queued(3)
    events = "- {at: 2027-02-22 08:00, outage until: 2027-02-25 10:00}\n"
    days = [(day, state, count) for day, channel, state, count in lived(events=events) if channel == "newsletter"]
    assert days == [
        ("2027-02-16", "sent", 1), ("2027-02-23", "missed", 1), ("2027-03-02", "sent", 1), ("2027-03-09", "sent", 1),
    ]  # fmt: skip


@pytest.mark.alike
def test_an_outage_within_the_grace_only_delays() -> None:
    accept()
    builders.a_subscriber()
    queued(1)
    events = "- {at: 2027-02-16 08:00, outage until: 2027-02-16 12:00}\n"
    assert lived(events=events) == [
        ("2027-02-16", "bluesky", "missed", 1), ("2027-02-16", "newsletter", "sent", 1),
        ("2027-02-23", "bluesky", "sent", 1),
    ]  # fmt: skip


def test_people_sign_up_and_leave_on_the_way() -> None:
    accept()
    builders.a_subscriber("ana@example.org", address_hash=_hash("ana@example.org"))
    queued(3)
    events = """
- {at: 2027-02-20, sign-ups: 2}
- {at: 2027-02-27 12:00, leavings: [ana@example.org]}
"""
    mail = [(day, state, count) for day, channel, state, count in lived(events=events) if channel == "newsletter"]
    assert mail == [
        ("2027-02-16", "sent", 1), ("2027-02-23", "sent", 3), ("2027-03-02", "sent", 2),
        ("2027-03-02", "suppressed", 1),
    ]  # fmt: skip


def _hash(address: str) -> str:
    from scheduler.audience.services import address_hash

    return address_hash(address)


@pytest.mark.parametrize(
    ("events", "says"),
    [
        ("- {sign-ups: 2}", "Event 1: it has no “at”"),
        ("- {at: 2027-02-20, signups: 2}", "Did you mean “sign-ups”"),
        ("- {at: 2027-02-20}", "says nothing"),
        ("- {at: soon, sign-ups: 1}", "is no date"),
        ("- {at: 2027-02-20, sign-ups: -1}", "no number of people"),
        ("- {at: 2027-02-20, outage until: 2027-02-19}", "ends before it begins"),
        ("- {at: 2027-02-20, class: Yin, becomes: blue}", "cancelled, full, moved, scheduled"),
        ("- {at: 2027-02-20, timetable: ../else.ics}", "no name of a file"),
        ("- {at: 2027-02-20, timetable: spring.ics}", "only where jobs.yaml names one file"),
        ("sign-ups: 3", "no list"),
        ("- {at: [", "cannot be read as YAML"),
        ("- {at: 2027-02-20, leavings: [nobody@example.org]}", "nobody with that address"),
    ],
)
@pytest.mark.alike
def test_events_that_cannot_be_read_are_one_sentence(events: str, says: str) -> None:
    accept()
    queued(1)
    with pytest.raises(Problem, match=says):
        simulate(FIRST, LAST, now=NOW, events=events)


@pytest.mark.alike
def test_dates_that_cannot_be_are_refused() -> None:
    accept()
    with pytest.raises(Problem, match="is before"):
        simulate(LAST, FIRST, now=NOW)
    with pytest.raises(Problem, match="more than three years"):
        simulate(FIRST, FIRST + timedelta(days=1200), now=NOW)


@pytest.mark.alike
def test_what_was_practised_before_goes_out_when_every_channel_counts_as_live() -> None:
    accept()
    queued(2)
    first = Message.objects.filter(account__name="bluesky").order_by("at")[0]
    Message.objects.filter(pk=first.pk).update(state="rehearsed", closed_at=first.at, frozen_at=first.at)
    days = [day for day, channel, *_ in lived(date(2027, 2, 23)) if channel == "bluesky"]
    assert days == ["2027-02-23", "2027-03-02"]


@pytest.mark.alike
def test_the_most_mails_that_one_person_gets_in_a_week_are_counted() -> None:
    accept()
    builders.a_subscriber()
    queued(2)
    at = datetime(2027, 2, 19, 9, 0)
    plan.post("The studio smells of paint.", ["newsletter"], at, "owner@willow.example", NOW)
    assert simulate(FIRST, date(2027, 2, 18), now=NOW)["most_in_a_week"] == 1
    assert simulate(FIRST, LAST, now=NOW)["most_in_a_week"] == 2


def _two_timetables(home: Path) -> None:
    """A class every Monday; in the spring one more."""
    yin = '  - {title: Yin, every: monday at 18:00, lasts: 60m, from: "2027-01-04"}\n'
    (home / "classes.yaml").write_text("classes:\n" + yin)
    pilates = yin.replace("Yin", "Pilates").replace("2027-01-04", "2027-03-29").replace("monday", "tuesday")
    (home / "spring.yaml").write_text("classes:\n" + yin + pilates)
    accept(CLASSES)
    classes.sync(plan.require(), NOW, home=home)


@pytest.mark.alike
def test_another_timetable_on_the_way_announces_what_is_new_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCHEDULER_HOME", str(tmp_path))
    _two_timetables(tmp_path)
    told = lived(events="- {at: 2027-03-02 08:00, timetable: spring.yaml}\n")
    assert told == [("2027-03-16", "bluesky", "sent", 1)]
    assert "Pilates" not in (tmp_path / "classes.yaml").read_text()
    with pytest.raises(Problem, match=r"summer\.yaml, which is not in the studio's folder"):
        lived(events="- {at: 2027-03-02 08:00, timetable: summer.yaml}\n")


@pytest.mark.alike
def test_what_happened_to_a_class_outlasts_the_next_reading_of_its_timetable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCHEDULER_HOME", str(tmp_path))
    _two_timetables(tmp_path)
    events = """
- {at: 2027-03-02 08:00, timetable: spring.yaml}
- {at: 2027-03-03 08:00, class: Pilates, becomes: cancelled}
- {at: 2027-03-04 08:00, timetable: spring.yaml}
"""
    assert "sent" not in {state for _, _, state, _ in lived(events=events)}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="every other test does this on that database")
def test_from_another_database_the_rows_are_copied_by_their_models(tmp_path: Path) -> None:
    accept()
    builders.a_subscriber()
    queued(2)
    source = tmp_path / "source.sqlite3"
    _copy_rows(source)
    order = {
        "source": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(source), "OPTIONS": {}}, "events": [],
        "from": FIRST.isoformat(), "until": LAST.isoformat(), "now": NOW.isoformat(), "unanswered": False,
    }  # fmt: skip
    (tmp_path / "home").mkdir()
    assert _run(tmp_path / "home", order) == simulate(FIRST, LAST, now=NOW)
