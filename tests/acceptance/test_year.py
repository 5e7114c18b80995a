"""Issue "The owner's first month": a year of 900 readers, lived through by `studio simulate`. (tests/year)

`STUDIO_TEST_YEAR=60` is the same in half the time: every rule here is asked person by person.
What was true when is told by the timetable files and `events.yaml` themselves, never by the rows of the simulation.
"""

from __future__ import annotations

import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from scheduler.audience.models import Subscriber
from scheduler.domain import timetables
from scheduler.domain.pace import A_WEEK
from scheduler.domain.timetables.model import Window
from scheduler.domain.timing.zones import to_local
from scheduler.insights.models import Event
from scheduler.outbox import happenings
from scheduler.outbox.models import Delivery, TipReceived
from scheduler.plan import services as plan
from scheduler.plan.models import Message
from tests.integration.planning import local
from tests.year import studio

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="a simulation's rows are SQLite's"),
]
READERS = int(os.environ.get("STUDIO_TEST_YEAR", "900"))
ZONE = "America/Toronto"
READ = ("subscriber", "ended_at", "message__title", "message__job", "message__tip")


@pytest.fixture(scope="module")
def report(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Any]]:
    """The year is over; its rows stand in the database for the whole of this file."""
    home, copy = tmp_path_factory.mktemp("willow"), tmp_path_factory.mktemp("year")
    with pytest.MonkeyPatch.context() as environment, django_db_blocker.unblock():
        environment.setenv("SCHEDULER_HOME", str(home))
        try:
            studio.lay_out(home, READERS)
            lived = studio.live(home, copy)
            studio.load(copy)
            yield lived
        finally:
            call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def mails(report: dict[str, Any]) -> list[Delivery]:
    """Every copy of a mail that was sent, in order."""
    found = Delivery.objects.filter(state="sent", subscriber__isnull=False).order_by("ended_at", "id")
    return list(found.select_related("message").only(*READ))


def _at(delivery: Delivery) -> datetime:
    assert delivery.ended_at
    return delivery.ended_at


def test_nobody_gets_more_than_two_mails_within_a_week(report: dict[str, Any], mails: list[Delivery]) -> None:
    theirs: dict[int | None, list[datetime]] = defaultdict(list)
    for mail in mails:
        theirs[mail.subscriber_id].append(_at(mail))
    most = max(sum(at - A_WEEK < other <= at for other in times) for times in theirs.values() for at in times)
    assert most == report["most_in_a_week"] == 2


def test_the_ceiling_was_met_and_who_was_left_out_for_it_is_counted(report: dict[str, Any]) -> None:
    third = Message.objects.get(title__startswith="A blue scarf")
    assert Delivery.objects.filter(message=third, reason="capped", state="suppressed").count() == READERS + 6
    assert third.state == "skipped"


def test_no_tip_comes_twice_to_one_person(report: dict[str, Any], mails: list[Delivery]) -> None:
    got = Counter((mail.subscriber_id, mail.message.tip_id) for mail in mails if mail.message.tip_id)
    assert set(got.values()) == {1}
    assert TipReceived.objects.count() == len(got)


def test_every_date_is_explained_and_each_explanation_is_true(report: dict[str, Any]) -> None:
    """The reason's first half names the rhythm and its weekday, or the step before the class; the date is just that."""
    out = list(Message.objects.exclude(state="void").order_by("at").select_related("account", "series"))
    assert len(out) > 90
    for message in out:
        rhythm, _, rest = message.why.partition("; ")
        at = to_local(message.at, ZONE)
        if message.job == "weekly-tip":
            assert rhythm == f"weekly-tip, every {at:%A} at {at:%H:%M}" == "weekly-tip, every Tuesday at 09:00"
            assert rest
        elif message.job == "welcome-series":
            assert (rhythm, message.slot) == ("welcome-series, every 3 days after sign-up at 09:00", None)
        elif message.kind == "announcement":
            days = (_first_of(message.series.uid if message.series else "") - at.date()).days
            assert (message.why, at.hour) == (f"{message.job}: a new class, announced {days} days before", 10)
            assert days == {"new-classes": 14, "class-mail": 10}[message.job]
        else:
            chosen = {**dict.fromkeys(studio.NEWS.values(), "put in the plan by"), **dict.fromkeys(studio.NOTES, "by")}
            assert message.why.endswith(f"{chosen[at.replace(tzinfo=None)]} {studio.OWNER}")
    assert not [message for message in out if message.state in ("missed", "skipped") and not message.reason]


