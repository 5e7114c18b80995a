from __future__ import annotations

import pytest

from scheduler.errors import Problem
from scheduler.plan import services as plan
from scheduler.plan.models import Campaign, Message
from tests import builders
from tests.integration.planning import NOW, WEEK, accept, article_of, close, laid, queued

pytestmark = pytest.mark.django_db
OWNER = "owner@willow.example"


def test_the_answer_has_the_series_its_tips_and_its_dates() -> None:
    accept()
    article = article_of(4)
    queued_now = plan.queue(article.pk, "weekly-tip", OWNER, NOW)
    assert queued_now.as_json() == {"campaign": f"c{queued_now.campaign.pk}", "tips": 4, "slots": 4, "unplaced": []}


def test_tips_go_out_best_first_not_in_the_order_of_the_article() -> None:
    accept()
    article = builders.an_article("Feet")
    for place, rank in ((1, 3), (2, 1), (3, 2)):
        builders.a_tip(article, title=f"Tip {place}", rank=rank, text=f"Roll for a minute, number {place}. Breathe.")
    plan.queue(article.pk, "weekly-tip", OWNER, NOW)
    assert [title for title, _ in laid()] == ["Tip 2", "Tip 3", "Tip 1"]


def test_chosen_tips_go_in_the_chosen_order_to_the_chosen_channels() -> None:
    accept()
    tips = list(article_of(3).tips.all())
    plan.queue(tips[0].article_id, "weekly-tip", OWNER, NOW, tip_ids=[tips[2].pk, tips[0].pk], channels=["newsletter"])
    assert [title for title, _ in laid()] == ["Rolling the feet 3", "Rolling the feet 1"]
    assert laid("bluesky") == []


def test_background_waits_for_the_owner_in_mail_and_fills_a_gap_elsewhere() -> None:
    accept()
    article = builders.an_article("Feet")
    builders.a_tip(article, title="How", rank=2)
    builders.a_tip(article, title="History", rank=1, worth="know", carries="gap", text="Feet have many small bones.")
    answer = plan.queue(article.pk, "weekly-tip", OWNER, NOW)
    assert [title for title, _ in laid("newsletter")] == ["How"]
    assert [title for title, _ in laid("bluesky")] == ["How", "History"]
    assert [(row["title"], row["channel"]) for row in answer.unplaced] == [("History", "newsletter")]
    assert "add a line of your own" in answer.unplaced[0]["reason"].lower()


def test_background_with_a_why_is_printed_with_it() -> None:
    accept()
    article = builders.an_article("Feet")
    builders.a_tip(article, title="How", rank=1)
    builders.a_tip(
        article, title="Bones", rank=2, worth="know", carries="with_why", text="The foot has many small bones.",
        companion="Rolling can wake up a tired foot.",
    )  # fmt: skip
    plan.queue(article.pk, "weekly-tip", OWNER, NOW)
    second = Message.objects.filter(account__name="newsletter").order_by("at")[1]
    text = plan.payloads(second)[0]["text"]
    assert "Rolling can wake up a tired foot." in text
    assert "The foot has many small bones." in text


def test_a_tip_that_goes_nowhere_is_not_told_as_going_out() -> None:
    accept()
    article = builders.an_article("Feet")
    builders.a_tip(article, title="How", rank=2)
    builders.a_tip(article, title="History", rank=1, worth="know", carries="gap", text="Feet have many small bones.")
    assert plan.propose(article.pk, "weekly-tip", ["newsletter"], NOW).told == "1 of 2 tips on 1 date"
    assert plan.propose(article.pk, "weekly-tip", ["newsletter", "bluesky"], NOW).told == "2 tips on 2 dates"
    assert plan.queue(article.pk, "weekly-tip", OWNER, NOW, channels=["newsletter"]).told == "1 of 2 tips on 1 date"


def test_two_pieces_of_background_never_follow_each_other() -> None:
    accept()
    article = builders.an_article("Feet")
    for place, worth in enumerate(("know", "know", "do", "why"), 1):
        builders.a_tip(
            article, title=f"{worth} {place}", rank=place, worth=worth, text=f"Roll for a minute, number {place}.",
            carries="with_why" if worth == "know" else "alone", companion="It feels good.",
        )  # fmt: skip
    plan.queue(article.pk, "weekly-tip", OWNER, NOW)
    assert [title for title, _ in laid()] == ["do 3", "know 1", "why 4", "know 2"]


