"""Review links: what a stranger may see and say, what follows from it, and what never does."""

from __future__ import annotations

import logging
import re
from datetime import timedelta

import pytest
from django.test import Client

from scheduler.accounts.models import User
from scheduler.errors import Problem
from scheduler.insights import services as insights
from scheduler.insights import telling
from scheduler.outbox.models import Hold
from scheduler.plan import services as plan
from scheduler.plan.models import Approval, Campaign, Comment, Message, ReviewLink
from tests.builders import NOW

pytestmark = pytest.mark.django_db
ANA = "ana@example.org"


@pytest.fixture
def stranger() -> Client:
    """Anna, who has no account."""
    return Client(enforce_csrf_checks=False)


def link(scope: str = "month", **more: object) -> str:
    """Its path."""
    return f"/r/{plan.make_link(scope, ANA, NOW, **more).token}/"  # type: ignore[arg-type]


def first() -> Message:
    found = Message.objects.filter(account__name="newsletter", state="draft").order_by("at").first()
    assert found is not None
    return found


def named(stranger: Client, path: str) -> None:
    stranger.post(f"{path}answer/", {"do": "name", "name": "Anna"})


def said(stranger: Client, path: str, message: Message, do: str = "comment", text: str = "Too long for me.") -> object:
    return stranger.post(f"{path}answer/", {"do": do, "ref": message.ref, "text": text, "seen": message.payload_hash})


def set_clock(studio: Campaign, at: object) -> None:
    import os
    from pathlib import Path

    Path(os.environ["STUDIO_TEST_CLOCK"]).write_text(at.isoformat())  # type: ignore[attr-defined]


# --- what it shows ---


def test_a_stranger_sees_the_month_and_nothing_else(stranger: Client, studio_series: Campaign) -> None:
    path = link()
    answer = stranger.get(path)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert set(re.findall(r'id="(m\d+)" class="anchor"', html)) == {c.message.ref for c in plan.month(NOW).cards}
    assert "/posts/" not in html
    assert "Sign out" not in html
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]
    for address in ("/", "/month/", f"/posts/{first().ref}/", "/people/"):
        assert stranger.get(address).status_code == 302


def test_a_letter_and_a_picture_are_shown_only_when_the_link_covers_them(
    stranger: Client, studio_series: Campaign
) -> None:
    one, other = Message.objects.filter(account__name="newsletter").order_by("at")[:2]
    path = link(one.ref)
    letter = stranger.get(f"{path}letter/{one.ref}/")
    assert letter.status_code == 200
    assert letter["Content-Security-Policy"].startswith("sandbox")
    assert stranger.get(f"{path}letter/{other.ref}/").status_code == 404
    assert stranger.get(f"{path}letter/m999999/").status_code == 404
    assert stranger.get(f"{path}letter/'/").status_code == 404
    secret = one.variants.get().payload_id
    assert stranger.get(f"{path}pictures/{secret}/").status_code == 404


def test_a_series_and_one_post_can_be_shown(stranger: Client, studio_series: Campaign) -> None:
    every = {message.ref for message in Message.objects.filter(campaign=studio_series)}
    html = stranger.get(link(studio_series.ref)).content.decode()
    assert set(re.findall(r'id="(m\d+)" class="anchor"', html)) == every
    html = stranger.get(link(first().ref)).content.decode()
    assert set(re.findall(r'id="(m\d+)" class="anchor"', html)) == {first().ref}


# --- when it opens nothing ---


def test_unknown_ended_and_expired_all_get_the_same_answer(
    owner: Client, stranger: Client, studio_series: Campaign
) -> None:
    ended, expired = link(), link(days=3)
    owner.post(f"/reviews/{ReviewLink.objects.order_by('pk')[0].pk}/end/")
    set_clock(studio_series, NOW + timedelta(days=3, seconds=1))
    answers = [stranger.get(path) for path in (ended, expired, "/r/nobody-has-this/", "/r/%00/")]
    assert {answer.status_code for answer in answers[:3]} == {404}
    assert len({answer.content for answer in answers[:3]}) == 1
    assert answers[3].status_code in (400, 404)
    for path in (ended, expired, "/r/nobody-has-this/"):
        named(stranger, path)
        said(stranger, path, first())
    assert not Comment.objects.exists()


def test_many_wrong_addresses_are_slowed_down_and_nobody_else_is(stranger: Client, studio_series: Campaign) -> None:
    path = link()
    answers = [stranger.get(f"/r/guess-{number}/").status_code for number in range(8)]
    assert answers[:5] == [404] * 5
    assert 429 in answers
    assert stranger.get(path).status_code == 200
    assert stranger.get("/r/guess/", REMOTE_ADDR="203.0.113.7").status_code == 404


