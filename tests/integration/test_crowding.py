"""A third mail within a week is told before it happens: who would miss it, and what to do."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import unescape

import pytest
from django.test import Client

from scheduler.audience.models import Subscriber
from scheduler.plan import services as plan
from scheduler.plan.models import Campaign, Message
from tests import builders
from tests.integration.planning import NOW, accept, close, local, queued

pytestmark = pytest.mark.django_db
OWNER = "owner@willow.example"


def mail(day: int, hour: int = 10, words: str = "A word from us.") -> Message:
    """A mail of her own on that day of February."""
    at, said = datetime(2027, 2, day, hour), f"{words} Day {day}."
    (made,) = plan.post(said, ["newsletter"], at, OWNER, NOW, {"title": f"Day {day}"})
    return made


@pytest.fixture
def weekly() -> None:
    """Tips on the 16th, the 23rd and the 2nd of March at nine, to three people."""
    accept()
    queued(3)
    for _ in range(3):
        builders.a_subscriber()


def test_two_a_week_are_fine_and_the_third_is_told_with_what_to_do(weekly: None) -> None:
    mail(18)
    assert plan.crowded(NOW) == {}
    third = mail(19)
    ((number, crowd),) = plan.crowded(NOW).items()
    assert number == third.pk
    assert crowd.sentence == (
        "3 people would miss this: a reader gets at most 2 mails a week, and “Rolling the feet 1” (Tue 16 Feb) and "
        "“Day 18” (Thu 18 Feb) come before it. Move it to Thu 25 Feb, or move or skip one of those."
    )  # fmt: skip
    assert crowd.short == "3 people would miss it: too many mails in a week."


def test_the_day_it_offers_is_one_on_which_nobody_misses_anything(weekly: None) -> None:
    mail(18)
    third = mail(19)
    fits = plan.crowded(NOW)[third.pk].fits
    assert fits
    plan.reschedule(third.ref, datetime.combine(fits, datetime.min.time().replace(hour=10)), OWNER, NOW)
    assert plan.crowded(NOW) == {}


def test_the_issue_itself_is_named_when_posts_of_the_same_week_come_first(weekly: None) -> None:
    mail(11)
    mail(14, 11)
    found = plan.crowded(NOW)
    tip = Message.objects.get(account__kind="email", title="Rolling the feet 1")
    assert list(found) == [tip.pk]
    assert local(tip.at) == "02-16 09:00"


def test_what_was_sent_this_week_counts_and_what_was_skipped_does_not(weekly: None) -> None:
    first, second = mail(11), mail(12)
    close(first, "sent", first.at)
    third = mail(14)
    assert list(plan.crowded(first.at + timedelta(hours=1))) == [
        third.pk, Message.objects.get(account__kind="email", title="Rolling the feet 1").pk
    ]  # fmt: skip
    plan.skip(second.ref, OWNER, NOW)
    assert third.pk not in plan.crowded(NOW)


def test_readers_of_one_topic_are_counted_by_what_they_get(weekly: None) -> None:
    Subscriber.objects.filter(pk=Subscriber.objects.first().pk).update(wants_tips=False)  # type: ignore[union-attr]
    mail(18)
    third = mail(19)
    assert plan.crowded(NOW)[third.pk].people == 2, "who reads no tips has one mail fewer by then"


def test_a_rhythm_may_allow_another_number_a_week(weekly: None) -> None:
    from tests.integration.planning import with_lines

    accept(with_lines("max per week: 1"))
    mail(15)
    tip = Message.objects.get(account__kind="email", title="Rolling the feet 1", state="draft")
    crowd = plan.crowded(NOW)[tip.pk]
    assert "at most one mail a week, and “Day 15” (Mon 15 Feb) comes before it." in crowd.sentence
    assert crowd.sentence.endswith("or skip that one.")


def test_a_network_has_no_ceiling_and_nobody_on_the_list_misses_nothing() -> None:
    accept()
    queued(3)
    for day in (17, 18, 19):
        mail(day)
    assert plan.crowded(NOW) == {}, "there is no reader"


def test_calendar_month_and_preview_say_it(weekly: None, owner: Client, studio_home: object) -> None:
    mail(18)
    third = mail(19)
    said = "3 people would miss this: a reader gets at most 2 mails a week"
    assert "3 people would miss it" in owner.get("/calendar/?month=2027-02").content.decode()
    assert "3 people would miss “Day 19”." in unescape(owner.get("/month/").content.decode())
    for address in (f"/calendar/{third.ref}/", "/calendar/?month=2027-02&view=list", "/month/", f"/posts/{third.ref}/"):
        page = unescape(owner.get(address).content.decode())
        assert page.count(said) == 1, address
        assert "Move it to Thu 25 Feb" in page


def test_the_page_of_a_series_says_it_beside_the_button_that_approves_all_of_it(weekly: None, owner: Client) -> None:
    series = f"/series/{Campaign.objects.get().ref}/"
    assert "too many mails" not in owner.get(series).content.decode().lower()
    mail(14)
    mail(15)
    page = unescape(owner.get(series).content.decode())
    assert "3 people would miss “Rolling the feet 1”." in page
    assert page.index("would miss") < page.index("Approve all of it")
