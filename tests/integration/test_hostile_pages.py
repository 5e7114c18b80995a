"""What a careless or hostile press of a button must not do."""

from __future__ import annotations

import logging

import pytest
from django.test import Client

from scheduler.accounts import services as accounts
from scheduler.errors import Problem
from scheduler.plan.models import Campaign, Message
from scheduler.web.redaction import NoTokens
from tests.builders import NOW

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough pass phrase"


def first(series: Campaign) -> Message:
    found = Message.objects.filter(campaign=series).order_by("at", "pk").first()
    assert found is not None
    return found


@pytest.mark.parametrize("doing", ["approve", "send-now"])
def test_an_old_page_does_not_approve_words_that_it_does_not_show(
    owner: Client, studio_series: Campaign, doing: str
) -> None:
    message = first(studio_series)
    seen = message.payload_hash
    assert f'name="seen" value="{seen}"' in owner.get(f"/posts/{message.ref}/").content.decode()
    tip = message.tip
    assert tip is not None
    owner.post(f"/series/{tip.article_id}/tips/{tip.pk}/", {"do": "save", "text": "Other words. Nobody saw them."})
    answer = owner.post(f"/posts/{message.ref}/do/", {"do": doing, "seen": seen}, follow=True)
    assert "changed after you had opened this page" in answer.content.decode()
    message.refresh_from_db()
    assert message.state == "draft"
    owner.post(f"/posts/{message.ref}/do/", {"do": doing, "seen": message.payload_hash})
    message.refresh_from_db()
    assert message.state == "approved"


@pytest.mark.parametrize("at", ["9999-12-31T23:59", "0001-01-01T00:00", "2027-13-01T00:00"])
def test_a_date_at_the_end_of_time_is_one_sentence(owner: Client, studio_series: Campaign, at: str) -> None:
    answer = owner.post(f"/posts/{first(studio_series).ref}/change/", {"at": at})
    assert answer.status_code == 400


def test_a_one_time_link_is_not_in_the_log(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    path = (accounts.first_link(NOW) or "").partition("8000")[2]
    record = logging.LogRecord(
        "django.request", logging.WARNING, "", 0, "%s: %s", ("Bad Request", f"{path}begin/"), None
    )
    assert any(isinstance(one, NoTokens) for one in logging.getLogger("django.request").filters)
    with caplog.at_level(logging.WARNING):
        assert client.post(f"{path}begin/", {"email": "ana@example.org", "password": "short"}).status_code == 400
    assert NoTokens().filter(record)
    assert record.getMessage() == "Bad Request: /welcome/…/begin/"
    assert path.split("/")[2] not in caplog.text


def token(link: str | None) -> str:
    return (link or "").rstrip("/").rpartition("/")[2]


def test_the_very_first_link_makes_no_second_owner() -> None:
    printed = token(accounts.first_link(NOW))
    accounts.add_user("ana@example.org", "owner", NOW)
    with pytest.raises(Problem, match="used already or is too old"):
        accounts.set_password(printed, "mallory@example.org", PASSWORD, NOW)


def test_a_chosen_password_ends_the_other_links_of_this_person() -> None:
    links = [token(accounts.add_user("ana@example.org", "editor", NOW)) for _ in range(2)]
    accounts.set_password(links[1], "", PASSWORD, NOW)
    with pytest.raises(Problem, match="used already or is too old"):
        accounts.set_password(links[0], "", PASSWORD + "!", NOW)


@pytest.mark.parametrize("path", ["/u/a%00b", "/p/%00", "/done/%00/", "/welcome/%00/"])
def test_an_address_with_a_nul_is_refused_calmly(client: Client, path: str) -> None:
    for answer in (client.get(path), client.post(path)):
        assert answer.status_code == 400
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_nul_in_an_address_to_sign_in_with_is_a_wrong_address(client: Client) -> None:
    assert client.post("/sign-in/", {"email": "ana\0@example.org", "password": "x"}).status_code == 401
