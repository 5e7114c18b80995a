"""Find a person, see what they got, stop writing to them: on a phone, without a mouse."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.axe import by_axe
from tests.e2e.conftest import Studio
from tests.e2e.more import inside
from tests.e2e.people import at_the_browser

pytestmark = pytest.mark.browser
TWELVE = """
from scheduler.commands.studio import open_studio
now = open_studio()
from scheduler.audience import services as audience
from scheduler.audience.models import Subscriber
from scheduler.outbox import tallies
from scheduler.outbox.models import Delivery
from scheduler.plan.models import Message
rows = "".join(f"reader{number:02}@example.org,Reader {number}\\n" for number in range(12))
answer = audience.ConsentAnswer("signed up", "America/Toronto", "2026-05-01", "paper list")
audience.import_people(f"email,name\\n{rows}".encode(), answer, dry_run=False, now=now, by="owner")
message = Message.objects.filter(account__name="newsletter").order_by("at").first()
Message.objects.filter(pk=message.pk).update(state="sent", frozen_at=now, closed_at=now)
for person in Subscriber.objects.all():
    left_out = person.address.startswith("reader07")
    Delivery.objects.create(
        message=message, destination=person.address_hash, subscriber=person, due_at=now, ended_at=now,
        key=f"got{person.pk}", state="suppressed" if left_out else "sent", reason="paused" if left_out else "",
    )
tallies.start(message.pk)
"""


def test_who_got_it_and_stop_writing_to_one_of_them(browser: Any, queued: Studio) -> None:
    inside(queued, TWELVE)
    with at_the_browser(browser, queued, "keyboard-phone") as person:
        page = person.page
        person.press("People", role="link")
        person.follow("#letters-head + ul a")
        assert page.locator("#list .list > li").count() == 12
        person.fill("What became of it", "suppressed")
        person.press("Show")
        assert "They were on a break." in page.locator("#list").inner_text()
        person.press("People", role="link")
        person.fill("Name or e-mail address", "reader 11")
        person.press("Look up")
        person.press("reader11@example.org", role="link")
        assert "sent." in page.locator("main").inner_text()
        person.open("Stop writing to them")
        assert "They would still get" in page.locator("#stop").inner_text()
        assert [*by_axe(page, "stop writing", (320,))] == []
        person.choose("I decide it myself")
        person.press("Stop writing to them")
        assert "Nothing more is sent to reader11@example.org" in person.told
        person.press("Write to them again")
        assert "is written to again, as before" in person.told
