from __future__ import annotations

import pytest

from scheduler.audience import services as audience
from scheduler.audience.models import Suppression
from scheduler.insights.models import Event
from scheduler.outbox.models import Attempt, Delivery
from scheduler.signals import happened
from tests import builders
from tests.builders import NOW


@pytest.mark.django_db
def test_erasing_a_person_empties_what_was_printed_into_their_copies_and_keeps_that_there_were_copies() -> None:
    person = builders.a_subscriber("anna@example.org")
    person.address_hash = audience.address_hash("anna@example.org")
    person.save()
    message = builders.a_message()
    Delivery.objects.create(
        message=message, destination=person.address_hash, subscriber=person, state="sent", due_at=NOW, ended_at=NOW,
        key="k1", holes={"to": "anna@example.org", "first_name": "Anna"}, detail="250 ok for anna@example.org",
    )  # fmt: skip
    Attempt.objects.create(
        delivery=Delivery.objects.get(), number=1, at=NOW, outcome="retry", reason="451 wait for anna@example.org"
    )
    news = {"kind": "not-certain", "text": "Did it reach anna@example.org?", "delivery_id": Delivery.objects.get().pk}
    happened.send(sender=None, now=NOW, **news)
    audience.leave_out(person.pk, "bounced", "m1: 550 no anna@example.org", NOW)
    audience.erase("anna@example.org", NOW, by="ana@example.org")
    copy = Delivery.objects.get()
    assert copy.state == "sent"
    assert (copy.holes, copy.detail) == ({}, "")
    kept = [Attempt.objects.get().reason, Suppression.objects.get().source]
    assert "anna@" not in "".join([*kept, *Event.objects.values_list("text", flat=True)])
