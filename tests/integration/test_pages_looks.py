"""A post's page: every look of a letter, one reader's copy, its links, and how long it becomes while one types."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_httpserver import HTTPServer

from scheduler.audience import services as audience
from scheduler.audience.models import Subscriber
from scheduler.channels.email.looks import by_day, by_night
from scheduler.library.models import Article
from scheduler.outbox.models import Delivery
from scheduler.plan import services as plan
from scheduler.plan.models import Campaign, Message
from scheduler.web.views.looks import LOOKS, links_in
from tests import builders

pytestmark = pytest.mark.django_db


def first(series: Campaign, channel: str = "newsletter") -> Message:
    return series.messages.filter(account__name=channel).order_by("at")[0]


def letter(client: Client, ref: str, look: str) -> str:
    return client.get(f"/posts/{ref}/letter/", {"look": look}).content.decode()


@pytest.mark.parametrize("look", LOOKS)
def test_each_look_has_an_address_and_its_frame_is_sandboxed(owner: Client, studio_series: Campaign, look: str) -> None:
    message = first(studio_series)
    html = owner.get(f"/posts/{message.ref}/", {"look": look}).content.decode()
    assert re.search(rf'href="\?look={look}#preview-head" aria-current="true"', html)
    if look == "text":
        assert "Unsubscribe: #" in html
        assert "<iframe" not in html
    else:
        (frame,) = re.findall("<iframe[^>]*>", html)
        assert 'sandbox=""' in frame
        assert f'src="/posts/{message.ref}/letter/?look={look}"' in frame
    policy = owner.get(f"/posts/{message.ref}/letter/", {"look": look})["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'; img-src ")
    assert "script" not in policy
    assert ("img-src 'none'" in policy) is (look == "bare")


def test_night_is_shown_by_day_and_day_by_night(owner: Client, studio_series: Campaign) -> None:
    ref = first(studio_series).ref
    day, night = letter(owner, ref, "phone"), letter(owner, ref, "night")
    assert "@media all {" in night
    assert 'content="dark"' in night
    assert "prefers-color-scheme" not in day + night
    assert "@media not all {" in day
    untouched = owner.get(f"/posts/{ref}/letter/").content.decode()
    assert "@media (prefers-color-scheme: dark)" in untouched
    assert (by_day(untouched), by_night(untouched)) == (day, night)


def test_all_looks_stand_side_by_side_with_the_days_other_networks(owner: Client, studio_series: Campaign) -> None:
    html = owner.get(f"/posts/{first(studio_series).ref}/looks/").content.decode()
    assert html.count("<iframe") == html.count('sandbox=""') == 4
    assert "The letter as plain text" in html
    assert "The post on Bluesky" in html
    assert "To copy to Instagram" in html


def test_the_size_is_shown_against_what_gmail_shows(owner: Client, studio_series: Campaign) -> None:
    message = first(studio_series)
    size = len(plan.payloads(message)[0]["html"].encode())
    html = owner.get(f"/posts/{message.ref}/").content.decode()
    assert f"{size / 1000:,.0f} kB of the 102 kB that Gmail shows" in html


# --- as one reader ---


def zoe(name: str = "Zoë") -> Subscriber:
    address = "zoe@example.org"
    return builders.a_subscriber(address, first_name=name, address_hash=audience.address_hash(address))


@pytest.fixture
def personal(studio_series: Campaign) -> Message:
    message = first(studio_series)
    data = {**plan.payloads(message)[0]}
    data["html"] = data["html"].replace("<h1", "<p>Dear \ue010first_name|friend\ue011, \ue010address|\ue011</p><h1", 1)
    from scheduler.library import services as library

    message.variants.update(payload=library.blob(json.dumps(data).encode(), "application/json"))
    return message


def test_a_readers_own_values_are_shown_and_their_links_lead_nowhere(owner: Client, personal: Message) -> None:
    person = zoe("Zoë <b>")
    assert "Dear Anna, anna@example.org" in letter(owner, personal.ref, "phone")
    owner.post(f"/posts/{personal.ref}/as/", {"reader": " Zoe@Example.org "})
    html = letter(owner, personal.ref, "phone")
    assert "Dear Zoë &lt;b&gt;, zoe@example.org" in html
    assert person.token not in html
    assert "You see the copy of" in owner.get(f"/posts/{personal.ref}/").content.decode()
    owner.post(f"/posts/{personal.ref}/as/", {"reader": ""})
    assert "Dear Anna" in letter(owner, personal.ref, "phone")


def test_nothing_is_counted_or_kept_but_whom_the_session_names(owner: Client, personal: Message) -> None:
    person = zoe()
    owner.post(f"/posts/{personal.ref}/as/", {"reader": "zoe@example.org"})
    letter(owner, personal.ref, "phone")
    assert owner.session["preview_reader"] == person.pk
    assert "zoe@example.org" not in json.dumps(dict(owner.session.items()))
    assert not Delivery.objects.exists()


def test_a_stranger_is_told_and_an_erased_person_is_forgotten(owner: Client, personal: Message) -> None:
    answer = owner.post(f"/posts/{personal.ref}/as/", {"reader": "nobody@example.org"}, follow=True)
    assert "Nobody on the list has that address" in answer.content.decode()
    person = zoe()
    owner.post(f"/posts/{personal.ref}/as/", {"reader": "zoe@example.org"})
    type(person).objects.filter(pk=person.pk).update(state="erased")
    assert "Dear Anna" in letter(owner, personal.ref, "phone")


def test_who_may_only_look_sees_nobodys_own_copy(viewer: Client, personal: Message) -> None:
    person = zoe("Zoë")
    viewer.post(f"/posts/{personal.ref}/as/", {"reader": "zoe@example.org"})
    session = viewer.session
    session["preview_reader"] = person.pk  # as after losing the role
    session.save()
    assert "Zoë" not in letter(viewer, personal.ref, "phone")
    assert "As one reader gets it" not in viewer.get(f"/posts/{personal.ref}/").content.decode()


def test_a_readers_values_reach_no_log(owner: Client, personal: Message, caplog: pytest.LogCaptureFixture) -> None:
    zoe("Zoë")
    caplog.set_level(logging.DEBUG)
    owner.post(f"/posts/{personal.ref}/as/", {"reader": "zoe@example.org"})
    owner.post(f"/posts/{personal.ref}/as/", {"reader": "nobody.else@example.org"})
    letter(owner, personal.ref, "phone")
    said = "\n".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    assert not re.search("zoe@|Zoë|nobody.else", said)


# --- links ---


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[HTTPServer]:
    monkeypatch.setenv("STUDIO_TEST_LOOPBACK", "1")
    with HTTPServer(host="127.0.0.1") as server:
        server.expect_request("/there").respond_with_data("hello")
        server.expect_request("/gone").respond_with_data("", status=404)
        server.expect_request("/shy").respond_with_data("", status=403)
        server.expect_request("/moved").respond_with_data("", status=301, headers={"Location": "/there"})
        yield server


def with_link(message: Message, link: str) -> Message:
    from scheduler.library import services as library

    data = {**plan.payloads(message)[0]}
    data["html"] = f'<p><a href="{link}">Read</a> <a href="#">Leave</a> <a href="mailto:a@b.example">Write</a></p>'
    message.variants.update(payload=library.blob(json.dumps(data).encode(), "application/json"))
    return message


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/there", "The link is there."),
        ("/moved", "The link is there."),
        ("/gone", "/gone – 127.0.0.1 answered that there is no such page."),
        ("/shy", "some servers say so to programs only"),
    ],
)
def test_links_are_asked_when_somebody_wants_to_know(
    owner: Client, studio_series: Campaign, site: HTTPServer, path: str, sentence: str
) -> None:
    message = with_link(first(studio_series), site.url_for(path))
    owner.get(f"/posts/{message.ref}/")
    assert not site.log
    assert sentence in owner.post(f"/posts/{message.ref}/links/", follow=True).content.decode()
    assert site.log


@pytest.mark.parametrize(
    "link", ["http://127.0.0.1:1/", "http://10.0.0.1/", "http://[::1]/", "http://169.254.169.254/"]
)
def test_a_link_that_is_not_public_is_never_connected_to(owner: Client, studio_series: Campaign, link: str) -> None:
    message = with_link(first(studio_series), link)
    html = owner.post(f"/posts/{message.ref}/links/", follow=True).content.decode()
    assert re.search("is not on the public internet|unusual port", html)


@pytest.mark.parametrize("channel", ["bluesky", "instagram"])
def test_the_links_of_a_post_on_a_network_are_asked_too(
    owner: Client, studio_series: Campaign, site: HTTPServer, channel: str
) -> None:
    message = first(studio_series, channel)
    Article.objects.filter(pk=studio_series.article_id).update(url=site.url_for("/gone"))
    plan.refresh(builders.NOW)
    html = owner.post(f"/posts/{message.ref}/links/", follow=True).content.decode()
    assert "/gone – 127.0.0.1 answered that there is no such page." in html


def test_the_links_of_a_preview_are_those_of_letter_text_and_card() -> None:
    found = links_in(
        {
            "html": '<a href="https://a.example/?x=1&amp;y=2">A</a><a href="#">B</a><a href="javascript:x">C</a>',
            "segments": [{"text": "b", "link": "https://b.example"}, {"text": " ", "link": ""}],
            "link": "https://b.example",
            "card": {"uri": "https://c.example"},
        }
    )
    assert found == ["https://a.example/?x=1&y=2", "https://b.example", "https://c.example"]


# --- how long it becomes ---


def counted(client: Client, **form: object) -> list[dict[str, object]]:
    answer = client.post("/count/", form, headers={"Accept": "application/json"})
    assert answer.status_code == 200
    found: list[dict[str, object]] = answer.json()["counts"]
    return found


def test_a_post_is_counted_as_it_would_go_out_by_each_networks_rule(owner: Client, studio_series: Campaign) -> None:
    message = first(studio_series, "bluesky")
    before = plan.payloads(message)[0]["text"]
    tip = message.tip
    assert tip is not None
    found = {str(one["sentence"]).split(":")[0]: one for one in counted(owner, ref=message.ref, text=tip.text)}
    channel = plan.channel_of(message.account)
    assert found["bluesky"]["sentence"] == f"bluesky: {channel.count(before).length} of 300 characters"
    assert found["instagram"]["fits"] is True
    assert "newsletter" not in found
    much = {str(one["sentence"]).split(":")[0]: one for one in counted(owner, ref=message.ref, text="Roll on. " * 90)}
    assert "as a thread of" in str(much["bluesky"]["sentence"]) or much["bluesky"]["fits"] is False


def test_words_of_ones_own_are_counted_for_the_channels_that_are_chosen(owner: Client, studio_plan: object) -> None:
    (only,) = counted(owner, text="Snow day: closed. 🧘‍♀️", channel=["bluesky", "newsletter"])
    assert only == {"sentence": "bluesky: 19 of 300 characters", "fits": True}


def test_counting_keeps_nothing_and_works_without_a_script(owner: Client, studio_series: Campaign) -> None:
    message = first(studio_series, "bluesky")
    before = list(Message.objects.values_list("pk", "payload_hash", "words"))
    html = owner.post("/count/", {"ref": message.ref, "text": "Roll <b>one</b> foot."}).content.decode()
    assert "Nothing was kept yet" in html
    assert "Roll &lt;b&gt;one&lt;/b&gt; foot." in html
    assert list(Message.objects.values_list("pk", "payload_hash", "words")) == before


def test_a_test_is_marked_and_counts_as_nothing(owner: Client, studio_series: Campaign, studio_home: object) -> None:
    message = first(studio_series)
    owner.post(f"/posts/{message.ref}/test/", {"to": "ana@example.org"})
    (mail,) = list((studio_home / "rehearsal").rglob("*.eml"))  # type: ignore[operator]
    assert b"Subject: [Test] " in mail.read_bytes()
    assert not Delivery.objects.exists()
    message.refresh_from_db()
    assert message.state == "draft"
