"""Forms: a mistake is one sentence and loses nothing; pressed twice is done once; who may only look changes nothing."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scheduler.accounts.models import Account, User
from scheduler.audience.models import Subscriber
from scheduler.library.models import Tip
from scheduler.outbox.models import Delivery, Tally, Undo
from scheduler.plan import services as plan
from scheduler.plan.models import Campaign, Job, Message
from scheduler.signals import ALL_HELD, happened
from tests.builders import NOW, a_subscriber, a_tip, an_article
from tests.integration.planning import close
from tests.integration.test_pages import PUBLIC, ROUTES, address

pytestmark = pytest.mark.django_db
LIST = b"Email,First name\nanna@example.org,Anna\nben@example.org,Ben\n"


def first(series: Campaign) -> Message:
    found = Message.objects.filter(campaign=series).order_by("at", "pk").first()
    assert found is not None
    return found


def tip_of(series: Campaign) -> Tip:
    found = series.article.tips.first()
    assert found is not None
    return found


# --- nothing typed is lost ---


def test_words_that_are_too_long_stay_in_their_field(owner: Client, studio_series: Campaign) -> None:
    tip, words = tip_of(studio_series), "My own words. " * 400
    form = {"do": "save", "title": "A title of my own", "text": words, "line": "And a line."}
    answer = owner.post(f"/series/{tip.article_id}/tips/{tip.pk}/", form)
    html = answer.content.decode()
    assert answer.status_code == 400
    assert "longer than 4000 characters" in html
    assert words.strip() in html
    assert 'value="A title of my own"' in html
    assert 'value="And a line."' in html
    assert "<details open>" in html
    tip.refresh_from_db()
    assert tip.own_words == []


def test_title_words_and_a_line_are_kept_by_one_button(owner: Client, studio_series: Campaign) -> None:
    tip = tip_of(studio_series)
    page = f"/series/{tip.article_id}/tips/"
    form = {"do": "save", "title": "Mine", "text": "Words of mine.\r\nTwo lines.", "line": "See you."}
    html = owner.post(f"{page}{tip.pk}/", form, follow=True).content.decode()
    tip.refresh_from_db()
    assert (tip.title, tip.text) == ("Mine", "Words of mine.\nTwo lines.\nSee you.")
    assert [entry["what"] for entry in tip.own_words] == ["words", "title", "line"]
    card = html.partition(f'id="tip-{tip.pk}"')[2].partition("</article>")[0]
    assert "Line by ana@example.org" in card
    assert "Why:" not in card  # it quoted the words that are gone
    again = {"do": "save", "title": tip.title, "text": tip.text, "line": ""}
    owner.post(f"{page}{tip.pk}/", again)
    before, _ = tip.own_words, tip.refresh_from_db()
    assert tip.own_words == before


def test_a_line_that_was_taken_out_is_nobodys_any_more(owner: Client, studio_series: Campaign) -> None:
    tip = tip_of(studio_series)
    place, words = f"/series/{tip.article_id}/tips/{tip.pk}/", tip.text
    owner.post(place, {"do": "save", "title": tip.title, "text": words, "line": "See you."})
    tip.refresh_from_db()
    assert [entry["what"] for entry in tip.own_words] == ["line"]
    html = owner.post(place, {"do": "save", "title": tip.title, "text": words, "line": ""}, follow=True)
    tip.refresh_from_db()
    assert (tip.text, tip.own_words) == (words, [])
    assert "Line by" not in html.content.decode()


def test_all_that_is_typed_is_counted(owner: Client, studio_series: Campaign) -> None:
    tip = tip_of(studio_series)
    form = {"tip": tip.pk, "text": "Short.", "title": "Mine"}
    short, long = (
        owner.post("/count/", form | more, headers={"Accept": "application/json"}).json()["counts"]
        for more in ({}, {"line": "x" * 400})
    )
    assert all(one["fits"] for one in short)
    assert not all(one["fits"] for one in long)


def test_an_article_that_cannot_be_read_stays_in_its_field(owner: Client, studio_plan: Path) -> None:
    answer = owner.post("/series/read/", {"text": "   ", "address": "http://127.0.0.1/secret"})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert 'value="http://127.0.0.1/secret"' in answer.content.decode()


def test_the_answers_about_a_list_stay_and_so_does_the_list(owner: Client, studio_plan: Path) -> None:
    given = {"basis": "client", "date": "the day before", "source": "Till receipts"}
    answer = owner.post("/people/import/", {**given, "file": SimpleUploadedFile("people.csv", LIST)})
    html = answer.content.decode()
    assert answer.status_code == 400
    assert html.count('role="alert"') == 1
    assert 'value="client" checked' in html
    assert 'value="the day before"' in html
    assert 'value="Till receipts"' in html
    data = html.partition('name="data" value="')[2].partition('"')[0]
    again = owner.post("/people/import/", {**given, "date": "2026-05-31", "data": data})
    assert "Nothing has changed yet" in again.content.decode()
    assert not Subscriber.objects.exists()
    owner.post("/people/import/", {**given, "date": "2026-05-31", "data": data, "do": "import"})
    assert Subscriber.objects.count() == 2


def test_a_time_that_is_over_stays_in_its_field(owner: Client, studio_series: Campaign) -> None:
    message = first(studio_series)
    answer = owner.post(f"/posts/{message.ref}/change/", {"subject": "Another one", "at": "2020-01-01T09:00"})
    html = answer.content.decode()
    assert answer.status_code == 400
    assert "is over already" in html
    assert 'value="Another one"' in html
    assert 'value="2020-01-01T09:00"' in html
    message.refresh_from_db()
    assert message.subject != "Another one"


def test_an_address_that_is_none_stays_in_its_field(owner: Client, studio_plan: Path) -> None:
    answer = owner.post("/people/erase/", {"address": "anna@"})
    assert answer.status_code == 400
    assert 'value="anna@"' in answer.content.decode()


def test_hostile_words_are_shown_as_words(owner: Client, studio_series: Campaign) -> None:
    tip = tip_of(studio_series)
    owner.post(f"/series/{tip.article_id}/tips/{tip.pk}/", {"do": "save", "line": "<script>alert(1)</script>"})
    html = owner.get(f"/series/{tip.article_id}/tips/").content.decode()
    assert "&lt;script&gt;" in html
    ours = {f'<script src="/static/{name}.js" defer>' for name in ("count", "keep")}
    assert set(re.findall("<script[^>]*>", html)) <= ours


# --- pressed twice ---


def test_queue_pressed_twice_queues_once(owner: Client, studio_series: Campaign) -> None:
    form = {"job": "weekly-tip", "channel": ["newsletter"]}
    answer = owner.post(f"/series/{studio_series.article_id}/queue/", form, follow=True)
    assert answer.redirect_chain == [(f"/series/{studio_series.ref}/", 302)]
    assert "queued already" in answer.content.decode()
    assert Campaign.objects.count() == 1


@pytest.mark.parametrize("doing", ["approve", "skip", "send-now"])
def test_a_button_pressed_twice_is_no_error(owner: Client, studio_series: Campaign, doing: str) -> None:
    message = first(studio_series)
    owner.post(f"/posts/{message.ref}/do/", {"do": doing})
    message.refresh_from_db()
    before = (message.state, message.at, message.approvals.count(), list(Undo.objects.values_list("at")))
    answer = owner.post(f"/posts/{message.ref}/do/", {"do": doing}, follow=True)
    assert 'role="alert"' not in answer.content.decode()
    assert "Nothing was changed" in answer.content.decode()
    message.refresh_from_db()
    assert (message.state, message.at, message.approvals.count(), list(Undo.objects.values_list("at"))) == before


def test_what_is_paused_is_not_sent_now_and_the_page_says_where_it_goes_on(
    owner: Client, studio_series: Campaign
) -> None:
    message = first(studio_series)
    plan.pause("weekly-tip", "ana@example.org", NOW)
    html = owner.get(f"/posts/{message.ref}/").content.decode()
    assert 'value="send-now"' not in html
    assert "The rhythm weekly-tip is resumed on the" in html
    answer = owner.post(f"/posts/{message.ref}/do/", {"do": "send-now"}, follow=True).content.decode()
    assert "does not go out now: paused. Let it go on first" in unescape(answer)
    message.refresh_from_db()
    assert (message.state, message.moved_by) == ("draft", "")
    plan.resume("weekly-tip", "ana@example.org", NOW)
    assert 'value="send-now"' in owner.get(f"/posts/{message.ref}/").content.decode()


def test_what_was_practised_says_that_it_goes_out_for_real_and_does(
    owner: Client, studio_series: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = first(studio_series)
    rest = studio_series.messages.filter(account=message.account_id).exclude(pk=message.pk)
    for each in (message, *rest):
        close(each, "rehearsed", NOW)
    others = studio_series.messages.exclude(account=message.account_id)
    others.update(state="skipped", reason="Skipped by Ana.", closed_at=NOW)
    plan.refresh(NOW)
    studio_series.refresh_from_db()
    assert studio_series.state == "finished"
    html = owner.get(f"/posts/{message.ref}/").content.decode()
    assert "Practised: nobody got it." in html
    assert "Nothing: it is over." not in html
    account = message.account
    monkeypatch.setenv("NEWSLETTER_HOST", "127.0.0.1")
    Account.objects.filter(pk=account.pk).update(verified_at=NOW)
    answer = owner.post(f"/channels/{account.name}/live/", follow=True).content.decode()
    assert "is live" in answer
    again = studio_series.messages.filter(account=account, state="draft").order_by("at")
    assert again[0].tip_id == message.tip_id
    assert again.count() == studio_series.messages.filter(account=account, state="rehearsed").count()
    assert "Practised: nobody got it." not in owner.get(f"/posts/{message.ref}/").content.decode()


def test_send_now_can_be_taken_back(owner: Client, studio_series: Campaign) -> None:
    Account.objects.update(state="ready")
    message = first(studio_series)
    answer = owner.post(f"/posts/{message.ref}/do/", {"do": "send-now"}, follow=True)
    assert "Undo" in answer.content.decode()
    owner.post(f"/posts/{message.ref}/do/", {"do": "undo"})
    again = Message.objects.get(pk=message.pk)
    assert (again.state, again.at) == ("draft", message.at)


def test_a_copy_that_is_not_certain_is_settled_from_today(owner: Client, studio_series: Campaign) -> None:
    from scheduler.outbox import reactions

    message = first(studio_series)
    Message.objects.filter(pk=message.pk).update(state="approved", frozen_at=NOW)
    copy = Delivery.objects.create(message=message, destination="account", state="unknown", due_at=NOW, key="k")
    Tally.objects.create(message=message, state="unknown", count=1)
    reactions.tell_unknown(message, copy.pk, NOW)
    assert "It’s there" in owner.get("/").content.decode()
    owner.post(f"/today/settle/{copy.pk}/", {"do": "sent"})
    copy.refresh_from_db()
    assert copy.state == "sent"
    assert "It’s there" not in owner.get("/").content.decode()
    answer = owner.post(f"/today/settle/{copy.pk}/", {"do": "again"}, follow=True)
    assert "certain already" in answer.content.decode()


# --- who may only look ---


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: str(route.name))
def test_a_viewer_changes_nothing(viewer: Client, studio_series: Campaign, route: object) -> None:
    name = route.name  # type: ignore[attr-defined]
    # anybody may use these; the last tries a change and takes it back at once (tests/integration/test_rhythms.py)
    if name in PUBLIC | {"sign-out", "look-at-plan"}:
        return
    everything = {"do": "approve", "job": "weekly-tip", "channel": "newsletter", "text": "Words", "to": "a@example.org"}
    with CaptureQueriesContext(connection) as asked:
        viewer.post(address(route), {**everything, "post": "desk.md"})  # type: ignore[arg-type]
    changed = [
        query["sql"]
        for query in asked
        if not query["sql"].lstrip("(").startswith(("SELECT", "SAVEPOINT", "RELEASE", "BEGIN"))
    ]
    assert [sql for sql in changed if "django_session" not in sql and "ROLLBACK" not in sql] == []


def test_a_viewer_sees_a_post_and_is_told_why_there_are_no_buttons(viewer: Client, studio_series: Campaign) -> None:
    html = viewer.get(f"/posts/{first(studio_series).ref}/").content.decode()
    assert 'class="looks"' in html
    assert "ask the owner" in html


def test_an_editor_connects_nothing_and_takes_nobody_in(client: Client, studio_plan: Path) -> None:
    client.force_login(User.objects.create(email="edi@example.org", role="editor", created_at=NOW))
    for place in ("/channels/newsletter/live/", "/people/import/", "/people/erase/", "/plan/accept/"):
        answer = client.post(place, {"address": "anna@example.org"}, follow=True)
        assert "Only an owner" in answer.content.decode()


# --- people without an account ---


def test_leaving_needs_no_cookie_and_is_never_redirected(studio_plan: Path) -> None:
    person, stranger = a_subscriber(), Client(enforce_csrf_checks=True)
    looked = stranger.get(f"/u/{person.token}")
    person.refresh_from_db()
    assert person.state == "active"
    left = stranger.post(f"/u/{person.token}", {"List-Unsubscribe": "One-Click"})
    person.refresh_from_db()
    assert (left.status_code, person.state) == (200, "unsubscribed")
    for answer in (looked, left):
        assert not answer.cookies
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["X-Robots-Tag"] == "noindex"
        assert "no-store" in answer["Cache-Control"]


def test_a_break_counts_at_once_and_can_be_ended(studio_plan: Path) -> None:
    person, stranger = a_subscriber(), Client(enforce_csrf_checks=True)
    assert not stranger.get(f"/p/{person.token}?do=leave").cookies
    person.refresh_from_db()
    assert person.state == "active"
    page = stranger.post(f"/p/{person.token}", {"do": "4-weeks"}).content.decode()
    person.refresh_from_db()
    assert (person.state, person.paused_until) == ("paused", NOW + timedelta(weeks=4))
    assert "on a break until Wed 10 Mar 2027" in page
    stranger.post(f"/p/{person.token}", {"do": "none"})
    person.refresh_from_db()
    assert (person.state, person.paused_until) == ("active", None)
    stranger.post(f"/p/{person.token}", {"do": "leave"})
    person.refresh_from_db()
    assert person.state == "unsubscribed"


def test_a_link_that_nobody_has_says_the_same(studio_plan: Path) -> None:
    person, stranger = a_subscriber(), Client()
    for place in ("/u/", "/p/"):
        mine, none = (stranger.get(f"{place}{token}").content.decode() for token in (person.token, "x" * 22))
        assert mine.replace(person.token, "") == none.replace("x" * 22, "")


def test_every_letter_leads_to_the_readers_own_page(studio_plan: Path) -> None:
    from scheduler.outbox.holes import personal

    assert personal("https://s.example", "a@example.org", "A", "t")["preferences_url"] == "https://s.example/p/t"


# --- few questions to the database, however much there is ---


@pytest.fixture
def many(studio_series: Campaign) -> Campaign:
    """500 more posts and issues on the calendar, and as many people."""
    article, accounts = an_article("Many"), list(Account.objects.all())
    tip = a_tip(article)
    Job.objects.get_or_create(name="one-off")
    Message.objects.bulk_create(
        Message(
            account=accounts[number % 3], job="one-off", kind="post", tip=tip, title=f"Post {number}", why="written",
            at=NOW + timedelta(weeks=1), late_after=NOW + timedelta(weeks=2), created_at=NOW,
            **({"closed_at": NOW, "state": "sent", "frozen_at": NOW} if number % 2 else {}),
        )
        for number in range(500)
    )  # fmt: skip
    for _ in range(50):
        a_subscriber()
    return studio_series


@pytest.mark.parametrize(
    "place", ["/", "/calendar/", "/posts/{}/", "/people/", "/articles/", "/channels/", "/series/{c}/"]
)
def test_a_page_asks_the_database_at_most_17_times(owner: Client, many: Campaign, place: str) -> None:
    where = place.replace("{c}", many.ref).format(first(many).ref)
    with CaptureQueriesContext(connection) as asked:
        assert owner.get(where).status_code == 200
    assert len(asked) <= 17, "\n".join(query["sql"][:150] for query in asked)


def test_every_remedy_of_a_thin_article_is_at_hand(owner: Client, studio_plan: Path) -> None:
    article = an_article("Thin", warnings=["This article holds one good weekly issue. You can add a video."])
    html = owner.get(f"/series/{article.pk}/tips/").content.decode()
    assert 'href="#add"' in html
    owner.post(f"/series/{article.pk}/tips/own/", {"do": "own", "title": "Mine", "text": "Roll slowly."})
    (tip,) = article.tips.all()
    assert (tip.title, tip.text, tip.spans) == ("Mine", "Roll slowly.", [])
    assert tip.own_words == [{"what": "words", "text": "Roll slowly.", "by": "ana@example.org"}]
    assert plan.propose(article.pk, "weekly-tip", ["newsletter"], NOW).tips == 1


def test_a_restored_studio_says_on_today_why_nothing_goes_out(owner: Client, studio_plan: Path) -> None:
    plan.hold("instance:", "This studio was restored.", "studio", NOW)
    happened.send(sender=None, kind=ALL_HELD, text="This studio was restored.", now=NOW, needs_you=True)
    page = owner.get("/").content.decode()
    assert "This studio was restored." in page
    owner.post("/calendar/pause/all/", {"do": "resume"})
    assert plan.held({"instance:"}) == {}
    page = owner.get("/").content.decode()
    assert "Everything goes on." in page
    assert "Resume everything" not in page