def test_the_token_is_kept_nowhere(
    owner: Client, stranger: Client, studio_series: Campaign, caplog: pytest.LogCaptureFixture
) -> None:
    html = owner.post("/reviews/make/", {"scope": "month", "days": "14", "may_approve": "yes"}).content.decode()
    found = re.search(r"/r/([^/]+)/", html)
    assert found
    row = ReviewLink.objects.get()
    assert found[1] not in str(ReviewLink.objects.filter(pk=row.pk).values()[0])
    assert found[1] not in owner.get("/reviews/").content.decode()
    with caplog.at_level(logging.WARNING):
        stranger.get(f"/r/{found[1]}/letter/m999999/")
    assert caplog.text
    assert found[1] not in caplog.text


# --- what is said ---


def test_a_comment_keeps_the_post_back_until_the_owner_has_read_it(
    owner: Client, stranger: Client, studio_series: Campaign
) -> None:
    path, message = link(), first()
    named(stranger, path)
    said(stranger, path, message)
    assert plan.held_by(message) == ["Anna (review link) commented: “Too long for me.”"]
    assert [event.message_id for event in insights.needs_you()] == [message.pk]
    for address in (f"/posts/{message.ref}/", "/month/", "/"):
        html = owner.get(address).content.decode()
        assert "Too long for me." in html
    made = Comment.objects.get()
    answer = owner.post(f"/reviews/comments/{made.pk}/", {"answer": "It is shorter now.", "back": "/month/"})
    assert answer["Location"] == "/month/"
    assert plan.held_by(message) == []
    assert not insights.needs_you().exists()
    html = stranger.get(path).content.decode()
    assert "It is shorter now." in html
    assert ANA not in html


def test_of_two_comments_each_must_be_read(owner: Client, stranger: Client, studio_series: Campaign) -> None:
    path, message = link(), first()
    named(stranger, path)
    for text in ("One.", "One.", "Two."):
        said(stranger, path, message, text=text)
    comments = list(Comment.objects.all())
    owner.post(f"/reviews/comments/{comments[0].pk}/")
    assert len(Hold.objects.filter(released_at=None)) == 2
    owner.post(f"/reviews/comments/{comments[1].pk}/")
    assert [hold.reason[-6:] for hold in Hold.objects.filter(released_at=None)] == ["“Two.”"]


def test_resume_ends_a_pause_and_leaves_the_comment_to_be_read(
    owner: Client, stranger: Client, studio_series: Campaign
) -> None:
    path, message = link(), first()
    named(stranger, path)
    said(stranger, path, message)
    address, do = f"/posts/{message.ref}/", f"/posts/{message.ref}/do/"
    resume = '<button name="do" value="resume"'
    commented = ["Anna (review link) commented: “Too long for me.”"]
    assert resume not in owner.get(address).content.decode()
    assert "Nothing was changed" in owner.post(do, {"do": "resume"}, follow=True).content.decode()
    plan.resume(message.ref, ANA, NOW)
    assert plan.held_by(message) == commented
    owner.post(do, {"do": "pause"})
    assert plan.held_by(message) == [*commented, "paused"]
    assert resume in owner.get(address).content.decode()
    assert "still does not go out" in owner.post(do, {"do": "resume"}, follow=True).content.decode()
    assert plan.held_by(message) == commented
    owner.post(f"/reviews/comments/{Comment.objects.get().pk}/")
    assert plan.held_by(message) == []
    owner.post(do, {"do": "pause"})
    assert "Resumed." in owner.post(do, {"do": "resume"}, follow=True).content.decode()
    assert plan.held_by(message) == []


def test_please_do_not_send_it_needs_no_words(stranger: Client, studio_series: Campaign) -> None:
    path, message = link(), first()
    plan.approve(message.ref, ANA, NOW)
    named(stranger, path)
    said(stranger, path, message, "reject", "")
    assert "asks not to send it" in plan.held_by(message)[0]


def test_an_ok_is_for_the_words_shown_and_bears_the_name(stranger: Client, studio_series: Campaign) -> None:
    path, message = link(), first()
    named(stranger, path)
    Message.objects.filter(pk=message.pk).update(payload_hash="e" * 64)
    assert "changed after you had opened" in said(stranger, path, message, "approve").content.decode()  # type: ignore[attr-defined]
    Message.objects.filter(pk=message.pk).update(payload_hash=message.payload_hash)
    said(stranger, path, message, "approve")
    said(stranger, path, message, "approve")
    message.refresh_from_db()
    assert message.state == "approved"
    assert Approval.objects.get().who == f"Anna (review link of {ANA})"


