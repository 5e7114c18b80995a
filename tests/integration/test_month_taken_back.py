"""A skip is taken back, a swap and “Send now” do not lose each other, a signed-out owner lands on the month."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from scheduler.accounts.models import Account, User
from scheduler.errors import Problem
from scheduler.insights.models import OwnerMail
from scheduler.outbox import services as outbox
from scheduler.outbox.models import Undo
from scheduler.plan import services as plan
from scheduler.plan.models import Campaign, Message
from scheduler.plan.services.taking_back import unskip
from tests.builders import NOW
from tests.integration.planning import accept, laid, queued

pytestmark = pytest.mark.django_db
ANA = "ana@example.org"
PASSWORD = "four words nobody guesses"


def letters() -> list[Message]:
    return list(Message.objects.filter(account__name="newsletter").exclude(state="void").order_by("at"))


def again(message: Message) -> Message:
    return Message.objects.select_related("slot", "campaign").get(pk=message.pk)


# --- a skip taken back ---


@pytest.mark.parametrize("approved", [True, False])
def test_it_goes_out_on_its_date_with_the_ok_that_it_had(approved: bool) -> None:
    accept()
    queued(4)
    before, message = laid(), letters()[1]
    if approved:
        plan.approve(message.ref, ANA, NOW)
    was = again(message)
    plan.skip(message.ref, ANA, NOW)
    plan.refresh(NOW)
    assert [title for title, _ in laid()] == [title for title, _ in before if title != message.title]
    unskip(message.ref, ANA, NOW)
    plan.refresh(NOW)
    assert laid() == before
    now = again(message)
    names = ("state", "at", "late_after", "payload_hash", "slot_id", "position", "reason", "closed_at")
    assert [getattr(now, name) for name in names] == [getattr(was, name) for name in names]
    assert now.state == ("approved" if approved else "draft")


def test_the_last_tips_skip_opens_its_series_again() -> None:
    accept()
    series = queued(1)
    for message in Message.objects.all():
        plan.skip(message.ref, ANA, NOW)
    plan.refresh(NOW)
    series.refresh_from_db()
    assert series.state == "finished"
    unskip(letters()[0].ref, ANA, NOW)
    plan.refresh(NOW)
    series.refresh_from_db()
    assert (series.state, letters()[0].state) == ("active", "draft")


def test_what_cannot_be_taken_back_says_why() -> None:
    accept()
    series = queued(3)
    first, second, third = letters()
    with pytest.raises(Problem, match="was not skipped by anybody"):
        unskip(first.ref, ANA, NOW)
    plan.skip(first.ref, ANA, NOW)
    with pytest.raises(Problem, match="is over"):
        unskip(first.ref, ANA, first.at)
    plan.skip(second.ref, ANA, NOW)
    assert second.tip is not None
    type(second.tip).objects.filter(pk=second.tip.pk).update(state="retired")
    with pytest.raises(Problem, match="was dropped since"):
        unskip(second.ref, ANA, NOW)
    Message.objects.filter(pk=third.pk).update(tip=first.tip)
    with pytest.raises(Problem, match="on another date"):
        unskip(first.ref, ANA, NOW)
    Message.objects.filter(pk=third.pk).update(tip=third.tip)
    plan.stop(series.ref, ANA, NOW)
    with pytest.raises(Problem, match="was stopped"):
        unskip(first.ref, ANA, NOW)
    Message.objects.filter(pk=first.pk).update(reason="No OK came in time.")
    with pytest.raises(Problem, match="was not skipped by anybody"):
        unskip(first.ref, ANA, NOW)


def test_words_that_changed_meanwhile_wait_for_an_ok(owner: Client, studio_series: Campaign) -> None:
    message = letters()[0]
    plan.approve(message.ref, ANA, NOW)
    plan.skip(message.ref, ANA, NOW)
    assert message.tip is not None
    owner.post(f"/series/{message.tip.article_id}/tips/{message.tip_id}/", {"do": "save", "text": "Quite other words."})
    unskip(message.ref, ANA, NOW)
    plan.refresh(NOW)
    now = again(message)
    assert now.state == "draft"
    assert "Quite other words." in plan.payloads(now)[0]["text"]


def test_it_is_taken_back_on_the_month_and_on_its_own_page(owner: Client, studio_series: Campaign) -> None:
    moment = plan.month(NOW).moments[0]
    seen = [card.seen for card in moment.cards]
    owner.post("/month/answer/", {"do": "skip", "seen": seen})
    assert "Take the skip back" in owner.get("/month/").content.decode()
    answer = owner.post("/month/answer/", {"do": "unskip", "seen": seen}, follow=True)
    assert "goes out on its date" in answer.content.decode()
    assert {card.message.state for card in plan.month(NOW).moments[0].cards} == {"draft"}
    again_pressed = owner.post("/month/answer/", {"do": "unskip", "seen": seen}, follow=True)
    assert "Nothing was changed" in again_pressed.content.decode()
    message = letters()[0]
    owner.post(f"/posts/{message.ref}/do/", {"do": "skip"})
    assert "Take the skip back" in owner.get(f"/posts/{message.ref}/").content.decode()
    owner.post(f"/posts/{message.ref}/do/", {"do": "unskip"})
    assert again(message).state == "draft"
    assert "Take the skip back" not in owner.get(f"/posts/{message.ref}/").content.decode()


# --- swap and "Send now" ---


@pytest.fixture
def sending(studio_series: Campaign) -> list[Message]:
    """The letters of a series; the first is to be sent now and can still be taken back."""
    Account.objects.filter(name="newsletter").update(state="ready", live_since=NOW)
    found = letters()
    outbox.send_now(found[0].ref, ANA, NOW)
    return found


def test_what_is_about_to_be_sent_is_not_swapped_skipped_or_moved(sending: list[Message]) -> None:
    first, second = sending[:2]
    before = list(Message.objects.order_by("pk").values_list("pk", "at", "slot", "tip", "state", "moved_by"))
    later = (NOW + timedelta(days=9)).replace(tzinfo=None)
    for act in (
        lambda: plan.swap(first.ref, second.tip_id or 0, ANA, NOW),
        lambda: plan.skip(first.ref, ANA, NOW),
        lambda: plan.move(first.ref, later, ANA, NOW),
        lambda: plan.reschedule(first.ref, later, ANA, NOW),
    ):
        with pytest.raises(Problem, match="about to be sent: press Undo there first"):
            act()
    assert list(Message.objects.order_by("pk").values_list("pk", "at", "slot", "tip", "state", "moved_by")) == before


def test_undone_it_can_be_swapped_and_nothing_is_lost(sending: list[Message]) -> None:
    first, second = sending[:2]
    outbox.undo(first.ref, ANA, NOW)
    assert (again(first).at, again(first).state, again(first).moved_by) == (first.at, first.state, first.moved_by)
    plan.swap(first.ref, second.tip_id or 0, ANA, NOW)
    assert (again(first).at, again(second).at) == (second.at, first.at)
    assert not Undo.objects.exists()
    assert len(letters()) == len(sending)


def test_other_words_meanwhile_do_not_spoil_the_undo(sending: list[Message]) -> None:
    first = sending[0]
    plan.reword(first.ref, ANA, NOW, title="", text="Quite other words for this.", line="")
    assert again(first).state == "draft"
    outbox.undo(first.ref, ANA, NOW)
    assert (again(first).at, again(first).state) == (first.at, "draft")


# --- the mail's link, signed out ---


def test_who_is_signed_out_signs_in_and_lands_on_the_month(client: Client, studio_series: Campaign) -> None:
    user = User.objects.create(email=ANA, role="owner", created_at=NOW)
    user.set_password(PASSWORD)
    user.save()
    asked = client.get("/month/", follow=True)
    assert asked.redirect_chain == [("/sign-in/?next=/month/", 302)]
    html = asked.content.decode()
    assert 'name="next" value="/month/"' in html
    assert "the page that you came for" in html
    wrong = client.post("/sign-in/", {"email": ANA, "password": "no", "next": "/month/"})
    assert wrong.status_code == 401
    assert 'name="next" value="/month/"' in wrong.content.decode(), "one wrong try does not lose the way"
    there = client.post("/sign-in/", {"email": ANA, "password": PASSWORD, "next": "/month/"}, follow=True)
    assert there.redirect_chain == [("/month/", 302)]
    assert "Everything that goes out until" in there.content.decode()


def test_a_forgotten_password_does_not_lose_the_way_either(client: Client, studio_series: Campaign) -> None:
    User.objects.create(email=ANA, role="owner", created_at=NOW)
    asked = client.get("/sign-in/?next=/month/").content.decode()
    assert 'href="/forgotten/?next=/month/"' in asked
    assert 'name="next" value="/month/"' in client.get("/forgotten/?next=/month/").content.decode()
    client.post("/forgotten/", {"email": ANA, "next": "/month/"})
    link = OwnerMail.objects.get().link.partition("8000")[2]
    assert link.endswith("/?next=%2Fmonth%2F")
    html = client.get(link).content.decode()
    assert 'name="next" value="/month/"' in html
    begin = f"{link.partition('?')[0]}begin/"
    there = client.post(begin, {"email": ANA, "password": PASSWORD, "next": "/month/"}, follow=True)
    assert there.redirect_chain == [("/month/", 302)]
    assert "Welcome. This is practice" in there.content.decode()


@pytest.mark.parametrize("evil", ["https://evil.example/", "//evil.example", "/" + "x" * 200])
def test_a_stranger_puts_no_way_of_theirs_into_the_mail(client: Client, studio_plan: Path, evil: str) -> None:
    User.objects.create(email=ANA, role="owner", created_at=NOW)
    client.post("/forgotten/", {"email": ANA, "next": evil})
    assert "next" not in OwnerMail.objects.get().link


@pytest.mark.parametrize("evil", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(client: Client, studio_plan: Path, evil: str) -> None:
    user = User.objects.create(email=ANA, role="owner", created_at=NOW)
    user.set_password(PASSWORD)
    user.save()
    answer = client.post("/sign-in/", {"email": ANA, "password": PASSWORD, "next": evil})
    assert (answer.status_code, answer["Location"]) == (302, "/")