def test_a_tip_with_no_room_on_a_network_is_named_with_the_reason_and_goes_elsewhere() -> None:
    accept()
    article = builders.an_article("Feet")
    builders.a_tip(article, title="Long", text=f"Roll {'slowly and evenly, ' * 20}from heel to toe.")
    answer = plan.queue(article.pk, "weekly-tip", OWNER, NOW)
    assert [title for title, _ in laid("newsletter")] == ["Long"]
    assert laid("bluesky") == []
    assert [(row["title"], row["channel"]) for row in answer.unplaced] == [("Long", "bluesky")]
    assert "300" in answer.unplaced[0]["reason"]


def test_the_same_words_are_not_sent_twice_to_a_channel_by_two_articles() -> None:
    accept()
    queued(2)
    copy = builders.an_article("Feet again")
    for tip in list(Campaign.objects.get().article.tips.all()):
        builders.a_tip(copy, title=tip.title, text=tip.text)
    builders.a_tip(copy, title="New", text="Roll the arch for a minute. Breathe out slowly.")
    answer = plan.queue(copy.pk, "weekly-tip", OWNER, NOW)
    assert [title for title, _ in laid()] == ["Rolling the feet 1", "Rolling the feet 2", "New"]
    assert {row["reason"] for row in answer.unplaced} == {"It already goes out on this channel in another series."}


def test_queueing_a_running_series_again_is_refused() -> None:
    accept()
    series = queued(2)
    with pytest.raises(Problem, match=f"as {series.ref}"):
        plan.queue(series.article_id, "weekly-tip", OWNER, NOW)
    assert Campaign.objects.count() == 1


@pytest.mark.parametrize(
    ("job", "says"),
    [("weekly-tips", "Did you mean “weekly-tip”"), ("nothing", "There are: weekly-tip"), ("news", "sends no tips")],
)
def test_a_rhythm_that_cannot_take_tips_is_named(job: str, says: str) -> None:
    accept(
        "jobs:\n  weekly-tip: {send: tip, to: [newsletter], every: tuesday at 09:00}\n"
        '  news: {send: announcement, to: [newsletter], classes: c.ics, when: {14 days before: "10:00"}}\n'
    )
    with pytest.raises(Problem, match=says):
        plan.queue(article_of(1).pk, job, OWNER, NOW)


def test_an_article_without_tips_is_refused_and_nothing_is_half_written() -> None:
    accept()
    with pytest.raises(Problem, match="has no tips to queue"):
        plan.queue(builders.an_article("Empty").pk, "weekly-tip", OWNER, NOW)
    assert not Campaign.objects.exists()


def test_a_channel_that_the_rhythm_does_not_have_is_refused() -> None:
    accept()
    with pytest.raises(Problem, match="does not go to mastodon"):
        plan.queue(article_of(1).pk, "weekly-tip", OWNER, NOW, channels=["mastodon"])


def test_looking_at_the_dates_before_queueing_keeps_nothing() -> None:
    accept()
    article = article_of(3)
    proposal = plan.propose(article.pk, "weekly-tip", ["newsletter"], NOW)
    assert (proposal.tips, proposal.slots, len(proposal.entries)) == (3, 3, 3)
    assert not Message.objects.exists()
    plan.queue(article.pk, "weekly-tip", OWNER, NOW, channels=["newsletter"])
    assert [entry.at for entry in plan.calendar(NOW)] == [entry.at for entry in proposal.entries]


def test_no_two_issues_have_the_same_subject_and_each_names_the_next() -> None:
    accept()
    queued(3)
    queued(3, "Rolling the feet too")
    issues = list(Message.objects.filter(account__name="newsletter").order_by("at"))
    assert len({issue.subject for issue in issues}) == 6
    first = plan.payloads(issues[0])[0]["text"]
    assert "2 of 3" not in first
    assert "1 of 3" in first
    assert "Rolling the feet 2" in first


def test_tips_that_run_out_are_told_once_and_the_empty_date_is_held() -> None:
    from scheduler.insights.models import Event

    accept()
    series = queued(1)
    for message in series.messages.all():
        close(message, "sent", message.at)
    plan.refresh(NOW + WEEK)
    plan.refresh(NOW + WEEK)
    event = Event.objects.get(kind="tips-running-out")
    assert event.needs_you
    assert "from Tuesday 23 February on" in event.text
    queued(1, "Rolling the hands", NOW + WEEK)
    assert laid() == [("Rolling the hands 1", "02-23 09:00")]
    assert plan.calendar(NOW + WEEK)[0].hold == ""
