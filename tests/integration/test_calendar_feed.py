"""What is planned in a calendar elsewhere: whoever has the secret address reads it, nobody else, and not for ever."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scheduler.domain.calendar_feed import Planned, feed
from scheduler.plan import services as plan
from scheduler.plan.models import CalendarLink, Campaign, Message
from tests.builders import NOW
from tests.integration.planning import close
from tests.integration.test_counted_clicks import switch

pytestmark = pytest.mark.django_db


def made(client: Client, label: str = "My phone") -> str:
    """The path of a new address."""
    html = client.post("/calendar/elsewhere/make/", {"label": label}).content.decode()
    found = re.search(r'value="http[^"]*?(/planned/[\w-]{43}\.ics)"', html)
    assert found is not None, html
    return found[1]


def events(client: Client, path: str) -> list[Any]:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return list(icalendar.Calendar.from_ical(answer.content).walk("VEVENT"))


def test_it_shows_what_is_planned_with_its_words(owner: Client, studio_series: Campaign) -> None:
    path, stranger = made(owner), Client()
    found = events(stranger, path)
    ahead = plan.calendar(NOW, weeks=26)
    assert {str(event["summary"]) for event in found} == {entry.title for entry in ahead}
    assert {event.decoded("dtstart") for event in found} == {entry.at for entry in ahead}
    first = min(found, key=lambda event: event.decoded("dtstart"))
    message = Message.objects.get(pk=str(first["uid"]).partition("@")[0][1:])
    said = str(first["description"])
    for channel in ("newsletter: waits for your OK", "bluesky: waits for your OK", "instagram: waits for your OK"):
        assert channel in said
    tip = message.tip
    assert tip is not None
    assert tip.text.split(". ")[0] in said
    assert said.rstrip().endswith(f"/posts/{message.ref}/")
    assert first["status"] == "TENTATIVE"
    assert not re.search("[\ue000-\uf8ff]", said)


def test_it_follows_the_plan_under_the_same_name(owner: Client, studio_series: Campaign) -> None:
    path = made(owner)
    before = {str(event["uid"]): event.decoded("dtstart") for event in events(owner, path)}
    first = Message.objects.filter(campaign=studio_series).order_by("at", "pk").first()
    assert first is not None
    plan.approve(studio_series.ref, "ana@example.org", NOW)
    plan.reschedule(first.ref, first.at.replace(tzinfo=None) + timedelta(days=1), "ana@example.org", NOW)
    after = events(owner, path)
    assert {str(event["uid"]) for event in after} == set(before)
    moved = [event for event in after if event.decoded("dtstart") != before[str(event["uid"])]]
    assert [str(event["uid"]).partition("@")[0] for event in moved] == [first.ref]
    assert {str(event["status"]) for event in after} == {"CONFIRMED"}
    for message in Message.objects.filter(slot=first.slot):
        close(message, "skipped", NOW)
    assert len(events(owner, path)) == len(before) - 1


def test_of_a_letter_nobodys_copy_stands_in_it(owner: Client, studio_series: Campaign, studio_home: Path) -> None:
    switch(studio_home, on=True)
    said = " ".join(str(event["description"]) for event in events(owner, made(owner)))
    assert "/to/" not in said
    assert "Anna" not in said


def test_an_ended_or_made_up_address_shows_nothing(owner: Client, viewer: Client, studio_series: Campaign) -> None:
    owner.force_login(owner_user())
    path = made(owner)
    link = CalendarLink.objects.get()
    token = path.removeprefix("/planned/").removesuffix(".ics")
    assert token not in str(CalendarLink.objects.values_list())
    assert Client().head(path).status_code == 200
    assert Client().post(path).status_code == 405
    for answer in (Client().get(path),):
        assert answer["X-Robots-Tag"] == "noindex"
        assert "no-store" in answer["Cache-Control"]
        assert not answer.cookies
    owner.post(f"/calendar/elsewhere/{link.pk}/end/")
    for gone in (path, "/planned/x.ics", f"/planned/{'x' * 5000}.ics", "/planned/%ff.ics"):
        assert Client().get(gone).status_code == 404
    assert "None." in owner.get("/calendar/elsewhere/").content.decode()


def owner_user() -> Any:
    from scheduler.accounts.models import User

    return User.objects.get(email="ana@example.org")


def test_twenty_addresses_are_enough(owner: Client, studio_series: Campaign) -> None:
    for number in range(20):
        made(owner, f"Phone {number}")
    answer = owner.post("/calendar/elsewhere/make/", {"label": "One more"})
    assert answer.status_code == 400
    assert "20 calendar addresses already" in answer.content.decode()


def test_it_takes_few_questions(owner: Client, studio_series: Campaign) -> None:
    path = made(owner)
    with CaptureQueriesContext(connection) as asked:
        shown = events(Client(), path)
    assert len(shown) > 3
    assert len(asked) <= 12


def test_a_hostile_title_is_a_title() -> None:
    evil = 'Feet\r\nEND:VEVENT\r\nBEGIN:VALARM\r\nACTION:EMAIL;x="y", \ue000\x00é ' + "x" * 300
    data = feed("A;B,\nC", "s.example", [Planned("m1", NOW, evil, (("news", "sent"),), True, evil, "https://s/")], NOW)
    calendar = icalendar.Calendar.from_ical(data)
    (event,) = calendar.walk("VEVENT")
    assert not calendar.walk("VALARM")
    assert str(event["summary"]).startswith('Feet END:VEVENT BEGIN:VALARM ACTION:EMAIL;x="y", é xxx')
    assert max(map(len, data.split(b"\r\n"))) <= 75
