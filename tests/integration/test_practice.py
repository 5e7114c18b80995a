"""Practised again before going live: a series on coming dates, or one post at once; nobody gets anything."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from scheduler.accounts.models import Account, User
from scheduler.library import services as library
from scheduler.outbox import services as outbox
from scheduler.outbox.models import Delivery, TipReceived
from scheduler.plan import services as plan
from scheduler.plan.models import Campaign, Message
from scheduler.plan.services import going_live, practice
from tests.builders import NOW, a_subscriber
from tests.fakes.recording import TestClock
from tests.integration.planning import close, fingerprint, laid
from tests.integration.test_rhythms import seen_on

pytestmark = pytest.mark.django_db
ANA = "ana@example.org"


def of(series: Campaign, account: str, *states: str) -> list[Message]:
    return list(series.messages.filter(account__name=account, state__in=states).order_by("at", "pk"))


def practise(home: Path, *messages: Message) -> list[Message]:
    """Really, into the folder."""
    for message in messages:
        outbox.send_now(message.ref, ANA, NOW)
    outbox.dispatch(TestClock(NOW), outbox.live(home))
    return list(Message.objects.filter(pk__in=[message.pk for message in messages]).order_by("pk"))


@pytest.fixture
def home(studio_home: Path) -> Path:
    return studio_home


@pytest.fixture
def series(home: Path, studio_series: Campaign) -> Campaign:
    """Two letters and a post of it were practised, the first of its coming letters is approved."""
    a_subscriber()
    letters, posts = of(studio_series, "newsletter", "draft"), of(studio_series, "bluesky", "draft")
    plan.approve(letters[2].ref, ANA, NOW)
    done = practise(home, letters[0], letters[1], posts[0])
    assert {message.state for message in done} == {"rehearsed"}
    plan.refresh(NOW)
    return studio_series


def titles(account: str) -> list[str]:
    return [title for title, _ in laid(account)]


# --- a series ---


def test_what_would_happen_is_shown_first_and_then_it_happens_once(owner: Client, home: Path, series: Campaign) -> None:
    place, practised = f"/series/{series.ref}/practise/", of(series, "newsletter", "rehearsed")
    before, stamp = titles("newsletter"), fingerprint()
    assert "3 posts and issues were practised, so far" in owner.get(f"/series/{series.ref}/").content.decode()
    html = owner.post(place).content.decode()
    assert "Nothing has changed yet." in html
    assert "Nobody gets anything" in html
    assert "0 posts and issues move, 3 appear, 0 vanish." in html, "they were practised ahead of their dates"
    assert html.count("its OK stays") == 2
    assert fingerprint() == stamp

    form = {"do": "keep", "seen": seen_on(html)}
    assert "On the calendar again, as practice" in owner.post(place, form, follow=True).content.decode()
    assert titles("newsletter") == [message.title for message in practised] + before
    assert {message.state for message in practised} == {"rehearsed"}
    [approved] = of(series, "newsletter", "approved")[:1]
    assert approved.title == practised[0].title, "it reads as it was approved"
    stamp = fingerprint()
    assert "on the calendar again already" in owner.post(place, form, follow=True).content.decode()
    plan.refresh(NOW)
    assert fingerprint() == stamp
    assert set(Delivery.objects.values_list("state", flat=True)) == {"rehearsed"}
    assert not TipReceived.objects.exists()


def test_a_series_that_came_to_its_end_begins_anew_and_goes_out_for_real_once(
    owner: Client, series: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    for message in series.messages.filter(state__in=("draft", "approved")):
        close(message, "rehearsed", NOW)
    plan.refresh(NOW)
    series.refresh_from_db()
    assert series.state == "finished"
    everything = [message.tip_id for message in of(series, "newsletter", "rehearsed")]
    html = owner.post(f"/series/{series.ref}/practise/").content.decode()
    owner.post(f"/series/{series.ref}/practise/", {"do": "keep", "seen": seen_on(html)})
    assert [message.tip_id for message in of(series, "newsletter", "draft", "approved")] == everything
    for message in of(series, "newsletter", "draft", "approved")[:2]:
        close(message, "rehearsed", NOW)
    monkeypatch.setenv("NEWSLETTER_HOST", "127.0.0.1")
    Account.objects.filter(name="newsletter").update(verified_at=NOW)
    going_live.go_live(Account.objects.get(name="newsletter"), NOW + timedelta(hours=1))
    assert [message.tip_id for message in of(series, "newsletter", "draft", "approved")] == everything
    series.refresh_from_db()
    assert "newsletter" not in {message.account.name for message in practice.practised(series)}


def test_more_that_was_practised_meanwhile_is_looked_at_first(owner: Client, home: Path, series: Campaign) -> None:
    place = f"/series/{series.ref}/practise/"
    form = {"do": "keep", "seen": seen_on(owner.post(place).content.decode())}
    practise(home, of(series, "bluesky", "draft")[0])
    stamp = fingerprint()
    assert "More of it was practised meanwhile" in owner.post(place, form, follow=True).content.decode()
    assert fingerprint() == stamp


@pytest.mark.parametrize("why", ["live", "paused", "stopped", "not practised"])
def test_what_does_not_practise_is_not_practised_again(owner: Client, series: Campaign, why: str) -> None:
    if why == "live":
        Account.objects.update(state="ready", live_since=NOW - timedelta(days=1))
    elif why == "paused":
        plan.pause(series.ref, ANA, NOW)
    elif why == "stopped":
        plan.stop(series.ref, ANA, NOW)
    else:
        series.messages.filter(state="rehearsed").update(state="missed")
    stamp = fingerprint()
    assert "Practise it again" not in owner.get(f"/series/{series.ref}/").content.decode()
    answer = owner.post(f"/series/{series.ref}/practise/", follow=True).content.decode()
    assert "Nothing of this series can be practised again" in answer
    assert fingerprint() == stamp


# --- one of it ---


def test_one_that_reads_as_it_was_approved_is_practised_again_at_once(
    owner: Client, home: Path, series: Campaign
) -> None:
    [post] = of(series, "bluesky", "rehearsed")
    before = {account: laid(account) for account in ("newsletter", "bluesky", "instagram")}
    assert "Practise it again…" in owner.get(f"/posts/{post.ref}/").content.decode()
    answers = [owner.post(f"/posts/{post.ref}/practise/", follow=True) for _ in range(2)]
    assert len({answer.redirect_chain[-1][0] for answer in answers}) == 1
    assert "It is being practised" in answers[0].content.decode()
    outbox.dispatch(TestClock(NOW), outbox.live(home))
    old, again = of(series, "bluesky", "rehearsed")
    assert (old.pk, again.payload_hash, again.position) == (post.pk, post.payload_hash, post.position)
    assert list((home / "rehearsal" / f"{again.ref}-bluesky").iterdir())
    plan.refresh(NOW)
    assert {account: laid(account) for account in before} == before
    html = owner.get(f"/posts/{post.ref}/").content.decode()
    assert f'href="/posts/{again.ref}/">See it as it is practised again' in html
    assert "Practise it again…" not in html
    assert "Practise it again…" in owner.get(f"/posts/{again.ref}/").content.decode()


def test_one_whose_words_have_changed_since_is_looked_at_first(owner: Client, home: Path, series: Campaign) -> None:
    letter, before = of(series, "newsletter", "rehearsed")[0], laid()
    library.retitle_tip(letter.tip_id or 0, "Shoulders, slowly", ANA)
    answer = owner.post(f"/posts/{letter.ref}/practise/", follow=True)
    again = Message.objects.get(pk=int(re.findall(r"/posts/m(\d+)/", answer.redirect_chain[-1][0])[0]))
    assert (again.state, again.slot_id) == ("draft", letter.slot_id)
    html = answer.content.decode()
    assert "look at it, then press “Send now”" in html
    assert "Shoulders, slowly" in html
    plan.refresh(NOW)
    assert [row for row in laid() if row[0] != again.title] == [row for row in before if row[0] != again.title]
    [done] = practise(home, again)
    assert done.state == "rehearsed"
    assert b"Shoulders, slowly" in (home / "rehearsal" / f"{again.ref}-newsletter" / "0001.eml").read_bytes()


def test_one_whose_date_is_over_is_a_draft_of_tomorrow(home: Path, series: Campaign) -> None:
    [post] = of(series, "bluesky", "rehearsed")
    later = NOW + timedelta(days=30)
    again = practice.practise_one(post.ref, ANA, later)
    assert f"{again.at:%Y-%m-%d %H:%M}" == "2027-03-13 14:00"  # 09:00 in Toronto, where summer time has not begun


def test_a_post_of_her_own_is_practised_again(owner: Client, home: Path, studio_plan: Path) -> None:
    [post] = plan.post("Back on Monday.", ["bluesky"], datetime(2027, 2, 11, 9), ANA, NOW)
    [post] = practise(home, post)
    answer = owner.post(f"/posts/{post.ref}/practise/", follow=True)
    assert "Back on Monday." in answer.content.decode()
    [again] = Message.objects.filter(job=plan.ONE_OFF, state="draft")
    assert practice.newest_of(post.__class__.objects.get(pk=post.pk)) == again
    assert owner.post(f"/posts/{post.ref}/practise/").headers["Location"] == f"/posts/{again.ref}/"
    assert practise(home, again)[0].state == "rehearsed"


@pytest.mark.parametrize("why", ["live", "held", "a viewer"])
def test_one_is_left_alone_where_it_is_live_or_held(viewer: Client, series: Campaign, why: str) -> None:
    [post] = of(series, "bluesky", "rehearsed")
    if why == "live":
        Account.objects.update(state="ready", live_since=NOW)
    elif why == "held":
        plan.pause("all", ANA, NOW)
    if why != "a viewer":
        viewer.force_login(User.objects.create(email=ANA, role="owner", created_at=NOW))
    stamp = fingerprint()
    said = viewer.post(f"/posts/{post.ref}/practise/", follow=True).content.decode()
    words = {"live": "no longer practises", "held": "does not go out now", "a viewer": "You may look"}
    assert words[why] in said
    assert fingerprint() == stamp
