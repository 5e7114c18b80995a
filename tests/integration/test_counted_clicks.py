"""Clicks are counted only when asked for, without names: which links lead where, who counts, what is kept how long."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from scheduler.accounts.models import Account, User
from scheduler.audience.hashing import address_hash
from scheduler.domain.counted_links import direct
from scheduler.errors import Problem
from scheduler.insights import clicks
from scheduler.insights import services as insights
from scheduler.insights.models import LinkDay, LinkVisit, VisitKey
from scheduler.outbox.holes import personal
from scheduler.plan import services as plan
from scheduler.plan.models import Campaign, Message
from scheduler.plan.services import clicks as links
from scheduler.plan.services.jobs_file import name_of
from scheduler.plan.services.settings_forms import set_counting
from tests.builders import NOW, a_subscriber
from tests.integration.planning import close
from tests.unit.test_visits import FIREFOX, PHONE

pytestmark = pytest.mark.django_db
HOME = "https://willow.example"
PERSON = {
    "HTTP_USER_AGENT": FIREFOX,
    "HTTP_ACCEPT": "text/html,application/xhtml+xml",
    "HTTP_ACCEPT_LANGUAGE": "en-CA",
    "REMOTE_ADDR": "203.0.113.7",
}


def switch(home: Path, on: bool, now: datetime = NOW) -> None:
    """As the page does it."""
    text = plan.read_file(home)
    plan.rewrite(home, set_counting(text, "newsletter", on), name_of(text), "ana@example.org", now)


def issue(number: int = 1) -> Message:
    return Message.objects.filter(account__name="newsletter", kind="tip").order_by("at")[number - 1]


@pytest.fixture
def counting(studio_series: Campaign, studio_home: Path, monkeypatch: pytest.MonkeyPatch) -> Message:
    """The first issue of the sample series, counted, sent on Tuesday at nine; it is noon now."""
    monkeypatch.setenv("SITE_URL", "https://mail.willow.example")
    switch(studio_home, on=True)
    message = issue()
    close(message, "sent", message.at)
    at(studio_home, message.at + timedelta(hours=3))
    return issue()


def at(home: Path, moment: datetime) -> None:
    (home.parent / "clock").write_text(moment.isoformat())


def path_of(message: Message, says: str = "Willow Street Yoga", kind: str = "m") -> str:
    token = next(token for token, link in links.links_of(message).items() if link["says"] == says)
    return f"/letters/{kind}{message.pk}/to/{token}"


def press(path: str, **more: str) -> Any:
    return Client().get(path, **{**PERSON, **more})  # type: ignore[arg-type]


def people(message: Message) -> int:
    return sum(one.people for one in clicks.clicked([message]))


# --- off, on, and what is approved ---


def test_without_being_asked_for_links_are_direct(studio_series: Campaign) -> None:
    (payload,) = plan.payloads(issue())
    assert "links" not in payload
    assert "/to/" not in payload["html"] + payload["text"]


def test_the_switch_shows_the_difference_first_and_keeps_the_comments(
    owner: Client, studio_series: Campaign, studio_home: Path
) -> None:
    before = plan.read_file(studio_home)
    assert "Clicks are not counted" in owner.get("/channels/").content.decode()
    looked = owner.post("/channels/newsletter/clicks/", {"count": "yes"}).content.decode()
    assert "“count clicks” was nothing, is now “yes”" in looked
    assert "No date changes." in looked
    assert plan.read_file(studio_home) == before
    seen = re.search(r'name="seen" value="([^"]+)"', looked)
    assert seen is not None
    owner.post("/channels/newsletter/clicks/", {"count": "yes", "do": "keep", "seen": seen[1]})
    after = plan.read_file(studio_home)
    assert after == before.replace("<hello@willow.example>}", "<hello@willow.example>, count clicks: yes}")
    assert "Clicks are counted" in owner.get("/channels/").content.decode()
    again = owner.post("/channels/newsletter/clicks/", {"count": "yes"}, follow=True)
    assert "it is like this already" in again.content.decode()
    switch(studio_home, on=False)
    assert plan.read_file(studio_home) == before
    nobody = owner.post("/channels/bluesky/clicks/", {"count": "yes"})
    assert (nobody.status_code, "There is no newsletter “bluesky”" in nobody.content.decode()) == (400, True)


@pytest.mark.parametrize("said", ["perhaps", "1"])
def test_a_word_that_is_neither_yes_nor_no_is_a_mistake_with_its_place(studio_plan: Path, said: str) -> None:
    more = f"<hello@willow.example>, count clicks: {said}}}"
    with pytest.raises(Problem, match=r"line \d+, column \d+.*write yes or no"):
        plan.plan_of(plan.read_file(studio_plan).replace("<hello@willow.example>}", more))


def test_drafts_change_and_what_is_approved_stays_as_it_was_seen(studio_series: Campaign, studio_home: Path) -> None:
    approved, draft = issue(1), issue(2)
    plan.approve(approved.ref, "ana@example.org", NOW)
    kept = plan.payloads(approved)
    switch(studio_home, on=True)
    approved.refresh_from_db()
    assert (approved.state, plan.payloads(approved)) == ("approved", kept)
    (payload,) = plan.payloads(draft)
    assert payload["links"]
    (was,) = kept
    assert {**direct(payload), "links": None}.keys() == {*was, "links"}


def test_an_ok_goes_on_to_the_next_date_since_the_content_names_no_date(
    studio_series: Campaign, studio_home: Path
) -> None:
    switch(studio_home, on=True)
    missed = issue()
    plan.approve(missed.ref, "ana@example.org", NOW)
    close(missed, "missed", missed.at)
    plan.refresh(missed.at + timedelta(minutes=1))
    again = Message.objects.get(account=missed.account, tip=missed.tip, state="approved")
    assert again.pk != missed.pk
    assert again.payload_hash == missed.payload_hash
    assert links.follow(again.ref, next(iter(links.links_of(again)))).message == again


def test_a_draft_composed_again_is_the_same(studio_series: Campaign, studio_home: Path) -> None:
    switch(studio_home, on=True)
    message = issue()
    Message.objects.filter(pk=message.pk).update(context={})
    plan.compose_drafts(NOW, [issue()])
    assert issue().payload_hash == message.payload_hash


def test_what_is_shown_is_what_is_sent_and_the_readers_own_links_are_never_counted(
    owner: Client, counting: Message
) -> None:
    from scheduler.channels.email import mime

    (payload,) = plan.payloads(counting)
    values = personal("https://mail.willow.example", "anna@example.org", "Anna", "T", counting.pk)
    raw = mime.as_eml(payload, {**values, "key": "k", "created_at": NOW.isoformat()}).decode().replace("=\r\n", "")
    shown = owner.get(f"/posts/{counting.ref}/letter/").content.decode()
    hrefs = {html for html in re.findall(r'href="([^"]+)"', shown) if "/to/" in html}
    assert hrefs
    for address in hrefs:
        assert address.startswith(f"https://mail.willow.example/letters/m{counting.pk}/to/")
        assert f'href=3D"{address}"' in raw
        assert raw.count(address) >= 2, "in HTML and in text"
    for own in (values["unsubscribe_url"], values["preferences_url"], values["view_url"]):
        assert f'href=3D"{own}"' in raw
    assert "mailto:hello@willow.example" in shown
    text = owner.get(f"/posts/{counting.ref}/?look=text").content.decode()
    assert f"https://mail.willow.example/letters/m{counting.pk}/to/" in text


def test_the_page_on_the_web_has_direct_links_and_so_has_the_check(client: Client, counting: Message) -> None:
    page = client.get(f"/letters/{counting.ref}/").content.decode()
    assert f'href="{HOME}"' in page
    assert "/to/" not in page
    assert client.get(f"/letters/t{counting.pk}/").status_code == 200


# --- where it leads ---


def test_it_leads_to_the_stored_address_and_nowhere_else(counting: Message) -> None:
    there = press(f"{path_of(counting)}?url=https://evil.example&to=//evil.example")
    assert (there.status_code, there["Location"]) == (302, HOME)
    assert there["Referrer-Policy"] == "no-referrer"
    assert there["X-Robots-Tag"] == "noindex"
    assert "no-store" in there["Cache-Control"]
    assert not there.cookies
    token = path_of(counting).rpartition("/")[2]
    other = issue(2)
    for path in (
        f"/letters/m{counting.pk}/to/{'x' * 22}", f"/letters/m{counting.pk}/to/https://evil.example",
        f"/letters/m999999/to/{token}", f"/letters/x{counting.pk}/to/{token}", f"/letters/m{'9' * 30}/to/{token}",
        f"/letters/m{counting.pk}/to/%00", f"/letters/c1/to/{token}",
    ):  # fmt: skip
        gone = press(path)
        assert gone.status_code in (400, 404), path
        assert "Location" not in gone
    assert "This link leads nowhere" in press(f"/letters/m{counting.pk}/to/{'x' * 22}").content.decode()
    assert Client().post(path_of(counting)).status_code == 405
    assert press(path_of(other)).status_code == 302, "an approved draft's link works in its preview"
    assert LinkVisit.objects.count() == 1


def test_an_issue_whose_links_were_direct_has_no_other(studio_series: Campaign, studio_home: Path) -> None:
    plain = issue()
    plan.approve(plain.ref, "ana@example.org", NOW)
    switch(studio_home, on=True)
    token = path_of(issue(2)).rpartition("/")[2]
    assert press(f"/letters/m{plain.pk}/to/{token}").status_code == 404


def test_links_go_on_leading_readers_when_nothing_is_counted_any_more(counting: Message, studio_home: Path) -> None:
    switch(studio_home, on=False, now=counting.at)
    assert press(path_of(counting))["Location"] == HOME
    assert not LinkVisit.objects.exists()


def test_a_link_that_cannot_be_counted_leads_on_all_the_same(counting: Message) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE insights_linkvisit RENAME TO elsewhere")
    try:
        assert press(path_of(counting))["Location"] == HOME
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE elsewhere RENAME TO insights_linkvisit")


# --- who counts ---


def test_a_reader_counts_once_a_day_for_each_link(counting: Message, studio_home: Path) -> None:
    for _ in range(3):
        press(path_of(counting))
    assert people(counting) == 1
    press(path_of(counting), HTTP_USER_AGENT=PHONE)
    press(path_of(counting), REMOTE_ADDR="198.51.100.9")
    assert people(counting) == 3
    at(studio_home, counting.at + timedelta(days=1))
    press(path_of(counting))
    assert people(counting) == 4


@pytest.mark.parametrize(
    "more",
    [
        {"HTTP_USER_AGENT": "Mozilla/5.0 (compatible; Mimecast; scanner)"},
        {"HTTP_SEC_PURPOSE": "prefetch"},
        {"HTTP_SEC_FETCH_DEST": "iframe"},
        {"HTTP_ACCEPT": "*/*"},
    ],
)
def test_a_machine_is_led_on_and_told_apart(counting: Message, more: dict[str, str]) -> None:
    assert press(path_of(counting), **more).status_code == 302
    (found,) = clicks.clicked([counting])
    assert (found.people, found.machines) == (0, 1)


def test_a_scanner_with_a_browsers_name_is_known_by_its_haste(counting: Message) -> None:
    every = [f"/letters/{counting.ref}/to/{token}" for token in links.links_of(counting)]
    assert len(every) >= 2
    for number, path in enumerate(every):
        press(path, HTTP_USER_AGENT=f"{FIREFOX} {number}", REMOTE_ADDR=f"192.0.2.{number}")
    press(path_of(counting))
    assert people(counting) == 1


def test_a_head_an_owner_and_a_test_are_led_on_and_not_counted(owner: Client, counting: Message) -> None:
    assert Client().head(path_of(counting), **PERSON).status_code == 302  # type: ignore[arg-type]
    assert owner.get(path_of(counting), **PERSON)["Location"] == HOME  # type: ignore[arg-type]
    assert press(path_of(counting, kind="t"))["Location"] == HOME
    assert not LinkVisit.objects.exists()


def test_a_test_mail_has_links_that_never_count(owner: Client, counting: Message, studio_home: Path) -> None:
    message = issue(2)
    owner.post(f"/posts/{message.ref}/test/", {"to": "ana@example.org"})
    (mail,) = (studio_home / "rehearsal").rglob("*.eml")
    sent = mail.read_bytes().decode().replace("=\r\n", "")
    assert f"/letters/t{message.pk}/to/" in sent
    assert f"/letters/m{message.pk}/" not in sent


@pytest.mark.parametrize(("seconds", "counts"), [(-60, 0), (9, 0), (10, 1), (3600, 1)])
def test_nothing_counts_until_ten_seconds_after_the_last_copy(
    counting: Message, studio_home: Path, seconds: int, counts: int
) -> None:
    at(studio_home, counting.at + timedelta(seconds=seconds))
    press(path_of(counting))
    assert LinkVisit.objects.count() == counts


def test_a_draft_and_practice_count_nothing(counting: Message, studio_home: Path) -> None:
    press(path_of(issue(2)))
    close(counting, "rehearsed", counting.at)
    press(path_of(counting))
    assert not LinkVisit.objects.exists()
    Message.objects.filter(pk=counting.pk).update(state="approved", closed_at=None)
    Account.objects.filter(name="newsletter").update(live_since=NOW)
    press(path_of(counting))
    assert LinkVisit.objects.count() == 1, "while it still goes out, after three minutes"


def test_made_up_visitors_fill_no_disk(counting: Message, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clicks, "MOST", 3)
    for number in range(10):
        assert press(path_of(counting), REMOTE_ADDR=f"198.51.100.{number}").status_code == 302
    assert LinkVisit.objects.count() == 4


# --- what is kept ---


def test_at_midnight_only_numbers_are_left(counting: Message, studio_home: Path) -> None:
    for number in range(3):
        press(path_of(counting), REMOTE_ADDR=f"198.51.100.{number}")
    press(path_of(counting), HTTP_USER_AGENT="curl/8")
    kept = json.dumps(list(LinkVisit.objects.values()), default=str)
    for told in ("198.51.100", "Mozilla", "curl"):
        assert told not in kept
    before_midnight = datetime(2027, 2, 17, 4, 59, 59, tzinfo=UTC)  # 23:59:59 in Toronto
    clicks.forget_visits(before_midnight)
    assert LinkVisit.objects.count() == 4
    for _ in range(2):
        clicks.forget_visits(before_midnight + timedelta(seconds=1))
    assert not LinkVisit.objects.exists()
    assert not VisitKey.objects.exists()
    (day,) = LinkDay.objects.all()
    assert (day.people, day.machines, f"{day.day}") == (3, 1, "2027-02-16")
    assert people(counting) == 3


def test_the_same_reader_looks_different_the_next_day(counting: Message, studio_home: Path) -> None:
    press(path_of(counting))
    at(studio_home, counting.at + timedelta(days=1))
    press(path_of(issue(1), says=next(link["says"] for link in links.links_of(counting).values())))
    first, second = VisitKey.objects.order_by("day")
    assert first.key != second.key


def test_nothing_leads_to_a_person_and_their_data_says_so(counting: Message) -> None:
    person = a_subscriber("anna@example.org", address_hash=address_hash("anna@example.org"))
    press(path_of(counting))
    for model in (LinkVisit, LinkDay, VisitKey):
        assert {field.name for field in model._meta.fields if field.is_relation} <= {"message"}
    from scheduler.insights.people import person_data

    assert json.loads(person_data(person.token))["clicks"] == clicks.NOBODYS
    before = list(LinkVisit.objects.values_list())
    Client().post(f"/p/{person.token}", {"do": "erase", "sure": "yes"})
    assert list(LinkVisit.objects.values_list()) == before, "there was nothing of theirs to take away"


# --- what is told ---


def test_the_week_says_which_tips_were_clicked(
    owner: Client, counting: Message, studio_home: Path, tmp_path: Path
) -> None:
    for number in range(3):
        press(path_of(counting), REMOTE_ADDR=f"198.51.100.{number}")
    monday = datetime(2027, 2, 22, 13, 0, tzinfo=UTC)
    clicks.forget_visits(monday)
    at(studio_home, monday)
    page = owner.get("/week/").content.decode()
    assert "What was clicked" in page
    assert f"{counting.title}</a> · 3 clicks" in page
    insights.tell_owner(monday, tmp_path)
    (mail,) = (file for file in (tmp_path / "rehearsal" / "notices").glob("*.eml") if b"Your week" in file.read_bytes())
    said = mail.read_bytes().decode()
    assert "This was clicked, each reader once a day for each link:" in said
    assert "Willow Street Yoga" in said
    post = owner.get(f"/posts/{counting.ref}/").content.decode()
    assert "What was clicked" in post
    assert "3 clicks" in post
    at(studio_home, monday + timedelta(days=7))
    assert "What was clicked" not in owner.get("/week/").content.decode()


def test_a_week_without_clicks_does_not_mention_them(owner: Client, studio_series: Campaign) -> None:
    assert "clicked" not in owner.get("/week/").content.decode()
    assert User.objects.count() == 1