def test_a_link_that_only_looks_gives_no_ok(stranger: Client, studio_series: Campaign) -> None:
    path, message = link(may_approve=False), first()
    named(stranger, path)
    assert "Good as it is" not in stranger.get(path).content.decode()
    answer = said(stranger, path, message, "approve")
    assert answer.status_code == 400  # type: ignore[attr-defined]
    assert not Approval.objects.exists()


def test_nobody_answers_without_a_name_and_what_was_typed_stays(stranger: Client, studio_series: Campaign) -> None:
    path, message = link(), first()
    answer = stranger.post(f"{path}answer/", {"do": "comment", "ref": message.ref, "text": "My words"})
    assert answer.status_code == 400
    assert "who you are" in answer.content.decode()
    named(stranger, path)
    answer = stranger.post(f"{path}answer/", {"do": "comment", "ref": message.ref, "text": "x" * 2001})
    assert answer.status_code == 400
    assert "x" * 2001 in answer.content.decode()
    assert not Comment.objects.exists()


def test_what_the_link_does_not_cover_cannot_be_answered(stranger: Client, studio_series: Campaign) -> None:
    one, other = Message.objects.filter(account__name="newsletter").order_by("at")[:2]
    path = link(one.ref)
    named(stranger, path)
    for do in ("comment", "reject", "approve"):
        assert said(stranger, path, other, do).status_code == 400  # type: ignore[attr-defined]
    assert not Comment.objects.exists()
    assert not Approval.objects.exists()


def test_hostile_words_and_names_are_words(owner: Client, stranger: Client, studio_series: Campaign) -> None:
    path, message = link(), first()
    evil = "<script>alert(1)</script>\u202e\x00"
    stranger.post(f"{path}answer/", {"do": "name", "name": f"{evil}\r\nSet-Cookie: a=b"})
    said(stranger, path, message, text=evil)
    for client, address in ((stranger, path), (owner, f"/posts/{message.ref}/"), (owner, "/month/"), (owner, "/")):
        html = client.get(address).content.decode()
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert(1)" in html


def test_a_flood_of_comments_ends(stranger: Client, studio_series: Campaign) -> None:
    path, message = link(), first()
    named(stranger, path)
    answers = [said(stranger, path, message, text=f"Number {n}").status_code for n in range(32)]  # type: ignore[attr-defined]
    assert answers == [302] * 30 + [400] * 2
    assert Comment.objects.count() == 30


def test_looking_changes_nothing(stranger: Client, studio_series: Campaign) -> None:
    from tests.integration.planning import fingerprint

    path, message = link(), first()
    before = fingerprint()
    for _ in range(2):
        stranger.get(path)
        stranger.get(f"{path}letter/{message.ref}/")
        assert stranger.get(f"{path}answer/").status_code == 405
    assert fingerprint() == before


def test_a_forged_answer_changes_nothing(studio_series: Campaign) -> None:
    path, message = link(), first()
    forger = Client(enforce_csrf_checks=True)
    answer = forger.post(f"{path}answer/", {"do": "reject", "ref": message.ref, "text": "x"})
    assert answer.status_code == 403
    assert not Comment.objects.exists()


# --- who makes them ---


def test_a_viewer_makes_and_ends_no_link_and_answers_nothing(
    viewer: Client, stranger: Client, studio_series: Campaign
) -> None:
    path, message = link(), first()
    named(stranger, path)
    said(stranger, path, message)
    viewer.post("/reviews/make/", {"scope": "month", "days": "14"})
    viewer.post(f"/reviews/{ReviewLink.objects.get().pk}/end/")
    viewer.post(f"/reviews/comments/{Comment.objects.get().pk}/", {"answer": "x"})
    assert ReviewLink.objects.get().revoked_at is None
    assert plan.held_by(message)


def test_a_link_for_nothing_is_refused(owner: Client, studio_series: Campaign) -> None:
    for form in (
        {"scope": "c999", "days": "14"},
        {"scope": "instance:", "days": "14"},
        {"scope": "month", "days": "999"},
    ):
        assert owner.post("/reviews/make/", form).status_code == 400
    assert not ReviewLink.objects.exists()


def test_there_are_at_most_fifty_open_links(studio_series: Campaign) -> None:
    for _ in range(50):
        plan.make_link("month", ANA, NOW)
    with pytest.raises(Problem, match="50 open review links"):
        plan.make_link("month", ANA, NOW)