def test_each_tip_is_called_by_its_place_in_its_own_article_and_no_tip_left_is_said_when_none_is(
    report: dict[str, Any],
) -> None:
    for account in ("newsletter", "bluesky"):
        weekly = Message.objects.filter(account__name=account, job="weekly-tip", kind="tip").exclude(state="void")
        places: dict[str, list[int]] = defaultdict(list)
        of: dict[str, int] = {}
        for message in weekly.exclude(state="missed").order_by("at").select_related("tip__article"):
            found = re.search("; tip (\\d+) of (\\d+) from “(.+)”$", message.why)
            assert found
            assert message.tip
            assert found[3] == message.tip.article.title
            places[found[3]].append(int(found[1]))
            of[found[3]] = int(found[2])
        assert len(places) == len(studio.SERIES)
        assert all(numbers == list(range(1, of[title] + 1)) for title, numbers in places.items())
        for message in weekly.filter(state="missed"):
            assert weekly.get(state="sent", tip=message.tip).why == message.why
    alone = Message.objects.filter(kind="classes").order_by("at")
    assert set(alone.values_list("why", flat=True)) == {"weekly-tip, every Tuesday at 09:00; no tip left: classes only"}
    last = Message.objects.filter(account__name="newsletter", job="weekly-tip", kind="tip").latest("at")
    assert alone[0].at > last.at


def _first_of(uid: str) -> date:
    """The day on which the class is held first, as the timetable files tell."""
    starts = [at for file in studio.HERE.glob("*.ics") for (name, at) in _dates(file.name) if name == uid]
    return to_local(min(starts), ZONE).date()


def test_the_weekly_tip_comes_at_nine_on_a_tuesday_all_year(report: dict[str, Any], mails: list[Delivery]) -> None:
    weekly = {_at(mail) for mail in mails if mail.message.job == "weekly-tip"}
    assert len(weekly) == 52 - 2 - 2 - 1  # the outage, the closed days in August, those at the new year
    assert {f"{to_local(at, ZONE):%A %H:%M}" for at in weekly} == {"Tuesday 09:00"}
    assert {at.hour for at in weekly} == {13, 14}


def test_nothing_comes_at_night_on_a_holiday_or_while_the_studio_is_closed(
    report: dict[str, Any], mails: list[Delivery]
) -> None:
    holidays = {
        "2027-02-15", "2027-03-26", "2027-05-24", "2027-07-01", "2027-09-06", "2027-10-11", "2027-12-25", "2028-01-01",
    }  # fmt: skip
    for mail in mails:
        at = to_local(_at(mail), ZONE)
        day = at.date().isoformat()
        assert 7 <= at.hour < 21
        assert day not in holidays
        assert not "2027-08-02" <= day <= "2027-08-13"
        assert not "2027-12-24" <= day <= "2028-01-02"


def test_a_fortnights_outage_is_followed_by_no_burst_and_loses_no_tip(
    report: dict[str, Any], mails: list[Delivery]
) -> None:
    begun, ended = studio.OUTAGE
    assert not [mail for mail in mails if begun <= _at(mail) < ended]
    missed = Message.objects.filter(state="missed").order_by("at", "account__name")
    assert {(one.title, local(one.at)[:5]) for one in missed} == {
        ("La pause du chat", "06-22"), ("Étirez les mains", "06-29"),
    }  # fmt: skip
    after = sorted({(local(_at(mail)), mail.message.title) for mail in mails if 0 <= (_at(mail) - ended).days < 14})
    assert after == [("07-06 09:00", "La pause du chat"), ("07-13 09:00", "Étirez les mains")]
    rows = [row for row in report["days"] if row["state"] == "missed" and row["channel"] == "newsletter"]
    assert [(row["date"], row["count"]) for row in rows] == [
        ("2027-06-22", READERS + 15 - 4), ("2027-06-29", READERS + 15 - 4),
    ]  # fmt: skip


def test_no_two_letters_have_one_subject_and_a_missed_one_keeps_its_own(report: dict[str, Any]) -> None:
    letters = Message.objects.filter(account__name="newsletter", state__in=("sent", "approved")).order_by("at")
    subjects = Counter(letters.values_list("subject", flat=True))
    assert set(subjects.values()) == {1}
    assert {"La pause du chat", "Étirez les mains"} <= set(subjects)


