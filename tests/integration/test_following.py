"""A running series follows an edit of its article: what went out stays, what waits takes the new words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from scheduler.errors import Problem
from scheduler.library import services as library
from scheduler.library.models import Article
from scheduler.plan import services as plan
from scheduler.plan.models import Campaign, Message
from tests.integration.planning import NOW, WEEK, accept, close, laid

pytestmark = pytest.mark.django_db
ANA = "ana@example.org"
FEET = """\
# Happy feet

## Roll the sole

Stand tall and put one foot on a small ball. Roll slowly from heel to toe for a minute.

## Spread the toes

Sit on a chair and lift all ten toes off the floor. Put them down one by one, the little one first.

## Circle the ankles

Hold on to the chair and lift one foot. Draw ten slow circles with the big toe, then change direction.

## Why it helps

Rolling can wake up tired feet, and you may feel your whole leg relax afterwards. Many people sleep better for it.
"""
EDITED = FEET.replace("one by one, the little one first", "slowly, the big toe last")


def read(text: str = FEET) -> Article:
    return library.add_article(text.encode(), source="posts/feet.md", now=NOW)


def running() -> Campaign:
    accept()
    return plan.queue(read().pk, "weekly-tip", ANA, NOW).campaign


def message(part: str, account: str = "newsletter") -> Message:
    found = Message.objects.filter(account__name=account, state__in=("draft", "approved"), tip__text__contains=part)
    return found.select_related("tip", "account").get()


def words_of(found: Message) -> str:
    rows = found.variants.all()
    return " ".join(library.load_blob(row.payload_id).decode("unicode-escape", "replace") for row in rows)


def move(campaign: Campaign, text: str = EDITED) -> Campaign:
    return plan.follow(campaign.ref, read(text).pk, ANA, NOW)


def test_nothing_is_offered_before_the_article_is_edited() -> None:
    series = running()
    assert plan.edited(series.ref) is None
    with pytest.raises(Problem, match="nothing to move"):
        plan.follow(series.ref, series.article_id, ANA, NOW)


def test_the_difference_is_shown_first_and_nothing_changes_by_looking() -> None:
    series = running()
    before = laid()
    plan.approve(message("ten toes").ref, ANA, NOW)
    read(EDITED)
    found = plan.edited(series.ref)
    assert found is not None
    (change,) = found.changes
    assert (change.what, change.title) == ("reads otherwise", "Spread the toes")
    assert ("gone", "one") in [(kind, text.split()[0]) for kind, text in change.pieces if kind == "gone"]
    assert "".join(text for kind, text in change.pieces if kind != "gone").endswith("slowly, the big toe last.")
    assert (found.same, found.sent, found.oks) == (3, 0, 1)
    assert laid() == before
    assert "little one" in message("ten toes").tip.text  # type: ignore[union-attr]


def test_a_draft_takes_the_new_words_on_the_date_it_had() -> None:
    series = running()
    before, refs = laid(), {one.ref for one in Message.objects.all()}
    move(series)
    assert laid() == before
    assert {one.ref for one in Message.objects.exclude(state="void")} == refs
    for account in ("newsletter", "bluesky"):
        changed = message("ten toes", account)
        assert "big toe last" in words_of(changed)
        assert "little one" not in words_of(changed)
    plan.refresh(NOW)
    assert laid() == before


def test_an_ok_is_asked_again_only_where_it_reads_otherwise() -> None:
    series = running()
    plan.approve(series.ref, ANA, NOW)
    move(series)
    rows = Message.objects.filter(account__name="newsletter").values_list("tip__title", "state")
    states = dict(rows)
    assert states.pop("Spread the toes") == "draft"
    assert states == dict.fromkeys(("Roll the sole", "Circle the ankles", "Why it helps"), "approved")
    assert not message("ten toes").approvals.filter(voided_at=None).exists()


def test_what_went_out_stays_and_is_not_sent_again_on_its_channel() -> None:
    series = running()
    gone = message("ten toes")
    close(gone, "sent", gone.at)
    now = gone.at + timedelta(hours=1)
    article = read(EDITED)
    plan.refresh(now)
    plan.follow(series.ref, article.pk, ANA, now)
    gone.refresh_from_db()
    assert (gone.state, "little one" in gone.tip.text) == ("sent", True)  # type: ignore[union-attr]
    assert "Spread the toes" not in [title for title, _ in laid("newsletter")]
    assert "big toe last" in message("ten toes", "bluesky").tip.text  # type: ignore[union-attr]
    assert not [row for row in Campaign.objects.get().unplaced if row["title"] == "Spread the toes"]
    assert "Spread the toes" not in [choice.tip.title for choice in plan.choices(message("small ball").ref)]


def test_a_chosen_time_a_pause_and_own_words_of_a_post_stay() -> None:
    series = running()
    one = message("ten toes")
    plan.subject(one.ref, "Toes!", ANA, NOW)
    plan.move(one.ref, (one.at + timedelta(days=1)).replace(tzinfo=None, hour=10), ANA, NOW)
    at = Message.objects.get(pk=one.pk).at
    plan.pause(one.ref, ANA, NOW)
    move(series)
    moved = message("ten toes")
    assert (moved.pk, moved.at, moved.moved_by, moved.words["subject"]) == (one.pk, at, ANA, "Toes!")
    assert plan.held_by(moved)
    assert "big toe last" in words_of(moved)


def test_a_new_tip_goes_to_the_end_and_one_that_is_gone_leaves() -> None:
    series = running()
    text = FEET.replace("## Circle the ankles", "## Walk on your heels").replace(
        "Hold on to the chair and lift one foot. Draw ten slow circles with the big toe, then change direction.",
        "Walk across the kitchen on your heels alone. Keep the toes high and the knees soft for twenty steps.",
    )
    found = plan.edited(series.ref)
    assert found is None
    move(series, text)
    titles = [title for title, _ in laid()]
    assert "Circle the ankles" not in titles
    assert titles[-1] == "Walk on your heels"


def test_words_that_were_taken_away_before_it_moved_come_back_under_their_persons_subject() -> None:
    series = running()
    plan.subject(message("ten toes").ref, "Toes!", ANA, NOW)
    article = read(EDITED)
    plan.refresh(NOW)  # the earlier words are stale: their issue is taken back
    assert "Spread the toes" not in [title for title, _ in laid()]
    plan.follow(series.ref, article.pk, ANA, NOW)
    assert message("ten toes").words["subject"] == "Toes!"


def test_it_is_taken_back_whole_until_the_new_words_go_out() -> None:
    series = running()
    before = [place.tip_id for place in series.places.all()]
    dates = laid()
    move(series)
    plan.unfollow(series.ref, ANA, NOW)
    series.refresh_from_db()
    assert [place.tip_id for place in series.places.all()] == before
    assert series.article.text == read().text
    old = next(tip for tip in series.article.tips.all() if tip.title == "Spread the toes")
    library.restore_tip(old.pk)
    plan.refresh(NOW)
    assert laid() == dates
    assert "little one" in words_of(message("ten toes"))
    with pytest.raises(Problem, match="nothing to take back"):
        plan.unfollow(series.ref, ANA, NOW)


def test_it_is_not_taken_back_once_the_new_words_went_out() -> None:
    series = running()
    move(series)
    close(message("ten toes"), "sent", NOW + WEEK)
    with pytest.raises(Problem, match="have gone out since"):
        plan.unfollow(series.ref, ANA, NOW + WEEK)


def test_an_article_that_was_edited_again_is_looked_at_again() -> None:
    series = running()
    seen = read(EDITED)
    read(EDITED.replace("Stand tall", "Stand up tall"))
    with pytest.raises(Problem, match="edited again"):
        plan.follow(series.ref, seen.pk, ANA, NOW)


def test_a_second_edit_is_followed_too_and_what_went_out_in_either_is_not_sent_again() -> None:
    series = running()
    move(series)
    gone = message("ten toes")
    close(gone, "sent", gone.at)
    article = read(EDITED.replace("the big toe last", "the big toe at the very end").replace("ten slow", "twelve slow"))
    plan.follow(series.ref, article.pk, ANA, gone.at + timedelta(hours=1))
    assert "Spread the toes" not in [title for title, _ in laid()]
    assert "twelve slow" in words_of(message("slow circles"))


def test_the_edited_article_queued_by_itself_is_no_second_series_of_the_same() -> None:
    series = running()
    article = read(EDITED)
    plan.queue(article.pk, "weekly-tip", ANA, NOW)
    with pytest.raises(Problem, match="stop one of the two"):
        plan.follow(series.ref, article.pk, ANA, NOW)


def test_a_caution_that_the_article_won_travels_with_every_tip_that_it_limits() -> None:
    series = running()
    plan.approve(series.ref, ANA, NOW)
    move(series, FEET + "\n## Before you start\n\nIf you have diabetes, please ask your doctor before you try these.\n")
    roll = message("small ball")
    assert "diabetes" in words_of(roll)
    assert roll.state == "draft"


def test_the_page_shows_the_words_that_change_and_moves_the_series(owner: Client, studio_home: object) -> None:
    series = running()
    article = read(EDITED)
    shown = owner.get(f"/series/{series.ref}/").content.decode()
    assert "The article was edited since: 1 tip differs" in shown
    assert series.ref in owner.get(f"/series/{article.pk}/tips/").content.decode()
    page = owner.get(f"/series/{series.ref}/edited/").content.decode()
    assert "<ins>" in page
    assert "<del>" in page
    assert "takes the new words" in page
    answer = owner.post(f"/series/{series.ref}/follow/", {"do": "follow", "article": article.pk}, follow=True)
    assert "has the words of the edited article now" in answer.content.decode()
    assert "Take it back" in answer.content.decode()
    answer = owner.post(f"/series/{series.ref}/follow/", {"do": "back"}, follow=True)
    assert "back at the words it had before" in answer.content.decode()
    assert owner.get(f"/series/{series.ref}/follow/").status_code == 302