def test_an_answer_leads_nowhere_else(owner: Client, stranger: Client, studio_series: Campaign) -> None:
    path, message = link(), first()
    named(stranger, path)
    said(stranger, path, message)
    answer = owner.post(f"/reviews/comments/{Comment.objects.get().pk}/", {"back": "//evil.example/"})
    assert answer["Location"] == f"/posts/{message.ref}/"


def test_the_owner_is_mailed_about_a_comment(stranger: Client, studio_series: Campaign) -> None:
    from scheduler.insights.models import OwnerMail

    User.objects.create(email=ANA, role="owner", created_at=NOW)
    path, message = link(), first()
    named(stranger, path)
    said(stranger, path, message)
    telling.write_due(NOW)
    mail = OwnerMail.objects.get()
    assert mail.subject == "Somebody comments on a post"
    assert "Too long for me." in mail.text
    assert mail.link.endswith(f"/posts/{message.ref}/")


def test_today_asks_for_an_answer_and_never_only_for_having_seen_it(
    owner: Client, stranger: Client, studio_series: Campaign
) -> None:
    path, message = link(), first()
    named(stranger, path)
    said(stranger, path, message)
    html = owner.get("/").content.decode()
    assert html.count("Too long for me.") == 1
    assert f'action="/reviews/comments/{Comment.objects.get().pk}/"' in html
    assert "today/seen/" not in html


def test_nul_in_any_field_is_left_out(owner: Client, stranger: Client, studio_series: Campaign) -> None:
    message = first()
    owner.post(f"/month/{message.ref}/words/", {"title": "A\0B", "text": "Sit\0 down now.", "subject": "C\0D"})
    message.refresh_from_db()
    assert message.tip is not None
    assert (message.tip.title, message.tip.text, message.subject) == ("AB", "Sit down now.", "CD")
    form = {"text": "Hello\0 all", "title": "E\0F", "channel": "bluesky", "at": "2027-02-19T10:00"}
    owner.post("/month/own/write/", form)
    assert Message.objects.get(job="one-off").words["text"] == "Hello all"
    path = link(label="G\0H")
    stranger.post(f"{path}answer/", {"do": "name", "name": "An\0na"})
    said(stranger, path, message, text="Too\0 long")
    assert (Comment.objects.get().who, Comment.objects.get().text) == ("Anna", "Too long")


def test_a_reviewer_sees_neither_what_others_say_nor_why_the_studio_waits(
    stranger: Client, studio_series: Campaign
) -> None:
    one, other, message = link(), link(), first()
    named(stranger, one)
    said(stranger, one, message, text="Between us two.")
    plan.pause(message.ref, ANA, NOW, "The teacher has the flu-xyz.")
    html = stranger.get(other).content.decode()
    assert "Between us two." not in html
    assert "flu-xyz" not in html
    assert "It waits for the studio" in html
    assert "Between us two." in stranger.get(one).content.decode()


def test_whose_ok_it_was_stands_with_the_post(owner: Client, stranger: Client, studio_series: Campaign) -> None:
    path, message = link(), first()
    named(stranger, path)
    said(stranger, path, message, "approve")
    for address in ("/month/", f"/posts/{message.ref}/"):
        assert f"OK by Anna (review link of {ANA})" in owner.get(address).content.decode()
    assert ANA not in stranger.get(path).content.decode()


def test_a_comment_on_what_is_over_asks_for_nothing(owner: Client, stranger: Client, studio_series: Campaign) -> None:
    path, message = link(), first()
    named(stranger, path)
    said(stranger, path, message, "reject")
    plan.skip(message.ref, ANA, NOW)
    assert "Too long for me." not in owner.get("/").content.decode()
    assert not insights.needs_you().exists()
    assert "Too long for me." in owner.get(f"/posts/{message.ref}/").content.decode()


def test_a_flood_of_comments_is_one_mail_an_hour(stranger: Client, studio_series: Campaign) -> None:
    from scheduler.insights.models import OwnerMail

    User.objects.create(email=ANA, role="owner", created_at=NOW)
    path = link()
    named(stranger, path)
    one, other = Message.objects.filter(account__name="newsletter").order_by("at")[:2]
    for number in range(10):
        said(stranger, path, one, text=f"Number {number}")
        said(stranger, path, other, text=f"Number {number}")
        telling.write_due(NOW + timedelta(minutes=number))
    assert OwnerMail.objects.count() == 1
    telling.write_due(NOW + timedelta(hours=1))
    digest = OwnerMail.objects.latest("at")
    assert digest.subject.startswith("What was said about your posts")
    assert "Number 9" in digest.text