def test_the_sums_match_the_audiences(report: dict[str, Any]) -> None:
    for message in Message.objects.filter(frozen_at__isnull=False).exclude(slot=None, kind="tip"):
        copies = Delivery.objects.filter(message=message)
        if message.account.kind == "email":
            there = Subscriber.objects.filter(created_at__lte=message.frozen_at).count()
            assert copies.count() == there, message.title
            assert sum(tally.count for tally in message.tallies.all()) == there
    assert not Delivery.objects.exclude(state__in=("sent", "suppressed", "missed")).exists()
    sent = sum(row["count"] for row in report["days"] if row["channel"] == "newsletter" and row["state"] == "sent")
    assert sent == Delivery.objects.filter(state="sent", subscriber__isnull=False).count()


def test_who_left_gets_nothing_more(report: dict[str, Any], mails: list[Delivery]) -> None:
    gone = Subscriber.objects.filter(state="unsubscribed").order_by("pk")
    assert gone.count() == 4 + 7 + 5
    leavings = [datetime(2027, 3, 20, 14, tzinfo=UTC)] * 4 + [datetime(2027, 7, 10, 16, tzinfo=UTC)] * 7
    leavings += [datetime(2027, 10, 16, 13, 30, tzinfo=UTC)] * 5
    left = dict(zip(gone.values_list("pk", flat=True), leavings, strict=True))
    assert not [mail for mail in mails if mail.subscriber_id in left and _at(mail) >= left[mail.subscriber_id]]


# --- announcements are true at the instant they go out ---


@lru_cache
def _dates(name: str) -> dict[tuple[str, datetime], str]:
    """(uid, start) → state, as the file tells."""
    data = (studio.HERE / name).read_bytes()
    reading = timetables.read(data, name, Window(studio.NOW - timedelta(days=1), ZONE))
    return {(series.uid, date.starts): date.state for series in reading.series for date in series.dates}


def _told(events: list[happenings.Happening], at: datetime) -> tuple[dict[tuple[str, datetime], str], dict[str, str]]:
    """The timetable that counted at `at`, and what had been said of whole classes (by title) until then."""
    file, classes = "classes.ics", dict[str, str]()
    for event in events:
        if event.moment <= at and event.what == "timetable":
            file = event.name
        if event.moment <= at and event.what == "class":
            classes[event.name] = event.becomes
    return _dates(file), classes


def test_no_announcement_is_untrue_when_it_goes_out(report: dict[str, Any]) -> None:
    events = happenings.read((studio.HERE / "events.yaml").read_text(encoding="utf-8"), ZONE)
    seen = Counter[str]()
    for message in Message.objects.filter(state="sent", account__name="newsletter"):
        first = Delivery.objects.filter(message=message, state="sent").order_by("ended_at")[0]
        dates, classes = _told(events, _at(first))
        printed = {row["uid"]: row for row in message.context["facts"].get("classes", ())}
        payload = next(iter(plan.payloads(message)))
        assert payload["text"].count("Roll with us") <= 1
        for uid in payload.get("rows", ()):
            seen[uid] += 1
            assert classes.get(printed[uid]["title"], "scheduled") == "scheduled", message.title
            for start in map(datetime.fromisoformat, printed[uid]["starts"]):
                assert start > _at(first), message.title
                assert dates[uid, start.astimezone(UTC)] == "scheduled", message.title
    assert len(seen) == 8
    assert seen["slow-flow@willow.example"] > 30


def test_what_stopped_being_true_after_its_approval_was_taken_out_and_told(report: dict[str, Any]) -> None:
    told = Event.objects.filter(kind="row-removed").order_by("at")
    texts = [(local(event.at), event.text.split(" was taken")[0], event.text.rpartition(": ")[2]) for event in told]
    assert texts == [
        ("04-20 09:00", "“Rest and restore”", "it is full."), ("05-04 09:00", "“Slow flow”", "it is cancelled."),
    ]  # fmt: skip


def test_new_classes_are_announced_once_and_the_first_timetable_not_at_all(report: dict[str, Any]) -> None:
    posts = Message.objects.filter(kind="announcement", account__name="bluesky").order_by("at")
    assert [(post.title, local(post.at), post.state) for post in posts] == [
        ("Yoga for runners, spring season", "03-24 10:00", "sent"), ("Open garden day", "06-05 10:00", "sent"),
        ("Steady on your feet, autumn season", "09-16 10:00", "sent"),
        ("Longest night practice", "12-07 10:00", "sent"),
    ]  # fmt: skip
