"""The calendar: what a month shows, why, and moving things about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scheduler.accounts.models import Account
from scheduler.errors import Problem
from scheduler.plan import services as plan
from scheduler.plan.models import Campaign, Job, Message, Slot
from scheduler.plan.services.calendar_month import Dated, calendar_month, date_page
from tests.builders import NOW
from tests.integration.planning import TUESDAYS, accept, laid, queued, with_lines

pytestmark = pytest.mark.django_db
TORONTO = "owner@willow.example"


def first(**where: object) -> Message:
    found = Message.objects.filter(state__in=("draft", "approved"), **where).order_by("at", "pk").first()
    assert found is not None
    return found


def entries(month: str = "", channels: tuple[str, ...] = ()) -> Iterator[Dated]:
    for day in calendar_month(NOW, month, channels).days:
        yield from day.entries


def at(day: int, hour: int = 9, month: int = 2) -> datetime:
    return datetime(2027, month, day, hour)


# --- what a month shows ---


def test_a_month_is_whole_weeks_with_today_the_holidays_and_the_closed_days() -> None:
    accept(quiet="quiet: {holidays: CA-ON, closed: [2027-02-26..2027-02-28]}\n")
    month = calendar_month(NOW)
    assert [day.date.weekday() for day in (month.days[0], month.days[-1])] == [0, 6]
    assert len(month.days) == 28
    assert (month.today.day, f"{month.before} {month.after}") == (10, "2027-01-01 2027-03-01")
    assert {day.date.day: day.off for day in month.days if day.off} == {
        15: "Family Day", 26: "Closed", 27: "Closed", 28: "Closed",
    }  # fmt: skip


@pytest.mark.parametrize("month", ["2027-00", "2027-13", "feb", "9999-01", "2027-02-01", "2027-02\n", "٢٠٢٧-٠٢"])
def test_what_is_no_month_is_one_sentence(owner: Client, studio_plan: object, month: str) -> None:
    with pytest.raises(Problem, match="is no month"):
        calendar_month(NOW, month)
    answer = owner.get("/calendar/", {"month": month})
    assert answer.status_code == 400
    assert "is no month" in answer.content.decode()


def test_a_tip_stands_once_a_day_with_all_its_channels(studio_series: Campaign) -> None:
    entry = next(entries())
    assert entry.at == datetime.fromisoformat("2027-02-16T09:00-05:00")
    assert [copy.channel for copy in entry.copies] == ["newsletter", "bluesky", "instagram"]
    assert [copy.channel for each in entries(channels=("bluesky",)) for copy in each.copies] == ["bluesky"] * 2


def test_midnight_belongs_to_the_studios_day_and_month() -> None:
    accept()
    Job.objects.get_or_create(name="one-off")
    late = plan.post("Good night", ["bluesky"], datetime(2027, 2, 28, 23, 59), TORONTO, NOW)
    early = plan.post("Good morning", ["bluesky"], datetime(2027, 3, 1), TORONTO, NOW)
    assert [entry.id for entry in entries("2027-02")] == [late[0].ref]
    march = [entry.id for day in calendar_month(NOW, "2027-03").days if day.inside for entry in day.entries]
    assert march == [early[0].ref]


def test_why_this_date_and_why_this_tip_are_a_sentence_each() -> None:
    jobs = with_lines("offset: {bluesky: 2h}", jobs=TUESDAYS.replace("tuesday", "monday"))
    accept(jobs, quiet="quiet: {holidays: CA-ON}\n")
    queued(2)
    entry = next(entries())
    assert entry.why_date == (
        "“weekly-tip” goes out every Monday at 09:00; Monday 09:00, moved to Tuesday 16 February, 09:00, because of "
        "Family Day."
    )
    assert entry.why_tip == "Tip 1 of 2 from “Rolling the feet”, best first: it says what to do."
    assert "here 2 h later" in next(entries(channels=("bluesky",))).why_date


def test_a_post_of_ones_own_and_an_announcement_say_why(studio_series: Campaign) -> None:
    plan.post("We are closed.", ["bluesky"], at(19), "ana@example.org", NOW)
    own = next(entry for entry in entries() if entry.kind == "post")
    assert (own.why_date, own.why_tip) == ("ana@example.org chose this time.", "Written by ana@example.org.")
    account = Account.objects.get(name="bluesky")
    why = "new-classes: a new class, announced 14 days before"
    Message.objects.create(
        account=account, job="new-classes", kind="announcement", title="Yin", why=why, at=NOW + timedelta(days=3),
        late_after=NOW + timedelta(days=9), created_at=NOW,
    )  # fmt: skip
    new = next(entry for entry in entries() if entry.kind == "announcement")
    assert new.why_date == "“new-classes” tells about a new class 14 days before."
    assert new.why_tip == "“Yin” is new in the timetable."


def test_free_dates_and_dates_that_a_closure_took_are_shown() -> None:
    accept(with_lines("on quiet: skip", "empty: skip"), quiet="quiet: {closed: [2027-03-09..2027-03-10]}\n")
    queued(2)
    month = calendar_month(NOW, "2027-03")
    free = {day.date.day: day.free[0].skipped for day in month.days if day.free and day.inside}
    assert free[2] == ""
    assert free[9] == "Tuesday 09:00, skipped because of the closed days."


def test_what_was_replaced_and_what_has_no_date_is_not_shown(studio_series: Campaign) -> None:
    gone = first()
    Message.objects.filter(slot=gone.slot).update(state="void")
    assert all(entry.title != gone.title for entry in entries())
    with pytest.raises(Problem, match="no date"):
        date_page(gone.ref, NOW)


def test_what_is_paused_says_so(owner: Client, studio_series: Campaign) -> None:
    owner.post("/calendar/pause/weekly-tip/", {"do": "pause"})
    assert "It does not go out now: paused" in owner.get("/calendar/").content.decode()


# --- the page ---


def test_the_page_has_months_filters_and_a_list(owner: Client, studio_series: Campaign) -> None:
    html = owner.get("/calendar/?month=2027-02&channel=bluesky&channel=nowhere&view=list").content.decode()
    assert "February 2027" in html
    assert "month=2027-03&amp;channel=bluesky&amp;view=list" in html
    assert "month=2027-01&amp;channel=bluesky&amp;view=list" in html
    assert "nowhere" not in html
    assert "month=2027-02&amp;channel=bluesky&amp;channel=newsletter&amp;view=list" in html
    assert '<time datetime="2027-02-10">10</time>' in html
    assert "Family Day" in html


def test_an_empty_month_leads_to_the_next_that_has_something(owner: Client, studio_series: object) -> None:
    month = calendar_month(NOW, "2026-11")
    assert month.next == first().at.date()
    html = owner.get("/calendar/?month=2026-11&view=list").content.decode()
    assert f'?month={month.next:%Y-%m}&amp;view=list">{month.next.day} {month.next:%B %Y}</a>' in html
    assert calendar_month(NOW, f"{month.next:%Y-%m}").next is None
    assert calendar_month(NOW, "2199-12").next is None


def test_an_empty_month_says_what_to_do(owner: Client, studio_plan: object) -> None:
    assert "Nothing is planned in February 2027" in owner.get("/calendar/").content.decode()
    html = owner.get("/calendar/?channel=bluesky").content.decode()
    assert "Nothing goes out on bluesky in February" in html
    assert "Look at all channels" in html


def test_hostile_titles_are_words(owner: Client, studio_series: Campaign) -> None:
    Message.objects.update(title="<script>alert(1)</script>", words={})
    for place in ("/calendar/", "/calendar/?view=list", f"/calendar/{first().ref}/"):
        html = owner.get(place).content.decode()
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert" in html


# --- moving ---


def approved() -> Message:
    message = first()
    plan.approve(message.ref, "ana@example.org", NOW)
    message.refresh_from_db()
    return message


def test_a_date_is_dragged_with_all_its_channels_and_its_ok(owner: Client, studio_series: Campaign) -> None:
    message, before = approved(), laid()
    answer = owner.post("/calendar/drop/", {"ref": message.ref, "day": "2027-02-18"}, follow=True)
    told = answer.content.decode()
    assert "goes out on Thu 18 Feb 2027 at 09:00 now. Its OK still counts" in told
    moved = Message.objects.filter(slot=message.slot)
    assert {each.at for each in moved} == {datetime(2027, 2, 18, 14, tzinfo=UTC)}
    message.refresh_from_db()
    assert (message.state, message.approvals.filter(voided_at=None).count()) == ("approved", 1)
    assert "moved by ana@example.org" in message.why
    plan.refresh(NOW)
    assert laid() == [(before[0][0], "02-18 09:00"), *before[1:]]


def test_a_moved_date_stays_for_weeks_after_the_rhythms_own_date(studio_series: Campaign) -> None:
    message, tips = first(account__name="newsletter"), [title for title, _ in laid()]
    plan.reschedule(message.ref, at(25, month=3), "ana@example.org", NOW)
    for weeks in (1, 2, 3, 4):
        later = NOW + timedelta(weeks=weeks)
        Message.objects.filter(at__lt=later, state="draft").update(state="sent", closed_at=later, frozen_at=later)
        plan.refresh(later)
    message.refresh_from_db()
    assert message.state == "draft"
    assert f"{message.at:%m-%d}" == "03-25"
    assert Message.objects.filter(title=tips[0], account=message.account).exclude(state="void").count() == 1


def test_one_channel_is_moved_alone_by_the_form(owner: Client, studio_series: Campaign) -> None:
    message = first(account__name="newsletter")
    other = Message.objects.get(slot=message.slot, account__name="bluesky")
    owner.post(f"/calendar/{message.ref}/move/", {"at": "2027-02-17T10:30", "only": other.ref})
    other.refresh_from_db()
    assert (other.at, other.moved_by) == (datetime(2027, 2, 17, 15, 30, tzinfo=UTC), "ana@example.org")
    assert first(account__name="newsletter").at == message.at
    days = [(entry.at.day, [copy.channel for copy in entry.copies]) for entry in entries()][:2]
    assert days == [(16, ["newsletter", "instagram"]), (17, ["bluesky"])]
    own = date_page(other.ref, NOW).entry.why_date
    assert own == "ana@example.org chose this time; the rhythm’s own date is Tuesday 16 February at 09:00."


def test_what_was_moved_apart_moves_on_its_own(studio_series: Campaign) -> None:
    message = first(account__name="newsletter")
    other = Message.objects.get(slot=message.slot, account__name="bluesky")
    plan.reschedule(other.ref, at(16, 15), "ana@example.org", NOW, only=True)
    plan.reschedule(message.ref, at(20, 9), "ana@example.org", NOW)
    found = Message.objects.filter(slot=message.slot).values_list("account__name", "at")
    assert {name: f"{moment:%d %H}" for name, moment in found} == {
        "newsletter": "20 14", "instagram": "20 14", "bluesky": "20 20",
    }  # fmt: skip


def test_a_dropped_tip_does_not_go_out_though_its_time_was_chosen(owner: Client, studio_series: Campaign) -> None:
    message = approved()
    owner.post(f"/calendar/{message.ref}/move/", {"at": "2027-02-17T10:30", "only": message.ref})
    owner.post(f"/series/{studio_series.article_id}/tips/{message.tip_id}/", {"do": "drop"})
    assert set(Message.objects.filter(tip=message.tip_id).values_list("state", flat=True)) == {"void"}


def test_a_move_is_taken_back_with_everything_it_changed(owner: Client, studio_series: Campaign) -> None:
    message, before = approved(), laid()
    was = (message.at, message.late_after, message.moved_by, message.why)
    slot = Slot.objects.filter(pk=message.slot_id).values().get()
    for form in ({"at": "2027-02-17T10:30", "only": message.ref}, {"at": "2027-02-17T10:30"}):
        owner.post(f"/calendar/{message.ref}/move/", form)
        assert "Take the move back" in owner.get("/calendar/").content.decode()
        told = owner.post("/calendar/undo/", follow=True).content.decode()
        assert "is back where it was" in told
        message.refresh_from_db()
        assert (message.at, message.late_after, message.moved_by, message.why) == was
        assert Slot.objects.filter(pk=message.slot_id).values().get() == slot
        assert "Take the move back" not in owner.get("/calendar/").content.decode()
    assert message.state == "approved"
    assert laid() == before
    assert "no move to take back" in owner.post("/calendar/undo/", follow=True).content.decode()


def test_a_move_that_was_changed_since_is_not_taken_back(owner: Client, studio_series: Campaign) -> None:
    message = first()
    owner.post("/calendar/drop/", {"ref": message.ref, "day": "2027-02-18"})
    plan.reschedule(message.ref, at(19), "ben@example.org", NOW)
    assert "was changed again since" in owner.post("/calendar/undo/", follow=True).content.decode()
    message.refresh_from_db()
    assert f"{message.at:%d}" == "19"


def test_a_moved_date_goes_back_to_its_rhythm(owner: Client, studio_series: Campaign) -> None:
    message, before = first(), laid()
    owner.post(f"/calendar/{message.ref}/move/", {"at": "2027-02-17T10:30", "only": message.ref})
    assert "Back to the rhythm’s own date, Tue 16 Feb 09:00" in owner.get(f"/calendar/{message.ref}/").content.decode()
    owner.post(f"/calendar/{message.ref}/own-date/")
    assert laid() == before
    assert not Message.objects.exclude(moved_by="").exists()


def test_a_move_into_a_quiet_time_is_done_and_said(owner: Client, studio_series: Campaign) -> None:
    message = first()
    told = owner.post(f"/calendar/{message.ref}/move/", {"at": "2027-03-26T22:30"}, follow=True).content.decode()
    assert "a day on which nothing goes out otherwise (Good Friday)" in told
    assert "22:30 lies in your quiet hours, 21:00 to 07:00" in told
    message.refresh_from_db()
    assert message.at == datetime(2027, 3, 27, 2, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"at": "2027-02-01T09:00"}, "is over already"),
        ({"at": "soon"}, "is not a date and time"),
        ({"at": "9999-12-31T09:00"}, "is not a date and time"),
        ({"at": ""}, "is not a date and time"),
    ],
)
def test_a_wrong_time_is_one_sentence_and_stays_in_its_field(
    owner: Client, studio_series: Campaign, form: dict[str, str], sentence: str
) -> None:
    message = first()
    answer = owner.post(f"/calendar/{message.ref}/move/", form)
    assert answer.status_code == 400
    assert answer.content.decode().count('role="alert"') == 1
    assert sentence in answer.content.decode()
    if form["at"]:
        assert f'value="{form["at"]}"' in answer.content.decode()
    assert first().at == message.at


@pytest.mark.parametrize("day", ["", "yesterday", "2027-02-30", "2027-02-01", "0001-01-01", "9999-12-31", "<b>"])
@pytest.mark.parametrize("ref", ["{}", "m999999", "c1", "x", ""])
def test_a_drop_onto_nothing_changes_nothing(owner: Client, studio_series: Campaign, day: str, ref: str) -> None:
    before = laid()
    answer = owner.post("/calendar/drop/", {"ref": ref.format(first().ref), "day": day}, follow=True)
    assert answer.status_code == 200
    assert "<b>" not in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()
    assert laid() == before


def test_what_is_going_out_or_over_is_not_moved(owner: Client, studio_series: Campaign) -> None:
    message = first()
    Message.objects.filter(slot=message.slot).update(state="approved", frozen_at=NOW)
    answer = owner.post(f"/calendar/{message.ref}/move/", {"at": "2027-02-17T10:30"})
    assert "already going out" in answer.content.decode()
    assert "cannot be moved" in owner.get(f"/calendar/{message.ref}/").content.decode()


def test_what_begins_at_the_very_moment_of_a_move_keeps_its_time(
    studio_series: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scheduler.plan.services import approving

    message = first(account__name="newsletter")
    real = approving.late_after

    def begins_meanwhile(*args: object) -> datetime:
        Message.objects.filter(pk=message.pk).update(frozen_at=NOW, state="approved")
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(approving, "late_after", begins_meanwhile)
    with pytest.raises(Problem, match="has just begun"):
        plan.reschedule(message.ref, at(18), "ana@example.org", NOW, only=True)
    assert Message.objects.get(pk=message.pk).at == message.at


def test_what_is_left_of_a_date_moves_without_what_went_out(studio_series: Campaign) -> None:
    message = first(account__name="newsletter")
    Message.objects.filter(pk=message.pk).update(state="sent", frozen_at=NOW, closed_at=NOW)
    other = Message.objects.get(slot=message.slot, account__name="bluesky")
    plan.reschedule(other.ref, at(18), "ana@example.org", NOW)
    slot = Slot.objects.get(pk=message.slot_id)
    assert (slot.moved_by, f"{slot.at:%d}") == ("", "16")
    message.refresh_from_db()
    assert f"{message.at:%d}" == "16"
    other.refresh_from_db()
    assert f"{other.at:%d}" == "18"


def test_an_announcement_is_not_moved_past_its_class(studio_series: Campaign) -> None:
    from scheduler.classes.models import ClassSeries, Timetable

    table = Timetable.objects.create(source="classes.ics")
    made = ClassSeries.objects.create(timetable=table, uid="yin", title="Yin", first_seen_at=NOW)
    account = Account.objects.get(name="bluesky")
    message = Message.objects.create(
        account=account, job="new-classes", kind="announcement", series=made, title="Yin", why="new-classes: new",
        at=NOW + timedelta(days=2), late_after=NOW + timedelta(days=4), created_at=NOW,
    )  # fmt: skip
    with pytest.raises(Problem, match="begins too soon after that"):
        plan.reschedule(message.ref, at(20), "ana@example.org", NOW)
    plan.reschedule(message.ref, at(13), "ana@example.org", NOW)
    message.refresh_from_db()
    assert f"{message.at:%d}" == "13"


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "/calendar/?\\evil", "/calendar/?a\r\nX: y", "/calendar/" * 200]
)
def test_a_form_leads_back_to_the_calendar_only(owner: Client, studio_series: Campaign, back: str) -> None:
    answer = owner.post("/calendar/drop/", {"ref": first().ref, "day": "2027-02-18", "back": back})
    assert answer["Location"] == "/calendar/"
    kept = "/calendar/?month=2027-02&channel=bluesky"
    for on in ("2027-02-19", "2020-01-01"):
        again = owner.post("/calendar/drop/", {"ref": first().ref, "day": on, "back": kept})
        assert again["Location"] == kept


def test_a_viewer_sees_everything_and_moves_nothing(viewer: Client, studio_series: Campaign) -> None:
    message, before = first(), laid()
    assert viewer.get(f"/calendar/{message.ref}/").status_code == 200
    for place, form in (
        ("/calendar/drop/", {"ref": message.ref, "day": "2027-02-18"}),
        (f"/calendar/{message.ref}/move/", {"at": "2027-02-17T10:30"}),
        (f"/calendar/{message.ref}/own-date/", {}),
        ("/calendar/undo/", {}),
    ):
        assert "You may look" in viewer.post(place, form, follow=True).content.decode()
    assert laid() == before


# --- ten thousand posts ---


@pytest.fixture
def ten_thousand(studio_series: Campaign) -> Campaign:
    """Four years of posts, and a day with hundreds."""
    accounts = list(Account.objects.all())
    Job.objects.get_or_create(name="one-off")
    Message.objects.bulk_create(
        Message(
            account=accounts[number % 3], job="one-off", kind="post", title=f"Post {number // 3}",
            why="written", at=NOW + timedelta(hours=(number // 3) * 10 - 20_000) if number < 9_000 else NOW,
            late_after=NOW + timedelta(weeks=2), created_at=NOW, state="sent", closed_at=NOW, frozen_at=NOW,
        )
        for number in range(10_000)
    )  # fmt: skip
    return studio_series


@pytest.mark.parametrize("place", ["/calendar/", "/calendar/?view=list", "/calendar/?month=2027-05", "/calendar/{}/"])
def test_ten_thousand_posts_take_few_questions(owner: Client, ten_thousand: Campaign, place: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert owner.get(place.format(first().ref)).status_code == 200
    assert len(asked) <= 15, "\n".join(query["sql"][:150] for query in asked)


def test_a_crowded_day_is_cut_short_in_the_grid_and_leads_to_the_list(owner: Client, ten_thousand: Campaign) -> None:
    html = owner.get("/calendar/").content.decode()
    more = re.search(r'href="(/calendar/\?month=2027-02&amp;view=list)#2027-02-10">and \d+ more', html)
    assert more
    assert 'id="2027-02-10"' in owner.get(more[1].replace("&amp;", "&")).content.decode()
