"""The month: four weeks on one page; an OK is for what the page showed; swap, words, a post of one's own."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scheduler.accounts.models import User
from scheduler.plan import services as plan
from scheduler.plan.models import Campaign, Message
from scheduler.web import drafts
from tests.builders import NOW
from tests.integration.planning import fingerprint

pytestmark = pytest.mark.django_db


def page(client: Client) -> str:
    answer = client.get("/month/")
    assert answer.status_code == 200
    return answer.content.decode()


def seen_on(html: str) -> list[str]:
    """What the first form of the page, Approve all, carries."""
    form = html.partition('action="/month/answer/"')[2].partition("</form>")[0]
    return re.findall(r'name="seen" value="([^"]+)"', form)


def laid(account: str = "newsletter") -> list[str]:
    found = Message.objects.filter(account__name=account, state__in=("draft", "approved")).order_by("at")
    return [message.title for message in found]


def first(account: str = "newsletter") -> Message:
    found = Message.objects.filter(account__name=account, state__in=("draft", "approved")).order_by("at").first()
    assert found is not None
    return found


def test_everything_of_four_weeks_is_there_in_date_order_and_nothing_later(
    owner: Client, studio_series: Campaign
) -> None:
    html = page(owner)
    month = plan.month(NOW)
    assert month.cards
    assert [card.message.at for card in month.cards] == sorted(card.message.at for card in month.cards)
    open_ = Message.objects.filter(state="draft")
    inside = {message.ref for message in open_ if message.at <= NOW + timedelta(weeks=4)}
    assert inside <= set(re.findall(r'id="(m\d+)" class="anchor"', html))
    assert set(re.findall(r'id="(m\d+)" class="anchor"', html)) == {card.message.ref for card in month.cards}
    assert html.count("thumb__letter") == sum(card.message.account.name == "newsletter" for card in month.cards)


def test_approve_all_is_for_what_the_page_showed(owner: Client, studio_series: Campaign) -> None:
    seen = seen_on(page(owner))
    changed = first("bluesky")
    Message.objects.filter(pk=changed.pk).update(payload_hash="f" * 64)
    answer = owner.post("/month/answer/", {"do": "approve", "seen": seen}, follow=True)
    changed.refresh_from_db()
    assert changed.state == "draft"
    assert "Changed after you had opened the page" in answer.content.decode()
    assert Message.objects.filter(state="approved").count() == len(seen) - 1
    assert set(Message.objects.filter(state="approved").values_list("approvals__who", flat=True)) == {"ana@example.org"}


def test_pressed_twice_nothing_is_changed(owner: Client, studio_series: Campaign) -> None:
    seen = seen_on(page(owner))
    owner.post("/month/answer/", {"do": "approve", "seen": seen})
    answer = owner.post("/month/answer/", {"do": "approve", "seen": seen}, follow=True)
    assert "Nothing was changed" in answer.content.decode()
    assert Message.objects.filter(state="approved").count() == len(seen)


def test_one_date_is_skipped_and_the_others_keep_theirs(owner: Client, studio_series: Campaign) -> None:
    before, message = laid(), first()
    moment = plan.moment_of(message.ref)
    owner.post("/month/answer/", {"do": "skip", "seen": [card.seen for card in moment.open]})
    assert laid() == before[1:]
    assert set(Message.objects.filter(slot=message.slot).values_list("state", flat=True)) == {"skipped"}
    assert "skipped" in page(owner)


def test_a_button_nobody_knows_is_one_sentence(owner: Client, studio_series: Campaign) -> None:
    answer = owner.post("/month/answer/", {"do": "burn", "seen": "m1:x"}, follow=True)
    assert "not known any more" in answer.content.decode()


def test_a_later_tip_takes_the_place_and_the_others_keep_their_order(owner: Client, studio_series: Campaign) -> None:
    before, message = laid(), first()
    html = owner.get(f"/month/{message.ref}/").content.decode()
    choice = plan.choices(message.ref)[1]
    assert choice.tip.title in html
    at = message.at
    answer = owner.post(f"/month/{message.ref}/swap/", {"tip": choice.tip.pk}, follow=True)
    assert "Swapped" in answer.content.decode()
    other = before.index(choice.tip.title)
    wanted = [*before]
    wanted[0], wanted[other] = wanted[other], wanted[0]
    assert laid() == wanted
    assert first().at == at


def test_a_tip_of_another_article_or_one_that_went_out_takes_no_place(owner: Client, studio_series: Campaign) -> None:
    before, message = laid(), first()
    for tip in ("999999", "", "x", str(message.tip_id)):
        answer = owner.post(f"/month/{message.ref}/swap/", {"tip": tip})
        assert answer.status_code == 400
    assert laid() == before


def test_other_words_are_kept_under_a_name_and_void_the_ok_on_every_channel(
    owner: Client, studio_series: Campaign
) -> None:
    message = first()
    owner.post("/month/answer/", {"do": "approve", "seen": seen_on(page(owner))})
    words = {"title": "Mine", "text": "Sit down for a minute. Breathe out slowly.", "subject": "A minute for you"}
    owner.post(f"/month/{message.ref}/words/", words)
    message.refresh_from_db()
    assert message.tip is not None
    assert (message.state, message.subject) == ("draft", "A minute for you")
    assert message.tip.own_words[0]["by"] == "ana@example.org"
    assert not message.approvals.filter(voided_at=None).exists()
    siblings = Message.objects.filter(slot=message.slot, state__in=("draft", "approved"))
    assert {one.state for one in siblings} == {"draft"}
    html = page(owner)
    assert '<span class="own">Sit down for a minute. Breathe out slowly.</span>' in html
    assert Message.objects.filter(state="approved").exclude(slot=message.slot).exists()


def test_words_that_are_too_long_stay_in_their_field(owner: Client, studio_series: Campaign) -> None:
    text = "Breathe out. " * 400
    answer = owner.post(f"/month/{first().ref}/words/", {"title": "Mine", "text": text, "subject": ""})
    assert answer.status_code == 400
    assert text.strip() in answer.content.decode()
    assert "longer than 4000" in answer.content.decode()


def test_a_post_of_ones_own_stands_in_the_month(owner: Client, studio_series: Campaign) -> None:
    form = {"text": "We are closed on Monday.", "channel": ["bluesky", "newsletter"], "at": "2027-02-19T10:00"}
    answer = owner.post("/month/own/write/", form, follow=True)
    html = answer.content.decode()
    assert "Your post is in the plan" in html
    assert "own words</span> by ana@example.org" in html
    made = Message.objects.filter(job="one-off")
    assert {(message.kind, message.state) for message in made} == {("post", "draft")}
    owner.post(f"/month/{made[0].ref}/words/", {"title": "", "text": "We are closed on Tuesday.", "subject": ""})
    assert {message.words["text"] for message in Message.objects.filter(job="one-off")} == {"We are closed on Tuesday."}


def test_a_post_without_words_or_with_a_time_that_is_over_loses_nothing(owner: Client, studio_series: Campaign) -> None:
    for form, wanted in (
        ({"text": "Hello all", "channel": "bluesky", "at": "2020-01-01T10:00"}, "is over already"),
        ({"text": "Hello all", "at": "2027-02-19T10:00"}, "at least one channel"),
        ({"text": "Hello all", "channel": "bluesky", "at": "2027-02-19T10:00", "link": "javascript:x"}, "https://"),
    ):
        answer = owner.post("/month/own/write/", form)
        assert answer.status_code == 400
        assert wanted in answer.content.decode()
        assert "Hello all</textarea>" in answer.content.decode()
    assert not Message.objects.filter(job="one-off").exists()


def test_a_viewer_sees_the_month_and_changes_nothing(viewer: Client, studio_series: Campaign) -> None:
    seen = seen_on(page(viewer))
    message = first()
    for address, form in (
        ("/month/answer/", {"do": "approve", "seen": seen}),
        ("/month/answer/", {"do": "skip", "seen": seen}),
        (f"/month/{message.ref}/words/", {"title": "Mine"}),
        (f"/month/{message.ref}/swap/", {"tip": plan.choices(message.ref)[0].tip.pk}),
        ("/month/own/write/", {"text": "Hi", "channel": "bluesky", "at": "2027-02-19T10:00"}),
    ):
        viewer.post(address, form)
    assert not Message.objects.exclude(state="draft").exists()
    assert not Message.objects.filter(job="one-off").exists()


def test_the_page_asks_a_bounded_number_of_questions(owner: Client, studio_series: Campaign) -> None:
    page(owner)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page(owner)
    assert len(asked) <= 40


def test_a_date_that_was_moved_and_one_that_somebody_asked_about_are_swapped_too(
    owner: Client, studio_series: Campaign
) -> None:
    message = first()
    owner.post(f"/posts/{message.ref}/change/", {"subject": message.subject, "at": "2027-02-17T10:30"})
    message.refresh_from_db()
    plan.pause(plan.moment_of(message.ref).cards[1].message.ref, "ana@example.org", NOW)
    choice = plan.choices(message.ref)[0]
    there = plan.swap(message.ref, choice.tip.pk, "ana@example.org", NOW)
    assert (there.at, there.tip_id, there.moved_by) == (message.at, choice.tip.pk, "ana@example.org")
    message.refresh_from_db()
    assert (message.at, message.moved_by, message.state) == (choice.at, "", "draft")
    for account in ("newsletter", "bluesky", "instagram"):
        assert laid(account)[:2] == [choice.tip.title, message.title]


def test_a_dropped_tip_is_no_choice_and_one_without_a_date_sends_the_other_to_the_end(
    owner: Client, studio_series: Campaign
) -> None:
    message, before = first(), laid()
    article = studio_series.article
    form = {"title": "A tip of mine", "text": "Sit down for a minute. Breathe out slowly and wait."}
    owner.post(f"/series/{article.pk}/tips/own/", form)
    mine = article.tips.get(title="A tip of mine")
    assert [choice.at for choice in plan.choices(message.ref) if choice.tip.pk == mine.pk] == [None]
    plan.swap(message.ref, mine.pk, "ana@example.org", NOW)
    assert laid() == ["A tip of mine", *before[1:], before[0]]
    dropped = plan.choices(first().ref)[0].tip
    owner.post(f"/series/{article.pk}/tips/{dropped.pk}/", {"do": "drop"})
    assert dropped.pk not in {choice.tip.pk for choice in plan.choices(first().ref)}


def test_who_wants_to_stay_signed_in_stays_for_three_months(client: Client, studio_plan: object) -> None:
    person = User.objects.create(email="ana@example.org", role="owner", created_at=NOW)
    person.set_password("four words nobody guesses")
    person.save()
    form = {"email": "ana@example.org", "password": "four words nobody guesses", "next": "/month/"}
    assert client.post("/sign-in/", form)["Location"] == "/month/"
    assert client.session.get_expiry_age() == 14 * 86400
    client.post("/sign-in/", {**form, "stay": "yes"})
    assert client.session.get_expiry_age() == 92 * 86400


def test_a_series_on_one_sheet_shows_each_issue_and_post(owner: Client, studio_series: Campaign) -> None:
    html = owner.get(f"/series/{studio_series.ref}/sheet/").content.decode()
    found = Message.objects.filter(campaign=studio_series).exclude(payload_hash="")
    assert html.count('class="sheet__one"') == found.count()
    assert f'href="/series/{studio_series.ref}/"' in html
    assert "/sheet/" in owner.get(f"/series/{studio_series.ref}/").content.decode()
    assert owner.get("/series/c999/sheet/").status_code == 400


def test_studio_preview_writes_the_same_sheet_as_a_file(studio_series: Campaign, tmp_path: Path) -> None:
    written = drafts.write(studio_series.ref, tmp_path / "out", NOW)
    html = (tmp_path / "out" / "index.html").read_text()
    assert html.count('class="sheet__one"') == Message.objects.exclude(payload_hash="").count()
    assert "/letter/" not in html
    assert "/pictures/" not in html
    for page in written:
        assert page.exists()
    assert all((tmp_path / "out" / name).exists() for name in re.findall(r'(?:src|href)="(m[^"]+\.html)"', html))


def test_a_tip_that_cannot_stand_there_changes_nothing_and_says_why(owner: Client, studio_series: Campaign) -> None:
    message, before = first(), laid()
    later = plan.choices(message.ref)[-1].tip
    type(later).objects.filter(pk=later.pk).update(worth="know", carries="gap", companion="")
    everything = fingerprint()
    answer = owner.post(f"/month/{message.ref}/swap/", {"tip": later.pk})
    assert answer.status_code == 400
    assert "cannot stand there" in answer.content.decode()
    assert laid() == before
    assert fingerprint() == everything
